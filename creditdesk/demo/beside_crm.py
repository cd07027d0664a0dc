"""The people of the demo's customers: who reports to whom, how some may be reached, and what the old CRM knew of one.

The reporting lines are part of the history. What is known of single people, the CRM's files and its answers come in
by the actions that a person takes, so that they stand there as they would.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.escalation import ContactKind, kind_of_role
from creditdesk.domain.notes import NoteSystem
from creditdesk.followup.models import Activity, NoteAnswer
from creditdesk.intake import actions as intake
from creditdesk.intake.worker import run_pending
from creditdesk.mail.models import IncomingMessage
from creditdesk.parties.contact_actions import Card, add_contact, leave_contact, mark_contact
from creditdesk.parties.models import Company, Contact, Customer, User

COMPANY = "NL01"
# What the CRM and the ERP have not answered yet: the notes of the last days.
_UNANSWERED = dt.timedelta(days=3)
_DAY = dt.timedelta(days=1)
_LADDER = (
    ContactKind.AP_CLERK,
    ContactKind.AP_MANAGER,
    ContactKind.CONTROLLER,
    ContactKind.FINANCE_HEAD,
    ContactKind.OWNER,
)
_PEOPLE = ("AccountNo", "RecID", "Company", "Contact", "Title", "Phone1", "Email")
_HISTORY = ("AccountNo", "RecID", "OnDate", "OnTime", "RecType", "ResultCode", "UserID", "Ref", "Notes")
_TALKS = (
    (430, "09:40", "CO", "", "Welcome call", "Explained where invoices go and whom to ask for checks."),
    (395, "14:05", "CI", "", "Proof of delivery", "They want the POD with each invoice over 5,000."),
    (372, "11:20", "CO", "LM", "Past due", "Left a message about two invoices; check runs are on Thursdays."),
    (351, "16:10", "MI", "", "Remittance", "Sent the remittance advice for the March payments."),
    (322, "10:00", "A", "", "Visit", "Met the new controller. Approvals above 20,000 go to the owner."),
)


def reporting_lines() -> None:
    """Let each contact report to the next higher one at his customer, the highest of a store to the head's."""
    people: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.select_related("customer").order_by("id"):
        contact.kind = kind_of_role(contact.role).value
        people[contact.customer_id].append(contact)
    heads = {customer_id: _highest(those) for customer_id, those in people.items()}
    for those in people.values():
        ladder = sorted((one for one in those if one.kind in _LADDER), key=lambda one: _LADDER.index(one.kind))
        for below, above in pairwise(ladder):
            below.reports_to = above
        parent = those[0].customer.parent_id
        if ladder and parent in heads:
            ladder[-1].reports_to = heads[parent]
    Contact.objects.bulk_update(
        [one for those in people.values() for one in those], ["kind", "reports_to"], batch_size=500
    )


def _highest(people: Sequence[Contact]) -> Contact:
    return max(people, key=lambda one: (_LADDER.index(one.kind) if one.kind in _LADDER else -1, -one.rank))


def keep_people(*, today: dt.date, at: dt.datetime) -> None:
    """Record what is known of single people: an opt-out, a bounce, one who left, one behind an attorney."""
    rep = User.objects.get(username="rep")
    late = Customer.objects.filter(
        portfolio__rep=rep, contact_block="", positions__collectable_minor__gt=0, contacts__rank=3
    )
    # Whoever wrote this morning neither left nor asked not to be written to, and his address works.
    wrote = IncomingMessage.objects.filter(customer__isnull=False).values("customer")
    chosen = list(late.exclude(id__in=wrote).order_by("number").distinct()[:4])
    stories = (_opted_out, _bounced, _left, _represented)
    for customer, story in zip(chosen, stories, strict=False):
        story(customer, rep, today, at)


