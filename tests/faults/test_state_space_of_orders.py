"""F14, orders: whatever is done to an account, its orders stand as a look from nothing would have them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from creditdesk import dispatch
from creditdesk.credit import verify
from creditdesk.credit.after_journal import look_after_journal
from creditdesk.credit.facts import ground_for
from creditdesk.credit.looking import found_holds, judgement_of
from creditdesk.credit.looking_again import look_by_night
from creditdesk.credit.models import AccountHold, Offer, Order, Release
from creditdesk.credit.offering import accept_offer, make_offer
from creditdesk.credit.queries import in_question
from creditdesk.credit.releasing import hold_account, lift_hold, reject_order, release_order
from creditdesk.domain.order_releases import MAY_SHIP, WAITING, Standing
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.scope import scope_of
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.test_orders import DAY, review, take, told
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.long]
WALKS, STEPS = figure(12, full=100), 14


class Walk:
    """One account and its sister, and a person who does what comes to mind."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.day, self.made = world, Random(seed), TODAY, 0
        limit = self.chance.randrange(20, 60) * 1_000_00
        head = builders.customer(world.northlight, name=f"Head {seed}", credit_limit_minor=limit, portfolio=None)
        child = builders.customer(world.northlight, name=f"Child {seed}", parent=head, credit_limit_minor=limit // 2)
        self.accounts = [head, child]
        for one in self.accounts:
            review(world, one)
            builders.invoice(one, amount=1_00, due_date=TODAY + DAY, document_date=TODAY - 20 * DAY, as_of=TODAY)

    def step(self) -> str:
        """One act; a refusal is an answer like any other."""
        act, of = self.chance.choice(self.acts), self.chance.choice(self.accounts)
        try:
            act(self, of)
        except Refusal as refusal:
            return f"{act.__name__} refused: {refusal}"
        if act.__name__ in {"invoice", "pay"}:
            # What a file does that brings documents in; nobody else says whose account the act was about.
            dispatch.accounts_changed([of.id], as_of=self.day, at=NOW)
        while look_after_journal(as_of=self.day, by="machine", at=NOW):
            pass
        return act.__name__

    def order(self, of: Customer) -> None:
        """A new order, or a new version of one."""
        self.made += 1
        olds = list(Order.objects.filter(customer=of))
        if olds and self.chance.random() < 0.4:
            old = self.chance.choice(olds)
            amount, version = self.chance.randrange(1, 30_000_00), old.version + 1
            delivered = amount if self.chance.random() < 0.2 else 0
            more = {"delivered_minor": delivered, "is_cancelled": self.chance.random() < 0.2}
            take(of, told(old.number, amount=amount, version=version, **more), as_of=self.day)
        else:
            ship = self.day + self.chance.randrange(0, 9) * DAY
            amount = self.chance.randrange(1, 30_000_00)
            take(of, told(f"{of.id}-{self.made}", amount=amount, ship_date=ship), as_of=self.day)

    def invoice(self, of: Customer) -> None:
        """An invoice, some of them late."""
        due = self.day + self.chance.randrange(-40, 30) * DAY
        amount = self.chance.randrange(1, 20_000_00)
        builders.invoice(of, amount=amount, due_date=due, document_date=due - 30 * DAY, as_of=self.day)

    def pay(self, of: Customer) -> None:
        """Money on the account."""
        builders.payment(of, amount=self.chance.randrange(1, 20_000_00), document_date=self.day)

    def dispute(self, of: Customer) -> None:
        """A dispute of an open invoice, or its end."""
        item = self.chance.choice(list(OpenItem.objects.filter(customer=of, open_minor__gt=0)))
        minor = self.chance.choice((0, item.open_minor, item.open_minor // 2))
        mark_disputed(item, disputed_minor=minor, reason="short", as_of=self.day, by=self.world.bob, at=NOW)

    def release(self, of: Customer) -> None:
        """Let the first held order go."""
        one = self.held(of)
        self.made += 1
        release_order(
            one, comment="ok", revision=one.revision, as_of=self.day, by=self.world.dave, at=NOW, key=f"r{self.made}"
        )

    def reject(self, of: Customer) -> None:
        """Turn the first held order down."""
        one = self.held(of)
        reject_order(one, comment="no", revision=one.revision, as_of=self.day, by=self.world.dave, at=NOW)

    def hold(self, of: Customer) -> None:
        """Hold all by hand, or lift that."""
        standing = AccountHold.objects.filter(customer=of, lifted_at__isnull=True).first()
        self.made += 1
        if standing:
            lift_hold(standing, because="over", as_of=self.day, by=self.world.bob, at=NOW)
        else:
            until = self.day + 3 * DAY if self.chance.random() < 0.5 else None
            hold_account(
                of, why="x", until=until, as_of=self.day, by=self.world.bob, at=NOW, key=f"{of.id}h{self.made}"
            )

    def offer(self, of: Customer) -> None:
        """Offer a way out of the first held order, which really is one, and have it accepted."""
        one = self.held(of)
        ways = in_question(one, user=self.world.dave, as_of=self.day).alternatives
        if not ways:
            return
        way = self.chance.choice(ways)
        self.made += 1
        made = make_offer(
            one, way.kind, revision=one.revision, as_of=self.day, by=self.world.dave, at=NOW, key=f"{of.id}o{self.made}"
        )
        accept_offer(made, note="", as_of=self.day, by=self.world.dave, at=NOW)

    def night(self, of: Customer) -> None:
        """A day goes by."""
        self.day += self.chance.randrange(1, 9) * DAY
        look_by_night(of.company, as_of=self.day, by="machine", at=NOW)

    def held(self, of: Customer) -> Order:
        """The first held order. Raises Refusal where there is none."""
        found = Order.objects.filter(customer=of, standing=Standing.HELD.value).order_by("id").first()
        if found is None:
            raise Refusal(())
        return found

    acts: tuple[Callable[[Walk, Customer], None], ...] = (
        order, order, order, invoice, pay, pay, dispute, release, release, reject, hold, offer, offer, night,
    )  # fmt: skip


def stands_as_from_nothing(walk: Walk) -> list[str]:
    """What stands otherwise than a look from nothing would have it."""
    ids = [one.id for one in walk.accounts]
    waiting = Order.objects.filter(customer__in=ids, standing__in=[one.value for one in WAITING])
    on = ground_for(scope_of(walk.world.northlight, as_of=walk.day, customer_ids=ids))
    wrong = []
    for one in waiting:
        release = Release.objects.filter(order=one, ended_at__isnull=True).first()
        judged = judgement_of(one, release=release, on=on)
        codes = sorted(hold.code.value for hold in judged.holding)
        if judged.standing.value != one.standing or codes != sorted(hold["code"] for hold in one.holds):
            wrong.append(f"{one.number}: {one.standing} {one.holds}, from nothing {judged.standing} {codes}")
        if Standing(one.standing) in MAY_SHIP and release is None:
            assert not found_holds(one, on=on)
    return wrong


@pytest.mark.parametrize("seed", range(WALKS))
def test_orders_stand_as_a_look_from_nothing_has_them(world: World, seed: int, counted: Counted) -> None:
    walk = Walk(world, seed)
    done = []
    for _ in range(STEPS):
        done.append(walk.step())
        assert stands_as_from_nothing(walk) == [], done
        assert verify.broken_facts() == [], done
    lapsed = Offer.objects.filter(state__in=("open", "accepted"), order__standing__in=("cancelled", "rejected"))
    assert not lapsed.exists()
    counted("F14 orders", f"{len(done)} acts")
