"""Reading what a list leaves to a person: its open differences by cause, and what was decided about others.

A difference is open on the last list of its company only: an earlier one asked about another day, and each list asks
anew about whatever still differs. docs/rules/snapshots.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.domain.list_differences import ANSWERS
from creditdesk.domain.reasons import Reason
from creditdesk.domain.snapshots import Comparison, Difference, Stated
from creditdesk.intake.comparing import Beside, Facts, beside, facts_of, nothing_of, stated_of
from creditdesk.intake.dating import Row, documents_of
from creditdesk.intake.judging import Ground, ground, key_of
from creditdesk.intake.lists import found_of, known_documents
from creditdesk.intake.models import DifferenceDecision, ImportFile, StagedRow
from creditdesk.parties.models import Company
from creditdesk.receivables.models import OpenItem

_CODE = "problems__0__reason__code"


@dataclass(frozen=True, slots=True)
class Found:
    """One document as both sides have it now, with what the comparison says of it."""

    facts: Facts
    stated: Stated
    comparison: Comparison

    @property
    def differs(self) -> bool:
        """Whether there is anything to decide: what awaits the ERP and what was decided is not."""
        return self.comparison.difference not in (Difference.NONE, Difference.AWAITING, Difference.DECIDED)


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A row of a list that waits for a person: why, and the documents of it as both sides have them."""

    row: StagedRow
    cause: str
    reason: Reason
    documents: Sequence[Found]


def open_rows(file: ImportFile, *, cause: str = "") -> QuerySet[StagedRow]:
    """The rows of a list about which a person may decide and has not yet, in their order; of one cause where named."""
    causes = [cause] if cause in ANSWERS else [] if cause else list(ANSWERS)
    found = file.rows.filter(
        verdict=StagedRow.Verdict.REFUSED, company_code__in=codes_led(file), **{f"{_CODE}__in": causes}
    )
    return found.exclude(line__in=_of_this_reading(file).values("line")).order_by("line")


def _of_this_reading(file: ImportFile) -> QuerySet[DifferenceDecision]:
    return standing(DifferenceDecision.objects.filter(file=file, revision=file.revision))


def open_causes(file: ImportFile) -> dict[str, int]:
    """Why the list leaves how many rows to a person."""
    counted = {cause: open_rows(file, cause=cause).count() for cause in ANSWERS}
    return {cause: count for cause, count in counted.items() if count}


def as_they_are(file: ImportFile, rows: Sequence[StagedRow]) -> list[OpenDifference]:
    """The rows with what both sides have now: the ledger may have moved since the list was compared."""
    if not rows:
        return []
    on = ground_of(file)
    documents = _documents(rows, on)
    facts = beside((there["id"] for some in documents for _, there in some), as_of=file.as_of)
    return [_open(row, some, on=on, facts=facts) for row, some in zip(rows, documents, strict=True)]


def ground_of(file: ImportFile) -> Ground:
    """What the rows of the list are compared on."""
    columns = file.understood["mapping"]["columns"]
    return ground(mine=Company.objects.all(), may_create=False, as_of=file.as_of, columns=columns, is_list=True)


def _documents(rows: Sequence[StagedRow], on: Ground) -> list[list[tuple[Row | None, Facts]]]:
    """The documents of the ledger that each row is about, with what the list has of each; None for what it lacks."""
    known = known_documents([one.row for one in rows if one.in_file], on=on)
    lacking = OpenItem.objects.filter(id__in=[one.row["item"] for one in rows if not one.in_file])
    by_id = {one["id"]: one for one in facts_of(lacking)}
    return [
        [(document, known[key_of(document)]) for document in documents_of(one.row) if key_of(document) in known]
        if one.in_file
        else [(None, by_id[one.row["item"]])]
        for one in rows
    ]


def _open(
    row: StagedRow, documents: Iterable[tuple[Row | None, Facts]], *, on: Ground, facts: Beside
) -> OpenDifference:
    problem = row.problems[0]["reason"]
    found = [
        Found(
            facts=there,
            stated=nothing_of(there) if document is None else stated_of(document),
            comparison=found_of(row.row, document, there, on=on, facts=facts),
        )
        for document, there in documents
    ]
    return OpenDifference(row, problem["code"], Reason.from_dict(problem), found)


def standing(found: QuerySet[DifferenceDecision]) -> QuerySet[DifferenceDecision]:
    """Those of the decisions that were not taken back."""
    return found.filter(taken_back_at__isnull=True)


def decisions_of(file: ImportFile) -> QuerySet[DifferenceDecision]:
    """What was decided about differences of the list, the newest first; also what was taken back."""
    return file.decisions.select_related("company", "customer", "item").order_by("-id")


def last_lists(companies: Iterable[Company]) -> dict[int, ImportFile]:
    """Company → its last list: the one of the latest day that was posted, or in which there was nothing to post."""
    nothing_to_post = Q(state=ImportFile.State.PREVIEWED, rows_accepted=0, rows_read__gt=0, totals__doubts=[])
    counts = Q(state__in=(ImportFile.State.POSTING, ImportFile.State.POSTED)) | nothing_to_post
    lists = ImportFile.objects.select_related("company").filter(counts, is_list=True).order_by("-as_of", "-id")
    found: dict[int, ImportFile] = {}
    for company in companies:
        last = lists.filter(companies=company).first()
        if last is not None:
            found[company.id] = last
    return found


def codes_led(file: ImportFile) -> list[str]:
    """The companies of the list whose last one it is."""
    companies = list(file.companies.all()) if file.is_list else []
    last = last_lists(companies)
    return [company.code for company in companies if company.id in last and last[company.id].id == file.id]


def decided_sums(file: ImportFile) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """(company, currency) → what was decided about the list's differences since it was compared, in minor units.

    `taken` is what the postings moved, `kept` by how much the list still differs, `count` of how many documents.
    """
    found: dict[tuple[str, str], dict[str, int]] = {}
    for one in _of_this_reading(file).select_related("company").order_by("id").iterator():
        sums = found.setdefault((one.company.code, one.stated_currency), {"taken": 0, "kept": 0, "count": 0})
        sums["taken"] += one.moved_minor
        sums["kept"] += one.stated_open_minor - one.ours_minor
        sums["count"] += 1
    return found
