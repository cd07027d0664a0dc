"""Salespeople as they come in files: the ERP's code for who sells, and the user whom the code means at the desk.

Customers follow their code: as soon as it gets a user, another one or none, so do they, in the same transaction. A code
may have ten thousand customers, and an entry of the journal for each would hold its head, and with it everybody who
posts, for many seconds: an entry names a thousand of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from creditdesk.domain.reasons import Reason
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, Customer, Salesperson, User
from creditdesk.parties.records.kept import Change, Fault, Source, Standing, Wanted, tell
from creditdesk.parties.records.plain import PlainRecords, Row

_OPEN = frozenset({"salesperson_code", "user"})
# Customers named in one entry of the journal.
_ENTRY = 1_000


def customers_of(company_id: int, codes: Collection[str]) -> set[int]:
    """The customers of the company whose salesperson has one of these codes."""
    found = Customer.objects.filter(listed_salesperson__company=company_id, listed_salesperson__code__in=codes)
    return set(found.order_by().values_list("id", flat=True))


def followers(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Counter[tuple[str, str]]:
    """Company's code and salesperson's code → how many customers follow, of the rows that say which user it is."""
    asked = {(company, values["salesperson_code"]) for company, values in rows if "user" in values}
    found = Customer.objects.filter(
        listed_salesperson__company__code__in={company for company, _ in asked},
        listed_salesperson__code__in={code for _, code in asked},
    )
    counts = found.order_by().values_list("company__code", "listed_salesperson__code").annotate(count=Count("id"))
    return Counter({(company, code): count for company, code, count in counts if (company, code) in asked})


class Salespeople(PlainRecords):
    """The codes of a company, each with a name, an e-mail address and the user, if there is one."""

    model = Salesperson
    reads = {"salesperson_code": "code", "name": "name", "email": "email", "user": "user__username"}
    key = ("salesperson_code",)

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[Salesperson]:
        """The codes of the rows, in their companies."""
        codes = {one.values["salesperson_code"] for one in wanted}
        return Salesperson.objects.filter(company__in={one.company.id for one in wanted}, code__in=codes)

    def new(self, one: Change, customer_id: int | None) -> Salesperson:
        """The code, of nobody yet."""
        return Salesperson(company=one.company, code=one.values["salesperson_code"])

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """As of every record; and a user must work for the company, a new salesperson have a name."""
        named = {one.values["user"] for one in wanted if one.values.get("user")}
        people = User.objects.filter(username__in=named, is_active=True)
        known = set(people.values_list("username", "companies"))
        found = super().standing(wanted, by=by)
        for one, stands in zip(wanted, found, strict=True):
            user = one.values.get("user")
            if user and (user, one.company.id) not in known:
                stands.faults.append(("user", _no_user(user, one.company)))
            if stands.record_id is None and "name" not in one.values:
                text = "The salesperson %(code)s is new, and a new one needs a name."
                reason = Reason("import.name_missing", text, {"code": one.values["salesperson_code"]})
                stands.faults.append(("name", reason))
        return found

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Write the salespeople, and let customers follow."""
        ids = super().keep(changes, source=source)
        _let_follow(changes, source=source)
        return ids

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Put back what nobody changed since, and let customers follow; a code that customers bear stays."""
        left = super().take_back(changes, source=source)
        _let_follow(changes, source=source)
        return left

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for each salesperson."""
        for one, row, fields in told:
            tell(
                f"salesperson.{verb}",
                subject=("salesperson", row.pk or one.record_id or 0),
                company_id=one.company.id,
                customer_id=None,
                change=one,
                private=lambda name: name not in _OPEN,
                source=source,
                restored=fields if verb in ("restored", "removed") else None,
            )

    def _write(self, row: Row, values: Mapping[str, Any], source: Source) -> None:
        assert isinstance(row, Salesperson)
        if "user" in values:
            row.user = User.objects.get(username=values["user"]) if values["user"] else None
        super()._write(row, {name: value for name, value in values.items() if name != "user"}, source)


def _no_user(user: str, company: Company) -> Reason:
    text = "There is no user %(user)s who works for %(company)s."
    return Reason("import.user_unknown", text, {"user": user, "company": company.code})


def _let_follow(changes: Sequence[Change], *, source: Source) -> None:
    """Give the customers of the codes the users whom these have now, and tell the journal who had which before."""
    ids = [one.record_id for one in changes if one.record_id and "user" in one.changes]
    for listed in Salesperson.objects.filter(id__in=ids).select_related("company", "user").order_by("id"):
        customers = Customer.objects.filter(listed_salesperson=listed).order_by("id")
        before: dict[str | None, list[int]] = defaultdict(list)
        for customer_id, was in customers.values_list("id", "salesperson__username"):
            before[was].append(customer_id)
        customers.update(salesperson=listed.user)
        before.pop(listed.user.username if listed.user else None, None)
        for former, moved in before.items():
            for start in range(0, len(moved), _ENTRY):
                _tell_followed(listed, moved[start : start + _ENTRY], was=former, source=source)


def _tell_followed(listed: Salesperson, customer_ids: Sequence[int], *, was: str | None, source: Source) -> None:
    append(
        "salesperson.followed",
        by=source.by,
        at=source.at,
        subject=("salesperson", listed.id),
        company_id=listed.company_id,
        facts={
            "import_file_id": source.import_file_id,
            "user": [was, listed.user.username if listed.user else None],
            "accounts": len(customer_ids),
            "customer_ids": list(customer_ids),
        },
    )
