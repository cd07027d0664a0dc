"""What is entered into a credit file: statements, ratings, trade references, securities, and their corrections.

Nothing is edited. A correction is another entry that names the one it replaces; the same entry is corrected once.
docs/rules/credit_reviews.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.models import AnyEntry, FinancialStatement, Rating, Security, TradeReference
from creditdesk.domain.credit_file import RatingSource, SecurityKind
from creditdesk.domain.financial_statements import Figures, objections
from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, AmountError, exponent
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.followup.models import Document
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User


@dataclass(frozen=True, slots=True)
class ToldStatement:
    """A financial statement as it is entered; amounts in minor units of its currency."""

    period_end: dt.date
    currency: str
    figures: Figures
    basis: str = FinancialStatement.Basis.OWN
    note: str = ""

    def unfit(self, as_of: dt.date) -> Iterable[Reason]:
        """Why it cannot be entered."""
        yield from _unfit_currency(self.currency)
        if self.period_end > as_of:
            yield Reason("statement.ahead", "the period is not over yet")
        if self.basis not in FinancialStatement.Basis.values:
            yield Reason("statement.basis", "say whether it was audited, reviewed, or is the customer’s own")
        yield from objections(self.figures)

    def row(self) -> FinancialStatement:
        """The entry, without whose it is."""
        return FinancialStatement(
            period_end=self.period_end, currency=self.currency, basis=self.basis, note=self.note[:500],
            **asdict(self.figures),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldRating:
    """A rating as it is entered."""

    source: str
    value: int
    on: dt.date
    until: dt.date | None = None
    note: str = ""

    def unfit(self, as_of: dt.date) -> Iterable[Reason]:
        """Why it cannot be entered."""
        if self.on > as_of:
            yield Reason("rating.ahead", "a rating of a day to come cannot be known")
        if self.until is not None and self.until < self.on:
            yield Reason("rating.until", "it expires before its own day")
        if self.source == RatingSource.JBT and not 1 <= self.value <= 4:
            yield Reason("rating.jbt", "JBT rates from 1 (prompt) to 4 (slow)")
        elif self.source == RatingSource.BUREAU and not 0 <= self.value <= 100:
            yield Reason("rating.bureau", "a bureau’s rating is told in points from 0 to 100")
        elif self.source not in set(RatingSource):
            yield Reason("rating.source", "choose who rates")

    def row(self) -> Rating:
        """The entry, without whose it is."""
        return Rating(**_told(self))


@dataclass(frozen=True, slots=True)
class ToldReference:
    """A trade reference as it is entered; `days_late` below zero is early."""

    supplier: str
    told_on: dt.date
    currency: str
    days_late: int
    high_credit_minor: int | None = None
    customer_since: dt.date | None = None
    terms: str = ""
    note: str = ""

    def unfit(self, as_of: dt.date) -> Iterable[Reason]:
        """Why it cannot be entered."""
        yield from _unfit_currency(self.currency)
        if not self.supplier.strip() or len(self.supplier) > 160:
            yield Reason("reference.supplier", "say who told it")
        if self.told_on > as_of or (self.customer_since and self.customer_since > self.told_on):
            yield Reason("reference.ahead", "the day has not come")
        if not -365 <= self.days_late <= 3650:
            yield Reason("reference.days", "the days late lie between -365 and 3650")
        if self.high_credit_minor is not None and not 0 <= self.high_credit_minor <= LARGEST_DOCUMENT_MINOR:
            yield Reason("reference.high_credit", "the high credit is no amount of a supplier")
        if len(self.terms) > 60:
            yield Reason("reference.terms", "the terms have more than 60 letters")

    def row(self) -> TradeReference:
        """The entry, without whose it is."""
        return TradeReference(**_told(self))


@dataclass(frozen=True, slots=True)
class ToldSecurity:
    """A security as it is entered; `until` is its last day."""

    kind: str
    party: str
    currency: str
    amount_minor: int
    first_day: dt.date
    until: dt.date | None = None
    conditions: str = ""
    document_id: int | None = None
    note: str = ""

    def unfit(self, as_of: dt.date) -> Iterable[Reason]:
        """Why it cannot be entered."""
        yield from _unfit_currency(self.currency)
        if self.kind not in set(SecurityKind):
            yield Reason("security.kind", "choose what it is")
        if not self.party.strip() or len(self.party) > 160:
            yield Reason("security.party", "say who gave it")
        if not 0 < self.amount_minor <= LARGEST_DOCUMENT_MINOR:
            yield Reason("security.amount", "an amount above zero is covered")
        if self.until is not None and self.until < self.first_day:
            yield Reason("security.days", "it expires before its first day")
        if len(self.conditions) > 500:
            yield Reason("security.conditions", "the conditions have more than 500 letters")

    def row(self) -> Security:
        """The entry, without whose it is."""
        return Security(**_told(self))


Told = ToldStatement | ToldRating | ToldReference | ToldSecurity
_NAMES: Mapping[type[AnyEntry], str] = {
    FinancialStatement: "statement",
    Rating: "rating",
    TradeReference: "reference",
    Security: "security",
}


@action
def enter(
    customer: Customer, told: Told, *, corrects: AnyEntry | None = None, by: User, at: dt.datetime, as_of: dt.date,
    key: str, import_file_id: int | None = None,
) -> AnyEntry:  # fmt: skip
    """Enter it into the customer's file, in place of an entry where it corrects one. The same key enters once.

    Raises Refusal with everything that is wrong with it.
    """
    lock_customers([customer.id])
    made, is_new = keep_entry(
        customer, told, corrects=corrects, by=by, at=at, as_of=as_of, key=key, import_file_id=import_file_id
    )
    if is_new:
        refresh_calendar(customer.company, as_of=as_of, customer_ids=[customer.id])
        tell_entry(made, by=by, at=at)
    return made


@action
def withdraw(entry: AnyEntry, *, why: str, by: User, at: dt.datetime, as_of: dt.date, key: str) -> AnyEntry:
    """Say that an entry was a mistake: nothing stands in its place. The same key says it once."""
    lock_customers([entry.customer_id])
    rows: Any = type(entry)._default_manager
    done: AnyEntry | None = rows.filter(key=key).first()
    if done is not None:
        return done
    if not why.strip():
        raise refuse("entry.why", "say why it was a mistake")
    _refuse_corrected(entry, entry.customer)
    void = void_entry(entry, why=why, by=by, at=at, key=key)
    refresh_calendar(entry.customer.company, as_of=as_of, customer_ids=[entry.customer_id])
    tell_entry(void, by=by, at=at)
    return void


def keep_entry(
    customer: Customer, told: Told, *, corrects: AnyEntry | None, by: User, at: dt.datetime, as_of: dt.date, key: str,
    import_file_id: int | None = None,
) -> tuple[AnyEntry, bool]:  # fmt: skip
    """Write it for a locked customer inside an open transaction; whether it is new. Raises Refusal as `enter`."""
    row: Any = told.row()
    if done := type(row)._default_manager.filter(key=key).first():
        return done, False
    if reasons := tuple(told.unfit(as_of)):
        raise Refusal(reasons)
    if corrects is not None:
        if not isinstance(corrects, type(row)):
            raise refuse("entry.other", "an entry is corrected by one of its own kind")
        _refuse_corrected(corrects, customer)
    if isinstance(told, ToldSecurity) and not _is_there(told.document_id, customer):
        raise refuse("security.document", "the document is not on this account")
    row.company_id, row.customer, row.corrects = customer.company_id, customer, corrects
    row.by, row.at, row.key, row.import_file_id = by, at, key, import_file_id
    row.save(force_insert=True)
    return row, True


def void_entry(entry: AnyEntry, *, why: str, by: User, at: dt.datetime, key: str) -> AnyEntry:
    """Write that a standing entry was a mistake, inside an open transaction."""
    rows: Any = type(entry)._default_manager
    void: AnyEntry = rows.get(id=entry.id)
    void.pk, void._state.adding = None, True
    void.corrects_id, void.is_void, void.note = entry.id, True, why.strip()[:500]
    void.by, void.at, void.key, void.import_file_id = by, at, key, None
    void.save(force_insert=True)
    return void


def tell_entry(entry: AnyEntry, *, by: User, at: dt.datetime) -> None:
    """Append it to the journal: what it is, and not what it says of the customer's means."""
    append(
        "credit_file.withdrawn"
        if entry.is_void
        else "credit_file.corrected"
        if entry.corrects_id
        else "credit_file.entered",
        by=by.username,
        at=at,
        subject=("customer", entry.customer_id),
        company_id=entry.company_id,
        customer_id=entry.customer_id,
        facts={"what": _NAMES[type(entry)], "entry": entry.id, "corrects": entry.corrects_id},
        private={"note": entry.note} if entry.note else {},
    )


def _is_there(document_id: int | None, customer: Customer) -> bool:
    own = Document.objects.filter(id=document_id or 0, customer=customer, taken_back__isnull=True)
    return document_id is None or own.exists()


def _refuse_corrected(entry: AnyEntry, customer: Customer) -> None:
    if entry.customer_id != customer.id:
        raise refuse("entry.other", "the entry is of another customer")
    rows: Any = type(entry)._default_manager
    if entry.is_void or rows.filter(corrects=entry).exists():
        raise refuse("entry.corrected", "the entry was corrected already: correct the one that stands")


def _unfit_currency(code: str) -> Iterable[Reason]:
    try:
        exponent(code)
    except AmountError as error:
        yield error.reason


def _told(told: Any) -> dict[str, Any]:
    values = {one.name: getattr(told, one.name) for one in fields(told)}
    return values | {"note": values["note"].strip()[:500]}
