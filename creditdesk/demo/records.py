"""Activities, ticklers and documents as rows, with what the journal says of the recent ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from creditdesk.demo.acts import Act
from creditdesk.demo.conversations import ActivityPlan
from creditdesk.demo.history import Draft, History
from creditdesk.demo.next_actions import TicklerPlan
from creditdesk.demo.office import Office
from creditdesk.demo.papers import pdf, signature
from creditdesk.followup.models import Activity, Document, Promise, Tickler, TicklerMove
from creditdesk.followup.promise_judging import promise_facts, told_in
from creditdesk.parties.models import Company, Contact, Customer

_RECENT_DAYS = 30


class Records:
    """Writes what was planned; remembers the keys of activities for those that refer to them."""

    def __init__(
        self,
        *,
        office: Office,
        customers: Mapping[str, Customer],
        items: Mapping[int, int],
        today: dt.date,
        acts: list[Act],
    ) -> None:
        self._office, self._customers, self._items, self._acts = office, customers, items, acts
        self._recent = dt.datetime.combine(today - dt.timedelta(days=_RECENT_DAYS), dt.time(), tzinfo=dt.UTC)
        self._contacts: dict[tuple[int, int], int] = {
            (customer_id, rank): contact_id
            for contact_id, customer_id, rank in Contact.objects.values_list("id", "customer_id", "rank")
        }
        self._activities: dict[int, Activity] = {}  # id() of the plan → the row

    def write_activities(self, plans: Sequence[ActivityPlan]) -> None:
        """Write every activity; corrections last, because they point at what they correct."""
        for batch in (
            [plan for plan in plans if plan.corrects is None],
            [plan for plan in plans if plan.corrects is not None],
        ):
            first = len(self._activities)
            rows = [self._activity(plan, number) for number, plan in enumerate(batch, start=first + 1)]
            Activity.objects.bulk_create(rows, batch_size=500)
            self._activities |= {id(plan): row for plan, row in zip(batch, rows, strict=True)}
        for plan in plans:
            if plan.happened_at >= self._recent:
                self._tell_activity(plan)
        self._write_promises(plans)

    def _write_promises(self, plans: Sequence[ActivityPlan]) -> None:
        """Write what was promised, unless the conversation was corrected; the first night judges it."""
        corrected = {id(plan.corrects) for plan in plans if plan.corrects is not None}
        told = [self._activities[id(plan)] for plan in plans if plan.promised_date and id(plan) not in corrected]
        zones = {company.id: ZoneInfo(company.time_zone) for company in Company.objects.all()}
        methods = cycle(("check", "ach", "check", "", "wire"))
        rows = [told_in(one, zone=zones[one.company_id], method=next(methods)) for one in told]
        Promise.objects.bulk_create(rows, batch_size=500)
        for row in rows:
            if row.activity.happened_at >= self._recent:
                activity = row.activity
                self._tell("promise.made", activity.by.username, activity.recorded_at, row, promise_facts(row), {})

    def write_ticklers(self, plans: Sequence[TicklerPlan]) -> None:
        """Write every tickler with its moves."""
        rows = [self._tickler(plan, number) for number, plan in enumerate(plans, start=1)]
        Tickler.objects.bulk_create(rows, batch_size=500)
        moves = []
        for plan, row in zip(plans, rows, strict=True):
            moves += list(self._moves(plan, row))
            if plan.created_at >= self._recent:
                first = plan.moves[0] if plan.moves else None
                due_date = first.from_date if first else plan.due_date
                owner = self._office.users[first.from_owner if first and first.from_owner else plan.owner]
                facts: dict[str, object] = {"due_date": due_date.isoformat() if due_date else None, "owner": owner.id}
                self._tell("tickler.opened", plan.created_by, plan.created_at, row, facts, {"cause": row.cause})
        TicklerMove.objects.bulk_create(moves, batch_size=500)

    def write_documents(self, history: History, *, random: Random) -> None:
        """Attach proofs of delivery to invoices in dispute, and a picture of the signature to some."""
        contested = [draft.origin or draft for draft in (*history.documents, *history.withheld) if draft.disputed_minor]
        invoices = list({id(draft): draft for draft in contested if draft.kind == "invoice"}.values())[:80]
        rows = []
        for draft in invoices:
            day = draft.document_date + dt.timedelta(days=random.randint(1, 4))
            rows.append(
                self._document(draft, f"POD-{draft.number}.pdf", "application/pdf", pdf(_delivery(draft, day)), day)
            )
            if random.randrange(3) == 0:
                name = f"signature-{draft.number}.png"
                rows.append(self._document(draft, name, "image/png", signature(random), day))
        Document.objects.bulk_create(rows, batch_size=50)

    def _activity(self, plan: ActivityPlan, number: int) -> Activity:
        customer = self._customers[plan.account.number]
        contact = None if plan.contact is None else plan.account.contacts[plan.contact]
        return Activity(
            company_id=customer.company_id,
            customer=customer,
            contact_id=self._contacts[customer.id, contact.rank] if contact else None,
            channel=plan.channel,
            direction=plan.direction,
            outcome=plan.outcome,
            note=plan.note,
            visibility=plan.visibility,
            promised_minor=plan.promised_minor,
            promised_currency=plan.account.currency if plan.promised_minor else "",
            promised_date=plan.promised_date,
            items=[self._items[id(draft)] for draft in plan.about],
            corrects=self._activities[id(plan.corrects)] if plan.corrects else None,
            happened_at=plan.happened_at,
            recorded_at=plan.happened_at + dt.timedelta(minutes=2),
            by=self._office.users[plan.by],
            key=f"history-activity-{number}",
        )

    def _tell_activity(self, plan: ActivityPlan) -> None:
        row = self._activities[id(plan)]
        facts: dict[str, object] = {
            "channel": row.channel,
            "direction": row.direction,
            "outcome": row.outcome,
            "visibility": row.visibility,
            "items": row.items,
            "corrects": row.corrects_id,
        }
        if row.promised_date is not None:
            facts["promised_minor"] = row.promised_minor
            facts["promised_currency"] = row.promised_currency
            facts["promised_date"] = row.promised_date.isoformat()
        kind = "activity.corrected" if row.corrects_id else "activity.recorded"
        self._tell(kind, plan.by, row.recorded_at, row, facts, {"note": row.note})

    def _tickler(self, plan: TicklerPlan, number: int) -> Tickler:
        customer = self._customers[plan.account.number]
        return Tickler(
            company_id=customer.company_id,
            customer=customer,
            owner=self._office.users[plan.owner],
            due_date=plan.due_date,
            due_time=plan.due_time,
            kind=plan.kind,
            cause=plan.cause,
            state=plan.state,
            activity=self._activities[id(plan.activity)] if plan.activity else None,
            created_by=self._office.users[plan.created_by],
            created_at=plan.created_at,
            version=1 + len(plan.moves),
            key=f"history-tickler-{number}",
        )

    def _moves(self, plan: TicklerPlan, row: Tickler) -> Iterable[TicklerMove]:
        users = self._office.users
        for number, move in enumerate(plan.moves, start=1):
            from_owner, to_owner = move.from_owner or plan.owner, move.to_owner or plan.owner
            made = TicklerMove(
                tickler=row,
                kind=move.kind,
                from_date=move.from_date or plan.due_date,
                to_date=move.to_date or plan.due_date,
                from_owner=users[from_owner],
                to_owner=users[to_owner],
                note=move.note,
                by=users[move.by],
                at=move.at,
                key=f"{row.key}-{number}",
            )
            yield made
            if move.at >= self._recent:
                facts: dict[str, object] = {
                    "from_date": made.from_date.isoformat() if made.from_date else None,
                    "to_date": made.to_date.isoformat() if made.to_date else None,
                    "from_owner": users[from_owner].id,
                    "to_owner": users[to_owner].id,
                }
                self._tell(
                    f"tickler.{move.kind}", move.by, move.at, row, facts, {"cause": row.cause, "note": move.note}
                )

    def _document(self, draft: Draft, name: str, media_type: str, content: bytes, day: dt.date) -> Document:
        customer = self._customers[draft.account.number]
        return Document(
            company_id=customer.company_id,
            customer=customer,
            name=name,
            description=f"Proof of delivery for invoice {draft.number}",
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            by=self._office.users["deductions"],
            at=dt.datetime.combine(day, dt.time(20, 0), tzinfo=dt.UTC),
        )

    def _tell(
        self,
        kind: str,
        by: str,
        at: dt.datetime,
        row: Activity | Promise | Tickler,
        facts: dict[str, object],
        private: dict[str, object],
    ) -> None:
        subject = (row._meta.model_name or "", row.id)
        self._acts.append(Act(kind, by, at, subject, row.company_id, row.customer_id, facts, private))


def _delivery(draft: Draft, day: dt.date) -> list[str]:
    account = draft.account
    return [
        "PROOF OF DELIVERY",
        "",
        f"Consignee: {account.name}",
        f"{account.street}, {account.place.city} {account.place.region} {account.postal_code}",
        f"Invoice {draft.number}   Terms {draft.terms}",
        f"Delivered {day.isoformat()} 10:42, cartons: {1 + draft.amount_minor % 9}, seals intact",
        f"Received by: {account.contacts[0].name}",
    ]
