"""What follows from what, across rooms that may not know each other.

The ledger and the imports stand below the follow-up, so they cannot bring the worklist up to date themselves. Whoever
calls their actions from above (a screen, the API, the background work) says here what happened. Should the process
die in between, the account's row is as of this morning until the night.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from creditdesk.agency import effects as agency_effects
from creditdesk.agency.watching import watch_placements
from creditdesk.approvals import (
    deciding,
    event_statuses,
    ledger_effects,
    preparing,
    term_effects,
    worksheet_loading,
    worksheets,
)
from creditdesk.approvals.deciding import Seen
from creditdesk.approvals.effects import Ahead, Table
from creditdesk.approvals.models import Request, Worksheet
from creditdesk.approvals.sweeping import Sweep, sweeps
from creditdesk.bankruptcy.actions import open_case
from creditdesk.bankruptcy.tasks import plan_deadlines
from creditdesk.cash.entered import companies_with_banked
from creditdesk.cash.full_settlement import stop_offers
from creditdesk.cash.models import Receipt, Remittance, ReturnedPayment
from creditdesk.cash.returning import accounts_of, companies_with_returns, return_by_itself
from creditdesk.cash.running import Outcome, match_by_itself
from creditdesk.credit import release_requests
from creditdesk.credit.looking_again import look_again
from creditdesk.credit.models import Offer, Order, TemporaryLimit
from creditdesk.credit.temporary_limits import grant_temporary_limit, is_beyond_one_person
from creditdesk.creditfile import limits, statuses
from creditdesk.disputes import deciding as case_deciding
from creditdesk.disputes.judging import judge_cases
from creditdesk.disputes.models import Case
from creditdesk.disputes.windows import clear_trifles, watch_windows
from creditdesk.domain.customer_events import STANDING
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.requests import Content
from creditdesk.domain.requests import Kind as RequestKind
from creditdesk.domain.visibility import Role
from creditdesk.domain.worksheets import Worksheet as Sheet
from creditdesk.followup.asking_payers import ask_payers
from creditdesk.followup.event_access import StatusProposal
from creditdesk.followup.held_checks import call_off_deposits, plan_held_check, plan_settlement, unplanned
from creditdesk.followup.models import CustomerEvent
from creditdesk.followup.promise_judging import judge_promises_of
from creditdesk.followup.returned_payments import tell_return, untold
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.intake.models import ImportFile
from creditdesk.intake.records.undo import touched_by_records
from creditdesk.letters.adverse import draft_notice, wants_notice
from creditdesk.letters.checks import PURPOSE, reasons_now
from creditdesk.letters.checks import may_still_go as may_letter_go
from creditdesk.letters.drafting import discard_letter
from creditdesk.letters.models import Letter
from creditdesk.letters.order_offers import draft_offer
from creditdesk.letters.plan_agreements import draft_missing
from creditdesk.letters.releasing import settle as settle_letter
from creditdesk.letters.releasing import withhold_before_print
from creditdesk.letters.settlement_offers import draft_settlement_offer
from creditdesk.mail.models import OutgoingMessage
from creditdesk.mail.replying import REPLY, may_reply_go
from creditdesk.mail.sending import withhold_now
from creditdesk.parties.access import companies_of
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company, Customer, User
from creditdesk.plans import effects as plan_effects
from creditdesk.plans.settling import settle_plans
from creditdesk.plans.tasks import plan_tasks
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Entry, Posting
from creditdesk.receivables.staying import stayed_customers
from creditdesk.settlements import effects as settlement_effects
from creditdesk.settlements.judging import judge_settlements_of
from creditdesk.settlements.models import Settlement
from creditdesk.settlements.queries import offered_by

# Customers in one go: an import may bring a hundred thousand.
CHUNK = 2000


def posted(posting: Posting, *, as_of: dt.date, at: dt.datetime) -> None:
    """A posting was written: promises of the accounts that it moved can be kept now, and they have another rank."""
    moved = Entry.objects.filter(posting=posting, customer__isnull=False).values_list("customer_id", flat=True)
    accounts_changed(sorted(set(moved)), as_of=as_of, at=at)


def accounts_changed(customer_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime) -> None:
    """Something that orders are judged by, and accounts are ranked by, changed on these accounts."""
    for start in range(0, len(customer_ids), CHUNK):
        judge_cases(customer_ids[start : start + CHUNK], at=at, as_of=as_of)
        judge_settlements_of(customer_ids[start : start + CHUNK], as_of=as_of, at=at)
    judge_promises_of(customer_ids, as_of=as_of, at=at)
    for start in range(0, len(customer_ids), CHUNK):
        some = customer_ids[start : start + CHUNK]
        plans_looked_at(some, as_of=as_of, at=at)
        watch_placements(some, as_of=as_of, at=at)
        look_again(some, checkpoint=Checkpoint.CHANGE, as_of=as_of, by=Role.MACHINE.value, at=at)
        refresh_worklist(as_of=as_of, customer_ids=some)


def plans_looked_at(customer_ids: Sequence[int] | None, *, as_of: dt.date, at: dt.datetime) -> int:
    """Payment plans of these customers (all, if None) may be active, paid or in default by now; how many are."""
    changed = settle_plans(customer_ids, as_of=as_of, at=at)
    plan_tasks(customer_ids, as_of=as_of, at=at)
    draft_missing(customer_ids, as_of=as_of, at=at)
    return len(changed)


def event_told(event: CustomerEvent, *, as_of: dt.date, at: dt.datetime) -> None:
    """An event was reported or verified: a bankruptcy stops what waits to go out at this moment, and has its case."""
    if event.kind == EventKind.BANKRUPTCY:
        stop_queued(event.customer_id, at=at)
        if event.state in {one.value for one in STANDING}:
            case = open_case(event, by=machine_user(), at=at, as_of=as_of)
            plan_deadlines(case.company, case, as_of=as_of, at=at)
    accounts_changed([event.customer_id], as_of=as_of, at=at)


def stop_bankrupt(company_id: int, *, as_of: dt.date, at: dt.datetime) -> None:
    """What a process that died did not come to: letters and mail that still wait for customers with a stay."""
    waiting = OutgoingMessage.objects.filter(state=OutgoingMessage.State.WAITING, company=company_id)
    letters = Letter.objects.filter(state__in=[Letter.State.DRAFT, Letter.State.READY], company=company_id)
    ids = {*waiting.values_list("customer_id", flat=True), *letters.values_list("customer_id", flat=True)} - {None}
    for customer_id in sorted(stayed_customers(ids)):
        stop_queued(customer_id, at=at)


def stop_queued(customer_id: int, *, at: dt.datetime) -> int:
    """Withhold each letter and mail to the customer that may not go any more; how many. What goes to others goes on."""
    why = "bankruptcy: all demands stop"
    stopped = 0
    waiting = OutgoingMessage.objects.filter(customer=customer_id, state=OutgoingMessage.State.WAITING)
    for message_id in waiting.order_by("id").values_list("id", flat=True):
        stopped += withhold_now(message_id, may_go=may_mail_go, at=at)
    queued = Letter.objects.filter(customer=customer_id, state=Letter.State.QUEUED)
    for letter_id in queued.order_by("id").values_list("id", flat=True):
        settle_letter(letter_id, at=at)
    drafts = Letter.objects.filter(customer=customer_id, state__in=[Letter.State.DRAFT, Letter.State.READY])
    for letter in drafts.select_related("customer__company", "promise", "contact").order_by("id"):
        if letter.print_run_id is not None:
            stopped += withhold_before_print(letter.id, at=at) is not None
            continue
        if not reasons_now(letter, at=at):
            continue
        try:
            discard_letter(letter, reason=why, seen=letter.version, by=machine_user(), at=at)
        except Refusal:
            continue  # somebody moved it at this moment; it is asked again when it goes
        stopped += 1
    return stopped


def cases_looked_at(*, as_of: dt.date, at: dt.datetime) -> int:
    """Cases of every account: what moved, trifles that the machine may clear, windows that close; how many changed."""
    changed = judge_cases(None, at=at, as_of=as_of)
    watched = 0
    for company in Company.objects.order_by("id"):
        changed |= clear_trifles(company, at=at, as_of=as_of)
        watched += watch_windows(company, at=at, as_of=as_of)
    accounts_changed(sorted(changed), as_of=as_of, at=at)
    return len(changed) + watched


def ask_case_credit(
    case: Case, *, words: str, seen: int, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Request:
    """Ask to credit the valid part of a case; see `disputes.deciding`."""
    return case_deciding.ask_credit(case, words=words, seen=seen, table=APPROVED, by=by, at=at, as_of=as_of, key=key)


def payment_returned(returned: ReturnedPayment, *, as_of: dt.date, at: dt.datetime) -> None:
    """A payment came back: the event with all that follows, and promises of everybody whose items it had paid."""
    tell_return(returned, as_of=as_of, at=at)
    if returned.receipt_id is not None:
        accounts_changed(accounts_of(returned), as_of=as_of, at=at)


def receipt_standing(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> None:
    """A check is held until its date, or a payment is offered as payment in full: what is planned for it."""
    plan_held_check(receipt, as_of=as_of, at=at)
    plan_settlement(receipt, as_of=as_of, at=at)


def special_cash(company_id: int, *, as_of: dt.date, at: dt.datetime) -> int:
    """Returns that are certain, offers of payment in full, and what a process that died did not come to; how many."""
    done = return_by_itself(company_id, as_of=as_of, at=at)
    done += len(stop_offers(company_id, as_of=as_of, at=at, by=machine_user()))
    for returned in untold(company_id):
        payment_returned(returned, as_of=as_of, at=at)
        done += 1
    for receipt in unplanned(company_id):
        receipt_standing(receipt, as_of=as_of, at=at)
        done += 1
    return done + call_off_deposits(company_id, as_of=as_of, at=at)


def check_settled(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> None:
    """A check is held no more: deposited, given back, or told by the bank. Its task is called off."""
    call_off_deposits(receipt.company_id, as_of=as_of, at=at)
    if receipt.customer_id is not None:
        accounts_changed([receipt.customer_id], as_of=as_of, at=at)


def offer_made(offer: Offer, *, as_of: dt.date, by: User, at: dt.datetime) -> Letter | None:
    """A customer is offered a way to have his order: the letter that says so, where he may be written to."""
    try:
        return draft_offer(offer, by=by, at=at, as_of=as_of)
    except Refusal:
        return None


def settlement_offered(settlement: Settlement, *, as_of: dt.date, by: User, at: dt.datetime) -> Letter | None:
    """A settlement stands: the letter that offers it, where the customer may be written to."""
    try:
        return draft_settlement_offer(settlement, by=by, at=at, as_of=as_of)
    except Refusal:
        return None


def imports_finished(file_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime) -> None:
    """Files were posted or taken back: the accounts that they touched are ranked anew.

    By what they posted and not by what they brought: a list moves documents that came with other files.
    """
    moved = Entry.objects.filter(posting__import_file_id__in=file_ids, customer__isnull=False)
    touched = moved.order_by().values_list("customer_id", flat=True).distinct()
    accounts_changed(sorted({*touched, *touched_by_records(file_ids)}), as_of=as_of, at=at)
    for company_id in companies_with_banked(file_ids):
        call_off_deposits(company_id, as_of=as_of, at=at)
    for company_id in companies_with_returns(file_ids):
        special_cash(company_id, as_of=as_of, at=at)


def match_cash(
    company_id: int, *, as_of: dt.date, at: dt.datetime, receipt_ids: Sequence[int] | None = None
) -> Outcome:
    """Let the machine match what is open of the company's receipts (or of these): the accounts that it moved are ranked
    anew, and reps get the questions that it leaves.
    """
    outcome = match_by_itself(company_id, as_of=as_of, at=at, receipt_ids=receipt_ids)
    accounts_changed(sorted(outcome.customers), as_of=as_of, at=at)
    ask_payers(company_id, as_of=as_of, at=at)
    return outcome


def mail_filed(message_id: int, *, as_of: dt.date, at: dt.datetime) -> None:
    """A person said whose a message is: payers' lists that it brought can be put to their payments now."""
    waiting = Remittance.objects.filter(mail_id=message_id, state=Remittance.State.WAITING)
    for company_id in sorted(set(waiting.values_list("company_id", flat=True))):
        match_cash(company_id, as_of=as_of, at=at, receipt_ids=[])


