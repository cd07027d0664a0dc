"""Deciding what the comparison with the ERP's list leaves to a person: the ERP's figure or ours; and taking that back.

To take the ERP's figure is a posting like those that a list makes by itself, in a batch of its own, so that it is taken
back alone. It needs the right to post and, where the company gives something up, the authority for a write-off of the
amount. To keep ours moves nothing. docs/rules/snapshots.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from creditdesk.domain.authority import RequestKind, may
from creditdesk.domain.list_differences import (
    Answer,
    given_up_minor,
    objection,
    taking_objection,
    without_rate,
)
from creditdesk.domain.money import Money, exponent
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake.comparing import Beside, beside
from creditdesk.intake.models import DifferenceDecision, ImportFile
from creditdesk.intake.open_differences import Found, OpenDifference, as_they_are, codes_led, open_rows, standing
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.parties.queries import exchange_rates
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables import batches, positions
from creditdesk.receivables.erp import awaited_items
from creditdesk.receivables.models import Posting
from creditdesk.receivables.recognition import ErpMove, Source, recognise
from creditdesk.receivables.withdrawal import UNDONE, withdraw

# Rows that are decided in one transaction; for a cause with more of them it is done again.
AT_ONCE = 200
_PPM = 1_000_000


@action
def decide(
    file: ImportFile,
    *,
    lines: Collection[int],
    answer: Answer,
    reason: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> list[DifferenceDecision]:
    """Decide open differences of a list, all of them or none; the ERP's figure is posted on the day.

    Raises Refusal with every reason: without a reason or the right, where the list is not the last one, where a row is
    decided already or differs no more, where an act of ours awaits the ERP, beyond the person's authority, or where
    the ledger takes no posting.
    """
    _require(by, Permission.POST_LEDGER if answer is Answer.TAKE else Permission.IMPORT_FILES)
    reason = _stated(reason)
    if not 0 < len(set(lines)) <= AT_ONCE:
        raise refuse("difference.how_many", "Choose at least one row, and at most %(most)d.", most=AT_ONCE)
    file = ImportFile.objects.select_for_update(of=("self",)).get(id=file.id)
    if not codes_led(file):
        raise refuse("difference.not_last", "A later list came in, or this one is not posted: decide on the last one.")
    rows = list(open_rows(file).filter(line__in=set(lines)))
    if len(rows) < len(set(lines)):
        text = "Of the rows, %(count)d wait for no decision, or for none any more: look at the list again."
        raise refuse("difference.changed_meanwhile", text, count=len(set(lines)) - len(rows))
    lock_customers({each.facts["customer_id"] for one in as_they_are(file, rows) for each in one.documents})
    asked = as_they_are(file, rows)  # again, now that nobody moves them
    facts = beside((each.facts["id"] for one in asked for each in one.documents), as_of=file.as_of)
    if reasons := [found for one in asked for found in _objections(one, answer, file=file, facts=facts)]:
        raise Refusal(tuple(dict.fromkeys(reasons)))
    made = [
        _made(one, each, answer, file=file, reason=reason, by=by, at=at, as_of=as_of)
        for one in asked
        for each in one.documents
        if each.differs
    ]
    policies = {one.company_id: policy_in_force(as_of=as_of, company_id=one.company_id) for one in made}
    if answer is Answer.TAKE:
        _refuse_beyond_authority(made, by=by, policies=policies, as_of=as_of)
    for one in made:
        one.policy_version = policies[one.company_id].number
        one.save()
        if one.moved_minor:
            _post(one, facts=facts, at=at, as_of=as_of)
        _journal("difference.taken" if answer is Answer.TAKE else "difference.kept", one, by=by, at=at, reason=reason)
    if answer is Answer.TAKE:
        _refresh(made, policies=policies, as_of=as_of)
    return made


def _require(by: User, permission: Permission) -> None:
    if not has_permission(by.desk_role, permission):
        right = permission.value.replace("_", " ")
        raise refuse("difference.not_permitted", "It needs the right to %(right)s.", right=right)


def _stated(reason: str) -> str:
    if not reason.strip():
        raise refuse("difference.no_reason", "Say why.")
    return reason.strip()[:200]


def _objections(one: OpenDifference, answer: Answer, *, file: ImportFile, facts: Beside) -> list[Reason]:
    differing = [each for each in one.documents if each.differs]
    if not differing:
        text = "%(number)s differs no more: the ledger moved since the list was compared."
        return [Reason("difference.gone", text, {"number": str(one.row.row["number"])})]
    if no := objection(one.cause, answer):
        return [no]
    if answer is Answer.KEEP:
        return []
    awaited = awaited_items((each.facts["id"] for each in differing), as_of=file.as_of)
    found = [
        taking_objection(facts.kept(each.facts), each.stated, awaits=each.facts["id"] in awaited) for each in differing
    ]
    if all(each.stated.open_minor == each.facts["open_minor"] for each in differing):
        text = (
            "Both have the same open on %(number)s, so that there is nothing to post: what else differs never moves "
            "by itself. Keep ours."
        )
        return [Reason("difference.nothing_to_take", text, {"number": differing[0].facts["number"]})]
    return [reason for reason in found if reason is not None]


def _made(
    one: OpenDifference,
    each: Found,
    answer: Answer,
    *,
    file: ImportFile,
    reason: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> DifferenceDecision:
    before = each.facts["open_minor"]
    return DifferenceDecision(
        company_id=each.facts["company_id"],
        customer_id=each.facts["customer_id"],
        item_id=each.facts["id"],
        file=file,
        line=one.row.line,
        revision=file.revision,
        cause=one.cause,
        answer=answer.value,
        stated_currency=each.stated.currency,
        stated_original_minor=each.stated.original_minor,
        stated_open_minor=each.stated.open_minor,
        stated_due_date=each.stated.due_date,
        before_minor=before,
        ours_minor=each.stated.open_minor if answer is Answer.TAKE else before,
        reason=reason,
        decided_on=as_of,
        decided_by=by.username,
        decided_at=at,
    )


def _refuse_beyond_authority(
    made: Sequence[DifferenceDecision], *, by: User, policies: dict[int, PolicyInForce], as_of: dt.date
) -> None:
    """What a customer owes less by all this, together with what was given up lately, is within the person's limit."""
    asked: dict[tuple[int, int], int] = defaultdict(int)
    for one in made:
        asked[one.company_id, one.customer_id] += _in_policy(one, policies[one.company_id], as_of=as_of)
    reasons: list[Reason] = []
    for (company_id, customer_id), minor in sorted(asked.items()):
        policy = policies[company_id].document
        if minor:
            since = as_of - dt.timedelta(days=policy.authority.aggregation_days)
            earlier = standing(DifferenceDecision.objects.filter(customer_id=customer_id, decided_on__gt=since))
            granted = sum(_in_policy(one, policies[company_id], as_of=as_of) for one in earlier)
            decision = may(
                by.desk_role,
                RequestKind.WRITE_OFF,
                amount_minor=minor,
                currency=policy.currency,
                policy=policy,
                granted_minor=granted,
            )
            reasons += () if decision.allowed else decision.reasons
    if reasons:
        raise Refusal(tuple(dict.fromkeys(reasons)))


