"""What is not certain is a finding and no amount: nothing is guessed, and nothing is lost."""

from __future__ import annotations

import pytest

from creditdesk.intake.formats.advice.recognition import read_advice
from creditdesk.intake.formats.bank.statements import Remittance


def read(text: str, currency: str = "EUR") -> Remittance:
    return read_advice(text.encode(), currency=currency)


def codes(found: Remittance, *, holds: bool = True) -> set[str]:
    return {one.reason.code.removeprefix("intake.advice_") for one in found.findings if one.holds is holds}


def nets(found: Remittance) -> list[tuple[str, int | None]]:
    return [(one.document_number, one.net) for one in found.lines]


def test_an_amount_that_can_be_read_in_two_ways_is_none() -> None:
    found = read("Invoice;Paid\n4711;1.234\n4712;5.000\n")
    assert nets(found) == [("4711", None), ("4712", None)]
    assert codes(found) == {"amount_ambiguous"}
    assert nets(read("Invoice;Paid\n4711;1.234\n4712;5.000,50\n")) == [("4711", 123400), ("4712", 500050)]


def test_amounts_that_contradict_each_other_are_read_only_where_each_tells_its_mark() -> None:
    found = read('Invoice,Paid\n4711,"1,234.56"\n4712,"1.234,56"\n4713,"1,234"\n')
    assert nets(found) == [("4711", 123456), ("4712", 123456), ("4713", None)]
    assert codes(found) >= {"decimals_mixed", "amount_ambiguous"}


def test_days_that_can_be_read_in_two_ways_are_left_out_and_hold_nothing_up() -> None:
    found = read("Invoice,Date,Paid\n4711,03/04/2026,1.00\nTotal,,1.00\n")
    assert found.lines[0].document_date is None
    assert codes(found, holds=False) == {"day_order"}
    assert not found.holds


@pytest.mark.parametrize(
    "text", ["Invoice,Paid\n4711,=1+1\n", "Invoice,Paid\n4711,1e5\n", "Invoice,Paid\n4711,12.345\n"]
)
def test_a_cell_that_is_no_amount_keeps_its_document(text: str) -> None:
    found = read(text)
    assert nets(found) == [("4711", None)]
    assert found.holds


def test_a_total_that_differs_is_told_with_the_difference() -> None:
    found = read("Invoice,Paid\n4711,100.00\n4712,50.00\nTotal,160.00\n")
    (finding,) = [one for one in found.findings if one.holds]
    assert finding.reason.facts["gap"] == "10.00 EUR"
    assert found.minor == 16000


def test_a_line_whose_parts_do_not_make_its_net_is_told() -> None:
    found = read("Invoice,Gross,Discount,Net\n4711,100.00,2.00,97.00\n")
    assert codes(found) == {"line_differs"}


def test_a_sum_of_a_page_is_compared_and_is_no_document() -> None:
    sound = "Invoice,Paid\n4711,100.00\nSubtotal,100.00\n4712,50.00\nSubtotal,50.00\nTotal,150.00\n"
    assert nets(read(sound)) == [("4711", 10000), ("4712", 5000)]
    assert not read(sound).holds
    assert codes(read(sound.replace("Subtotal,50.00", "Subtotal,51.00"))) == {"total_differs"}


def test_signs_of_deductions_follow_from_the_sum_of_the_line() -> None:
    found = read("Invoice,Gross,Adj,Paid\n1001,100.00,5.00,105.00\n1002,100.00,-5.00,95.00\n1003,100.00,5.00,95.00\n")
    assert [line.adjustments[0].minor for line in found.lines] == [500, -500, -500]
    assert not found.holds


def test_whether_an_adjustment_adds_or_lowers_is_not_guessed() -> None:
    assert codes(read("Invoice,Adjustment,Paid\n1001,5.00,100.00\n")) == {"adjustment_open"}


def test_a_credit_without_a_minus_lowers_the_payment_only_where_a_sum_proves_it() -> None:
    text = "Invoice,Amount\nINV-1,100.00\nCredit memo CM-3,25.00\n"
    assert codes(read(text)) == {"sign_open"}
    proved = read(text + "Total,75.00\n")
    assert nets(proved) == [("INV-1", 10000), ("CM-3", -2500)]
    assert not proved.holds


