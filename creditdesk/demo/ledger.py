"""Puts a history into the ledger week by week, the way it would have come in: documents, then what paid them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from creditdesk.demo.acts import Act
from creditdesk.demo.history import Draft, History, Returned, Use
from creditdesk.demo.staging import ExtensionPlan
from creditdesk.parties.models import Company
from creditdesk.receivables import batches
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import Extension, Period, Posting
from creditdesk.receivables.posting import Line, turned, write_posting
from creditdesk.receivables.recognition import ERP_CLEARING, NewItem, Source, recognise
from creditdesk.receivables.settlement import Rest, Settlement, settle, transfer_rests

_WEEK = dt.timedelta(days=7)
# Acts of the last weeks stand in the journal one by one; those before them as one entry a week.
_RECENT_DAYS = 21


@dataclass(slots=True)
class Ledger:
    """Writes the facts of one history. `customers` maps numbers to keys; `acts` collects what the journal will say."""

    companies: Mapping[str, Company]
    customers: Mapping[str, int]
    today: dt.date
    policy_version: int
    acts: list[Act]
    items: dict[int, int] = field(default_factory=dict)  # id() of the draft → key of its item
    _postings: dict[int, int] = field(default_factory=dict)  # id() of the use → key of its posting
    _keys: int = 0

    def write(self, history: History) -> None:
        """Take over every document and settle what was settled, week after week."""
        for company in self.companies.values():
            weeks = _by_week(history, company.code)
            for monday in sorted(weeks):
                self._week(weeks[monday], company=company, monday=monday)

    def extend(self, plans: Iterable[ExtensionPlan], *, by: str) -> None:
        """Record the extensions that were granted."""
        for plan in plans:
            item_id = self.items[id(plan.invoice)]
            Extension.objects.create(
                item_id=item_id,
                extended_date=plan.extended_date,
                granted_on=plan.granted_on,
                by=by,
                reason=plan.reason,
                source=Extension.Source.ERP,
            )
            self._note(
                "item.extended",
                by=by,
                day=plan.granted_on,
                subject=("item", item_id),
                draft=plan.invoice,
                facts={"due_date": plan.invoice.due_date.isoformat(), "extended_date": plan.extended_date.isoformat()},
                private={"reason": plan.reason},
            )

    def record_disputes(self, history: History, *, by: str) -> None:
        """Say in the journal what is contested; the items were written with it."""
        for draft in (*history.documents, *history.withheld):
            if draft.disputed_minor:
                facts: dict[str, object] = {"before_minor": 0, "disputed_minor": draft.disputed_minor}
                day = min(max(draft.document_date, draft.due_date), self.today - dt.timedelta(days=1))
                subject = ("item", self.items[id(draft)])
                facts["currency"] = draft.account.currency
                self._note("item.disputed", by=by, day=day, subject=subject, draft=draft, facts=facts)

    def close_periods(self, *, start: dt.date, by: str) -> None:
        """Close every month of the history but the last two and the present one."""
        first = start
        open_from = _months_before(self.today, 1)
        while (following := _months_before(first, -1)) <= open_from:
            at = _evening(following + dt.timedelta(days=6))
            for company in self.companies.values():
                last = following - dt.timedelta(days=1)
                period = Period.objects.create(
                    company=company, first_day=first, last_day=last, closed_at=at, closed_by=by
                )
                facts = {"first_day": first.isoformat(), "last_day": last.isoformat()}
                self.acts.append(Act("period.closed", by, at, ("period", period.id), company.id, facts=facts))
            first = following

    def _week(self, week: _Week, *, company: Company, monday: dt.date) -> None:
        at = _evening(min(monday + dt.timedelta(days=6), self.today))
        source = Source(company.id, "machine", at, f"history/{monday.isoformat()}", policy_version=self.policy_version)
        for draft, item_id in zip(
            week.documents, recognise([self._new_item(draft) for draft in week.documents], source=source), strict=True
        ):
            self.items[id(draft)] = item_id
        # What the bank returns is open again before this week pays it; what was paid this week returns after that.
        earlier = [returned for returned in week.returned if id(returned.use) in self._postings]
        for returned in earlier:
            self._return(returned, company=company)
        cash = replace(source, by="cash", key=f"{source.key}/cash")
        ids = settle([self._settlement(use) for use in week.uses], source=cash)
        self._postings |= {id(use): posting_id for use, posting_id in zip(week.uses, ids, strict=True)}
        for draft, item_id in zip(
            week.withheld, transfer_rests([self._rest(draft) for draft in week.withheld], source=cash), strict=True
        ):
            self.items[id(draft)] = item_id
        for returned in week.returned:
            if returned not in earlier:
                self._return(returned, company=company)
        self._record_week(week, company=company, monday=monday, at=at, keys=(source.key, cash.key))

    def _new_item(self, draft: Draft) -> NewItem:
        return NewItem(
            customer_id=self.customers[draft.account.number],
            kind=draft.kind,
            number=draft.number,
            currency=draft.account.currency,
            original_minor=draft.amount_minor,
            document_date=draft.document_date,
            posting_date=draft.document_date,
            due_date=draft.due_date,
            discount_date=draft.discount_date,
            goods_minor=draft.goods_minor,
            terms_code=draft.terms,
            po_number=_purchase_order(draft),
            order_number=f"SO{int(draft.number) + 120_000}" if draft.kind == "invoice" else "",
            bol_number=f"BL{int(draft.number) * 7 % 1_000_000:06d}" if draft.kind == "invoice" else "",
            reference=draft.reference,
            disputed_minor=draft.disputed_minor,
        )

    def _settlement(self, use: Use) -> Settlement:
        self._keys += 1
        lines = tuple(ApplyTo(self.items[id(draft)], amount, discount) for draft, amount, discount in use.lines)
        return Settlement(self.items[id(use.credit)], lines, use.day, f"history/apply/{self._keys}")

    def _rest(self, draft: Draft) -> Rest:
        assert draft.origin is not None
        self._keys += 1
        return Rest(
            item_id=self.items[id(draft.origin)],
            amount_minor=draft.amount_minor,
            number=draft.number,
            reference=draft.reference,
            posting_date=draft.document_date,
            key=f"history/rest/{self._keys}",
            disputed_minor=draft.disputed_minor,
        )

    def _return(self, returned: Returned, *, company: Company) -> None:
        """The payment's use is reversed, invoices and discounts with it, and the money leaves the account again."""
        posting = Posting.objects.get(id=self._postings[id(returned.use)])
        at = _evening(returned.day)
        reversal = write_posting(
            company.id,
            Posting.Kind.REVERSAL,
            posting_date=returned.day,
            lines=turned(posting.entries.order_by("line")),
            by="cash",
            at=at,
            key=f"history/return/{posting.id}",
            reason="payment returned by the bank",
            reverses=posting,
            policy_version=self.policy_version,
        )
        credit = returned.use.credit
        customer_id, currency = self.customers[credit.account.number], credit.account.currency
        gone = write_posting(
            company.id,
            Posting.Kind.ERP_SETTLEMENT,
            posting_date=returned.day,
            lines=[
                Line(currency, -credit.amount_minor, item_id=self.items[id(credit)], customer_id=customer_id),
                Line(currency, credit.amount_minor, account=ERP_CLEARING),
            ],
            by="cash",
            at=at,
            key=f"history/returned/{posting.id}",
            reason="payment returned by the bank",
            policy_version=self.policy_version,
        )
        self._note(
            "posting.reversed",
            by="cash",
            day=returned.day,
            subject=("posting", reversal.id),
            draft=credit,
            facts={"reverses": posting.id, "posting_date": returned.day.isoformat()},
            private={"reason": "payment returned by the bank"},
        )
        self._note(
            "credit.returned",
            by="cash",
            day=returned.day,
            subject=("posting", gone.id),
            draft=credit,
            facts={"posting_date": returned.day.isoformat()},
        )

    def _record_week(
        self, week: _Week, *, company: Company, monday: dt.date, at: dt.datetime, keys: tuple[str, ...]
    ) -> None:
        sums: dict[str, int] = defaultdict(int)
        for draft in week.documents:
            sums[f"{draft.kind} {draft.account.currency}"] += draft.amount_minor
        facts: dict[str, object] = {
            "week": monday.isoformat(),
            "documents": len(week.documents),
            "sums_minor": dict(sums),
        }
        facts |= {"applications": len(week.uses), "deductions": len(week.withheld)}
        facts["batches"] = [batch for batch in batches.stated(*keys) if batch[0] == company.id]
        self.acts.append(Act("documents.taken_over", "machine", at, ("company", company.id), company.id, facts=facts))
        if monday < self.today - dt.timedelta(days=_RECENT_DAYS):
            return
        for use in week.uses:
            self._note(
                "credit.applied",
                by="cash",
                day=use.day,
                subject=("posting", self._postings[id(use)]),
                draft=use.credit,
                facts={"posting_date": use.day.isoformat(), "entries": self._entries(use)},
            )

    def _entries(self, use: Use) -> list[list[object]]:
        currency = use.credit.account.currency
        given = sum(amount for _, amount, _ in use.lines)
        entries: list[list[object]] = [[self.items[id(use.credit)], currency, given]]
        return entries + [
            [self.items[id(draft)], currency, -amount - discount] for draft, amount, discount in use.lines
        ]

    def _note(
        self,
        kind: str,
        *,
        by: str,
        day: dt.date,
        subject: tuple[str, int],
        draft: Draft,
        facts: dict[str, object],
        private: dict[str, object] | None = None,
    ) -> None:
        company, customer = self.companies[draft.account.company], self.customers[draft.account.number]
        facts = {**facts, "policy_version": self.policy_version}
        self.acts.append(Act(kind, by, _evening(day), subject, company.id, customer, facts, private or {}))


