"""The policy's section on customer events: what verifies each kind, and what follows from it.

    policy.events.kinds.bankruptcy.stops_on_report          # True: contact stops before anybody has verified it
    policy.events.task_business_days[EventTask.SKIP_TRACE]  # business days until it is to be done

Policies that were adopted before these rules existed say only how many breaches make an event; the rest has defaults.
Meaning of each kind: docs/rules/customer_events.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import Count, Flag, Mistake, PositiveDays, Section


class EventKind(StrEnum):
    """What can happen to a customer that everybody who deals with it has to know."""

    NSF = "nsf"
    DEAD_PHONE = "dead_phone"
    RETURNED_MAIL = "returned_mail"
    BOUNCED_EMAIL = "bounced_email"
    CHANGE_OF_ADDRESS = "change_of_address"
    CHANGE_OF_OWNERSHIP = "change_of_ownership"
    OUT_OF_BUSINESS = "out_of_business"
    BANKRUPTCY = "bankruptcy"
    POLICY_NON_ADHERENCE = "policy_non_adherence"
    NEW_CONTACT = "new_contact"


class Evidence(StrEnum):
    """By what an event is known to be so."""

    DOCUMENT = "document"  # The envelope that came back, the bounce, a signed letter.
    OBSERVED = "observed"  # One of us dialled the number or stood before the door.
    REGISTRY = "registry"  # The register of companies.
    CALL_BACK = "call_back"  # A call to a number that was known before.
    SECOND_SOURCE = "second_source"  # The landlord, a neighbour, another supplier.
    COURT = "court"  # The court's notice or docket.
    BANK_NOTICE = "bank_notice"  # The bank's return notice.


class EventTask(StrEnum):
    """Work that an event makes."""

    FIND_NUMBER = "find_number"
    FIND_ADDRESS = "find_address"
    FIND_EMAIL = "find_email"
    SKIP_TRACE = "skip_trace"
    LEGAL_WORKSHEET = "legal_worksheet"
    CONSIGNED_RECALL = "consigned_recall"
    RESERVE_REVIEW = "reserve_review"
    AGENCY_REVIEW = "agency_review"
    GUARANTOR_OPTIONS = "guarantor_options"
    SUCCESSOR_ACCOUNT = "successor_account"
    CERTIFIED_FUNDS = "certified_funds"
    POLICY_TALK = "policy_talk"
    INTRODUCTION = "introduction"


class TaskOwner(StrEnum):
    """Who does the work: the account's rep, his supervisor, or the credit manager of the company."""

    REP = "rep"
    SUPERVISOR = "supervisor"
    CREDIT_MANAGER = "credit_manager"


class ProposedStatus(StrEnum):
    """The status that an event proposes for the customer; another person accepts or declines it."""

    NONE = "none"
    HOLD = "hold"
    COD = "cod"
    CIA = "cia"
    CLOSED = "closed"
    BANKRUPT = "bankrupt"


