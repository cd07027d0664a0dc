"""What `kill_steps` kills: a file that comes in, is posted and undone, files of customers, salespeople and payment
terms, money that is applied and taken back, and acts that another program is told of.

A flow says what it did as soon as its user would be told (`tell`), and what a process does that comes after a crash.
What was told must be there before anything is mended: each claim is a count that only grows on the way.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
# Late enough that a silent reader is taken for dead.
LATER = NOW + dt.timedelta(minutes=2)
CHUNK = 2
ROWS = "".join(
    f"C{n % 3},Customer {n % 3},K-{n},2026-05-0{n},2026-05-31,USD,{n}00.05,{'2026-06-0' + str(n) if n % 2 else ''}\n"
    for n in range(1, 6)
)
FILE = "Customer,Name,Invoice,Date,Due,Currency,Amount,Settled date\n" + ROWS
# C1 is changed, and hangs on a customer that stands further down.
CUSTOMERS = "Customer no,Customer name,Phone,Parent\nC1,Fenwick,555-0101,C4\nC4,Joy,,\n"
# V01 gets a user, and two customers follow; V02 is new.
SALESPEOPLE = "Salesperson Code,Name,E-mail,User\nV01,Dana Alvarez,dana@example.com,erin\nV02,Sam Ortiz,,\n"
# ZB01 means something else from now on; ZB02 is new.
TERMS = "Terms code,Description,Terms\nZB01,Two weeks,2/14 net 30\nZB02,At once,net 10\n"


class Flow:
    """What runs until it is killed, what the desk does afterwards, and what came before both."""

    def __init__(self, run: Callable[[], None], recover: Callable[[], None], *before: Callable[[], None]) -> None:
        self.run, self.recover, self.before = run, recover, before


class Told:
    """Where a flow says what its user was told; nobody listens but in a run that is killed at random."""

    listener: Callable[[str, int], None] | None = None


def tell(what: str, least: int) -> None:
    """The user was told: there are at least so many of these now."""
    if Told.listener is not None:
        Told.listener(what, least)


def there_are(what: str) -> int:
    """How many of what a user was told of are in the database."""
    from django.db.models import F

    from creditdesk.cash.models import Match
    from creditdesk.intake.models import ImportFile, StagedRow
    from creditdesk.journal.models import JournalEntry
    from creditdesk.receivables.models import OpenItem, Posting

    found = {
        "files": ImportFile.objects.exclude(state="arriving"),
        "previews": JournalEntry.objects.filter(kind="import.previewed"),
        "posts": JournalEntry.objects.filter(kind="import.posting"),
        "items": OpenItem.objects.all(),
        "undos": JournalEntry.objects.filter(kind="import.undoing"),
        "list rows": StagedRow.objects.filter(file__is_list=True, line__lte=F("file__cursor")).exclude(
            verdict="refused"
        ),
        "void items": OpenItem.objects.exclude(voided_on=None),
        "postings": Posting.objects.all(),
        "matches": Match.objects.all(),
        "reversals": Posting.objects.filter(reverses__isnull=False),
    }
    return found[what].count()


def make_company() -> None:
    from django.core.management import call_command
    from django.db import connection

    from creditdesk.domain.visibility import Role
    from creditdesk.parties.models import Company, User

    if not connection.introspection.table_names():  # else the test gave a migrated one
        call_command("migrate", verbosity=0)
    company = Company.objects.create(code="NL", name="Northlight", currency="USD", country="US")
    user = User.objects.create(username="erin", role=Role.CASH_APPLICATOR.value)
    user.companies.add(company)


def _receive_and_stage() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage
    from creditdesk.parties.models import Company, User

    company, user = Company.objects.get(), User.objects.get(username="erin")
    file = actions.receive([FILE.encode()], name="k.csv", company=company, by=user, at=NOW, as_of=TODAY)
    tell("files", 1)
    stage(file.id, now=lambda: NOW)
    tell("previews", 1)


def _stage_again() -> None:
    """Whoever was not told that the file arrived loads it again."""
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.worker import run_pending

    if not ImportFile.objects.exclude(state="arriving").exists():
        _receive_and_stage()
    run_pending(at=LATER, as_of=TODAY)


def _post() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    file = ImportFile.objects.get()
    actions.post(file, revision=file.revision, by=User.objects.get(username="erin"), at=NOW)
    tell("posts", 1)
    _post_chunks(file.id)


def _post_chunks(file_id: int) -> None:
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.posting import post_chunk

    while post_chunk(file_id, at=NOW, as_of=TODAY, chunk=CHUNK):
        tell("items", ImportFile.objects.get(id=file_id).rows_done)


def _post_again() -> None:
    from creditdesk.intake.models import ImportFile

    file = ImportFile.objects.get()
    if file.state == "previewed":
        _post()
    else:
        _post_chunks(file.id)


def _undo() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    actions.undo(ImportFile.objects.get(), reason="wrong", by=User.objects.get(username="erin"), at=NOW)
    tell("undos", 1)
    _undo_again()


def _undo_again() -> None:
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.undo import undo_chunk

    file = ImportFile.objects.get()
    if file.state == "posted":
        return _undo()
    while undo_chunk(file.id, at=NOW, as_of=TODAY):
        left = ImportFile.objects.get(id=file.id).rows_done
        tell("void items", file.rows_accepted - left)
    return None


def _receive_records(text: str) -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage
    from creditdesk.parties.models import Company, User

    company, user = Company.objects.get(), User.objects.get(username="erin")
    file = actions.receive([text.encode()], name="c.csv", company=company, by=user, at=NOW, as_of=TODAY)
    stage(file.id, now=lambda: NOW)


def _receive_customers() -> None:
    from creditdesk.parties.models import Company
    from tests import builders

    builders.customer(Company.objects.get(), name="Fenwick", number="C1", phone="555-0100")
    _receive_records(CUSTOMERS)


def _receive_salespeople() -> None:
    from creditdesk.parties.models import Company, Salesperson
    from tests import builders

    company = Company.objects.get()
    listed = Salesperson.objects.create(company=company, code="V01", name="Dana")
    for number in ("C1", "C2"):
        builders.customer(company, number=number, listed_salesperson=listed)
    _receive_records(SALESPEOPLE)


def _receive_terms() -> None:
    from creditdesk.parties.models import Company, PaymentTerms

    PaymentTerms.objects.create(company=Company.objects.get(), code="ZB01", notation="net 30")
    _receive_records(TERMS)


def _keep_records() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.records.posting import post_records
    from creditdesk.parties.models import User

    file = ImportFile.objects.get()
    if file.state == "previewed":
        actions.post(file, revision=file.revision, by=User.objects.get(username="erin"), at=NOW)
    while post_records(file.id, at=NOW, chunk=1):
        pass


def _put_records_back() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.records.undo import undo_records
    from creditdesk.parties.models import User

    file = ImportFile.objects.get()
    if file.state == "posted":
        actions.undo(file, reason="wrong", by=User.objects.get(username="erin"), at=NOW)
    while undo_records(file.id, at=NOW, chunk=1):
        pass


def _make_items() -> None:
    from creditdesk.parties.models import Company
    from tests import builders

    customer = builders.customer(Company.objects.get(), number="C1")
    for number in range(1, 4):
        builders.invoice(customer, amount=number * 100_05, number=f"A-{number}")
        builders.payment(customer, amount=number * 70_01, number=f"P-{number}")


def _apply_and_reverse() -> None:
    """Three payments are applied, to one or two invoices each; two of the postings are taken back.

    Whoever was not told presses again: the same keys, so that this is what comes after a crash too.
    """
    from creditdesk.parties.models import User
    from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
    from creditdesk.receivables.models import OpenItem, Posting

    items = {item.number: item for item in OpenItem.objects.all()}
    common: dict[str, Any] = {"posting_date": TODAY, "as_of": TODAY, "by": User.objects.get(), "at": NOW}
    for number in range(1, 4):
        to = [ApplyTo(items[f"A-{number}"].id, number * 30_00), ApplyTo(items["A-3"].id, number * 1_01)]
        done = apply_credit(items[f"P-{number}"], to=to[: 1 + number % 2 * (number < 3)], key=f"a/{number}", **common)
        tell("postings", Posting.objects.count())
        if number < 3:
            reverse_posting(done, key=f"r/{number}", reason="wrong", **common)
            tell("postings", Posting.objects.count())


def _subscribe_and_act() -> None:
    """A program asks to be told, and two things happen."""
    from creditdesk.domain.events import EventKind
    from creditdesk.domain.visibility import Role
    from creditdesk.journal.actions import append
    from creditdesk.journal.transactions import action
    from creditdesk.outbound.actions import make_subscription
    from creditdesk.parties.models import Company, User

    company = Company.objects.get()
    owner = User.objects.create(username="adam", role=Role.ADMINISTRATOR.value)
    owner.companies.add(company)
    make_subscription(owner, name="ERP", url="https://hooks.example.com/", kinds=list(EventKind), at=NOW)
    for number in (1, 2):
        facts: dict[str, Any] = {"subject": ("period", number), "company_id": company.id}
        action(lambda facts=facts: append("period.closed", by="erin", at=NOW, **facts))()


def received() -> Path:
    """What has come to the receiver, a number of the journal a line, doubles included."""
    from django.conf import settings

    return Path(settings.DATA_DIR) / "received.txt"


def _deliver(at: dt.datetime = NOW) -> None:
    """Everything is sent; only the door out is another one, which leads to a file."""
    from creditdesk.domain.deliveries import Outcome
    from creditdesk.outbound import delivering, door

    def post(url: str, *, body: bytes, headers: Any) -> door.Answer:
        with received().open("a", encoding="utf-8") as file:
            file.write(f"{json.loads(body)['seq']}\n")
        return door.Answer(Outcome.DELIVERED, 204, 1)

    door.post = post
    while delivering.step(now=lambda: at):
        pass


def _deliver_anew() -> None:
    received().unlink(missing_ok=True)
    _deliver()


def _deliver_on() -> None:
    """Another process goes on, once the claim of the one that died has run out."""
    from creditdesk.outbound.delivering import LEASE

    _deliver(NOW + LEASE)


FLOWS = {
    "stage": Flow(_receive_and_stage, _stage_again),
    "post": Flow(_post, _post_again, _receive_and_stage),
    "undo": Flow(_undo, _undo_again, _receive_and_stage, _post),
    "keep": Flow(_keep_records, _keep_records, _receive_customers),
    "put back": Flow(_put_records_back, _put_records_back, _receive_customers, _keep_records),
    "keep salespeople": Flow(_keep_records, _keep_records, _receive_salespeople),
    "put salespeople back": Flow(_put_records_back, _put_records_back, _receive_salespeople, _keep_records),
    "keep terms": Flow(_keep_records, _keep_records, _receive_terms),
    "put terms back": Flow(_put_records_back, _put_records_back, _receive_terms, _keep_records),
    "apply": Flow(_apply_and_reverse, _apply_and_reverse, _make_items),
    "deliver": Flow(_deliver_anew, _deliver_on, _subscribe_and_act),
}
