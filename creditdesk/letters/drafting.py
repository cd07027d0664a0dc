"""Drafting letters from the facts of accounts: one by hand, or many in a run; drafting anew; putting one aside.

Each is a business verb in its transaction. The same key drafts once. docs/rules/letters.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q

from creditdesk.domain.contact_rules import Channel, local_time
from creditdesk.domain.letter_details import Told
from creditdesk.domain.letter_fields import DUNNING, KINDS, LetterKind, told_fields
from creditdesk.domain.letters import content_hash, intended_consequence, letter_language
from creditdesk.domain.policy_desk import Segment
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.followup.access import standing_documents
from creditdesk.followup.models import Document, Promise
from creditdesk.followup.recording import finish_confirmation
from creditdesk.followup.scope import Scope, scope_of
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.letters.content import Subject, Written, written
from creditdesk.letters.facts import AccountFacts, Addressee, addressee, facts_of
from creditdesk.letters.models import Letter, LetterAttachment, LetterRun
from creditdesk.letters.references import inquirer
from creditdesk.letters.strategies import below_minimum, segments_of
from creditdesk.letters.wording import Wording, wording_in_force
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import numbers_in_force

REASON_LONGEST = 200
MOST_DOCUMENTS = 20
# Channel of the rules → channel of a letter.
CHANNELS = {Channel.EMAIL: Letter.Channel.EMAIL, Channel.LETTER: Letter.Channel.POST}
MACHINE = "machine"
_ENDED = (Letter.State.DISCARDED, Letter.State.WITHHELD, Letter.State.FAILED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A letter as somebody wants it. Without items: all that a letter of the kind names; without language: the
    customer's; without contact: the first whom one may write to.
    """

    kind: LetterKind
    channel: Channel = Channel.EMAIL
    contact_id: int | None = None
    language: LetterLanguage | None = None
    details: Mapping[str, Told] = field(default_factory=dict)
    item_ids: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()
    promise_id: int | None = None
    step: str = ""


@action
def draft_letter(customer: Customer, *, wanted: Wanted, by: User, at: dt.datetime, as_of: dt.date, key: str) -> Letter:
    """Draft a letter. What is missing blocks its release and not the draft.

    Raises Refusal for a person, item, document or promise that is not this customer's, and where such a letter to the
    same address is there today already: it names who drafted it.
    """
    lock_customers([customer.id])
    if (done := Letter.objects.filter(customer=customer, key=key).first()) is not None:
        return done
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    letter = made_draft(scope, customer, wanted=wanted, by=by, at=at, key=key)
    keep_draft(letter, _documents(customer, wanted, by=by))
    journal_draft(letter, by=by, at=at)
    return letter


