"""The control totals of a file, and the gate that they must pass before anything is posted (I12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Sum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow

Key = tuple[str, str, str]  # company, currency, kind
Sums = tuple[int, int, int]  # rows, original and open in signed minor units
Verdict = StagedRow.Verdict


def staged(file: ImportFile) -> dict[tuple[Key, str], Sums]:
    """Company, currency, kind and verdict → rows and sums, added up by the database from the rows of the file."""
    lines = (
        file.rows.filter(in_file=True)
        .exclude(kind="")
        .values_list("company_code", "currency", "kind", "verdict")
        .annotate(Count("id"), Sum("original_minor"), Sum("open_minor"))
        .order_by("company_code", "currency", "kind", "verdict")
    )
    return {
        ((company, currency, kind), verdict): (count, int(original), int(left))
        for company, currency, kind, verdict, count, original, left in lines
    }


def documents(file: ImportFile) -> dict[Key, tuple[int, int]]:
    """Company, currency and kind → documents and their original sum that the new rows bring into the ledger."""
    lines = (
        file.rows.filter(verdict=Verdict.NEW)
        .order_by()
        .values_list("company_code", "currency", "kind")
        .annotate(Sum("documents"), Sum("original_minor"))
    )
    return {(company, currency, kind): (count, int(total)) for company, currency, kind, count, total in lines}


def counts(file: ImportFile, *, in_file: bool | None = None) -> dict[str, int]:
    """Verdict → how many rows have it: of the file itself, of what a list has no more, or of both."""
    rows = file.rows.order_by() if in_file is None else file.rows.order_by().filter(in_file=in_file)
    found = dict(rows.values_list("verdict").annotate(Count("id")))
    return {verdict.value: found.get(verdict.value, 0) for verdict in Verdict}


def by_verdict(found: dict[tuple[Key, str], Sums]) -> list[dict[str, Any]]:
    """The sums as the preview shows them and the file keeps them: one line per company, currency, kind and verdict."""
    names = ("company", "currency", "kind", "verdict", "count", "original_minor", "open_minor")
    return [dict(zip(names, (*key, verdict, *sums), strict=True)) for (key, verdict), sums in found.items()]


def history(found: dict[tuple[Key, str], Sums]) -> list[Reason]:
    """That a file is payment history, in words, where every document of it that can be posted is settled."""
    usable = [sums for (_, verdict), sums in found.items() if verdict != Verdict.REFUSED]
    if not usable or any(left for _, _, left in usable):
        return []
    text = (
        "Every document of the file is settled: it is payment history, and nothing becomes open. Documents: %(count)d."
    )
    return [Reason("intake.history", text, {"count": sum(count for count, _, _ in usable)})]


def untied(file: ImportFile) -> list[Reason]:
    """Why the file must not be posted: rows unaccounted for, or sums that differ from those of the file.

    rows read = new + changed + unchanged + refused; and per company, currency and kind the rows and sums that the
    reader counted on the way equal those of the staged rows (docs/rules/intake.md, "Control totals").
    """
    reasons = []
    judged = counts(file)
    read = sum(counts(file, in_file=True).values())
    if read != file.rows_read:
        text = "%(read)d rows were read, and %(judged)d are accounted for."
        reasons.append(Reason("intake.rows_untied", text, {"read": file.rows_read, "judged": read}))
    kept = {
        Verdict.NEW: file.new_rows,
        Verdict.CHANGED: file.rows_changed,
        Verdict.MISSING: file.rows_missing,
        Verdict.UNCHANGED: file.rows_unchanged,
        Verdict.REFUSED: file.rows_refused,
    }
    for verdict, count in kept.items():
        if judged[verdict] != count:
            text = "%(kept)d rows are said to be %(verdict)s, and %(found)d are."
            facts: dict[str, str | int] = {"kept": count, "verdict": verdict.value, "found": judged[verdict]}
            reasons.append(Reason("intake.count_untied", text, facts))
    return reasons + _sums_untied(file.totals.get("read", []), staged(file))


def _sums_untied(read: Sequence[Sequence[Any]], found: dict[tuple[Key, str], Sums]) -> list[Reason]:
    added: dict[Key, Sums] = defaultdict(lambda: (0, 0, 0))
    for (key, _), sums in found.items():
        rows, original, left = added[key]
        added[key] = (rows + sums[0], original + sums[1], left + sums[2])
    stated: dict[Key, Sums] = {(line[0], line[1], line[2]): (line[3], line[4], line[5]) for line in read}
    text = "%(company)s %(currency)s %(kind)s: %(read)s in the file, %(staged)s staged (rows, original, open)."
    return [
        Reason(
            "intake.sums_untied",
            text,
            {
                "company": key[0],
                "currency": key[1],
                "kind": key[2],
                "read": str(stated.get(key, (0, 0, 0))),
                "staged": str(added.get(key, (0, 0, 0))),
            },
        )
        for key in sorted(stated.keys() | added.keys())
        if stated.get(key) != added.get(key)
    ]
