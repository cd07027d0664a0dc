"""Changes of a customer's data: nothing counts before a call-back to a known number, and bank details take two."""

from collections.abc import Mapping
from itertools import count

import pytest
from django.db import DatabaseError, transaction

from creditdesk.domain.customer_events import EventState, Proof, Told
from creditdesk.domain.data_changes import CallBack, CallOutcome, ChangeState
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.contacting import event_stops
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.data_changing import (
    Request,
    account_number,
    ask_change,
    call_back,
    confirm_change,
    withdraw_change,
)
from creditdesk.followup.event_queries import compared
from creditdesk.followup.models import BankDetails, CustomerEvent, DataChange, DataChangeStep
from creditdesk.followup.verify import broken_facts
from creditdesk.intake.models import ImportFile
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Contact, Customer, User
from tests.actions.importing import load, refusals, take_back
from tests.world import NOW, TODAY, World

KNOWN, OTHER_KNOWN, GIVEN = "(212) 555-0142", "+1 212 555 0143", "646-555-0199"
BANK = {"holder": "Acme Camera Inc", "bank_name": "First Bank", "routing": "021000021", "account": "000123456789"}
ADDRESS = {"street": "9 New Road", "city": "Albany", "region": "NY", "postal_code": "12201", "country": "US"}


@pytest.fixture(autouse=True)
def reachable(world: World) -> None:
    """Acme's switchboard and its AP manager have numbers."""
    Customer.objects.filter(id=world.acme.id).update(phone=KNOWN, street="1 Elm Street", city="New York")
    Contact.objects.create(customer=world.acme, name="Ann Payer", role="AP manager", phone=OTHER_KNOWN)


def ask(
    world: World,
    kind: DataKind = DataKind.ADDRESS,
    new: Mapping[str, str] | None = None,
    *,
    by: User | None = None,
    event: CustomerEvent | None = None,
    key: str = "ask",
) -> DataChange:
    values = new if new is not None else BANK if kind is DataKind.BANK else ADDRESS
    request = Request(kind, values, "a Mr. Smith", "email", (GIVEN,), event)
    return ask_change(world.acme, request=request, by=by or world.alice, at=NOW, as_of=TODAY, key=key)


def call(
    world: World,
    change: DataChange,
    number: str = KNOWN,
    outcome: CallOutcome = CallOutcome.CONFIRMED,
    *,
    by: User | None = None,
    key: str = "call",
) -> DataChange:
    made = CallBack(number, "Ann Payer", outcome)
    return call_back(change, call=made, by=by or world.alice, at=NOW, as_of=TODAY, key=key)


def confirm(world: World, change: DataChange, *, by: User, key: str = "confirm") -> DataChange:
    return confirm_change(change, by=by, at=NOW, as_of=TODAY, key=key)


def acme() -> Customer:
    return Customer.objects.get(name="Acme Camera")


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_what_is_asked_for_stands_beside_what_counts(world: World) -> None:
    change = ask(world)
    assert acme().street == "1 Elm Street"
    assert (change.old["street"], change.new["street"]) == ("1 Elm Street", "9 New Road")
    assert change.known_numbers == [KNOWN, OTHER_KNOWN] and change.given_numbers == [GIVEN]
    told = JournalEntry.objects.get(kind="data_change.asked")
    assert "Elm" not in str(told.facts) and told.private["old"]["street"] == "1 Elm Street"


def test_a_call_to_a_known_number_lets_it_count_with_its_history(world: World) -> None:
    change = call(world, ask(world), "1-212-555-0142")
    assert change.state == ChangeState.APPLIED
    assert (acme().street, acme().city) == ("9 New Road", "Albany")
    told = JournalEntry.objects.get(kind="customer.corrected")
    assert "street" in told.facts["fields"] and told.facts["changes"] == {}
    assert told.private["changes"]["street"] == ["1 Elm Street", "9 New Road"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (GIVEN, "data_change.given_number"),
        ("212-555-9999", "data_change.unknown_number"),
        ("142", "data_change.number"),
    ],
)
def test_a_number_that_came_with_the_request_or_was_not_known_confirms_nothing(
    world: World, number: str, code: str
) -> None:
    change = ask(world)
    with pytest.raises(Refusal) as refusal:
        call(world, change, number)
    assert codes(refusal) == [code]
    assert acme().street == "1 Elm Street" and not DataChangeStep.objects.exists()


def test_a_number_put_among_the_contacts_after_the_request_was_not_known_before(world: World) -> None:
    change = ask(world)
    Contact.objects.create(customer=world.acme, name="Mr. Smith", phone="917-555-0101")
    with pytest.raises(Refusal) as refusal:
        call(world, change, "917-555-0101")
    assert codes(refusal) == ["data_change.unknown_number"]


def test_a_new_telephone_number_does_not_confirm_itself(world: World) -> None:
    change = ask(world, DataKind.PHONE, {"phone": OTHER_KNOWN})
    with pytest.raises(Refusal) as refusal:
        call(world, change, OTHER_KNOWN)
    assert codes(refusal) == ["data_change.given_number"]
    call(world, change, KNOWN)
    assert acme().phone == OTHER_KNOWN


