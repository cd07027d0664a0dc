"""What people decide about held orders: let one go within their authority, reject it, hold by hand and lift that.

Each is one transaction with its journal entry. Nobody decides on what he has not seen: an order that changed since, or
that somebody else decided about, is refused and told by whom. The same key acts once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from creditdesk.credit.asked_releases import close_requests
from creditdesk.credit.erp_decisions import tell_erp
from creditdesk.credit.facts import Ground, credit_facts, ground_for, order_facts
from creditdesk.credit.kept_money import give_back_all
from creditdesk.credit.let_go_before import adds_up, let_go_minor
from creditdesk.credit.looking import end_release, end_spells, found_holds, look_at
from creditdesk.credit.models import AccountHold, Order, OrderDecision, Release
from creditdesk.credit.offer_states import close_offers
from creditdesk.domain.authority import LEVEL_NAMES, Decision, RequestKind, is_below, level_of, may
from creditdesk.domain.order_holds import FoundHold, over_percent_of
from creditdesk.domain.order_releases import Checkpoint, Standing, days_late_of, envelope_of, level_for
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Role
from creditdesk.followup.scope import scope_of
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import left, refuse_left
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force

COMMENT_LONGEST = 500


@action
def release_order(
    order: Order, *, comment: str, revision: int, as_of: dt.date, by: User, at: dt.datetime, key: str
) -> Release:
    """Let a held order go, for the days and within the envelope of the policy. Raises Refusal with every reason.

    Every reason is found anew under the locks, and all of them must be within the person's authority.
    """
    order = _locked(order)
    if done := Release.objects.filter(order=order, key=key).first():
        return done
    refuse_decided(order, revision=revision)
    if not comment.strip():
        raise refuse("release.comment", "say why the order is let go")
    policy = policy_in_force(as_of=as_of, company_id=order.company_id)
    scope = scope_of(order.company, as_of=as_of, customer_ids=[order.customer_id])
    ground = ground_for(scope)
    found = found_holds(order, on=ground)
    if not found:
        raise refuse("release.nothing", "nothing holds the order any more")
    decision = authority_for(order, found, by=by, on=ground)
    if not decision.allowed:
        raise Refusal(decision.reasons)
    return let_go(
        order, found, on=ground, authority=decision.reasons, comment=comment, policy_version=policy.number,
        by=by, at=at, key=key,
    )  # fmt: skip


def let_go(
    order: Order,
    found: tuple[FoundHold, ...],
    *,
    on: Ground,
    authority: tuple[Reason, ...],
    comment: str,
    policy_version: int | None,
    by: User,
    at: dt.datetime,
    key: str,
) -> Release:
    """Release a locked order from what was found under the same locks, by an authority that was judged before."""
    scope, facts = on.scope, order_facts(order, on=on)
    assert facts is not None, "without a rate there is no authority"
    envelope = envelope_of(
        found, amount_minor=facts.amount_minor, as_of=scope.as_of, calendar=scope.calendar, policy=scope.policy
    )
    made = Release.objects.create(
        order=order,
        revision=order.revision,
        codes=sorted(code.value for code in envelope.codes),
        amount_minor=envelope.amount_minor,
        over_limit_minor=envelope.over_limit_minor,
        late_minor=envelope.late_minor,
        days_late=envelope.days_late,
        released_on=scope.as_of,
        until=envelope.until,
        comment=comment.strip()[:COMMENT_LONGEST],
        authority=[reason.as_dict() for reason in authority],
        policy_version=policy_version,
        by=by,
        at=at,
        key=key,
    )
    look_at(
        order.company, [order.customer_id], checkpoint=Checkpoint.CHANGE, as_of=scope.as_of, by=by.username, at=at,
        on=on,
    )  # fmt: skip
    append(
        "order.released",
        by=by.username,
        at=at,
        subject=("order", order.id),
        company_id=order.company_id,
        customer_id=order.customer_id,
        facts={"codes": made.codes, "amount_minor": made.amount_minor, "until": made.until.isoformat()},
        private={"comment": made.comment},
    )
    return made


def authority_for(order: Order, found: tuple[FoundHold, ...], *, by: User, on: Ground) -> Decision:
    """Whether the person may let the order go with these reasons, by the policy's ladder. docs/rules/authority.md."""
    if (gone := left(by)) is not None:
        return Decision(False, (gone,))
    before, scope = 0, on.scope
    if adds_up(one.code for one in found):
        try:
            before = let_go_minor(order.customer, [by], but=order.id, policy=scope.policy, as_of=scope.as_of)
        except Refusal as refusal:
            return Decision(False, refusal.reasons)
    return authority_of(order, found, role=by.desk_role, on=on, let_go_before_minor=before)


