"""A document in the ERP's list beside the same document in the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.snapshots import Difference, Kept, Stated, compare, compare_missing

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
KEPT = Kept("A-1", "USD", original_minor=1_000, open_minor=1_000, due_date=MAY)
OURS = replace(KEPT, open_minor=600, floating=[-400])
STATED = Stated("USD", 1_000, 1_000, MAY)


def test_equal_figures_are_no_difference() -> None:
    assert compare(KEPT, STATED).difference is Difference.NONE


def test_less_open_was_settled_in_part_and_none_at_all_whole() -> None:
    part = compare(KEPT, replace(STATED, open_minor=400))
    whole = compare(KEPT, replace(STATED, open_minor=0))
    assert (part.difference, part.move_minor) == (Difference.SETTLED_IN_PART, -600)
    assert (whole.difference, whole.move_minor) == (Difference.SETTLED, -1_000)
    assert compare_missing(KEPT) == whole


def test_more_open_was_reopened_up_to_the_original() -> None:
    closed = replace(KEPT, open_minor=0)
    assert compare(closed, STATED).move_minor == 1_000
    beyond = compare(closed, replace(STATED, open_minor=1_001))
    assert (beyond.difference, beyond.move_minor) == (Difference.UNEXPLAINED, 0)


def test_a_credit_is_compared_on_its_own_side_of_zero() -> None:
    credit = Kept("P-1", "USD", original_minor=-500, open_minor=-500, due_date=MAY)
    used = compare(credit, Stated("USD", -500, -200))
    assert (used.difference, used.move_minor) == (Difference.SETTLED_IN_PART, 300)


def test_our_act_awaits_the_erp_until_its_list_knows_it() -> None:
    assert compare(OURS, STATED).difference is Difference.AWAITING
    assert compare(OURS, replace(STATED, open_minor=600)).difference is Difference.NONE


def test_the_erp_takes_acts_over_in_their_order() -> None:
    both = replace(KEPT, open_minor=300, floating=[-400, -300])
    assert compare(both, replace(STATED, open_minor=600)).difference is Difference.AWAITING
    # The second without the first is not what it does.
    assert compare(both, replace(STATED, open_minor=700)).difference is Difference.UNEXPLAINED


def test_what_neither_our_act_nor_its_absence_explains_waits_for_a_person() -> None:
    found = compare(OURS, replace(STATED, open_minor=900))
    assert (found.difference, found.move_minor) == (Difference.UNEXPLAINED, 0)
    assert "4.00 USD was moved here and awaits the ERP" in str(found.reason)
    assert compare_missing(OURS).difference is Difference.UNEXPLAINED


def test_a_deduction_that_we_made_is_not_missing_while_it_awaits_the_erp_and_is_a_question_afterwards() -> None:
    deduction = replace(KEPT, number="A-1-D1", floating=[1_000], is_ours=True)
    assert compare_missing(deduction).difference is Difference.AWAITING
    assert compare_missing(replace(deduction, floating=())).difference is Difference.UNEXPLAINED


def test_another_amount_or_currency_is_another_document() -> None:
    for other in (replace(STATED, original_minor=1_200), replace(STATED, currency="CAD")):
        assert compare(KEPT, other).reason.code == "snapshot.other_document"  # type: ignore[union-attr]


def test_a_later_due_date_is_a_collection_date_and_an_earlier_one_a_question() -> None:
    later = compare(KEPT, replace(STATED, due_date=JUNE))
    assert (later.difference, later.new_due_date) == (Difference.REDATED, JUNE)
    assert compare(replace(KEPT, extended_date=JUNE), replace(STATED, due_date=JUNE)).difference is Difference.NONE
    earlier = compare(KEPT, replace(STATED, due_date=dt.date(2026, 4, 15)))
    assert earlier.reason is not None
    assert earlier.reason.code == "snapshot.due_earlier"
    # A part of it may be settled at the same time.
    both = compare(KEPT, Stated("USD", 1_000, 400, JUNE))
    assert (both.move_minor, both.new_due_date) == (-600, JUNE)


@given(
    original=st.integers(-10_000, 10_000).filter(bool),
    left=st.fractions(0, 1),
    stated=st.fractions(0, 1),
    acts=st.lists(st.integers(-3_000, 3_000), max_size=3),
)
def test_the_ledger_reaches_the_erp_s_figure_or_nothing_is_moved(
    original: int, left: object, stated: object, acts: list[int]
) -> None:
    kept = replace(KEPT, original_minor=original, open_minor=int(original * left), floating=acts)  # type: ignore[operator]
    listed = int(original * stated)  # type: ignore[operator]
    found = compare(kept, Stated("USD", original, listed))
    moved = found.difference in {Difference.SETTLED, Difference.SETTLED_IN_PART, Difference.REOPENED}
    assert moved == bool(found.move_minor)
    if found.difference not in {Difference.AWAITING, Difference.UNEXPLAINED}:
        assert kept.open_minor + found.move_minor == listed
    # Beside our acts, only they explain a difference.
    assert not (acts and moved)
