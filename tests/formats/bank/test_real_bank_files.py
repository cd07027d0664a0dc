"""Every real sample is read to the cent, or refused for a reason that is written down here.

The samples are not ours to keep: where they are not on this machine the tests are skipped. Each file is compared with
what a third party says of it, or with sums that are made a second time from its lines without the readers.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.intake.formats.bank.bai2 import read_bai2
from creditdesk.intake.formats.bank.camt import read_camt
from creditdesk.intake.formats.bank.lockbox import read_lockbox
from creditdesk.intake.formats.bank.mt940 import read_mt940
from creditdesk.intake.formats.bank.nacha import read_nacha
from creditdesk.intake.formats.bank.ofx import read_ofx
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.recognition import read_bank_file, recognised
from creditdesk.intake.formats.bank.remadv import read_remadv
from creditdesk.intake.formats.bank.x12_820 import read_820
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.oracles import ach_lines, day_of, minor_of, of_camt, of_mt940, of_oca
from tests.formats.bank.samples import REAL_DATA, real_files

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (REAL_DATA / "bank").is_dir(), reason="the real bank files are not here"),
]


def named(path: Path) -> str:
    return path.name


def refusal(path: Path) -> str:
    """Why the recogniser or the reader refuses the file, with a place; empty where it is read."""
    try:
        read_bank_file(path.read_bytes())
    except FileRefused as refused:
        return refused.reason.code.removeprefix("intake.bank_") if refused.line else "no line"
    return ""


# --- ISO 20022 ------------------------------------------------------------------------------------------------------

CAMT = real_files("bank/iso20022", "genkgo_camt/*.xml")


@pytest.mark.parametrize("path", [one for one in CAMT if one.with_suffix(".json").exists()], ids=named)
def test_camt_is_what_another_reader_says(path: Path) -> None:
    entries, record = of_camt(path.with_suffix(".json"))
    file = read_camt(path.read_bytes())
    found = [entry for statement in file.statements for entry in statement.entries]
    assert [(abs(entry.minor), entry.currency) for entry in found] == [
        (abs(minor_of(one["getAmount"])[0]), minor_of(one["getAmount"])[1]) for one in entries
    ]
    for entry, one in zip(found, entries, strict=True):
        assert (entry.minor < 0) == (one["getCreditDebitIndicator"] == "DBIT" and entry.minor != 0)
        assert str(entry.booking_date) == str(day_of(one["getBookingDate"]))
        assert str(entry.value_date) == str(day_of(one["getValueDate"]))
        assert entry.reversal == bool(one["getReversalIndicator"])
    if record is not None:
        statement = file.statements[0]
        assert statement.identification == record["getId"]
        assert statement.account.number == record["getAccount"]["getIdentification"]
        balances = [one for one in (statement.opening, statement.closing, *statement.balances) if one is not None]
        theirs = [minor_of(one["getAmount"]) for one in record.get("getBalances", [])]
        assert sorted((one.minor, one.currency) for one in balances) == sorted(theirs)


def test_a_message_without_a_statement_is_refused() -> None:
    for path in real_files("bank/iso20022", "genkgo_camt/*wrong*.xml"):
        assert refusal(path) in ("no_statement", "no_camt")


OCA = real_files("bank/iso20022", "oca_camt/golden-*.pydata")


@pytest.mark.parametrize("path", OCA, ids=named)
def test_camt_is_what_a_third_reader_says(path: Path) -> None:
    source = path.with_name(path.name.replace("golden-", "test-").replace(".pydata", ".xml"))
    file = read_camt(source.read_bytes())
    for (currency, account, theirs), statement in zip(of_oca(path), file.statements, strict=False):
        assert (statement.currency, statement.account.number) == (currency, account)
        payments = [
            detail.minor if detail is not None else entry.minor
            for entry in statement.entries
            for detail in (entry.details or (None,))
        ]
        said = [round(one["amount"] * 100) for one in theirs[0]["transactions"]]
        assert payments == said
        names = [
            detail.party_name if detail is not None else entry.party_name
            for entry in statement.entries
            for detail in (entry.details or (None,))
        ]
        assert [name for name in names if name] == [
            one["partner_name"] for one in theirs[0]["transactions"] if one.get("partner_name")
        ]


# --- MT940 ----------------------------------------------------------------------------------------------------------

MT940 = real_files("bank/mt940", "*/*.sta")
# Pieces of statements for tests of a reader's single fields, and statements that were broken on purpose.
PIECES = {"no_account", "no_opening", "no_closing", "unknown_format", "field_twice", "no_mt940"}


@pytest.mark.parametrize("path", MT940, ids=named)
def test_mt940_is_what_another_reader_says_or_a_piece(path: Path) -> None:
    why = refusal(path)
    if why:
        assert why in PIECES
        return
    theirs = of_mt940(path.with_suffix(".yml"))
    found = [entry for one in read_mt940(path.read_bytes()).statements for entry in one.entries]
    assert len(found) == len(theirs)
    for entry, one in zip(found, theirs, strict=True):
        assert abs(entry.minor) == abs(one["amount"]["amount"]) * 100
        assert entry.currency == one["amount"]["currency"]
        assert (entry.minor > 0) == (one["status"] in ("C", "RD")) or entry.minor == 0
        assert entry.value_date is None or str(entry.value_date) == one["date"]
        # Their reader often takes the bank's reference for a part of the customer's; where it finds one, it is ours.
        assert (one.get("bank_reference") or entry.bank_reference).strip() == entry.bank_reference


def test_whole_mt940_statements_are_read_and_tie_where_the_bank_left_them_whole() -> None:
    files = [proved(read_mt940(path.read_bytes())) for path in MT940 if not refusal(path)]
    assert files or not MT940
    tied = [one for file in files for one in file.statements if not one.holds]
    assert len(tied) >= len([one for file in files for one in file.statements]) * 2 // 3


# --- BAI2 and lockbox -----------------------------------------------------------------------------------------------

BAI2 = real_files("bank/bai2", "moov-bai2/sample*.txt", "py-bai2/*.bai2")


@pytest.mark.parametrize("path", BAI2, ids=named)
def test_bai2_ties_with_its_own_totals_and_counts(path: Path) -> None:
    file = read_bai2(path.read_bytes())
    lines = path.read_text().splitlines()
    assert file.findings == ()
    expected, status = [], ""
    for line in lines:
        status = line.split(",")[3] if line.startswith("02,") else status
        if line.startswith("03,"):
            expected.append(["intake.bank_group_corrects"] if status == "3" else [])
    assert [[finding.reason.code for finding in one.findings] for one in file.statements] == expected
    rows = [line for line in lines if line.startswith("16,")]
    assert sum(abs(entry.minor) for one in file.statements for entry in one.entries) == sum(
        int(row.split(",")[2] or 0) for row in rows
    )
    assert len(file.statements) == sum(line.startswith("03,") for line in lines)


def test_malformed_bai2_is_refused() -> None:
    for path in real_files("bank/bai2", "moov-bai2/malformed/*"):
        with pytest.raises(FileRefused) as refused:
            read_bai2(path.read_bytes())
        assert refused.value.line


def test_the_lockbox_files_are_read() -> None:
    for path in real_files("bank/bai2", "lockbox_*/*.bai"):
        file = read_lockbox(path.read_bytes())
        assert file.findings == ()
        assert [one.findings for one in file.statements] == [()]


# --- OFX ------------------------------------------------------------------------------------------------------------

OFX = real_files("bank/ofx", "*/*.ofx", "*/*.qfx")
NO_STATEMENT = {"no_ofx_statement", "no_account"}


@pytest.mark.parametrize("path", OFX, ids=named)
def test_ofx_has_every_entry_and_its_sum(path: Path) -> None:
    why = refusal(path)
    text = path.read_bytes().decode("latin-1").upper()
    if why:
        assert why in NO_STATEMENT
        assert "<STMTRS>" not in text or "WRONG" in path.name.upper()
        return
    amounts = re.findall(r"<TRNAMT>\s*([-+0-9.,]+)", text)
    found = [entry for one in read_ofx(path.read_bytes()).statements for entry in one.entries]
    assert len(found) == len(amounts)
    assert sum(entry.minor for entry in found) == sum(Decimal(one.replace(",", ".")) for one in amounts) * 100


def test_malformed_ofx_is_refused() -> None:
    for path in real_files("bank/ofx", "ofxparse/malformed/*"):
        assert refusal(path) in ("empty", "amount", "date", "bank_error")


# --- NACHA ----------------------------------------------------------------------------------------------------------

NACHA = real_files("bank/nacha", "moov-ach/valid/*", "moov-ach/returns_noc/*")
# Batches without the file around them that are no returns alone; and one whose lines were joined at the wrong length.
NOT_WHOLE = {"bh-ed-ad-bh-ed-ad-ed-ad.ach", "ppd-debit-fixedLengthInvalid.ach"}


@pytest.mark.parametrize("path", NACHA, ids=named)
def test_nacha_has_every_entry_and_its_sum(path: Path) -> None:
    if path.name in NOT_WHOLE:
        assert refusal(path) in ("cut_off", "order_fixed")
        return
    file = read_nacha(path.read_bytes())
    kind, count, total = "", 0, 0
    for row in ach_lines(path.read_bytes()):
        kind = row[50:53] if row[0] == "5" else kind
        if row[0] == "6":
            count += 1
            total += int(row[27:39] if kind == "ADV" else row[29:39])
    minors = [
        *(entry.minor for one in file.statements for entry in one.entries),
        *(one.minor or 0 for one in file.returns),
    ]
    assert (len(minors), sum(map(abs, minors))) == (count, total)


# Rules of Nacha for senders, which change nothing in what is paid; the files are read as they stand.
HARMLESS = {
    "employers_test.txt",
    "long-line.ach",
    "short-line.ach",
    "ppd-mixedDebitCredit-invalid.ach",
    "pos-invalidEntryDetail.ach",
}


def test_malformed_nacha_is_refused_or_held() -> None:
    for path in real_files("bank/nacha", "moov-ach/malformed/*"):
        try:
            file = read_nacha(path.read_bytes())
        except FileRefused:
            continue
        assert file.holds or any(one.holds for one in file.statements) or path.name in HARMLESS, path.name


# --- X12 and EDIFACT ------------------------------------------------------------------------------------------------

X12 = real_files("edi/x12", "edifabric/PaymentOrder*.txt", "x12-types_820/*.edi", "third_party_scenarios/820_*.edi")


@pytest.mark.parametrize("path", X12, ids=named)
def test_820_has_every_document_and_says_what_is_wrong_with_its_counts(path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    segments = [part.strip().split("*") for part in text.split("~") if part.strip()]
    file = read_820(path.read_bytes())
    (remittance,) = file.remittances
    paid = [Decimal(one[4]) for one in segments if one[0] == "RMR"]
    stated = Decimal(next(one[2] for one in segments if one[0] == "BPR"))
    assert [line.net for line in remittance.lines if line.kind != "ADX"] == [amount * 100 for amount in paid]
    assert remittance.minor == stated * 100
    assert remittance.holds == (bool(paid) and sum(paid) != stated)
    start = next(place for place, one in enumerate(segments) if one[0] == "ST")
    end = next(place for place, one in enumerate(segments) if one[0] == "SE")
    wrong = int(segments[end][1]) != end - start + 1
    assert ("intake.bank_count" in [finding.reason.code for finding in file.findings]) == wrong


def test_other_edi_files_are_refused_and_never_read_as_remittances() -> None:
    for path in real_files("edi", "x12/*810*/*", "x12/*997*/*", "x12/edifabric/malformed/*", "edifact/*invoic*/*"):
        assert refusal(path), path.name


def test_remittances_of_edifact_are_read() -> None:
    for path in real_files("edi/edifact", "remadv_excerpts/*.edi"):
        text = path.read_text()
        file = read_remadv(path.read_bytes())
        assert [line.document_number for one in file.remittances for line in one.lines] == re.findall(
            r"DOC\+\w+\+(\w+)", text
        )


def test_every_bank_file_of_the_folder_is_recognised_or_no_bank_file() -> None:
    kinds = {"sta": "mt940", "bai2": "bai2", "ach": "nacha", "ofx": "ofx", "qfx": "ofx", "bai": "lockbox"}
    for path in real_files("bank", *(f"**/*.{ending}" for ending in kinds)):
        if refusal(path) not in ("unknown_format",):
            assert recognised(path.read_bytes()) == kinds[path.suffix[1:]], path.name