def test_an_amount_before_discount_is_told_from_one_after_it_by_the_sum() -> None:
    head = "Invoice,Amount,Discount\n4711,100.00,2.00\n4712,50.00,1.00\n"
    assert nets(read(head)) == [("4711", None), ("4712", None)] or codes(read(head)) == {"unproved"}
    assert nets(read(head + "Payment amount,147.00\n")) == [("4711", 9800), ("4712", 4900)]
    assert nets(read(head + "Payment amount,150.00\n")) == [("4711", 10000), ("4712", 5000)]


def test_gross_amounts_alone_do_not_say_what_is_paid() -> None:
    found = read("Invoice,Invoice Amount\n4711,100.00\n")
    assert (nets(found), found.lines[0].gross, codes(found)) == ([("4711", None)], 10000, {"unproved"})


def test_several_amounts_beside_a_number_must_prove_one_another() -> None:
    assert nets(read("INV-900 1,000.00 20.00 980.00")) == [("INV-900", 98000)]
    assert codes(read("INV-900 1,000.00 20.00")) == {"amounts_untold"}


def test_a_blank_that_may_part_a_number_and_an_amount_is_not_guessed() -> None:
    assert codes(read("4711 1 234,56")) == {"doubtful"}
    assert nets(read("Facture 4711 : 1 234,56")) == [("4711", 123456)]


def test_numbers_without_amounts_are_lines_without_amounts() -> None:
    assert nets(read("Payment for invoices 4711, 4712 and 4713.")) == [("4711", None), ("4712", None), ("4713", None)]
    assert nets(read("We paid these invoices:\n4711\n4712\n")) == [("4711", None), ("4712", None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invoice INV-9 1,000.00 less 20.00 discount = 980.00", (100000, 2000, 0, 98000)),
        ("Invoice INV-9 gross 1,000.00 discount 20.00 net 980.00", (100000, 2000, 0, 98000)),
        ("Invoice INV-9: 1,000.00 - 20.00 = 980.00", (100000, None, -2000, 98000)),
        ("Rechnung INV-9 brutto 1.000,00 abzüglich 20,00 Skonto, gezahlt 980,00", (100000, 2000, 0, 98000)),
        ("Factura INV-9 bruto 1.000,00 menos 20,00 faltante, pagado 980,00", (100000, None, -2000, 98000)),
        ("Facture INV-9 : brut 1 000,00 moins 20,00 manquant, payé 980,00", (100000, None, -2000, 98000)),
    ],
)
def test_what_is_kept_back_in_words(text: str, expected: tuple[object, ...]) -> None:
    (line,) = read(text).lines
    assert (line.gross, line.discount, sum(one.minor for one in line.adjustments), line.net) == expected


def test_the_same_document_twice_and_two_payments_hold() -> None:
    assert codes(read("Invoice,Paid\n4711,1.00\n4711,1.00\nTotal,2.00\n")) == {"twice"}
    two = "Check Number,Invoice,Paid\n1,4711,1.00\n2,4712,2.00\n"
    assert codes(read(two)) == {"payments"}


def test_currencies() -> None:
    assert read("Invoice,Paid\n4711,USD 1.00\n", currency="EUR").currency == "USD"
    assert read("Invoice,Paid\n4711,£1.00\n", currency="").currency == "GBP"
    assert read("Invoice,Paid\n4711,500\nTotal,500\n", currency="JPY").minor == 500
    mixed = read("Invoice,Currency,Paid\n4711,USD,1.00\n4712,EUR,2.00\n")
    assert (nets(mixed), codes(mixed) >= {"currencies"}) == ([("4711", None), ("4712", None)], True)


def test_whole_amounts_without_a_currency_hold() -> None:
    assert codes(read("Invoice,Paid\n4711,500\nTotal,500\n", currency="")) == {"places"}


def test_a_comma_that_cuts_an_amount_is_noticed() -> None:
    found = read("Invoice,Date,Paid\n4711,01/31/2026,1,000.00\n")
    assert (nets(found), codes(found)) == ([("4711", None)], {"doubtful"})


def test_a_letter_without_a_document_holds() -> None:
    assert codes(read("Thank you for your letter.")) == {"no_lines"}


def test_amounts_of_a_printed_total_that_nearly_touch_are_told_apart() -> None:
    rows = ["Invoice     Gross    Net paid", "1001     4,000.00   4,000.00", "1002         5.00       5.00"]
    text = "\n".join([*rows, "Total    4,005.00 4,005.00"])
    assert (read(text).minor, read(text).holds) == (400500, False)