def test_nobody_reached_leaves_it_waiting_and_a_denial_ends_it(world: World) -> None:
    change = ask(world)
    call(world, change, outcome=CallOutcome.NOT_REACHED, key="first")
    change.refresh_from_db()
    assert change.state == ChangeState.ASKED
    call(world, change, outcome=CallOutcome.DENIED, key="second")
    change.refresh_from_db()
    assert change.state == ChangeState.DENIED and acme().street == "1 Elm Street"
    with pytest.raises(Refusal) as refusal:
        call(world, change, key="third")
    assert codes(refusal) == ["data_change.changed_meanwhile"]
    assert str(refusal.value).startswith("Alice made it denied on 2026-06-15 14:00 UTC")


def test_bank_details_count_after_a_call_and_the_word_of_a_second_person(world: World) -> None:
    change = call(world, ask(world, DataKind.BANK), by=world.alice)
    assert change.state == ChangeState.CALLED_BACK and not BankDetails.objects.exists()
    with pytest.raises(Refusal) as refusal:
        confirm(world, change, by=world.alice)
    assert codes(refusal) == ["data_change.right"]
    confirm(world, change, by=world.bob)
    bank = BankDetails.objects.get()
    assert (bank.holder, bank.masked_account) == ("Acme Camera Inc", "···6789")
    assert account_number(bank.sealed_account) == "000123456789"
    assert "000123456789" not in str(list(JournalEntry.objects.values("facts", "private")))
    assert "000123456789" not in str(list(DataChange.objects.values()))


@pytest.mark.parametrize(("asker", "caller"), [("bob", "alice"), ("alice", "bob")])
def test_the_second_person_neither_took_the_request_nor_made_the_call(world: World, asker: str, caller: str) -> None:
    change = ask(world, DataKind.BANK, by=getattr(world, asker))
    call(world, change, by=getattr(world, caller))
    with pytest.raises(Refusal) as refusal:
        confirm(world, change, by=world.bob)
    assert codes(refusal) == ["data_change.same_person"]
    confirm(world, change, by=world.carol)
    assert BankDetails.objects.exists()


def test_the_same_key_acts_once(world: World) -> None:
    change = ask(world, DataKind.BANK)
    assert ask(world, DataKind.BANK) == change
    for _ in range(2):
        call(world, change)
        confirm(world, change, by=world.bob)
    assert (BankDetails.objects.count(), DataChangeStep.objects.count()) == (1, 2)


def test_a_second_request_about_the_same_waits_for_the_first(world: World) -> None:
    first = ask(world)
    with pytest.raises(Refusal) as refusal:
        ask(world, new={**ADDRESS, "street": "10 New Road"}, key="second")
    assert codes(refusal) == ["data_change.asked_already"] and "Alice" in str(refusal.value)
    withdraw_change(first, note="typed wrong", by=world.alice, at=NOW, as_of=TODAY, key="not")
    ask(world, new={**ADDRESS, "street": "10 New Road"}, key="second")


def test_a_value_that_a_file_brought_meanwhile_is_told_and_not_overwritten(world: World) -> None:
    change = ask(world)
    Customer.objects.filter(id=world.acme.id).update(street="5 Third Street")
    (street,) = [one for one in compared(change) if one.field == "street"]
    assert (street.old, street.new, street.now, street.moved) == ("1 Elm Street", "9 New Road", "5 Third Street", True)
    with pytest.raises(Refusal) as refusal:
        call(world, change)
    assert codes(refusal) == ["data_change.moved"] and "5 Third Street" in str(refusal.value)
    assert acme().street == "5 Third Street" and DataChange.objects.get().state == ChangeState.ASKED


def test_where_a_file_brought_the_same_meanwhile_the_call_confirms_it_and_nothing_is_written(world: World) -> None:
    change = ask(world)
    Customer.objects.filter(id=world.acme.id).update(**ADDRESS)
    call(world, change)
    assert DataChange.objects.get().state == ChangeState.APPLIED
    assert not JournalEntry.objects.filter(kind="customer.corrected").exists()


def test_a_request_says_every_field_that_cannot_be_so(world: World) -> None:
    for kind, new, expected in (
        (DataKind.ADDRESS, {"street": "x", "planet": "Mars"}, ["data_change.field", "data_change.missing"]),
        (DataKind.EMAIL, {"email": "nobody"}, ["data_change.email"]),
        (DataKind.PHONE, {"phone": "12"}, ["data_change.phone"]),
        (DataKind.PHONE, {"phone": KNOWN}, ["data_change.same"]),
        (DataKind.BANK, {"holder": "x" * 121, "account": "1"}, ["data_change.long"]),
    ):
        with pytest.raises(Refusal) as refusal:
            ask(world, kind, new)
        assert sorted(codes(refusal)) == expected
    with pytest.raises(Refusal) as refusal:
        ask(world, by=world.sam)
    assert codes(refusal) == ["data_change.right"]
    assert not DataChange.objects.exists()


