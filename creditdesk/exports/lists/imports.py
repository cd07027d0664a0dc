"""Imports as tables: the files and what each did, and the rows of one file by what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, number, one_of
from creditdesk.exports.words import VERDICT_WORDS, item_kind, told, word
from creditdesk.intake import queries
from creditdesk.intake.access import OPEN_ITEMS, ImportFile, file_for, visible_decided_numbers, visible_files
from creditdesk.intake.models import StagedRow
from creditdesk.parties.directory import names_of

READERS = (Permission.SEE_IMPORTS,)


def file_of(asked: Asked) -> ImportFile:
    """The file whose rows are asked for. Raises NotVisible, and Refusal where none is named."""
    if asked.get("file") is None:
        raise refuse("filter.file", "say of which import: file")
    return file_for(asked.user, asked.get("file"))


def _file_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("import", _("Import"), Kind.INTEGER),
        Column("file", _("File")),
        Column("company", _("Company")),
        Column("state", _("State")),
        Column("received_at", _("Loaded"), Kind.INSTANT),
        Column("received_by", _("By")),
        Column("rows", _("Rows"), Kind.INTEGER, totalled=True),
        Column("new", _("New"), Kind.INTEGER, totalled=True),
        Column("changed", _("Changed"), Kind.INTEGER, totalled=True),
        Column("missing", _("No longer open"), Kind.INTEGER, totalled=True),
        Column("unchanged", _("Unchanged"), Kind.INTEGER, totalled=True),
        Column("refused", _("Refused"), Kind.INTEGER, totalled=True),
        Column("posted_at", _("Posted"), Kind.INSTANT),
        Column("sha256", _("SHA-256")),
    )


def _file_rows(page: Sequence[ImportFile]) -> Iterator[Row]:
    names = names_of({each.received_by for each in page})
    for each in page:
        yield [
            each.id,
            each.name,
            each.company.code,
            word(each.get_state_display()),
            each.received_at,
            names.get(each.received_by, each.received_by),
            each.rows_read,
            each.new_rows,
            each.rows_changed,
            each.rows_missing,
            each.rows_unchanged,
            each.rows_refused,
            each.posted_at,
            each.sha256,
        ]


def _row_columns(asked: Asked) -> tuple[Column, ...]:
    if file_of(asked).content != OPEN_ITEMS:
        return (
            Column("line", _("Line"), Kind.INTEGER),
            Column("verdict", _("Verdict")),
            Column("row", _("What the row says")),
            Column("changes", _("What it changes")),
        )
    return (
        Column("line", _("Line"), Kind.INTEGER),
        Column("verdict", _("Verdict")),
        Column("company", _("Company")),
        Column("account", _("Number")),
        Column("customer", _("Customer")),
        Column("kind", _("Kind")),
        Column("number", _("Document")),
        Column("document_date", _("Document date"), Kind.DATE),
        Column("due_date", _("Due date"), Kind.DATE),
        Column("settled_date", _("Settled"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("original", _("Original"), Kind.MONEY, totalled=True),
        Column("open", _("Open"), Kind.MONEY, totalled=True),
    )


def _row_source(asked: Asked) -> Source:
    file = file_of(asked)
    found = queries.rows(file, verdict=asked.get("verdict", StagedRow.Verdict.NEW.value))
    made = _row if file.content == OPEN_ITEMS else _record
    return ByKey(found, ("line",), lambda page: map(made, page))


def _record(staged: StagedRow) -> Row:
    """A customer, a rate and so on: what the row says, and what of it is new to the desk."""
    says = "; ".join(f"{name}: {value}" for name, value in staged.row.items())
    changes = "; ".join(f"{name}: {old} → {new}" for name, (old, new) in (staged.changes or {}).items())
    return [staged.line, str(VERDICT_WORDS[staged.verdict]), says, changes]


def _row(staged: StagedRow) -> Row:
    row: dict[str, Any] = staged.row
    currency = str(row["currency"])
    return [
        staged.line,
        str(VERDICT_WORDS[staged.verdict]),
        row["company"],
        row["customer_number"],
        row.get("customer_name") or "",
        item_kind(row["kind"]),
        row["number"],
        _day(row.get("document_date")),
        _day(row.get("due_date")),
        _day(row.get("settled_date")),
        currency,
        Money(row["original_minor"], currency),
        Money(row["open_minor"], currency),
    ]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _refused_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("file", _("File")),
        Column("line", _("Line"), Kind.INTEGER),
        Column("column", _("Column")),
        Column("value", _("Value")),
        Column("reason", _("Reason")),
    )


def _refused_source(asked: Asked) -> Source:
    file = file_of(asked)
    found = queries.rows(file, verdict=StagedRow.Verdict.REFUSED)
    return ByKey(found, ("line",), lambda page: (row for staged in page for row in _refused_rows(file.name, staged)))


def _refused_rows(name: str, staged: StagedRow) -> Iterator[Row]:
    """A line for each value that was refused."""
    for problem in staged.problems:
        cells: list[Cell] = [name, staged.line, queries.place_of(problem), problem["value"]]
        yield [*cells, told(Reason.from_dict(problem["reason"]))]


def _number_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("name", _("Name in the file")),
        Column("account", _("Means")),
        Column("account_name", _("Name")),
        Column("decided_at", _("Decided"), Kind.INSTANT),
        Column("decided_by", _("By")),
    )


def _number_source(asked: Asked) -> Source:
    """What was decided to be a new customer means no account."""
    found = list(visible_decided_numbers(asked.user))
    names = names_of({each.decided_by for each in found})
    return Whole(
        [
            [
                each.company.code,
                each.number,
                each.name,
                each.customer.number if each.customer else "",
                each.customer.name if each.customer else "",
                each.decided_at,
                names.get(each.decided_by, each.decided_by),
            ]
            for each in found
        ]
    )


LISTINGS = (
    Listing(
        name="imports",
        title=gettext_lazy("Imports"),
        permissions=READERS,
        columns=_file_columns,
        source=lambda asked: ByKey(visible_files(asked.user), ("-id",), _file_rows),
        reach=Reach.DESK,
    ),
    Listing(
        name="import_rows",
        title=gettext_lazy("Rows of the import"),
        permissions=READERS,
        columns=_row_columns,
        source=_row_source,
        filters={"file": number, "verdict": one_of("new", "changed", "missing", "unchanged")},
    ),
    Listing(
        name="import_refused",
        title=gettext_lazy("Refused rows"),
        permissions=READERS,
        columns=_refused_columns,
        source=_refused_source,
        filters={"file": number},
        reach=Reach.OWN,
    ),
    Listing(
        name="decided_numbers",
        title=gettext_lazy("Customer numbers of files"),
        permissions=READERS,
        columns=_number_columns,
        source=_number_source,
    ),
)
