"""What the ledger says to rows that were read: new, unchanged, or refused with the reason.

A row is judged twice: when the file is staged, for the preview, and again in the transaction that posts it, because in
between somebody may have closed a period or loaded the same document from another file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Value

from creditdesk.domain.money import Money
from creditdesk.domain.periods import ClosedDays
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.intake.comparing import Listing, numbered
from creditdesk.intake.dating import Row, documents_of, fill_in_due_dates, is_split, move_out_of_closed_periods
from creditdesk.intake.models import StagedRow
from creditdesk.parties.models import Company, Customer
from creditdesk.parties.queries import terms_by_code
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Period

Problem = dict[str, Any]
Key = tuple[str, str, str, str]  # company's code, customer number, kind, number

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
# How the number of an instalment ends.
FIRST_PART = "/1"
_LIKE_A_PART = re.compile(r".*/\d+", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ground:
    """What rows are judged against, gathered once: companies, closed periods, each company's policy.

    `companies` are those that the user works for, `strange` those that exist without him, and `may_create` tells
    whether rows may name companies that do not exist yet.
    """

    companies: Mapping[str, int]
    strange: frozenset[str]
    may_create: bool
    closed: Mapping[int, list[ClosedDays]]
    as_of: dt.date
    columns: Mapping[str, str] = field(default_factory=dict)
    # What a list of all open items has shown so far (`lists`); None for documents as they came.
    listing: Listing | None = None
    # Companies whose books are kept here: what a list says otherwise of them changes nothing.
    kept_here: frozenset[str] = frozenset()
    # The numbers A-1/1, A-1/2 … that rows take which were judged on this ground before: they stand in no ledger yet.
    parts_taken: set[Key] = field(default_factory=set)
    _policies: dict[int | None, PolicyDocument] = field(default_factory=dict)
    _terms: dict[int, Mapping[str, str]] = field(default_factory=dict)

    def policy_of(self, company_id: int | None) -> PolicyDocument:
        """The policy of the company on the day, looked up once; without one, the policy for all."""
        if company_id not in self._policies:
            self._policies[company_id] = policy_in_force(as_of=self.as_of, company_id=company_id).document
        return self._policies[company_id]

    def terms_of(self, company_id: int | None, code: str) -> str:
        """What the company's code for terms means; a code that nobody explained means itself."""
        if company_id is None or not code:
            return code
        if company_id not in self._terms:
            self._terms[company_id] = terms_by_code(company_id)
        return self._terms[company_id].get(code, code)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a row."""

    verdict: str
    problems: list[Problem]


def ground(
    *,
    mine: Iterable[Company],
    may_create: bool,
    as_of: dt.date,
    columns: Mapping[str, str] | None = None,
    is_list: bool = False,
) -> Ground:
    """Gather what rows are judged against on the day."""
    mine = list(mine)
    companies = {company.code: company.id for company in mine}
    closed: dict[int, list[ClosedDays]] = {}
    for period in Period.objects.filter(company_id__in=companies.values()):
        closed.setdefault(period.company_id, []).append((period.first_day, period.last_day))
    everybody = Company.objects.values_list("code", flat=True)
    return Ground(
        companies=companies,
        strange=frozenset(everybody) - companies.keys(),
        may_create=may_create,
        closed=closed,
        as_of=as_of,
        columns=columns or {},
        listing=Listing(as_of) if is_list else None,
        kept_here=frozenset(company.code for company in mine if company.mode == Company.Mode.SUBLEDGER),
    )


def judge(rows: Sequence[Row], *, on: Ground) -> list[Judgement]:
    """Judge each row against the ledger, in the order given; `dating` completes its days on the way."""
    unfit = unfit_rows(rows, on=on)
    known = in_ledger(rows, on)
    return [judged(row, problems, on=on, known=known) for row, problems in zip(rows, unfit, strict=True)]


def unfit_rows(rows: Sequence[Row], *, on: Ground) -> list[list[Problem]]:
    """What is wrong with each row whatever the ledger holds; `dating` completes the days of the others."""
    agreed = _agreed_terms(rows, on)
    return [_unfit(row, on=on, agreed=agreed) for row in rows]


def _unfit(row: Row, *, on: Ground, agreed: Mapping[tuple[int, str], str]) -> list[Problem]:
    """What is wrong with the row whatever the ledger holds. A missing due date is filled in on the way."""
    problems = _too_long(row, on) or _of_company(row, on)
    if problems:
        return problems
    company_id = on.companies.get(row["company"])
    if row.get("terms_code"):
        row["terms_code"] = on.terms_of(company_id, row["terms_code"])
    terms = on.terms_of(company_id, agreed.get((company_id or 0, row["customer_number"]), ""))
    if fault := fill_in_due_dates(row, agreed=terms, policy=on.policy_of(company_id)):
        return [problem_of(on, *fault)]
    return _too_long(documents_of(row)[-1], on) if "instalments" in row else []


def judged(row: Row, problems: list[Problem], *, on: Ground, known: Mapping[Key, Row]) -> Judgement:
    """What becomes of a row, by what is wrong with it and what the ledger has under its number."""
    if problems:
        return Judgement(StagedRow.Verdict.REFUSED, problems)
    documents = documents_of(row)
    found = [known.get(key_of(document)) for document in documents]
    if problem := _split_otherwise(row, on=on, known=known):
        problems = [problem]
    elif not any(found):
        problems = _unpostable(row, on)
        return Judgement(StagedRow.Verdict.REFUSED if problems else StagedRow.Verdict.NEW, problems)
    else:
        pairs = zip(documents, found, strict=True)
        problems = [differs(document, there, on) for document, there in pairs if not _same(document, there)][:1]
    return Judgement(StagedRow.Verdict.REFUSED if problems else StagedRow.Verdict.UNCHANGED, problems)


def _same(document: Row, there: Row | None) -> bool:
    return there is not None and not _differing(document, there)


def _differing(document: Row, there: Row) -> list[str]:
    """The figures that differ. A due date that the file does not state stays as it followed from the terms at first."""
    stated = _STATED[:-1] if document.get("due_from_terms") else _STATED
    return [name for name in stated if there[name] != document[name]]


def _split_otherwise(row: Row, *, on: Ground, known: Mapping[Key, Row]) -> Problem | None:
    """The document stands in the ledger whole and comes in instalments, or the other way round: it is there once."""
    whole = known.get(key_of(row))
    part = known.get(key_of({**row, "number": row["number"] + FIRST_PART}))
    if "instalments" in row and whole:
        text = "The ledger has %(number)s as one document, due %(due)s; the row's terms make instalments of it."
        facts = {"number": row["number"], "due": whole["due_date"]}
    elif "instalments" not in row and part and not whole and is_split(part["terms_code"]):
        text = "The ledger has %(number)s in instalments; the row makes one document of it, due %(due)s."
        facts = {"number": row["number"], "due": row["due_date"]}
    else:
        return None
    return problem_of(on, "due_date", row["due_date"], Reason("intake.split_otherwise", text, facts))


def _unpostable(row: Row, on: Ground) -> list[Problem]:
    """Why a row that is new cannot go in; its days are moved out of closed periods on the way."""
    closed = on.closed.get(on.companies.get(row["company"], 0), [])
    if fault := move_out_of_closed_periods(row, closed=closed, as_of=on.as_of):
        return [problem_of(on, *fault)]
    numbers = [key_of(document) for document in documents_of(row)]
    parts = {key for key in numbers if _LIKE_A_PART.fullmatch(key[-1])}
    if twice := sorted(parts & on.parts_taken):
        text = "The number %(number)s stands for another row of the file already."
        return [problem_of(on, "number", row["number"], Reason("intake.part_twice", text, {"number": twice[0][-1]}))]
    on.parts_taken.update(parts)
    return []


def key_of(row: Row) -> Key:
    """Under what the ledger keeps the document of the row."""
    return row["company"], row["customer_number"], row["kind"], row["number"]


def _too_long(row: Row, on: Ground) -> list[Problem]:
    text = "The text has %(chars)d characters; at most %(limit)d fit."
    return [
        problem_of(on, name, row[name], Reason("intake.text_too_long", text, {"chars": len(row[name]), "limit": most}))
        for name, most in _LONGEST.items()
        if name in row and len(row[name]) > most
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
    return [problem_of(on, "company", code, reason)]


def differs(row: Row, found: Row | None, on: Ground) -> Problem:
    if found is None:
        text = "The ledger has other instalments of the document, and not %(number)s."
        return problem_of(on, "number", row["number"], Reason("intake.part_missing", text, {"number": row["number"]}))
    text = (
        "The ledger has %(number)s with other figures: original %(original)s, open %(open)s, due %(due)s. "
        "The file says %(file_original)s, %(file_open)s, %(file_due)s."
    )
    ledger, file = _figures(found), _figures(row)
    differing = _differing(row, found)[0]
    facts = {"number": row["number"], **ledger, **{f"file_{name}": value for name, value in file.items()}}
    reason = Reason("intake.other_figures", text, facts)
    field_name = {"original_minor": "original_amount", "open_minor": "open_amount"}.get(differing, differing)
    return problem_of(
        on, field_name, {"currency": row["currency"], **file}[differing.split("_", maxsplit=1)[0]], reason
    )


def _figures(row: Row) -> dict[str, str]:
    original, left = (str(Money(row[name], row["currency"])) for name in ("original_minor", "open_minor"))
    return {"original": original, "open": left, "due": row["due_date"]}


def problem_of(on: Ground, name: str, value: str, reason: Reason) -> Problem:
    column = on.columns.get("document_number" if name == "number" else name, "")
    shown = value if len(value) <= 80 else value[:79] + "…"
    return {"field": name, "column": column, "value": shown, "reason": reason.as_dict()}


def in_ledger(rows: Sequence[Row], on: Ground) -> dict[Key, Row]:
    """The items that stand in the ledger under the numbers of the rows; days as in a row, as ISO text."""
    found = _under_numbers(on, ((row["company"], one["number"]) for row in rows for one in (row, *documents_of(row))))
    # What stands there under the number itself does not stand there in instalments.
    lacking = (row for row in rows if "instalments" not in row and key_of(row) not in found)
    return found | _under_numbers(on, ((row["company"], row["number"] + FIRST_PART) for row in lacking))


def _under_numbers(on: Ground, wanted: Iterable[tuple[str, str]]) -> dict[Key, Row]:
    by_company: dict[str, set[str]] = {}
    for company, number in wanted:
        by_company.setdefault(company, set()).add(number)
    found: dict[Key, Row] = {}
    for company in by_company.keys() & on.companies.keys():
        for there in numbered(sorted(by_company[company]), company_id=on.companies[company]):
            there["due_date"] = there["due_date"].isoformat()
            found[company, there["customer__number"], there["kind"], there["number"]] = there
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
