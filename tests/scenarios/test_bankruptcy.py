"""S73, S74 and S94 whole, with real rows: the petition, what stops at that moment, the worksheet, the closed store."""

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.bankruptcy.actions import Word, confirm_use, move_case, open_later_account, tell, tell_received
from creditdesk.bankruptcy.models import Case
from creditdesk.bankruptcy.petitions import Field
from creditdesk.bankruptcy.sheets import CaseSheet, case_sheet
from creditdesk.bankruptcy.tasks import bankruptcy_tasks
from creditdesk.credit.models import Order
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.domain.bankruptcy import CaseState, DateName
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.plans import PlanState, Schedule
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import NextAction, attach_document, open_tickler
from creditdesk.followup.customer_events import cure_event, refute_event, report_event, verify_event
from creditdesk.followup.models import CustomerEvent, Tickler
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.letters.releasing import release_letter
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Customer
from creditdesk.plans.models import Plan
from creditdesk.plans.settling import file_signed_copy
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.asking import approve, ask, plan
from tests.lettering import furnish, mailbox
from tests.world import World

PETITION, KNOWN = dt.date(2026, 9, 15), dt.date(2026, 9, 16)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def reported(world: World, *, chapter: str, on: dt.date = KNOWN, **details: str | int) -> CustomerEvent:
    told = Told(EventKind.BANKRUPTCY, PETITION, "", {"chapter": chapter, "petition_date": "2026-09-15", **details})
    event = report_event(world.acme, told=told, by=world.sam, at=at(on), as_of=on, key="petition")
    dispatch.event_told(event, as_of=on, at=at(on))
    return event


def verified(world: World, *, chapter: str, on: dt.date = KNOWN, **details: str | int) -> Case:
    event = reported(world, chapter=chapter, on=on, **details)
    done = verify_event(
        event, proofs=[Proof(Evidence.COURT, "the docket")], by=world.alice, at=at(on), as_of=on, key="docket"
    )
    dispatch.event_told(done, as_of=on, at=at(on))
    return Case.objects.get(event=event)


def sheet(case: Case, *, on: dt.date = KNOWN) -> CaseSheet:
    return case_sheet(case, as_of=on)


def apply(world: World, credit: OpenItem, item: OpenItem, *, on: dt.date, minor: int) -> None:
    to = [ApplyTo(item.id, minor)]
    apply_credit(
        credit, to=to, posting_date=on, as_of=on, by=world.erin, at=at(on), key=f"{credit.id}/{item.id}/{minor}"
    )


def received(world: World, day: str, minor: int) -> OpenItem:
    on = dt.date.fromisoformat(day)
    return builders.invoice(world.acme, amount=minor, document_date=on, as_of=KNOWN)


def draft_and_release(world: World, kind: LetterKind) -> Letter:
    letter = draft_letter(world.acme, wanted=Wanted(kind), by=world.alice, at=at(KNOWN), as_of=KNOWN, key=kind.value)
    return release_letter(letter, seen=letter.version, by=world.alice, at=at(KNOWN), as_of=KNOWN)


