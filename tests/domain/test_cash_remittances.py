"""What in a message is a remittance advice, and when a person may let a held list take effect."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.domain.cash_remittances import (
    ListLine,
    PaymentOfList,
    against_acceptance,
    against_effect,
    sum_of,
)
from creditdesk.domain.mail_advices import PartSigns, is_advice, may_hold_advice
from creditdesk.domain.visibility import Role

TABLE: dict[str, Any] = {"is_file": True, "numbers": ("88120", "88121"), "known": 2, "amounts": 2, "has_sum": True}


@pytest.mark.parametrize(
    "title",
    [
        "Remittance advice 4711",
        "REMITTANCE",
        "Payment advice for ACH 9",
        "Payment details",
        "Avis de paiement",
        "Avis de virement du 12 juin",
        "Aviso de pago",
        "Detalle del pago",
        "Zahlungsavis 0815",
    ],
)
def test_a_file_that_calls_itself_an_advice_is_one_in_four_languages(title: str) -> None:
    assert is_advice(PartSigns(title, is_file=True, numbers=("1",))) is not None
    assert may_hold_advice(title)


def test_a_file_that_names_our_documents_is_one_where_the_message_speaks_of_a_payment() -> None:
    assert is_advice(PartSigns("We transferred it today", **TABLE)) is not None
    assert is_advice(PartSigns("Our list of open points", **TABLE)) is None
    assert is_advice(PartSigns("We transferred it today", **(TABLE | {"known": 0}))) is None
    assert is_advice(PartSigns("We transferred it today", **(TABLE | {"amounts": 0}))) is None


def test_a_file_that_cannot_be_read_is_looked_at_where_it_is_called_an_advice() -> None:
    scan: dict[str, Any] = {"is_file": True, "refused": "intake.advice_no_text"}
    assert is_advice(PartSigns("Remittance advice", **scan)) is not None
    assert is_advice(PartSigns("Photo of the damage", **scan)) is None
    assert is_advice(PartSigns("Remittance advice", is_file=True, refused="intake.advice_unknown")) is None
    assert is_advice(PartSigns("Remittance advice", refused="intake.advice_empty")) is None


def test_the_text_of_a_message_must_say_more() -> None:
    text: dict[str, Any] = {"numbers": ("88120", "88121"), "known": 1, "amounts": 2, "has_sum": True}
    assert is_advice(PartSigns("Remittance advice …", subject="Remittance advice", **text)) is not None
    assert is_advice(PartSigns("We paid these: …", subject="Hello", **text)) is not None
    assert is_advice(PartSigns("We paid these: …", subject="Hello", **(text | {"has_sum": False}))) is None
    assert is_advice(PartSigns("We paid these: …", subject="Hello", **(text | {"holds": True}))) is None
    assert is_advice(PartSigns("We paid these: …", subject="Hello", **(text | {"known": 0}))) is None
    one: dict[str, Any] = {"numbers": ("88120",), "known": 1, "amounts": 1, "has_sum": True}
    assert is_advice(PartSigns("88120 was paid last week, 500.00", subject="Your reminder", **one)) is None


def test_most_mail_is_not_read_for_an_advice_at_all() -> None:
    assert not may_hold_advice("Four cartons of 88120 are missing. Please send the POD.")
    assert may_hold_advice("The check is in the mail")


def test_a_list_of_nobody_or_of_others_has_no_effect() -> None:
    assert [one.code for one in against_effect(has_customer=False, of_others=["1"])] == ["cash.remittance_no_customer"]
    (others,) = against_effect(has_customer=True, of_others=["1", "2"])
    assert str(others) == "it names documents of another account: 1, 2"
    assert against_effect(has_customer=True, of_others=[]) == ()


def test_the_sum_is_told_only_where_every_line_has_an_amount() -> None:
    assert sum_of([ListLine("1", 500), ListLine("2", -100)]) == 400
    assert sum_of([ListLine("1", 500), ListLine("2")]) is None
    assert sum_of([]) is None


def reasons(*lines: ListLine, payment: PaymentOfList | None = None, **facts: Any) -> list[str]:
    told: dict[str, Any] = {
        "currency": "USD", "amount_minor": None, "has_customer": True, "of_others": (), "role": Role.CASH_APPLICATOR,
    } | facts  # fmt: skip
    return [one.code for one in against_acceptance(lines, payment=payment, **told)]


PAID = ListLine("88120", 500)


def test_what_ties_is_accepted() -> None:
    fitting = PaymentOfList("USD", 500, fits_customer=True, has_list=False, is_gone=False)
    assert reasons(PAID, payment=fitting) == []
    assert reasons(PAID, ListLine("CM 1", -100), amount_minor=400) == []
    assert reasons(ListLine("88120"), ListLine("88121"), amount_minor=900) == []


@pytest.mark.parametrize(
    ("lines", "facts", "code"),
    [
        ((PAID,), {"role": Role.MACHINE}, "remittance.person"),
        ((PAID,), {"has_customer": False}, "remittance.customer"),
        ((PAID,), {"currency": ""}, "remittance.currency"),
        ((PAID,), {"amount_minor": 400}, "remittance.total"),
        ((PAID,), {"of_others": ("88120",)}, "remittance.others"),
        ((PAID, PAID), {}, "remittance.twice"),
        ((ListLine(" ", 500),), {}, "remittance.no_number"),
        ((ListLine("88120"),), {}, "remittance.amount"),
    ],
)
def test_what_does_not_tie_is_not(lines: tuple[ListLine, ...], facts: dict[str, Any], code: str) -> None:
    assert code in reasons(*lines, **facts)


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        (PaymentOfList("USD", 600, True, False, False), "remittance.payment_amount"),
        (PaymentOfList("EUR", 500, True, False, False), "remittance.payment_amount"),
        (PaymentOfList("USD", 500, False, False, False), "remittance.payment_of_other"),
        (PaymentOfList("USD", 500, True, True, False), "remittance.payment_has_list"),
        (PaymentOfList("USD", 500, True, False, True), "remittance.payment_gone"),
    ],
)
def test_a_payment_that_the_list_cannot_be_of_is_not_chosen(payment: PaymentOfList, code: str) -> None:
    assert reasons(PAID, payment=payment) == [code]
