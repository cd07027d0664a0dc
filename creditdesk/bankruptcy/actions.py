"""What people do about a case: open it, tell what is known, say when goods were received, give the worksheet to counsel
and enter counsel's word, confirm the use of a credit, open the account for sales after the petition.

Each is one transaction with its journal entry. docs/rules/bankruptcy.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from creditdesk.bankruptcy.models import Case, CaseEntry, CaseStep, ReceivedDay
from creditdesk.bankruptcy.petitions import SAID, Field, unfit_entry
from creditdesk.bankruptcy.sheets import case_sheet, content_of
from creditdesk.domain.bankruptcy import CaseState, against_state
from creditdesk.domain.contact_rules import local_time
from creditdesk.domain.customer_events import STANDING
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.followup.models import CustomerEvent, Document
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.changing import change_customer, journal_changed, open_successor_account
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.staying import move_petition, standing_stay, write_consent

WHY_LONGEST = 500
WHO_LONGEST = 120
# As the event tells it, under the names of the case.
_OF_EVENT = {
    "chapter": Field.CHAPTER,
    "petition_date": Field.FILED_ON,
    "case_number": Field.CASE_NUMBER,
    "court": Field.COURT,
    "bar_date_by_court": Field.BAR_BY_COURT,
    "consigned": Field.CONSIGNED,
}


@dataclass(frozen=True, slots=True)
class Word:
    """Who said it, why it is so, and the paper that shows it."""

    said_by: str
    why: str
    paper: Document | None = None


@action
def open_case(event: CustomerEvent, *, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Open the case of a verified bankruptcy with what its event tells; the same event opens one case only.

    Raises Refusal for another kind of event, or one that nobody has verified.
    """
    lock_customers([event.customer_id])
    if done := Case.objects.filter(event=event).first():
        return done
    _need(by, Permission.RECORD_ACTIVITY)
    found = CustomerEvent.objects.select_related("customer", "company", "reported_by").get(id=event.id)
    if found.kind != EventKind.BANKRUPTCY or found.state not in {one.value for one in STANDING}:
        raise refuse("bankruptcy.event", "it needs a verified bankruptcy")
    made = Case.objects.create(
        company_id=found.company_id,
        customer=found.customer,
        event=found,
        currency=found.customer.currency,
        opened_at=at,
        opened_by=by,
    )
    told = {field: str(found.details[name]) for name, field in _OF_EVENT.items() if found.details.get(name)}
    told.setdefault(Field.FILED_ON, found.happened_on.isoformat())
    told.setdefault(Field.CHAPTER, "other")
    told[Field.KNOWN_ON] = local_time(found.reported_at, time_zone=found.company.time_zone).date().isoformat()
    why = "as it was reported"
    CaseEntry.objects.bulk_create(
        CaseEntry(
            case=made,
            field=field.value,
            value=value,
            said_by=str(found.reported_by)[:WHO_LONGEST],
            why=why,
            by=by,
            at=at,
        )
        for field, value in told.items()
    )
    facts = {"event": found.id, "chapter": told[Field.CHAPTER], "petition": told[Field.FILED_ON]}
    _journal("bankruptcy.opened", made, by=by, at=at, facts=facts)
    return made


