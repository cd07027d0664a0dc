"""What is placed with an agency: the file that leaves, the money that comes, the account that comes back."""

import csv
import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from creditdesk import dispatch
from creditdesk.agency.actions import book_remittance, change_agency, hand_back, make_agency
from creditdesk.agency.models import AgencyRemittance, DirectPayment, HandOver, Placement
from creditdesk.agency.queries import figures_of, scorecard
from creditdesk.agency.watching import watch_placements
from creditdesk.domain.agency import NEEDED_FIELDS, HandoverField
from creditdesk.domain.reasons import Refusal
from creditdesk.exports.agency_files import hand_over
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Contact, Customer
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import Entry, OpenItem
from tests import builders
from tests.placing import agency, at, late_account, placed
from tests.world import NOW, TODAY, World


@pytest.fixture
def placement(world: World) -> Placement:
    return placed(world, world.acme, by=world.alice, approver=world.carol, minor=6_200_00)


def remit(
    world: World, placement: Placement, *, gross: int, fee: int, kept: bool = True, key: str = "r1"
) -> AgencyRemittance:
    payment = builders.payment(placement.customer, amount=gross - fee if kept else gross, document_date=TODAY)
    return book_remittance(
        placement, payment=payment, gross_minor=gross, fee_minor=fee, fee_kept=kept,
        by=world.erin, at=NOW, as_of=TODAY, key=key,
    )  # fmt: skip


def test_the_file_has_the_fields_of_the_profile_and_nothing_else(world: World, placement: Placement) -> None:
    """RELIABILITY 43, field by field: no note, no private entry, no bank account, no contact leaves."""
    Customer.objects.filter(id=world.acme.id).update(
        name="=Acme", legal_name="Acme Legal", street="7 Shutter Road", city="Albany", phone="555 0100"
    )
    Contact.objects.create(customer=world.acme, name="Ann Miller", email="ann@acme.example", phone="555 0199")
    for field in HandoverField:
        told = tuple(one for one in HandoverField if one in NEEDED_FIELDS or one is field)
        profile = change_agency(
            Placement.objects.get().agency, fee_percent=None, fields=[one.value for one in told], is_active=True,
            seen=Placement.objects.get().agency.version, by=world.carol, at=NOW,
        )  # fmt: skip
        name, content = hand_over(profile, placements=[placement], form="csv", by=world.carol, at=NOW)
        head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        assert name.endswith(".csv") and len(head) == len(row) == len(told)
        shown = dict(zip(told, row, strict=True))
        item = OpenItem.objects.get(number=shown[HandoverField.DOCUMENT])
        assert shown[HandoverField.CUSTOMER_NAME] == "'=Acme"
        assert shown[HandoverField.OPEN] == "6200.00"
        assert ("555 0100" in row) == (field is HandoverField.PHONE)
        assert ("7 Shutter Road" in row) == (field is HandoverField.STREET)
        assert item.customer_id == world.acme.id
        text = content.decode()
        for never in ("Ann Miller", "ann@acme.example", "555 0199", "as talked over", "no answer", "a van"):
            assert never not in text
    kept = HandOver.objects.order_by("id").last()
    assert kept is not None
    assert (kept.by, kept.rows, kept.placements) == (world.carol, 1, [placement.id])
    entry = JournalEntry.objects.filter(kind="placement.handed_over").order_by("-seq")[0]
    assert (entry.by, entry.facts["fields"], entry.facts["sha256"]) == ("carol", kept.fields, kept.sha256)


