"""Staging: the file is read in a process of its own, each row is judged, and the preview is drawn up.

A reading is numbered (`revision`). Whoever reads writes only while the number is still his own, so a reader that was
given up for dead cannot write into the reading that took its place. Batches are transactions of their own: nobody waits
for a large file.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake import files, reader, totals
from creditdesk.intake.bank.keepers import keeper
from creditdesk.intake.corrections import take_over
from creditdesk.intake.customers_in_question import Unknown, aliases
from creditdesk.intake.dating import Row, documents_of
from creditdesk.intake.judging import Ground, Judgement, Problem, ground
from creditdesk.intake.list_before import ListBefore, as_job, list_before, rests
from creditdesk.intake.list_doubts import doubts, reconciliation
from creditdesk.intake.lists import Document, document_in, judge_file, missing, of_another_account
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.queries import profiles
from creditdesk.journal.actions import append
from creditdesk.journal.queries import last_seq
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.bulk import insert_rows

BATCH = 2000
# A reader that was silent for so long is dead; another one starts over.
SILENT_SECONDS = 60
_COLUMNS = (
    "file_id",
    "line",
    "verdict",
    "row",
    "problems",
    "company_code",
    "kind",
    "currency",
    "original_minor",
    "open_minor",
    "documents",
    "in_file",
    "moved_minor",
)
# Lines that are named of what was assumed of many.
EXAMPLES = 3
# New documents of a list that are remembered; of a ledger that is filled for the first time nothing goes missing.
NEW_REMEMBERED = 50_000
Now = Callable[[], dt.datetime]


class Superseded(Exception):
    """Another reading of the file has begun, or the file was discarded meanwhile."""


@dataclass(slots=True)
class _Reading:
    """What one reading has found so far."""

    file: ImportFile
    on: Ground
    now: Now
    unknown: Unknown
    # The journal's last entry before the first row was judged.
    judged_after: int
    verdicts: Counter[str] = field(default_factory=Counter)
    refused_for: Counter[tuple[str, str]] = field(default_factory=Counter)
    codes: set[str] = field(default_factory=set)
    new_companies: dict[str, Counter[str]] = field(default_factory=dict)
    assumed: Counter[str] = field(default_factory=Counter)
    assumed_on: dict[str, list[int]] = field(default_factory=dict)
    end: dict[str, Any] = field(default_factory=dict)
    last_line: int = 0
    # Of a list: the sums of the rows that are as the ledger has them. They are counted and not kept: of a million rows
    # that come every night, hardly one has changed.
    only_counted: dict[totals.Key, totals.Sums] = field(default_factory=dict)
    # The list beside which this one was read; None for a file that was read whole.
    before: ListBefore | None = None
    lines_as_before: int = 0
    # Of a list: the line of each new document, to be found again where one goes missing on another account.
    new_documents: dict[Document, int] = field(default_factory=dict)


def stage(file_id: int, *, now: Now) -> bool:
    """Read and judge a received file, unless somebody else does; True if it was done here.

    Afterwards the file is ready to post, with its totals, or refused, with the reason.
    """
    file = _claimed(file_id, at=now())
    if file is None:
        return False
    try:
        before = list_before(
            file, codes=User.objects.get(username=file.received_by).companies.values_list("code", flat=True)
        )
        # What does not tie when read beside the list before is read whole.
        if not _read(file, before, now=now):
            _read(file, None, now=now)
    except reader.Unreadable as refused:
        _refuse(file, refused, at=now())
    except Superseded:
        return False
    return True


def _read(file: ImportFile, before: ListBefore | None, *, now: Now) -> bool:
    """Read the file and stage its rows; False where it is to be read again without the list before."""
    _clear(file)
    with files.on_disk(file) as path, as_job(before) as beside:
        facts = reader.read(
            path,
            limits=_limits(file),
            defaults=_defaults(file),
            choices=file.choices,
            profiles=list(profiles(file.company).values("name", "fingerprint", "choices")),
            known=lambda mark: take_over(file, mark),
            before=beside,
            accounts=keeper().accounts(file),
        )
        with closing(facts):
            _, understood = next(facts)
            # Empty where the headings fit several contents: a question stands before the rows.
            if understood["content"] in ("", ImportFile.Content.OPEN_ITEMS):
                return _take_in(file, facts, understood=understood, before=before, now=now)
            if understood["content"] == ImportFile.Content.BANK:
                from creditdesk.intake.bank.staging import take_in_bank

                take_in_bank(file, facts, understood=understood, now=now)
                return True
            from creditdesk.intake.records.staging import take_in_records

            take_in_records(file, facts, understood=understood, now=now)
            return True


def _claimed(file_id: int, *, at: dt.datetime) -> ImportFile | None:
    silent = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=at - dt.timedelta(seconds=SILENT_SECONDS))
    claimed = ImportFile.objects.filter(silent, id=file_id, state=ImportFile.State.RECEIVED, problem="").update(
        revision=F("revision") + 1, heartbeat_at=at, rows_read=0
    )
    return ImportFile.objects.select_related("company").get(id=file_id) if claimed else None


def _clear(file: ImportFile) -> None:
    """Delete what an earlier reading staged."""
    while ids := list(file.rows.order_by("id").values_list("id", flat=True)[: BATCH * 5]):
        with transaction.atomic():
            StagedRow.objects.filter(id__in=ids).delete()


def _limits(file: ImportFile) -> dict[str, Any]:
    return reader.limits(policy_in_force(as_of=file.as_of, company_id=file.company_id).document.intake)


def _defaults(file: ImportFile) -> dict[str, Any]:
    return reader.defaults(
        company=file.company.code,
        currency=file.default_currency,
        as_of=file.as_of,
        customers=_customer_numbers(file),
        aliases=aliases(User.objects.get(username=file.received_by).companies.all()),
    )


def _customer_numbers(file: ImportFile) -> dict[str, list[str]]:
    """The customer numbers without letters, by company: those that can have lost leading zeros on the way."""
    companies = User.objects.get(username=file.received_by).companies.all()
    found: dict[str, list[str]] = {}
    for code, number in (
        Customer.objects.filter(company__in=companies, number__regex="^[0-9]+$")
        .order_by()
        .values_list("company__code", "number")
        .iterator()
    ):
        found.setdefault(code, []).append(number)
    return found


def _take_in(
    file: ImportFile,
    facts: Iterator[tuple[str, Any]],
    *,
    understood: dict[str, Any],
    before: ListBefore | None,
    now: Now,
) -> bool:
    judged_after = last_seq()
    user = User.objects.get(username=file.received_by)
    on = ground(
        mine=user.companies.all(),
        may_create=has_permission(user.desk_role, Permission.MANAGE_USERS),
        as_of=file.as_of,
        columns=understood["mapping"]["columns"],
        is_list=file.compares,
    )
    reading = _Reading(file, on, now, Unknown(on), judged_after=judged_after)
    while batch := list(islice(facts, BATCH)):
        if batch[-1][0] == "end":
            reading.end = batch.pop()[1]
        if batch and batch[0][0] == "unchanged":
            reading.before = before
            _note_unchanged(reading, batch.pop(0)[1])
        if gone := [fact for what, fact in batch if what == "gone"]:
            assert reading.before is not None
            reading.before.note_gone(gone, on=on)
            batch = [one for one in batch if one[0] != "gone"]
        _write(reading, batch)
    if file.is_list and not understood["missing"] and not understood["questions"]:
        _write_missing(reading)
    # Added up before the transaction: a million rows take a second, and nobody else writes them.
    summary = _totals(reading, understood)
    if reading.before is not None and rests(summary) != reading.before.rests():
        return False
    _finish(reading, understood, summary=summary)
    return True


def _note_unchanged(reading: _Reading, sums: list[list[Any]]) -> None:
    """Count the rows whose lines are as they were on the list before."""
    assert reading.on.listing is not None
    for code, currency, kind, count, original, left in sums:
        reading.verdicts[StagedRow.Verdict.UNCHANGED] += count
        reading.lines_as_before += count
        reading.codes.add(code)
        reading.only_counted[code, currency, kind] = count, original, left
        reading.on.listing.note_unchanged(code, currency, count=count, stated=left)


def _write(reading: _Reading, batch: list[tuple[str, Any]]) -> None:
    rows: list[Row] = [fact for what, fact in batch if what == "row"]
    judgements = iter(_judged(reading, rows))
    staged = [
        (row, next(judgements)) if what == "row" else ({}, Judgement(StagedRow.Verdict.REFUSED, [row]))
        for what, row in batch
    ]
    lines = [fact.pop("line") for _, fact in batch]
    with transaction.atomic():
        _still_mine(reading, lines=len(lines))
        insert_rows(
            StagedRow,
            _COLUMNS,
            (
                _columns(reading.file, line, *one)
                for line, one in zip(lines, staged, strict=True)
                if not _is_only_counted(reading, one[1])
            ),
        )
    _count(reading, staged)
    for row, judgement in staged:
        if _is_only_counted(reading, judgement):
            totals.add(reading.only_counted, row)
    reading.last_line = max([reading.last_line, *lines])
    if reading.on.listing is not None:
        reading.on.listing.unread += sum(what == "refused" for what, _ in batch)
    for line, (row, judgement) in zip(lines, staged, strict=True):
        if judgement.verdict == StagedRow.Verdict.NEW:
            _note(reading, row, line)


def _is_only_counted(reading: _Reading, judgement: Judgement) -> bool:
    return reading.file.is_list and judgement.verdict == StagedRow.Verdict.UNCHANGED


def _judged(reading: _Reading, rows: Sequence[Row]) -> list[Judgement]:
    """The rows judged; those whose customer is in question wait."""
    judged = judge_file(rows, on=reading.on)
    asked = reading.unknown.judged(rows, judged)
    if reading.on.listing is not None:
        held = [row for row, before, after in zip(rows, judged, asked, strict=True) if before is not after]
        reading.on.listing.hold_back((row["company"], row["currency"], row["open_minor"]) for row in held)
    return asked


def _write_missing(reading: _Reading) -> None:
    """Stage what the list has no more, behind the rows of the file."""
    for some in missing(reading.file, on=reading.on, codes=sorted(reading.codes), before=reading.before):
        staged = [(row, judgement) for row, judgement in some if judgement.verdict != StagedRow.Verdict.UNCHANGED]
        if not staged:
            continue
        numbered = list(enumerate(staged, start=reading.last_line + 1))
        reading.last_line += len(staged)
        with transaction.atomic():
            _still_mine(reading, lines=0)
            for line, (row, judgement) in numbered:
                if new_line := reading.new_documents.get(document_in(row)):
                    staged[line - numbered[0][0]] = row, _moved_away(reading, row, judgement, new_line)
            insert_rows(
                StagedRow,
                _COLUMNS,
                (
                    _columns(reading.file, line, *one, in_file=False)
                    for line, one in zip((line for line, _ in numbered), staged, strict=True)
                ),
            )
        for _, judgement in staged:
            reading.verdicts[judgement.verdict] += 1
            for problem in judgement.problems[:1]:
                reading.refused_for[_sentence(problem)] += 1


def _moved_away(reading: _Reading, row: Row, judgement: Judgement, new_line: int) -> Judgement:
    """The same document is new on another account: neither is posted, for the customer's number may have changed."""
    new = StagedRow.objects.get(file=reading.file, line=new_line)
    problem = of_another_account(row, new.row, on=reading.on, moved=judgement)
    if new.verdict == StagedRow.Verdict.NEW:
        new.verdict, new.problems = StagedRow.Verdict.REFUSED, [problem]
        new.save(update_fields=["verdict", "problems"])
        reading.verdicts[StagedRow.Verdict.NEW] -= 1
        reading.verdicts[StagedRow.Verdict.REFUSED] += 1
        reading.refused_for[_sentence(problem)] += 1
    return Judgement(StagedRow.Verdict.REFUSED, [problem])


