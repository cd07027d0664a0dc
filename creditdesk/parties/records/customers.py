"""Customers as they come in files."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Coalesce

from creditdesk.domain import portfolios as rules
from creditdesk.domain.data_changes import is_same_value
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.assignment import rules_for
from creditdesk.parties.models import Company, ConfirmedField, Customer, Portfolio, Salesperson, User
from creditdesk.parties.records.families import closed_circles, of_one_another
from creditdesk.parties.records.kept import (
    Change,
    Fault,
    Source,
    Standing,
    Wanted,
    changed_since,
    shown,
    tell,
)

# Plain value → how it is read from the table. The others are columns of the same name. Who sells is known by the ERP's
# code, and by the user name only where there is none.
_READ: dict[str, Any] = {
    "customer_number": "number",
    "parent": "parent__number",
    "payer": "payer__number",
    "salesperson": Coalesce("listed_salesperson__code", "salesperson__username"),
    "portfolio": "portfolio__name",
}
_COLUMNS = (
    "name", "legal_name", "status", "risk_class", "segment", "currency", "terms_code", "credit_limit_minor", "language",
    "time_zone", "street", "city", "region", "postal_code", "country", "phone", "email", "opened_on",
    "portfolio_by_hand",
)  # fmt: skip
_FIELDS = (*_COLUMNS, *_READ)
_OTHERS = ("parent", "payer")
_CREDIT = ("credit_limit_minor", "risk_class")
_ABOUT_PEOPLE = frozenset({"name", "legal_name", "street", "city", "postal_code", "phone", "email"})


def standing(wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
    """What the desk has of each customer, and what is wrong with its row."""
    known = _Known(wanted, by=by)
    return [_stands(one, known) for one in wanted]


class _Known:
    """What the rows are compared with, asked for once."""

    def __init__(self, wanted: Sequence[Wanted], *, by: User) -> None:
        self.may_assign = has_permission(by.desk_role, Permission.MANAGE_PORTFOLIOS)
        self.may_set_credit = has_permission(by.desk_role, Permission.SET_CREDIT)
        numbers: dict[int, set[str]] = defaultdict(set)
        names: dict[str, set[str]] = {"salesperson": set(), "portfolio": set()}
        for one in wanted:
            numbers[one.company.id] |= {
                one.values[name] for name in ("customer_number", *_OTHERS) if one.values.get(name)
            }
            for name, found in names.items():
                found.add(one.values.get(name) or "")
        self.kept: dict[tuple[int, str], tuple[int, dict[str, Any]]] = {}
        self.confirmed: dict[tuple[int, str], dt.datetime] = {}
        for company_id, those in numbers.items():
            kept = Customer.objects.filter(company_id=company_id, number__in=those)
            for customer_id, values in _values(kept):
                self.kept[company_id, values["customer_number"]] = customer_id, values
            self.confirmed |= _confirmed(kept.values("id"))
        people = User.objects.filter(username__in=names["salesperson"], is_active=True)
        listed = Salesperson.objects.filter(code__in=names["salesperson"]).order_by()
        self.people = {*people.values_list("username", "companies"), *listed.values_list("code", "company_id")}
        self.portfolios = set(Portfolio.objects.filter(name__in=names["portfolio"]).values_list("name", "company_id"))


def _stands(one: Wanted, known: _Known) -> Standing:
    company, values = one.company, one.values
    record_id, now = known.kept.get((company.id, values["customer_number"]), (None, {}))
    found = Standing(record_id, {name: now.get(name) for name in values})
    found.faults = [*_unfit_people(one, known), *(_unfit_money(one, now) if record_id else _unfit_new(one))]
    if record_id:
        found.faults += _confirmed_otherwise(record_id, values, now, known.confirmed)
    if record_id and not known.may_set_credit:
        found.faults += _unless_same(values, now)
    if "portfolio" in values and values["portfolio"] != now.get("portfolio"):
        if not known.may_assign:
            text = "It needs the right to %(right)s to move an account to another portfolio."
            right = Permission.MANAGE_PORTFOLIOS.value.replace("_", " ")
            found.faults.append(("portfolio", Reason("import.not_permitted", text, {"right": right})))
        found.implied = {"portfolio_by_hand": True}
        found.values["portfolio_by_hand"] = now.get("portfolio_by_hand")
    for name in _OTHERS:
        if values.get(name) and (company.id, values[name]) not in known.kept:
            text = "There is no customer %(number)s of %(company)s, neither here nor among the rows that go in."
            facts: dict[str, str | int] = {"number": values[name], "company": company.code}
            found.awaits.append((name, Reason("import.customer_unknown", text, facts)))
    return found


def _unless_same(values: Mapping[str, Any], now: Mapping[str, Any]) -> list[Fault]:
    """Whoever applies cash does not decide how much a customer may owe, nor in a file of addresses."""
    text = "It needs the right to %(right)s to change it."
    reason = Reason("import.not_permitted", text, {"right": Permission.SET_CREDIT.value.replace("_", " ")})
    return [(name, reason) for name in _CREDIT if name in values and values[name] != now.get(name)]


def _confirmed(customer_ids: Any) -> dict[tuple[int, str], dt.datetime]:
    """Customer and field → when a call-back confirmed what stands there."""
    rows = ConfirmedField.objects.filter(customer__in=customer_ids).order_by("id")
    return {(customer, field): at for customer, field, at in rows.values_list("customer_id", "field", "confirmed_at")}


_CONFIRMED = (
    "A call-back of %(day)s confirmed %(now)s, and the file says %(said)s: "
    "correct the file's source, or ask for the change on the account and call back."
)
# A request changed it, and the ERP has not answered that it took that over.
_APPROVED = (
    "%(now)s was approved on %(day)s, and the file says %(said)s: "
    "the ERP takes the change over and answers it, or the request is taken back."
)


def _confirmed_otherwise(
    record_id: int, values: Mapping[str, Any], now: Mapping[str, Any], confirmed: Mapping[tuple[int, str], dt.datetime]
) -> list[Fault]:
    """What a call-back confirmed is not overwritten by a file: the row waits for a person, as a whole.

    Source: docs/rules/data_changes.md.
    """
    faults: list[Fault] = []
    for name, value in values.items():
        at = confirmed.get((record_id, name))
        if at is not None and not is_same_value(_plain(value), _plain(now.get(name)), field=name):
            text = _CONFIRMED if name not in _CREDIT else _APPROVED
            facts: dict[str, str | int] = {
                "day": at.date().isoformat(),
                "now": shown(now.get(name)),
                "said": shown(value),
            }
            faults.append((name, Reason("import.confirmed_otherwise", text, facts)))
    return faults


def _plain(value: Any) -> str:
    """A value as text to be compared; nothing is the empty text."""
    return "" if value is None else str(value)


def _unfit_people(one: Wanted, known: _Known) -> list[Fault]:
    faults: list[Fault] = []
    facts: dict[str, str | int] = {"company": one.company.code}
    name = one.values.get("salesperson")
    if name and (name, one.company.id) not in known.people:
        text = "%(user)s is neither a salesperson of %(company)s by code nor a user who works for it."
        faults.append(("salesperson", Reason("import.user_unknown", text, {**facts, "user": name})))
    name = one.values.get("portfolio")
    if name and (name, one.company.id) not in known.portfolios:
        text = "There is no portfolio %(portfolio)s of %(company)s."
        faults.append(("portfolio", Reason("import.portfolio_unknown", text, {**facts, "portfolio": name})))
    return faults


def _unfit_new(one: Wanted) -> list[Fault]:
    if "name" in one.values or "name" in one.assumed:
        return []
    text = "The customer %(number)s is new, and a new customer needs a name."
    return [("name", Reason("import.name_missing", text, {"number": one.values["customer_number"]}))]


def _unfit_money(one: Wanted, now: dict[str, Any]) -> list[Fault]:
    """A limit is worth what its currency says: it is never taken over into another one unseen."""
    stated, limited = one.values.get("currency"), "credit_limit_minor" in one.values
    if (
        one.values.get("credit_limit_minor") is not None
        and stated is None
        and now["currency"] != one.assumed.get("currency")
    ):
        text = "The row names no currency, and the customer's is %(currency)s: add a column with the currency."
        return [("credit_limit_minor", Reason("import.limit_currency", text, {"currency": now["currency"]}))]
    if not limited and stated not in (None, now["currency"]) and now["credit_limit_minor"] is not None:
        text = "The credit limit is kept in %(currency)s: the row must state it in the new currency."
        return [("currency", Reason("import.limit_currency_changed", text, {"currency": now["currency"]}))]
    return []


def _values(customers: Any) -> Iterable[tuple[int, dict[str, Any]]]:
    """Key and plain values of each customer."""
    for row in customers.order_by("id").values_list("id", *(_READ.get(name, name) for name in _FIELDS)):
        values = dict(zip(_FIELDS, row[1:], strict=True))
        opened = values["opened_on"]
        yield row[0], {**values, "opened_on": opened.isoformat() if opened else None}


def values_of(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Key → plain values of the customers that are there."""
    return dict(_values(Customer.objects.filter(id__in=set(ids))))


