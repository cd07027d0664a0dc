"""Ratings and financial statements that come in files: the doors of `kept.Records` for them.

A row of a customer and a day that are there already corrects the entry where it says something else. The new entries of
a file that is undone are withdrawn; what it corrected stays, since nothing is edited: enter what should stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from creditdesk.config import clock
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.entering import Told, ToldRating, ToldStatement, keep_entry, tell_entry, void_entry
from creditdesk.creditfile.facts import standing as standing_entries
from creditdesk.creditfile.models import AnyEntry, FinancialStatement, Rating
from creditdesk.domain.financial_statements import FIGURES, Figures
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.models import Customer, User
from creditdesk.parties.records.kept import Change, Fault, Source, Standing, Wanted

_STAYS: Fault = ("", Reason("credit_file.corrected", "It corrected an entry: enter what should stand instead.", {}))
_SINCE: Fault = ("", Reason("credit_file.since", "The entry was corrected since.", {}))
_TAKEN_BACK = "The file that brought it was taken back"


class _EntryFiles:
    """What is the same for every kind of entry."""

    # Column of the entry → value of a row.
    columns: Mapping[str, str]
    # The field of a row that refusals are told under.
    at: str

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """Which entry each row is, and what is wrong with the row."""
        customers = _customers(wanted)
        may = has_permission(by.desk_role, Permission.SET_CREDIT)
        return [self._stands(one, customers, may=may) for one in wanted]

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Enter the rows in the file's transaction, and move the days of the customers."""
        customers, by = _customers(changes), User.objects.get(username=source.by)
        as_of = timezone.localtime(source.at).date()
        ids = []
        for one in changes:
            customer = customers[one.company.id, one.values["customer_number"]]
            before = self.entry(customer, one.values)
            key = f"import/{source.import_file_id}/{customer.id}/{self.key(one.values)}"
            made, is_new = keep_entry(
                customer, self.told(self._said(one.values, before)), corrects=before, by=by, at=source.at,
                as_of=as_of, key=key, import_file_id=source.import_file_id,
            )  # fmt: skip
            if is_new:
                tell_entry(made, by=by, at=source.at)
            ids.append(made.id)
        _refresh(customers.values(), as_of=as_of)
        return ids

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What an undo could not take back."""
        found = self.entries([one.record_id for one in changes if one.record_id])
        return [self._lasts(one, found) for one in changes]

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Withdraw the entries that the file made and that still stand."""
        left, by = self.lasting(changes), User.objects.get(username=source.by)
        found = self.entries([one.record_id for one in changes if one.record_id])
        touched = []
        for one, faults in zip(changes, left, strict=True):
            if not faults:
                entry = found[one.record_id or 0]
                key = f"undo/{source.import_file_id}/{entry.id}"
                tell_entry(void_entry(entry, why=_TAKEN_BACK, by=by, at=source.at, key=key), by=by, at=source.at)
                touched.append(entry.customer)
        _refresh(touched, as_of=timezone.localtime(source.at).date())
        return left

    def entry(self, customer: Customer, values: Mapping[str, Any]) -> AnyEntry | None:
        """The entry that stands for the row's customer and day."""
        raise NotImplementedError

    def entries(self, ids: Sequence[int]) -> dict[int, AnyEntry]:
        """Those of the entries that stand, by their keys."""
        raise NotImplementedError

    def told(self, values: Mapping[str, Any]) -> Told:
        """What the row says."""
        raise NotImplementedError

    def key(self, values: Mapping[str, Any]) -> str:
        """What tells the row from others of its customer."""
        raise NotImplementedError

    def _stands(self, one: Wanted, customers: Mapping[tuple[int, str], Customer], *, may: bool) -> Standing:
        customer = customers.get((one.company.id, one.values["customer_number"]))
        if customer is None:
            text = "There is no customer %(number)s of %(company)s."
            facts: dict[str, str | int] = {"number": one.values["customer_number"], "company": one.company.code}
            return Standing(faults=[("customer_number", Reason("import.customer_unknown", text, facts))])
        before = self.entry(customer, one.values)
        told = self.told(self._said(one.values, before))
        faults = [(self.at, reason) for reason in told.unfit(clock.today())]
        if not may:
            text = "It needs the right to %(right)s to change it."
            right = Permission.SET_CREDIT.value.replace("_", " ")
            faults.append(("customer_number", Reason("import.not_permitted", text, {"right": right})))
        if before is None:
            return Standing(faults=faults)
        stood = self._values(before)
        return Standing(before.id, {name: stood.get(name, one.values[name]) for name in one.values}, faults)

    def _lasts(self, one: Change, found: Mapping[int, AnyEntry]) -> list[Fault]:
        if not one.is_new:
            return [_STAYS]
        return [] if one.record_id in found else [_SINCE]

    def _values(self, entry: AnyEntry) -> dict[str, Any]:
        plain = {name: getattr(entry, column) for column, name in self.columns.items()}
        return {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in plain.items()}

    def _said(self, values: Mapping[str, Any], before: AnyEntry | None) -> dict[str, Any]:
        """The row; what it does not say stays as it is."""
        stood = self._values(before) if before is not None else {}
        return {**stood, **{name: value for name, value in values.items() if value is not None}}


