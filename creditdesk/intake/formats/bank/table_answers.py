"""How the reading program answers for a statement as a table: its columns, what it does not tell, and its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditdesk.intake.formats.bank.answers import Say, say_rows
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.intake.formats.bank.proof import proved
from creditdesk.intake.formats.bank.statement_columns import missing_of
from creditdesk.intake.formats.bank.statement_rows import SIGNS, Said, Signs
from creditdesk.intake.formats.bank.statement_table import Asked, read_statement_table
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import Findings
from creditdesk.intake.formats.proposals import propose
from creditdesk.intake.formats.refusals import FileRefused
from creditdesk.intake.formats.tabular import Table

# A person's word that a table is a statement and not a payer's advice.
STATEMENT_LAYOUT = "statement"
# What a column of documents would be, in a statement.
_ALIKE = {
    "document_date": "booking_date",
    "due_date": "value_date",
    "original_amount": "amount",
    "open_amount": "balance",
    "currency": "currency",
    "customer_name": "text",
}


def read_statement(
    table: Table,
    mapping: ColumnMapping,
    *,
    job: Mapping[str, Any],
    findings: Findings,
    understood: Mapping[str, Any],
    say: Say,
) -> None:
    """Answer the job for the table. Raises FileRefused, behind what was understood."""
    missing = missing_of(mapping.columns)
    about = {
        **understood,
        "bank_format": TABLE,
        "layout": None,
        "missing": missing,
        "proposed": _proposed(table, mapping) if missing else [],
        # What is noticed of the whole stands with the end.
        "warnings": [],
    }
    nothing = {"rows_read": findings.rows_read, "totals": [], "warnings": []}
    if missing or findings.questions:
        say("understood", about)
        return say("end", nothing)
    try:
        file = proved(read_statement_table(table, mapping, findings=findings, said=_said(job)))
    except Asked as asked:
        question = {"setting": asked.setting, "column": asked.column, "reason": asked.reason.as_dict()}
        say("understood", {**about, "questions": [question]})
        return say("end", nothing)
    except FileRefused:
        say("understood", about)
        raise
    say("understood", about)
    return say_rows(file, job=job, say=say)


def _said(job: Mapping[str, Any]) -> Said:
    """What the person, or the profile, says of the file. An account is written as number, blank, currency."""
    choices = job["choices"]
    number, _, currency = str(choices.get("account", "")).rpartition(" ")
    signs: Signs = next((one for one in SIGNS if one == choices.get("signs")), "")
    ours = [(str(known), str(code)) for known, code in job.get("accounts", ())]
    return Said(number, currency, signs, choices.get("last_line") == "whole", ours)


def _proposed(table: Table, mapping: ColumnMapping) -> list[dict[str, Any]]:
    """What the columns may be, by their cells."""
    taken = {name: mapping.columns[own] for name, own in _ALIKE.items() if own in mapping.columns}
    others = {heading: heading for heading in mapping.columns.values()}
    found = propose(table.headers, table.sample(), {**others, **taken})
    return [
        {"field": _ALIKE[one.field], "heading": one.heading, "reason": one.reason.as_dict()}
        for one in found
        if one.field in _ALIKE
    ]
