"""What follows of the ledger for cases: looked at whenever an account moved, and each night.

Every open deduction and every contested amount comes to have a case; what moved a document of a case is taken up as
what became of it. Each customer is looked at in a transaction of its own. docs/rules/cases.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Exists, F, OuterRef, Q

from creditdesk.disputes.models import Case, CaseCredit, CaseItem, CaseLine, CaseResolution
from creditdesk.disputes.writing import Work, finish, resolve, save_part
from creditdesk.domain.cases import (
    CaseKind,
    Outcome,
    Part,
    Source,
    Stage,
    Taken,
    claim_key,
    contested_again,
    contested_less,
    demanded,
    difference,
    given_back,
    shared,
    told_claim,
    window_end,
)
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting

_BY_KIND = {
    Posting.Kind.DISCOUNT: Outcome.CREDITED,
    Posting.Kind.ADJUSTMENT: Outcome.CREDITED,
    Posting.Kind.TRANSFER: Outcome.WITHDRAWN,
    Posting.Kind.WRITE_OFF: Outcome.WRITTEN_OFF,
    Posting.Kind.REVERSAL: Outcome.WITHDRAWN,
}
# The beginning of the keys of postings that clear trifles.
CLEARING = "case/"


def judge_cases(customer_ids: Sequence[int] | None, *, at: dt.datetime, as_of: dt.date) -> set[int]:
    """Take up what moved on these accounts (on all, if None); returns the customers whose cases changed."""
    changed = set()
    for customer_id in sorted(_moved(customer_ids, as_of=as_of)):
        try:
            if judge_customer(customer_id, at=at, as_of=as_of):
                changed.add(customer_id)
        except Refusal:
            continue  # postings are stopped: the next night finds it as it was
    return changed


@action
def judge_customer(customer_id: int, *, at: dt.datetime, as_of: dt.date) -> bool:
    """Take up what moved on one account; returns whether any case changed."""
    lock_customers([customer_id])
    customer = Customer.objects.select_related("portfolio").get(id=customer_id)
    return bring_up(customer, at=at, as_of=as_of)


def bring_up(customer: Customer, *, at: dt.datetime, as_of: dt.date) -> bool:
    """The same of a locked customer, in the open transaction."""
    if not _moved([customer.id], as_of=as_of):
        return False
    work = Work(customer.id, machine_user(), at, as_of)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    _follow_deductions(customer, policy=policy, work=work)
    _take_up_entries(customer, work=work)
    _take_up_contested(customer, policy=policy, work=work)
    _collect_again(customer, work=work)
    finish(work)
    return True


def _moved(customer_ids: Sequence[int] | None, *, as_of: dt.date) -> set[int]:
    """The customers of whom something is not taken up yet."""
    items, kept, lines = OpenItem.objects.all(), CaseItem.objects.all(), CaseLine.objects.all()
    if customer_ids is not None:
        items, kept = items.filter(customer__in=customer_ids), kept.filter(customer__in=customer_ids)
        lines = lines.filter(case__customer__in=customer_ids)
    new = items.filter(_NEW_DEDUCTION, in_cases__isnull=True)
    contested = items.filter(_NEWLY_CONTESTED, in_cases__isnull=True)
    told = kept.exclude(item__contested_minor=F("told_minor"))
    unseen = kept.filter(_HAS_NEWER)
    due = lines.filter(_COLLECTS, collect_from__lte=as_of)
    return {
        *new.values_list("customer_id", flat=True).distinct(),
        *contested.values_list("customer_id", flat=True).distinct(),
        *told.values_list("customer_id", flat=True).distinct(),
        *unseen.values_list("customer_id", flat=True).distinct(),
        *due.values_list("case__customer_id", flat=True).distinct(),
    }


_NEW_DEDUCTION = Q(kind=OpenItem.Kind.DEDUCTION.value, closed_date__isnull=True)
# What is contested and paid is nobody's case, until the payment comes back.
_NEWLY_CONTESTED = Q(closed_date__isnull=True, disputed_minor__gt=0)
_HAS_NEWER = Exists(Entry.objects.filter(item_id=OuterRef("item_id"), id__gt=OuterRef("seen_entry_id")))
_COLLECTS = Q(demanded_on__isnull=False, contested_minor__gt=F("valid_minor"))


# --- New deductions ---------------------------------------------------------------------------------------------------


def _follow_deductions(customer: Customer, *, policy: PolicyDocument, work: Work) -> None:
    """Give every open deduction that has none its case, over its whole amount; what happened to it since follows."""
    found = OpenItem.objects.filter(_NEW_DEDUCTION, customer=customer, in_cases__isnull=True).order_by("id")
    for item in found:
        number = item.reference or item.number
        reason, claim = told_claim(number, policy=policy.cases)
        case = _automatic(customer, item, CaseKind.DEDUCTION, reason, claim or number, policy=policy, work=work)
        first = Entry.objects.filter(item=item).order_by("id").values_list("id", flat=True)[0]
        CaseItem.objects.create(item=item, customer=customer, seen_entry_id=first)
        _write_line(case, item, item.original_minor, contested_minor=0, work=work)


def _automatic(
    customer: Customer,
    item: OpenItem,
    kind: CaseKind,
    reason: str,
    claim: str,
    *,
    policy: PolicyDocument,
    work: Work,
    words: str = "",
    source: Source = Source.SHORT_PAYMENT,
) -> Case:
    rules = policy.cases.reasons[reason]
    is_theirs = kind is CaseKind.DEDUCTION
    days = policy.deductions.claim_window_days if is_theirs else None
    claim = " ".join(claim.split())[:60]
    before = Case.objects.filter(key__startswith=f"item/{item.id}/").count()
    case = Case.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=kind.value,
        currency=item.currency,
        claim_number=claim,
        claim_key=claim_key(claim)[:60],
        reason=reason,
        department=rules.department.value,
        source=source.value,
        words=words[:500],
        due_on=(item.document_date if is_theirs else work.as_of) + dt.timedelta(days=rules.answer_days),
        window_end=window_end(item.document_date, window_days=days),
        opened_on=work.as_of,
        opened_by=work.by,
        key=f"item/{item.id}/{before + 1}",
    )
    work.touched[case.id] = case
    private = {"words": case.words, "claim_number": claim} if case.words or claim else {}
    work.tell(
        "opened",
        case,
        private=private,
        kind=case.kind,
        reason=reason,
        source=case.source,
        department=case.department,
        currency=case.currency,
    )
    return case


def _write_line(case: Case, item: OpenItem, minor: int, *, contested_minor: int, work: Work) -> None:
    CaseLine.objects.create(
        case=case, item=item, claimed_minor=minor, open_minor=minor, contested_minor=contested_minor
    )
    work.items.add(item.id)


# --- What the ledger did ----------------------------------------------------------------------------------------------


def _take_up_entries(customer: Customer, *, work: Work) -> None:
    for kept in CaseItem.objects.filter(_HAS_NEWER, customer=customer).select_related("item").order_by("item_id"):
        entries = list(
            Entry.objects.filter(item=kept.item, id__gt=kept.seen_entry_id).select_related("posting").order_by("id")
        )
        still = kept.item.open_minor - sum(entry.amount_minor for entry in entries)
        for entry in entries:
            if entry.amount_minor < 0:
                _down(kept.item, entry, still, work=work)
            else:
                _up(kept.item, entry, work=work)
            still += entry.amount_minor
        kept.seen_entry_id = entries[-1].id
        kept.save(update_fields=["seen_entry_id"])
        work.items.add(kept.item_id)


def _lines(item_id: int) -> dict[int, CaseLine]:
    return {line.id: line for line in CaseLine.objects.filter(item_id=item_id).order_by("id")}


def _down(item: OpenItem, entry: Entry, still: int, *, work: Work) -> None:
    """A document was paid, credited or cleared: what of it stands in cases is resolved."""
    lines, outcome = _lines(item.id), _outcome(item, entry)
    parts = [line.part for line in lines.values()]
    first = frozenset(line_id for line_id, line in lines.items() if line.case_id == _asked_by(entry.posting))
    for part in shared(parts, item_open_minor=still, minor=-entry.amount_minor, outcome=outcome, first=first):
        resolved = resolve(lines[part.id], part, outcome=outcome, work=work, entry=entry, on=entry.posting_date)
        _tell_resolved(lines[part.id], resolved, work=work)


def _up(item: OpenItem, entry: Entry, *, work: Work) -> None:
    """A document is open again: what was resolved by what is reversed is open again too."""
    lines = _lines(item.id)
    before = CaseResolution.objects.filter(
        entry__item=item, entry__posting=entry.posting.reverses_id or 0, amount_minor__gt=0
    )
    taken = {one.line_id: one for one in before}
    parts = [line.part for line in lines.values()]
    back = given_back(
        parts,
        taken=[Taken(one.line_id, one.amount_minor, one.contested_minor, one.valid_minor) for one in taken.values()],
        minor=entry.amount_minor,
        is_whole=item.kind == OpenItem.Kind.DEDUCTION,
    )
    for part in back:
        outcome = Outcome(taken[part.id].outcome) if part.id in taken else Outcome.NETTED
        resolved = resolve(lines[part.id], part, outcome=outcome, work=work, entry=entry, on=entry.posting_date)
        _tell_resolved(lines[part.id], resolved, work=work)


def _tell_resolved(line: CaseLine, resolved: CaseResolution, *, work: Work) -> None:
    work.tell(
        "resolved",
        work.touched[line.case_id],
        outcome=resolved.outcome,
        amount_minor=resolved.amount_minor,
        currency=work.touched[line.case_id].currency,
        item=line.item_id,
        posting=resolved.entry.posting_id if resolved.entry else None,
    )


def _outcome(item: OpenItem, entry: Entry) -> Outcome:
    posting = entry.posting
    if posting.key.startswith(CLEARING):
        return Outcome.AUTO_CLEARED
    if posting.kind == Posting.Kind.APPLICATION:
        credit = Application.objects.filter(posting=posting, debit_item=item).values_list(
            "credit_item__kind", flat=True
        )
        if OpenItem.Kind.CREDIT_MEMO in set(credit):
            return Outcome.NETTED if item.kind == OpenItem.Kind.DEDUCTION else Outcome.CREDITED
        return Outcome.REPAID
    return _BY_KIND.get(Posting.Kind(posting.kind), Outcome.NETTED)


def _asked_by(posting: Posting) -> int:
    """The case for which a request was posted, or 0."""
    kind, _, number = posting.key.partition("/")
    if kind != "request" or not number.isdecimal():
        return 0
    return CaseCredit.objects.filter(request_id=int(number)).values_list("case_id", flat=True).first() or 0


# --- What was contested or taken back elsewhere -----------------------------------------------------------------------


def _take_up_contested(customer: Customer, *, policy: PolicyDocument, work: Work) -> None:
    """A call, a letter, the item's own form or a file said how much is contested: cases follow."""
    followed = Q(in_cases__isnull=False) & ~Q(contested_minor=F("in_cases__told_minor"))
    items = OpenItem.objects.filter(followed | (_NEWLY_CONTESTED & Q(in_cases__isnull=True)), customer=customer)
    said: dict[int, tuple[Source, str]] = {}
    for item in items.select_related("in_cases").order_by("id"):
        kept = getattr(item, "in_cases", None)
        more = item.contested_minor - kept.told_minor if kept else item.disputed_minor
        if more and not said:
            said = _said_of(customer)
        if more > 0:
            _contest_more(customer, item, more, said.get(item.id), policy=policy, work=work)
        elif more < 0:
            _contest_less(item, -more, work=work)


