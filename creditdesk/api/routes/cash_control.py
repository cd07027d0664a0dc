"""Control of cash: the day, the bank beside the books, money that pays nothing, review, match rates."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id, page_sorted
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Id, Page, PathId, Word, amount, because
from creditdesk.cash.access import bank_account_for, bank_line_for
from creditdesk.cash.control_acts import MOST_AT_ONCE, explain_line, review_matches
from creditdesk.cash.match_figures import match_figures
from creditdesk.cash.reconciling import reconciled
from creditdesk.cash.reporting import daily_report, unapplied
from creditdesk.cash.reviewing import ReviewFilter, matches_to_review, reviewable
from creditdesk.domain.match_rates import Outcome
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.exports.lists.cash_control import span_of
from creditdesk.parties.access import NotVisible

if TYPE_CHECKING:
    from creditdesk.cash.match_figures import Group
    from creditdesk.cash.models import BankLine, Match
    from creditdesk.cash.reporting import DayLine, Unapplied
    from creditdesk.domain.cash_reconciliation import Difference
    from creditdesk.domain.match_rates import Rate

router = Router()


class CashDayOut(Schema):
    """What came of one kind on a day and how it stands now: the parts after `received` add up to it. `matched_…` and
    what follows was done on the day."""

    company: str
    account: str
    currency: str
    channel: str
    payments: int
    received: Amount
    by_machine: Amount
    by_people: Amount
    elsewhere: Amount
    on_account: Amount
    refund_or_settlement_asked: Amount
    unapplied: Amount
    unidentified: Amount
    returned: Amount
    taken_back: Amount
    matched_by_machine: Amount
    matched_by_people: Amount
    discounts: Amount
    small_differences: Amount
    deductions: Amount
    matches_taken_back: Amount
    payments_returned: Amount


class BankDifferenceOut(Schema):
    """A line by which bank and books differ: what the bank has more, below zero what less."""

    side: str
    day: dt.date
    amount: Amount
    text: str
    explained: str
    is_explained: bool
    line_id: int | None
    posting_id: int | None


class BankReconciliationOut(Schema):
    """An account over some days. `difference` is the sum of `differences`; `rest` is what no line explains."""

    account_id: int
    first: dt.date
    last: dt.date
    opening: Amount | None
    closing: Amount | None
    moved_at_bank: Amount
    moved_in_books: Amount
    difference: Amount
    unexplained: Amount
    rest: Amount
    is_reconciled: bool
    differences: list[BankDifferenceOut]


class ExplainedLineOut(Schema):
    """A line of the bank with what it is."""

    id: int
    day: dt.date
    amount: Amount
    text: str
    explained: str
    explained_by: str


class ExplainLineIn(Body):
    """What the line is."""

    why: Cause


class UnappliedOut(Schema):
    """Money of a customer that pays nothing yet, by days since its value date.

    The ages are the policy's (`cash.unapplied_ages`), the youngest first. What is to be asked about is so old
    (`cash.unapplied_ask_days`), and nobody has decided about it.
    """

    customer_id: int | None
    customer: str
    part: str
    payments: int
    total: Amount
    ages: list[Amount]
    oldest: dt.date | None
    to_be_asked_about: bool


class ReviewedMatchOut(Schema):
    """A match with what it rests on, and who looked it through."""

    id: int
    receipt_id: int
    payment: str
    customer_id: int | None
    posting_date: dt.date
    applied: Amount
    items: int
    is_automatic: bool
    rank: int | None
    basis: str
    confidence_thousandths: int
    reasons: list[Because]
    policy_version: int | None
    by: str
    reviewed_by: str
    reviewed_at: dt.datetime | None
    taken_back: str
    taken_back_on: dt.date | None


class SignedMatchesOut(Schema):
    """The matches as they are signed now."""

    matches: list[ReviewedMatchOut]


class SignMatchesIn(Body):
    """The matches that were looked through."""

    match_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


class RateOut(Schema):
    """A part, the whole that it is of, and the share in per cent; by value both are minor units."""

    part: int
    whole: int
    percent: str | None


class MatchFiguresOut(Schema):
    """The figures of some payments in one currency. A hit is what was posted without a person."""

    group: str
    of: str
    customer_id: int | None
    currency: str
    payments: int
    received: Amount
    by_payment: RateOut
    by_envelope: RateOut
    by_line: RateOut
    by_value: RateOut
    wrong: RateOut
    wrong_by_machine: RateOut
    outcomes: dict[str, int]
    times_measured: int
    seconds_median: int | None
    seconds_ninetieth: int | None


class AdviceOut(Schema):
    """One thing to fix, and how many payments it would help."""

    reason: Because
    payments: int
    customer_id: int | None


class MatchReportOut(Schema):
    """The figures of a period: of all payments, by channel, by week, by payer; and what to fix."""

    first: dt.date
    last: dt.date
    figures: list[MatchFiguresOut]
    advice: list[AdviceOut]


@router.get("/cash/report", **reads(Page[CashDayOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def cash_report(request: Call, day: Day | None = None, cursor: Cursor = "", limit: Limit = PAGE) -> Page[CashDayOut]:
    """The cash of a day by company, account, currency and channel; today unless said otherwise."""
    lines = daily_report(request.auth.user, day=day or request.today)
    return page_sorted(lines, show=_day, key=lambda one: one.place, cursor=cursor, limit=limit)


@router.get("/cash/reconciliation/{account_id}", **reads(BankReconciliationOut))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def bank_reconciliation(
    request: Call, account_id: PathId, first: Day | None = None, last: Day | None = None
) -> BankReconciliationOut:
    """A bank account beside the books, every difference with its line; the last thirty days unless said otherwise."""
    account = bank_account_for(request.auth.user, account_id)
    begin, end = span_of(first, last, today=request.today)
    tie, code = reconciled(account, first=begin, last=end), account.currency
    return BankReconciliationOut(
        account_id=account.id,
        first=begin,
        last=end,
        opening=None if tie.opening_minor is None else amount(tie.opening_minor, code),
        closing=None if tie.closing_minor is None else amount(tie.closing_minor, code),
        moved_at_bank=amount(tie.bank_minor, code),
        moved_in_books=amount(tie.ledger_minor, code),
        difference=amount(tie.difference_minor, code),
        unexplained=amount(tie.unexplained_minor, code),
        rest=amount(tie.rest_minor, code),
        is_reconciled=tie.is_reconciled,
        differences=[_difference(one, code) for one in tie.differences],
    )


@router.post("/bank-lines/{line_id}/explain", **writes(ExplainedLineOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, scope=Scope.LEDGER)
@keyed()
def explain_bank_line(request: Call, line_id: PathId, body: ExplainLineIn) -> ExplainedLineOut:
    """Say what a line of the bank is that is no receipt."""
    line = bank_line_for(request.auth.user, line_id)
    return _line(explain_line(line, why=body.why, by=request.auth.user, at=request.at))


@router.get("/cash/unapplied", **reads(Page[UnappliedOut]))
@needs(Permission.SEE_CASH)
def unapplied_cash(
    request: Call,
    part: Literal["", "unapplied", "on_account", "asked", "unidentified"] = "",
    currency: Word = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[UnappliedOut]:
    """Money that pays nothing yet by customer and age: of the accounts that the user sees, and unidentified."""
    rows, _more = unapplied(request.auth.user, as_of=request.today, part=part, currency=currency)
    return page_sorted(rows, show=_unapplied, key=_place, cursor=cursor, limit=limit)


@router.get("/cash/reviews", **reads(Page[ReviewedMatchOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def matches_for_review(
    request: Call,
    whose: Literal["reps", "machine", "people"] = "reps",
    state: Literal["waiting", "signed", "taken_back"] = "waiting",
    first: Day | None = None,
    last: Day | None = None,
    sample: Annotated[bool, Query(description="One in twenty.")] = False,
    basis: Word = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ReviewedMatchOut]:
    """Matches with what each rests on, the newest first."""
    chosen = ReviewFilter(whose, state == "signed", first, last, sample, basis, state == "taken_back")
    found = matches_to_review(request.auth.user, chosen=chosen)
    return page_by_id(found, show=_match, cursor=cursor, limit=limit, newest_first=True)


@router.post("/cash/reviews", **writes(SignedMatchesOut))
@needs(Permission.REVIEW_CASH, scope=Scope.LEDGER)
@keyed()
def sign_matches(request: Call, body: SignMatchesIn) -> SignedMatchesOut:
    """Sign matches that were looked through; never one's own. One that is not there refuses all."""
    user = request.auth.user
    found = reviewable(user, body.match_ids)
    if len(found) != len(set(body.match_ids)):
        raise NotVisible("match")
    review_matches(found, by=user, at=request.at)
    return SignedMatchesOut(matches=[_match(one) for one in reviewable(user, body.match_ids)])