@dataclass(slots=True)
class _Week:
    documents: list[Draft] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    withheld: list[Draft] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)


def _by_week(history: History, company: str) -> dict[dt.date, _Week]:
    """Monday → what happened in its week. Within a week, documents come before what pays them."""
    weeks: dict[dt.date, _Week] = defaultdict(_Week)
    for draft in _of(company, history.documents):
        weeks[_monday(draft.document_date)].documents.append(draft)
    for draft in _of(company, history.withheld):
        weeks[_monday(draft.document_date)].withheld.append(draft)
    for use in history.uses:
        if use.credit.account.company == company:
            weeks[_monday(use.day)].uses.append(use)
    for returned in history.returned:
        if returned.use.credit.account.company == company:
            weeks[_monday(returned.day)].returned.append(returned)
    return weeks


def _of(company: str, drafts: Sequence[Draft]) -> Iterator[Draft]:
    return (draft for draft in drafts if draft.account.company == company)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _evening(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12, 0), tzinfo=dt.UTC)


def _months_before(day: dt.date, months: int) -> dt.date:
    """The first of the month so many months before the day's (after it, if negative)."""
    index = day.year * 12 + day.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)


def _purchase_order(draft: Draft) -> str:
    return f"PO-{int(draft.number) * 31 % 90_000 + 10_000}" if draft.kind == "invoice" else ""
