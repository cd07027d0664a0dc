"""What programs send and get of credit files, reviews and limits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StrictInt, StringConstraints

from creditdesk.api.shapes import (
    LARGEST_AMOUNT,
    Because,
    Body,
    Cause,
    Day,
    DocumentNumber,
    Id,
    Line,
    Minor,
    MinorOrZero,
    because,
    storable,
)
from creditdesk.creditfile.access import FinancialStatement, Rating, Security, TradeReference, may_read_parties
from creditdesk.creditfile.entering import Told, ToldRating, ToldReference, ToldSecurity, ToldStatement
from creditdesk.creditfile.snapshots import reasons_in, snapshot_of
from creditdesk.domain.financial_statements import FIGURES, Figures

if TYPE_CHECKING:
    from creditdesk.creditfile.models import AnyEntry, CreditChange, ReviewDue, ReviewFinding
    from creditdesk.domain.credit_advice import Looked
    from creditdesk.parties.models import User

_Signed = Annotated[StrictInt, Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT)]
_Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
_Words = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), AfterValidator(storable)]
_Told = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(storable)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True), AfterValidator(storable)]
_Terms = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(storable)]
_Class = Literal["A", "B", "C", "D"]
EntryKind = Literal["statement", "rating", "reference", "security"]


class _EntryIn(Body):
    """What every entry has: the entry that it takes the place of, and a note."""

    corrects_id: Id | None = None
    note: _Words = ""


class CreditStatementIn(_EntryIn):
    """A financial statement, in minor units of its currency."""

    period_end: Day
    currency: _Currency
    basis: Literal["audited", "reviewed", "own"] = "own"
    current_assets: MinorOrZero
    current_liabilities: MinorOrZero
    total_assets: Minor
    total_liabilities: MinorOrZero
    retained_earnings: _Signed
    ebit: _Signed
    sales: MinorOrZero

    def told(self) -> Told:
        """What is entered."""
        figures = Figures(**{name: getattr(self, name) for name in FIGURES})
        return ToldStatement(self.period_end, self.currency, figures, self.basis, self.note)


class CreditRatingIn(_EntryIn):
    """A rating: of a bureau from 0 to 100, of the jewelers' board from 1 to 4."""

    source: Literal["bureau", "jbt"]
    value: Annotated[StrictInt, Field(ge=0, le=100)]
    on: Day
    until: Day | None = None

    def told(self) -> Told:
        """What is entered."""
        return ToldRating(self.source, self.value, self.on, self.until, self.note)


class CreditReferenceIn(_EntryIn):
    """What another supplier told; days late below zero are early."""

    supplier: _Name
    told_on: Day
    currency: _Currency
    days_late: Annotated[StrictInt, Field(ge=-365, le=3650)]
    high_credit_minor: MinorOrZero | None = None
    customer_since: Day | None = None
    terms: _Terms = ""

    def told(self) -> Told:
        """What is entered."""
        return ToldReference(
            self.supplier, self.told_on, self.currency, self.days_late, self.high_credit_minor, self.customer_since,
            self.terms, self.note,
        )  # fmt: skip


class CreditSecurityIn(_EntryIn):
    """What stands for a customer's debts."""

    kind: Literal["insurance", "guaranty", "security_interest", "letter_of_credit"]
    party: _Name
    currency: _Currency
    amount_minor: Minor
    first_day: Day
    until: Day | None = None
    conditions: _Words = ""
    document_id: Id | None = None

    def told(self) -> Told:
        """What is entered."""
        return ToldSecurity(
            self.kind, self.party, self.currency, self.amount_minor, self.first_day, self.until, self.conditions,
            self.document_id, self.note,
        )  # fmt: skip


class CreditWithdrawalIn(Body):
    """Why an entry was a mistake."""

    why: Cause


class CreditReviewIn(Body):
    """A review: what was looked at, and the next one where it is before its day."""

    note: _Told
    next_on: Day | None = None


class CreditLimitIn(Body):
    """A limit and a class that are asked for, in minor units of the customer's currency."""

    limit_minor: MinorOrZero
    risk_class: _Class
    words: _Told
    shows: _Words = ""
    document_id: Id | None = None
    review_id: Id | None = None
    asked_by_customer: bool = False
    submit: bool = True


class CreditLimitRevisionIn(CreditLimitIn):
    """Another content for an open request, and the revision that it takes the place of."""

    seen_revision: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class CreditReasonsAskedIn(Body):
    """The day on which the customer asked in writing."""

    asked_on: Day


class CreditChangeAnswerIn(Body):
    """Whether the ERP took the change over; a no with its reason."""

    answer: Literal["accepted", "refused"]
    reason: Line = ""


class CreditEntryOut(Schema):
    """An entry of a credit file. Who gave a security, and on which conditions, is null for whoever may not know it."""

    id: int
    kind: EntryKind
    facts: dict[str, Any]
    note: str
    by: str
    at: dt.datetime
    corrects_id: int | None
    is_void: bool


class CreditPartOut(Schema):
    """A part of the scorecard; points are null where the part is not known."""

    name: str
    weight: int
    points: int | None
    why: Because


class CreditRecommendedOut(Schema):
    """A recommendation with its reasons."""

    advice: Literal["close", "collect", "reduce", "extend", "keep"]
    reasons: list[Because]


