"""camt.052, .053 and .054: what is read of them, what is noticed, and what is refused with its place."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.camt import read_camt
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.statements import Reference, Statement
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import STRUCTURED, camt, camt_balance, camt_entry, camt_payment, camt_statement


def one(content: bytes) -> Statement:
    (statement,) = proved(read_camt(content)).statements
    return statement


def codes(found: Statement) -> list[str]:
    return [finding.reason.code.removeprefix("intake.bank_") for finding in found.findings]


def test_a_statement_has_account_balances_and_entries_with_their_signs() -> None:
    found = one(camt(camt_statement(camt_entry("300.50"), camt_entry("-50.00"))))
    assert (found.account.number, found.account.owner, found.currency) == (
        "DE02120300000000202051",
        "Anvil Works",
        "EUR",
    )
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.minor, found.closing.minor, found.opening.day) == (100_000, 125_050, date(2026, 5, 4))
    assert [entry.minor for entry in found.entries] == [30_050, -5_000]
    assert (found.entries[0].booking_date, found.entries[0].value_date) == (date(2026, 5, 5), date(2026, 5, 6))
    assert (found.number, found.kind, found.holds, codes(found)) == ("12", "statement", False, [])


def test_an_entry_tells_the_payer_his_reference_and_what_he_pays() -> None:
    (entry,) = one(camt(camt_statement(camt_entry("250.50", camt_payment(remittance=STRUCTURED))))).entries
    assert (entry.party_name, entry.party_account) == ("Bolt GmbH", "DE89370400440532013000")
    assert (entry.bank_reference, entry.payer_reference) == ("B-77", "E-1")
    (document,) = entry.documents
    assert (document.document_number, document.kind, document.document_date) == ("R-1001", "CINV", date(2026, 4, 1))
    assert (document.gross, document.discount, document.net) == (26_000, 520, 25_050)
    assert [(each.minor, each.reason.code) for each in document.adjustments] == [(-430, "damaged")]


def test_a_collective_entry_keeps_each_payment_apart() -> None:
    amount = '<Amt Ccy="EUR">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    payments = [
        camt_payment(name="Bolt GmbH", reference="E-1", more=amount.format("200.00")),
        camt_payment(name="Cog AG", reference="E-2", more=amount.format("50.50")),
    ]
    (entry,) = one(camt(camt_statement(camt_entry("250.50", *payments)))).entries
    assert [(each.party_name, each.minor) for each in entry.details] == [("Bolt GmbH", 20_000), ("Cog AG", 5_050)]
    assert entry.party_name == ""
    assert Reference("end to end", "E-2") in entry.details[1].references


def test_a_payment_that_came_back_names_who_paid_first_and_why() -> None:
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    (entry,) = one(camt(camt_statement(camt_entry("-250.50", camt_payment(more=back)), closing="749.50"))).entries
    assert (entry.minor, entry.party_name) == (-25_050, "Bolt GmbH")
    assert entry.returned is not None
    assert (entry.returned.code, str(entry.returned.meaning)) == ("AC04", "Account closed")


@pytest.mark.parametrize("version", ["02", "04", "08", "14"])
def test_later_versions_write_status_and_names_one_level_deeper(version: str) -> None:
    payment = camt_payment().replace("<Nm>Bolt GmbH</Nm>", "<Pty><Nm>Bolt GmbH</Nm></Pty>")
    entry = camt_entry("250.50", payment, status="<Sts><Cd>BOOK</Cd></Sts>")
    found = one(camt(camt_statement(entry), version=version))
    assert (found.entries[0].party_name, found.entries[0].status) == ("Bolt GmbH", "booked")


def test_pending_entries_are_no_part_of_the_closing_balance() -> None:
    found = one(camt(camt_statement(camt_entry("250.50"), camt_entry("9.99", status="<Sts>PDNG</Sts>"))))
    assert [entry.status for entry in found.entries] == ["booked", "pending"]
    assert not found.holds


def test_a_report_within_the_day_and_a_notice_need_no_balance() -> None:
    account = "<Acct><Id><Othr><Id>202051</Id></Othr></Id></Acct>"
    report = one(camt(f"<Rpt><Id>1</Id>{account}{camt_entry('1.00')}</Rpt>", kind="052"))
    notice = one(camt(f"<Ntfctn><Id>1</Id>{account}{camt_entry('-1.00')}</Ntfctn>", kind="054"))
    assert (report.kind, report.entries[0].minor, report.holds) == ("interim", 100, False)
    assert (notice.kind, notice.entries[0].minor, notice.opening) == ("notice", -100, None)


def test_what_does_not_tie_is_held_with_the_difference() -> None:
    found = one(camt(camt_statement(camt_entry("250.49"))))
    (finding,) = found.findings
    assert (found.holds, finding.reason.facts["difference"], finding.line) == (True, "0.01 EUR", 4)


def test_an_amount_in_another_currency_than_the_accounts_is_held() -> None:
    found = one(camt(camt_statement(camt_balance("CLAV", "5.00", "2026-05-05", currency="USD"), closing="1000.00")))
    assert (codes(found), found.holds) == (["mixed"], True)


def test_the_banks_own_counts_and_sums_are_compared() -> None:
    summary = "<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>250.50</Sum></TtlCdtNtries></TxsSummry>"
    found = one(camt(camt_statement(summary, camt_entry("250.50"))))
    assert (codes(found), found.holds) == (["count"], True)


def test_five_decimals_are_read_where_they_are_zeros_and_refused_where_they_are_not() -> None:
    assert one(camt(camt_statement(camt_entry("250.50000")))).entries[0].minor == 25_050
    with pytest.raises(FileRefused) as refused:
        read_camt(camt(camt_statement(camt_entry("250.50001"))))
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_places", 8)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (("2026-05-05</Dt></BookgDt>", "2026-02-30</Dt></BookgDt>"), "date"),
        (("250.50</Amt><CdtDbtInd>", "250,50</Amt><CdtDbtInd>"), "amount"),
        (("250.50</Amt><CdtDbtInd>", "-250.50</Amt><CdtDbtInd>"), "amount_negative"),
        (('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="EUX">'), "currency"),
        (("<Ntry><Amt", "<Ntry><Sum"), "xml"),
        (("<Sts>BOOK</Sts>", "<Sts>MAYB</Sts>"), "status"),
        (("<IBAN>DE02120300000000202051</IBAN>", ""), "no_account"),
        (("</BkToCstmrStmt>", ""), "xml"),
        (("BkToCstmrStmt", "BkToNobody"), "no_camt"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(wrong: tuple[str, str], code: str) -> None:
    content = camt(camt_statement(camt_entry("250.50"))).decode().replace(*wrong).encode()
    with pytest.raises(FileRefused) as refused:
        read_camt(content)
    assert refused.value.reason.code == "intake.bank_" + code
    assert refused.value.line


def test_a_direction_that_is_missing_is_never_guessed() -> None:
    content = camt(camt_statement(camt_entry("250.50").replace("<CdtDbtInd>CRDT</CdtDbtInd>", "")))
    with pytest.raises(FileRefused, match="neither credit nor debit"):
        read_camt(content)


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_hostile_xml_is_refused_before_anything_is_expanded(attack: bytes) -> None:
    head, _, rest = camt(camt_statement(camt_entry("250.50"))).partition(b"\n")
    with pytest.raises(FileRefused) as refused:
        read_camt(head + b"\n" + attack + rest)
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_xml_doctype", 2)


def test_depth_and_length_of_an_xml_are_bounded() -> None:
    for inside in ("<a>" * 1_000, "x" * 200_000):
        with pytest.raises(FileRefused) as refused:
            read_camt(camt(f"<Stmt>{inside}</Stmt>"))
        assert refused.value.reason.code in ("intake.bank_xml_deep", "intake.bank_xml_text")
