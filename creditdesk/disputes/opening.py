"""Opening a case: by a person or a program, on documents of the account or on one that nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from creditdesk.disputes.judging import bring_up
from creditdesk.disputes.models import Case, CaseComment, CaseLine
from creditdesk.disputes.writing import Work, finish, follow
from creditdesk.domain.cases import (
    MOST_LINES,
    WITHOUT_AMOUNT,
    WORDS_LONGEST,
    CaseKind,
    Earlier,
    Source,
    claim_key,
    likenesses,
    window_end,
)
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_cases import Department
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.followup.recording import unfit_owner
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem

# Cases of the customer that a new one is compared with.
_COMPARED = 400


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is claimed of one document, in positive minor units; without a document, its number as it was told."""

    minor: int
    item_id: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case begins with. `due_on` None: by the days of its reason. `is_another` says that it repeats none."""

    kind: CaseKind
    currency: str
    lines: tuple[Claimed, ...] = ()
    reason: str = ""
    claim_number: str = ""
    words: str = ""
    department: str = ""
    owner: User | None = None
    due_on: dt.date | None = None
    window_end: dt.date | None = None
    source: Source = Source.PERSON
    is_another: bool = False


@action
def open_case(customer: Customer, opening: Opening, *, by: User, at: dt.datetime, as_of: dt.date, key: str) -> Case:
    """Open a case: what it claims of invoices is contested from now on and leaves dunning. The same key opens once.

    Raises Refusal with every reason: an amount beyond what is open and not in a case, a claim that was made before.
    """
    lock_customers([customer.id])
    if done := Case.objects.filter(key=key).first():
        return done
    customer = Customer.objects.select_related("portfolio").get(id=customer.id)
    bring_up(customer, at=at, as_of=as_of)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    work = Work(customer.id, by, at, as_of)
    _refuse_deductions(customer, opening)
    lines = opening.lines
    _refuse_unfit(customer, opening, lines, policy=policy, as_of=as_of)
    case = write_case(customer, opening, policy=policy, work=work, key=key)
    write_lines(case, lines, work=work)
    finish(work)
    return Case.objects.get(id=case.id)


def write_case(customer: Customer, opening: Opening, *, policy: PolicyDocument, work: Work, key: str) -> Case:
    """Write the case of a locked customer without its lines, and remember its entry in the journal."""
    code = opening.reason or policy.cases.reason_unknown
    reason = policy.cases.reasons[code]
    dated = window_end(work.as_of, window_days=policy.deductions.claim_window_days)
    is_theirs = opening.kind in {CaseKind.DEDUCTION, CaseKind.CHARGEBACK}
    number = " ".join(opening.claim_number.split())[:60]
    case = Case.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=opening.kind.value,
        currency=opening.currency,
        claim_number=number,
        claim_key=claim_key(number)[:60],
        reason=code,
        department=opening.department or reason.department.value,
        owner=opening.owner,
        source=opening.source.value,
        words=opening.words.strip(),
        due_on=opening.due_on or work.as_of + dt.timedelta(days=reason.answer_days),
        window_end=opening.window_end or (dated if is_theirs else None),
        opened_on=work.as_of,
        opened_by=work.by,
        key=key,
    )
    work.touched[case.id] = case
    facts = {"kind": case.kind, "reason": code, "source": case.source, "department": case.department}
    claimed = sum(line.minor for line in opening.lines)
    private = {"words": case.words, "claim_number": number} if case.words or number else {}
    work.tell("opened", case, private=private, claimed_minor=claimed, currency=case.currency, **facts)
    return case


def write_lines(case: Case, lines: Sequence[Claimed], *, work: Work) -> None:
    """Write what the case claims: of a document it is contested from now on."""
    follow([one.item_id for one in lines if one.item_id is not None], customer_id=case.customer_id)
    for one in lines:
        contested = one.minor if one.item_id is not None else 0
        CaseLine.objects.create(
            case=case,
            item_id=one.item_id,
            number=one.number[:60],
            claimed_minor=one.minor,
            open_minor=one.minor,
            contested_minor=contested,
        )
        if one.item_id is not None:
            work.items.add(one.item_id)


def earlier_of(customer_id: int, *, currency: str, besides: int | None = None) -> list[Earlier]:
    """The customer's newest cases as the rules compare them."""
    found = Case.objects.filter(customer=customer_id, currency=currency, merged_into__isnull=True)
    cases = list(found.exclude(id=besides or 0).order_by("-id")[:_COMPARED])
    items: dict[int, set[int]] = {one.id: set() for one in cases}
    rows = CaseLine.objects.filter(case__in=cases, item__isnull=False).values_list(
        "case_id", "item_id", "item__origin_id"
    )
    for case_id, item_id, origin_id in rows:
        items[case_id] |= {one for one in (item_id, origin_id) if one is not None}
    return [Earlier(one.id, one.claim_key, frozenset(items[one.id]), one.claimed_minor, one.opened_on) for one in cases]