def test_a_workbook_has_the_same_cells(world: World, placement: Placement) -> None:
    _, content = hand_over(placement.agency, placements=[placement], form="xlsx", by=world.carol, at=NOW)
    head, row, *rest = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert head == ["Our reference", "Customer", "Document", "Due", "Currency", "Open"]
    assert (row[0], row[-1]) == (f"P{placement.id}", 6200)
    # No row of sums below it: an agency loads it as it is.
    assert not any("".join(str(cell) for cell in one) for one in rest)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (["note", *(one.value for one in NEEDED_FIELDS)], "never handed over: note"),
        (["iban", "tax_id", *(one.value for one in NEEDED_FIELDS)], "never handed over: iban, tax_id"),
        (["customer_name"], "an agency needs: reference, document, due_date, currency, open"),
    ],
)
def test_a_profile_is_chosen_from_the_fixed_list(world: World, fields: list[str], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        make_agency(world.northlight, name="A", fee_percent=None, fields=fields, by=world.carol, at=NOW, key="a")


def test_a_remittance_is_booked_gross_with_the_fee_as_expense(world: World, placement: Placement) -> None:
    made = remit(world, placement, gross=1_000_00, fee=200_00)
    again = remit(world, placement, gross=1_000_00, fee=200_00)
    assert made.id == again.id
    (documents,) = placement.items.all()
    assert documents.item.open_minor == 5_200_00
    assert made.fee_posting is not None
    assert Entry.objects.get(posting=made.fee_posting, item__isnull=True).account == "agency_fees"
    (told,) = figures_of([placement])
    assert (told.open_minor, told.remitted_minor, told.fee_minor) == (5_200_00, 1_000_00, 200_00)
    assert broken_facts(as_of=TODAY) == []


def test_a_billed_fee_pays_no_document(world: World, placement: Placement) -> None:
    made = remit(world, placement, gross=1_000_00, fee=200_00, kept=False)
    assert made.fee_posting is None
    assert figures_of([placement])[0].open_minor == 5_200_00
    assert broken_facts(as_of=TODAY) == []


def test_what_is_taken_back_counts_no_more(world: World, placement: Placement) -> None:
    made = remit(world, placement, gross=1_000_00, fee=200_00)
    reverse_posting(made.posting, posting_date=TODAY, reason="bounced", as_of=TODAY, by=world.dave, at=NOW, key="back")
    assert figures_of([placement])[0].remitted_minor == 0


@pytest.mark.parametrize(
    ("gross", "fee", "says"), [(7_000_00, 100_00, r"only 6,200\.00 USD is open"), (100_00, 100_00, "above zero")]
)
def test_a_remittance_that_does_not_fit_is_refused(
    world: World, placement: Placement, gross: int, fee: int, says: str
) -> None:
    payment = builders.payment(world.acme, amount=7_000_00)
    with pytest.raises(Refusal, match=says):
        book_remittance(
            placement, payment=payment, gross_minor=gross, fee_minor=fee, fee_kept=True,
            by=world.erin, at=NOW, as_of=TODAY, key="r",
        )  # fmt: skip
    assert not AgencyRemittance.objects.exists()


def test_a_payment_to_us_meanwhile_is_noticed_once_with_the_fee_that_is_due(world: World, placement: Placement) -> None:
    payment = builders.payment(world.acme, amount=1_000_00, document_date=TODAY)
    (document,) = placement.items.all()
    to = [ApplyTo(document.item_id, 1_000_00)]
    apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="p")
    for _ in range(2):
        dispatch.accounts_changed([world.acme.id], as_of=TODAY, at=NOW)
    found = DirectPayment.objects.get()
    assert (found.amount_minor, found.fee_minor) == (1_000_00, 200_00)
    remit(world, placement, gross=500_00, fee=100_00)
    dispatch.accounts_changed([world.acme.id], as_of=TODAY, at=NOW)
    assert DirectPayment.objects.count() == 1
    (score,) = scorecard(world.carol, as_of=TODAY)
    assert (score.placed, score.recovered_minor, score.fee_minor, score.rate_percent) == (1, 1_500_00, 300_00, "24.2")


def test_an_account_of_which_nothing_came_is_back_after_the_days_of_the_policy(
    world: World, placement: Placement
) -> None:
    assert placement.handback_on == TODAY + dt.timedelta(days=180)
    before = placement.handback_on - dt.timedelta(days=1)
    assert watch_placements(None, as_of=before, at=at(before)) == []
    assert watch_placements(None, as_of=placement.handback_on, at=at(placement.handback_on)) == [world.acme.id]
    placement.refresh_from_db()
    assert (placement.state, Customer.objects.get(id=world.acme.id).contact_block) == ("returned", "")


def test_what_is_settled_is_over(world: World, placement: Placement) -> None:
    remit(world, placement, gross=6_200_00, fee=1_240_00)
    dispatch.accounts_changed([world.acme.id], as_of=TODAY, at=NOW)
    placement.refresh_from_db()
    assert placement.state == "collected"
    assert broken_facts(as_of=TODAY) == []


def test_a_bankruptcy_recalls_the_account_at_once(world: World, placement: Placement) -> None:
    Customer.objects.filter(id=world.acme.id).update(status="bankrupt")
    watch_placements([world.acme.id], as_of=TODAY, at=NOW)
    placement.refresh_from_db()
    assert (placement.state, placement.ended_why) == ("recalled", "the customer is bankrupt: the agency stops at once")


def test_an_agency_gives_an_account_back_with_a_reason(world: World, placement: Placement) -> None:
    with pytest.raises(Refusal, match="say why"):
        hand_back(placement, why=" ", by=world.carol, at=NOW, as_of=TODAY)
    for _ in range(2):
        hand_back(placement, why="no assets", by=world.carol, at=NOW, as_of=TODAY)
    assert Placement.objects.get().state == "returned"
    with pytest.raises(Refusal, match="nothing is placed with this agency"):
        hand_over(placement.agency, placements=[Placement.objects.get()], form="csv", by=world.carol, at=NOW)


def test_placing_posts_nothing(world: World) -> None:
    late_account(world, world.acme, by=world.alice)
    before = Entry.objects.count()
    placed(world, builders.customer(world.northlight), by=world.fay, approver=world.carol)
    assert Entry.objects.count() == before + 2
    assert agency(world.northlight, by=world.carol).is_active
