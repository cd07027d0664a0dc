"""Reading imports: the list, the rows of a file, how far it is, and what an undo would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.intake.formats.layouts.known import LAYOUTS
from creditdesk.intake.models import TO_POST, ErpBalance, ImportFile, ImportProfile, StagedRow
from creditdesk.parties.models import Company
from creditdesk.receivables.models import Entry, Extension, OpenItem, Period, Posting
from creditdesk.receivables.stops import refuse_stopped, standing_stops

AT_WORK = (ImportFile.State.ARRIVING, ImportFile.State.RECEIVED, ImportFile.State.POSTING, ImportFile.State.UNDOING)
# More blocking postings than these help nobody to read.
BLOCKERS_SHOWN = 20
REFUSED_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running import is: rows done of rows in all (None while nobody knows), and whether it still runs."""

    state: str
    done: int
    total: int | None
    running: bool
    problem: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an undo does: documents and sums per currency that leave the ledger, and why it must wait, if it must.

    `customers` owe something else afterwards, `moved` postings lie in closed periods and are taken back on the day of
    the undo, `disputed` documents lose that mark and `extensions` count no more. `found_there` are later files that
    found documents unchanged, which may be these, and `corrections` those that brought refused rows of it back.
    """

    items: int
    sums: Sequence[tuple[str, int, int]]  # currency, original and open in signed minor units
    customers: int
    moved: int
    disputed: int
    extensions: int
    # Documents that were there before and that the ERP settled or reopened by this list, and the sums taken back.
    erp_moved: int
    erp_sums: Sequence[tuple[str, int]]  # currency, signed minor units
    put_off: int
    found_there: int
    corrections: int
    blockers: Sequence[Reason]


def progress(file: ImportFile) -> Progress:
    """How far the file is on the way that it is on."""
    running = file.state in AT_WORK and not file.problem
    total: int | None = file.rows_accepted
    done = file.rows_done
    if file.state in (ImportFile.State.ARRIVING, ImportFile.State.RECEIVED):
        total, done = None, file.rows_read
    elif file.state == ImportFile.State.UNDOING:
        done = file.rows_accepted - file.rows_done
    return Progress(state=file.state, done=done, total=total, running=running, problem=file.problem)


def rows(file: ImportFile, *, verdict: str, after: int = 0) -> QuerySet[StagedRow]:
    """The rows of a verdict in the order of the file, behind a line."""
    return file.rows.filter(verdict=verdict, line__gt=after).order_by("line")


def refused_lacking(file: ImportFile) -> int:
    """How many documents that a list does not have are refused to be settled."""
    return file.rows.filter(verdict=StagedRow.Verdict.REFUSED, in_file=False).count() if file.is_list else 0


def first_rows(file: ImportFile) -> QuerySet[StagedRow]:
    """The rows in the order of the file, whatever became of them."""
    return file.rows.order_by("line")


def staged_of_bank(file: ImportFile, *, sort: str) -> QuerySet[StagedRow]:
    """The statements, entries, remittances or returns of a bank file in its order."""
    return file.rows.filter(row__sort=sort).order_by("line")


def refused_rows(file: ImportFile) -> Iterator[tuple[str, int, str, str, str]]:
    """File, line, column, value and reason of everything that was refused, one by one."""
    after = 0
    # Page by page: an export that takes its time must not hold a read transaction open.
    while page := list(rows(file, verdict=StagedRow.Verdict.REFUSED, after=after)[:REFUSED_AT_ONCE]):
        for row in page:
            for problem in row.problems:
                sentence = str(Reason.from_dict(problem["reason"]))
                yield file.name, row.line, place_of(problem), problem["value"], sentence
        after = page[-1].line


def place_of(problem: Mapping[str, Any]) -> str:
    """Where the refused value stands: under its heading, or, where no column holds the field, the field in words."""
    field = str(problem["field"]).removesuffix("_minor").removesuffix("_ppm")
    return str(problem["column"] or field.replace("_", " "))


def cut_off_line(file: ImportFile) -> int | None:
    """The last line, where it was refused because it may be cut off; a person may say that it is whole."""
    last = file.rows.filter(verdict=StagedRow.Verdict.REFUSED).order_by("-line").first()
    if last is None or last.problems[0]["reason"]["code"] != "intake.cut_off":
        return None
    return last.line


def questions(file: ImportFile) -> list[Reason]:
    """What a person has to answer before a row of the file can be read."""
    found = [Reason.from_dict(question["reason"]) for question in file.understood.get("questions", [])]
    if missing := file.understood.get("missing", []):
        text = "No column is known for: %(fields)s."
        found.append(Reason("intake.columns_missing", text, {"fields": ", ".join(missing).replace("_", " ")}))
    return found


def standing_doubts(file: ImportFile, *, confirmed: Collection[str] = ()) -> list[Reason]:
    """Why a list may not be what it seems, but for what a person has looked into and confirmed by its code."""
    return [
        Reason.from_dict(doubt)
        for doubt in file.totals.get("doubts", [])
        if doubt["final"] or doubt["code"] not in confirmed
    ]


def balances_of(file: ImportFile) -> dict[tuple[str, str], int]:
    """(company, currency) → the balance of the ERP's receivables account on the day of the list, as it was entered."""
    entered = ErpBalance.objects.filter(company__in=file.companies.all(), as_of=file.as_of).order_by("id")
    return {(code, currency): minor for code, currency, minor in entered.values_list(*_BALANCE)}