class DataKind(StrEnum):
    """What of a customer's data changes only after a call-back."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    BANK = "bank"


class EventRule(Section):
    """What verifies one kind of event, and what follows once it is verified."""

    evidence: tuple[Evidence, ...] = Field(description="What counts as evidence.")
    evidence_needed: Annotated[int, Field(strict=True, ge=1, le=3)] = Field(
        default=1, description="How many different pieces of evidence verify it."
    )
    tasks: tuple[EventTask, ...] = Field(default=(), description="Tasks that it opens once it is verified.")
    tell_sales: Flag = Field(default=True, description="Whether the salesperson is told, of the report and of the end.")
    stops: tuple[Channel, ...] = Field(
        default=(), description="Ways of contact that stop; all three stop the customer as a whole."
    )
    stops_on_report: Flag = Field(
        default=False, description="Whether contact stops on the report already, to be confirmed."
    )
    proposed_status: ProposedStatus = Field(
        default=ProposedStatus.NONE, description="Status that it proposes for the customer."
    )

    @model_validator(mode="after")
    def _can_be_verified(self) -> Self:
        if len(set(self.evidence)) < self.evidence_needed:
            text = "evidence_needed is %(needed)s, but evidence names fewer kinds"
            raise Mistake(Phrase(text, {"needed": self.evidence_needed}))
        return self


_E, _T = Evidence, EventTask


class EventKinds(Section):
    """Customer events, kind by kind."""

    nsf: EventRule = Field(
        default=EventRule(evidence=(_E.BANK_NOTICE, _E.DOCUMENT), tasks=(_T.CERTIFIED_FUNDS,)),
        description="The bank returned a payment.",
    )
    dead_phone: EventRule = Field(
        default=EventRule(evidence=(_E.OBSERVED, _E.SECOND_SOURCE), tasks=(_T.FIND_NUMBER,)),
        description="The telephone number is disconnected.",
    )
    returned_mail: EventRule = Field(
        default=EventRule(evidence=(_E.DOCUMENT,), tasks=(_T.FIND_ADDRESS,), stops=(Channel.LETTER,)),
        description="A letter came back.",
    )
    bounced_email: EventRule = Field(
        default=EventRule(evidence=(_E.DOCUMENT,), tasks=(_T.FIND_EMAIL,), tell_sales=False, stops=(Channel.EMAIL,)),
        description="An e-mail bounced.",
    )
    change_of_address: EventRule = Field(
        default=EventRule(evidence=(_E.CALL_BACK,)),
        description="The customer moves. The new address counts once a call-back confirmed it.",
    )
    change_of_ownership: EventRule = Field(
        default=EventRule(
            evidence=(_E.REGISTRY, _E.DOCUMENT, _E.CALL_BACK),
            evidence_needed=2,
            tasks=(_T.SUCCESSOR_ACCOUNT, _T.GUARANTOR_OPTIONS),
        ),
        description="The business or its owner changed hands.",
    )
    out_of_business: EventRule = Field(
        default=EventRule(
            evidence=(_E.REGISTRY, _E.SECOND_SOURCE, _E.OBSERVED, _E.DOCUMENT),
            evidence_needed=2,
            tasks=(_T.CONSIGNED_RECALL, _T.GUARANTOR_OPTIONS, _T.AGENCY_REVIEW, _T.RESERVE_REVIEW),
            proposed_status=ProposedStatus.CLOSED,
        ),
        description="The customer closed.",
    )
    bankruptcy: EventRule = Field(
        default=EventRule(
            evidence=(_E.COURT, _E.DOCUMENT),
            tasks=(_T.LEGAL_WORKSHEET, _T.RESERVE_REVIEW),
            stops=(Channel.CALL, Channel.EMAIL, Channel.LETTER),
            stops_on_report=True,
            proposed_status=ProposedStatus.BANKRUPT,
        ),
        description="The customer is in bankruptcy.",
    )
    policy_non_adherence: EventRule = Field(
        default=EventRule(
            evidence=(_E.DOCUMENT, _E.OBSERVED), tasks=(_T.POLICY_TALK,), proposed_status=ProposedStatus.CIA
        ),
        description="The customer breached our policy. Tasks and status follow once there are enough breaches.",
    )
    new_contact: EventRule = Field(
        default=EventRule(evidence=(_E.CALL_BACK, _E.DOCUMENT), tasks=(_T.INTRODUCTION,)),
        description="Somebody new is to be asked.",
    )


def _task_days() -> dict[EventTask, int]:
    soon = {_T.LEGAL_WORKSHEET: 1, _T.CONSIGNED_RECALL: 1, _T.SKIP_TRACE: 2, _T.CERTIFIED_FUNDS: 1, _T.POLICY_TALK: 2}
    return {task: soon.get(task, 5) for task in EventTask}


def _task_owner() -> dict[EventTask, TaskOwner]:
    manager = {_T.LEGAL_WORKSHEET, _T.RESERVE_REVIEW, _T.SUCCESSOR_ACCOUNT, _T.GUARANTOR_OPTIONS}
    supervisor = {_T.AGENCY_REVIEW, _T.POLICY_TALK}
    return {
        task: TaskOwner.CREDIT_MANAGER
        if task in manager
        else TaskOwner.SUPERVISOR
        if task in supervisor
        else TaskOwner.REP
        for task in EventTask
    }


class EventsPolicy(Section):
    """What happened to a customer: how it is verified, what follows from it, and whose word changes its data."""

    policy_non_adherence_breaches: Count = Field(description="Breaches within the window that make the event.")
    window_days: PositiveDays = Field(description="Length of that window in days.")
    pair_window_days: PositiveDays = Field(
        default=90, description="Days within which two events that hold orders together count as a pair."
    )
    pair_tasks: tuple[EventTask, ...] = Field(
        default=(EventTask.SKIP_TRACE, EventTask.AGENCY_REVIEW), description="Tasks that such a pair opens."
    )
    task_business_days: dict[EventTask, PositiveDays] = Field(
        default_factory=_task_days, description="Business days until a task is due."
    )
    task_owner: dict[EventTask, TaskOwner] = Field(default_factory=_task_owner, description="Who does a task.")
    bar_date_days: PositiveDays = Field(
        default=70,
        description="Days after the petition by which a claim is filed in chapter 7, 12 or 13; in chapter 11 the court "
        "says it.",
    )
    second_person_for: tuple[DataKind, ...] = Field(
        default=(DataKind.BANK,),
        description="Changes of a customer's data that a second person confirms after the call-back.",
    )
    kinds: EventKinds = Field(default_factory=EventKinds, description="Each kind of event.")

    @model_validator(mode="after")
    def _every_task(self) -> Self:
        for name, by_task in (("task_business_days", self.task_business_days), ("task_owner", self.task_owner)):
            if missing := [task.value for task in EventTask if task not in by_task]:
                raise Mistake(
                    Phrase("%(name)s says nothing for %(missing)s", {"name": name, "missing": ", ".join(missing)})
                )
        return self

    def rule(self, kind: EventKind) -> EventRule:
        """The rule of a kind."""
        found: EventRule = getattr(self.kinds, kind.value)
        return found