def likely_repeats(
    customer: Customer, opening: Opening, *, policy: PolicyDocument, as_of: dt.date
) -> list[tuple[Earlier, list[Reason]]]:
    """Which of the customer's cases what is opened may repeat, and why."""
    ids = {line.item_id for line in opening.lines if line.item_id is not None}
    origins = OpenItem.objects.filter(id__in=ids, origin__isnull=False).values_list("origin_id", flat=True)
    asked = Earlier(
        0,
        claim_key(opening.claim_number),
        frozenset({*ids, *origins}),
        sum(line.minor for line in opening.lines),
        as_of,
    )
    others = earlier_of(customer.id, currency=opening.currency)
    return likenesses(asked, others, currency=opening.currency, policy=policy.cases)


def _refuse_deductions(customer: Customer, opening: Opening) -> None:
    """Every deduction has its case from the day on which it came: what is known of it is told there."""
    items = [one.item_id for one in opening.lines if one.item_id is not None]
    line = CaseLine.objects.filter(item__in=items, item__customer=customer, item__kind="deduction").first()
    if line is not None and line.item is not None:
        text = "deduction %(number)s is in case %(case)d already: work that one"
        raise refuse("case.deduction_has_one", text, number=line.item.number, case=line.case_id)


def _refuse_unfit(
    customer: Customer, opening: Opening, lines: Sequence[Claimed], *, policy: PolicyDocument, as_of: dt.date
) -> None:
    found = _unfit_words(opening, policy=policy)
    if not lines and opening.kind not in WITHOUT_AMOUNT:
        found.append(Reason("case.nothing", "choose what it is about"))
    if not lines and not opening.words.strip():
        found.append(Reason("case.said", "say what the customer says"))
    if len(lines) > MOST_LINES:
        found.append(Reason("case.many", "at most %(most)d documents in one case", {"most": MOST_LINES}))
    if opening.owner is not None:
        found += unfit_owner(customer, opening.owner, as_of=as_of)
    if opening.due_on is not None and opening.due_on < as_of:
        found.append(Reason("case.due", "the day on which it is due is over"))
    found += _unfit_lines(customer, opening, lines)
    if not opening.is_another:
        repeats = [one for one in likely_repeats(customer, opening, policy=policy, as_of=as_of) if _is_same(one[1])]
        if repeats:
            other, why = repeats[0]
            text = "case %(case)d claims it already: %(why)s; say that it is another claim if it is"
            found.append(Reason("case.repeats", text, {"case": other.id, "why": why[0]}))
    if found:
        raise Refusal(tuple(found))


def _unfit_words(opening: Opening, *, policy: PolicyDocument) -> list[Reason]:
    found = []
    if opening.reason and opening.reason not in policy.cases.reasons:
        found.append(Reason("case.reason", "the policy has no reason %(code)s", {"code": opening.reason}))
    if opening.department and opening.department not in set(Department):
        found.append(Reason("case.department", "choose the department that finds out"))
    if len(opening.words) > WORDS_LONGEST:
        found.append(Reason("case.words", "it has more than %(most)d letters", {"most": WORDS_LONGEST}))
    return found


def _is_same(why: Sequence[Reason]) -> bool:
    return why[0].code in {"case.same_number", "case.same_amount"}


def _unfit_lines(customer: Customer, opening: Opening, lines: Sequence[Claimed]) -> list[Reason]:
    found = []
    ids = [one.item_id for one in lines if one.item_id is not None]
    items = {one.id: one for one in OpenItem.objects.filter(id__in=ids, customer=customer)}
    if len(set(ids)) < len(ids):
        found.append(Reason("case.twice", "a document stands in it twice"))
    sums = CaseLine.objects.filter(item_id__in=ids).values_list("item_id").annotate(minor=Sum("open_minor"))
    taken = dict(sums)
    for line in lines:
        if line.minor <= 0:
            found.append(Reason("case.amount", "what is claimed is above zero"))
        if line.item_id is None:
            if not line.number.strip():
                found.append(Reason("case.about", "say which document it is about"))
            continue
        item = items.get(line.item_id)
        if item is None:
            found.append(Reason("case.no_item", "%(number)d is no document of the customer", {"number": line.item_id}))
        elif item.currency != opening.currency:
            text = "%(number)s is not in %(currency)s"
            found.append(Reason("case.currency", text, {"number": item.number, "currency": opening.currency}))
        elif line.minor > (room := max(0, item.open_minor - taken.get(item.id, 0))):
            facts = {"amount": str(Money(line.minor, item.currency)), "room": str(Money(room, item.currency))}
            text = "%(amount)s cannot be claimed of %(number)s: %(room)s is open and in no case"
            found.append(Reason("case.room", text, {**facts, "number": item.number}))
    return found


def write_comment(case: Case, words: str, *, by: User, at: dt.datetime, key: str) -> CaseComment:
    """Write what somebody says about a locked case. Raises Refusal for nothing and for too much."""
    said = words.strip()
    if not said or len(said) > 2000:
        raise refuse("case.comment", "say something, in at most %(most)d letters", most=2000)
    return CaseComment.objects.create(case=case, words=said, by=by, at=at, key=key)
