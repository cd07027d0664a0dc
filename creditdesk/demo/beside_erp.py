"""The demo beside its ERP: what was answered to acts of the desk, a list of open items that differs, a webhook.

The answers are part of the history. The list and the webhook come in afterwards by the actions that a person takes, so
that they stand there as they would: compared, posted, with differences of each kind left to decide.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from creditdesk.demo.acts import Act
from creditdesk.domain.deliveries import Outcome
from creditdesk.domain.events import EventKind
from creditdesk.domain.list_differences import Answer
from creditdesk.domain.money import major_units
from creditdesk.intake import actions as intake
from creditdesk.intake.balances import enter_balance
from creditdesk.intake.differences import decide
from creditdesk.intake.open_differences import open_rows
from creditdesk.intake.worker import run_pending
from creditdesk.outbound import actions as webhooks
from creditdesk.outbound.delivering import deliver_next
from creditdesk.outbound.door import Answer as Told
from creditdesk.parties.models import Company, User
from creditdesk.receivables.erp import own_acts
from creditdesk.receivables.models import ErpAnswer, OpenItem

COMPANY = "NL01"
# The newest acts: the last one waits, the one before was refused.
_WAITING, _REFUSED = 1, 1
_HEADINGS = (
    "Customer number",
    "Document type",
    "Document number",
    "Document date",
    "Due date",
    "Currency",
    "Original amount",
    "Open amount",
)
_ONE_DAY = dt.timedelta(days=1)


def answer_acts(company_ids: Sequence[int], *, today: dt.date, acts: list[Act]) -> None:
    """Let the ERP have answered to what the desk did: all of it but the last, and the one before with a no."""
    posted = list(own_acts(company_ids))
    answered = posted[: len(posted) - _WAITING]
    for number, posting in enumerate(answered, start=1):
        refused = number > len(answered) - _REFUSED
        on = min(posting.posting_date + _ONE_DAY, today)
        at = max(posting.recorded_at, dt.datetime.combine(on, dt.time(5, 0), tzinfo=dt.UTC))
        made = ErpAnswer.objects.create(
            posting=posting,
            accepted=not refused,
            erp_document="" if refused else f"RV-{100_000 + number}",
            reason="Clearing document is blocked by another user" if refused else "",
            answered_on=on,
            answered_at=at,
            answered_by="machine",
        )
        entry = posting.entries.filter(customer__isnull=False).order_by("line").first()
        acts.append(
            Act(
                "erp.refused" if refused else "erp.accepted",
                "machine",
                at,
                ("posting", posting.id),
                posting.company_id,
                entry.customer_id if entry else None,
                facts={"erp_document": made.erp_document, "answered_on": on.isoformat()},
                private={"reason": made.reason} if refused else {},
            )
        )


def load_list(*, today: dt.date, at: dt.datetime) -> int:
    """Load, post and half decide the list of the company's open items; returns how many documents it brought."""
    cash, controller = (User.objects.get(username=name) for name in ("cash", "controller"))
    company = Company.objects.get(code=COMPANY)
    rows, total = _rows(company, today=today)
    file = intake.receive(
        [_as_csv(rows)],
        name=f"open_items_{COMPANY}_{today.isoformat()}.csv",
        company=company,
        is_list=True,
        by=cash,
        at=at,
        as_of=today,
    )
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    confirmed = [doubt["code"] for doubt in file.totals["doubts"]]
    intake.post(file, revision=file.revision, confirmed=confirmed, by=cash, at=at)
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    # Somebody in the ERP booked on the account by hand: it is off its own list.
    enter_balance(company, currency=company.currency, as_of=today, balance_minor=total + 84_50, by=cash, at=at)
    first = open_rows(file, cause="snapshot.due_earlier").first()
    if first is not None:
        decide(
            file,
            lines=[first.line],
            answer=Answer.KEEP,
            reason="The customer was told our day; the ERP's terms are being corrected",
            by=controller,
            at=at,
            as_of=today,
        )
    return file.new_rows