def keep(changes: Sequence[Change], *, source: Source) -> list[int]:
    """Write new and changed customers; those that others hang on come first, whatever their order in the file."""
    meant = _Meant(changes)
    customers = [_new(one) if one.is_new else meant.kept[one.record_id or 0] for one in changes]
    made = [(one, customer) for one, customer in zip(changes, customers, strict=True) if one.is_new]
    for one, customer in made:
        meant.set(customer, one.company, one.after(), leaving=_OTHERS)
    _into_portfolios([customer for one, customer in made if "portfolio" not in one.changes])
    Customer.objects.bulk_create(customer for _, customer in made)
    meant.find_numbers()
    for one, customer in zip(changes, customers, strict=True):
        said = one.after()
        meant.write(
            customer, one.company, {name: said[name] for name in _OTHERS if name in said} if one.is_new else said
        )
    ids = [customer.id for customer in customers]
    for one, customer_id in zip(changes, ids, strict=True):
        _tell("customer.made" if one.is_new else "customer.changed", customer_id, one, source)
    return ids


class _Meant:
    """The customers that are changed, and whom their values mean: by number, username or name."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.kept = Customer.objects.in_bulk([one.record_id for one in changes if one.record_id])
        named: dict[str, set[Any]] = defaultdict(set)
        for one in changes:
            for name, pair in one.changes.items():
                named[name] |= {value for value in pair if value and name in _READ}
        self._people = dict(User.objects.filter(username__in=named["salesperson"]).values_list("username", "id"))
        listed = Salesperson.objects.filter(code__in=named["salesperson"])
        self._listed = {(one.company_id, one.code): one for one in listed}
        self._portfolios = dict(Portfolio.objects.filter(name__in=named["portfolio"]).values_list("name", "id"))
        self._named = {one.company.id for one in changes}, named["parent"] | named["payer"]
        self._numbers: dict[tuple[int, str], int] = {}

    def find_numbers(self) -> None:
        """Look the other customers up, once those that are new are there."""
        companies, numbers = self._named
        rows = Customer.objects.filter(company__in=companies, number__in=numbers)
        for key, company_id, number in rows.values_list("id", "company_id", "number"):
            self._numbers[company_id, number] = key

    def write(self, customer: Customer, company: Company, values: dict[str, Any]) -> None:
        """Give the customer these values and save them."""
        if columns := self.set(customer, company, values):
            customer.save(update_fields=columns)

    def set(
        self, customer: Customer, company: Company, values: dict[str, Any], *, leaving: Sequence[str] = ()
    ) -> list[str]:
        """Give the customer these values; which columns they are. What is not there any more is left empty."""
        columns = []
        for name, value in values.items():
            if name == "customer_number" or name in leaving:
                continue
            if name in _OTHERS:
                setattr(customer, f"{name}_id", self._numbers.get((company.id, value)))
            elif name == "salesperson":
                listed = customer.listed_salesperson = self._listed.get((company.id, value))
                customer.salesperson_id = listed.user_id if listed else self._people.get(value)
                columns.append("listed_salesperson")
            elif name == "portfolio":
                customer.portfolio_id = self._portfolios.get(value)
            else:
                setattr(customer, name, _stored(name, value))
            columns.append(name)
        if "name" in values:
            customer.search_name = values["name"].lower()
            columns.append("search_name")
        return columns


def _stored(name: str, value: Any) -> Any:
    if name == "opened_on":
        return dt.date.fromisoformat(value) if value else None
    if name == "portfolio_by_hand":
        return bool(value)
    return value


def _new(one: Change) -> Customer:
    return Customer(company=one.company, number=one.values["customer_number"], time_zone=one.company.time_zone)


def _into_portfolios(customers: Sequence[Customer]) -> None:
    """Let each company's rules say who works its new customers."""
    known: dict[int, list[rules.Rule]] = {}
    for customer in customers:
        if customer.company_id not in known:
            known[customer.company_id] = rules_for(customer.company)
        account = rules.Account(*(getattr(customer, each.name) for each in fields(rules.Account)))
        customer.portfolio_id = rules.portfolio_for(account, known[customer.company_id])


