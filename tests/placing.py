"""Placements as tests make them: an account that is late enough, its final demand, an agency, the recommendation."""

from __future__ import annotations

import datetime as dt
from itertools import count

from creditdesk.agency.access import Agency, Placement
from creditdesk.agency.actions import make_agency
from creditdesk.agency.queries import candidate, recommendation
from creditdesk.approvals.models import Request
from creditdesk.domain.agency import NEEDED_FIELDS, Paper, Told
from creditdesk.domain.letters import content_hash
from creditdesk.domain.requests import Content
from creditdesk.followup.models import Activity
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.parties.models import Company, Customer, User
from tests import builders
from tests.asking import EFFORTS, approve, ask
from tests.world import TODAY, World

_keys = count(1)
DEMANDED = TODAY - dt.timedelta(days=30)
LATE = TODAY - dt.timedelta(days=100)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def agency(of: Company, *, by: User, name: str = "", fields: tuple[str, ...] = (), on: dt.date = TODAY) -> Agency:
    """An agency of the company that is told what it needs."""
    number = next(_keys)
    told = fields or tuple(one.value for one in NEEDED_FIELDS)
    return make_agency(
        of, name=name or f"Acme {number}", fee_percent=None, fields=told, by=by, at=at(on), key=f"agency/{number}"
    )


def demand(of: Customer, *, by: User, on: dt.date = DEMANDED) -> Letter:
    """A final demand that went out by post on the day."""
    sent = Activity.objects.create(
        company_id=of.company_id,
        customer=of,
        channel="letter",
        direction="outbound",
        outcome="sent",
        happened_at=at(on),
        recorded_at=at(on),
        by=by,
        key=f"demand/{next(_keys)}",
    )
    letter = Letter.objects.create(
        company_id=of.company_id,
        customer=of,
        kind="final_demand",
        language="en",
        channel="post",
        recipient_name=of.name,
        recipient="7 Shutter Road",
        business_day=on,
        text_number=0,
        text_sha256="0" * 64,
        policy_version=1,
        subject="Final demand",
        content={},
        sha256=content_hash({}),
        state="sent",
        drafted_by=by,
        drafted_at=at(on),
        released_by=by,
        released_at=at(on),
        settled_at=at(on),
        activity=sent,
        key=f"demand/{next(_keys)}",
    )
    name = "final-demand.pdf"
    LetterFile.objects.create(letter=letter, what="letter", name=name, size=1, sha256="0" * 64, content=b"x")
    return letter


def recommended(of: Customer, agency: Agency, *, on: dt.date = TODAY) -> Content:
    """The recommendation of the account as it stands."""
    found = candidate(of, currency=of.currency, as_of=on)
    told = Told((Paper.INVOICES, Paper.DELIVERY), traced="state registry: dissolved", assets="a van")
    return recommendation(found, agency=agency, told=told, words="no answer since March", evidence=EFFORTS, as_of=on)


def late_account(world: World, of: Customer, *, by: User, minor: int = 6_200_00) -> None:
    """An invoice old enough, and its final demand expired."""
    builders.invoice(of, amount=minor, document_date=LATE - dt.timedelta(days=30), due_date=LATE)
    demand(of, by=by)


def placed(world: World, of: Customer, *, by: User, approver: User, minor: int = 6_200_00) -> Placement:
    """The account, placed with a new agency."""
    late_account(world, of, by=by, minor=minor)
    request: Request = ask(of, recommended(of, agency(of.company, by=approver)), by=by)
    approve(request, by=approver)
    return Placement.objects.get(request=request)
