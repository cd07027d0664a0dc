"""What is answered about cases."""

from __future__ import annotations

import datetime as dt

from ninja import Schema

from creditdesk.api.shapes import Amount


class CaseLineOut(Schema):
    """A line: claimed is what was resolved of it and what is open. `contested` of that is not collected."""

    id: int
    item_id: int | None
    number: str
    claimed: Amount
    open: Amount
    contested: Amount
    is_decided: bool
    valid: Amount
    invalid: Amount
    demanded_on: dt.date | None
    collected_from: dt.date | None


class CaseResolutionOut(Schema):
    """What became of an amount; below zero where it was taken back."""

    line_id: int
    outcome: str
    amount: Amount
    day: dt.date
    posting_id: int | None


class CaseDecisionOut(Schema):
    """A decision; the last one counts."""

    id: int
    valid: Amount
    invalid: Amount
    words: str
    evidence: list[int]
    by: str
    at: dt.datetime


class CaseOut(Schema):
    """A case as the list shows it."""

    id: int
    company: str
    customer_id: int
    kind: str
    stage: str
    claim_number: str
    reason: str
    department: str
    owner: str | None
    source: str
    words: str
    root_cause: str
    claimed: Amount
    open: Amount
    due_on: dt.date
    window_end: dt.date | None
    window_missed_on: dt.date | None
    opened_on: dt.date
    closed_on: dt.date | None
    merged_into: int | None
    version: int


class WholeCaseOut(CaseOut):
    """A case with its lines, what was decided, what became of it, and the requests to credit it."""

    lines: list[CaseLineOut]
    decisions: list[CaseDecisionOut]
    resolutions: list[CaseResolutionOut]
    documents: list[int]
    requests: list[int]