def lasting(changes: Sequence[Change]) -> list[list[Fault]]:
    """What would stay of each change if it were taken back now."""
    now = values_of(one.record_id for one in changes if one.record_id)
    left = [changed_since(one, now=now.get(one.record_id or 0)) for one in changes]
    confirmed = _confirmed(now.keys())
    for one, faults in zip(changes, left, strict=True):
        named = {name for name, _ in faults}
        faults += [
            _confirmed_since(name, at=at)
            for name in one.changes
            if name not in named and not one.is_new and (at := confirmed.get((one.record_id or 0, name)))
        ]
    places = {
        (one.company.code, one.values["customer_number"]): place
        for place, one in enumerate(changes)
        if not one.is_new and "parent" in one.changes and not {"", "parent"} & {name for name, _ in left[place]}
    }
    while found := closed_circles({key: changes[place].before()["parent"] for key, place in places.items()}):
        for circle in found:
            for key in places.keys() & set(circle):
                left[places.pop(key)].append(("parent", of_one_another(circle)))
    return left


def _confirmed_since(name: str, *, at: dt.datetime) -> Fault:
    text = "A call-back of %(day)s confirmed it: it is not put back."
    if name in _CREDIT:
        text = "It was approved on %(day)s: it is not put back."
    return name, Reason("import.confirmed_since", text, {"day": at.date().isoformat()})