def test_S73_a_petition_ends_the_plan_stops_letters_and_calls_and_has_its_worksheet(world: World) -> None:  # noqa: N802
    furnish(world)
    mailbox(world.northlight)
    asked, day = dt.date(2026, 4, 13), dt.date(2026, 1, 30)
    debt = builders.invoice(world.acme, amount=24_000_00, document_date=day, due_date=dt.date(2026, 3, 1), as_of=asked)
    schedule = Schedule.of(24_000_00, down=(dt.date(2026, 4, 20), 6_000_00), first=dt.date(2026, 5, 1), count=12)
    approve(
        ask(world.acme, plan(debt, schedule=schedule), by=world.alice, as_of=asked, at=at(asked)),
        by=world.carol,
        as_of=asked,
        at=at(asked),
    )
    made = Plan.objects.get()
    paper = attach_document(made.customer, name="signed.txt", content=b"signed", by=world.alice, at=at(asked))
    file_signed_copy(made, document=paper, by=world.alice, at=at(asked), as_of=asked)
    for paid, minor in (
        ("2026-04-20", 6_000_00),
        ("2026-05-01", 1_500_00),
        ("2026-06-01", 1_500_00),
        ("2026-07-01", 1_500_00),
        ("2026-08-03", 1_500_00),
        ("2026-09-01", 1_500_00),
    ):
        on = dt.date.fromisoformat(paid)
        apply(world, builders.payment(world.acme, amount=minor, document_date=on, as_of=on), debt, on=on, minor=minor)
        dispatch.accounts_changed([world.acme.id], as_of=on, at=at(on))
    # Something else is late, and a reminder of it waits for its turn; so does a call.
    builders.invoice(world.acme, amount=1_00, document_date=day, due_date=dt.date(2026, 3, 1), as_of=KNOWN)
    letter = draft_and_release(world, LetterKind.REMINDER_1)
    assert Letter.objects.get(id=letter.id).state == Letter.State.QUEUED
    then = NextAction("Call about the instalment", dt.date(2026, 9, 17), world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=at(KNOWN), as_of=KNOWN, key="call")

    event = reported(world, chapter="11")
    assert Letter.objects.get(id=letter.id).state == Letter.State.WITHHELD  # at the moment of the report
    done = verify_event(
        event, proofs=[Proof(Evidence.COURT, "the docket")], by=world.alice, at=at(KNOWN), as_of=KNOWN, key="docket"
    )
    dispatch.event_told(done, as_of=KNOWN, at=at(KNOWN))
    assert Tickler.objects.get(key="call").state == Tickler.State.CANCELLED
    made.refresh_from_db()
    assert (made.state, made.default_on) == (PlanState.TERMINATED, None)
    assert not Letter.objects.filter(kind="plan_default").exists()
    with pytest.raises(Refusal, match="bankrupt"):
        draft_and_release(world, LetterKind.REMINDER_2)

    case = Case.objects.get()
    found = sheet(case).sheet
    assert found.principal_minor == 10_501_00  # the plan's 10,500.00, and the 1.00 that was late beside it
    assert [row.claim.open_minor for row in found.rows] == [10_500_00, 1_00]
    assert found.day_of(DateName.PREFERENCE_FROM) == dt.date(2026, 6, 17)
    assert [str(one.came_on) for one in found.preference.payments] == ["2026-07-01", "2026-08-03", "2026-09-01"]
    assert (found.preference.total_minor, found.preference.is_safe) == (4_500_00, True)
    assert (found.day_of(DateName.BAR), found.dates[0].rule.code) == (None, "bankruptcy.bar_asked")
    ask_court = Tickler.objects.get(key__startswith=f"bankruptcy/{case.id}/order/")
    assert (ask_court.owner, "court's order" in ask_court.cause) == (world.carol, True)

    new = open_later_account(
        case, number="ACME-DIP", name="Acme, in possession", by=world.carol, at=at(KNOWN), as_of=KNOWN
    )
    assert (new.status, new.credit_limit_minor, new.parent, new.payer) == (Customer.Status.CIA, 0, None, None)
    told = {Field.BAR_BY_COURT: "2027-01-11"}
    word = Word("Judge's order", "order of 2026-09-28")
    tell(case, values=told, word=word, by=world.alice, at=at(KNOWN), as_of=KNOWN, key="order")
    assert sheet(case).sheet.day_of(DateName.BAR) == dt.date(2027, 1, 11)
    assert broken_facts(as_of=KNOWN) == []


def test_S74_goods_of_the_last_days_have_priority_or_are_demanded_back(world: World) -> None:  # noqa: N802
    for day, minor in (("2026-08-25", 4_000_00), ("2026-08-26", 2_500_00), ("2026-09-14", 3_500_00)):
        received(world, day, minor)
    case = verified(world, chapter="7")
    found = sheet(case).sheet
    assert (found.priority_minor, found.reclaimable_minor) == (6_000_00, 10_000_00)
    assert [row.claim.open_minor for row in found.rows if row.has_priority] == [2_500_00, 3_500_00]
    assert found.day_of(DateName.RECLAIM_FROM) == dt.date(2026, 8, 1)
    assert found.day_of(DateName.DEMAND) == dt.date(2026, 10, 5)
    assert found.day_of(DateName.BAR) == dt.date(2026, 11, 24)
    assert found.notes[0].code == "bankruptcy.no_receipt"

    # A proof of delivery says another day, and counsel another last day.
    first = OpenItem.objects.get(original_minor=4_000_00)
    tell_received(
        case, item=first, on=dt.date(2026, 8, 27), evidence="POD 4411", by=world.alice, at=at(KNOWN), as_of=KNOWN
    )
    word = Word("Ms. Lane, counsel", "the court shortened the time")
    with pytest.raises(Refusal, match="right to decide events"):
        tell(
            case,
            values={Field.SAID_DEMAND: "2026-10-01"},
            word=word,
            by=world.alice,
            at=at(KNOWN),
            as_of=KNOWN,
            key="alice",
        )
    tell(
        case, values={Field.SAID_DEMAND: "2026-10-01"}, word=word, by=world.carol, at=at(KNOWN), as_of=KNOWN, key="said"
    )
    found = sheet(case).sheet
    demand = next(one for one in found.dates if one.name is DateName.DEMAND)
    assert (demand.day, demand.computed, demand.is_said) == (dt.date(2026, 10, 1), dt.date(2026, 10, 5), True)
    assert found.priority_minor == 10_000_00
    assert case.entries.filter(field="said_demand").get().why == "the court shortened the time"


