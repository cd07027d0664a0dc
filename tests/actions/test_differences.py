"""What a list leaves to a person is decided: the ERP's figure or ours, with a reason; and taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.list_differences import Answer
from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake.differences import decide, take_back
from creditdesk.intake.models import DifferenceDecision, ImportFile
from creditdesk.intake.open_differences import decided_sums, open_causes, open_rows
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Company, User
from creditdesk.receivables import erp
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, mark_disputed
from creditdesk.receivables.models import OpenItem, Position, Posting
from tests.actions.importing import HEADER, load, worked
from tests.actions.test_lists import A1, A2, A3, BOOKS, books, counts, listed, open_of, posted, proved
from tests.world import NOW, TODAY, World

__all__ = ["books"]

OTHER = A1.replace("1000.00,1000.00", "900.00,700.00")
EARLIER = A2.replace("2026-06-03", "2026-05-20")
YESTERDAY = TODAY - dt.timedelta(days=1)


def answered(
    file: ImportFile, answer: Answer, *, by: User, lines: list[int] | None = None, reason: str = "asked their books"
) -> list[DifferenceDecision]:
    chosen = lines or [row.line for row in open_rows(file)]
    return decide(file, lines=chosen, answer=answer, reason=reason, by=by, at=NOW, as_of=TODAY)


def told(kind: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(kind=kind).order_by("seq"))


def test_the_erps_figure_is_posted_on_the_day_with_who_why_and_the_policy(books: World) -> None:
    file = listed(OTHER + A2 + A3, books)
    assert open_causes(file) == {"snapshot.other_document": 1}
    (decision,) = answered(file, Answer.TAKE, by=books.dave)
    assert open_of("A-1") == 70_000
    posting = Posting.objects.get(batch=decision.batch)
    assert (posting.kind, posting.posting_date, posting.by, posting.import_file_id) == (
        "erp_settlement",
        TODAY,
        "dave",
        None,
    )
    assert (decision.before_minor, decision.ours_minor, decision.reason) == (100_000, 70_000, "asked their books")
    assert decision.policy_version == posting.policy_version
    (entry,) = told("difference.taken")
    assert (entry.by, entry.facts["before_minor"], entry.facts["list_minor"]) == ("dave", 100_000, 70_000)
    assert Position.objects.get(customer_id=decision.customer_id).open_minor == 70_000
    assert not open_causes(file)
    assert proved()


def test_a_decided_difference_is_not_raised_again_but_another_figure_is(books: World) -> None:
    answered(listed(OTHER + A2 + A3, books), Answer.TAKE, by=books.dave)
    again = listed(OTHER + A2 + A3, books)
    assert counts(again) == (0, 0, 0, 3, 0)
    (line,) = again.totals["listed"]["lines"]
    assert (line["refused"], line["rest"], line["counts"]["decided"]) == (0, 0, 1)
    other = listed(OTHER.replace("700.00", "650.00") + A2 + A3, books)
    assert open_causes(other) == {"snapshot.other_document": 1}


def test_our_figure_is_kept_with_a_reason_and_the_rest_falls(books: World) -> None:
    file = listed(OTHER + EARLIER + A3, books)
    assert open_causes(file) == {"snapshot.other_document": 1, "snapshot.due_earlier": 1}
    decisions = answered(file, Answer.KEEP, by=books.adam)
    assert [one.answer for one in decisions] == ["keep", "keep"]
    assert not Posting.objects.filter(batch__startswith="difference/").exists()
    assert decided_sums(file) == {("NL", "USD"): {"taken": 0, "kept": -30_000, "count": 2}}
    again = listed(OTHER + EARLIER + A3, books)
    (line,) = again.totals["listed"]["lines"]
    assert (counts(again), line["decided"], line["refused"], line["rest"]) == ((0, 0, 0, 3, 0), -30_000, 0, 0)
    assert [entry.facts["cause"] for entry in told("difference.kept")] == [one.cause for one in decisions]


def test_an_earlier_due_date_that_was_left_does_not_hold_a_payment_back(books: World) -> None:
    answered(listed(A1 + EARLIER + A3, books), Answer.KEEP, by=books.erin)
    file = posted(A1 + EARLIER.replace("300.50\n", "100.00\n") + A3, books)
    assert (counts(file), open_of("A-2")) == ((0, 1, 0, 2, 0), 10_000)


def test_an_act_of_ours_that_awaits_the_erp_is_never_overruled(books: World) -> None:
    payment = "C1,Fenwick Optical,PAY-1,2026-06-01,2026-06-01,USD,-400.00,-400.00\n"
    load(HEADER + payment, company=books.northlight, by=books.erin, name="payment.csv")
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    to = [ApplyTo(invoice.id, 40_000)]
    act = apply_credit(credit, to=to, posting_date=YESTERDAY, as_of=TODAY, by=books.erin, at=NOW, key="a")
    rows = A1.replace("1000.00\n", "900.00\n") + A2 + A3 + payment
    file = listed(rows, books)
    with pytest.raises(Refusal, match="awaits the ERP"):
        answered(file, Answer.TAKE, by=books.dave)
    erp.answer(act, accepted=False, reason="blocked", answered_on=YESTERDAY, by=books.erin, at=NOW)
    answered(file, Answer.TAKE, by=books.dave)
    assert open_of("A-1") == 90_000
    assert proved()


def test_more_than_the_document_is_kept_and_never_taken(books: World) -> None:
    file = listed(A1 + A2 + A3.replace("80.00,80.00", "100.00,90.00"), books)
    with pytest.raises(Refusal, match="no posting brings it there"):
        answered(file, Answer.TAKE, by=books.dave)
    answered(file, Answer.KEEP, by=books.dave)
    assert not open_causes(file)


def test_in_books_that_are_kept_here_a_list_moves_nothing_and_is_told_so_once(books: World) -> None:
    Company.objects.filter(id=books.northlight.id).update(mode=Company.Mode.SUBLEDGER)
    rows = A1.replace("1000.00\n", "400.00\n") + A2
    file = listed(rows, books)
    assert open_causes(file) == {"snapshot.books_here": 2}
    with pytest.raises(Refusal, match="no list changes them"):
        answered(file, Answer.TAKE, by=books.dave)
    answered(file, Answer.KEEP, by=books.dave)
    assert counts(listed(rows, books)) == (0, 0, 0, 2, 0)


def test_what_a_closed_period_held_back_is_posted_on_the_day_of_the_decision(books: World) -> None:
    close_period(
        books.northlight, first_day=dt.date(2026, 4, 1), last_day=YESTERDAY, as_of=TODAY, by=books.dave, at=NOW
    )
    file = listed(A1.replace("1000.00\n", "400.00\n") + A2 + A3, books, day=YESTERDAY)
    assert open_causes(file) == {"snapshot.closed_period": 1}
    with pytest.raises(Refusal, match="nothing to keep"):
        answered(file, Answer.KEEP, by=books.dave)
    answered(file, Answer.TAKE, by=books.dave)
    assert open_of("A-1") == 40_000


def test_what_the_company_gives_up_needs_the_authority_for_it(books: World) -> None:
    file = listed(OTHER + A2 + A3, books)
    for nobody, why in ((books.erin, "may not approve"), (books.carol, "right to post"), (books.adam, "right to post")):
        with pytest.raises(Refusal, match=why):
            answered(file, Answer.TAKE, by=nobody)
    assert open_of("A-1") == 100_000
    big = "C9,Big Buyer,B-1,2026-05-01,2026-05-31,USD,90000.00,90000.00\n"
    load(HEADER + big, company=books.northlight, by=books.erin, name="big.csv")
    file = listed(BOOKS + big.replace("90000.00,90000.00", "90001.00,60000.00"), books)
    with pytest.raises(Refusal, match="up to 25,000"):
        answered(file, Answer.TAKE, by=books.dave)


def test_what_was_given_up_lately_to_the_same_customer_is_added(books: World) -> None:
    big = "".join(f"C9,Big Buyer,B-{n},2026-05-01,2026-05-31,USD,20000.00,20000.00\n" for n in (1, 2))
    load(HEADER + big, company=books.northlight, by=books.erin, name="big.csv")
    file = listed(BOOKS + big.replace("20000.00,20000.00", "20001.00,4000.00"), books)
    first, second = [row.line for row in open_rows(file)]
    answered(file, Answer.TAKE, by=books.dave, lines=[first])
    with pytest.raises(Refusal, match="in the last 30 days is added up"):
        answered(file, Answer.TAKE, by=books.dave, lines=[second])


def test_it_is_taken_back_and_asked_again(books: World) -> None:
    file = listed(OTHER + A2 + A3, books)
    (decision,) = answered(file, Answer.TAKE, by=books.dave)
    take_back(decision, reason="they corrected it", by=books.dave, at=NOW, as_of=TODAY)
    assert open_of("A-1") == 100_000
    assert open_causes(file) == {"snapshot.other_document": 1}
    (entry,) = told("difference.taken_back")
    assert entry.facts["decision"] == decision.id
    with pytest.raises(Refusal, match="took this decision back already"):
        take_back(decision, reason="again", by=books.dave, at=NOW, as_of=TODAY)
    assert proved()
    answered(file, Answer.KEEP, by=books.dave)
    assert counts(listed(OTHER + A2 + A3, books)) == (0, 0, 0, 3, 0)


def test_a_later_act_on_the_document_is_taken_back_first(books: World) -> None:
    (decision,) = answered(listed(OTHER + A2 + A3, books), Answer.TAKE, by=books.dave)
    payment = "C1,Fenwick Optical,PAY-1,2026-06-01,2026-06-01,USD,-400.00,-400.00\n"
    load(HEADER + payment, company=books.northlight, by=books.erin, name="payment.csv")
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    to = [ApplyTo(invoice.id, 10_000)]
    apply_credit(credit, to=to, posting_date=TODAY, as_of=TODAY, by=books.erin, at=NOW, key="a")
    with pytest.raises(Refusal, match="stands on A-1"):
        take_back(decision, reason="wrong", by=books.dave, at=NOW, as_of=TODAY)


def test_only_the_last_list_asks_and_a_row_is_decided_once(books: World) -> None:
    first = listed(OTHER + A2 + A3, books)
    lines = [row.line for row in open_rows(first)]
    second = listed(OTHER + A2 + A3, books)
    with pytest.raises(Refusal, match="later list"):
        answered(first, Answer.KEEP, by=books.dave, lines=lines)
    answered(second, Answer.KEEP, by=books.dave)
    with pytest.raises(Refusal, match="wait for no decision"):
        answered(second, Answer.KEEP, by=books.dave, lines=lines)


def test_a_row_that_differs_no_more_is_not_decided(books: World) -> None:
    file = listed(A1.replace("1000.00\n", "900.00\n").replace("2026-05-31", "2026-05-20") + A2 + A3, books)
    assert open_causes(file) == {"snapshot.due_earlier": 1}
    lines = [row.line for row in open_rows(file)]
    OpenItem.objects.get(number="A-1")
    with pytest.raises(Refusal, match="Say why"):
        answered(file, Answer.KEEP, by=books.dave, reason="  ")
    with pytest.raises(Refusal, match="wait for no decision"):
        answered(file, Answer.KEEP, by=books.dave, lines=[*lines, 99])


def test_several_are_decided_at_once_or_none(books: World) -> None:
    rows = OTHER + A2.replace("300.50,300.50", "310.00,200.00") + A3.replace("80.00,80.00", "100.00,90.00")
    file = listed(rows, books)
    with pytest.raises(Refusal, match="no posting brings it there"):
        answered(file, Answer.TAKE, by=books.dave)
    assert (open_of("A-1"), open_of("A-2")) == (100_000, 30_050)
    lines = [row.line for row in open_rows(file, cause="snapshot.other_document")]
    assert len(answered(file, Answer.TAKE, by=books.dave, lines=lines[:2])) == 2
    assert (open_of("A-1"), open_of("A-2")) == (70_000, 20_000)
    assert open_causes(file) == {"snapshot.other_document": 1}


def test_a_contested_document_keeps_within_what_is_open(books: World) -> None:
    mark_disputed(
        OpenItem.objects.get(number="A-1"), disputed_minor=90_000, reason="short", as_of=TODAY, by=books.fay, at=NOW
    )
    answered(listed(OTHER + A2 + A3, books), Answer.TAKE, by=books.dave)
    item = OpenItem.objects.get(number="A-1")
    assert (item.open_minor, item.disputed_minor, item.contested_minor) == (70_000, 70_000, 90_000)


def test_a_list_with_decisions_is_posted_and_undone_like_any(books: World) -> None:
    file = posted(OTHER + A2 + A3.replace("80.00\n", "30.00\n"), books)
    answered(file, Answer.TAKE, by=books.dave)
    actions.undo(file, reason="wrong day", by=books.erin, at=NOW)
    assert worked(file).state == "undone"
    assert (open_of("A-1"), open_of("A-3")) == (70_000, 8_000)
    assert proved()


def test_what_was_kept_is_looked_at_also_where_a_list_is_read_beside_the_one_before(books: World) -> None:
    def rows(left: str) -> str:
        return OTHER + A2 + A3.replace("80.00\n", f"{left}\n")

    first = posted(rows("70.00"), books)
    (decision,) = answered(first, Answer.KEEP, by=books.dave)
    posted(rows("60.00"), books)
    third = posted(rows("50.00"), books)
    assert third.totals["before"]["in_a_row"] == 2
    (line,) = third.totals["listed"]["lines"]
    assert (line["decided"], line["refused"], line["rest"]) == (-30_000, 0, 0)
    take_back(decision, reason="they are right", by=books.dave, at=NOW, as_of=TODAY)
    fourth = posted(rows("40.00"), books)
    assert open_causes(fourth) == {"snapshot.other_document": 1}
