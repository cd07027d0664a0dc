"""Tables of banks and payment processors: what they tell is read, what they do not tell is asked."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.facts import rows_of
from creditdesk.intake.formats.bank.running_balance import run_of
from creditdesk.intake.formats.bank.statement_rows import Said
from creditdesk.intake.formats.bank.statement_table import Asked
from creditdesk.intake.formats.bank.statements import BankFile
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.tables import OURS, answered, asked, codes, read, statement, table
from tests.formats.files import workbook

TOLD = table(
    "Account,Booking date,Value date,Amount,Currency,Balance,Partner name,Partner IBAN,Transaction ID,Description",
    "202051,2026-05-04,2026-05-05,250.50,EUR,1250.50,Bolt GmbH,DE89370400440532013000,B-1,R-1001",
    "202051,2026-05-05,2026-05-05,-10.00,EUR,1240.50,Bank,,B-2,Charges",
)


def minors(content: bytes, said: Said = OURS) -> list[int]:
    return [entry.minor for entry in statement(content, said).entries]


def refusal(content: bytes, said: Said = OURS) -> tuple[str, int | None]:
    with pytest.raises(FileRefused) as refused:
        read(content, said)
    return refused.value.reason.code.removeprefix("intake.bank_"), refused.value.line


def kinds(file: BankFile) -> list[tuple[int, str]]:
    payments = [one for row in rows_of(file) if row["sort"] == "entry" for one in row["payments"]]
    return [(one["minor"], one["kind"]) for one in payments]


def test_a_table_tells_account_balances_and_entries() -> None:
    found = statement(TOLD, Said())
    assert (found.account.number, found.currency, found.holds) == ("202051", "EUR", False)
    assert found.opening is not None and found.closing is not None
    assert (found.opening.minor, found.closing.minor) == (100_000, 124_050)
    assert (found.from_date, found.to_date) == (date(2026, 5, 4), date(2026, 5, 5))
    paid, drawn = found.entries
    assert (paid.minor, paid.booking_date, paid.value_date) == (25_050, date(2026, 5, 4), date(2026, 5, 5))
    assert (paid.party_name, paid.party_account, paid.text) == ("Bolt GmbH", "DE89370400440532013000", ("R-1001",))
    assert (paid.bank_reference, drawn.minor, paid.line) == ("B-1", -1_000, 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("Date,Description,Withdrawal,Deposit", "2026-05-04,A,,20.00", "2026-05-04,B,7.50,"), [2_000, -750]),
        (("Date,Description,Amount,D/C", "2026-05-04,A,20.00,C", "2026-05-04,B,7.50,D"), [2_000, -750]),
        (("Date,Description,Amount,Transaction Type", "2026-05-04,A,20.00,credit"), [2_000]),
        (("Date,Text,Amount", "2026-05-04,A,20.00 CR", "2026-05-04,B,7.50 DR"), [2_000, -750]),
        (("Date,Text,Amount", "2026-05-04,A,(7.50)"), [-750]),
        (("Buchungstag;Verwendungszweck;Betrag", "04.05.2026;A;1.234,50", "31.05.2026;B;-7,50"), [123_450, -750]),
        (("Fecha;Concepto;Cargo;Abono", "31/05/2026;A;;20,00", "31/05/2026;B;7,50;"), [2_000, -750]),
        (("Date;Libellé;Débit;Crédit", "31/05/2026;A;;20,00"), [2_000]),
        (("Our bank", "", "Date,Text,Amount", "2026-05-04,A,20.00", ",Total,20.00"), [2_000]),
        (("Date,Text,Amount", "2026-05-05,B,7.00", "2026-05-04,A,20.00"), [2_000, 700]),  # the newest row first
    ],
)
def test_amounts_stand_in_one_column_or_two_or_beside_a_direction(rows: tuple[str, ...], expected: list[int]) -> None:
    assert minors(table(*rows)) == expected


def test_a_currency_is_told_by_column_heading_sign_or_by_our_account() -> None:
    told = [
        table("Date,Text,Amount,Currency", "2026-05-04,A,20.00,gbp"),
        table("Date,Text,Amount (GBP)", "2026-05-04,A,20.00"),
        table("Date,Text,Amount", "2026-05-04,A,£20.00"),
    ]
    assert [statement(one, Said(account="1")).currency for one in told] == ["GBP"] * 3
    silent = table("Date,Text,Amount,Account", "2026-05-04,A,$20.00,202051")
    with pytest.raises(Asked, match="account"):
        read(silent, Said())
    assert statement(silent, Said(ours=[("202051", "USD"), ("9", "EUR")])).currency == "USD"


def test_a_currency_that_may_be_that_of_a_second_amount_is_asked() -> None:
    content = table("Date,Label,Currency,Amount,Amount Currency", "2026-05-04,A,EUR,20.00,18.00")
    with pytest.raises(Asked, match="account"):
        read(content, Said(account="1"))
    assert statement(content).currency == "USD"


def test_the_account_may_stand_above_the_table() -> None:
    rows = ("Date,Text,Amount (EUR)", "2026-05-04,A,20.00")
    labelled = table("Account number:,0000202051,,", "Period,May", *rows)
    assert statement(labelled, Said()).account.number == "0000202051"
    within = table("Movements of DE89 3704 0044 0532 0130 00", *rows)
    with pytest.raises(Asked, match="account"):
        read(within, Said())
    ours = Said(ours=[("DE89370400440532013000", "EUR")])
    assert statement(table("DE89 3704 0044 0532 0130 00", *rows), ours).account.number == "DE89370400440532013000"


def test_what_a_table_does_not_tell_is_asked_one_by_one() -> None:
    days = table("Date,Text,Deposit", "03/04/2026,A,20.00")
    marks = table("Date;Text;Deposit", "2026-05-04;A;1.234")
    assert (asked(days), asked(marks), asked(days, day_order="dmy")) == (["day_order"], ["decimal"], ["account"])
    facts = answered(days, day_order="dmy", account="4711 USD")
    assert [
        fact["payments"][0]["booking_date"] for kind, fact in facts if kind == "row" and fact["sort"] == "entry"
    ] == ["2026-04-03"]


def test_headings_that_nobody_knows_are_mapped_by_a_person_from_what_their_cells_may_be() -> None:
    content = table("When,What,How much", "2026-05-04,Bolt,-20.00", "2026-05-05,Anvil,30.00")
    (_, understood), _end = answered(content, content="bank", layout="statement")
    assert understood["missing"] == [
        "booking_date or transaction_date or value_date",
        "amount or debit or credit or gross",
    ]
    assert {one["field"]: one["heading"] for one in understood["proposed"]} == {
        "booking_date": "When",
        "amount": "How much",
        "text": "What",
    }
    columns = {"booking_date": "When", "text": "What", "amount": "How much"}
    facts = answered(content, content="bank", columns=columns, account="1 USD")
    assert [fact["minor"] for kind, fact in facts if kind == "row" and fact["sort"] == "entry"] == [-2_000, 3_000]


@pytest.mark.parametrize(
    ("rows", "opening", "closing"),
    [
        (("2026-05-04,A,20.00,120.00", "2026-05-05,B,-5.00,115.00"), 10_000, 11_500),
        (("2026-05-05,B,-5.00,115.00", "2026-05-04,A,20.00,120.00"), 10_000, 11_500),
        # The balance of each day alone, on its last row.
        (("2026-05-04,A,20.00,", "2026-05-04,C,1.00,121.00", "2026-05-05,B,-5.00,116.00"), 10_000, 11_600),
    ],
)
def test_the_running_balance_tells_the_order_and_both_balances(
    rows: tuple[str, ...], opening: int, closing: int
) -> None:
    found = statement(table("Date,Text,Amount,Balance", *rows))
    assert found.opening is not None and found.closing is not None
    assert (found.opening.minor, found.closing.minor, found.findings) == (opening, closing, ())
    assert found.entries[0].booking_date == date(2026, 5, 4)


def test_a_row_that_was_lost_is_found_by_the_running_balance() -> None:
    rows = ("2026-05-04,A,20.00,120.00", "2026-05-05,B,-5.00,115.00", "2026-05-06,C,1.00,116.00")
    found = statement(table("Date,Text,Amount,Balance", rows[0], rows[2]))
    assert found.holds
    assert codes(found) == ["running_balance", "closing"]
    assert (found.findings[0].line, found.findings[0].reason.facts["difference"]) == (3, "-5.00 USD")


def test_the_running_balance_proves_what_signs_mean_and_without_it_they_are_asked() -> None:
    head = "Date,Text,Debit,Credit,Balance"
    returned = table(head, "2026-05-04,B,7.50,,100.00", "2026-05-05,A,-20.00,,120.00")
    assert minors(returned) == [-750, 2_000]
    # Nothing proves the sign of the first row: the balance before it is not told.
    with pytest.raises(Asked, match="signs"):
        read(table(head, "2026-05-04,A,-20.00,,120.00", "2026-05-05,B,7.50,,112.50"))
    silent = returned.replace(b",120.00", b",").replace(b",100.00", b",")
    with pytest.raises(Asked, match="signs"):
        read(silent)
    assert minors(silent, Said("1", "USD", "written")) == [-750, 2_000]
    assert minors(silent, Said("1", "USD", "column")) == [-750, -2_000]
    negative = table("Date,Text,Debit,Credit", "2026-05-04,A,-20.00,", "2026-05-05,B,,7.50")
    found = statement(negative)
    assert ([entry.minor for entry in found.entries], codes(found)) == ([-2_000, 750], ["table_debits", "unproved"])
    card = table("Date,Text,Amount", "2026-05-04,A,-20.00")
    assert minors(card, Said("1", "USD", "turned")) == [2_000]


# --- processors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fee", ["1.03", "-1.03"])
def test_the_fee_is_a_charge_of_its_own_and_the_customer_paid_the_gross_amount(fee: str) -> None:
    content = table("id,Date,Gross,Fee,Net,Currency", f"ch_1,2026-05-04,25.00,{fee},23.97,cad")
    file = read(content, Said(account="acct"))
    assert kinds(file) == [(2_500, "receipt"), (-103, "charge")]
    assert [entry.bank_reference for entry in file.statements[0].entries] == ["ch_1", "ch_1"]
    assert not file.statements[0].holds


def test_refunds_and_chargebacks_are_returns_and_what_comes_back_of_them_is_no_receipt() -> None:
    """The balance history of a card processor: gross, fee and net by kind of movement."""
    file = read(
        table(
            "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,description",
            "txn_1,2026-05-04 10:11:12,usd,100.00,3.20,96.80,charge,Order 17",
            "txn_2,2026-05-04 10:12:00,usd,-40.00,0.00,-40.00,refund,Order 11",
            "txn_3,2026-05-05 08:00:00,usd,-55.00,15.00,-70.00,dispute,Order 9",
            "txn_4,2026-05-06 08:00:00,usd,55.00,-15.00,70.00,dispute_reversal,Order 9",
            "txn_5,2026-05-06 09:00:00,usd,0.00,2.00,-2.00,fee,Radar",
            "txn_6,2026-05-07 00:00:00,usd,-54.80,0.00,-54.80,payout,",
        ),
        Said(account="acct"),
    )
    assert kinds(file) == [
        (10_000, "receipt"),
        (-320, "charge"),
        (-4_000, "returned"),
        (-5_500, "returned"),
        (-1_500, "charge"),
        (5_500, "other"),
        (1_500, "other"),
        (-200, "charge"),
        (-5_480, "out"),
    ]
    reasons = [one["return_reason"] for row in rows_of(file) for one in row.get("payments", ())]
    assert [reason for reason in reasons if reason] == ["Refunded to the payer", "Taken back by the payer (chargeback)"]


def test_the_payments_of_a_payout_come_to_it_or_are_held() -> None:
    head = "id,Type,Amount,Fee,Net,Currency,Created (UTC),Transfer"
    rows = (
        "txn_1,charge,100.00,3.00,97.00,usd,2026-05-04 10:11,po_1",
        "txn_2,refund,-10.00,0.00,-10.00,usd,2026-05-04 11:11,po_1",
        "txn_3,charge,5.00,1.00,4.00,usd,2026-05-05 11:11,po_2",
    )
    paid = "po_1,payout,-87.00,0.00,-87.00,usd,2026-05-06 00:00,po_1"
    assert codes(statement(table(head, *rows, paid))) == ["unproved"]
    found = statement(table(head, *rows, paid.replace("87.00", "86.00")))
    assert (codes(found), found.holds) == (["table_payout", "unproved"], True)
    assert found.findings[0].reason.facts["difference"] == "1.00 USD"


def test_a_wallet_writes_fees_with_a_minus_and_moves_money_between_its_own_pockets() -> None:
    file = read(
        table(
            '"Date","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Balance","Balance Impact"',
            '"05/14/2026","Bolt","Checkout Payment","Completed","USD","100.00","-3.20","96.80","A1","96.80","Credit"',
            '"05/14/2026","","Authorization","Pending","USD","50.00","0.00","50.00","A2","96.80","Memo"',
            '"05/15/2026","Bolt","Payment Refund","Completed","USD","-20.00","0.60","-19.40","A3","77.40","Debit"',
            '"05/15/2026","","Currency Conversion","Completed","USD","9.00","0.00","9.00","A4","86.40","Credit"',
            '"05/16/2026","","General Withdrawal","Completed","USD","-86.40","0.00","-86.40","A5","0.00","Debit"',
        ),
        Said(account="wallet"),
    )
    (found,) = file.statements
    assert codes(found) == []
    assert (found.opening.minor, found.closing.minor, found.holds) == (0, 0, False)  # type: ignore[union-attr]
    assert kinds(file) == [
        (10_000, "receipt"),
        (-320, "charge"),
        (-2_000, "returned"),
        (60, "other"),
        (900, "other"),
        (-8_640, "out"),
    ]


def test_fees_of_both_signs_are_told_by_the_net_amounts_or_refused() -> None:
    head = "id,Date,Gross,Fee,Net"
    rows = ("ch_1,2026-05-04,25.00,-1.00,24.00", "re_1,2026-05-05,-25.00,1.00,-24.00")
    assert minors(table(head, *rows)) == [2_500, -100, -2_500, 100]
    assert refusal(table("id,Date,Gross,Fee", *(row.rpartition(",")[0] for row in rows))) == ("table_fees", 2)


def test_gross_and_fee_that_do_not_make_the_net_amount_are_held_and_so_is_a_wrong_total() -> None:
    found = statement(table("id,Date,Gross,Fee,Net", "ch_1,2026-05-04,25.00,1.03,23.96"))
    assert (codes(found), found.holds) == (["table_net", "unproved"], True)
    rows = ("id,Date,Gross,Fee,Net", "ch_1,2026-05-04,25.00,1.00,24.00", "ch_2,2026-05-04,5.00,1.00,4.00")
    assert not statement(table(*rows, "Total,,30.00,2.00,28.00")).holds
    assert codes(statement(table(*rows, "Total,,40.00,2.00,28.00"))) == ["table_total", "unproved"]


def test_a_failed_payment_is_no_money_and_an_unknown_status_is_refused() -> None:
    content = table(
        "Date,Text,Amount,Status",
        "2026-05-04,A,20.00,Paid",
        "2026-05-04,B,9.00,Failed",
        "2026-05-04,C,8.00,Pending",
    )
    assert [entry.status for entry in statement(content).entries] == ["booked", "information", "pending"]
    assert refusal(content.replace(b"Failed", b"Mulling")) == ("table_status", 3)


def test_what_was_given_back_is_a_return_on_a_day_that_is_not_told() -> None:
    file = read(table("id,Date,Amount,Amount Refunded,Text", "ch_1,2026-05-04,25.00,5.00,A"))
    assert kinds(file) == [(2_500, "receipt"), (-500, "returned")]
    assert codes(file.statements[0]) == ["table_refunded", "unproved"]
    assert file.statements[0].entries[1].booking_date is None


# --- what is refused, held or asked -------------------------------------------------------------------------------


def test_accounts_and_currencies_of_one_table_are_statements_of_their_own() -> None:
    rows = ("1,2026-05-04,20.00,USD", "1,2026-05-04,9.00,EUR", "2,2026-05-04,8.00,USD")
    file = read(table("Account,Date,Amount,Currency", *rows), Said())
    assert [(one.account.number, one.currency) for one in file.statements] == [("1", "USD"), ("1", "EUR"), ("2", "USD")]


def test_a_last_line_without_line_end_is_taken_where_it_is_proved_and_asked_where_its_amount_may_be_cut() -> None:
    amount_last = table("Date,Text,Amount", "2026-05-04,A,20.00", end="")
    with pytest.raises(Asked, match="last_line"):
        read(amount_last)
    assert minors(amount_last, Said("1", "USD", last_line_whole=True)) == [2_000]
    rows = ("Date,Text,Amount,Balance", "2026-05-04,A,20.00,120.00", "2026-05-05,B,-5.00,115.00")
    assert minors(table(*rows, end="")) == [2_000, -500]
    with pytest.raises(Asked, match="last_line"):
        read(table("Date,Text,Amount,Balance", "2026-05-04,A,20.00,120.00", end=""))
    text_last = table("Date,Amount,Text", "2026-05-04,20.00,Rent", end="")
    assert minors(text_last) == [2_000]
    assert refusal(table("Date,Amount,Balance,Text", "2026-05-04,20.00,1.00,A", "2026-05-05", end="")) == (
        "table_cell",
        3,
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("2026-05-04,A,,", "table_row_amount"),
        ("2026-05-04,A,1.00,2.00", "table_both"),
        (",A,1.00,", "empty"),
        ("2026-02-30,A,1.00,", "table_cell"),
        ("2026-05-04,A,1.005,", "table_cell"),
        ("2026-05-04,A,1.00", "table_cell"),
        ("2026-05-04,A,-1.00 DR,", "table_signs_twice"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(row: str, code: str) -> None:
    sound = ["2026-05-04,A,1.00,"] * 3
    assert refusal(table("Date,Text,Debit,Credit", *sound, row)) == (code, 5)


def test_a_footer_below_the_rows_is_passed_over_and_one_within_them_refuses_the_file() -> None:
    rows = ("Date,Text,Debit,Credit", "2026-05-04,A,1.00,", "2026-05-05,B,1.00,")
    file = read(table(*rows, "This is no proof of payment."))
    assert ([len(one.entries) for one in file.statements], codes(file)) == ([2], ["table_passed"])
    assert refusal(table(rows[0], "Page 1", *rows[1:])) == ("table_cell", 2)


def test_a_table_without_rows_says_so() -> None:
    empty = read(table("Date,Text,Amount"))
    assert (codes(empty), empty.statements) == (["table_empty"], ())


def test_open_items_are_no_statement_and_what_may_be_either_is_asked() -> None:
    def content(*rows: str) -> str:
        return str(dict(answered(table(*rows)))["understood"]["content"])

    assert content("Customer,Invoice,Date,Due,Amount", "C1,A-1,2026-05-04,2026-06-04,1.00") == "open_items"
    assert content("Customer,Document no,Date,Debit,Credit,Balance", "C1,7,2026-05-04,1.00,,1.00") == "open_items"
    assert content("Date,Description,Amount", "2026-05-04,A,1.00") == "bank"
    assert content("Date,Name,Amount,Currency", "2026-05-04,Bolt,1.00,USD") == ""
    assert content("Buchungstag;Betrag;Name", "2026-05-04;1,00;Bolt") == "bank"


def test_a_sheet_of_a_workbook_is_read_by_its_typed_cells() -> None:
    file = workbook(
        ["Date", "Text", "Amount", "Balance", "Account"],
        [date(2026, 5, 4), "R-1001", 250.5, 1350.5, 202051],
        [date(2026, 5, 5), "R-1002", -1000, 350.5, 202051],
    )
    found = statement(file, Said(currency="USD"))
    assert found.opening is not None
    assert (found.entries[0].minor, found.entries[0].booking_date) == (25_050, date(2026, 5, 4))
    assert (found.opening.minor, found.account.number, found.findings) == (110_000, "202051", ())


def test_balances_that_tie_both_ways_run_as_the_days_do() -> None:
    assert run_of([5], [105]).downwards
    assert not run_of([5], [105], downwards=False).downwards
    assert run_of([5, 5], [105, 110]).broken == ()
    assert not run_of([5, 5], [110, 105]).downwards