def _contest_more(
    customer: Customer,
    item: OpenItem,
    more: int,
    said: tuple[Source, str] | None,
    *,
    policy: PolicyDocument,
    work: Work,
) -> None:
    lines = _lines(item.id)
    claimed = sum(line.open_minor for line in lines.values())
    new = min(more, max(0, item.open_minor - claimed))
    for part in contested_again([line.part for line in lines.values()], minor=more - new):
        # Whoever contests again what is demanded back has something new to say.
        undecided = replace(part, is_decided=False, valid_minor=0, invalid_minor=0)
        save_part(lines[part.id], undecided if lines[part.id].demanded_on else part, work=work)
    work.items.add(item.id) if lines else None
    if new > 0:
        source, words = said or (Source.FILE, "")
        reason = policy.cases.reason_unknown
        case = _automatic(
            customer, item, CaseKind.DISPUTE, reason, "", policy=policy, work=work, words=words, source=source
        )
        if not CaseItem.objects.filter(item=item).exists():
            newest = Entry.objects.filter(item=item).order_by("-id").values_list("id", flat=True)[0]
            CaseItem.objects.create(item=item, customer=customer, seen_entry_id=newest)
        _write_line(case, item, new, contested_minor=new, work=work)


def _contest_less(item: OpenItem, less: int, *, work: Work) -> None:
    lines = _lines(item.id)
    is_whole = item.kind == OpenItem.Kind.DEDUCTION
    for part in contested_less([line.part for line in lines.values()], minor=less, is_whole=is_whole):
        line = lines[part.id]
        if is_whole:
            save_part(line, part, work=work)
        else:
            _tell_resolved(line, resolve(line, part, outcome=Outcome.WITHDRAWN, work=work), work=work)
    work.items.add(item.id)


