"""Customers that a file names and the company does not know: new ones, and those that may be one that it knows.

A number that nobody has is a new customer, and posting makes it, unless the company has one that is alike: by its name,
or by its number (`domain.likeness`). Then a person decides who is meant. Until then the rows of that customer wait:
they are refused for that reason, and all others go in. What was decided holds for every later file::

    200759878  Fenwick Optical     known: 0200759878 Fenwick Optical Inc.     in question
    7001       Harbor Lens         nobody alike                               new
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum
from django.db.models.fields.json import KT

from creditdesk.domain.likeness import comparable_name, comparable_number
from creditdesk.domain.reasons import Reason
from creditdesk.intake.dating import Row
from creditdesk.intake.judging import Ground, Judgement, Problem
from creditdesk.intake.models import DecidedNumber, ImportFile, StagedRow
from creditdesk.parties.models import Company, Customer
from creditdesk.parties.queries import customers_numbered

IN_QUESTION = "intake.customer_in_question"
# So many are shown, with the most rows first: the others come up once these are decided.
SHOWN = 200
# So many new customers are named on the preview; all are counted.
NEW_NAMED = 100
ALIKE_NAMED = 5
_Who = tuple[str, str]  # company's code, customer number
Sums = Mapping[str, tuple[int, int]]  # currency → original and open in signed minor units


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer of the company that may be the one who is meant."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class InQuestion:
    """A customer of the file who may be one that the company knows, with the rows that wait for the answer."""

    company: str
    number: str
    name: str
    rows: int
    sums: Sums
    alike: Sequence[Alike]


@dataclass(frozen=True, slots=True)
class Decision:
    """Who a customer of a file is: the one with the number `meant`, or with "" a new one."""

    company: str
    number: str
    meant: str


@dataclass(slots=True)
class Unknown:
    """The customers of one reading whom the company does not know, gathered as its rows go by."""

    on: Ground
    new: dict[_Who, dict[str, Any]] = field(default_factory=dict)
    _alike_to: dict[_Who, list[Alike]] = field(default_factory=dict)
    _customers: dict[int, _Customers] = field(default_factory=dict)

    def judged(self, rows: Sequence[Row], judgements: Sequence[Judgement]) -> list[Judgement]:
        """The judgements, with those rows held back whose customer is in question."""
        asked = [row for row, one in zip(rows, judgements, strict=True) if one.verdict == StagedRow.Verdict.NEW]
        unknown = self._unknown(asked)
        found = []
        for row, judgement in zip(rows, judgements, strict=True):
            who = (row["company"], row["customer_number"])
            if judgement.verdict == StagedRow.Verdict.NEW and who in unknown:
                if alike := self._alike(who, row):
                    judgement = Judgement(StagedRow.Verdict.REFUSED, [self._held(row, alike)])
                else:
                    self._note(who, row)
            found.append(judgement)
        return found

    def summary(self) -> list[dict[str, Any]]:
        """The first new customers in the order of their numbers, as the preview names them."""
        first = sorted(self.new.items())[:NEW_NAMED]
        return [{"company": company, "number": number, **about} for (company, number), about in first]

    def _unknown(self, rows: Iterable[Row]) -> set[_Who]:
        named: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            named[row["company"]].add(row["customer_number"])
        unknown = set()
        for code, numbers in named.items():
            known = customers_numbered(numbers, company_id=self.on.companies.get(code, 0))
            unknown |= {(code, number) for number in numbers - {number for number, _ in known}}
        return unknown

    def _alike(self, who: _Who, row: Row) -> list[Alike]:
        """Who is alike, by the first row of the customer: his others say the same."""
        if who not in self._alike_to:
            company_id = self.on.companies.get(row["company"])
            if company_id is not None and company_id not in self._customers:
                self._customers[company_id] = _Customers.of(company_id)
            name = row.get("customer_name", "")
            known = self._customers[company_id].alike(who[1], name=name) if company_id is not None else []
            self._alike_to[who] = known
        return self._alike_to[who]

    def _held(self, row: Row, alike: Sequence[Alike]) -> Problem:
        number = row["customer_number"]
        named = "; ".join(f"{one.number} {one.name}" for one in alike)
        reason = Reason(IN_QUESTION, _ASKED, {"number": number, "customers": named})
        place = {"field": "customer_number", "column": self.on.columns.get("customer_number", ""), "value": number}
        return {**place, "reason": reason.as_dict(), "alike": [[one.number, one.name] for one in alike]}

    def _note(self, who: _Who, row: Row) -> None:
        about = self.new.setdefault(who, {"name": row.get("customer_name", ""), "rows": 0, "sums": {}})
        original, left = about["sums"].get(row["currency"], (0, 0))
        about["rows"] += 1
        about["sums"][row["currency"]] = (original + row["original_minor"], left + row["open_minor"])


_ASKED = (
    "The company has no customer %(number)s, and one that is alike: %(customers)s. Say on the page of the file whether "
    "that one is meant, or a new customer."
)


@dataclass(frozen=True, slots=True)
class _Customers:
    """The customers of a company by what makes them alike, and the numbers that were decided to be new."""

    by_name: Mapping[str, Sequence[Alike]]
    by_number: Mapping[str, Sequence[Alike]]
    own: frozenset[str]

    @classmethod
    def of(cls, company_id: int) -> _Customers:
        by_name: dict[str, list[Alike]] = defaultdict(list)
        by_number: dict[str, list[Alike]] = defaultdict(list)
        stated = Customer.objects.filter(company_id=company_id).order_by("number").values_list("number", "name")
        for number, name in stated.iterator():
            by_name[comparable_name(name)].append(Alike(number, name))
            by_number[comparable_number(number)].append(Alike(number, name))
        own = DecidedNumber.objects.filter(company_id=company_id, customer=None).values_list("number", flat=True)
        return cls(by_name, by_number, frozenset(own))

    def alike(self, number: str, *, name: str) -> list[Alike]:
        if number in self.own:
            return []
        plain_number, plain_name = comparable_number(number), comparable_name(name)
        found = [*(self.by_number.get(plain_number, ()) if plain_number else ())]
        found += self.by_name.get(plain_name, ()) if plain_name else ()
        return list(dict.fromkeys(found))[:ALIKE_NAMED]


def in_question(file: ImportFile) -> list[InQuestion]:
    """The customers of the file who are in question still, those with the most rows first; at most 200."""
    lines = (
        _waiting(file)
        .annotate(number=KT("row__customer_number"))
        .values_list("company_code", "number", "currency")
        .annotate(Count("id"), Sum("original_minor"), Sum("open_minor"), Min("id"))
        .order_by()
    )
    rows: dict[_Who, int] = defaultdict(int)
    sums: dict[_Who, dict[str, tuple[int, int]]] = defaultdict(dict)
    first: dict[_Who, int] = {}
    for company, number, currency, count, original, left, row_id in lines:
        who = (company, number)
        rows[who] += count
        sums[who][currency] = (int(original), int(left))
        first[who] = min(row_id, first.get(who, row_id))
    decided = DecidedNumber.objects.filter(company__code__in={company for company, _ in rows})
    for who in decided.values_list("company__code", "number"):
        rows.pop(who, None)
    most = sorted(rows, key=lambda who: (-rows[who], who))[:SHOWN]
    samples = StagedRow.objects.in_bulk([first[who] for who in most])
    return [_shown(who, samples[first[who]], rows=rows[who], sums=sums[who]) for who in most]


def _waiting(file: ImportFile) -> QuerySet[StagedRow]:
    """The rows that wait for somebody to say who their customer is."""
    return file.rows.filter(verdict=StagedRow.Verdict.REFUSED, problems__0__reason__code=IN_QUESTION)


def _shown(who: _Who, sample: StagedRow, *, rows: int, sums: Sums) -> InQuestion:
    alike = [Alike(number, name) for number, name in sample.problems[0]["alike"]]
    return InQuestion(*who, sample.row.get("customer_name", ""), rows, sums, alike)


def aliases(companies: QuerySet[Company]) -> dict[str, dict[str, str]]:
    """Company → number of files → number of the customer that was decided to be meant.

    A number that a customer has by now means that customer.
    """
    found: dict[str, dict[str, str]] = {}
    decided = DecidedNumber.objects.filter(company__in=companies, customer__isnull=False).order_by()
    for code, number, meant in decided.values_list("company__code", "number", "customer__number"):
        found.setdefault(code, {})[number] = meant
    for code, numbers in found.items():
        taken = Customer.objects.filter(company__code=code, number__in=numbers).values_list("number", flat=True)
        for number in list(taken):
            del numbers[number]
    return found