@action
def tell(
    case: Case, *, values: Mapping[Field, str], word: Word, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Case:
    """Enter what is known of the case, a correction, or a day that counsel says; an empty value takes one back.

    Raises Refusal with every value that cannot be so; then nothing is entered. A day in counsel's name needs the right
    to decide. A worksheet that was with counsel or confirmed is a draft again.
    """
    case = _locked(case)
    if CaseEntry.objects.filter(case=case, key__startswith=f"{key}/").exists():
        return case
    _need(by, Permission.RECORD_ACTIVITY)
    _refuse_closed(case)
    if any(field in SAID for field in values):
        _need(by, Permission.DECIDE_EVENTS)
    reasons = [
        *_unfit_word(word),
        *(one for field, value in values.items() for one in unfit_entry(field, value, as_of=as_of)),
    ]
    if not values:
        reasons.append(Reason("bankruptcy.nothing", "nothing is told"))
    if reasons:
        raise Refusal(tuple(reasons))
    CaseEntry.objects.bulk_create(
        CaseEntry(
            case=case,
            field=field.value,
            value=value,
            said_by=_short(word.said_by),
            why=_short(word.why),
            paper=word.paper,
            by=by,
            at=at,
            key=f"{key}/{number}",
        )
        for number, (field, value) in enumerate(values.items())
    )
    if petition := values.get(Field.FILED_ON):
        move_petition(event_id=case.event_id, petition_on=dt.date.fromisoformat(petition))
    _draft_again(case, by=by, at=at)
    facts = {field.value: value for field, value in values.items()}
    _journal("bankruptcy.told", case, by=by, at=at, facts=facts, private={"said_by": word.said_by, "why": word.why})
    return case


@action
def tell_received(
    case: Case, *, item: OpenItem, on: dt.date, evidence: str, by: User, at: dt.datetime, as_of: dt.date
) -> ReceivedDay:
    """Say by evidence when the goods of a document were received. The latest word counts. Raises Refusal."""
    case = _locked(case)
    _need(by, Permission.RECORD_ACTIVITY)
    _refuse_closed(case)
    if on > as_of:
        raise refuse("bankruptcy.received_future", "%(day)s has not come yet", day=on.isoformat())
    if item.customer_id != case.customer_id or item.voided_on is not None:
        raise refuse("bankruptcy.no_item", "%(number)d is no document of the customer", number=item.id)
    shown = _short(evidence)
    if not shown:
        raise refuse("bankruptcy.evidence", "say what shows it: the proof of delivery, who confirmed it")
    last = ReceivedDay.objects.filter(item=item).order_by("-id").first()
    if last is not None and (last.received_on, last.evidence) == (on, shown):
        return last
    made = ReceivedDay.objects.create(
        company_id=case.company_id,
        customer_id=case.customer_id,
        item=item,
        received_on=on,
        evidence=shown,
        by=by,
        at=at,
    )
    _draft_again(case, by=by, at=at)
    facts = {"item": item.id, "received_on": on.isoformat()}
    _journal("bankruptcy.received", case, by=by, at=at, facts=facts, private={"evidence": shown})
    return made


@action
def move_case(
    case: Case,
    *,
    to: CaseState,
    seen: str = "",
    counsel: str = "",
    words: str = "",
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> Case:
    """Give the worksheet to counsel, enter counsel's confirmation, take it back as a draft, file it, or close the case.

    `seen` is the hash of the figures that were looked at. Counsel confirms what was given: where a document or a fact
    changed since, it is refused, and given to counsel anew. Raises Refusal. docs/rules/bankruptcy.md.
    """
    case = _locked(case)
    if case.state == to.value:
        return case
    _need(
        by, Permission.RECORD_ACTIVITY if to in (CaseState.DRAFT, CaseState.WITH_COUNSEL) else Permission.DECIDE_EVENTS
    )
    if (reason := against_state(CaseState(case.state), to)) is not None:
        raise Refusal((reason,))
    if to is CaseState.CONFIRMED and (not counsel.strip() or not words.strip()):
        raise refuse("bankruptcy.counsel", "name counsel, and say how it was confirmed")
    if to in (CaseState.DRAFT, CaseState.CLOSED) and not words.strip():
        raise refuse("bankruptcy.why", "say why")
    content = content_of(case_sheet(case, as_of=as_of))
    sha = hash_of(content)
    if to in (CaseState.WITH_COUNSEL, CaseState.CONFIRMED, CaseState.FILED):
        last = case.steps.order_by("-id").first()
        if (seen and seen != sha) or (to is not CaseState.WITH_COUNSEL and (last is None or last.sha256 != sha)):
            text = "the figures changed since: look at them, and give them to counsel anew"
            raise refuse("bankruptcy.changed_meanwhile", text)
    _write_step(case, to, content=content, sha=sha, counsel=_short(counsel), words=_short(words), by=by, at=at)
    _journal(
        f"bankruptcy.{to.value}",
        case,
        by=by,
        at=at,
        facts={"sha256": sha, "claim": content["claim"], "currency": case.currency},
        private={"counsel": counsel, "words": words},
    )
    return case


@action
def confirm_use(
    case: Case, *, number: str, counsel: str, words: str, said_on: dt.date, by: User, at: dt.datetime, as_of: dt.date
) -> Case:
    """Enter that counsel confirmed the use of a payment or credit in spite of the stay. Raises Refusal."""
    case = _locked(case)
    _need(by, Permission.DECIDE_EVENTS)
    if said_on > as_of:
        raise refuse("bankruptcy.said_future", "%(day)s has not come yet", day=said_on.isoformat())
    stay = standing_stay(case.customer_id)
    if stay is None:
        raise refuse("stay.over", "the stay is over: nothing needs counsel's confirmation any more")
    if not write_consent(stay, number=number, counsel=counsel, words=words, by=by, at=at, on=said_on):
        return case
    facts = {"number": number, "said_on": said_on.isoformat()}
    _journal("bankruptcy.use_confirmed", case, by=by, at=at, facts=facts, private={"counsel": counsel, "words": words})
    return case


@action
def open_later_account(case: Case, *, number: str, name: str, by: User, at: dt.datetime, as_of: dt.date) -> Customer:
    """Open the account for sales after the petition: cash in advance, no credit, nothing netted with the old one.

    Raises Refusal where there is one already under another number, or the number is taken.
    """
    case = _locked(case)
    _need(by, Permission.DECIDE_EVENTS)
    _refuse_closed(case)
    if case.later_account is not None:
        if case.later_account.number == " ".join(number.split()):
            return case.later_account
        text = "%(number)s is the account for sales after the petition already"
        raise refuse("bankruptcy.later_account", text, number=case.later_account.number)
    new = open_successor_account(case.customer, number=number, name=name, legal_name=case.customer.legal_name)
    changed = change_customer(new.id, {"status": Customer.Status.CIA.value})
    new.refresh_from_db()
    case.later_account = new
    case.save(update_fields=["later_account"])
    if changed is not None:
        journal_changed(changed, cause=("bankruptcy_case", case.id), by=by, at=at)
    _journal("bankruptcy.account_opened", case, by=by, at=at, facts={"new_customer_id": new.id, "number": new.number})
    return new


# ---------------------------------------------------------------- what they share


def hash_of(content: Mapping[str, Any]) -> str:
    """The hash by which figures are known again."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _need(by: User, permission: Permission) -> None:
    if by.desk_role is Role.MACHINE:
        return  # the night opens the cases of verified events
    if not has_permission(by.desk_role, permission):
        right = permission.value.replace("_", " ")
        raise refuse("bankruptcy.right", "it needs the right to %(right)s", right=right)


def _locked(case: Case) -> Case:
    lock_customers([case.customer_id])
    found = Case.objects.select_for_update(of=("self",)).select_related("customer", "later_account", "company")
    return found.get(id=case.id)


def _refuse_closed(case: Case) -> None:
    if case.state == CaseState.CLOSED:
        raise refuse("bankruptcy.closed", "the case is closed")


def _short(words: str) -> str:
    return " ".join(words.split())[:WHY_LONGEST]


def _unfit_word(word: Word) -> list[Reason]:
    found = []
    for name, value, most in (("said by", word.said_by, WHO_LONGEST), ("why", word.why, WHY_LONGEST)):
        if not value.strip() or len(value) > most:
            text = "%(field)s: say it, in at most %(most)d letters"
            found.append(Reason("bankruptcy.word", text, {"field": name, "most": most}))
    return found


def _draft_again(case: Case, *, by: User, at: dt.datetime) -> None:
    """What counsel was given, or confirmed, is not what stands now: only that which was filed stays so."""
    if case.state in (CaseState.WITH_COUNSEL, CaseState.CONFIRMED):
        words = "a fact was changed"
        _write_step(case, CaseState.DRAFT, content={}, sha="", counsel="", words=words, by=by, at=at)


def _write_step(
    case: Case, to: CaseState, *, content: dict[str, Any], sha: str, counsel: str, words: str, by: User, at: dt.datetime
) -> None:
    CaseStep.objects.create(
        case=case, state=to.value, content=content, sha256=sha, counsel=counsel[:WHO_LONGEST], words=words, by=by, at=at
    )
    case.state = to.value
    case.save(update_fields=["state"])


def _journal(
    kind: str,
    case: Case,
    *,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("bankruptcy_case", case.id),
        company_id=case.company_id,
        customer_id=case.customer_id,
        facts=dict(facts),
        private=dict(private or {}),
    )
