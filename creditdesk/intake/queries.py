"""Reading imports: the list, the rows of a file, how far it is, and what an undo would do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.layouts.known import LAYOUTS
from creditdesk.intake.models import ImportFile, ImportProfile, StagedRow
from creditdesk.parties.models import Company
from creditdesk.receivables.models import Extension, OpenItem, Posting
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
    """What an undo does: documents and sums per currency that leave the ledger, and why it must wait, if it must."""

    items: int
    sums: Sequence[tuple[str, int, int]]  # currency, original and open in signed minor units
    extensions: int
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


def consequences(file: ImportFile) -> Consequences:
    """What undoing the import would do to the ledger today."""
    items = OpenItem.objects.filter(import_file_id=file.id, voided_on__isnull=True)
    sums = (
        items.order_by("currency")
        .values_list("currency")
        .annotate(Count("id"), Sum("original_minor"), Sum("open_minor"))
    )
    lines = list(sums)
    return Consequences(
        items=sum(count for _, count, _, _ in lines),
        sums=[(currency, int(original), int(left)) for currency, _, original, left in lines],
        extensions=Extension.objects.filter(item__in=items).count(),
        blockers=blockers(Q(entries__item__in=items), file=file),
    )


def blockers(touching: Q, *, file: ImportFile) -> list[Reason]:
    """Postings by others that stand on items of the import: they are reversed first, in words."""
    later = (
        Posting.objects.filter(touching, reverses__isnull=True, reversed_by__isnull=True)
        .exclude(import_file_id=file.id)
        .distinct()
        .order_by("-id")[:BLOCKERS_SHOWN]
    )
    text = "%(kind)s of %(day)s by %(by)s stands on %(number)s: reverse it first (posting %(posting)d)."
    reasons = []
    for posting in later:
        entry = posting.entries.filter(item__import_file_id=file.id).select_related("item").order_by("line").first()
        assert entry is not None
        assert entry.item is not None
        facts: dict[str, str | int] = {"kind": posting.get_kind_display().capitalize(), "by": posting.by}
        facts |= {"day": posting.posting_date.isoformat(), "number": entry.item.number, "posting": posting.id}
        reasons.append(Reason("import.later_posting", text, facts))
    return reasons


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
    new = file.rows.filter(verdict__in=(StagedRow.Verdict.NEW, StagedRow.Verdict.CHANGED))
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