def test_counsels_confirmation_is_a_step_and_falls_with_a_changed_fact(world: World) -> None:
    received(world, "2026-09-01", 500_00)
    case = verified(world, chapter="7")
    with pytest.raises(Refusal, match="cannot become confirmed"):
        move_case(case, to=CaseState.CONFIRMED, counsel="Lane", words="yes", by=world.carol, at=at(KNOWN), as_of=KNOWN)
    move_case(case, to=CaseState.WITH_COUNSEL, by=world.alice, at=at(KNOWN), as_of=KNOWN)
    with pytest.raises(Refusal, match="right to decide events"):
        move_case(case, to=CaseState.CONFIRMED, counsel="Lane", words="yes", by=world.alice, at=at(KNOWN), as_of=KNOWN)
    with pytest.raises(Refusal, match="name counsel"):
        move_case(case, to=CaseState.CONFIRMED, by=world.carol, at=at(KNOWN), as_of=KNOWN)
    move_case(case, to=CaseState.CONFIRMED, counsel="Lane", words="by mail", by=world.carol, at=at(KNOWN), as_of=KNOWN)
    tell(
        case,
        values={Field.CASE_NUMBER: "26-10411"},
        word=Word("docket", "read"),
        by=world.alice,
        at=at(KNOWN),
        as_of=KNOWN,
        key="number",
    )
    case.refresh_from_db()
    assert case.state == CaseState.DRAFT
    move_case(case, to=CaseState.WITH_COUNSEL, by=world.alice, at=at(KNOWN), as_of=KNOWN)
    received(world, "2026-09-02", 100_00)  # a document that the ERP brought late
    with pytest.raises(Refusal, match="figures changed"):
        move_case(case, to=CaseState.CONFIRMED, counsel="Lane", words="ok", by=world.carol, at=at(KNOWN), as_of=KNOWN)
    assert broken_facts(as_of=KNOWN) == []


def test_last_days_become_tasks_and_go_up_before_they_are_over(world: World) -> None:
    received(world, "2026-09-01", 500_00)
    case = verified(world, chapter="7")
    demand = Tickler.objects.get(key=f"bankruptcy/{case.id}/demand/2026-10-05")
    assert (demand.owner, demand.cause) == (world.carol, "Bankruptcy: demand the goods back in writing by 2026-10-05")
    assert not Tickler.objects.filter(key__endswith="/up").exists()
    late = dt.date(2026, 10, 1)
    assert bankruptcy_tasks(world.northlight, as_of=late, at=at(late)) == 1
    assert Tickler.objects.get(key=f"{demand.key}/up").owner in {world.dave, world.bob}
    assert bankruptcy_tasks(world.northlight, as_of=late, at=at(late)) == 0
    word = Word("Carol", "sent by courier")
    tell(case, values={Field.DEMAND_SENT: "2026-10-01"}, word=word, by=world.carol, at=at(late), as_of=late, key="sent")
    bankruptcy_tasks(world.northlight, as_of=late, at=at(late))
    states = set(Tickler.objects.filter(key__startswith=demand.key).values_list("state", flat=True))
    assert states == {Tickler.State.CANCELLED}