_BALANCE = ("company__code", "currency", "balance_minor")


def profiles(company: Company) -> QuerySet[ImportProfile]:
    """The saved ways to read the company's files, by name."""
    return ImportProfile.objects.filter(company=company).order_by("name")


def layouts() -> list[tuple[str, str]]:
    """Name and title of every layout that is known."""
    return [(layout.name, layout.title) for layout in LAYOUTS]


def same_bytes(sha256: str, *, company_id: int) -> ImportFile | None:
    """The import in force of the same bytes for the same company, if there is one."""
    gone = (ImportFile.State.REFUSED, ImportFile.State.UNDONE, ImportFile.State.DISCARDED)
    return ImportFile.objects.filter(sha256=sha256, company_id=company_id).exclude(state__in=gone).first()


def open_postings(file: ImportFile) -> QuerySet[Posting]:
    """The postings of the import that still count."""
    return Posting.objects.filter(import_file_id=file.id, reverses__isnull=True, reversed_by__isnull=True)


def consequences(file: ImportFile, *, as_of: dt.date) -> Consequences:
    """What undoing the import would do to the ledger on the day."""
    items = OpenItem.objects.filter(import_file_id=file.id, voided_on__isnull=True)
    sums = (
        items.order_by("currency")
        .values_list("currency")
        .annotate(Count("id"), Sum("original_minor"), Sum("open_minor"))
    )
    lines = list(sums)
    moves = Entry.objects.filter(posting__in=open_postings(file), item__isnull=False).exclude(item__in=items)
    by_currency = moves.order_by("currency").values_list("currency").annotate(Sum("amount_minor"))
    first = open_postings(file).order_by("id").values_list("id", flat=True).first()
    touched = standing_on(items.values("id"), moved=moves.order_by().values("item_id"), after=first or 0)
    moved = _in_closed_periods(file)
    posted = ImportFile.objects.filter(state=ImportFile.State.POSTED)
    return Consequences(
        items=sum(count for _, count, _, _ in lines),
        sums=[(currency, int(original), int(left)) for currency, _, original, left in lines],
        customers=len({*items.values_list("customer_id", flat=True), *moves.values_list("customer_id", flat=True)}),
        moved=sum(moved.values()),
        disputed=items.filter(disputed_minor__gt=0).count(),
        extensions=Extension.objects.filter(item__in=items).count(),
        erp_moved=moves.order_by().values("item_id").distinct().count(),
        erp_sums=[(currency, -int(total)) for currency, total in by_currency],
        put_off=file.rows.filter(verdict=StagedRow.Verdict.CHANGED, row__moves__0__due_date__gt="").count(),
        found_there=posted.filter(id__gt=file.id, companies__in=file.companies.all(), rows_unchanged__gt=0)
        .distinct()
        .count(),
        corrections=posted.filter(corrects=file).count(),
        blockers=[
            *_closed_days(moved, as_of=as_of),
            *_stopped(file),
            *blockers(touched, file=file),
        ],
    )