@router.get("/cash/match-rates", **reads(MatchReportOut))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def match_rates(
    request: Call, first: Day | None = None, last: Day | None = None, channel: Word = "", currency: Word = ""
) -> MatchReportOut:
    """How well the payments of a period were matched, each rate with its denominator; the last thirty days unless
    said otherwise."""
    begin, end = span_of(first, last, today=request.today)
    figures = match_figures(request.auth.user, first=begin, last=end, channel=channel, currency=currency)
    groups = (
        ("all", figures.whole),
        ("channel", figures.by_channel),
        ("week", figures.by_week),
        ("payer", figures.by_payer),
    )
    return MatchReportOut(
        first=begin,
        last=end,
        figures=[_figures(name, one) for name, found in groups for one in found],
        advice=[
            AdviceOut(reason=because(one.reason), payments=one.payments, customer_id=one.payer_id)
            for one in figures.advice
        ],
    )


def _day(one: DayLine) -> CashDayOut:
    company, account, code, channel = one.place
    totals, acts = one.totals, one.acts
    return CashDayOut(
        company=company,
        account=account,
        currency=code,
        channel=channel,
        payments=totals.payments,
        received=amount(totals.received_minor, code),
        by_machine=amount(totals.by_machine_minor, code),
        by_people=amount(totals.by_people_minor, code),
        elsewhere=amount(totals.elsewhere_minor, code),
        on_account=amount(totals.on_account_minor, code),
        refund_or_settlement_asked=amount(totals.asked_minor, code),
        unapplied=amount(totals.unapplied_minor, code),
        unidentified=amount(totals.unidentified_minor, code),
        returned=amount(totals.returned_minor, code),
        taken_back=amount(totals.taken_back_minor, code),
        matched_by_machine=amount(acts.machine_minor, code),
        matched_by_people=amount(acts.people_minor, code),
        discounts=amount(acts.discount_minor, code),
        small_differences=amount(acts.difference_minor, code),
        deductions=amount(acts.deduction_minor, code),
        matches_taken_back=amount(acts.taken_back_minor, code),
        payments_returned=amount(acts.returned_minor, code),
    )