def files_in_the_works() -> list[int]:
    """Files that are being posted or taken back right now."""
    states = [ImportFile.State.POSTING, ImportFile.State.UNDOING]
    return list(ImportFile.objects.filter(state__in=states).values_list("id", flat=True))


def may_mail_go(message: OutgoingMessage, at: dt.datetime) -> Reason | None:
    """Why a message that was queued may not go any more, asked in the transaction that claims it for sending."""
    return _MAY_GO.get(message.purpose, may_reply_go)(message, at)


# Purpose → the rule of the room that queued it; who may not be written to at all gets nothing of any purpose.
_MAY_GO: dict[str, Callable[[OutgoingMessage, dt.datetime], Reason | None]] = {
    REPLY: may_reply_go,
    PURPOSE: may_letter_go,
    # To our own people: no rule about customers stops it.
    "hold_digest": lambda message, at: None,
    "day_digest": lambda message, at: None,
}


# Approved kind of request → what it does. A new kind is a row here, and its facts in `domain.requests`.
APPROVED = Table(
    {
        RequestKind.ADJUSTMENT.value: ledger_effects.EFFECT,
        RequestKind.WRITE_OFF.value: ledger_effects.EFFECT,
        RequestKind.EXTENSION.value: term_effects.EXTENSION,
        RequestKind.STATUS.value: statuses.EFFECT,
        RequestKind.RELEASE.value: release_requests.EFFECT,
        RequestKind.SETTLEMENT.value: settlement_effects.EFFECT,
        RequestKind.LIMIT.value: limits.EFFECT,
        RequestKind.PLAN.value: plan_effects.EFFECT,
        RequestKind.PLACEMENT.value: agency_effects.EFFECT,
    }
)