@dataclass(slots=True)
class _Listed:
    """One line of the list, as the ledger would have it until something is changed."""

    customer: str
    kind: str
    number: str
    document_date: dt.date
    due_date: dt.date
    currency: str
    original_minor: int
    open_minor: int


def _rows(company: Company, *, today: dt.date) -> tuple[list[_Listed], int]:
    """The open items with differences of each kind, and their sum: the ERP is some days ahead of the desk."""
    items = OpenItem.objects.filter(company=company, voided_on__isnull=True).select_related("customer").order_by("id")
    rows = [_listed(item) for item in items.filter(closed_date__isnull=True)]
    invoices = [row for row in rows if row.kind == "invoice" and row.open_minor == row.original_minor > 100_00]
    for row, change in zip(invoices, _CHANGES, strict=False):
        change(row, today)
    rows = [row for row in rows if row.open_minor]
    closed = items.filter(closed_date__lt=today, kind="invoice").last()
    if closed is not None:
        rows.append(_listed(closed))
        rows[-1].open_minor = closed.original_minor
    due = today + dt.timedelta(days=29)
    first = rows[0]
    days = (today - _ONE_DAY, due)
    rows.append(_Listed(first.customer, "invoice", "990001", *days, first.currency, 1_840_00, 1_840_00))
    return rows, sum(row.open_minor for row in rows if row.currency == company.currency)


def _paid_in_part(row: _Listed, today: dt.date) -> None:
    row.open_minor //= 2


def _paid(row: _Listed, today: dt.date) -> None:
    row.open_minor = 0


def _put_off(row: _Listed, today: dt.date) -> None:
    row.due_date = max(row.due_date, today) + dt.timedelta(days=21)


def _brought_forward(row: _Listed, today: dt.date) -> None:
    row.due_date = max(row.document_date, row.due_date - dt.timedelta(days=10))


def _corrected(row: _Listed, today: dt.date) -> None:
    row.original_minor = row.open_minor = row.open_minor * 9 // 10


# What the ERP did to one invoice after the other.
_CHANGES = (_paid_in_part, _paid, _put_off, _brought_forward, _brought_forward, _corrected, _corrected)


def _listed(item: OpenItem) -> _Listed:
    days = (item.document_date, item.due_date)
    return _Listed(
        item.customer.number, item.kind, item.number, *days, item.currency, item.original_minor, item.open_minor
    )


def _as_csv(rows: Sequence[_Listed]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADINGS)
    writer.writerows(_cells(row) for row in rows)
    return out.getvalue().encode()


def _cells(row: _Listed) -> Iterator[str]:
    yield from (row.customer, row.kind.replace("_", " "), row.number)
    yield from (row.document_date.isoformat(), row.due_date.isoformat(), row.currency)
    yield from (str(major_units(minor, currency=row.currency)) for minor in (row.original_minor, row.open_minor))


def subscribe(*, at: dt.datetime) -> None:
    """A webhook that was told one thing and could not be told another for a day; paused, so that nothing leaves."""
    admin = User.objects.get(username="admin")
    asked = at - dt.timedelta(hours=27)
    made = webhooks.make_subscription(
        admin,
        name="Data warehouse",
        url="https://warehouse.example.com/creditdesk",
        kinds=[EventKind.IMPORT_POSTED, EventKind.ERP_REFUSED],
        at=asked,
        key="demo",
    ).subscription
    webhooks.ask_for_test(made, by=admin, at=asked, key="demo/first")
    _try(made.id, Told(Outcome.DELIVERED, 204, 86), at=asked)
    webhooks.ask_for_test(made, by=admin, at=asked, key="demo/second")
    for hours in (27, 25, 14, 0):
        _try(made.id, Told(Outcome.ANSWERED_OTHERWISE, 503, 1_204), at=at - dt.timedelta(hours=hours))
    webhooks.pause_subscription(made, by=admin, at=at)


def _try(subscription_id: int, told: Told, *, at: dt.datetime) -> None:
    """One try, which the receiver answers so: no address is asked."""

    def answered(url: str, *, body: bytes, headers: Mapping[str, str]) -> Told:
        return told

    deliver_next(subscription_id, now=lambda: at, post=answered)
