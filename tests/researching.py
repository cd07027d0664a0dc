"""A deduction with its invoice, and the files that shipping, trade and the warehouse bring, in a test."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.policy_research import ClaimTest
from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.actions import transfer_residual
from creditdesk.receivables.models import OpenItem
from creditdesk.reference.queries import Research, research, subject_of
from tests import builders
from tests.actions.importing import load
from tests.world import NOW, TODAY


def deduction(
    of: Customer,
    *,
    minor: int,
    invoice: str,
    invoice_minor: int,
    text: str,
    by: User,
    invoice_on: dt.date = dt.date(2026, 5, 1),
    on: dt.date = TODAY,
    **facts: object,
) -> OpenItem:
    """A part of an invoice that was kept back, as an item of its own that knows where it came from."""
    whole = builders.item(
        of,
        amount=invoice_minor,
        number=invoice,
        document_date=invoice_on,
        as_of=on,
        **facts,  # type: ignore[arg-type]
    )
    made = transfer_residual(
        whole,
        amount_minor=minor,
        number=f"D-{invoice}",
        reference=text,
        posting_date=on,
        as_of=on,
        by=by,
        at=NOW,
        key=f"test/{invoice}",
    )
    return OpenItem.objects.select_related("origin", "company", "customer").get(id=made.id)


def bring(text: str, *, of: Customer, by: User) -> ImportFile:
    """A file of records to look up, posted whole."""
    file = load(text, company=of.company, by=by, name="reference.csv")
    assert (file.state, file.rows_refused, file.problem) == ("posted", 0, "")
    return file


def researched(item: OpenItem, *, test: ClaimTest | None = None, as_of: dt.date = TODAY) -> Research:
    """What the evidence in the database says of the deduction."""
    subject = subject_of(item, test=test)
    assert subject is not None
    return research(subject, as_of=as_of)
