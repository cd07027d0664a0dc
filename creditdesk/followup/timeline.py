"""One timeline of all that happened on an account, merged from where each thing is kept, newest first.

Every source is asked for one page only, by index, from where the last page ended; so a page costs the same however long
the history is. What a reader's role may not see is left out at the source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain

from django.db.models import Exists, OuterRef, Q, QuerySet

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.domain.visibility import Permission, Visibility, has_permission
from creditdesk.followup.access import visible_activities, visible_documents
from creditdesk.followup.models import Activity, Tickler, TicklerMove
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import Application, OpenItem

PAGE = 40
# Documents carry a date and no hour; at noon they stand between what was done before and after them on most desks.
_NOON = dt.time(12, 0, tzinfo=dt.UTC)


class Kind(StrEnum):
    """The families of entries that a reader may choose among."""

    CALLS = "calls"
    MAIL = "mail"
    NOTES = "notes"
    TICKLERS = "ticklers"
    MONEY = "money"
    CASES = "cases"
    DOCUMENTS = "documents"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """Where a page ended: instant, source, key. Later pages go on below it."""

    at: dt.datetime
    source: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.source}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """The cursor as a URL carries it, or None where the text is none."""
        parts = text.split("~")
        try:
            at = dt.datetime.fromisoformat(parts[0])
            return cls(at, int(parts[1]), int(parts[2])) if at.tzinfo else None
        except (ValueError, IndexError):
            return None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `what` is its title in words; `subject` is what it is about, such as ("item", 17)."""

    cursor: Cursor
    kind: Kind
    code: str
    what: Reason
    by: str
    subject: tuple[str, int]
    visibility: Visibility
    body: str = ""
    reasons: tuple[Reason, ...] = ()
    money: Money | None = None
    is_corrected: bool = False
    is_own: bool = False

    @property
    def at(self) -> dt.datetime:
        """When it happened."""
        return self.cursor.at


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `older` is where the next goes on. Others wrote `restricted_ids`: showing them is journaled."""

    entries: list[TimelineEntry]
    older: Cursor | None
    restricted_ids: list[int] = field(default_factory=list)


def timeline(
    customer: Customer, *, user: User, kinds: Iterable[Kind] = (), before: Cursor | None = None, limit: int = PAGE
) -> Page:
    """The account's timeline as the user may read it, newest first; no kinds means all.

    Status entries are for everyone who sees the account, history and restricted ones for their readers and authors.
    """
    wanted = frozenset(kinds) or frozenset(Kind)
    reads_history = has_permission(user.desk_role, Permission.SEE_HISTORY)
    found: list[TimelineEntry] = []
    for source, (kinds_of, needs_history, read) in enumerate(_SOURCES, start=1):
        if kinds_of & wanted and (reads_history or not needs_history):
            found += read(_Part(customer, user, wanted, source, before, limit + 1))
    found.sort(key=lambda entry: entry.cursor, reverse=True)
    shown = found[:limit]
    restricted = [
        entry.subject[1]
        for entry in shown
        if entry.visibility is Visibility.RESTRICTED and entry.subject[0] == "activity" and not entry.is_own
    ]
    return Page(shown, shown[-1].cursor if len(found) > limit else None, restricted)


@dataclass(frozen=True, slots=True)
class _Part:
    """One source's share of a page."""

    customer: Customer
    user: User
    wanted: frozenset[Kind]
    source: int
    before: Cursor | None
    limit: int

    def by_instant(self, column: str) -> Q:
        """Rows below the cursor by an instant and the key."""
        if self.before is None:
            return Q()
        return Q(**{f"{column}__lt": self.before.at}) | (Q(**{column: self.before.at}) & self._same_instant())

    def by_day(self, column: str) -> Q:
        """Rows below the cursor by a date, which stands at noon, and the key."""
        if self.before is None:
            return Q()
        at = self.before.at.astimezone(dt.UTC)
        noon = dt.datetime.combine(at.date(), _NOON)
        if at > noon:
            return Q(**{f"{column}__lte": at.date()})
        earlier = Q(**{f"{column}__lt": at.date()})
        return earlier if at < noon else earlier | (Q(**{column: at.date()}) & self._same_instant())

    def _same_instant(self) -> Q:
        assert self.before is not None
        if self.source == self.before.source:
            return Q(pk__lt=self.before.key)
        return ~Q(pk__in=[]) if self.source < self.before.source else Q(pk__in=[])

    def cursor(self, at: dt.datetime | dt.date, key: int) -> Cursor:
        """Where a row stands."""
        instant = at if isinstance(at, dt.datetime) else dt.datetime.combine(at, _NOON)
        return Cursor(instant, self.source, key)


