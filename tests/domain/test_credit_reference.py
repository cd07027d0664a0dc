"""What another supplier may be told of a customer: facts of past dealings, and nothing of today or of later."""

import datetime as dt

from creditdesk.domain.credit_reference import PastInvoice, TermsSpan, reference_facts
from creditdesk.domain.letter_fields import COMMON, LetterKind, fields_of

FIRST = dt.date(2025, 6, 15)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def invoice(
    minor: int, due: str, paid: str | None, *, terms: str = "net 30", dated: str = "2026-01-05", code: str = "USD"
) -> PastInvoice:
    return PastInvoice(code, minor, terms, day(dated), day(due), day(paid) if paid else None)


def test_days_late_are_weighted_by_amount_and_early_is_not_less_than_none() -> None:
    found = reference_facts(
        [
            invoice(9_000_00, "2026-02-04", "2026-02-01"),  # early: 0
            invoice(1_000_00, "2026-02-04", "2026-03-06"),  # 30 days late
            invoice(5_000_00, "2026-02-04", None),  # open: nothing is told of it
            invoice(7_000_00, "2025-02-04", "2025-03-04"),  # paid before that time
        ],
        balances={},
        first_day=FIRST,
    )
    assert (found.paid, found.on_time, found.days_late, found.latest_days) == (2, 1, 3, 30)


def test_the_most_that_was_owed_stands_by_currency_and_nothing_where_nothing_was() -> None:
    found = reference_facts([], balances={"USD": [0, 5_000_00, 48_200_00, 1_00], "EUR": [0, -5_00]}, first_day=FIRST)
    assert found.high_credit == {"USD": 48_200_00}
    assert (found.customer_since, found.days_late, found.terms) == (None, None, ())


def test_terms_stand_with_the_first_and_last_invoice_on_them() -> None:
    found = reference_facts(
        [
            invoice(1, "2026-02-04", None, terms="net 45", dated="2026-01-05"),
            invoice(1, "2021-04-03", None, terms="net 30", dated="2021-03-04"),
            invoice(1, "2025-04-03", None, terms="net 30", dated="2025-03-04"),
            invoice(1, "2025-04-03", None, terms=" ", dated="2025-03-04"),
        ],
        balances={},
        first_day=FIRST,
    )
    assert found.customer_since == day("2021-03-04")
    assert found.terms == (
        TermsSpan("net 30", day("2021-03-04"), day("2025-03-04")),
        TermsSpan("net 45", day("2026-01-05"), day("2026-01-05")),
    )


def test_days_late_of_two_currencies_are_never_added() -> None:
    late = [invoice(100, "2026-02-04", "2026-02-14"), invoice(100, "2026-02-04", "2026-02-14")]
    found = reference_facts(
        [*late, invoice(10_000, "2026-02-04", "2026-04-05", code="JPY")], balances={}, first_day=FIRST
    )
    assert (found.paid, found.days_late, found.latest_days) == (3, 10, 60)


def test_the_text_of_a_reference_can_name_no_balance_limit_hold_or_later_term() -> None:
    own = set(fields_of(LetterKind.CREDIT_REFERENCE)) - {field.name for field in COMMON}
    assert own == {
        "inquirer",
        "inquirer_person",
        "inquirer_address",
        "consent",
        "customer_since",
        "high_credit",
        "high_credit_since",
        "terms_history",
        "days_late_history",
    }