def _difference(one: Difference, code: str) -> BankDifferenceOut:
    return BankDifferenceOut(
        side=one.side,
        day=one.day,
        amount=amount(one.amount_minor, code),
        text=one.text,
        explained=one.explained,
        is_explained=one.is_explained,
        line_id=one.line_id,
        posting_id=one.posting_id,
    )


def _line(line: BankLine) -> ExplainedLineOut:
    return ExplainedLineOut(
        id=line.id,
        day=line.booking_date,
        amount=amount(line.amount_minor, line.currency),
        text=line.text,
        explained=line.explained,
        explained_by=line.explained_by,
    )


def _place(one: Unapplied) -> tuple[str, int, str]:
    return one.currency, one.customer.id if one.customer else 0, one.part


def _unapplied(one: Unapplied) -> UnappliedOut:
    return UnappliedOut(
        customer_id=one.customer.id if one.customer else None,
        customer=one.customer.name if one.customer else "",
        part=one.part,
        payments=one.payments,
        total=amount(one.total_minor, one.currency),
        ages=[amount(minor, one.currency) for minor in one.ages_minor],
        oldest=one.oldest,
        to_be_asked_about=one.is_due,
    )


def _match(match: Match) -> ReviewedMatchOut:
    receipt = match.receipt
    return ReviewedMatchOut(
        id=match.id,
        receipt_id=receipt.id,
        payment=receipt.number,
        customer_id=receipt.customer_id,
        posting_date=match.posting_date,
        applied=amount(match.applied_minor, receipt.currency),
        items=match.line_count,
        is_automatic=match.is_automatic,
        rank=match.rank,
        basis=match.basis,
        confidence_thousandths=match.confidence,
        reasons=[because(Reason.from_dict(reason)) for reason in match.reasons],
        policy_version=match.policy_version,
        by=match.by,
        reviewed_by=match.reviewed_by,
        reviewed_at=match.reviewed_at,
        taken_back=match.taken_back,
        taken_back_on=match.taken_back_on,
    )


def _figures(name: str, one: Group) -> MatchFiguresOut:
    rates = one.rates
    return MatchFiguresOut(
        group=name,
        of=one.label,
        customer_id=one.customer_id,
        currency=one.currency,
        payments=one.payments,
        received=amount(one.received_minor, one.currency),
        by_payment=_rate(rates.by_payment),
        by_envelope=_rate(rates.by_envelope),
        by_line=_rate(rates.by_line),
        by_value=_rate(rates.by_value),
        wrong=_rate(rates.wrong),
        wrong_by_machine=_rate(rates.wrong_by_machine),
        outcomes={outcome.value: rates.outcomes[outcome] for outcome in Outcome},
        times_measured=rates.touch.count,
        seconds_median=rates.touch.median,
        seconds_ninetieth=rates.touch.ninetieth,
    )


def _rate(rate: Rate) -> RateOut:
    return RateOut(part=rate.part, whole=rate.whole, percent=None if rate.percent is None else str(rate.percent))
