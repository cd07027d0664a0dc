"""Reading a statement as a table in a test: the bytes as the desk opens them, with what a person said."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.statement_columns import guess_statement
from creditdesk.intake.formats.bank.statement_rows import Said
from creditdesk.intake.formats.bank.statement_table import read_statement_table
from creditdesk.intake.formats.bank.statements import BankFile, Statement
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import study
from creditdesk.intake.formats.layouts.known import NO_LAYOUT
from creditdesk.intake.formats.tabular import read_table
from creditdesk.intake.reading import answer_job

OURS = Said(account="4711", currency="USD")


def table(*rows: str, end: str = "\n") -> bytes:
    return ("\n".join(rows) + end).encode()


def read(content: bytes, said: Said = OURS, **answers: Any) -> BankFile:
    """All that the table says; its questions are answered by `said` and by `answers` about days and decimals."""
    opened = read_table(content, layout=NO_LAYOUT, last_line_whole=True)
    guess = guess_statement(opened.headers, opened.sample())
    mapping = ColumnMapping.from_dict({**guess.as_dict(), **answers}, fields=guess.fields)
    findings = study(opened, mapping)
    assert findings.questions == (), findings.questions
    return proved(read_statement_table(opened, mapping, findings=findings, said=said))


def statement(content: bytes, said: Said = OURS, **answers: Any) -> Statement:
    (found,) = read(content, said, **answers).statements
    return found


def codes(found: Statement | BankFile) -> list[str]:
    return [finding.reason.code.removeprefix("intake.bank_") for finding in found.findings]


def answered(content: bytes, /, *, accounts: Any = (), **choices: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The facts that the reading program says of the file."""
    from tests.faults.fuzz_targets import JOB

    with TemporaryDirectory() as folder:
        path = Path(folder, "statement")
        path.write_bytes(content)
        out = io.StringIO()
        job = JOB | {"path": str(path), "choices": choices, "accounts": accounts}
        answer_job(job, out=out, told=io.StringIO("null\n"))
    return [next(iter(json.loads(line).items())) for line in out.getvalue().splitlines()]


def asked(content: bytes, /, **choices: Any) -> list[str]:
    """The settings that the reading program asks a person for."""
    facts = dict(answered(content, **choices))
    return [question["setting"] for question in facts["understood"]["questions"]]
