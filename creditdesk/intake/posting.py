"""Posting a previewed file, chunk by chunk.

Each chunk is one transaction: customers, items, postings, positions, the journal's entry and the cursor commit together
or not at all. Whatever kills the process, the next one goes on behind the cursor; two at once take turns at the lock of
the file. The rows are judged again under the lock of their customers, so that no document is posted twice; not so
where the journal shows that nothing happened since the preview that could make a difference.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from creditdesk.domain import portfolios
from creditdesk.domain.reasons import Reason
from creditdesk.intake.dating import Row, documents_of, settlement_day
from creditdesk.intake.judging import Ground, Judgement, Problem, ground
from creditdesk.intake.list_dates import extend_as_erp
from creditdesk.intake.lists import judge_file, judge_missing, known_documents
from creditdesk.intake.models import TO_POST, ImportFile, StagedRow
from creditdesk.intake.totals import by_verdict, only_counted, staged
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.directory import rules_of
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer
from creditdesk.parties.queries import customers_numbered
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import batches, positions
from creditdesk.receivables.recognition import ErpMove, NewItem, Source, recognise

CHUNK = 2000
# Acts that change no figure, day or decision from which a row is judged.
_WITHOUT_FIGURES = ("access.", "activity.", "calendar.", "export.", "promise.", "tickler.", "token.")
Verdict = StagedRow.Verdict


@dataclass(slots=True)
class _Pending:
    """A staged row that waits to be posted."""

    id: int
    line: int
    verdict: str
    row: Row
    in_file: bool


def post_chunk(file_id: int, *, at: dt.datetime, as_of: dt.date, chunk: int = CHUNK) -> bool:
    """Post the next rows of a file that is being posted; False once there are none left, and the file is posted.

    Raises Refusal where the ledger refuses the chunk as a whole; then nothing of it is posted.
    """
    if _post_next(file_id, at=at, as_of=as_of, chunk=chunk):
        return True
    file = ImportFile.objects.get(id=file_id)
    if file.state == ImportFile.State.POSTING:
        # Added up before the transaction: a million rows take seconds, and no row of them changes any more.
        _finish(file_id, sums=by_verdict(staged(file, only_counted=only_counted(file))), at=at)
    return False


@action
def _post_next(file_id: int, *, at: dt.datetime, as_of: dt.date, chunk: int) -> bool:
    """Post so many rows behind the cursor in one transaction; True if there may be more."""
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.POSTING:
        return False
    rows = file.rows.filter(verdict__in=TO_POST, line__gt=file.cursor).order_by("line")
    pending = [_Pending(*one) for one in rows.values_list("id", "line", "verdict", "row", "in_file")[:chunk]]
    if pending:
        _post(file, pending, at=at, as_of=as_of)
    return len(pending) == chunk


def _post(file: ImportFile, pending: Sequence[_Pending], *, at: dt.datetime, as_of: dt.date) -> None:
    companies = {company.code: company for company in Company.objects.all()}
    customers = _customers([one for one in pending if "moves" not in one.row], companies)
    moved = {move["customer"] for one in pending for move in one.row.get("moves", ())}
    lock_customers({*customers.values(), *moved})
    rows = _still_new(file, pending)
    sums: dict[str, int] = defaultdict(int)
    by_company: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_company[row["company"]].append(row)
        sums[row["currency"]] += 0 if "moves" in row else row["original_minor"]
    first_line = pending[0].line
    for code, company_rows in sorted(by_company.items()):
        company = companies[code]
        policy = policy_in_force(as_of=as_of, company_id=company.id)
        source = Source(
            company_id=company.id,
            by=file.posted_by,
            at=at,
            key=chunk_key(file.id, first_line),
            import_file_id=file.id,
            policy_version=policy.number,
        )
        new = [
            _item(document, customers[company.id, row["customer_number"]], file.as_of)
            for row in company_rows
            if "moves" not in row
            for document in documents_of(row)
        ]
        moves = [_move(row, move) for row in company_rows for move in row.get("moves", ()) if move["move_minor"]]
        edges = policy.document.aging.buckets
        with positions.moving([move.item_id for move in moves], as_of=as_of, edges=edges):
            # Taken in before it ends: a customer who is computed anew there has his new documents already.
            positions.take_in(recognise(new, source=source, moves=moves), as_of=as_of, edges=edges)
        put_off = [move for row in company_rows for move in row.get("moves", ()) if move["due_date"]]
        extend_as_erp(put_off, file=file, at=at)
    file.cursor = pending[-1].line
    file.rows_done += len(rows)
    file.heartbeat_at = at
    file.save(update_fields=["cursor", "rows_done", "heartbeat_at"])
    append(
        "import.chunk_posted",
        by=file.posted_by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={
            "from_line": first_line,
            "to_line": file.cursor,
            "rows": len(rows),
            "original_minor": dict(sums),
            "batches": batches.stated(chunk_key(file.id, first_line)),
        },
    )


def chunk_key(file_id: int, first_line: int) -> str:
    """The key under which a chunk posts: the same lines of the same file post once."""
    return f"import/{file_id}/{first_line:08d}"


def _customers(pending: Sequence[_Pending], companies: dict[str, Company]) -> dict[tuple[int, str], int]:
    """(company, number) → id; unknown ones are made, always in one order, so that no two importers cross."""
    named: dict[tuple[int, str], Row] = {}
    for staged_row in pending:
        row: Row = staged_row.row
        named.setdefault((companies[row["company"]].id, row["customer_number"]), row)
    by_id = {company.id: company for company in companies.values()}
    found = _known_customers(named)
    missing = [
        _new_customer(by_id[company_id], number, named[company_id, number])
        for company_id, number in sorted(named.keys() - found.keys())
    ]
    if missing:
        _into_portfolios(missing)
        Customer.objects.bulk_create(missing, ignore_conflicts=True)
        found = _known_customers(named)
    return found


def _known_customers(named: dict[tuple[int, str], Row]) -> dict[tuple[int, str], int]:
    numbers: dict[int, list[str]] = defaultdict(list)
    for company_id, number in named:
        numbers[company_id].append(number)
    return {
        (company_id, number): customer_id
        for company_id, wanted in numbers.items()
        for number, customer_id in customers_numbered(wanted, company_id=company_id)
    }


def _new_customer(company: Company, number: str, row: Row) -> Customer:
    name = row.get("customer_name") or number
    country = row.get("country", "")
    return Customer(
        company=company,
        number=number,
        name=name,
        search_name=name.lower(),
        currency=row["currency"],
        terms_code=row.get("terms_code", ""),
        time_zone=company.time_zone,
        country=country.upper() if len(country) == 2 and country.isalpha() else "",
    )


def _into_portfolios(customers: Sequence[Customer]) -> None:
    """Let the rules of each company put its new customers into portfolios, so that somebody works them at once."""
    looked_at = [field.name for field in fields(portfolios.Account)]
    rules: dict[int, list[portfolios.Rule]] = {}
    for customer in customers:
        if customer.company_id not in rules:
            stated = rules_of(customer.company).values_list(*(field.name for field in fields(portfolios.Rule)))
            rules[customer.company_id] = [portfolios.Rule(*rule) for rule in stated]
        account = portfolios.Account(*(getattr(customer, name) for name in looked_at))
        customer.portfolio_id = portfolios.portfolio_for(account, rules[customer.company_id])


def _still_new(file: ImportFile, pending: Sequence[_Pending]) -> list[Row]:
    """The rows that may still be posted; the others get their new verdict, and the file's counts follow."""
    if _nothing_happened_since(file):
        return [one.row for one in pending]
    on = _ground(file)
    if _all_still_new(pending, on=on):
        return [one.row for one in pending]
    rows, moved, redated = [], [], []
    before = [(_days(one.row), one.row.pop("moves", None)) for one in pending]
    for one, (days, moves), judgement in zip(pending, before, _judged_again(file, pending, on=on), strict=True):
        if judgement.verdict == one.verdict and one.row.get("moves") == moves:
            rows.append(one.row)
            # A period was closed since the preview: what was posted when stays written on the row.
            if days != _days(one.row):
                redated.append(StagedRow(id=one.id, row=one.row))
            continue
        if judgement.verdict in TO_POST:
            judgement = Judgement(Verdict.REFUSED, [_changed_since(one.row)])
        moved.append((one.verdict, StagedRow(id=one.id, verdict=judgement.verdict, problems=judgement.problems)))
    StagedRow.objects.bulk_update(redated, ["row"])
    if moved:
        StagedRow.objects.bulk_update([now for _, now in moved], ["verdict", "problems"])
        unchanged = sum(now.verdict == Verdict.UNCHANGED for _, now in moved)
        file.rows_accepted -= len(moved)
        file.rows_changed -= sum(verdict == Verdict.CHANGED for verdict, _ in moved)
        file.rows_missing -= sum(verdict == Verdict.MISSING for verdict, _ in moved)
        file.rows_unchanged += unchanged
        file.rows_refused += len(moved) - unchanged
        counted = ("rows_accepted", "rows_changed", "rows_missing", "rows_unchanged", "rows_refused")
        file.save(update_fields=list(counted))
    return rows


