"""What a person may answer to a difference, and when a list is missed."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.list_differences import (
    ANSWERS,
    Answer,
    figures,
    given_up_minor,
    list_missed,
    objection,
    taking_objection,
)
from creditdesk.domain.snapshots import Kept, Stated, compare

DUE = dt.date(2026, 5, 31)
KEPT = Kept("A-1", "USD", 100_000, 60_000, DUE)
CREDIT = Kept("CM-1", "USD", -100_000, -60_000, DUE)


@pytest.mark.parametrize("cause", sorted(ANSWERS))
def test_each_cause_has_an_answer_and_says_why_the_other_is_none(cause: str) -> None:
    assert ANSWERS[cause]
    for answer in Answer:
        assert (objection(cause, answer) is None) == (answer in ANSWERS[cause])


def test_a_row_refused_for_another_cause_is_no_difference() -> None:
    no = objection("intake.amount_unreadable", Answer.KEEP)
    assert no is not None
    assert no.code == "difference.none"


@pytest.mark.parametrize(
    ("kept", "stated", "code"),
    [
        (KEPT, Stated("USD", 120_000, 70_000), None),
        (KEPT, Stated("USD", 100_000, 0), None),
        (KEPT, Stated("USD", 120_000, 100_001), "difference.beyond_original"),
        (KEPT, Stated("USD", 120_000, -1), "difference.beyond_original"),
        (KEPT, Stated("EUR", 100_000, 60_000), "difference.other_currency"),
        (CREDIT, Stated("USD", -120_000, -100_000), None),
        (CREDIT, Stated("USD", -120_000, -100_001), "difference.beyond_original"),
    ],
)
def test_no_posting_brings_a_document_beyond_itself(kept: Kept, stated: Stated, code: str | None) -> None:
    found = taking_objection(kept, stated, awaits=False)
    assert (found.code if found else None) == code


def test_nothing_is_taken_while_an_act_of_ours_awaits_the_erp() -> None:
    found = taking_objection(KEPT, Stated("USD", 100_000, 70_000), awaits=True)
    assert found is not None
    assert found.code == "difference.awaits_erp"


@pytest.mark.parametrize(("move", "given_up"), [(-500, 500), (500, 0), (0, 0)])
def test_the_company_gives_up_what_the_customer_owes_less(move: int, given_up: int) -> None:
    assert given_up_minor(move) == given_up


def test_any_other_figure_is_another_difference() -> None:
    stated = Stated("USD", 120_000, 70_000, DUE)
    assert figures(KEPT, stated) == figures(KEPT, stated, ours_minor=60_000)
    assert figures(KEPT, stated) != figures(KEPT, stated, ours_minor=70_000)
    assert figures(KEPT, stated) != figures(KEPT, Stated("USD", 120_000, 69_999, DUE))


def test_an_earlier_due_date_that_was_left_is_no_difference_any_more() -> None:
    stated = Stated("USD", 100_000, 60_000, DUE - dt.timedelta(days=10))
    assert compare(KEPT, stated).difference == "unexplained"
    left = Kept("A-1", "USD", 100_000, 60_000, DUE, left_due_dates=(DUE - dt.timedelta(days=10),))
    assert compare(left, stated).difference == "none"


def test_a_list_is_missed_by_working_days() -> None:
    calendar, friday = Calendar(), dt.date(2026, 6, 12)
    monday, tuesday = friday + dt.timedelta(days=3), friday + dt.timedelta(days=4)
    assert list_missed(friday, as_of=monday, calendar=calendar, days=1) is None
    missed = list_missed(friday, as_of=tuesday, calendar=calendar, days=1)
    assert missed is not None
    assert missed.facts["passed"] == 2
    assert list_missed(friday, as_of=tuesday, calendar=Calendar(frozenset({monday})), days=1) is None
    none = list_missed(None, as_of=monday, calendar=calendar, days=1)
    assert none is not None
    assert none.code == "reconciliation.none"