def _in_policy(one: DifferenceDecision, policy: PolicyInForce, *, as_of: dt.date) -> int:
    """What is given up by the decision, in the policy's currency. Raises Refusal without a rate."""
    minor, base = given_up_minor(one.moved_minor), policy.document.currency
    if not minor or one.stated_currency == base:
        return minor
    rate = exchange_rates(base=base, as_of=as_of).get(one.stated_currency)
    if rate is None:
        raise Refusal((without_rate(Money(minor, one.stated_currency), currency=base),))
    numerator, denominator = minor * rate * 10 ** exponent(base), _PPM * 10 ** exponent(one.stated_currency)
    return int(-(-numerator // denominator))  # a fraction counts against the limit


def _post(one: DifferenceDecision, *, facts: Beside, at: dt.datetime, as_of: dt.date) -> None:
    source = Source(
        company_id=one.company_id, by=one.decided_by, at=at, key=one.batch, policy_version=one.policy_version
    )
    move = ErpMove(
        customer_id=one.customer_id,
        item_id=one.item_id,
        currency=one.stated_currency,
        amount_minor=one.moved_minor,
        # Not before what stands on the document already: no balance of a day between goes beyond its bounds.
        day=max(as_of, facts.moved_last.get(one.item_id, as_of)),
    )
    recognise([], source=source, moves=[move])


def _refresh(made: Sequence[DifferenceDecision], *, policies: dict[int, PolicyInForce], as_of: dt.date) -> None:
    for company_id, policy in policies.items():
        moved = sorted({one.customer_id for one in made if one.company_id == company_id})
        positions.refresh(moved, as_of=as_of, edges=policy.document.aging.buckets)


def _journal(
    kind: str, one: DifferenceDecision, *, by: User, at: dt.datetime, reason: str, more: dict[str, Any] | None = None
) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("item", one.item_id),
        company_id=one.company_id,
        customer_id=one.customer_id,
        facts={
            "decision": one.id,
            "import": one.file_id,
            "cause": one.cause,
            "currency": one.stated_currency,
            "before_minor": one.before_minor,
            "list_minor": one.stated_open_minor,
            **({"batches": batches.stated(one.batch)} if one.moved_minor and more is None else {}),
            **(more or {}),
        },
        private={"reason": reason},
    )


@action
def take_back(
    decision: DifferenceDecision, *, reason: str, by: User, at: dt.datetime, as_of: dt.date
) -> DifferenceDecision:
    """Let the difference be open again; what was posted for it is reversed.

    Raises Refusal without a reason or the right, where it was taken back already, or where a later act stands on the
    document.
    """
    _require(by, Permission.POST_LEDGER if decision.answer == Answer.TAKE else Permission.IMPORT_FILES)
    reason = _stated(reason)
    lock_customers([decision.customer_id])
    decision = DifferenceDecision.objects.select_for_update(of=("self",)).select_related("file").get(id=decision.id)
    if decision.taken_back_at is not None:
        text = "%(by)s took this decision back already."
        raise refuse("difference.changed_meanwhile", text, by=decision.taken_back_by)
    told: dict[str, Any] = {}
    if decision.moved_minor:
        posting = Posting.objects.get(company_id=decision.company_id, batch=decision.batch)
        _refuse_where_used(decision, posting)
        withdraw([posting], by=by.username, at=at, as_of=as_of, reason=reason)
        told["batches"] = batches.stated(f"{decision.batch}{UNDONE}")
    decision.taken_back_by, decision.taken_back_at, decision.taken_back_reason = by.username, at, reason
    decision.save(update_fields=["taken_back_by", "taken_back_at", "taken_back_reason"])
    _journal("difference.taken_back", decision, by=by, at=at, reason=reason, more=told)
    policies = {decision.company_id: policy_in_force(as_of=as_of, company_id=decision.company_id)}
    _refresh([decision], policies=policies, as_of=as_of)
    return decision


def _refuse_where_used(decision: DifferenceDecision, posting: Posting) -> None:
    """Raise a Refusal where a later act stands on the document: it may rest on what the posting moved."""
    later = Posting.objects.filter(entries__item_id=decision.item_id, id__gt=posting.id)
    last = later.filter(reverses__isnull=True, reversed_by__isnull=True).order_by("-id").first()
    if last is not None:
        raise refuse(
            "difference.later_posting",
            "%(kind)s of %(day)s by %(by)s stands on %(number)s: take it back first (posting %(posting)d).",
            kind=last.get_kind_display().capitalize(),
            day=last.posting_date.isoformat(),
            by=last.by,
            number=decision.item.number,
            posting=last.id,
        )