def take_back(changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
    """Put back what nobody changed since; a customer that the file made goes if nothing stands on it."""
    left = lasting(changes)
    meant = _Meant(changes)
    meant.find_numbers()
    pairs = [(one, faults) for one, faults in zip(changes, left, strict=True) if one.record_id in meant.kept]
    told = []
    for one, faults in pairs:
        kept = {name for name, _ in faults}
        restored = [name for name in one.changes if name not in kept]
        if restored and not one.is_new:
            before = one.before()
            meant.write(meant.kept[one.record_id or 0], one.company, {name: before[name] for name in restored})
            told.append((one, restored))
    made = [(one, faults) for one, faults in pairs if one.is_new and not faults]
    in_use = _delete([meant.kept[one.record_id or 0] for one, _ in made])
    for one, faults in made:
        if one.record_id in in_use:
            faults.append(_in_use(one.values["customer_number"]))
        else:
            told.append((one, list(one.changes)))
    for one, restored in told:
        kind = "customer.removed" if one.is_new else "customer.restored"
        _tell(kind, one.record_id or 0, one, source, restored=restored)
    return left


def _delete(customers: Sequence[Customer]) -> set[int]:
    """Delete the customers, but for those on which something stands; their keys."""
    ids = [customer.id for customer in customers]
    try:
        with transaction.atomic():
            Customer.objects.filter(id__in=ids).delete()
    except ProtectedError:
        if len(customers) == 1:
            return set(ids)
        half = len(customers) // 2
        return _delete(customers[:half]) | _delete(customers[half:])
    return set()


def _in_use(number: str) -> Fault:
    text = "The customer %(number)s stays: documents, contacts, notes or other customers stand on it."
    return "customer_number", Reason("import.customer_in_use", text, {"number": number})


def _tell(kind: str, customer_id: int, one: Change, source: Source, *, restored: Sequence[str] | None = None) -> None:
    tell(
        kind,
        subject=("customer", customer_id),
        company_id=one.company.id,
        customer_id=customer_id,
        change=one,
        private=_ABOUT_PEOPLE.__contains__,
        source=source,
        restored=restored,
    )
