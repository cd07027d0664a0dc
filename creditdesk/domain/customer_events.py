"""Customer events: what happened to a customer, how it is known to be so, and what follows from it.

An event is reported by anybody, verified by whoever works the account, and done with once its tasks are done:
reported → verified → actioned. A report can be withdrawn or refuted; what was verified can be over again (cured), which
lifts what it held and stopped. Consequences that hurt come with the verification; those that protect, such as the stop
of contact in a bankruptcy, come with the report where the policy says so.

Example: a letter came back on 2026-05-05 and the telephone was dead on 05-08. Each opens a task; together they are a
pair that holds orders (H8), and open the skip trace and the review by an agency.

Source: docs/rules/customer_events.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from creditdesk.domain.cash_returns import is_second
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind, EventTask, Evidence, ProposedStatus, TaskOwner
from creditdesk.domain.reasons import Reason


class EventState(StrEnum):
    """Where an event stands."""

    REPORTED = "reported"
    VERIFIED = "verified"
    ACTIONED = "actioned"
    REFUTED = "refuted"
    WITHDRAWN = "withdrawn"
    CURED = "cured"


_LEGAL: Mapping[EventState, frozenset[EventState]] = {
    EventState.REPORTED: frozenset({EventState.VERIFIED, EventState.REFUTED, EventState.WITHDRAWN}),
    EventState.VERIFIED: frozenset({EventState.ACTIONED, EventState.CURED}),
    EventState.ACTIONED: frozenset({EventState.CURED}),
}
# While it is so, what it holds and stops stands.
STANDING = frozenset({EventState.VERIFIED, EventState.ACTIONED})
# Nothing more happens to it but that it is over again.
OPEN_STATES = frozenset({EventState.REPORTED, EventState.VERIFIED})


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence, in words."""

    kind: Evidence
    note: str


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the customer that was verified: its kind and its day."""

    kind: EventKind
    day: date


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What is known when the consequences are decided.

    `others` are the customer's other events that are verified and not over; amounts are written with their currency,
    empty where there is none.
    """

    kind: EventKind
    day: date
    others: tuple[Happened, ...] = ()
    balance: str = ""
    consigned: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task that follows: what is to be done, who does it, within how many business days."""

    task: EventTask
    words: Reason
    owner: TaskOwner
    business_days: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A reason to hold the customer's orders: its code in the policy, why, and its last day (None: until lifted)."""

    code: str
    why: Reason
    until: date | None = None
    pair: EventKind | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from an event by the policy."""

    tasks: tuple[PlannedTask, ...] = ()
    stops: frozenset[Channel] = frozenset()
    holds: tuple[Hold, ...] = ()
    proposed_status: ProposedStatus = ProposedStatus.NONE
    tell_sales: bool = False

    @property
    def stops_everything(self) -> bool:
        """Whether the customer as a whole is not to be contacted."""
        return self.stops == frozenset(Channel)


def unfit_transition(state: EventState, to: EventState) -> tuple[Reason, ...]:
    """Why an event cannot become that: none where it can. Source: docs/rules/customer_events.md."""
    if to in _LEGAL.get(state, frozenset()):
        return ()
    text = "the event is %(state)s: it cannot become %(to)s"
    return (Reason("customer_event.transition", text, {"state": state.value, "to": to.value}),)


def missing_evidence(kind: EventKind, proofs: Sequence[Proof], *, policy: PolicyDocument) -> tuple[Reason, ...]:
    """Why the evidence does not verify an event of the kind: none where it does.

    Each piece is said in words, is of a kind that counts here, and counts once by its kind. Source:
    docs/rules/customer_events.md.
    """
    rule = policy.events.rule(kind)
    counted = {one.kind for one in proofs if one.kind in rule.evidence and one.note.strip()}
    found = [
        Reason(
            "customer_event.evidence_words", "say in words what the %(evidence)s shows", {"evidence": _plain(one.kind)}
        )
        for one in proofs
        if not one.note.strip()
    ]
    found += [
        Reason(
            "customer_event.evidence_kind",
            "%(evidence)s does not verify this; what does: %(counts)s",
            {"evidence": _plain(one.kind), "counts": ", ".join(_plain(each) for each in rule.evidence)},
        )
        for one in proofs
        if one.kind not in rule.evidence
    ]
    if len(counted) < rule.evidence_needed:
        text = "it needs %(needed)d different pieces of evidence, and has %(has)d; what counts: %(counts)s"
        counts = ", ".join(_plain(each) for each in rule.evidence)
        facts: dict[str, str | int] = {"needed": rule.evidence_needed, "has": len(counted), "counts": counts}
        found.append(Reason("customer_event.evidence", text, facts))
    return tuple(found)


def decide_report(kind: EventKind, *, policy: PolicyDocument) -> Consequences:
    """What follows from a report that nobody has verified: the salesperson is told, and what protects is done.

    Source: docs/rules/customer_events.md.
    """
    rule = policy.events.rule(kind)
    return Consequences(
        stops=frozenset(rule.stops) if rule.stops_on_report else frozenset(), tell_sales=rule.tell_sales
    )


def decide_consequences(facts: EventFacts, *, policy: PolicyDocument) -> Consequences:
    """What follows from an event that was verified. Source: docs/rules/customer_events.md.

    1. The tasks, the stops and the proposed status of its kind; breaches of policy wait until there are enough.
    2. The hold that the policy gives to the kind, alone or as a pair with another event within the window.
    3. The tasks of a pair.
    """
    rule = policy.events.rule(facts.kind)
    holds = tuple(_holds(facts, policy))
    if facts.kind is EventKind.POLICY_NON_ADHERENCE and not is_non_adherent(facts, policy=policy):
        return Consequences(holds=holds, tell_sales=rule.tell_sales)
    tasks = [*rule.tasks, *(policy.events.pair_tasks if any(one.pair for one in holds) else ())]
    wanted = [task for task in dict.fromkeys(tasks) if task is not EventTask.CONSIGNED_RECALL or facts.consigned]
    again = _after_second_return(facts, policy)
    return Consequences(
        tasks=(*(_planned(task, facts, policy) for task in wanted), *_decision_of(again, policy)),
        stops=frozenset(rule.stops),
        holds=holds,
        proposed_status=again or rule.proposed_status,
        tell_sales=rule.tell_sales,
    )


_AFTER_SECOND = {"propose_CIA": ProposedStatus.CIA, "propose_COD": ProposedStatus.COD}


def _after_second_return(facts: EventFacts, policy: PolicyDocument) -> ProposedStatus | None:
    """The status that the policy proposes after a second return within its months; None otherwise."""
    if facts.kind is not EventKind.NSF:
        return None
    earlier = [one.day for one in facts.others if one.kind is EventKind.NSF]
    if not is_second(facts.day, earlier=earlier, months=policy.nsf.second_nsf_window_months):
        return None
    return _AFTER_SECOND.get(policy.nsf.second_nsf_action)


def _decision_of(status: ProposedStatus | None, policy: PolicyDocument) -> Iterable[PlannedTask]:
    """The task of the credit manager to decide about the status that a second return proposes."""
    if status is not None:
        told = {"months": policy.nsf.second_nsf_window_months}
        text = "Second payment returned within %(months)d months: decide whether they go on buying on credit"
        words = Reason("task.second_return", text, told)
        task = EventTask.POLICY_TALK
        yield PlannedTask(task, words, TaskOwner.CREDIT_MANAGER, policy.events.task_business_days[task])


def breaches_in_window(facts: EventFacts, *, policy: PolicyDocument) -> int:
    """How many verified breaches of policy lie in the window that ends with this one, which counts."""
    first = facts.day - timedelta(days=policy.events.window_days - 1)
    kind = EventKind.POLICY_NON_ADHERENCE
    return 1 + sum(one.kind is kind and first <= one.day <= facts.day for one in facts.others)


def is_non_adherent(facts: EventFacts, *, policy: PolicyDocument) -> bool:
    """Whether the customer counts as unwilling to follow company policy. Source: docs/rules/customer_events.md."""
    return breaches_in_window(facts, policy=policy) >= policy.events.policy_non_adherence_breaches


def bar_date(*, chapter: str, petition: date, by_court: date | None, policy: PolicyDocument) -> date | None:
    """The last day for a proof of claim: the court's order where there is one, else counted from the petition.

    In chapter 11 it is never computed: only the court says it. The worksheet of the case knows more, such as counsel's
    word. Source: docs/rules/customer_events.md.
    """
    if by_court is not None or chapter not in _COUNTED_CHAPTERS:
        return by_court
    return petition + timedelta(days=policy.events.bar_date_days)


_COUNTED_CHAPTERS = frozenset({"7", "12", "13"})


def _holds(facts: EventFacts, policy: PolicyDocument) -> Iterable[Hold]:
    if facts.kind is EventKind.NSF:
        until = facts.day + timedelta(days=policy.holds.H4.days)
        text = "the bank returned a payment on %(day)s"
        yield Hold("H4", Reason("hold.nsf", text, {"day": facts.day.isoformat()}), until)
    for named in policy.holds.H8.events:
        kinds = named.split("+")
        if facts.kind.value not in kinds:
            continue
        others = [kind for kind in kinds if kind != facts.kind.value]
        if not others:
            yield Hold("H8", Reason("hold.event", "%(event)s on %(day)s", _said(facts.kind, facts.day)))
        elif (other := _partner(facts, others, policy)) is not None:
            text = "%(event)s on %(day)s, and %(other_kind)s on %(other_day)s"
            more: dict[str, str | int] = {"other_kind": _plain(other.kind), "other_day": other.day.isoformat()}
            yield Hold("H8", Reason("hold.pair", text, {**_said(facts.kind, facts.day), **more}), pair=other.kind)


def _partner(facts: EventFacts, kinds: Sequence[str], policy: PolicyDocument) -> Happened | None:
    """The other event of a pair, the nearest in time; None where one is missing or too far away."""
    window = timedelta(days=policy.events.pair_window_days)
    near = [one for one in facts.others if one.kind.value in kinds and abs(one.day - facts.day) <= window]
    if {one.kind.value for one in near} != set(kinds):
        return None
    return min(near, key=lambda one: abs(one.day - facts.day))


def _planned(task: EventTask, facts: EventFacts, policy: PolicyDocument) -> PlannedTask:
    told: dict[str, str | int] = {"balance": facts.balance or "0", "consigned": facts.consigned}
    words = Reason(f"task.{task}", TASK_TEXTS[task], told)
    return PlannedTask(task, words, policy.events.task_owner[task], policy.events.task_business_days[task])


def _said(kind: EventKind, day: date) -> dict[str, str | int]:
    return {"event": _plain(kind), "day": day.isoformat()}


def _plain(name: StrEnum) -> str:
    return name.value.replace("_", " ")


TASK_TEXTS: Mapping[EventTask, str] = {
    EventTask.FIND_NUMBER: "Find a telephone number that works",
    EventTask.FIND_ADDRESS: "Find the address to which mail reaches them",
    EventTask.FIND_EMAIL: "Find an e-mail address that works",
    EventTask.SKIP_TRACE: "Skip trace: state registry, contacts of the credit application, a visit by sales",
    EventTask.LEGAL_WORKSHEET: "Legal worksheet: court, case, claim of %(balance)s, goods of the last 20 days, counsel",
    EventTask.CONSIGNED_RECALL: "Recall consigned stock of %(consigned)s: it is our stock and no receivable",
    EventTask.RESERVE_REVIEW: "Review the specific reserve for %(balance)s",
    EventTask.AGENCY_REVIEW: "Review placement of %(balance)s with an agency",
    EventTask.GUARANTOR_OPTIONS: "Guarantors and security: what can be claimed for %(balance)s",
    EventTask.SUCCESSOR_ACCOUNT: "Open an account for the new owner; %(balance)s stays with the old one",
    EventTask.CERTIFIED_FUNDS: "Ask for certified funds in place of the returned payment",
    EventTask.POLICY_TALK: "Speak with the customer about our terms, and decide what follows",
    EventTask.INTRODUCTION: "Introduce yourself to the new contact, and put him among the contacts",
}


# ---------------------------------------------------------------- what is told of an event


class DetailType(StrEnum):
    """How a detail is written."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"
    CHAPTER = "chapter"