def prepare_request(
    customer: Customer, *, content: Content, submit: bool, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Request:
    """Ask for something on the customer's account; see `approvals.preparing`."""
    return preparing.prepare_request(
        customer, content=content, submit=submit, table=APPROVED, by=by, at=at, as_of=as_of, key=key
    )


def ask_for_release(
    order: Order, *, words: str, revision: int, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Request:
    """Ask whoever may to let a held order go, as it was seen in this revision. Asked once while nobody decides."""
    if done := Request.objects.filter(key=key).first():
        return done
    release_requests.refuse_asked(order)
    content = release_requests.release_content(order, words=words, revision=revision, as_of=as_of)
    return prepare_request(order.customer, content=content, submit=True, by=by, at=at, as_of=as_of, key=key)


def raise_limit(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, by: User, at: dt.datetime, as_of: dt.date,
    key: str,
) -> TemporaryLimit | Request:  # fmt: skip
    """Raise the limit until a day where the person may alone; else ask whoever may. docs/rules/holds.md."""
    given: dict[str, Any] = {"by": by, "at": at, "as_of": as_of, "key": key}
    try:
        return grant_temporary_limit(customer, limit_minor=limit_minor, until=until, why=why, **given)
    except Refusal as refusal:
        if not is_beyond_one_person(refusal):
            raise
    return ask_for_higher_limit(customer, limit_minor=limit_minor, until=until, why=why, **given)


def ask_for_higher_limit(
    customer: Customer, *, limit_minor: int, until: dt.date, why: str, by: User, at: dt.datetime, as_of: dt.date,
    key: str,
) -> Request:  # fmt: skip
    """Ask whoever may for a higher limit until a day."""
    content = limits.temporary_content(customer, limit_minor=limit_minor, until=until, words=why)
    return prepare_request(customer, content=content, submit=True, by=by, at=at, as_of=as_of, key=key)


def ask_for_release_again(
    request: Request, order: Order, *, words: str, revision: int, seen: int, by: User, at: dt.datetime, as_of: dt.date
) -> Request:
    """Put the order as it stands now in the place of what was asked for before."""
    content = release_requests.release_content(order, words=words, revision=revision, as_of=as_of)
    return revise_request(request, content=content, seen=seen, submit=True, by=by, at=at, as_of=as_of)


def prepare_worksheet(
    customer: Customer, *, sheet: Sheet, submit: bool, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Worksheet:
    """Ask for all that stands on an adjustment worksheet; see `approvals.worksheets`."""
    return worksheets.prepare_worksheet(
        customer, sheet=sheet, submit=submit, table=APPROVED, by=by, at=at, as_of=as_of, key=key
    )


def load_worksheet(content: bytes, *, submit: bool, by: User, at: dt.datetime, as_of: dt.date) -> Worksheet:
    """Ask for all that stands on a form that was filled in outside; see `approvals.worksheet_loading`."""
    return worksheet_loading.load_form(content, submit=submit, table=APPROVED, by=by, at=at, as_of=as_of)


def revise_request(
    request: Request, *, content: Content, seen: int, submit: bool, by: User, at: dt.datetime, as_of: dt.date
) -> Request:
    """Change an open request; see `approvals.preparing`."""
    return preparing.revise_request(
        request, content=content, seen=seen, submit=submit, table=APPROVED, by=by, at=at, as_of=as_of
    )


def approve_requests(seen: Sequence[Seen], *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> list[Request]:
    """Approve requests and carry them out, all or none; the accounts are ranked anew."""
    requests = deciding.approve_requests(seen, words=words, table=APPROVED, by=by, at=at, as_of=as_of)
    accounts_changed(sorted({one.customer_id for one in requests}), as_of=as_of, at=at)
    for settlement in offered_by([one.id for one in requests]):
        settlement_offered(settlement, as_of=as_of, by=by, at=at)
    for one in requests:
        tell_customer(one, by=by, at=at, as_of=as_of)
    return requests


def decide_status(
    proposal: StatusProposal, *, accept: bool, note: str, by: User, at: dt.datetime, as_of: dt.date
) -> StatusProposal:
    """Accept or decline the status that an event proposes; see `approvals.event_statuses`."""
    return event_statuses.decide_status(proposal, accept=accept, note=note, table=APPROVED, by=by, at=at, as_of=as_of)


def sweeps_for(user: User, *, as_of: dt.date) -> list[Sweep]:
    """The small rests of the accounts that the user sees, with which of them may be swept."""
    found = []
    for company in companies_of(user):
        policy = policy_in_force(as_of=as_of, company_id=company.id).document
        found += sweeps(user, company=company, policy=policy, as_of=as_of)
    return found


def propose_sweep(
    user: User, *, customer_ids: Collection[int] | None, by: User, at: dt.datetime, as_of: dt.date
) -> list[Request]:
    """Ask to write off what may be swept of these customers (of all that the user sees, if None), each by a request."""
    made = []
    for sweep in sweeps_for(user, as_of=as_of):
        if sweep.swept and (customer_ids is None or sweep.customer.id in customer_ids):
            told: dict[str, Any] = {"by": by, "at": at, "as_of": as_of, "key": sweep.key(as_of)}
            made.append(prepare_request(sweep.customer, content=sweep.content(), submit=True, **told))
    return made


def refuse_request(seen: Seen, *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    """Refuse a request; a customer who asked for a limit is to be told."""
    request = deciding.refuse_request(seen, words=words, by=by, at=at, as_of=as_of)
    tell_customer(request, by=by, at=at, as_of=as_of)
    return request


def tell_customer(request: Request, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter | None:
    """The notice of a limit that was refused or reduced, drafted where the customer may be written to."""
    if not wants_notice(request):
        return None
    try:
        return draft_notice(request, by=by, at=at, as_of=as_of)
    except Refusal:
        return None


def reverse_request(seen: Seen, *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    """Take back what a request did; the account is ranked anew."""
    request = deciding.reverse_request(seen, words=words, table=APPROVED, by=by, at=at, as_of=as_of)
    accounts_changed([request.customer_id], as_of=as_of, at=at)
    return request


def preview(request: Request, *, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """What carrying the request out will do, line by line."""
    return APPROVED.of(request.kind).preview(request.asked, request.customer_id, policy, as_of)
