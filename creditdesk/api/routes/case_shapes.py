"""What goes in and out about cases."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from creditdesk.api.shapes import (
    Amount,
    Body,
    Cause,
    Day,
    Id,
    Line,
    Minor,
    MinorOrZero,
    Text,
    Word,
)
from creditdesk.domain.cases import MOST_LINES

KindName = Literal["deduction", "chargeback", "dispute", "complaint", "inquiry", "discrepancy"]
StageName = Literal["new", "researching", "valid", "partly", "invalid", "closed", "merged"]
Seen = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ClaimedIn(Body):
    """What is claimed of a document of the account, or of one that is told by its number only."""

    amount_minor: Minor
    item_id: Id | None = None
    number: Line = ""


class CaseIn(Body):
    """A case to be opened. Without a day it is due by those of its reason; `is_another` says that it repeats none."""

    customer_id: Id
    kind: KindName = "dispute"
    currency: Word = ""
    lines: Annotated[list[ClaimedIn], Field(max_length=MOST_LINES)] = []
    reason: Word = ""
    claim_number: Word = ""
    words: Text = ""
    department: Word = ""
    owner: Word = ""
    due_on: Day | None = None
    window_end: Day | None = None
    is_another: bool = False


class CaseSeenIn(Body):
    """The version of the case that the caller saw."""

    seen_version: Seen


class CaseAssignmentIn(CaseSeenIn):
    """Who finds out: a department, and a user by name."""

    department: Word
    owner: Word = ""


class CaseChangeIn(CaseSeenIn):
    """What is told anew; what is left out stays."""

    reason: Word | None = None
    due_on: Day | None = None
    window_end: Day | None = None
    claim_number: Word | None = None
    root_cause: Line | None = None


class CaseWordsIn(CaseSeenIn):
    """Why."""

    words: Text


class CaseCommentIn(Body):
    """Something that is said about the case."""

    words: Annotated[Text, Field(min_length=1)]


class CasePaperIn(Body):
    """A document of the account, and which of the papers that the reason wants it is; empty: another."""

    document_id: Id
    shows: Word = ""


class CaseJudgedIn(Body):
    """How much of a line is valid and invalid: together what is open of it."""

    line_id: Id
    valid_minor: MinorOrZero
    invalid_minor: MinorOrZero


class CaseDecisionIn(CaseSeenIn):
    """A decision about every line that is open. `demand` demands the invalid part back at once."""

    lines: Annotated[list[CaseJudgedIn], Field(min_length=1, max_length=MOST_LINES)]
    words: Cause
    evidence: Annotated[list[Id], Field(max_length=50)] = []
    root_cause: Line = ""
    demand: bool = False


class CasePartIn(Body):
    """How much of a line leaves."""

    line_id: Id
    amount_minor: Minor


class CaseSplitIn(CaseSeenIn):
    """What goes into a case of its own."""

    lines: Annotated[list[CasePartIn], Field(min_length=1, max_length=MOST_LINES)]


class CaseMergeIn(CaseSeenIn):
    """The case that is taken over."""

    other_id: Id


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
