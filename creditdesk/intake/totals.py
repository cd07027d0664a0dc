"""The control totals of a file, and the gate that they must pass before anything is posted (I12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Sum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import ImportFile, StagedRow

Key = tuple[str, str, str]  # company, currency, kind
Sums = tuple[int, int, int]  # rows, original and open in signed minor units
Verdict = StagedRow.Verdict


def add(sums: dict[Key, Sums], row: Mapping[str, Any]) -> None:
    """Count a row that is not kept."""
    key = row["company"], row["currency"], row["kind"]
    count, original, left = sums.get(key, (0, 0, 0))
    sums[key] = (count + 1, original + row["original_minor"], left + row["open_minor"])


def only_counted(file: ImportFile) -> dict[Key, Sums]:
    """The rows of a list that are as the ledger has them: they were counted and not kept."""
    return {(line[0], line[1], line[2]): (line[3], line[4], line[5]) for line in file.totals.get("only_counted", [])}


def staged(file: ImportFile, *, only_counted: Mapping[Key, Sums]) -> dict[tuple[Key, str], Sums]:
    """Company, currency, kind and verdict → rows and sums, added up by the database from the rows of the file, and of
    those that were only counted.
    """
    lines = (
        file.rows.filter(in_file=True)
        .exclude(kind="")
        .values_list("company_code", "currency", "kind", "verdict")
        .annotate(Count("id"), Sum("original_minor"), Sum("open_minor"))
        .order_by("company_code", "currency", "kind", "verdict")
    )
    found = {
        ((company, currency, kind), verdict): (count, int(original), int(left))
        for company, currency, kind, verdict, count, original, left in lines
    }
    for key, sums in only_counted.items():
        kept = found.get((key, Verdict.UNCHANGED.value), (0, 0, 0))
        found[key, Verdict.UNCHANGED.value] = (kept[0] + sums[0], kept[1] + sums[1], kept[2] + sums[2])
    return found


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
    return [dict(zip(names, (*key, verdict, *sums), strict=True)) for (key, verdict), sums in sorted(found.items())]


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
    aside = sum(count for count, _, _ in only_counted(file).values())
    judged[Verdict.UNCHANGED] += aside
    read = sum(counts(file, in_file=True).values()) + aside
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
    return reasons + _sums_untied(file.totals.get("read", []), staged(file, only_counted=only_counted(file)))


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
