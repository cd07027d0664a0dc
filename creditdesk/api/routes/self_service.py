"""About the caller and the desk: who I am, whether the desk is well, what was journaled."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Page, Word
from creditdesk.domain.visibility import PERMISSIONS, Permission
from creditdesk.journal.queries import JournalEntry, entries
from creditdesk.parties.access import companies_of

router = Router()


class Me(Schema):
    """The token's user, with his rights of this moment."""

    username: str
    name: str
    role: str
    permissions: list[str]
    companies: list[str]
    token: str
    scope: str
    expires_at: dt.datetime


class Health(Schema):
    """That the desk and its database answer, and on which business date."""

    status: str
    business_date: dt.date
    last_entry: int


class JournalOut(Schema):
    """One entry of the journal, without names and notes: those are read on the journal's page, which keeps account."""

    seq: int
    at: dt.datetime
    by: str
    kind: str
    subject_kind: str
    subject_id: int
    company_id: int | None
    customer_id: int | None
    facts: dict[str, Any]
    hash: str
    previous_hash: str


@router.get("/me", **reads(Me))
@needs(Permission.USE_API)
def me(request: Call) -> Me:
    """Who the desk takes me for, and what I may do."""
    token, user = request.auth, request.auth.user
    return Me(
        username=user.username,
        name=user.get_full_name(),
        role=user.desk_role.value,
        permissions=sorted(PERMISSIONS[user.desk_role]),
        companies=[company.code for company in companies_of(user)],
        token=token.name,
        scope=token.scope,
        expires_at=token.expires_at,
    )


@router.get("/health", **reads(Health))
@needs(Permission.SEE_HEALTH)
def health(request: Call) -> Health:
    """Whether the desk and its database answer."""
    newest = entries().first()
    return Health(status="ok", business_date=request.today, last_entry=newest.seq if newest else 0)


@router.get("/journal", **reads(Page[JournalOut]))
@needs(Permission.SEE_JOURNAL)
def journal(
    request: Call, kind: Word = "", by: Word = "", customer: int | None = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[JournalOut]:
    """The journal of my companies, newest first. `kind` takes a beginning, such as `import.`."""
    mine = list(companies_of(request.auth.user).values_list("id", flat=True))
    found = entries(kind=kind, by=[by] if by else [], customer_id=customer, company_ids=mine)
    return page_by_id(found, show=_entry, cursor=cursor, limit=limit, newest_first=True, key="seq")


def _entry(entry: JournalEntry) -> JournalOut:
    return JournalOut(**{name: getattr(entry, name) for name in JournalOut.model_fields})
