"""Rows of a file of records as the preview shows them: which record, and field by field what stood there and will."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.records.known import KINDS
from creditdesk.web.imports.labels import label
from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.intake.models import ImportFile, StagedRow


def shown_rows(rows: Iterable[StagedRow], *, content: str) -> list[dict[str, Any]]:
    """Line, company, the record's key, and its changes as label, former and new value; of a new one only the new."""
    key, order = KINDS[content].key, [*KINDS[content].fields]
    return [
        {
            "line": one.line,
            "company": one.company_code,
            "is_new": one.verdict == "new",
            "key": " · ".join(_plain(name, one.row["values"][name], one.row) for name in key if _says(one.row, name)),
            "changes": [
                {"label": label(name), "old": _plain(name, old, one.row), "new": _plain(name, new, one.row)}
                for name, (old, new) in sorted((one.changes or {}).items(), key=lambda each: _place(each[0], order))
                if name not in key
            ],
        }
        for one in rows
    ]


def stayed(rows: Iterable[StagedRow]) -> list[dict[str, Any]]:
    """What an undo left as it was: line, field and why."""
    return [
        {"line": one.line, "field": label(fault["field"]), "reason": Reason.from_dict(fault["reason"])}
        for one in rows
        for fault in one.problems
    ]


def told(reasons: Iterable[tuple[int, str, Reason]]) -> list[dict[str, Any]]:
    """What an undo would leave as it is: line, field and why."""
    return [{"line": line, "field": label(name), "reason": reason} for line, name, reason in reasons]


def changed_fields(file: ImportFile) -> list[dict[str, Any]]:
    """How many rows change which field, most first."""
    return [{**one, "label": label(one["field"])} for one in file.totals.get("changed_fields", [])]


def _place(name: str, order: list[str]) -> int:
    """Where a field stands in the order of its kind; what the desk adds of its own comes last."""
    return order.index(name) if name in order else len(order)


def _says(row: Mapping[str, Any], name: str) -> bool:
    return bool(row["values"].get(name))


def _plain(name: str, value: Any, row: Mapping[str, Any]) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_minor"):
        currency = row["values"].get("currency") or row.get("assumed", {}).get("currency", "")
        return f"{amount(value, currency)} {currency}" if currency else str(value)
    if name.endswith(("_milli", "_ppm")):
        places = 3 if name.endswith("_milli") else 6
        return f"{value // 10**places}.{value % 10**places:0{places}d}".rstrip("0").rstrip(".")
    if isinstance(value, list | dict):
        return (
            str(len(value))
            if isinstance(value, list)
            else ", ".join(f"{label(part)} {text}" for part, text in value.items())
        )
    return str(value)