def _nothing_happened_since(file: ImportFile) -> bool:
    """Whether the journal has nothing since the rows were judged but this file's own entries and acts without figures.

    Asked under the lock of the customers: whoever changed one of their documents has written his entry by then.
    """
    if "judged_after" not in file.totals:
        return False
    since = JournalEntry.objects.filter(seq__gt=file.totals["judged_after"]).order_by()
    others = since.exclude(subject_kind="import_file", subject_id=file.id)
    kinds = others.values_list("kind", flat=True).distinct()
    return all(kind.startswith(_WITHOUT_FIGURES) for kind in kinds)


def _all_still_new(pending: Sequence[_Pending], *, on: Ground) -> bool:
    """True where all rows were new and the ledger still has none of them, nor are their days closed: judging them again
    would say the same, row by row.
    """
    if any(one.verdict != Verdict.NEW for one in pending):
        return False
    closed = max((last for periods in on.closed.values() for _, last in periods), default=dt.date.min).isoformat()
    rows = [one.row for one in pending]
    return all(row["posting_date"] > closed for row in rows) and not known_documents(rows, on=on)


def _ground(file: ImportFile) -> Ground:
    return ground(
        mine=Company.objects.all(),
        may_create=False,
        as_of=file.as_of,
        columns=file.understood["mapping"]["columns"],
        is_list=file.compares,
    )