def _activities(part: _Part) -> Iterator[TimelineEntry]:
    rows = visible_activities(part.user, customer_id=part.customer.id).filter(part.by_instant("happened_at"))
    rows = rows.filter(channel__in=[channel for channel, kind in _KIND_OF_CHANNEL.items() if kind in part.wanted])
    rows = rows.annotate(corrected=Exists(Activity.objects.filter(corrects=OuterRef("pk"))))
    for row in rows.select_related("by", "contact").order_by("-happened_at", "-id")[: part.limit]:
        promise = Money(row.promised_minor, row.promised_currency) if row.promised_minor is not None else None
        yield TimelineEntry(
            cursor=part.cursor(row.happened_at, row.id),
            kind=_KIND_OF_CHANNEL[row.channel],
            code=f"activity.{row.channel}",
            what=_said(row),
            # Who wrote it elsewhere; whoever took it over was only there when it came in.
            by=f"{row.said_by} (CRM)" if row.said_by else str(row.by),
            subject=("activity", row.id),
            visibility=Visibility(row.visibility),
            body=row.note,
            reasons=_about(row),
            money=promise,
            is_corrected=row.corrected,
            is_own=row.by_id == part.user.id,
        )


_KIND_OF_CHANNEL = {
    Activity.Channel.CALL.value: Kind.CALLS,
    Activity.Channel.VISIT.value: Kind.CALLS,
    Activity.Channel.EMAIL.value: Kind.MAIL,
    Activity.Channel.LETTER.value: Kind.MAIL,
    Activity.Channel.NOTE.value: Kind.NOTES,
}


def _said(row: Activity) -> Reason:
    code = f"timeline.{row.channel}"
    if row.channel == Activity.Channel.NOTE:
        return Reason(code, "note")
    facts = {"channel": row.get_channel_display(), "outcome": row.get_outcome_display()}
    if row.contact is not None:
        return Reason(code, "%(channel)s with %(person)s: %(outcome)s", {**facts, "person": str(row.contact)})
    if row.direction == Activity.Direction.INBOUND:
        return Reason(code, "%(channel)s from the customer: %(outcome)s", dict(facts))
    return Reason(code, "%(channel)s: %(outcome)s", dict(facts))


def _about(row: Activity) -> tuple[Reason, ...]:
    found = []
    if row.promised_date is not None:
        found.append(Reason("activity.promised", "promised for %(date)s", {"date": row.promised_date.isoformat()}))
    if row.confirmation_wanted:
        found.append(Reason("activity.confirmation", "to be confirmed in writing"))
    if row.breach:
        found.append(Reason("activity.breach", "against the contact rules: %(why)s", {"why": row.breach_reason}))
        found += [Reason.from_dict(stored) for stored in row.breach]
    if row.corrects_id is not None:
        found.append(Reason("activity.corrects", "corrects an earlier entry"))
    return tuple(found)


def _ticklers_opened(part: _Part) -> Iterator[TimelineEntry]:
    rows = Tickler.objects.filter(part.by_instant("created_at"), customer=part.customer)
    for row in rows.select_related("created_by", "owner").order_by("-created_at", "-id")[: part.limit]:
        facts: dict[str, str | int] = {"cause": row.cause, "owner": str(row.owner)}
        yield _tickler_entry(
            part,
            row.created_at,
            row.id,
            "tickler.opened",
            "planned: %(cause)s (%(owner)s)",
            facts,
            by=str(row.created_by),
            tickler_id=row.id,
        )


