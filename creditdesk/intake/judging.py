"""What the ledger says to rows that were read: new, unchanged, or refused with the reason.

A row is judged twice: when the file is staged, for the preview, and again in the transaction that posts it, because in
between somebody may have closed a period or loaded the same document from another file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.terms import TermsError, TermsPolicy, term_dates
from creditdesk.domain.terms_notation import parse_terms
from creditdesk.intake.models import StagedRow
from creditdesk.parties.models import Company, Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem, Period

Row = dict[str, Any]
Problem = dict[str, Any]
_Key = tuple[int, str, str, str]  # company, customer number, kind, number

# What fits into the ledger's columns.
_LONGEST = {
    "company": 20,
    "customer_number": 40,
    "customer_name": 160,
    "number": 60,
    "terms_code": 60,
    "po_number": 60,
    "order_number": 60,
    "reference": 120,
}
_STATED = ("currency", "original_minor", "open_minor", "due_date")


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged against, gathered once: companies, closed periods, the policy's terms.

    `companies` are those that the user works for, `strange` those that exist without him, and `may_create` tells
    whether rows may name companies that do not exist yet.
    """

    companies: Mapping[str, int]
    strange: frozenset[str]
    may_create: bool
    closed: Mapping[int, Sequence[tuple[dt.date, dt.date]]]
    as_of: dt.date
    terms: TermsPolicy
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a row."""

    verdict: str
    problems: list[Problem]


def ground(
    *, mine: Iterable[Company], may_create: bool, as_of: dt.date, columns: Mapping[str, str] | None = None
) -> Ground:
    """Gather what rows are judged against on the day."""
    companies = {company.code: company.id for company in mine}
    closed: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for period in Period.objects.filter(company_id__in=companies.values()):
        closed.setdefault(period.company_id, []).append((period.first_day, period.last_day))
    everybody = Company.objects.values_list("code", flat=True)
    return Ground(
        companies=companies,
        strange=frozenset(everybody) - companies.keys(),
        may_create=may_create,
        closed=closed,
        as_of=as_of,
        terms=policy_in_force(as_of=as_of).document.terms_policy,
        columns=columns or {},
    )


def judge(rows: Sequence[Row], *, on: Ground) -> list[Judgement]:
    """Judge each row against the ledger, in the order given. A missing due date is filled in from the terms."""
    known = _in_ledger(rows, on)
    agreed = _agreed_terms(rows, on)
    return [_judged(row, on=on, known=known, agreed=agreed) for row in rows]


def settlement_day(row: Row, *, as_of: dt.date) -> dt.date | None:
    """The day on which the settled part counts as settled: as the row says, else the day of the file."""
    if row["open_minor"] == row["original_minor"]:
        return None
    stated = row.get("settled_date")
    day = dt.date.fromisoformat(stated) if stated else as_of
    return max(day, dt.date.fromisoformat(row["posting_date"]))


def _judged(row: Row, *, on: Ground, known: Mapping[_Key, Row], agreed: Mapping[tuple[int, str], str]) -> Judgement:
    problems = _too_long(row, on) or _of_company(row, on)
    if not problems:
        problems = _of_dates(row, on, agreed)
    if problems:
        return Judgement(StagedRow.Verdict.REFUSED, problems)
    company_id = on.companies.get(row["company"])
    if company_id is None:
        return Judgement(StagedRow.Verdict.NEW, [])
    found = known.get((company_id, row["customer_number"], row["kind"], row["number"]))
    if found is None:
        problems = _in_closed_period(row, on, company_id)
        return Judgement(StagedRow.Verdict.REFUSED if problems else StagedRow.Verdict.NEW, problems)
    if all(found[name] == row[name] for name in _STATED):
        return Judgement(StagedRow.Verdict.UNCHANGED, [])
    return Judgement(StagedRow.Verdict.REFUSED, [_differs(row, found, on)])


def _too_long(row: Row, on: Ground) -> list[Problem]:
    text = "The text has %(chars)d characters; at most %(limit)d fit."
    return [
        _problem(on, name, row[name], Reason("intake.text_too_long", text, {"chars": len(row[name]), "limit": most}))
        for name, most in _LONGEST.items()
        if len(row.get(name, "")) > most
    ]


def _of_company(row: Row, on: Ground) -> list[Problem]:
    code = row["company"]
    if code in on.companies or (on.may_create and code not in on.strange):
        return []
    if code in on.strange:
        reason = Reason("intake.company_strange", "You do not work for the company %(company)s.", {"company": code})
    else:
        text = "There is no company %(company)s; an administrator who loads the file creates it."
        reason = Reason("intake.company_unknown", text, {"company": code})
    return [_problem(on, "company", code, reason)]


def _of_dates(row: Row, on: Ground, agreed: Mapping[tuple[int, str], str]) -> list[Problem]:
    """Fill in what the terms say of a row without a due date."""
    if row.get("due_date"):
        return []
    company_id = on.companies.get(row["company"], 0)
    notation = row.get("terms_code") or agreed.get((company_id, row["customer_number"]), "")
    if not notation:
        reason = Reason("intake.due_date_missing", "The row names no due date, and no terms from which it follows.")
        return [_problem(on, "due_date", "", reason)]
    try:
        terms = parse_terms(notation)
    except TermsError as error:
        text = "The row names no due date, and its terms cannot be read: %(what)s"
        return [_problem(on, "terms_code", notation, Reason("intake.terms_unreadable", text, {"what": str(error)}))]
    dates = term_dates(terms, document_date=dt.date.fromisoformat(row["document_date"]), policy=on.terms)
    row["due_date"] = dates.due_date.isoformat()
    if dates.discount_date and not row.get("discount_date"):
        row["discount_date"] = dates.discount_date.isoformat()
    return []


def _in_closed_period(row: Row, on: Ground, company_id: int) -> list[Problem]:
    days = {"posting_date": dt.date.fromisoformat(row["posting_date"])}
    settled = settlement_day(row, as_of=on.as_of)
    if settled is not None:
        days["settled_date"] = settled
    for name, day in days.items():
        for first, last in on.closed.get(company_id, ()):
            if first <= day <= last:
                text = "%(day)s lies in the period %(first)s to %(last)s, which is closed."
                facts = {"day": day.isoformat(), "first": first.isoformat(), "last": last.isoformat()}
                return [_problem(on, name, day.isoformat(), Reason("ledger.closed_period", text, facts))]
    return []


def _differs(row: Row, found: Row, on: Ground) -> Problem:
    text = (
        "The ledger has %(number)s with other figures: original %(original)s, open %(open)s, due %(due)s. "
        "The file says %(file_original)s, %(file_open)s, %(file_due)s."
    )
    ledger, file = _figures(found), _figures(row)
    differing = next(name for name in _STATED if found[name] != row[name])
    facts = {"number": row["number"], **ledger, **{f"file_{name}": value for name, value in file.items()}}
    reason = Reason("intake.other_figures", text, facts)
    field_name = {"original_minor": "original_amount", "open_minor": "open_amount"}.get(differing, differing)
    return _problem(on, field_name, {"currency": row["currency"], **file}[differing.split("_", maxsplit=1)[0]], reason)


def _figures(row: Row) -> dict[str, str]:
    original, left = (str(Money(row[name], row["currency"])) for name in ("original_minor", "open_minor"))
    return {"original": original, "open": left, "due": row["due_date"]}


def _problem(on: Ground, name: str, value: str, reason: Reason) -> Problem:
    column = on.columns.get("document_number" if name == "number" else name, "")
    shown = value if len(value) <= 80 else value[:79] + "…"
    return {"field": name, "column": column, "value": shown, "reason": reason.as_dict()}


def _in_ledger(rows: Sequence[Row], on: Ground) -> dict[_Key, Row]:
    """The items that stand in the ledger under the numbers of the rows."""
    by_company: dict[int, set[str]] = {}
    for row in rows:
        if (company_id := on.companies.get(row["company"])) is not None:
            by_company.setdefault(company_id, set()).add(row["number"])
    found: dict[_Key, Row] = {}
    for company_id, numbers in by_company.items():
        items = OpenItem.objects.filter(company_id=company_id, number__in=numbers, voided_on__isnull=True).values_list(
            "customer__number", "kind", "number", "currency", "original_minor", "open_minor", "due_date"
        )
        for customer, kind, number, currency, original, left, due in items:
            stated = {"currency": currency, "original_minor": original, "open_minor": left}
            found[company_id, customer, kind, number] = {**stated, "due_date": due.isoformat()}
    return found


def _agreed_terms(rows: Sequence[Row], on: Ground) -> dict[tuple[int, str], str]:
    """Company and customer number → the customer's terms, for the rows that state neither due date nor terms."""
    numbers = {row["customer_number"] for row in rows if not row.get("due_date") and not row.get("terms_code")}
    customers = Customer.objects.filter(company_id__in=on.companies.values(), number__in=numbers).exclude(
        terms_code=Value("")
    )
    return {
        (company, number): terms
        for company, number, terms in customers.values_list("company_id", "number", "terms_code")
    }