def test_nothing_is_set_off_without_counsel_and_money_of_before_pays_as_it_did(world: World) -> None:
    old = received(world, "2026-08-01", 1_000_00)
    before = builders.payment(world.acme, amount=100_00, document_date=dt.date(2026, 9, 14), as_of=KNOWN)
    memo = builders.credit_memo(world.acme, amount=50_00, document_date=dt.date(2026, 9, 1), as_of=KNOWN)
    case = verified(world, chapter="7")
    later = builders.invoice(world.acme, amount=80_00, document_date=KNOWN, as_of=KNOWN)
    late = builders.payment(world.acme, amount=200_00, document_date=KNOWN, as_of=KNOWN)
    apply(world, before, old, on=KNOWN, minor=60_00)
    for credit, item, said in (
        (memo, old, "is not set off against"),
        (late, old, "only with counsel's confirmation"),
        (before, later, "is not used for"),
    ):
        with pytest.raises(Refusal, match=said):
            apply(world, credit, item, on=KNOWN, minor=10_00)
    apply(world, late, later, on=KNOWN, minor=80_00)
    with pytest.raises(Refusal, match="right to decide events"):
        confirm_use(
            case, number=memo.number, counsel="Lane", words="x", said_on=KNOWN, by=world.erin, at=at(KNOWN), as_of=KNOWN
        )
    confirm_use(
        case,
        number=memo.number,
        counsel="Ms. Lane",
        words="recoupment of the same sale",
        said_on=KNOWN,
        by=world.carol,
        at=at(KNOWN),
        as_of=KNOWN,
    )
    apply(world, memo, old, on=KNOWN, minor=50_00)
    assert broken_facts(as_of=KNOWN) == []


def test_a_report_that_was_wrong_lets_everything_go_on(world: World) -> None:
    old = received(world, "2026-08-01", 1_000_00)
    memo = builders.credit_memo(world.acme, amount=50_00, document_date=dt.date(2026, 9, 1), as_of=KNOWN)
    event = reported(world, chapter="7")
    with pytest.raises(Refusal, match="is not set off"):
        apply(world, memo, old, on=KNOWN, minor=50_00)
    refute_event(event, note="another company", by=world.alice, at=at(KNOWN), as_of=KNOWN, key="no")
    apply(world, memo, old, on=KNOWN, minor=50_00)
    assert not Case.objects.exists()
    assert broken_facts(as_of=KNOWN) == []


def test_a_case_that_the_court_dismissed_is_over(world: World) -> None:
    case = verified(world, chapter="7")
    cure_event(
        case.event,
        proof=Proof(Evidence.COURT, "dismissed"),
        note="dismissed",
        by=world.alice,
        at=at(KNOWN),
        as_of=KNOWN,
        key="over",
    )
    move_case(case, to=CaseState.CLOSED, words="dismissed", by=world.carol, at=at(KNOWN), as_of=KNOWN)
    bankruptcy_tasks(world.northlight, as_of=KNOWN, at=at(KNOWN))
    assert not Tickler.objects.filter(key__startswith="bankruptcy/", state=Tickler.State.OPEN).exists()
    with pytest.raises(Refusal, match="the case is closed"):
        tell(
            case,
            values={Field.COURT: "SDNY"},
            word=Word("x", "y"),
            by=world.carol,
            at=at(KNOWN),
            as_of=KNOWN,
            key="late",
        )
    assert broken_facts(as_of=KNOWN) == []


def test_S94_every_open_order_of_a_closed_store_is_held_and_its_watches_are_stock(world: World) -> None:  # noqa: N802
    heard = dt.date(2026, 6, 11)
    builders.invoice(world.acme, amount=9_300_00, document_date=dt.date(2026, 6, 1), as_of=heard)
    take_order(world.acme, ToldOrder("SO-1", 1, heard, "USD", 500_00), as_of=heard, by="erp", at=at(heard))
    told = Told(EventKind.OUT_OF_BUSINESS, heard, "", {"consigned": 12_000_00})
    event = report_event(world.acme, told=told, by=world.sam, at=at(heard), as_of=heard, key="closed")
    proofs = [Proof(Evidence.REGISTRY, "dissolved"), Proof(Evidence.SECOND_SOURCE, "the landlord")]
    done = verify_event(event, proofs=proofs, by=world.alice, at=at(heard), as_of=heard, key="seen")
    dispatch.event_told(done, as_of=heard, at=at(heard))
    orders = Order.objects.filter(customer=world.acme)
    assert orders.exists()
    assert all("H8" in {hold["code"] for hold in one.holds} for one in orders)
    causes = set(Tickler.objects.filter(customer=world.acme).values_list("cause", flat=True))
    assert causes == {
        "Recall consigned stock of 12,000.00 USD: it is our stock and no receivable",
        "Guarantors and security: what can be claimed for 9,300.00 USD",
        "Review placement of 9,300.00 USD with an agency",
        "Review the specific reserve for 9,300.00 USD",
    }
    assert not OpenItem.objects.filter(original_minor=12_000_00).exists()
