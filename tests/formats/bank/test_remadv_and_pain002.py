"""EDIFACT REMADV, and the status reports of our own orders."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.intake.formats.bank.pain002 import read_pain002
from creditdesk.intake.formats.bank.remadv import read_remadv
from creditdesk.intake.formats.bank.statements import Remittance
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.bank.samples import SOUND_REMADV, edifact, pain002, pain002_batch, pain002_payment

SOUND = edifact(*SOUND_REMADV)


def remittance(content: bytes) -> Remittance:
    (found,) = read_remadv(content).remittances
    return found


def test_a_remittance_names_payer_payment_and_documents() -> None:
    found = remittance(SOUND)
    assert (found.payer, found.payer_id, found.currency, found.minor) == (
        "Bolt + Nut GmbH",
        "4012345000009",
        "EUR",
        20_000,
    )
    assert (found.payment_reference, found.payment_date) == ("PAY-7", date(2026, 5, 5))
    first, credit = found.lines
    assert (first.document_number, first.gross, first.net, first.text) == ("R-1001", 26_000, 25_050, ("Damaged",))
    assert [(each.minor, each.reason.code) for each in first.adjustments] == [(-950, "1")]
    assert (credit.kind, credit.net, found.findings) == ("381", -5_050, ())


def test_separators_may_be_others_and_the_envelope_may_be_missing() -> None:
    other = SOUND.decode().replace("UNA:+.? '", "").replace("?+", "\0").replace("'", "~").replace("+", "|")
    other = "UNA:|.?~".replace("?~", "? ~") + other.replace("\0", "+")
    assert remittance(other.encode()).lines == remittance(SOUND).lines
    bare = b"".join(line for line in SOUND.splitlines(keepends=True) if not line.startswith((b"UNA", b"UNB", b"UNZ")))
    assert remittance(bare).minor == 20_000


def test_a_decimal_comma_is_read() -> None:
    assert remittance(SOUND.replace(b".50'", b",50'").replace(b".00'", b",00'")).minor == 20_000


@pytest.mark.parametrize(
    ("old", "new", "code", "holds"),
    [
        (b"UNT+18", b"UNT+17", "count", True),
        (b"UNZ+1", b"UNZ+2", "count", False),
        (b"UNZ+1+7'\n", b"", "envelope_open", True),
    ],
)
def test_wrong_counts_are_said(old: bytes, new: bytes, code: str, holds: bool) -> None:
    file = read_remadv(SOUND.replace(old, new))
    assert [(finding.reason.code, finding.holds) for finding in file.findings] == [("intake.bank_" + code, holds)]


def test_a_sum_that_does_not_tie_is_held() -> None:
    assert remittance(SOUND.replace(b"MOA+12:200.00", b"MOA+12:200.01")).holds


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"UNT+18+1'\n", b"", "message_open"),
        (b"MOA+12:250.50", b"MOA+12:25O.50", "amount"),
        (b"DTM+137:20260401", b"DTM+137:20260231", "date"),
        (b"CUX+2:EUR", b"CUX+2:EUX", "currency"),
        (b"REMADV", b"INVOIC", "no_remadv"),
        (b"UNA:+.? '", b"UNAxxxxxx", "una_same"),
    ],
)
def test_what_cannot_be_read_refuses_the_file_with_its_line(old: bytes, new: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_remadv(SOUND.replace(old, new))
    assert refused.value.reason.code == "intake.bank_" + code
    assert refused.value.line


def test_a_refused_payment_tells_which_one_and_why() -> None:
    (found,) = read_pain002(pain002(pain002_batch(pain002_payment()))).returns
    assert (found.kind, found.reference, found.minor, found.currency) == ("refusal", "E-9", 10_000, "EUR")
    assert (found.code.code, str(found.code.meaning), found.text) == ("AM04", "Not enough funds", ("as told",))
    assert (found.party_name, found.day) == ("Bolt GmbH", date(2026, 5, 4))
    assert {(one.kind, one.value) for one in found.references} >= {("message", "OUR-1"), ("batch", "BATCH-1")}


def test_a_payment_without_a_status_has_that_of_its_batch() -> None:
    payment = pain002_payment().replace("<TxSts>RJCT</TxSts>", "")
    (found,) = read_pain002(pain002(pain002_batch(payment, status="ACSP"))).returns
    assert found.kind == "acceptance"


def test_a_status_of_a_batch_or_a_file_is_one_answer() -> None:
    (batch,) = read_pain002(pain002(pain002_batch(status="PDNG"))).returns
    (whole,) = read_pain002(pain002(status="RJCT")).returns
    assert (batch.kind, batch.reference, whole.kind, whole.reference) == ("pending", "BATCH-1", "refusal", "OUR-1")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("RJCT", "NONE", "status_payment"),
        (">100.00<", ">1OO<", "amount"),
        ("2026-05-04", "2026-02-30", "date"),
        ("CstmrPmtStsRpt", "Other", "no_pain002"),
        ("</Document>", "", "xml"),
    ],
)
def test_what_cannot_be_read_refuses_the_report(old: str, new: str, code: str) -> None:
    content = pain002(pain002_batch(pain002_payment())).decode().replace(old, new).encode()
    with pytest.raises(FileRefused) as refused:
        read_pain002(content)
    assert refused.value.reason.code == "intake.bank_" + code
    with pytest.raises(FileRefused, match="no status"):
        read_pain002(pain002())
