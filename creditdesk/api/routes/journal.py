"""Who did what, when and to what; and whether anything of it was touched."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Page, PathId, Word
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.journal.queries import JournalEntry, entries
from creditdesk.journal.verify import broken_facts
from creditdesk.nightly.proof import anchors_file
from creditdesk.parties.access import NotVisible, companies_of
from creditdesk.parties.sign_ins import record_private_read

if TYPE_CHECKING:
    from creditdesk.parties.models import User

router = Router()


class JournalOut(Schema):
    """One entry of the journal, without names and notes: those are read by an act of its own, which is journaled."""

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


class PrivateOut(Schema):
    """The names and notes of an entry, which are answered once: a repeated request gets null in their place."""

    seq: int
    private: dict[str, Any] | None


class ProofOut(Schema):
    """Whether the journal is whole, and the first broken fact where it is not."""

    whole: bool
    broken: list[str]


@router.get("/journal", **reads(Page[JournalOut]))
@needs(Permission.SEE_JOURNAL)
def journal(
    request: Call, kind: Word = "", by: Word = "", customer: int | None = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[JournalOut]:
    """The journal of my companies, newest first. `kind` takes a beginning, such as `import.`."""
    found = entries(kind=kind, by=[by] if by else [], customer_id=customer, company_ids=_mine(request.auth.user))
    return page_by_id(found, show=_entry, cursor=cursor, limit=limit, newest_first=True, key="seq")


@router.post("/journal/verification", **writes(ProofOut))
@needs(Permission.SEE_JOURNAL, scope=Scope.READ)
@keyed()
def verify_journal(request: Call) -> ProofOut:
    """Walk the whole chain, and say whether an entry is missing, changed or out of place."""
    broken = [str(fact) for fact in broken_facts(anchors=anchors_file())]
    return ProofOut(whole=not broken, broken=broken)


@router.get("/journal/{seq}", **reads(JournalOut))
@needs(Permission.SEE_JOURNAL)
def journal_entry(request: Call, seq: PathId) -> JournalOut:
    """One entry."""
    return _entry(_entry_for(request.auth.user, seq))


@router.post("/journal/{seq}/private", **writes(PrivateOut))
@needs(Permission.SEE_JOURNAL, scope=Scope.READ)
@needs(Permission.SEE_RESTRICTED, scope=Scope.READ)
@keyed(once=("private",))
def read_private(request: Call, seq: PathId) -> PrivateOut:
    """Read the names and notes of an entry. That they were read is journaled first."""
    user = request.auth.user
    found = _entry_for(user, seq)
    record_private_read(user, seq=seq, at=request.at, company_id=found.company_id, customer_id=found.customer_id)
    return PrivateOut(seq=seq, private=found.private)


def _mine(user: User) -> list[int]:
    return list(companies_of(user).values_list("id", flat=True))


def _entry_for(user: User, seq: int) -> JournalEntry:
    found = entries(company_ids=_mine(user)).filter(seq=seq).first()
    if found is None:
        raise NotVisible(f"journal entry {seq}")
    return found


def _entry(entry: JournalEntry) -> JournalOut:
    return JournalOut(**{name: getattr(entry, name) for name in JournalOut.model_fields})
