"""F6 and F16 for bank files: whatever bytes a file has, its reader refuses it in words with a line, or reads it.

Method: the small sound file of each format is changed at random by a seed, the same mutants every time. Only the
declared refusal may leave a reader, soon and with a line; what is read can be proved and told without an error.
"""

from __future__ import annotations

import random
from collections import Counter
from functools import partial
from time import process_time

import pytest

from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.recognition import READERS, BankFormat, read_bank_file
from creditdesk.intake.formats.bank.statements import BankFile
from creditdesk.intake.formats.refusals import FileRefused
from tests.faults.fuzzing import attempted, mutant
from tests.formats.bank.samples import sound
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = pytest.mark.long

MUTANTS = figure(500, full=20_000)
SEED = 20260505
SECONDS = 10.0  # of processor time for a file of at most some kilobytes: a reader that needs more hangs


def how_it_ended(name: BankFormat, content: bytes) -> str:
    """Read by the format's own reader and by the recogniser: "read" or "refused"."""
    ended = set()
    for read in (READERS[name], read_bank_file):
        started = process_time()
        try:
            tell(proved(read(content), own_accounts=["202051"]))
            ended.add("read")
        except FileRefused as refused:
            ended.add("refused" if refused.line and str(refused) else "refused without a place")
        assert process_time() - started < SECONDS
    return "read" if ended >= {"read"} and ended <= {"read", "refused"} else ended.pop()


def tell(file: BankFile) -> None:
    """Every finding as a sentence; every amount a whole number of its currency's smallest unit."""
    told = [file.findings, *(one.findings for one in file.statements), *(one.findings for one in file.remittances)]
    assert all(str(finding.reason) and finding.line for findings in told for finding in findings)
    for statement in file.statements:
        assert all(type(entry.minor) is int and entry.currency and entry.line for entry in statement.entries)


@pytest.mark.parametrize("name", READERS)
def test_mutants_of_bank_files_end_as_declared(name: BankFormat, counted: Counted) -> None:
    known, chance = [sound()[name]], random.Random(SEED)
    ended = Counter(attempted(partial(how_it_ended, name), mutant(known, chance)) for _ in range(MUTANTS))
    counted("F16", f"{name}: {ended.total()} mutants (seed {SEED}), {dict(ended)}, 0 crashes, 0 hangs")
    assert ended.keys() == {"read", "refused"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ofx", b"<OFX>" + b"<!--" * 500_000),
        ("mt940", b":20:A\n:25:1\n:60F:C260101EUR1,\n:61:260101C1,NTRF\n:86:166" + b"?20a" * 500_000),
        ("remadv", b"UNA:+.? 'UNH+1+REMADV:D:96A:UN'" + b"?'" * 500_000),
        ("x12 820", b"ST*820*1~BPR*I*1*C~RMR*IV*1**1~" + b"REF*PO*1~" * 200_000 + b"SE*1*1~"),
        ("bai2", b"01,a,b,260101,0000,1,,,2/\n02,a,b,1,260101,,,2/\n03,1,USD,/\n16,142,1,,,," + b"/16,1" * 500_000),
        ("camt", b'<Document xmlns="xsd:camt.053.001.02"><BkToCstmrStmt>' + b"x<a/>" * 300_000),
    ],
)
def test_a_run_of_marks_costs_no_more_than_its_length(name: BankFormat, content: bytes) -> None:
    assert how_it_ended(name, content) == "refused"
