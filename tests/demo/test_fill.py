"""The demo company in the database: the books prove, and there is something to see on every screen."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count, F

from creditdesk.cash.models import BankLine, BankStatement, Receipt, Remittance, ReturnedPayment
from creditdesk.demo.fill import FILLED, Filled, NotEmpty, fill, is_filled
from creditdesk.demo.people import PEOPLE
from creditdesk.domain.policy import default_policy
from creditdesk.domain.visibility import needs_second_factor
from creditdesk.followup.models import Activity, CustomerEvent, DataChange, Document, HoldFinding, Tickler, TicklerMove
from creditdesk.intake.models import DifferenceDecision, ImportFile
from creditdesk.intake.open_differences import open_causes
from creditdesk.journal.queries import entries
from creditdesk.mail.models import IncomingMessage, Mailbox, OutgoingMessage
from creditdesk.mail.papers import proposed_for
from creditdesk.nightly import proof
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from creditdesk.parties.models import Absence, Company, Contact, Customer, ExchangeRate, Portfolio, User
from creditdesk.parties.queries import family
from creditdesk.receivables import discounts
from creditdesk.receivables.erp_postings import ErpState, erp_counts
from creditdesk.receivables.models import Application, Extension, OpenItem, Period, Position, Posting

TODAY = dt.date(2026, 7, 14)
NOW = dt.datetime(2026, 7, 14, 13, 0, tzinfo=dt.UTC)
EDGES = (0, 30, 60, 90, 120)


@pytest.fixture
def filled(db: None) -> Filled:
    return fill(today=TODAY, at=NOW, customers=40, say=lambda doing: None)


def test_the_books_prove_and_it_is_made_once(filled: Filled) -> None:
    assert [fact for prove in proof.PROOFS.values() for fact in prove(TODAY)] == []
    assert is_filled()
    with pytest.raises(NotEmpty, match="holds a company already"):
        fill(today=TODAY, at=NOW, customers=40, say=lambda doing: None)
    assert entries(kind=FILLED).count() == 1


def test_there_is_something_to_see_on_every_screen(filled: Filled) -> None:
    assert filled.documents == OpenItem.objects.count()
    assert filled.customers == Customer.objects.count() >= 40
    assert_parties()
    assert_ledger()
    assert_applications_are_what_the_desk_would_allow()
    assert_followup()
    assert_what_happened()
    assert_beside_the_erp()
    assert_blocks_are_respected()
    assert_post()
    assert_bank()


def assert_bank() -> None:
    """A statement a day that ties, money of known and unknown sorts, and a payment that came back; a table a day of the
    processor, whose running balance ties, with its fees.
    """
    tables = BankStatement.objects.filter(format="table").order_by("id")
    assert [one.closing_minor for one in tables[:3]] == [one.opening_minor for one in tables[1:]]
    names = ImportFile.objects.filter(id__in=tables.values("file_id")).order_by("id").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in names] == ["csv", "xlsx", "csv", "xlsx"]
    assert BankLine.objects.filter(statement__in=tables, kind="charge").count() >= 4
    assert set(Receipt.objects.filter(line__statement__in=tables).values_list("channel", flat=True)) == {"card"}
    assert set(BankStatement.objects.values_list("state", flat=True)) == {"taken"}
    assert BankStatement.objects.values("closing_date").distinct().count() == 4
    assert Receipt.objects.filter(payer_name="BLUE HERON HOLDINGS").exists()
    assert ReturnedPayment.objects.filter(state="waiting", code="AM04").exists()


def assert_post() -> None:
    arrived = IncomingMessage.objects.order_by("id")
    assert [one.state for one in arrived] == [
        "filed",
        "filed",
        "filed",
        "filed",
        "filed",
        "unmatched",
        "filed",
        "filed",
    ]
    first, *_, away, papers, stranger, advice, scan = arrived
    lists = {one.mail_id: one for one in Remittance.objects.filter(mail_id__isnull=False)}
    assert {mail: (one.state, bool(one.lines)) for mail, one in lists.items()} == {
        advice.id: ("waiting", True), scan.id: ("held", False),
    }  # fmt: skip
    assert [one.marked[0]["kind"] for one in (first, arrived[1], arrived[2], stranger)] == [
        "promise",
        "dispute",
        "question",
        "paid",
    ]
    assert (away.kind, away.activity, away.tickler) == ("automatic", None, None)
    assert papers.customer is not None and papers.customer.portfolio is not None
    rep = papers.customer.portfolio.rep
    found = proposed_for(rep, papers)
    assert (rep.username, len(found.chosen), found.without) == ("rep", 2, ())
    assert [one.state for one in OutgoingMessage.objects.all()] == ["waiting"], "nothing leaves the demo"
    assert not Mailbox.objects.filter(smtp_host__gt="").exists()
    wrote = Contact.objects.filter(id__in=arrived.filter(contact__isnull=False).values("contact"))
    assert wrote.count() == 7
    assert not wrote.filter(marks__isnull=False).exists() and not wrote.filter(left_on__isnull=False).exists()


def assert_what_happened() -> None:
    """A closed store, a pair that holds orders, a move and a bank account that wait for somebody."""
    assert set(CustomerEvent.objects.values_list("kind", "state")) == {
        ("out_of_business", "verified"),
        ("returned_mail", "verified"),
        ("dead_phone", "verified"),
        ("change_of_address", "reported"),
        ("bankruptcy", "verified"),
    }
    assert set(DataChange.objects.values_list("kind", "state")) == {("address", "asked"), ("bank", "called_back")}
    assert HoldFinding.objects.filter(lifted_on=None).count() == 3


def assert_parties() -> None:
    assert set(Company.objects.values_list("code", "currency")) == {("NL01", "USD"), ("NL02", "CAD")}
    users = set(User.objects.values_list("username", flat=True))
    assert users == {"machine", *(person.username for person in PEOPLE)}
    from allauth.mfa.models import Authenticator

    enrolled = set(Authenticator.objects.values_list("user__username", flat=True))
    assert enrolled == {person.username for person in PEOPLE if needs_second_factor(person.role)}
    assert not Customer.objects.filter(portfolio__isnull=True).exists()
    assert not Customer.objects.annotate(people=Count("contacts")).filter(people=0).exists()
    assert Portfolio.objects.count() == 6
    assert Absence.objects.filter(first_day__gt=TODAY, substitute__username="rep2").exists()
    assert set(ExchangeRate.objects.values_list("currency", "base").distinct()) == {
        ("CAD", "USD"),
        ("EUR", "USD"),
        ("USD", "CAD"),
        ("EUR", "CAD"),
    }


def assert_ledger() -> None:
    assert set(Posting.objects.values_list("kind", flat=True)) == {
        "import",
        "application",
        "adjustment",
        "transfer",
        "reversal",
        "erp_settlement",
        "receipt",
    }
    assert Application.objects.filter(discount_minor__gt=0).exists()
    assert Application.objects.exclude(credit_item__customer=F("debit_item__customer")).exists()
    assert OpenItem.objects.filter(kind="deduction", closed_date__isnull=True).exists()
    assert OpenItem.objects.filter(kind="payment", closed_date__isnull=True).exists()
    assert OpenItem.objects.filter(disputed_minor__gt=0).exists()
    assert Extension.objects.filter(extended_date__gt=TODAY).exists()
    # May is closed in both companies, June is not.
    assert Period.objects.filter(last_day=dt.date(2026, 5, 31)).count() == 2
    assert not Period.objects.filter(last_day__gt=dt.date(2026, 5, 31)).exists()
    for bucket in range(6):
        assert Position.objects.filter(**{f"bucket_{bucket}__gt": 0}).exists(), f"bucket {bucket} is empty"


def assert_applications_are_what_the_desk_would_allow() -> None:
    """Every discount was earned, and no payment was used for a stranger, as if a person had posted each of them."""
    terms = default_policy().terms_policy
    taken = Application.objects.select_related("credit_item__customer", "debit_item__customer")
    for one in taken.filter(discount_minor__gt=0):
        item = one.debit_item
        item.open_minor = item.original_minor  # the demo's payers take a discount on what nobody has paid on yet
        found = discounts.objections(
            item,
            credit=one.credit_item,
            amount_minor=one.amount_minor,
            discount_minor=one.discount_minor,
            policy=terms,
        )
        assert list(found) == [], item
    for one in taken.exclude(credit_item__customer=F("debit_item__customer")):
        assert family(one.credit_item.customer).filter(id=one.debit_item.customer_id).exists()


def assert_followup() -> None:
    outcomes = set(Activity.objects.values_list("outcome", flat=True))
    assert outcomes >= {"no_answer", "left_message", "spoke", "promised", "sent", "received", "noted"}
    assert set(Activity.objects.values_list("visibility", flat=True)) == {"status", "history", "restricted"}
    assert set(Activity.objects.values_list("direction", flat=True)) == {"outbound", "inbound", "internal"}
    assert Activity.objects.filter(corrects__isnull=False).exists()
    assert Activity.objects.filter(promised_date__lt=TODAY).exists()
    assert Activity.objects.filter(promised_date=TODAY).exists()
    assert Activity.objects.filter(promised_date__gt=TODAY).exists()
    assert not Activity.objects.filter(happened_at__gte=NOW).exists()
    open_ticklers = Tickler.objects.filter(state="open")
    assert open_ticklers.filter(due_date=TODAY).exists()
    assert open_ticklers.filter(due_date__lt=TODAY).exists()
    assert open_ticklers.filter(due_date__gt=TODAY).exists()
    assert open_ticklers.filter(due_date__isnull=True).exists()
    assert set(TicklerMove.objects.values_list("kind", flat=True)) == {"snoozed", "handed_over", "cancelled", "done"}
    assert set(Document.objects.values_list("media_type", flat=True)) >= {"application/pdf"}


def assert_blocks_are_respected() -> None:
    """Nobody called or wrote to the bankrupt customer after the petition."""
    petitions = Activity.objects.filter(note__startswith="Petition under chapter 11")
    assert petitions.exists()
    for note in petitions:
        later = Activity.objects.filter(customer=note.customer, happened_at__gt=note.happened_at)
        assert not later.exclude(direction="internal").exists()


def assert_beside_the_erp() -> None:
    """A list with differences decided and undecided, acts with their answers, a webhook that reached nobody in time."""
    file = ImportFile.objects.get(is_list=True)
    assert (file.state, file.is_list, file.company.code) == ("posted", True, "NL01")
    assert (file.new_rows, file.rows_missing, file.rows_changed >= 3) == (1, 1, True)
    assert set(open_causes(file)) == {"snapshot.due_earlier", "snapshot.other_document"}
    assert DifferenceDecision.objects.get().answer == "keep"
    counts = erp_counts(Company.objects.values_list("id", flat=True))
    # What the bank brought in the last days waits for the ERP as well.
    received = Receipt.objects.filter(company__mode=Company.Mode.SHADOW).count()
    # So does what was credited of deductions that were right.
    credited = Posting.objects.filter(kind="adjustment", company__mode=Company.Mode.SHADOW).count()
    assert (counts[ErpState.AWAITING], counts[ErpState.REFUSED]) == (1 + received + credited, 1)
    assert counts[ErpState.ACCEPTED] > 0
    assert list(OutboxMessage.objects.order_by("id").values_list("state", flat=True)) == ["delivered", "given_up"]
    assert WebhookSubscription.objects.get().paused_at is not None