CHAPTERS = ("7", "11", "12", "13", "other")


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is told of an event of a kind."""

    name: str
    type: DetailType = DetailType.TEXT
    required: bool = False


_TEXT_LONGEST = 160
DETAILS: Mapping[EventKind, tuple[Detail, ...]] = {
    EventKind.NSF: (
        Detail("amount", DetailType.AMOUNT, required=True),
        Detail("reference"),
        Detail("bank_reason"),
    ),
    EventKind.DEAD_PHONE: (Detail("number", required=True),),
    EventKind.RETURNED_MAIL: (Detail("sent_to", required=True), Detail("mark")),
    EventKind.BOUNCED_EMAIL: (Detail("sent_to", required=True), Detail("mark")),
    EventKind.CHANGE_OF_ADDRESS: (),
    EventKind.CHANGE_OF_OWNERSHIP: (Detail("new_owner", required=True), Detail("how")),
    EventKind.OUT_OF_BUSINESS: (Detail("place"), Detail("consigned", DetailType.AMOUNT)),
    EventKind.BANKRUPTCY: (
        Detail("chapter", DetailType.CHAPTER, required=True),
        Detail("petition_date", DetailType.DAY, required=True),
        Detail("case_number"),
        Detail("court"),
        Detail("bar_date_by_court", DetailType.DAY),
        Detail("consigned", DetailType.AMOUNT),
    ),
    EventKind.POLICY_NON_ADHERENCE: (Detail("breach", required=True),),
    EventKind.NEW_CONTACT: (
        Detail("name", required=True),
        Detail("role"),
        Detail("phone"),
        Detail("email"),
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells of an event. Details are texts as they are kept: days as ISO, amounts in minor units."""

    kind: EventKind
    day: date
    note: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)