def _note(reading: _Reading, row: Row, line: int) -> None:
    """Count what was assumed of the row, with the first lines on which it was."""
    if reading.on.listing is not None and len(reading.new_documents) < NEW_REMEMBERED:
        reading.new_documents[document_in(row)] = line
    for name in row.keys() & _NOTES.keys():
        reading.assumed[name] += 1
        if len(lines := reading.assumed_on.setdefault(name, [])) < EXAMPLES:
            lines.append(line)


_NOTES = {
    "moved": "What is dated in a closed period is posted on the first open day; the documents keep their dates.",
    "instalments": "Documents with terms in instalments become one document for each, numbered …/1, …/2.",
}


def _assumed(reading: _Reading) -> list[dict[str, Any]]:
    """What was assumed, in words."""
    return [
        Reason(
            f"intake.{name}",
            _NOTES[name] + " Rows: %(count)d, first on line %(lines)s.",
            {"count": reading.assumed[name], "lines": ", ".join(map(str, lines))},
        ).as_dict()
        for name, lines in sorted(reading.assumed_on.items())
    ]


def _still_mine(reading: _Reading, *, lines: int) -> None:
    mine = ImportFile.objects.filter(
        id=reading.file.id, state=ImportFile.State.RECEIVED, revision=reading.file.revision
    ).update(heartbeat_at=reading.now(), rows_read=F("rows_read") + lines)
    if not mine:
        raise Superseded


