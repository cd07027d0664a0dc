"""A program in which several processes import at once, with a database of its own; prints what each was told.

All of them bring in the same bytes at the same moment; then each posts a file of its own that holds the same documents
as the others', while all of them work on every file that waits.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
from collections.abc import Callable
from typing import Any

import django

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
PEOPLE = 4
ROWS = 300
FILE = "Customer,Name,Invoice,Date,Due,Currency,Amount\n" + "".join(
    f"C{n % 20},Customer {n % 20},R-{n},2026-05-01,2026-05-31,USD,{n}.00\n" for n in range(1, ROWS + 1)
)
# Records of the desk's own, each kind as a file: what a code of the ERP means, and who it is.
CODES = 60
RECORDS = {
    "payment_terms": "Code,Description,Net days\n" + "".join(f"T{n},{n} days,{n}\n" for n in range(1, CODES + 1)),
    "salespeople": "Salesperson Code,Name,E-mail\n" + "".join(f"V{n},Seller {n},\n" for n in range(1, CODES + 1)),
}


def main() -> None:
    """Run the three races, then print what everybody was told and what is left."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.db import connections

    _make_company()
    connections.close_all()
    same_bytes = _all_at_once(_load_the_same)
    connections.close_all()
    same_documents = _all_at_once(_load_the_same_documents)
    connections.close_all()
    same_records = _all_at_once(_load_the_same_records)
    told = {"same_bytes": same_bytes, "same_documents": same_documents, "same_records": same_records}
    print(json.dumps({**told, **_left()}))


def _all_at_once(act: Callable[[int], str]) -> list[str]:
    """What each of the people was told; they start together."""
    forked = multiprocessing.get_context("fork")
    start, told = forked.Barrier(PEOPLE), forked.Queue()

    def run(person: int) -> None:
        start.wait()
        told.put(act(person))

    people = [forked.Process(target=run, args=(person,)) for person in range(PEOPLE)]
    for process in people:
        process.start()
    answers = [told.get(timeout=120) for _ in people]
    for process in people:
        process.join()
    return sorted(answers)


def _load_the_same(person: int) -> str:
    from creditdesk.domain.reasons import Refusal

    try:
        file = _receive(FILE, person)
    except Refusal as refusal:
        return refusal.reasons[0].code
    return str(file.state)


def _load_the_same_documents(person: int) -> str:
    """Other bytes each time, the same documents in them; whoever is free works on all of the files."""
    return _loaded(FILE + "\n" * (person + 1), person)


def _load_the_same_records(person: int) -> str:
    """The same salespeople and payment terms from everybody, each kind in files of other bytes."""
    return "; ".join(_loaded(text + "\n" * (person + 1), person) for text in RECORDS.values())


def _loaded(text: str, person: int) -> str:
    from creditdesk.intake import actions
    from creditdesk.intake.worker import run_pending
    from creditdesk.parties.models import User

    file = _receive(text, person)
    run_pending(at=NOW, as_of=TODAY)
    while file.state == "received":
        run_pending(at=NOW, as_of=TODAY)
        file.refresh_from_db()
    if file.rows_accepted:
        actions.post(file, revision=file.revision, by=User.objects.get(username=f"person{person}"), at=NOW)
    while file.state in {"previewed", "posting"} and file.rows_accepted:
        run_pending(at=NOW, as_of=TODAY)
        file.refresh_from_db()
    return f"{file.state} {file.rows_read}={file.rows_accepted + file.rows_unchanged + file.rows_refused}"


def _receive(text: str, person: int) -> Any:
    from creditdesk.intake import actions
    from creditdesk.parties.models import Company, User

    user = User.objects.get(username=f"person{person}")
    company = Company.objects.get()
    return actions.receive([text.encode()], name=f"{person}.csv", company=company, by=user, at=NOW, as_of=TODAY)


def _left() -> dict[str, Any]:
    from django.db.models import Sum

    from creditdesk.intake import verify as intake_verify
    from creditdesk.intake.models import ImportFile
    from creditdesk.journal import verify as journal_verify
    from creditdesk.parties.models import PaymentTerms, Salesperson
    from creditdesk.receivables import verify as ledger_verify
    from creditdesk.receivables.models import OpenItem

    facts = [*ledger_verify.broken_facts(), *journal_verify.broken_facts(), *intake_verify.broken_facts()]
    return {
        "items": OpenItem.objects.count(),
        "terms": sorted(PaymentTerms.objects.values_list("code", "notation")),
        "salespeople": sorted(Salesperson.objects.values_list("code", "name")),
        "original": OpenItem.objects.aggregate(sum=Sum("original_minor"))["sum"],
        "done": sum(ImportFile.objects.values_list("rows_done", flat=True)),
        "broken": facts,
    }


def _make_company() -> None:
    from django.core.management import call_command
    from django.db import connection

    from creditdesk.domain.visibility import Role
    from creditdesk.parties.models import Company, User

    if not connection.introspection.table_names():  # else the test gave a migrated one
        call_command("migrate", verbosity=0)
    company = Company.objects.create(code="NL", name="Northlight", currency="USD", country="US")
    for person in range(PEOPLE):
        User.objects.create(username=f"person{person}", role=Role.CASH_APPLICATOR.value).companies.add(company)


if __name__ == "__main__":
    main()
