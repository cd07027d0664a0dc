"""A list of all open items is compared with the ledger: every difference is posted, dated, or waits for a person."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.intake import actions, queries
from creditdesk.intake import verify as intake_proof
from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import Company, Customer
from creditdesk.receivables import erp
from creditdesk.receivables import verify as ledger_proof
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, reverse_posting, transfer_residual
from creditdesk.receivables.models import Entry, Extension, OpenItem, Posting
from creditdesk.receivables.statements import extended_dates
from tests.actions.importing import HEADER, load, refusals, take_back, worked
from tests.world import NOW, TODAY, World

YESTERDAY, BEFORE = (TODAY - dt.timedelta(days=days) for days in (1, 2))
A1 = "C1,Fenwick Optical,A-1,2026-05-01,2026-05-31,USD,1000.00,1000.00\n"
A2 = "C2,Harbor Lens,A-2,2026-05-04,2026-06-03,USD,300.50,300.50\n"
A3 = "C2,Harbor Lens,A-3,2026-05-05,2026-06-04,USD,80.00,80.00\n"
BOOKS = A1 + A2 + A3


@pytest.fixture
def books(world: World) -> World:
    """Three invoices in the ledger, 1,380.50 in all, that came as documents two days ago."""
    content = [(HEADER + BOOKS).encode()]
    file = actions.receive(content, name="documents.csv", company=world.northlight, by=world.erin, at=NOW, as_of=BEFORE)
    actions.post(worked(file), revision=1, by=world.erin, at=NOW)
    worked(file)
    return world


def listed(
    rows: str, world: World, *, day: dt.date = TODAY, name: str = "list.csv", company: Company | None = None
) -> ImportFile:
    """The list as it was read and compared. No two have the same bytes, for blank lines at the end."""
    blank = "\n" * (1 + ImportFile.objects.count())
    file = actions.receive(
        [(HEADER + rows + blank).encode()],
        name=name,
        company=company or world.northlight,
        is_list=True,
        by=world.adam,
        at=NOW,
        as_of=day,
    )
    return worked(file)


def posted(rows: str, world: World, *, day: dt.date = TODAY, confirmed: tuple[str, ...] = ()) -> ImportFile:
    """The list as it was posted."""
    file = listed(rows, world, day=day)
    actions.post(file, revision=file.revision, confirmed=confirmed, by=world.adam, at=NOW)
    return worked(file)


def open_of(number: str) -> int:
    return OpenItem.objects.get(number=number, voided_on=None).open_minor


def proved() -> bool:
    return not intake_proof.broken_facts() and not ledger_proof.broken_facts()


def counts(file: ImportFile) -> tuple[int, ...]:
    """New, changed, missing, unchanged, refused."""
    new = file.rows_accepted - file.rows_changed - file.rows_missing
    return new, file.rows_changed, file.rows_missing, file.rows_unchanged, file.rows_refused


def test_the_same_books_are_no_difference_and_post_nothing(books: World) -> None:
    file = listed(BOOKS, books)
    assert counts(file) == (0, 0, 0, 3, 0)
    with pytest.raises(Refusal, match="nothing new"):
        actions.post(file, revision=file.revision, by=books.adam, at=NOW)


def test_new_settled_in_part_and_no_longer_open_become_postings_of_the_day_of_the_list(books: World) -> None:
    new = "C3,Quill Store,A-4,2026-06-10,2026-07-10,USD,50.00,50.00\n"
    file = posted(
        A1.replace("1000.00\n", "400.00\n") + A2 + new, books, day=TODAY, confirmed=("snapshot.much_missing",)
    )
    assert (file.state, counts(file)) == ("posted", (1, 1, 1, 1, 0))
    assert [open_of(number) for number in ("A-1", "A-2", "A-3", "A-4")] == [40_000, 30_050, 0, 5_000]
    moves = Entry.objects.filter(posting__kind=Posting.Kind.ERP_SETTLEMENT, item__isnull=False).order_by("item__number")
    assert [(one.item.number, one.amount_minor, one.posting_date) for one in moves if one.item] == [
        ("A-1", -60_000, TODAY),
        ("A-3", -8_000, TODAY),
    ]
    assert proved()


def test_it_ties_to_the_ledger_with_nothing_left_to_explain(books: World) -> None:
    file = listed(A1.replace("1000.00\n", "400.00\n") + A2, books)
    (line,) = file.totals["listed"]["lines"]
    assert (line["ledger"], line["moved"], line["after"], line["list"], line["rest"]) == (
        138_050,
        {"settled": -8_000, "settled_in_part": -60_000},
        70_050,
        70_050,
        0,
    )


def test_what_the_erp_opened_again_is_open_again(books: World) -> None:
    posted(A1 + A2, books, day=YESTERDAY, confirmed=("snapshot.much_missing",))
    assert open_of("A-3") == 0
    file = posted(BOOKS, books)
    assert counts(file) == (0, 1, 0, 2, 0)
    assert open_of("A-3") == 8_000
    assert proved()


def test_our_own_act_awaits_the_erp_and_an_older_view_never_undoes_it(books: World) -> None:
    payment = "C1,Fenwick Optical,PAY-1,2026-06-01,2026-06-01,USD,-400.00,-400.00\n"
    load(HEADER + payment, company=books.northlight, by=books.erin, name="payment.csv")
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    to = [ApplyTo(invoice.id, 40_000)]
    applied = apply_credit(credit, to=to, posting_date=TODAY, as_of=TODAY, by=books.erin, at=NOW, key="a")
    file = listed(BOOKS + payment, books)
    assert counts(file) == (0, 0, 0, 4, 0)
    (line,) = file.totals["listed"]["lines"]
    assert (line["awaiting"], line["rest"], file.totals["listed"]["counts"]["awaiting"]) == (0, 0, 2)
    # The ERP took it over; its next list says the same as the ledger, and one that does not is a person's.
    erp.answer(applied, accepted=True, erp_document="E-1", answered_on=TODAY, by=books.erin, at=NOW)
    after = A1.replace("1000.00\n", "600.00\n") + A2 + A3
    assert counts(listed(after, books, name="after.csv")) == (0, 0, 0, 3, 0)
    assert (open_of("A-1"), open_of("PAY-1")) == (60_000, 0)


def test_what_our_act_does_not_explain_is_refused_with_both_figures(books: World) -> None:
    payment = "C1,Fenwick Optical,PAY-1,2026-06-01,2026-06-01,USD,-400.00,-400.00\n"
    load(HEADER + payment, company=books.northlight, by=books.erin, name="payment.csv")
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    to = [ApplyTo(invoice.id, 40_000)]
    apply_credit(credit, to=to, posting_date=TODAY, as_of=TODAY, by=books.erin, at=NOW, key="a")
    file = listed(A1.replace("1000.00\n", "900.00\n") + A2 + A3 + payment, books)
    assert refusals(file) == [(2, "snapshot.with_our_acts")]
    (line,) = file.totals["listed"]["lines"]
    assert (line["refused"], line["rest"]) == (30_000, 0)


def test_a_deduction_that_we_split_off_is_found_again_under_the_number_of_the_erp(books: World) -> None:
    invoice = OpenItem.objects.get(number="A-1")
    moved = transfer_residual(
        invoice,
        amount_minor=5_000,
        number="A-1-D1",
        reference="short",
        posting_date=TODAY,
        as_of=TODAY,
        by=books.fay,
        at=NOW,
        key="t",
    )
    assert counts(listed(BOOKS, books)) == (0, 0, 0, 3, 0)
    act = Posting.objects.get(kind="transfer")
    erp.answer(act, accepted=True, erp_document="DED-77", answered_on=YESTERDAY, by=books.fay, at=NOW)
    residual = "C1,Fenwick Optical,DED-77,2026-06-15,2026-05-31,USD,50.00,20.00\n"
    split = A1.replace("1000.00\n", "950.00\n") + A2 + A3 + residual
    file = posted(split, books, day=TODAY)
    assert counts(file) == (0, 1, 0, 3, 0)
    moved.refresh_from_db()
    assert moved.open_minor == 2_000
    assert proved()


def test_a_later_due_date_becomes_a_collection_date(books: World) -> None:
    file = posted(A1.replace("2026-05-31", "2026-07-31") + A2 + A3, books)
    item = OpenItem.objects.get(number="A-1")
    assert (item.due_date, Extension.objects.get(item=item).extended_date) == (
        dt.date(2026, 5, 31),
        dt.date(2026, 7, 31),
    )
    assert proved()
    take_back(file, by=books.adam)
    assert extended_dates([item.id], as_of=TODAY) == {item.id: item.due_date}
    assert proved()


def test_a_list_of_yesterday_after_that_of_today_is_refused(books: World) -> None:
    posted(A1 + A2, books, confirmed=("snapshot.much_missing",))
    file = listed(BOOKS, books, day=YESTERDAY, name="yesterday.csv")
    with pytest.raises(Refusal, match="is older"):
        actions.post(file, revision=file.revision, confirmed=("snapshot.older",), by=books.adam, at=NOW)
    assert open_of("A-3") == 0


def test_half_a_list_settles_nothing_before_a_person_looked(books: World) -> None:
    file = listed(A1, books)
    with pytest.raises(Refusal, match="lacks 2 of 3 open documents"):
        actions.post(file, revision=file.revision, by=books.adam, at=NOW)
    assert open_of("A-2") == 30_050


def test_a_row_that_cannot_be_read_may_be_the_one_that_is_missing(books: World) -> None:
    file = listed(A1 + A2 + A3.replace("80.00,80.00", "80.00,8o.oo"), books)
    assert [code for _, code in refusals(file)][-1] == "snapshot.unread"
    assert file.rows_missing == 0


def test_the_list_of_another_company_is_noticed(books: World) -> None:
    books.adam.companies.add(books.southwind)
    Customer.objects.create(company=books.southwind, number="S1", name="Solo", search_name="solo", currency="USD")
    file = listed(BOOKS, books, company=books.southwind)
    assert [doubt["code"] for doubt in file.totals["doubts"]] == ["snapshot.other_company"]


def test_a_customer_number_that_changed_is_a_question_on_both_accounts(books: World) -> None:
    file = listed(A1.replace("C1,Fenwick Optical", "C9,Nova Vision") + A2 + A3, books)
    assert sorted(code for _, code in refusals(file)) == ["snapshot.account_changed"] * 2
    (line,) = file.totals["listed"]["lines"]
    assert (counts(file), line["rest"]) == ((0, 0, 0, 2, 2), 0)


def test_while_it_is_asked_who_a_customer_is_nothing_of_him_is_settled(books: World) -> None:
    file = listed(A1.replace("C1,", "C9,") + A2 + A3, books)
    assert [code for _, code in refusals(file)] == ["intake.customer_in_question", "snapshot.unread"]
    (line,) = file.totals["listed"]["lines"]
    assert (counts(file), line["rest"]) == ((0, 0, 0, 2, 2), 0)


def test_documents_of_a_later_file_are_not_expected(books: World) -> None:
    later = "C1,Fenwick Optical,A-9,2026-06-01,2026-07-01,USD,10.00,10.00\n"
    file = actions.receive(
        [(HEADER + later).encode()],
        name="later.csv",
        company=books.northlight,
        by=books.erin,
        at=NOW,
        as_of=TODAY,
    )
    actions.post(worked(file), revision=1, by=books.erin, at=NOW)
    worked(file)
    assert counts(listed(BOOKS, books, day=YESTERDAY)) == (0, 0, 0, 3, 0)
    assert listed(BOOKS, books).rows_missing == 1


def test_a_list_of_a_closed_month_moves_nothing_in_it(books: World) -> None:
    close_period(
        books.northlight, first_day=dt.date(2026, 5, 1), last_day=YESTERDAY, as_of=TODAY, by=books.dave, at=NOW
    )
    file = listed(A1.replace("1000.00\n", "400.00\n") + A2 + A3, books, day=YESTERDAY)
    assert refusals(file) == [(2, "snapshot.closed_period")]


def test_books_that_are_kept_here_are_not_changed_by_a_list(books: World) -> None:
    Company.objects.filter(id=books.northlight.id).update(mode=Company.Mode.SUBLEDGER)
    file = listed(A1.replace("1000.00\n", "400.00\n") + A2, books)
    assert {code for _, code in refusals(file)} == {"snapshot.books_here"}


def test_undoing_a_list_takes_back_what_it_settled_and_what_it_brought(books: World) -> None:
    new = "C3,Quill Store,A-4,2026-06-10,2026-07-10,USD,50.00,50.00\n"
    file = posted(A1.replace("1000.00\n", "400.00\n") + A2 + new, books, confirmed=("snapshot.much_missing",))
    found = queries.consequences(file, as_of=TODAY)
    assert (found.items, found.erp_moved, found.erp_sums, found.blockers) == (1, 2, [("USD", 68_000)], [])
    # Quill, whose invoice it brought, and the two whose documents it moved.
    assert found.customers == 3
    take_back(file, by=books.adam)
    file.refresh_from_db()
    assert file.state == "undone"
    assert [open_of(number) for number in ("A-1", "A-2", "A-3")] == [100_000, 30_050, 8_000]
    assert not OpenItem.objects.filter(number="A-4", voided_on=None).exists()
    assert proved()


def test_an_account_that_the_erp_settled_leaves_the_worklist_at_once(books: World) -> None:
    refresh_worklist(as_of=TODAY)
    assert WorklistRow.objects.filter(customer__number="C1").exists()
    file = posted(A2 + A3, books, confirmed=("snapshot.much_missing",))
    dispatch.imports_finished([file.id], as_of=TODAY, at=NOW)
    assert not WorklistRow.objects.filter(customer__number="C1").exists()
    take_back(file, by=books.adam)
    dispatch.imports_finished([file.id], as_of=TODAY, at=NOW)
    assert WorklistRow.objects.filter(customer__number="C1").exists()


def test_each_currency_ties_for_itself_and_yen_have_no_cents(books: World) -> None:
    yen = "C2,Harbor Lens,Y-1,2026-05-04,2026-06-03,JPY,90000,90000\n"
    posted(BOOKS + yen, books, day=YESTERDAY)
    file = posted(BOOKS + yen.replace("90000\n", "40000\n"), books)
    lines = {line["currency"]: line for line in file.totals["listed"]["lines"]}
    assert (lines["USD"]["after"], lines["JPY"]["after"], lines["JPY"]["moved"]) == (
        138_050,
        40_000,
        {"settled_in_part": -50_000},
    )
    assert {line["rest"] for line in lines.values()} == {0}
    assert proved()


def test_a_payment_that_was_applied_here_and_taken_back_is_no_difference(books: World) -> None:
    payment = "C1,Fenwick Optical,PAY-1,2026-06-01,2026-06-01,USD,-400.00,-400.00\n"
    load(HEADER + payment, company=books.northlight, by=books.erin, name="payment.csv")
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    to = [ApplyTo(invoice.id, 40_000)]
    act = apply_credit(credit, to=to, posting_date=TODAY, as_of=TODAY, by=books.erin, at=NOW, key="a")
    reverse_posting(act, posting_date=TODAY, as_of=TODAY, by=books.erin, at=NOW, key="r", reason="wrong invoice")
    assert counts(listed(BOOKS + payment, books)) == (0, 0, 0, 4, 0)
    # The ERP took the application over and not yet what takes it back: still nothing to do.
    taken = A1.replace("1000.00\n", "600.00\n") + A2 + A3
    file = listed(taken, books, name="taken.csv")
    assert counts(file) == (0, 0, 0, 3, 0)


def test_an_older_list_is_undone_after_the_newer_one(books: World) -> None:
    first = posted(A1.replace("1000.00\n", "400.00\n") + A2 + A3, books, day=YESTERDAY)
    posted(A1.replace("1000.00\n", "300.00\n") + A2 + A3, books)
    with pytest.raises(Refusal, match="undo it first"):
        actions.undo(first, reason="wrong", by=books.adam, at=NOW)


def test_what_the_ledger_gained_since_the_preview_is_not_moved_unseen(books: World) -> None:
    row = "C1,Fenwick Optical,A-9,2026-06-01,2026-07-01,USD,10.00,4.00\n"
    file = listed(BOOKS + row, books)
    load(HEADER + row.replace("4.00\n", "10.00\n"), company=books.northlight, by=books.erin)
    actions.post(file, revision=file.revision, by=books.adam, at=NOW)
    worked(file)
    assert counts(file) == (0, 0, 0, 3, 1)
    assert refusals(file) == [(5, "intake.changed_since_preview")]
    assert open_of("A-9") == 1000
    assert proved()


def test_of_two_lists_compared_with_the_same_books_the_second_is_compared_again(books: World) -> None:
    file = listed(A1.replace("1000.00\n", "400.00\n") + A2 + A3, books)
    other = listed(A1.replace("1000.00\n", "300.00\n") + A2, books)
    actions.post(file, revision=file.revision, by=books.adam, at=NOW)
    for code in ("snapshot.other_busy", "snapshot.compared_before"):
        with pytest.raises(Refusal) as refused:
            actions.post(other, revision=other.revision, confirmed=("snapshot.much_missing",), by=books.adam, at=NOW)
        assert (refused.value.reasons[0].code, refused.value.reasons[0].facts) == (code, {"other": file.id})
        worked(file)
    other = worked(actions.read_again(other, choices={}, revision=other.revision, by=books.adam, at=NOW))
    actions.post(other, revision=other.revision, confirmed=("snapshot.much_missing",), by=books.adam, at=NOW)
    assert counts(worked(other)) == (0, 1, 1, 1, 0)
    assert (open_of("A-1"), open_of("A-3")) == (30_000, 0)
    assert proved()