def _opted_out(customer: Customer, rep: User, today: dt.date, at: dt.datetime) -> None:
    contact = _asked_as(customer, 1)
    cause = "Asked by phone to be called, not written to"
    mark = Mark(MarkKind.OPTED_OUT, Channel.EMAIL, today - 6 * _DAY, cause)
    mark_contact(contact, mark=mark, by=rep, at=at, as_of=today, key="demo/opted-out")


def _bounced(customer: Customer, rep: User, today: dt.date, at: dt.datetime) -> None:
    contact = _asked_as(customer, 1)
    cause = "The statement came back: no such mailbox"
    mark = Mark(MarkKind.FAILED, Channel.EMAIL, today - 2 * _DAY, cause, contact.email)
    mark_contact(contact, mark=mark, by=rep, at=at, as_of=today, key="demo/bounced")


def _left(customer: Customer, rep: User, today: dt.date, at: dt.datetime) -> None:
    contact = _asked_as(customer, 1)
    leave_contact(
        contact, left_on=today - 9 * _DAY, version=contact.version, by=rep, at=at, as_of=today, key="demo/left"
    )


def _represented(customer: Customer, rep: User, today: dt.date, at: dt.datetime) -> None:
    contact = _asked_as(customer, 3)
    mark = Mark(MarkKind.REPRESENTED, None, today - 11 * _DAY, "Letter of the attorney, by fax")
    mark_contact(contact, mark=mark, by=rep, at=at, as_of=today, key="demo/represented")
    card = Card("Lena Hart", role="Attorney", kind=ContactKind.ATTORNEY.value, rank=9, email="hart@hart-law.example")
    add_contact(customer, card=card, by=rep, at=at, key="demo/attorney")


def _asked_as(customer: Customer, rank: int) -> Contact:
    return customer.contacts.get(rank=rank)


def load_crm(*, today: dt.date, at: dt.datetime) -> int:
    """Load what the old CRM knew of one customer, people first; returns how many entries of history it brought."""
    contact = Contact.objects.filter(
        customer__company__code=COMPANY, customer__parent=None, rank=1, customer__portfolio__rep__username="rep"
    ).order_by("customer__number")[0]
    account = f"A{contact.customer.number}(NL"
    people = [account, "R1001", contact.customer.name, contact.name, contact.role, contact.phone, contact.email]
    _load("crm_contacts.csv", _PEOPLE, [people], today=today, at=at)
    talks = [
        [account, f"H{number}", (today - days * _DAY).isoformat(), clock, kind, result, "MJONES", subject, note]
        for number, (days, clock, kind, result, subject, note) in enumerate(_TALKS, start=1)
    ]
    _load("crm_history.csv", _HISTORY, talks, today=today, at=at)
    return len(talks)


def answer_notes(*, at: dt.datetime) -> None:
    """Let the CRM and the ERP have taken over what was said up to a few days ago, and refused one note."""
    machine = User.objects.get(username="machine")
    said = list(
        Activity.objects.filter(source="", happened_at__lt=at - _UNANSWERED)
        .exclude(visibility="restricted")
        .order_by("id")
        .values_list("id", "happened_at")
    )
    NoteAnswer.objects.bulk_create(
        (
            NoteAnswer(
                activity_id=key,
                system=system.value,
                accepted=not (system is NoteSystem.CRM and key == said[-1][0]),
                reference="" if system is NoteSystem.CRM and key == said[-1][0] else f"{system.upper()}-{key}",
                reason="No such account in the CRM" if system is NoteSystem.CRM and key == said[-1][0] else "",
                answered_at=min(happened_at + _DAY, at),
                by=machine,
            )
            for key, happened_at in said
            for system in NoteSystem
        ),
        batch_size=500,
    )


def _load(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, today: dt.date, at: dt.datetime) -> None:
    manager = User.objects.get(username="manager")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    company = Company.objects.get(code=COMPANY)
    content = text.getvalue().encode()
    file = intake.receive([content], name=name, company=company, by=manager, at=at, as_of=today)
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    intake.post(file, revision=file.revision, by=manager, at=at)
    run_pending(at=at, as_of=today)