class RatingFiles(_EntryFiles):
    """Ratings."""

    columns = {"source": "source", "value": "rating", "on": "rated_on", "until": "until", "note": "note"}
    at = "rating"

    def entry(self, customer: Customer, values: Mapping[str, Any]) -> Rating | None:
        """The rating of the source on the day."""
        rows = Rating.objects.filter(customer=customer, source=values["source"], on=values["rated_on"])
        return standing_entries(rows).first()

    def entries(self, ids: Sequence[int]) -> dict[int, AnyEntry]:
        """Those that stand."""
        rows = standing_entries(Rating.objects.filter(id__in=ids)).select_related("customer__company")
        return {one.id: one for one in rows}

    def told(self, values: Mapping[str, Any]) -> ToldRating:
        """The rating."""
        until = values.get("until")
        return ToldRating(
            values["source"], values["rating"], dt.date.fromisoformat(values["rated_on"]),
            dt.date.fromisoformat(until) if until else None, values.get("note") or "",
        )  # fmt: skip

    def key(self, values: Mapping[str, Any]) -> str:
        """Source and day."""
        return f"{values['source']}/{values['rated_on']}"


class StatementFiles(_EntryFiles):
    """Financial statements."""

    columns = {name: name for name in ("period_end", "basis", "currency", *FIGURES)}
    at = "total_assets"

    def entry(self, customer: Customer, values: Mapping[str, Any]) -> FinancialStatement | None:
        """The statement of the period."""
        rows = FinancialStatement.objects.filter(customer=customer, period_end=values["period_end"])
        return standing_entries(rows).first()

    def entries(self, ids: Sequence[int]) -> dict[int, AnyEntry]:
        """Those that stand."""
        rows = standing_entries(FinancialStatement.objects.filter(id__in=ids)).select_related("customer__company")
        return {one.id: one for one in rows}

    def told(self, values: Mapping[str, Any]) -> ToldStatement:
        """The statement."""
        figures = Figures(**{name: values[name] for name in FIGURES})
        day = dt.date.fromisoformat(values["period_end"])
        return ToldStatement(day, values["currency"], figures, values.get("basis") or FinancialStatement.Basis.OWN)

    def key(self, values: Mapping[str, Any]) -> str:
        """The period."""
        return str(values["period_end"])


def _customers(rows: Sequence[Wanted] | Sequence[Change]) -> dict[tuple[int, str], Customer]:
    numbers = {one.values.get("customer_number") for one in rows}
    found = Customer.objects.filter(company__in={one.company.id for one in rows}, number__in=numbers)
    return {(one.company_id, one.number): one for one in found.select_related("company")}


def _refresh(customers: Iterable[Customer], *, as_of: dt.date) -> None:
    of_company: dict[int, list[Customer]] = {}
    for one in customers:
        of_company.setdefault(one.company_id, []).append(one)
    for those in of_company.values():
        refresh_calendar(those[0].company, as_of=as_of, customer_ids=sorted({one.id for one in those}))