def _said_of(customer: Customer) -> dict[int, tuple[Source, str]]:
    """Document → who told that it is contested, and in which words, by the journal."""
    told: dict[int, tuple[Source, str]] = {}
    entries = JournalEntry.objects.filter(customer_id=customer.id, kind="item.disputed").order_by("-seq")[:200]
    acts: dict[dt.datetime, set[str]] = defaultdict(set)
    calls = JournalEntry.objects.filter(
        customer_id=customer.id, kind="activity.recorded", at__in=[e.at for e in entries]
    )
    for at, facts in calls.values_list("at", "facts"):
        acts[at].add(str(facts.get("channel", "")))
    for entry in entries:
        channels = acts.get(entry.at, set())
        source = Source.CALL if "phone" in channels else Source.MAIL if "email" in channels else Source.PERSON
        told.setdefault(entry.subject_id, (source, str(entry.private.get("reason", ""))))
    return told


def _collect_again(customer: Customer, *, work: Work) -> None:
    """The pause after a decision against the customer is over: the invalid part is collected, by its old due date."""
    lines = CaseLine.objects.filter(_COLLECTS, case__customer=customer, collect_from__lte=work.as_of)
    for line in lines.order_by("id"):
        save_part(line, demanded(line.part), work=work)


__all__ = ["CLEARING", "Part", "Stage", "bring_up", "difference", "judge_cases", "judge_customer"]