def standing_on(brought: Any, *, moved: Any, after: int) -> Q:
    """Postings on documents that the import brought, and later ones on those that it moved."""
    return Q(entries__item_id__in=brought) | Q(entries__item_id__in=moved, id__gt=after)


def _in_closed_periods(file: ImportFile) -> dict[int, int]:
    """Company → how many postings of the import lie before the end of its last closed period."""
    ends = Period.objects.filter(company__in=file.companies.all()).order_by().values_list("company_id")
    found = {
        company_id: open_postings(file).filter(company_id=company_id, posting_date__lte=last_day).count()
        for company_id, last_day in ends.annotate(Max("last_day"))
    }
    return {company_id: count for company_id, count in found.items() if count}


def _closed_days(moved: Mapping[int, int], *, as_of: dt.date) -> list[Reason]:
    """Why what lies in closed periods cannot be taken back on the day: its period is closed as well."""
    closed = Period.objects.filter(company_id__in=moved, first_day__lte=as_of, last_day__gte=as_of)
    text = "Postings of %(company)s lie in closed periods, and the period of %(day)s is closed too."
    return [
        Reason("import.undo_day_closed", text, {"company": period.company.code, "day": as_of.isoformat()})
        for period in closed.select_related("company")
    ]


def _stopped(file: ImportFile) -> tuple[Reason, ...]:
    try:
        refuse_stopped_accounts(file)
    except Refusal as refusal:
        return refusal.reasons
    return ()


def blockers(touching: Q, *, file: ImportFile) -> list[Reason]:
    """Postings by others that stand on items of the import: they are reversed first, in words."""
    later = (
        Posting.objects.filter(touching, reverses__isnull=True, reversed_by__isnull=True)
        .exclude(import_file_id=file.id)
        .distinct()
        .order_by("-id")[:BLOCKERS_SHOWN]
    )
    return [_blocker(posting, file) for posting in later]


def _blocker(posting: Posting, file: ImportFile) -> Reason:
    entries = posting.entries.filter(item__isnull=False).select_related("item").order_by("line")
    entry = entries.filter(item__import_file_id=file.id).first() or entries.first()
    assert entry is not None
    assert entry.item is not None
    facts: dict[str, str | int] = {"day": posting.posting_date.isoformat(), "number": entry.item.number}
    if posting.import_file_id is not None:
        text = "Import %(import)d moved %(number)s on %(day)s: undo it first."
        return Reason("import.later_import", text, {**facts, "import": posting.import_file_id})
    text = "%(kind)s of %(day)s by %(by)s stands on %(number)s: reverse it first (posting %(posting)d)."
    facts |= {"kind": posting.get_kind_display().capitalize(), "by": posting.by, "posting": posting.id}
    return Reason("import.later_posting", text, facts)


def pending_ids() -> list[int]:
    """The files on which there is work to do, oldest first."""
    at_work = (ImportFile.State.RECEIVED, ImportFile.State.POSTING, ImportFile.State.UNDOING)
    return list(ImportFile.objects.filter(state__in=at_work, problem="").order_by("id").values_list("id", flat=True))


def waiting_files() -> list[ImportFile]:
    """The files on which there is work to do, with when they came, oldest first."""
    return list(ImportFile.objects.filter(id__in=pending_ids()).only("received_at").order_by("id"))


def cut_off(*, before: dt.datetime) -> QuerySet[ImportFile]:
    """Files whose bytes never arrived whole."""
    return ImportFile.objects.filter(state=ImportFile.State.ARRIVING, received_at__lt=before)


def refuse_stopped_accounts(file: ImportFile) -> None:
    """Raise a Refusal where postings are stopped for a company of the file, or for an account of which it has new rows.

    Asked before the first row is posted, so that a file is not left half in the ledger; each chunk asks again.
    """
    new = file.rows.filter(verdict__in=TO_POST)
    customers = [stop.customer for stop in standing_stops() if stop.customer is not None]
    for company in file.companies.all():
        named = {
            customer.id
            for customer in customers
            if customer.company_id == company.id
            and new.filter(row__company=company.code).filter(_of_customer(customer.number)).exists()
        }
        refuse_stopped(company.id, named)


def _of_customer(number: str) -> Q:
    """The rows of a customer: of documents, or of records."""
    return Q(row__customer_number=number) | Q(row__values__customer_number=number)
