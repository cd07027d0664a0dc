"""Terms of payment: the notation, the dates that follow, instalments, and the price of a missed discount."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.terms import (
    Instalment,
    Terms,
    TermsError,
    TermsKind,
    TermsPolicy,
    missed_discount_annual_rate,
    open_parts,
    split_instalments,
    term_dates,
)
from creditdesk.domain.terms_notation import parse_terms, write_terms

POLICY = TermsPolicy(
    discount_test_date="bank_value_date",
    discount_grace_days=3,
    discount_base="goods_only",
    partial_payment_discount=True,
    prox_cutoff_day=25,
    rebase_if_sent_after_invoice_days=10,
    split_rounding="last_instalment",
    shift_due_date_to_business_day=False,
)
TWO_TEN = Terms.net(30, discount_percent=Decimal(2), discount_days=10)


@pytest.mark.parametrize(
    ("notation", "terms"),
    [
        ("net 30", Terms.net(30)),
        ("Net 30 days", Terms.net(30)),
        ("NET30", Terms.net(30)),
        ("n/30", Terms.net(30)),
        ("30 days", Terms.net(30)),
        ("due on receipt", Terms.net(0)),
        ("2/10 net 30", TWO_TEN),
        ("2%/10, n/30", TWO_TEN),
        (" 2/10  NET  30 ", TWO_TEN),
        ("1.5/15 net 45", Terms.net(45, discount_percent=Decimal("1.5"), discount_days=15)),
        ("net 30 EOM", Terms.eom(30)),
        ("2/10 net 30 EOM", Terms.eom(30, discount_percent=Decimal(2), discount_days=10)),
        ("10th prox", Terms.prox(10)),
        ("net 25th prox", Terms.prox(25)),
        ("2% 10th prox", Terms.prox(10, discount_percent=Decimal(2), discount_day=10)),
        ("2% 10th prox net 25th", Terms.prox(25, discount_percent=Decimal(2), discount_day=10)),
        ("2% 10th prox, net 25th prox", Terms.prox(25, discount_percent=Decimal(2), discount_day=10)),
        ("due 2026-12-10", Terms.fixed(date(2026, 12, 10))),
        ("split 30/60/90", Terms.split(30, 60, 90)),
        ("COD", Terms.at_once(TermsKind.COD)),
        ("cash in advance", Terms.at_once(TermsKind.CIA)),
        ("2/10 net 30 extra 60", replace(TWO_TEN, extra_days=60)),
        ("10th prox extra 30", Terms.prox(10, extra_days=30)),
        ("net 60 anticipation 9%", replace(Terms.net(60), anticipation_percent=Decimal(9))),
        (
            "net 60 extra 30 anticipation 8.5%",
            Terms(TermsKind.NET, 60, extra_days=30, anticipation_percent=Decimal("8.5")),
        ),
    ],
)
def test_the_trades_notation_is_understood(notation: str, terms: Terms) -> None:
    assert parse_terms(notation) == terms


@pytest.mark.parametrize(
    ("notation", "says"),
    [
        ("", "type for example"),
        ("whenever", "type for example"),
        ("net", "type for example"),
        ("net -30", "type for example"),
        ("net 30 60", "type for example"),
        ("2/10", "type for example"),
        ("2/40 net 30", "discount would end after the due date"),
        ("0/10 net 30", "discount days without a discount"),
        ("net 9999", "days must lie between"),
        ("0th prox", "between 1 and 31"),
        ("32nd prox", "between 1 and 31"),
        ("2% 20th prox net 10th", "discount would end after the due date"),
        ("due 2026-02-30", "there is no day 2026-02-30"),
        ("due 12/10/2026", "type for example"),
        ("split 60/30", "instalments must follow each other"),
        ("split 30/30", "instalments must follow each other"),
        ("split 30", "type for example"),
        ("COD extra 30", "extra days need terms that count days"),
        ("due 2026-12-10 extra 30", "extra days need terms that count days"),
        ("net 30 " * 50, "too long"),
    ],
)
def test_what_is_no_notation_is_refused_and_quoted(notation: str, says: str) -> None:
    with pytest.raises(TermsError) as refused:
        parse_terms(notation)
    assert says in str(refused.value)
    assert repr(notation)[:20] in str(refused.value)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": TermsKind.NET, "days": -1},
        {"kind": TermsKind.NET, "days": 30, "discount_percent": Decimal(100), "discount_days": 10},
        {"kind": TermsKind.NET, "days": 30, "discount_percent": Decimal(-1)},
        {"kind": TermsKind.COD, "discount_percent": Decimal(2)},
        {"kind": TermsKind.PROX, "days": 10, "discount_percent": Decimal(2)},
        {"kind": TermsKind.FIXED},
        {"kind": TermsKind.NET, "fixed_due_date": date(2026, 12, 10)},
        {"kind": TermsKind.SPLIT},
        {"kind": TermsKind.SPLIT, "split_days": (30,)},
        {"kind": TermsKind.NET, "split_days": (30, 60)},
        {"kind": TermsKind.NET, "split_days": (30,)},
    ],
)
def test_terms_that_contradict_themselves_cannot_be_made(facts: dict[str, object]) -> None:
    with pytest.raises(TermsError):
        Terms(**facts)  # type: ignore[arg-type]


DISCOUNTS = st.tuples(st.decimals(Decimal("0.1"), Decimal(50), places=2), st.integers(0, 30))
COUNTED = st.builds(
    lambda make, days, discount, extra: make(
        days, discount_percent=discount[0], discount_days=discount[1], extra_days=extra
    ),
    st.sampled_from([Terms.net, Terms.eom]),
    st.integers(30, 120),
    DISCOUNTS,
    st.integers(0, 90),
)
PLAIN = st.builds(Terms.net, st.integers(0, 365), extra_days=st.integers(0, 90)) | st.builds(
    Terms.prox, st.integers(1, 31), extra_days=st.integers(0, 90)
)
OTHERS = st.sampled_from(
    [Terms.split(30, 60, 90), Terms.fixed(date(2026, 12, 10)), parse_terms("COD"), parse_terms("CIA")]
)
TERMS = COUNTED | PLAIN | OTHERS


@given(TERMS, st.sampled_from([Decimal(0), Decimal("8.5"), Decimal(9)]))
def test_terms_that_are_written_read_back_the_same(terms: Terms, anticipation: Decimal) -> None:
    agreed = replace(terms, anticipation_percent=anticipation)
    assert parse_terms(write_terms(agreed)) == agreed


@given(st.text(max_size=90) | st.text(alphabet="0123456789/.% netdupsplixrocm", max_size=24))
def test_any_text_is_terms_or_refused(text: str) -> None:
    with suppress(TermsError):
        assert isinstance(parse_terms(text), Terms)


def dates(notation: str, document_date: date) -> tuple[date | None, date]:
    found = term_dates(parse_terms(notation), document_date=document_date, policy=POLICY)
    return found.discount_date, found.due_date


@pytest.mark.parametrize(
    ("notation", "document", "discount", "due"),
    [
        ("net 30", date(2026, 1, 15), None, date(2026, 2, 14)),
        ("2/10 net 30", date(2026, 3, 2), date(2026, 3, 12), date(2026, 4, 1)),
        ("net 30 EOM", date(2026, 2, 10), None, date(2026, 3, 30)),
        ("net 30 EOM", date(2026, 1, 31), None, date(2026, 3, 2)),
        ("2/10 net 30 EOM", date(2026, 2, 10), date(2026, 3, 10), date(2026, 3, 30)),
        ("10th prox", date(2026, 3, 25), None, date(2026, 4, 10)),
        ("10th prox", date(2026, 3, 26), None, date(2026, 5, 10)),
        ("10th prox", date(2026, 12, 26), None, date(2027, 2, 10)),
        ("31st prox", date(2026, 3, 5), None, date(2026, 4, 30)),
        ("31st prox", date(2026, 1, 5), None, date(2026, 2, 28)),
        ("2% 10th prox net 25th", date(2026, 3, 5), date(2026, 4, 10), date(2026, 4, 25)),
        ("2/10 net 30 extra 60", date(2026, 7, 6), date(2026, 9, 14), date(2026, 10, 4)),
        ("10th prox extra 30", date(2026, 3, 5), None, date(2026, 5, 10)),
        ("due 2026-12-10", date(2026, 8, 3), None, date(2026, 12, 10)),
        ("split 30/60/90", date(2026, 1, 1), None, date(2026, 4, 1)),
        ("split 30/60/90 extra 30", date(2026, 1, 1), None, date(2026, 5, 1)),
        ("COD", date(2026, 1, 1), None, date(2026, 1, 1)),
        ("CIA", date(2026, 1, 1), None, date(2026, 1, 1)),
    ],
)
def test_dates_follow_from_the_terms(notation: str, document: date, discount: date | None, due: date) -> None:
    assert dates(notation, document) == (discount, due)


@given(COUNTED | PLAIN, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 90))
def test_extra_days_move_every_date_by_so_many(terms: Terms, document: date, extra: int) -> None:
    assume(terms.extra_days == 0)
    plain = term_dates(terms, document_date=document, policy=POLICY)
    later = term_dates(replace(terms, extra_days=extra), document_date=document, policy=POLICY)
    assert later.due_date - plain.due_date == timedelta(days=extra)
    if plain.discount_date is not None and later.discount_date is not None:
        assert later.discount_date - plain.discount_date == timedelta(days=extra)


def test_terms_count_from_sending_once_the_document_lay_too_long() -> None:
    document = date(2026, 3, 2)
    in_time = term_dates(TWO_TEN, document_date=document, sent_date=date(2026, 3, 12), policy=POLICY)
    too_late = term_dates(TWO_TEN, document_date=document, sent_date=date(2026, 3, 13), policy=POLICY)
    assert (in_time.discount_date, in_time.due_date, in_time.reasons) == (date(2026, 3, 12), date(2026, 4, 1), ())
    assert (too_late.discount_date, too_late.due_date) == (date(2026, 3, 23), date(2026, 4, 12))
    assert [str(reason) for reason in too_late.reasons] == [
        "terms count from 2026-03-13, because the document was sent 11 days after its date"
    ]


def test_a_fixed_date_and_cash_terms_do_not_move_with_sending() -> None:
    for notation, due in [("due 2026-12-10", date(2026, 12, 10)), ("COD", date(2026, 3, 2))]:
        found = term_dates(
            parse_terms(notation), document_date=date(2026, 3, 2), sent_date=date(2026, 5, 1), policy=POLICY
        )
        assert (found.due_date, found.reasons) == (due, ())


def test_a_due_date_moves_off_a_holiday_only_if_the_policy_says_so() -> None:
    holidays = Calendar(holidays=frozenset({date(2026, 2, 16)}))
    moving = replace(POLICY, shift_due_date_to_business_day=True)
    stays = term_dates(Terms.net(30), document_date=date(2026, 1, 15), policy=POLICY, company_calendar=holidays)
    moves = term_dates(Terms.net(30), document_date=date(2026, 1, 15), policy=moving, company_calendar=holidays)
    assert (stays.due_date, stays.reasons) == (date(2026, 2, 14), ())
    assert moves.due_date == date(2026, 2, 17)
    assert [reason.code for reason in moves.reasons] == ["terms.shifted"]


def test_thirds_fall_due_one_by_one_and_the_last_takes_the_rounding() -> None:
    split = term_dates(parse_terms("split 30/60/90"), document_date=date(2026, 1, 1), policy=POLICY)
    assert split_instalments(100_00, dates=split, policy=POLICY) == (
        Instalment(date(2026, 1, 31), 33_33),
        Instalment(date(2026, 3, 2), 33_33),
        Instalment(date(2026, 4, 1), 33_34),
    )
    first = replace(POLICY, split_rounding="first_instalment")
    assert [part.amount_minor for part in split_instalments(100_00, dates=split, policy=first)] == [33_34, 33_33, 33_33]
    assert [part.amount_minor for part in split_instalments(-100_00, dates=split, policy=POLICY)] == [
        -3333,
        -3333,
        -3334,
    ]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 365), min_size=2, max_size=12, unique=True))
def test_instalments_sum_to_the_document_and_differ_by_the_rounding_only(total: int, days: list[int]) -> None:
    terms = Terms.split(*sorted(days))
    split = term_dates(terms, document_date=date(2026, 1, 1), policy=POLICY)
    amounts = [part.amount_minor for part in split_instalments(total, dates=split, policy=POLICY)]
    assert sum(amounts) == total
    assert len(set(amounts[:-1])) == 1
    assert abs(amounts[-1] - amounts[0]) < len(amounts)


@pytest.mark.parametrize(
    ("open_minor", "left"),
    [
        (100_00, (33_33, 33_33, 33_34)),
        (40_00, (0, 6_66, 33_34)),
        (33_34, (0, 0, 33_34)),
        (1, (0, 0, 1)),
        (0, (0, 0, 0)),
    ],
)
def test_what_was_paid_of_a_document_in_instalments_paid_off_the_oldest_first(
    open_minor: int, left: tuple[int, ...]
) -> None:
    split = term_dates(parse_terms("split 30/60/90"), document_date=date(2026, 1, 1), policy=POLICY)
    assert open_parts(split_instalments(100_00, dates=split, policy=POLICY), open_minor=open_minor) == left
    turned = tuple(-part for part in left)
    assert open_parts(split_instalments(-100_00, dates=split, policy=POLICY), open_minor=-open_minor) == turned


def test_terms_without_split_have_one_instalment() -> None:
    once = term_dates(Terms.net(30), document_date=date(2026, 1, 15), policy=POLICY)
    assert split_instalments(100_00, dates=once, policy=POLICY) == (Instalment(date(2026, 2, 14), 100_00),)


@pytest.mark.parametrize(
    ("notation", "rate"),
    [
        ("2/10 net 30", Decimal("37.24")),
        ("1/10 net 30", Decimal("18.43")),
        ("2/10 net 30 extra 60", Decimal("37.24")),
        ("net 30", None),
        ("2% 10th prox", None),
    ],
)
def test_a_missed_discount_has_its_price_a_year(notation: str, rate: Decimal | None) -> None:
    assert missed_discount_annual_rate(parse_terms(notation)) == rate