@action
def redraft_letter(letter: Letter, *, wanted: Wanted, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """Draft the letter anew from the facts of now, with what is wanted of it now. Its kind stays.

    Raises Refusal as `draft_letter` does, and where it was released or changed since it was `seen`.
    """
    lock_customers([letter.customer_id])
    before = locked_draft(letter, seen=seen)
    customer = Customer.objects.select_related("company", "portfolio__rep").get(id=before.customer_id)
    scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    about, promise = _subject(scope, customer, wanted, by=by)
    documents = _documents(customer, wanted, by=by)
    made = _letter(scope, about, wanted, written(_enclosing(about, documents, wanted)), by=by, at=at, key=before.key)
    made.id, made.version, made.promise, made.run_id = before.id, before.version + 1, promise, before.run_id
    made.drafted_by_id, made.step = before.drafted_by_id, before.step
    _refuse_second(made)
    made.save(force_update=True)
    LetterAttachment.objects.filter(letter=made).delete()
    _attach(made, documents)
    _journal("letter.redrafted", made, by=by.username, at=at)
    return made


@action
def discard_letter(letter: Letter, *, reason: str, seen: int, by: User, at: dt.datetime) -> Letter:
    """Put a draft aside for good, or take one back that waits for the printer. Raises Refusal without a reason."""
    lock_customers([letter.customer_id])
    said = " ".join(reason.split())
    if not said or len(said) > REASON_LONGEST:
        raise refuse("letter.reason", "say why, in at most %(most)d letters", most=REASON_LONGEST)
    found = Letter.objects.select_for_update(of=("self",)).get(id=letter.id)
    if found.state == Letter.State.DISCARDED and found.version == seen + 1:
        return found
    if found.state not in {Letter.State.DRAFT, Letter.State.READY} or found.print_run_id or found.version != seen:
        raise changed_meanwhile(found)
    as_of = local_time(at, time_zone=letter.customer.company.time_zone).date()
    why = Reason("letter.discarded", "%(reason)s", {"reason": said})
    put_aside(found, why, by=by, at=at, as_of=as_of)
    return found


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that a strategy asks for: for whom, which, by which channel, for which step."""

    customer_id: int
    kind: LetterKind
    channel: Channel
    step: str


@action
def draft_due(
    run: LetterRun, due: Sequence[Due], *, by: User | None, at: dt.datetime, as_of: dt.date
) -> tuple[list[Letter], list[str]]:
    """Draft the letters that strategies ask for, some customers at a time; and why others were left out.

    A customer with a letter of that kind that is not sent yet, or who was written to of late, gets no other one.
    """
    company = Company.objects.get(id=run.company_id)
    ids = sorted({one.customer_id for one in due})
    lock_customers(ids)
    scope = scope_of(company, as_of=as_of, customer_ids=ids)
    facts, segments = facts_of(scope), segments_of(scope)
    waiting, today = _waiting(ids), _of_today(scope, ids)
    wordings: dict[tuple[LetterKind, LetterLanguage], Wording] = {}
    number = numbers_in_force([company.id], as_of=as_of)[company.id]
    made, left_out = [], []
    for one in due:
        account = facts.get(one.customer_id)
        if account is None:
            continue
        why = "a letter of the kind waits already" if (one.customer_id, one.kind.value) in waiting else ""
        letter = None
        if not why:
            segment = segments.get(one.customer_id)
            letter = _due_letter(scope, account, one, segment, number=number, by=by, at=at, wordings=wordings)
            letter = letter if letter is not None and _mark_of(letter) not in today else None
        if letter is None:
            left_out.append(f"{account.customer.number}: {why or 'nothing can be asked for'}")
            continue
        letter.run = run
        letter.key = f"run/{run.id}/{one.customer_id}/{one.kind.value}"
        made.append(letter)
        waiting.add((one.customer_id, one.kind.value))
    Letter.objects.bulk_create(made)
    if made:
        append(
            "letter.drafted_in_run",
            by=by.username if by else MACHINE,
            at=at,
            subject=("letter_run", run.id),
            company_id=company.id,
            facts={"letters": len(made), "first": made[0].id, "last": made[-1].id},
        )
    return made, left_out


def _waiting(customer_ids: Sequence[int]) -> set[tuple[int, str]]:
    """Customers with a letter of a kind that is there and has not gone."""
    still = (Letter.State.DRAFT, Letter.State.READY, Letter.State.QUEUED)
    rows = Letter.objects.filter(customer__in=customer_ids, state__in=still)
    return set(rows.values_list("customer_id", "kind"))


def _due_letter(
    scope: Scope,
    account: AccountFacts,
    due: Due,
    segment: Segment | None,
    *,
    number: int,
    by: User | None,
    at: dt.datetime,
    wordings: dict[tuple[LetterKind, LetterLanguage], Wording],
) -> Letter | None:
    """The letter, or None where there is nothing to ask for or it was written today."""
    details: dict[str, Told] = {}
    if consequence := intended_consequence(due.kind, segment, policy=scope.policy):
        details["consequence"] = consequence.value
    known = {one.name for one in told_fields(due.kind)}
    wanted = Wanted(
        due.kind,
        due.channel,
        details={name: told for name, told in details.items() if name in known},
        step=due.step,
    )
    about = _about(scope, account, wanted, rep=_rep(account.customer, None), wordings=wordings)
    made = written(_enclosing(about, [], wanted))
    asked = {one.currency: one.minor for one in made.totals}
    if not made.items or (due.kind in DUNNING and below_minimum(scope, asked)):
        return None
    return _letter(scope, about, wanted, made, by=by, at=at, key="", policy_number=number)


def _mark_of(letter: Letter) -> tuple[int, str, int, str]:
    """What there is one letter of on a day."""
    return letter.customer_id, letter.kind, letter.level, letter.recipient


def _of_today(scope: Scope, customer_ids: Sequence[int]) -> set[tuple[int, str, int, str]]:
    """The letters to these customers that are there today and have not ended without going."""
    day = scope.calendar.next_business_day(scope.as_of)
    rows = Letter.objects.filter(customer__in=customer_ids, business_day=day).exclude(state__in=_ENDED)
    return set(rows.values_list("customer_id", "kind", "level", "recipient"))


# ---------------------------------------------------------------- what verbs of letters share


def made_draft(scope: Scope, customer: Customer, *, wanted: Wanted, by: User, at: dt.datetime, key: str) -> Letter:
    """The letter as it would be drafted now, for a locked customer: nothing is written. Raises Refusal as
    `draft_letter` does.
    """
    about, promise = _subject(scope, customer, wanted, by=by)
    documents = _documents(customer, wanted, by=by)
    letter = _letter(scope, about, wanted, written(_enclosing(about, documents, wanted)), by=by, at=at, key=key)
    letter.promise = promise
    return letter


def keep_draft(letter: Letter, documents: Sequence[Document]) -> None:
    """Write a draft that was made, with its documents. Raises Refusal where such a letter is there today already."""
    _refuse_second(letter)
    letter.save(force_insert=True)
    _attach(letter, documents)


def journal_draft(letter: Letter, *, by: User, at: dt.datetime) -> None:
    """Append a draft that was written to the journal."""
    _journal("letter.drafted", letter, by=by.username, at=at)


def put_aside(letter: Letter, why: Reason, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Put a locked draft aside, with its journal entry; the tickler that asked for a confirmation is done with it."""
    letter.state, letter.settled_at, letter.version = Letter.State.DISCARDED, at, letter.version + 1
    letter.reason = why.as_dict() | {"by": by.username}
    letter.save(update_fields=["state", "settled_at", "version", "reason"])
    finish_wish(letter, by=by, at=at, as_of=as_of)
    _journal("letter.discarded", letter, by=by.username, at=at, private={"reason": str(why)})


def finish_wish(letter: Letter, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Somebody let the confirmation of a promise go, or put it aside: the tickler that asked for it is done."""
    if letter.kind == LetterKind.PROMISE_CONFIRMATION and letter.promise is not None:
        key = f"letter/{letter.id}/{letter.version}/confirmed"
        finish_confirmation(letter.promise.activity, by=by, at=at, as_of=as_of, key=key)


def locked_draft(letter: Letter, *, seen: int) -> Letter:
    """The draft as it is now, locked. Raises Refusal where it is none any more or was changed since it was seen."""
    found = Letter.objects.select_for_update(of=("self",)).get(id=letter.id)
    if found.state != Letter.State.DRAFT or found.version != seen:
        raise changed_meanwhile(found)
    return found


def changed_meanwhile(letter: Letter) -> Refusal:
    """Who did what with the letter and when."""
    who = letter.released_by or letter.drafted_by
    at = letter.settled_at or letter.released_at or letter.drafted_at
    return refuse(
        "letter.changed_meanwhile",
        "this letter is version %(version)d and %(state)s by now: %(who)s, %(when)s; look at it again",
        version=letter.version,
        state=letter.get_state_display(),
        who=str(who or MACHINE),
        when=f"{at:%Y-%m-%d %H:%M} UTC",
    )


def _subject(scope: Scope, customer: Customer, wanted: Wanted, *, by: User) -> tuple[Subject, Promise | None]:
    account = facts_of(scope)[customer.id]
    reasons = []
    if wanted.contact_id and all(one.id != wanted.contact_id for one in account.contacts):
        reasons.append(Reason("letter.contact", "that person is not one of this customer's"))
    if missing := set(wanted.item_ids) - account.items.keys():
        reasons.append(Reason("letter.items", "%(count)d items are not open on this account", {"count": len(missing)}))
    promise = Promise.objects.filter(id=wanted.promise_id, customer=customer).first() if wanted.promise_id else None
    if (wanted.promise_id or wanted.kind is LetterKind.PROMISE_CONFIRMATION) and promise is None:
        reasons.append(Reason("letter.promise", "choose the promise of this customer that is confirmed"))
    if reasons:
        raise Refusal(tuple(reasons))
    details = dict(wanted.details)
    if "consequence" not in details:
        segment = segments_of(scope).get(customer.id)
        if consequence := intended_consequence(wanted.kind, segment, policy=scope.policy):
            details["consequence"] = consequence.value
    known = {one.name for one in told_fields(wanted.kind)}
    told = {name: value for name, value in details.items() if name in known}
    about = _about(scope, account, wanted, rep=_rep(account.customer, by), details=told, promise=promise)
    return about, promise


def _about(
    scope: Scope,
    account: AccountFacts,
    wanted: Wanted,
    *,
    rep: str,
    details: Mapping[str, Told] | None = None,
    promise: Promise | None = None,
    wordings: dict[tuple[LetterKind, LetterLanguage], Wording] | None = None,
) -> Subject:
    to, language = _whom(scope, account, wanted, details=wanted.details if details is None else details)
    known = {} if wordings is None else wordings
    if (wanted.kind, language) not in known:
        known[wanted.kind, language] = wording_in_force(wanted.kind, language, as_of=scope.as_of)
    return Subject(
        kind=wanted.kind,
        account=account,
        to=to,
        language=language,
        wording=known[wanted.kind, language],
        policy=scope.policy,
        as_of=scope.as_of,
        rep=rep,
        details=wanted.details if details is None else details,
        chosen=frozenset(wanted.item_ids),
        promise=promise,
    )


def _whom(
    scope: Scope, account: AccountFacts, wanted: Wanted, *, details: Mapping[str, Told]
) -> tuple[Addressee, LetterLanguage]:
    """Whom the letter is to, and in which language. Somebody else than the customer is written to in ours."""
    customer = account.customer
    if KINDS[wanted.kind].third_party:
        ours = letter_language(contact="", customer="", country="", region="", policy=scope.policy)
        return inquirer(details), wanted.language or ours
    to = addressee(account, wanted=wanted.channel, contact_id=wanted.contact_id)
    return to, wanted.language or letter_language(
        contact=to.language,
        customer=customer.language,
        country=customer.country,
        region=customer.region,
        policy=scope.policy,
    )


def _rep(customer: Customer, by: User | None) -> str:
    if customer.portfolio is not None:
        return str(customer.portfolio.rep)
    return str(by) if by else ""


def _documents(customer: Customer, wanted: Wanted, *, by: User) -> list[Document]:
    """The documents that go with it. Raises Refusal for one that is not the customer's, or not the person's to read."""
    ids = list(dict.fromkeys(wanted.document_ids))
    if ids and KINDS[wanted.kind].third_party:
        raise refuse("letter.third_party", "nothing of the customer's goes with a letter to somebody else")
    found = list(standing_documents(by).filter(customer=customer, id__in=ids).defer("content"))
    if len(found) != len(ids):
        raise refuse("letter.document", "one of the documents is not on this account")
    if len(found) > MOST_DOCUMENTS:
        raise refuse("letter.documents", "at most %(most)d documents go with a letter", most=MOST_DOCUMENTS)
    return sorted(found, key=lambda one: ids.index(one.id))


def _enclosing(about: Subject, documents: Sequence[Document], wanted: Wanted) -> Subject:
    names = [one.name for one in documents]
    if KINDS[wanted.kind].with_statement:
        names.insert(0, statement_name(about.account.customer, about.as_of))
    return replace(about, enclosed=tuple(names))


def statement_name(customer: Customer, as_of: dt.date) -> str:
    """The file name of the customer's statement, safe wherever it is saved."""
    return f"statement-{safe_part(customer.number)}-{as_of.isoformat()}.pdf"


def safe_part(text: str) -> str:
    """A text as part of a file name: letters, digits and dashes."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text).strip("-")[:60] or "account"


def _letter(
    scope: Scope,
    about: Subject,
    wanted: Wanted,
    made: Written,
    *,
    by: User | None,
    at: dt.datetime,
    key: str,
    policy_number: int | None = None,
) -> Letter:
    customer, to = about.account.customer, about.to
    wording: Wording = about.wording
    if policy_number is None:
        policy_number = numbers_in_force([scope.company.id], as_of=scope.as_of)[scope.company.id]
    return Letter(
        company_id=customer.company_id,
        customer=customer,
        contact=to.contact,
        kind=about.kind.value,
        level=KINDS[about.kind].level,
        step=wanted.step,
        language=about.language.value,
        channel=CHANNELS[to.channel],
        recipient_name=_name_of(to),
        recipient=to.recipient,
        business_day=scope.calendar.next_business_day(scope.as_of),
        text_number=wording.number,
        text_sha256=wording.sha256,
        policy_version=policy_number,
        subject=made.content["subject"][:250],
        content=made.content,
        sha256=content_hash(made.content),
        items=made.items,
        totals=[{"currency": one.currency, "minor": one.minor} for one in made.totals],
        credits=about.account.credits,
        details=dict(about.details),
        missing=made.missing,
        with_statement=KINDS[about.kind].with_statement,
        drafted_by=by,
        drafted_at=at,
        key=key,
    )


def _name_of(to: Addressee) -> str:
    return to.name[:160]


def _attach(letter: Letter, documents: Sequence[Document]) -> None:
    LetterAttachment.objects.bulk_create(LetterAttachment(letter=letter, document=one) for one in documents)


def _same_today(letter: Letter) -> Letter | None:
    same = Letter.objects.filter(
        ~Q(state__in=_ENDED),
        customer_id=letter.customer_id,
        kind=letter.kind,
        level=letter.level,
        business_day=letter.business_day,
        recipient=letter.recipient,
    )
    return same.exclude(id=letter.id).select_related("drafted_by").first()


def _refuse_second(letter: Letter) -> None:
    """I21: one letter of the kind a day to one address."""
    other = _same_today(letter)
    if other is not None:
        raise refuse(
            "letter.once",
            "such a letter to this address is there today already: %(who)s drafted it at %(when)s",
            who=str(other.drafted_by or MACHINE),
            when=f"{other.drafted_at:%H:%M} UTC",
            letter=other.id,
        )


def _journal(kind: str, letter: Letter, *, by: str, at: dt.datetime, private: Mapping[str, str] | None = None) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("letter", letter.id),
        company_id=letter.company_id,
        customer_id=letter.customer_id,
        facts=letter_facts(letter),
        private={"recipient": letter.recipient, "subject": letter.subject, **(private or {})},
    )


def letter_facts(letter: Letter) -> dict[str, str | int | list[str]]:
    """What the journal keeps of a letter."""
    return {
        "kind": letter.kind,
        "language": letter.language,
        "channel": letter.channel,
        "content": letter.sha256,
        "text": letter.text_number,
        "business_day": letter.business_day.isoformat(),
        "missing": list(letter.missing),
    }