def moved_away(world: World) -> CustomerEvent:
    told = Told(EventKind.CHANGE_OF_ADDRESS, TODAY, "they move")
    return report_event(world.acme, told=told, by=world.sam, at=NOW, as_of=TODAY, key="moves")


def test_a_change_of_address_is_verified_by_its_call_back_alone(world: World) -> None:
    event = moved_away(world)
    proofs = [Proof(Evidence.CALL_BACK, "they said so")]
    with pytest.raises(Refusal) as refusal:
        verify_event(event, proofs=proofs, by=world.alice, at=NOW, as_of=TODAY, key="v")
    assert codes(refusal) == ["customer_event.call_back"]
    call(world, ask(world, event=event))
    event.refresh_from_db()
    assert event.state == EventState.VERIFIED
    assert event.steps.get(state="verified").evidence == [
        {"kind": "call_back", "note": f"Ann Payer confirmed it at {KNOWN}"}
    ]


def test_a_confirmed_address_lets_letters_go_out_again(world: World) -> None:
    told = Told(EventKind.RETURNED_MAIL, TODAY, details={"sent_to": "1 Elm Street"})
    event = report_event(world.acme, told=told, by=world.alice, at=NOW, as_of=TODAY, key="back")
    proofs = [Proof(Evidence.DOCUMENT, "the envelope")]
    verify_event(event, proofs=proofs, by=world.alice, at=NOW, as_of=TODAY, key="v")
    assert event_stops([world.acme.id])
    call(world, ask(world))
    event.refresh_from_db()
    assert event.state == EventState.CURED and not event_stops([world.acme.id])


def test_a_request_is_never_changed_and_the_proof_finds_one_without_its_call(world: World) -> None:
    change = ask(world, DataKind.BANK)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataChange.objects.update(new={"account": "another"})
    assert broken_facts() == []
    with transaction.atomic():
        DataChange.objects.update(state="applied")
        found = [str(fact) for fact in broken_facts()]
        transaction.set_rollback(True)
    assert found == [f"change of data {change.id} counts without a call-back that confirmed it"]


_fresh = count(1)


def file_of(world: World, **said: str) -> ImportFile:
    """A customer file of the ERP with a row for Acme and one of a new customer, which goes in in any case."""
    said = {"risk_class": "C"} | said
    names = {"street": "Street", "city": "City", "phone": "Phone", "email": "E-mail", "risk_class": "Risk class"}
    head, values = ",".join(["Customer no", "Name", *(names[name] for name in said)]), ",".join(said.values())
    text = f"{head}\n{world.acme.number},Acme Camera,{values}\nNEW-{next(_fresh)},New Shop,{values}\n"
    return load(text, company=world.northlight, by=world.carol)


def test_a_file_that_contradicts_what_was_confirmed_waits_for_a_person(world: World) -> None:
    call(world, ask(world))
    file = file_of(world, street="1 Elm Street", city="New York", risk_class="C")
    assert refusals(file) == [(2, "import.confirmed_otherwise")]
    assert (acme().street, acme().city) == ("9 New Road", "Albany")
    (row,) = file.rows.filter(line=2)
    assert [one["reason"]["facts"]["now"] for one in row.problems] == ["9 New Road", "Albany"]
    assert [one["reason"]["facts"]["said"] for one in row.problems] == ["1 Elm Street", "New York"]
    # Nothing of the row goes in by half.
    assert acme().risk_class == world.acme.risk_class


def test_a_file_that_says_the_same_in_other_letters_goes_in(world: World) -> None:
    call(world, ask(world))
    call(world, ask(world, DataKind.PHONE, {"phone": "212-555-0188"}, key="p"), OTHER_KNOWN, key="pc")
    file = file_of(world, street="9  NEW ROAD", city="albany", phone="+1 (212) 555-0188", risk_class="C")
    assert refusals(file) == [] and acme().risk_class == "C"


def test_a_field_that_nobody_confirmed_is_changed_by_files_as_before(world: World) -> None:
    call(world, ask(world))
    file = file_of(world, email="new@acme.example", phone="212-555-0999")
    assert refusals(file) == [] and acme().email == "new@acme.example"


def test_another_call_back_lets_the_same_row_in(world: World) -> None:
    call(world, ask(world, DataKind.EMAIL, {"email": "ap@acme.example"}))
    assert refusals(file_of(world, email="pay@acme.example")) == [(2, "import.confirmed_otherwise")]
    call(world, ask(world, DataKind.EMAIL, {"email": "pay@acme.example"}, key="again"), key="again-call")
    assert refusals(file_of(world, email="pay@acme.example")) == []
    assert acme().email == "pay@acme.example"


def test_an_undone_file_does_not_put_back_what_was_confirmed_since(world: World) -> None:
    file = file_of(world, email="ap@acme.example")
    change = ask(world, DataKind.EMAIL, {"email": "ap2@acme.example"})
    call(world, change)
    call(world, ask(world, DataKind.EMAIL, {"email": "ap@acme.example"}, key="b"), key="bc")
    take_back(file, by=world.carol)
    assert acme().email == "ap@acme.example"