_MOVES = {
    TicklerMove.Kind.SNOOZED.value: "snoozed to %(to)s: %(cause)s",
    TicklerMove.Kind.HANDED_OVER.value: "handed over to %(owner)s: %(cause)s",
    TicklerMove.Kind.DONE.value: "done: %(cause)s",
    TicklerMove.Kind.CANCELLED.value: "no longer needed: %(cause)s",
    TicklerMove.Kind.REOPENED.value: "taken up again: %(cause)s",
}


def _tickler_moves(part: _Part) -> Iterator[TimelineEntry]:
    rows = TicklerMove.objects.filter(part.by_instant("at"), tickler__customer=part.customer)
    rows = rows.select_related("by", "to_owner", "tickler").order_by("-at", "-id")
    for row in rows[: part.limit]:
        facts: dict[str, str | int] = {
            "cause": row.tickler.cause,
            "to": row.to_date.isoformat() if row.to_date else "",
            "owner": str(row.to_owner or ""),
        }
        yield _tickler_entry(
            part,
            row.at,
            row.id,
            f"tickler.{row.kind}",
            _MOVES[row.kind],
            facts,
            by=str(row.by),
            tickler_id=row.tickler_id,
            body=row.note,
        )


def _tickler_entry(
    part: _Part,
    at: dt.datetime,
    key: int,
    code: str,
    text: str,
    facts: dict[str, str | int],
    *,
    by: str,
    tickler_id: int,
    body: str = "",
) -> TimelineEntry:
    return TimelineEntry(
        cursor=part.cursor(at, key),
        kind=Kind.TICKLERS,
        code=code,
        what=Reason(f"timeline.{code}", text, facts),
        by=by,
        subject=("tickler", tickler_id),
        visibility=Visibility.HISTORY,
        body=body,
    )


def _documents_booked(part: _Part) -> Iterator[TimelineEntry]:
    """Invoices, payments and memos as they came in."""
    rows = OpenItem.objects.filter(part.by_day("document_date"), customer=part.customer, voided_on__isnull=True)
    for row in rows.order_by("-document_date", "-id")[: part.limit]:
        facts: dict[str, str | int] = {"kind": row.get_kind_display(), "number": row.number}
        yield TimelineEntry(
            cursor=part.cursor(row.document_date, row.id),
            kind=Kind.MONEY,
            code=f"item.{row.kind}",
            what=Reason("timeline.item", "%(kind)s %(number)s", facts),
            by="",
            subject=("item", row.id),
            visibility=Visibility.STATUS,
            money=Money(row.original_minor, row.currency),
        )


def _applications(part: _Part) -> Iterator[TimelineEntry]:
    rows = Application.objects.filter(part.by_day("posting_date"), customer=part.customer)
    rows = rows.select_related("credit_item", "debit_item", "posting").order_by("-posting_date", "-id")
    for row in rows[: part.limit]:
        credit, claim = row.credit_item, row.debit_item
        facts: dict[str, Fact] = {
            "credit": Reason("timeline.item", "%(kind)s %(number)s", {"kind": credit.kind, "number": credit.number}),
            "claim": Reason("timeline.item", "%(kind)s %(number)s", {"kind": claim.kind, "number": claim.number}),
        }
        discount = Money(row.discount_minor, row.debit_item.currency)
        allowed = Reason("timeline.discount", "discount allowed: %(amount)s", {"amount": str(discount)})
        yield TimelineEntry(
            cursor=part.cursor(row.posting_date, row.id),
            kind=Kind.MONEY,
            code="posting.application",
            what=Reason("timeline.applied", "%(credit)s applied to %(claim)s", facts),
            by=row.posting.by,
            subject=("posting", row.posting_id),
            visibility=Visibility.STATUS,
            reasons=(allowed,) if row.discount_minor else (),
            money=Money(row.amount_minor, row.debit_item.currency),
        )