def unfit_report(told: Told, *, as_of: date) -> tuple[Reason, ...]:
    """Why the report cannot be taken: none where it can. Each reason names the field and its value."""
    found: list[Reason] = []
    if told.day > as_of:
        found.append(Reason("customer_event.future", "%(day)s is not over yet", {"day": told.day.isoformat()}))
    known = {one.name: one for one in DETAILS[told.kind]}
    for name in told.details.keys() - known.keys():
        facts: dict[str, str | int] = {"field": name[:40], "kind": _plain(told.kind)}
        found.append(Reason("customer_event.field", "%(kind)s has no field %(field)s", facts))
    for one in known.values():
        found += _unfit_detail(one, told.details.get(one.name, ""))
    return tuple(found)


def _unfit_detail(detail: Detail, value: str | int) -> list[Reason]:
    named = {"field": detail.name.replace("_", " ")}
    if value == "":
        text = "%(field)s is missing"
        return [Reason("customer_event.missing", text, {**named})] if detail.required else []
    if not _is_readable(detail.type, value):
        return [
            Reason("customer_event.value", "%(field)s: %(value)s cannot be read", {**named, "value": str(value)[:60]})
        ]
    if isinstance(value, str) and len(value) > _TEXT_LONGEST:
        text = "%(field)s has more than %(most)d letters"
        return [Reason("customer_event.long", text, {**named, "most": _TEXT_LONGEST})]
    return []


def _is_readable(kind: DetailType, value: str | int) -> bool:
    """Whether the value is written as a detail of its type is."""
    if kind is DetailType.AMOUNT or isinstance(value, int):
        return kind is DetailType.AMOUNT and isinstance(value, int) and value > 0
    if kind is DetailType.CHAPTER:
        return value in CHAPTERS
    if kind is DetailType.DAY:
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
    return True
