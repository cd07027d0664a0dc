"""S70 and S72 with real rows: recommended too early, recommended in time, approved; three that are never placed."""

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.agency.models import Placement
from creditdesk.approvals.models import Request
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.plans import Schedule
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.models import Activity, Promise, PromiseJudgement, Tickler
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.releasing import release_letter
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer
from tests import builders
from tests.asking import approve, ask, plan, seen
from tests.lettering import furnish
from tests.placing import agency, at, demand, late_account, recommended
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


def day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def broken_promise(world: World, number: int) -> None:
    said = Activity.objects.create(
        company=world.northlight,
        customer=world.acme,
        channel="call",
        direction="outbound",
        outcome="promised",
        promised_minor=6_200_00,
        promised_currency="USD",
        promised_date=day(1),
        happened_at=at(dt.date(2026, 4, 20)),
        recorded_at=at(dt.date(2026, 4, 20)),
        by=world.alice,
        key=f"promise/{number}",
    )
    promise = Promise.objects.create(
        company=world.northlight,
        customer=world.acme,
        activity=said,
        currency="USD",
        amount_minor=6_200_00,
        date=day(1),
        made_on=dt.date(2026, 4, 20),
        state="broken",
        judged_on=day(5),
    )
    PromiseJudgement.objects.create(
        promise=promise,
        state="broken",
        received_minor=0,
        judged_on=day(5),
        cause=Reason("promise.broken", "nothing came").as_dict(),
        by="machine",
        at=at(day(5)),
    )


def test_S70_the_final_demand_expires_before_an_account_is_placed(world: World) -> None:  # noqa: N802
    due = day(11) - dt.timedelta(days=95)
    builders.invoice(world.acme, amount=6_200_00, document_date=due - dt.timedelta(days=30), due_date=due, as_of=day(1))
    broken_promise(world, 1)
    broken_promise(world, 2)
    demand(world.acme, by=world.alice, on=day(1))
    chosen = agency(world.northlight, by=world.carol, on=day(1))
    then = NextAction("Call the owner", day(14), world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=at(day(8)), as_of=day(8), key="call")
    with pytest.raises(Refusal, match="runs until 2026-05-11: placed from 2026-05-12 on"):
        ask(world.acme, recommended(world.acme, chosen, on=day(11)), by=world.alice, as_of=day(11), at=at(day(11)))
    asked = recommended(world.acme, chosen, on=day(12))
    request = ask(world.acme, asked, by=world.alice, as_of=day(12), at=at(day(12)))
    assert (asked.amount_minor, asked.terms["papers"]) == (6_200_00, ["invoices", "delivery"])
    assert asked.terms["missing_papers"] == ["statement", "contract", "guarantee", "correspondence"]
    assert (asked.terms["fee_percent"], asked.terms["fee_minor"]) == ("20", 1_240_00)
    with pytest.raises(Refusal, match="alice asked for this and cannot approve it"):
        approve(request, by=world.alice, as_of=day(13), at=at(day(13)))
    approve(request, by=world.carol, as_of=day(13), at=at(day(13)))
    placement = Placement.objects.get()
    assert (placement.placed_on, placement.debt_minor, placement.state) == (day(13), 6_200_00, "placed")
    # Dunning and ticklers stop: nothing is planned, no letter goes, the list says why.
    assert not Tickler.objects.filter(customer=world.acme, state="open").exists()
    assert Customer.objects.get(id=world.acme.id).contact_block == "agency"
    # Sales sees that it is so, and not what was said about it.
    sales = client_of(world.sam, second_factor=True)
    assert "placed with an agency" in sales.get(f"/accounts/{world.acme.id}/").content.decode().lower()
    assert sales.get(f"/agency/placements/{placement.id}/").status_code == 403
    assert broken_facts(as_of=day(13)) == []


def test_S70_a_letter_to_a_placed_customer_is_refused_until_he_is_recalled(world: World) -> None:  # noqa: N802
    furnish(world)
    late_account(world, world.acme, by=world.alice)
    wanted = Wanted(LetterKind.REMINDER_1, channel=Channel.LETTER)
    letter = draft_letter(world.acme, wanted=wanted, by=world.alice, at=NOW, as_of=TODAY, key="r")
    request = ask(world.acme, recommended(world.acme, agency(world.northlight, by=world.carol)), by=world.alice)
    (request,) = approve(request, by=world.carol)
    with pytest.raises(Refusal, match="the account is with an agency: contact only through the agency"):
        release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    dispatch.reverse_request(seen(request), words="we sue ourselves", by=world.carol, at=NOW, as_of=TODAY)
    assert Placement.objects.get().state == "recalled"
    assert Customer.objects.get(id=world.acme.id).contact_block == ""
    release_letter(letter, seen=letter.version, by=world.alice, at=NOW, as_of=TODAY)
    assert broken_facts(as_of=TODAY) == []


def test_S72_disputed_planned_and_bankrupt_accounts_are_not_placed(world: World) -> None:  # noqa: N802
    chosen = agency(world.northlight, by=world.carol)
    made = [builders.customer(world.northlight, portfolio=world.portfolio, name=name) for name in "DPB"]
    disputed, planned, bankrupt = made
    for one in made:
        late_account(world, one, by=world.alice)
    old = TODAY - dt.timedelta(days=95)
    builders.invoice(disputed, amount=900_00, document_date=old, due_date=old, disputed=900_00, number="D-2")
    debt = builders.invoice(planned, amount=900_00, document_date=old, due_date=old, number="P-2")
    schedule = Schedule.of(900_00, first=TODAY + dt.timedelta(days=30), count=3)
    approve(ask(planned, plan(debt, schedule=schedule), by=world.alice), by=world.carol)
    Customer.objects.filter(id=bankrupt.id).update(status="bankrupt")
    bankrupt.refresh_from_db()
    before = Request.objects.count()
    told = {}
    for one in made:
        with pytest.raises(Refusal) as refused:
            ask(one, recommended(one, chosen), by=world.alice)
        told[one.name] = str(refused.value)
    assert told == {
        "D": "disputed: D-2",
        "P": "a payment plan collects P-2",
        "B": "the customer is bankrupt: no agency, the court's way only",
    }
    assert (Request.objects.count(), Placement.objects.count()) == (before, 0)