def _attached(part: _Part) -> Iterator[TimelineEntry]:
    rows = visible_documents(part.user, customer_id=part.customer.id).filter(part.by_instant("at"))
    for row in rows.order_by("-at", "-id")[: part.limit]:
        yield TimelineEntry(
            cursor=part.cursor(row.at, row.id),
            kind=Kind.DOCUMENTS,
            code="document.attached",
            what=Reason("timeline.document", "document: %(name)s", {"name": row.name}),
            by=str(row.by),
            subject=("document", row.id),
            visibility=Visibility(row.visibility),
            body=row.description,
            is_own=row.by_id == part.user.id,
        )


# What an entry says that has no words of its own here: the kind of the journal's.
OF_THE_JOURNAL = "%(kind)s"
# What the journal knows of an account and no other table tells. Kind in the journal → family, words.
_JOURNALED = {
    "posting.reversed": (Kind.MONEY, "posting taken back"),
    "residual.moved": (Kind.MONEY, "rest moved to a deduction"),
    "item.disputed": (Kind.CASES, "disputed amount changed"),
    "item.extended": (Kind.CASES, "collection date extended to %(extended_date)s"),
    "promise.judged": (Kind.CASES, "promise for %(date)s: %(state)s"),
    "promise.cancelled": (Kind.CASES, "promise for %(date)s cancelled"),
    "customer_event.reported": (Kind.CASES, "reported: %(event)s"),
    "customer_event.verified": (Kind.CASES, "verified: %(event)s"),
    "customer_event.refuted": (Kind.CASES, "not so: %(event)s"),
    "customer_event.withdrawn": (Kind.CASES, "taken back: %(event)s"),
    "customer_event.actioned": (Kind.CASES, "done with: %(event)s"),
    "customer_event.cured": (Kind.CASES, "over: %(event)s"),
    "data_change.asked": (Kind.CHANGES, "asked for, unverified: another %(event)s"),
    "data_change.called": (Kind.CHANGES, "called back about another %(event)s"),
    "data_change.confirmed": (Kind.CHANGES, "confirmed by a second person: another %(event)s"),
    "data_change.withdrawn": (Kind.CHANGES, "not followed: another %(event)s"),
    "request.submitted": (Kind.CASES, "asked for: %(event)s, %(amount)s"),
    "request.revised": (Kind.CASES, "request changed: %(event)s, %(amount)s"),
    "request.withdrawn": (Kind.CASES, "request withdrawn: %(event)s, %(amount)s"),
    "request.approved": (Kind.CASES, "approved: %(event)s, %(amount)s"),
    "request.refused": (Kind.CASES, "refused: %(event)s, %(amount)s"),
    "request.sent_back": (Kind.CASES, "sent back with a question: %(event)s, %(amount)s"),
    "request.reversed": (Kind.CASES, "taken back: %(event)s, %(amount)s"),
    "compromise.offered": (Kind.CASES, "settlement offered: %(offer)s for %(debt)s, by %(last_day)s"),
    "compromise.part_paid": (Kind.CASES, "settlement: %(paid)s of %(offer)s is paid"),
    "compromise.fulfilled": (Kind.CASES, "settlement fulfilled: %(paid)s paid, %(forgiven)s forgiven"),
    "compromise.lapsed": (Kind.CASES, "settlement lapsed: %(paid)s of %(offer)s came by %(last_day)s"),
    "compromise.void": (Kind.CASES, "settlement void: a payment of it came back, %(debt)s is claimed again"),
    "compromise.reopened": (Kind.CASES, "settlement open again: a payment of it came back in time"),
    "compromise.withdrawn": (Kind.CASES, "settlement withdrawn: %(offer)s for %(debt)s"),
    "account_statement.loaded": (Kind.CASES, "statement of %(day)s loaded; it differs by %(difference)s"),
    "account_statement.concluded": (Kind.CASES, "reconciled with the statement of %(day)s"),
    "account_statement.reopened": (Kind.CASES, "reconciliation with the statement of %(day)s opened again"),
    "account_statement.withdrawn": (Kind.CASES, "statement of %(day)s withdrawn"),
    "strategy.paused": (Kind.CASES, "the strategy rests until %(until)s"),
    "strategy.resumed": (Kind.CASES, "the strategy goes on"),
    "strategy.step_skipped": (Kind.CASES, "step left out: %(step)s"),
    "strategy.step_done": (Kind.CASES, "step done: %(step)s"),
}
# Of those, what is history and not status.
_TO_READERS = ("promise.", "strategy.", "data_change.", "request.", "compromise.", "account_statement.")
_HISTORY = frozenset(name for name in _JOURNALED if name.startswith(_TO_READERS))
# Facts of requests and settlements that are told as the journal has them.
_SUMS = ("amount", "debt", "offer", "paid", "forgiven", "last_day", "day", "difference")
_PROMISE_WORDS = {"kept": "kept", "partly": "kept in part", "broken": "broken", "open": "open again"}
# Told by their own tables, or about readers rather than about the account.
_TOLD_ELSEWHERE = (
    "activity.",
    "promise.made",
    "tickler.",
    "document.",
    "restricted.",
    "access.",
    "credit.applied",
    "import.",
    "items.",
    # Steps of a reconciliation, which its page tells.
    *(f"account_statement.{step}" for step in ("line", "matched", "unmatched", "expl", "total")),
    # A draft is seen by whoever writes it.
    "request.drafted",
    # That an entry went on to another program is no event of the account.
    "note.",
)