def _columns(
    file: ImportFile, line: int, row: Row, judgement: Judgement, *, in_file: bool = True
) -> tuple[object, ...]:
    return (
        file.id,
        line,
        str(judgement.verdict),
        json.dumps(row),
        json.dumps(judgement.problems) if judgement.problems else "[]",
        row.get("company", ""),
        row.get("kind", ""),
        row.get("currency", ""),
        row.get("original_minor"),
        row.get("open_minor"),
        len(documents_of(row)),
        in_file,
        sum(move["move_minor"] for move in row.get("moves", ())),
    )


def _count(reading: _Reading, staged: Iterable[tuple[Row, Judgement]]) -> None:
    for row, judgement in staged:
        reading.verdicts[judgement.verdict] += 1
        for problem in judgement.problems[:1]:
            reading.refused_for[_sentence(problem)] += 1
        if judgement.verdict == StagedRow.Verdict.REFUSED:
            continue
        reading.codes.add(row["company"])
        if row["company"] not in reading.on.companies:
            reading.new_companies.setdefault(row["company"], Counter())[row["currency"]] += 1


def _sentence(problem: Problem) -> tuple[str, str]:
    """Code and sentence of the reason; the sentence keeps its places, so that alike ones are counted together."""
    return problem["reason"]["code"], problem["reason"]["text"]


