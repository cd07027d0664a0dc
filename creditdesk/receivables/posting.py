"""Writing postings, inside the transaction that an action opened. Actions, intake and the demo share this."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from creditdesk.domain.reasons import refuse
from creditdesk.parties.locks import keep_books_open
from creditdesk.receivables.bulk import CHUNK
from creditdesk.receivables.models import Entry, Period, Posting
from creditdesk.receivables.stops import refuse_stopped


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a posting before it is written: an item with its customer, or an account. Amounts in minor units."""

    currency: str
    amount_minor: int
    item_id: int | None = None
    customer_id: int | None = None
    account: str = ""


def require_open_period(company_id: int, posting_dates: Iterable[dt.date]) -> None:
    """Raise a Refusal that names the first of the dates that lies in a closed period of the company.

    No period of the company is closed until the transaction ends.
    """
    wanted = sorted(set(posting_dates))
    if not wanted:
        return
    keep_books_open(company_id)
    closed = Period.objects.filter(
        company_id=company_id, first_day__lte=wanted[-1], last_day__gte=wanted[0]
    ).values_list("first_day", "last_day")
    for first_day, last_day in closed:
        for day in wanted:
            if first_day <= day <= last_day:
                raise refuse(
                    "ledger.closed_period",
                    "%(day)s lies in the period %(first)s to %(last)s, which is closed: post on a later day",
                    day=day.isoformat(),
                    first=first_day.isoformat(),
                    last=last_day.isoformat(),
                )


def write_posting(
    company_id: int,
    kind: str,
    *,
    posting_date: dt.date,
    lines: Sequence[Line],
    by: str,
    at: dt.datetime,
    key: str,
    reason: str = "",
    reverses: Posting | None = None,
    policy_version: int | None = None,
    import_file_id: int | None = None,
) -> Posting:
    """Write one posting with its entries and bring the items that it moves up to date.

    Raises Refusal in a closed period, where a proof has stopped postings, or where an earlier date would take an item
    beyond zero or its original on some past day; AssertionError if the lines do not sum to zero per currency (a defect
    of ours, not of the caller's data); IntegrityError if an item would leave the range from zero to its original.
    """
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.amount_minor
    assert lines and not any(sums.values()), f"posting {key} does not sum to zero: {dict(sums)}"
    require_open_period(company_id, [posting_date])
    refuse_stopped(company_id, {line.customer_id for line in lines if line.customer_id is not None})
    posting = Posting.objects.create(
        company_id=company_id,
        kind=kind,
        posting_date=posting_date,
        recorded_at=at,
        by=by,
        key=key,
        reason=reason,
        reverses=reverses,
        policy_version=policy_version,
        import_file_id=import_file_id,
        entry_count=len(lines),
    )
    Entry.objects.bulk_create(
        Entry(
            posting=posting,
            line=number,
            company_id=company_id,
            customer_id=line.customer_id,
            item_id=line.item_id,
            account=line.account,
            currency=line.currency,
            amount_minor=line.amount_minor,
            posting_date=posting_date,
        )
        for number, line in enumerate(lines, start=1)
    )
    moved = [line.item_id for line in lines if line.item_id is not None]
    refuse_beyond_bounds_on_past_days(moved, posting_date=posting_date)
    bring_up_to_date(moved)
    return posting


def refuse_beyond_bounds_on_past_days(item_ids: Sequence[int], *, posting_date: dt.date) -> None:
    """An act dated before a later one must leave every day between them right, or that day's statement is nonsense."""
    later = Entry.objects.filter(item_id__in=item_ids, posting_date__gt=posting_date)
    backdated = list(later.values_list("item_id", flat=True).distinct())
    if not backdated:
        return
    listed = ",".join(str(int(item_id)) for item_id in backdated)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.number, d.posting_date FROM (SELECT item_id, posting_date, "  # noqa: S608  (whole numbers only)
            "SUM(SUM(amount_minor)) OVER (PARTITION BY item_id ORDER BY posting_date) AS rest FROM receivables_entry "
            f"WHERE item_id IN ({listed}) GROUP BY item_id, posting_date) d "
            "JOIN receivables_openitem i ON i.id = d.item_id "
            "WHERE d.rest * i.original_minor < 0 OR ABS(d.rest) > ABS(i.original_minor) "
            "ORDER BY d.posting_date, d.item_id LIMIT 1"
        )
        row = cursor.fetchone()
    if row is not None:
        raise refuse(
            "ledger.backdated",
            "dated %(day)s, it would take %(number)s beyond its open amount on %(broken)s: choose a later day",
            day=posting_date.isoformat(),
            number=row[0],
            broken=str(row[1]),
        )


def bring_up_to_date(item_ids: Sequence[int]) -> None:
    """Set what is open of each item, and when it was closed, from its entries, in one statement for many items.

    Disputed is what is contested, as far as it is open: it falls with a payment and rises when that is taken back.
    """
    ids = sorted(set(item_ids))
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            listed = ",".join(str(int(item_id)) for item_id in ids[start : start + CHUNK])
            cursor.execute(
                "UPDATE receivables_openitem SET open_minor = t.rest, "  # noqa: S608  (whole numbers only)
                "closed_date = CASE WHEN t.rest = 0 THEN t.last_day END, disputed_minor = CASE WHEN t.rest <= 0 THEN 0 "
                "WHEN contested_minor > t.rest THEN t.rest ELSE contested_minor END "
                "FROM (SELECT item_id, SUM(amount_minor) AS rest, MAX(posting_date) AS last_day FROM receivables_entry "
                f"WHERE item_id IN ({listed}) GROUP BY item_id) t WHERE t.item_id = receivables_openitem.id"
            )


def turned(lines: Iterable[Entry]) -> list[Line]:
    """The lines of a posting with every sign turned: what its reversal posts."""
    return [
        Line(
            currency=entry.currency,
            amount_minor=-entry.amount_minor,
            item_id=entry.item_id,
            customer_id=entry.customer_id,
            account=entry.account,
        )
        for entry in lines
    ]