def _journaled(part: _Part) -> Iterator[TimelineEntry]:
    reads_history = has_permission(part.user.desk_role, Permission.SEE_HISTORY)
    rows: QuerySet[JournalEntry] = JournalEntry.objects.filter(part.by_instant("at"), customer_id=part.customer.id)
    for start in _TOLD_ELSEWHERE:
        rows = rows.exclude(kind__startswith=start)
    told = [
        name
        for name, (kind, _) in _JOURNALED.items()
        if kind in part.wanted and (reads_history or name not in _HISTORY)
    ]
    if Kind.CHANGES in part.wanted and reads_history:
        rows = rows.exclude(kind__in=_JOURNALED.keys() - told)
    else:
        rows = rows.filter(kind__in=told)
    for row in rows.order_by("-at", "-seq")[: part.limit]:
        kind, text = _JOURNALED.get(row.kind, (Kind.CHANGES, OF_THE_JOURNAL))
        facts: dict[str, str | int] = {
            "kind": row.kind.replace(".", " ").replace("_", " "),
            "extended_date": str(row.facts.get("extended_date", "")),
            "date": str(row.facts.get("date", "")),
            "until": str(row.facts.get("until", "")),
            "step": str(row.facts.get("step", "")),
            "state": _PROMISE_WORDS.get(str(row.facts.get("state", "")), ""),
            "event": str(row.facts.get("kind", "")).replace("_", " "),
            **{name: str(row.facts.get(name, "")) for name in _SUMS},
        }
        minor = row.facts.get("disputed_minor" if row.kind == "item.disputed" else "promised_minor")
        yield TimelineEntry(
            cursor=part.cursor(row.at, row.seq),
            kind=kind,
            code=row.kind,
            what=Reason(f"timeline.{row.kind}", text, facts),
            by=row.by,
            subject=(row.subject_kind, row.subject_id),
            visibility=Visibility.STATUS if row.kind in _JOURNALED.keys() - _HISTORY else Visibility.HISTORY,
            body=str(row.private.get("reason") or row.private.get("note") or "") if reads_history else "",
            money=Money(minor, row.facts["currency"]) if minor is not None else None,
        )


# The number of a source is its place here, and part of every cursor.
_SOURCES: tuple[tuple[frozenset[Kind], bool, Callable[[_Part], Iterator[TimelineEntry]]], ...] = (
    (frozenset({Kind.CALLS, Kind.MAIL, Kind.NOTES}), False, _activities),
    (frozenset({Kind.TICKLERS}), True, _ticklers_opened),
    (frozenset({Kind.TICKLERS}), True, _tickler_moves),
    (frozenset({Kind.MONEY}), False, _documents_booked),
    (frozenset({Kind.MONEY}), False, _applications),
    (frozenset({Kind.DOCUMENTS}), False, _attached),
    (frozenset({Kind.MONEY, Kind.CASES, Kind.CHANGES}), False, _journaled),
)
assert set(chain.from_iterable(kinds for kinds, _, _ in _SOURCES)) == set(Kind)