def authority_of(
    order: Order, found: tuple[FoundHold, ...], *, role: Role, on: Ground, let_go_before_minor: int = 0
) -> Decision:
    """Whether somebody in the role may, who let go so much on the family's accounts before."""
    measured = measure(order, found, on=on)
    if isinstance(measured, Reason):
        return Decision(False, (measured,))
    return may(
        role,
        RequestKind.RELEASE_ORDER,
        amount_minor=measured.amount_minor,
        currency=on.scope.policy.currency,
        policy=on.scope.policy,
        percent=measured.percent,
        days_late=measured.days_late,
        at_least=measured.at_least,
        granted_minor=let_go_before_minor,
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """What the limits of authority are held against: the order in minor units of the policy's currency, the percentage
    over the limit (None where there is no limit to be over), the days late, the level that decided what holds it.
    """

    amount_minor: int
    percent: Decimal | None
    days_late: int
    at_least: Level | None = None


def measure(order: Order, found: tuple[FoundHold, ...], *, on: Ground) -> Measured | Reason:
    """How large the risk of letting the order go is, or why nobody can say."""
    facts, credit = order_facts(order, on=on), credit_facts(order, on=on)
    currency = on.scope.policy.currency
    amount = on.convert(order.open_minor, of=order.currency, to=currency)
    if facts is None or amount is None or credit.unrated:
        named = ", ".join(credit.unrated) or order.currency
        text = "there is no exchange rate for %(currencies)s: nobody can say whose authority it is"
        return Reason("release.no_rate", text, {"currencies": named})
    at_least = level_for(found, policy=on.scope.policy)
    return Measured(amount, over_percent_of(found), days_late_of(found), at_least)


@action
def reject_order(order: Order, *, comment: str, revision: int, as_of: dt.date, by: User, at: dt.datetime) -> Order:
    """Say that the order will not be delivered on these terms; the ERP is told. Raises Refusal."""
    refuse_left(by)
    order = _locked(order)
    refuse_decided(order, revision=revision)
    if not comment.strip():
        raise refuse("release.comment", "say why the order is rejected")
    order.standing, order.standing_since, order.holds, order.covered = Standing.REJECTED.value, at, [], []
    order.revision += 1
    order.save(update_fields=["standing", "standing_since", "holds", "covered", "revision"])
    end_spells(order, by=Standing.REJECTED.value, as_of=as_of, at=at)
    tell_erp(order, OrderDecision.Kind.REJECT, facts={}, by=by.username, at=at)
    give_back_all(order, by=by.username, at=at)
    close_offers(order, by=by.username, at=at)
    close_requests([order], at=at)
    append(
        "order.rejected",
        by=by.username,
        at=at,
        subject=("order", order.id),
        company_id=order.company_id,
        customer_id=order.customer_id,
        facts={"revision": order.revision},
        private={"comment": comment.strip()},
    )
    return order


@action
def hold_account(
    customer: Customer,
    *,
    why: str,
    order: Order | None = None,
    until: dt.date | None = None,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    key: str,
) -> AccountHold:
    """Hold all orders of a customer, or one of them, until a person lifts it or its day is over. Raises Refusal."""
    refuse_left(by)
    lock_families([customer])
    if done := AccountHold.objects.filter(customer=customer, key=key).first():
        return done
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    if not policy.holds.H8.manual:
        raise refuse("hold.not_by_hand", "the policy has nobody hold orders by hand")
    if not why.strip():
        raise refuse("hold.why", "say why the orders are held")
    if until is not None and until < as_of:
        raise refuse("hold.until", "%(day)s is over already", day=until.isoformat())
    made = AccountHold.objects.create(
        company=customer.company, customer=customer, order=order, why=why.strip()[:500], until=until, by=by, at=at,
        key=key,
    )  # fmt: skip
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    _tell_hold("account_hold.placed", made, by=by, at=at, private={"why": made.why})
    return made


@action
def lift_hold(hold: AccountHold, *, because: str, as_of: dt.date, by: User, at: dt.datetime) -> AccountHold:
    """Lift a hold that a person placed, for a reason: its author does, or somebody of his level or a higher one.

    Raises Refusal where it was lifted already, or is not the person's to lift. docs/rules/holds.md.
    """
    refuse_left(by)
    lock_families([hold.customer])
    held = AccountHold.objects.select_for_update(of=("self",)).select_related("customer__company", "by")
    hold = held.get(id=hold.id)
    if hold.lifted_at is not None:
        raise refuse("hold.lifted", "the hold was lifted already")
    if not because.strip():
        raise refuse("hold.why", "say why the hold is lifted")
    _refuse_foreign(hold, by=by, as_of=as_of)
    hold.lifted_at, hold.lifted_by, hold.lifted_because = at, by, because.strip()[:200]
    hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    customer = hold.customer
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    _tell_hold("account_hold.lifted", hold, by=by, at=at, private={"because": hold.lifted_because})
    return hold


def _refuse_foreign(hold: AccountHold, *, by: User, as_of: dt.date) -> None:
    """Raise a Refusal where the hold is not the person's to lift. One that the machine placed is the policy's word."""
    if hold.by_id == by.id:
        return
    policy = policy_in_force(as_of=as_of, company_id=hold.company_id).document
    ladder = policy.authority.release_level
    needed = level_of(hold.by.desk_role) or ladder.get(HoldCode.BY_HAND_OR_EVENT)
    if needed is not None and is_below(level_of(by.desk_role), needed):
        text = "%(who)s placed the hold: only %(level)s or above may lift it"
        raise refuse("hold.not_yours", text, who=str(hold.by), level=LEVEL_NAMES[needed])


def _locked(order: Order) -> Order:
    lock_families([order.customer])
    return Order.objects.select_for_update(of=("self",)).select_related("company", "customer").get(id=order.id)


def take_release_back(release: Release, *, because: Reason, as_of: dt.date, by: User, at: dt.datetime) -> Release:
    """End a release before its day, inside an open transaction: what it covered holds the order again.

    Raises Refusal where it covers the order no more.
    """
    order = _locked(release.order)
    one = Release.objects.select_for_update(of=("self",)).get(id=release.id)
    if one.ended_at is not None or Standing(order.standing) is not Standing.RELEASED:
        text = "the release of order %(number)s does not stand any more: the order is %(standing)s"
        raise refuse("release.over", text, number=order.number, standing=order.standing)
    end_release(one, because=because, at=at)
    look_at(order.company, [order.customer_id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    append(
        "order.release_ended",
        by=by.username,
        at=at,
        subject=("order", order.id),
        company_id=order.company_id,
        customer_id=order.customer_id,
        facts={"release": one.id, "codes": one.codes},
    )
    return one


def refuse_decided(order: Order, *, revision: int) -> None:
    """Raise a Refusal where the order changed since the person looked at it, saying who decided what and when."""
    last = order.releases.select_related("by").order_by("-id").first()
    if Standing(order.standing) is Standing.RELEASED and last is not None:
        text = "order %(number)s was already released by %(who)s at %(when)s"
        raise refuse(
            "release.already", text, number=order.number, who=str(last.by), when=f"{last.at:%Y-%m-%d %H:%M:%S} UTC"
        )
    if Standing(order.standing) is not Standing.HELD:
        text = "order %(number)s is not held: it is %(standing)s"
        raise refuse("release.not_held", text, number=order.number, standing=order.standing)
    if order.revision != revision:
        text = "order %(number)s changed since it was looked at: look again"
        raise refuse("release.changed_meanwhile", text, number=order.number)


def _tell_hold(kind: str, hold: AccountHold, *, by: User, at: dt.datetime, private: dict[str, str]) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("account_hold", hold.id),
        company_id=hold.company_id,
        customer_id=hold.customer_id,
        facts={"order_id": hold.order_id, "until": hold.until.isoformat() if hold.until else None},
        private=private,
    )