@transaction.atomic(durable=True)
def _finish(reading: _Reading, understood: dict[str, Any], *, summary: dict[str, Any]) -> None:
    _still_mine(reading, lines=0)
    file = ImportFile.objects.select_for_update().get(id=reading.file.id)
    counts = reading.verdicts
    file.state = ImportFile.State.PREVIEWED
    file.content = understood["content"] or file.content
    file.heartbeat_at = None
    file.understood = understood
    file.rows_read = reading.end["rows_read"]
    file.rows_changed, file.rows_missing = counts[StagedRow.Verdict.CHANGED], counts[StagedRow.Verdict.MISSING]
    file.rows_accepted = counts[StagedRow.Verdict.NEW] + file.rows_changed + file.rows_missing
    file.rows_unchanged = counts[StagedRow.Verdict.UNCHANGED]
    file.rows_refused = counts[StagedRow.Verdict.REFUSED]
    if understood["missing"] or understood["questions"]:
        file.rows_read = 0  # nothing was read of it yet: a question stands before the rows
    file.totals = summary
    file.save()
    file.companies.set(Company.objects.filter(code__in=reading.codes | {reading.file.company.code}))
    append(
        "import.previewed",
        by=file.received_by,
        at=reading.now(),
        subject=("import_file", file.id),
        company_id=file.company_id,
        facts={
            "revision": file.revision,
            "read": file.rows_read,
            "new": counts[StagedRow.Verdict.NEW],
            "changed": file.rows_changed,
            "missing": file.rows_missing,
            "unchanged": file.rows_unchanged,
            "refused": file.rows_refused,
            **({"corrects": file.corrects_id} if file.corrects_id else {}),
        },
    )


def _totals(reading: _Reading, understood: dict[str, Any]) -> dict[str, Any]:
    listed: dict[str, Any] = {}
    if reading.on.listing is not None:
        listed = {
            "listed": reconciliation(reading.on.listing, file=reading.file, on=reading.on),
            "doubts": doubts(reading.file, on=reading.on, codes=reading.codes, missing=reading.verdicts["missing"]),
        }
    staged = totals.staged(reading.file, only_counted=reading.only_counted)
    history = [reason.as_dict() for reason in totals.history(staged)]
    return {
        **listed,
        **_beside(reading),
        "judged_after": reading.judged_after,
        "read": reading.end["totals"],
        "staged": totals.by_verdict(staged),
        "only_counted": [[*key, *sums] for key, sums in sorted(reading.only_counted.items())],
        "warnings": [*understood["warnings"], *reading.end["warnings"], *_assumed(reading), *history],
        "refused_for": [
            {"code": code, "text": without_places(text), "count": count}
            for (code, text), count in reading.refused_for.most_common()
        ],
        "new_customers": len(reading.unknown.new),
        "new_customers_named": reading.unknown.summary(),
        "new_companies": [
            {"code": code, "currency": currencies.most_common(1)[0][0]}
            for code, currencies in sorted(reading.new_companies.items())
        ],
    }


def _beside(reading: _Reading) -> dict[str, Any]:
    """Of a list: beside which it was read, how many of its lines are as they were, and in how many lists in a row."""
    if reading.before is None:
        return {}
    lines, in_a_row = reading.lines_as_before, reading.before.in_a_row
    return {"before": {"list": reading.before.file.id, "lines": lines, "in_a_row": in_a_row}}


def without_places(text: str) -> str:
    """A reason's sentence with its places as dots: "lies before …"."""
    return re.sub(r"%\(\w+\)[sd]", "…", text).replace("%%", "%")


@transaction.atomic(durable=True)
def _refuse(file: ImportFile, refused: reader.Unreadable, *, at: dt.datetime) -> None:
    mine = ImportFile.objects.filter(id=file.id, state=ImportFile.State.RECEIVED, revision=file.revision).update(
        state=ImportFile.State.REFUSED, refusal=str(refused), heartbeat_at=None, rows_read=0
    )
    if mine:
        append(
            "import.refused",
            by=file.received_by,
            at=at,
            subject=("import_file", file.id),
            company_id=file.company_id,
            facts={"reason": refused.reason.as_dict(), "line": refused.line},
        )