def _judged_again(file: ImportFile, pending: Sequence[_Pending], *, on: Ground) -> list[Judgement]:
    there = iter(judge_file([one.row for one in pending if one.in_file], on=on))
    lacking = iter(judge_missing([one.row for one in pending if not one.in_file], on=on) if file.is_list else [])
    return [next(there) if one.in_file else next(lacking) for one in pending]


def _days(row: Row) -> str:
    return str(row["posting_date"] + row.get("settled_date", ""))


def _changed_since(row: Row) -> Problem:
    text = "The ledger changed since the preview: load the list again."
    reason = Reason("intake.changed_since_preview", text)
    return {"field": "open_amount", "column": "", "value": row["number"], "reason": reason.as_dict()}


def _move(row: Row, move: Mapping[str, Any]) -> ErpMove:
    return ErpMove(
        customer_id=move["customer"],
        item_id=move["item"],
        currency=row["currency"],
        amount_minor=move["move_minor"],
        day=dt.date.fromisoformat(move["day"]),
    )


def _item(row: Row, customer_id: int, as_of: dt.date) -> NewItem:
    settled = row["original_minor"] - row["open_minor"]
    return NewItem(
        customer_id=customer_id,
        kind=row["kind"],
        number=row["number"],
        currency=row["currency"],
        original_minor=row["original_minor"],
        document_date=dt.date.fromisoformat(row["document_date"]),
        posting_date=dt.date.fromisoformat(row["posting_date"]),
        due_date=dt.date.fromisoformat(row["due_date"]),
        discount_date=_day(row.get("discount_date")),
        terms_code=row.get("terms_code", ""),
        po_number=row.get("po_number", ""),
        order_number=row.get("order_number", ""),
        reference=row.get("reference", ""),
        disputed_minor=max(0, row["open_minor"]) if row.get("disputed") else 0,
        settled_minor=settled,
        settled_date=settlement_day(row, as_of=as_of),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@action
def _finish(file_id: int, *, sums: list[dict[str, Any]], at: dt.datetime) -> None:
    file = ImportFile.objects.select_for_update().get(id=file_id)
    if file.state != ImportFile.State.POSTING:
        return
    new = file.rows_accepted - file.rows_changed - file.rows_missing
    facts: dict[str, Any] = {"new": new, "unchanged": file.rows_unchanged, "refused": file.rows_refused}
    if file.is_list:
        facts |= {"changed": file.rows_changed, "missing": file.rows_missing}
    if file.rows_done != file.rows_accepted:
        raise AssertionError(f"import {file.id}: {file.rows_done} rows posted of {file.rows_accepted}")
    file.state = ImportFile.State.POSTED
    file.posted_at = at
    file.heartbeat_at = None
    file.totals = {**file.totals, "staged": sums}
    file.save(update_fields=["state", "posted_at", "heartbeat_at", "totals"])
    append(
        "import.posted",
        by=file.posted_by,
        at=at,
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts=facts,
    )
