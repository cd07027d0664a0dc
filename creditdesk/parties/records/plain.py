"""Records that hang on nothing but a company or a customer: contacts, exchange rates, prices.

What they share stands here; each of them says how it is found, what its columns are and how the journal tells of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Customer, User
from creditdesk.parties.records.kept import Change, Fault, Source, Standing, Wanted, changed_since

Row = models.Model


class PlainRecords:
    """The doors of `kept.Records` for a table of plain columns."""

    model: type[Row]
    # Value → column, or the way to it.
    reads: Mapping[str, str]
    # Values that say which record a row means. They never change, and nothing is written to them later.
    key: tuple[str, ...]
    days: frozenset[str] = frozenset()

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[Any]:
        """The records among which those of the rows are."""
        raise NotImplementedError

    def new(self, one: Change, customer_id: int | None) -> Row:
        """A record with what its key says, of the customer that it names; the rest is written to it afterwards."""
        raise NotImplementedError

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """Tell the journal: `verb` is made, changed, restored or removed; with each record the fields concerned."""
        raise NotImplementedError

    def faults_of(self, one: Wanted, known: frozenset[tuple[int, str]]) -> list[Fault]:
        """What is wrong with a row whatever the table holds: a customer whom nobody knows."""
        number = one.values.get("customer_number")
        if number is None or (one.company.id, number) in known:
            return []
        text = "There is no customer %(number)s of %(company)s."
        facts: dict[str, str | int] = {"number": number, "company": one.company.code}
        return [("customer_number", Reason("import.customer_unknown", text, facts))]

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """What the desk has of each record, and what is wrong with its row."""
        found: dict[Hashable, list[tuple[int, dict[str, Any]]]] = {}
        for record_id, company_id, values in self._values(self.near(wanted), company=True):
            found.setdefault((company_id, *self._key(values)), []).append((record_id, values))
        known = _customers(wanted)
        return [self._stands(one, found.get((self._company(one), *self._key(one.values)), []), known) for one in wanted]

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Write new and changed records."""
        kept, customers = self._held(changes), _customer_ids(changes)
        rows = [
            self.new(one, customers.get((one.company.id, one.values.get("customer_number", ""))))
            if one.is_new
            else kept[one.record_id or 0]
            for one in changes
        ]
        for one, row in zip(changes, rows, strict=True):
            self._write(row, one.after(), source)
        manager = self.model._default_manager
        manager.bulk_create(row for one, row in zip(changes, rows, strict=True) if one.is_new)
        for one, row in zip(changes, rows, strict=True):
            if not one.is_new:
                row.save()
        for verb, is_new in (("made", True), ("changed", False)):
            told = [
                (one, row, list(one.changes)) for one, row in zip(changes, rows, strict=True) if one.is_new is is_new
            ]
            if told:
                self.tell(verb, told, source=source)
        return [row.pk for row in rows]

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What would stay of each change if it were taken back now."""
        ids = [one.record_id for one in changes if one.record_id]
        held = self.model._default_manager.filter(id__in=ids)
        now = {record_id: values for record_id, _, values in self._values(held, company=False)}
        return [changed_since(one, now=now.get(one.record_id or 0)) for one in changes]

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Put back what nobody changed since; a record that the file made goes if nothing stands on it."""
        left, kept = self.lasting(changes), self._held(changes)
        told: dict[str, list[tuple[Change, Row, Sequence[str]]]] = {"restored": [], "removed": []}
        for one, faults in zip(changes, left, strict=True):
            row = kept.get(one.record_id or 0)
            if row is None or (one.is_new and faults):
                continue
            if one.is_new:
                faults.extend(_gone(row))
                if not faults:
                    told["removed"].append((one, row, list(one.changes)))
                continue
            stayed = {name for name, _ in faults}
            restored = [name for name in one.changes if name not in stayed]
            if restored:
                self._write(row, {name: one.before()[name] for name in restored}, source)
                row.save()
                told["restored"].append((one, row, restored))
        for verb, those in told.items():
            if those:
                self.tell(verb, those, source=source)
        return left

    def _stands(
        self, one: Wanted, found: list[tuple[int, dict[str, Any]]], known: frozenset[tuple[int, str]]
    ) -> Standing:
        faults = self.faults_of(one, known)
        if len(found) > 1:
            text = "The desk has %(count)d records that are the same in all by which a row is told from another."
            faults.append((self.key[-1], Reason("import.record_twice", text, {"count": len(found)})))
        record_id, now = found[0] if found else (None, {})
        return Standing(record_id, {name: now.get(name) for name in one.values}, faults)

    def _company(self, one: Wanted) -> int | None:
        return one.company.id

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values.get(name) or "" for name in self.key)

    def _held(self, changes: Sequence[Change]) -> dict[int, Row]:
        return self.model._default_manager.in_bulk([one.record_id for one in changes if one.record_id])

    def _values(self, rows: QuerySet[Any], *, company: bool) -> Iterable[tuple[int, int | None, dict[str, Any]]]:
        """Key, company and plain values of each record."""
        way = self.company_way() if company else None
        for row in rows.order_by("id").values_list("id", *([way] if way else []), *self.reads.values()):
            rest = row[2:] if way else row[1:]
            values = {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in zip(self.reads, rest, strict=True)
            }
            yield row[0], row[1] if way else None, values

    def company_way(self) -> str | None:
        """The way from a record to its company; None where it belongs to none."""
        return "company_id"

    def _write(self, row: Row, values: Mapping[str, Any], source: Source) -> None:
        for name, value in values.items():
            if name not in self.key:
                as_day = dt.date.fromisoformat(value) if name in self.days and value else value
                setattr(row, self.reads[name], as_day if as_day is not None else self._nothing(name))
        if hasattr(row, "import_file_id"):
            setattr(row, "import_file_id", source.import_file_id)  # noqa: B010 - not every table has the column

    def _nothing(self, name: str) -> Any:
        """What stands in a column where there was no value."""
        return None if name in self.days else ""


def _customer_ids(changes: Iterable[Change]) -> dict[tuple[int, str], int]:
    """Company and number → key, of the customers that the changes name."""
    named = {(one.company.id, one.values["customer_number"]) for one in changes if "customer_number" in one.values}
    rows = Customer.objects.filter(
        company__in={company_id for company_id, _ in named}, number__in={number for _, number in named}
    )
    return {(company_id, number): key for key, company_id, number in rows.values_list("id", "company_id", "number")}


def _customers(wanted: Sequence[Wanted]) -> frozenset[tuple[int, str]]:
    named = {one.values["customer_number"] for one in wanted if "customer_number" in one.values}
    rows = Customer.objects.filter(company__in={one.company.id for one in wanted}, number__in=named)
    return frozenset(rows.values_list("company_id", "number"))


def _gone(row: Row) -> list[Fault]:
    """Delete the record, unless something stands on it."""
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).delete()
    except ProtectedError:
        return [("", Reason("import.record_in_use", "The record stays: something that was recorded names it.", {}))]
    return []
