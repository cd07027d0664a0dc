"""BAI lockbox files: checks, and what the payers wrote on their stubs."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.lockbox import read_lockbox
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import CHECK, STUB, lockbox

SOUND = lockbox(CHECK, STUB)


def test_a_check_has_amount_number_payer_and_the_documents_that_it_pays() -> None:
    file = read_lockbox(SOUND)
    (statement,) = file.statements
    assert (statement.account.number, statement.kind, statement.from_date) == ("0012345", "notice", date(2026, 5, 5))
    (entry,) = statement.entries
    assert (entry.minor, entry.payer_reference, entry.party_name) == (25_050, "4711", "BOLT NUT CO")
    assert entry.party_account == "021000089/0000987654"
    assert [(line.document_number, line.net) for line in entry.documents] == [("R-1001", 20_050), ("R-1002", 5_000)]
    assert entry.remittance is not None
    assert (entry.remittance.payment_date, entry.remittance.findings) == (date(2026, 5, 1), ())
    assert (statement.findings, file.findings) == ((), ())


def test_a_stub_in_free_text_is_kept_as_it_is() -> None:
    (statement,) = read_lockbox(lockbox(CHECK, "40010016019INVOICE 1001 AND 1002")).statements
    (document,) = statement.entries[0].documents
    assert (document.document_number, document.kind, document.net) == ("INVOICE 1001 AND 1002", "memo", None)


def test_documents_that_do_not_sum_to_the_check_hold_the_remittance() -> None:
    (statement,) = read_lockbox(lockbox(CHECK, STUB.replace("0000020050", "0000020000"))).statements
    remittance = statement.entries[0].remittance
    assert remittance is not None
    assert (remittance.holds, remittance.findings[0].reason.facts["difference"]) == (True, 50)


def test_several_batches_and_an_empty_lockbox_are_read() -> None:
    batch = SOUND.split(b"\n")
    two = b"\n".join([*batch[:6], *batch[2:6], b"8" + batch[6][1:20] + b"00020000050100", b"9000012", b""])
    (statement,) = read_lockbox(two).statements
    assert (len(statement.entries), statement.findings) == (2, ())
    (empty,) = read_lockbox(lockbox(count="000", total="0000000000")).statements
    assert (empty.entries, empty.findings) == ((), ())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lockbox(CHECK, STUB, total="0000025051"), "total"),
        (lockbox(CHECK, STUB, count="002"), "count"),
        (lockbox(CHECK, STUB, all_records=9), "count"),
        (lockbox(CHECK, STUB.replace("4001001601", "4001001602")), "overflow_order"),
    ],
)
def test_totals_counts_and_order_that_do_not_tie_are_held(content: bytes, code: str) -> None:
    file = read_lockbox(content)
    found = [*file.findings, *file.statements[0].findings]
    assert {finding.reason.code for finding in found} == {"intake.bank_" + code}
    assert all(finding.holds for finding in found)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"9000008\n", b"", "cut_off", 7),
        (b"2ANVILWORKS", b"3ANVILWORKS", "order_fixed", 2),
        (b"0000025050021", b"00000250X0021", "amount_units", 4),
        (b"60505ANVILWORKS", b"60231ANVILWORKS", "date", 3),
        (STUB.encode(), STUB.replace("4001001", "4001002").encode(), "overflow", 5),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: bytes, new: bytes, code: str, line: int) -> None:
    with pytest.raises(FileRefused) as refused:
        read_lockbox(SOUND.replace(old, new))
    assert (refused.value.reason.code, refused.value.line) == ("intake.bank_" + code, line)