class CreditFoundOut(Schema):
    """What a credit file says: figures in minor units of the customer's currency, class, limit and score."""

    currency: str
    index: int | None
    quarter_index: int | None
    days_beyond_terms: int | None
    z: str | None
    zone: str | None
    risk_class: _Class
    limit_minor: int
    need_minor: int
    capacity_minor: int | None
    cover_minor: int
    purchases_minor: int
    high_credit_minor: int | None
    returned_payments: int
    score: int | None
    known_percent: int
    parts: list[CreditPartOut]
    class_reasons: list[Because]
    recommended: list[CreditRecommendedOut]
    missing: list[Because]


class CreditFileOut(Schema):
    """A customer's credit file today: what it says, and the entries that stand in it."""

    customer_id: int
    limit_minor: int | None
    risk_class: str
    next_review_on: dt.date | None
    found: CreditFoundOut
    entries: list[CreditEntryOut]


class CreditReviewOut(Schema):
    """A credit review with what it found."""

    id: int
    customer_id: int
    reviewed_on: dt.date
    by: str
    note: str
    next_review_on: dt.date | None
    found: CreditFoundOut


class CreditReviewDueOut(Schema):
    """When a customer is to be reviewed, and what calls for it before its day."""

    id: int
    customer_id: int
    customer: str
    risk_class: str
    due_on: dt.date
    last_review_on: dt.date | None
    exposure_minor: int
    called_by: list[Because]


class CreditChangeOut(Schema):
    """A limit, class or status that a request changed: the ERP takes it over, and answers by `id`.

    `status_after` is empty where it was about limit and class; where it is not, these are as they stood.
    """

    id: int
    company: str
    customer: DocumentNumber
    request_id: int
    takes_back: bool
    currency: str
    limit_before: int | None
    limit_after: int | None
    class_before: str
    class_after: str
    status_before: str
    status_after: str
    at: dt.datetime
    state: Literal["awaiting", "accepted", "refused"]
    reason: str


_FACTS: dict[type, tuple[EntryKind, tuple[str, ...]]] = {
    FinancialStatement: ("statement", ("period_end", "currency", "basis", *FIGURES)),
    Rating: ("rating", ("source", "value", "on", "until")),
    TradeReference: (
        "reference",
        ("supplier", "told_on", "currency", "days_late", "high_credit_minor", "customer_since", "terms"),
    ),
    Security: (
        "security",
        ("kind", "currency", "amount_minor", "first_day", "until", "party", "conditions", "document_id"),
    ),
}
_RESTRICTED = ("party", "conditions", "document_id")


def entry_out(one: AnyEntry, *, user: User) -> CreditEntryOut:
    """The entry as the user may read it."""
    kind, names = _FACTS[type(one)]
    facts = {name: getattr(one, name) for name in names}
    hidden = isinstance(one, Security) and not may_read_parties(user, one)
    if hidden:
        facts |= dict.fromkeys(_RESTRICTED)
    return CreditEntryOut(
        id=one.id,
        kind=kind,
        facts=facts,
        note="" if hidden else one.note,
        by=one.by.username,
        at=one.at,
        corrects_id=one.corrects_id,
        is_void=one.is_void,
    )


def looked_out(looked: Looked) -> CreditFoundOut:
    """What the file says today."""
    return _found_out(
        snapshot_of(looked),
        risk_class=looked.found_class.risk_class.value,
        limit_minor=looked.found_limit.limit_minor,
        score=looked.card.score,
    )


def _found_out(kept: dict[str, Any], **found: Any) -> CreditFoundOut:
    names = set(CreditFoundOut.model_fields) - {"parts", "class_reasons", "recommended", "missing", *found}
    return CreditFoundOut(
        **{name: kept[name] for name in names},
        **found,
        parts=[
            CreditPartOut(name=one["name"], weight=one["weight"], points=one["points"], why=_because([one["why"]])[0])
            for one in kept["parts"]
        ],
        class_reasons=_because(kept["class_reasons"]),
        recommended=[
            CreditRecommendedOut(advice=one["advice"], reasons=_because(one["reasons"])) for one in kept["recommended"]
        ],
        missing=_because(kept["missing"]),
    )


def _because(kept: list[dict[str, Any]]) -> list[Because]:
    return [because(one) for one in reasons_in(kept)]


def review_out(one: ReviewFinding) -> CreditReviewOut:
    """A review with what it found."""
    found = _found_out(one.snapshot, risk_class=one.risk_class, limit_minor=one.limit_minor, score=one.score)
    return CreditReviewOut(
        id=one.review_id,
        customer_id=one.customer_id,
        reviewed_on=one.review.reviewed_on,
        by=one.review.by.username,
        note=one.review.note,
        next_review_on=one.next_review_on,
        found=found,
    )


def due_out(one: ReviewDue) -> CreditReviewDueOut:
    """A customer of the calendar."""
    return CreditReviewDueOut(
        id=one.id,
        customer_id=one.customer_id,
        customer=one.customer.number,
        risk_class=one.customer.risk_class,
        due_on=one.due_on,
        last_review_on=one.last_review_on,
        exposure_minor=one.exposure_minor,
        called_by=_because(one.called_by),
    )


def change_out(one: CreditChange) -> CreditChangeOut:
    """A change as the ERP is told of it."""
    return CreditChangeOut(
        id=one.id,
        company=one.company.code,
        customer=one.customer.number,
        request_id=one.request_id,
        takes_back=one.takes_back,
        currency=one.currency,
        limit_before=one.limit_before,
        limit_after=one.limit_after,
        class_before=one.class_before,
        class_after=one.class_after,
        status_before=one.status_before,
        status_after=one.status_after,
        at=one.at,
        state="awaiting" if one.accepted is None else "accepted" if one.accepted else "refused",
        reason=one.reason,
    )
