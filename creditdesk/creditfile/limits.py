"""Limits and classes by request: what is asked for, what an approval changes, once, and how it is taken back.

Until the ERP has answered that it took the change over, no file puts the old limit back: the row waits for a person.
docs/rules/credit_reviews.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.models import RequestEffect
from creditdesk.credit.models import CreditReview, TemporaryLimit
from creditdesk.credit.temporary_limits import give
from creditdesk.credit.temporary_limits import take_back as end_early
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.models import CreditChange
from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.requests import Content, Evidence, Kind, Stake
from creditdesk.domain.risk_class import RiskClass
from creditdesk.journal.actions import append
from creditdesk.parties.changing import change_customer, confirm_fields, journal_changed
from creditdesk.parties.models import Customer

# What of a customer a request for a limit changes.
FIELDS = ("credit_limit_minor", "risk_class")
MADE = "credit_change"
FOR_A_TIME = "temporary_limit"


def limit_content(
    customer: Customer, *, limit_minor: int, risk_class: str, words: str, shows: str = "",
    document_id: int | None = None, review: CreditReview | None = None, asked_by_customer: bool = False,
) -> Content:  # fmt: skip
    """The content of a request for another limit or class, from what stands now.

    `shows` or the document is what is known of the customer's means; `review` is the one that it rests on.
    """
    evidence: tuple[Evidence, ...] = ()
    if shows.strip() or document_id is not None:
        evidence = (Evidence(Shown.FINANCES, document_id=document_id, words=shows.strip()[:500]),)
    return Content(
        Kind.LIMIT,
        currency=customer.currency,
        words=words,
        evidence=evidence,
        terms={
            "limit_minor": limit_minor,
            "limit_before": customer.credit_limit_minor,
            "risk_class": risk_class,
            "class_before": customer.risk_class,
            "review": review.id if review is not None else None,
            "asked_by_customer": asked_by_customer,
        },
        stake=Stake(minor=limit_minor),
    )


def temporary_content(customer: Customer, *, limit_minor: int, until: dt.date, words: str) -> Content:
    """The content of a request for a higher limit until a day; the class stays."""
    content = limit_content(customer, limit_minor=limit_minor, risk_class=customer.risk_class, words=words, shows=words)
    return replace(content, until=until)


def objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the limit cannot be given as the customer stands."""
    terms = content.terms
    wanted, letter = terms.get("limit_minor"), terms.get("risk_class")
    if not isinstance(wanted, int) or isinstance(wanted, bool) or not 0 <= wanted <= LARGEST_DOCUMENT_MINOR:
        return [Reason("limit.amount", "a limit is an amount, and not below zero")]
    if letter not in {one.value for one in RiskClass}:
        return [Reason("limit.class", "choose the class that the customer is to have")]
    if content.stake is None or content.stake.minor != wanted:
        return [Reason("limit.stake", "what is decided about is another limit than what is asked for")]
    customer = Customer.objects.get(id=customer_id)
    if content.currency != customer.currency:
        return [
            Reason("request.currency", "the customer’s limit is kept in %(currency)s", {"currency": customer.currency})
        ]
    found = []
    stands = (customer.credit_limit_minor, customer.risk_class)
    if stands != (terms.get("limit_before"), terms.get("class_before")):
        text = "limit and class are %(now)s by now: ask anew from what stands"
        found.append(Reason("limit.changed_meanwhile", text, {"now": _told(*stands, customer.currency)}))
    elif stands == (wanted, letter):
        found.append(Reason("limit.stands", "the customer has that limit and class already"))
    if content.until is not None and content.until < as_of:
        found.append(Reason("temporary_limit.until", "%(day)s is over already", {"day": content.until.isoformat()}))
    if content.until is not None and wanted <= (customer.credit_limit_minor or 0):
        found.append(Reason("temporary_limit.not_more", "the limit is as high already"))
    review_id = terms.get("review")
    if review_id is not None and not CreditReview.objects.filter(id=review_id, customer=customer_id).exists():
        found.append(Reason("limit.review", "the review is of another customer"))
    return found


def preview(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """Limit and class before and after."""
    terms, currency = content.terms, content.currency
    ahead = [
        Ahead("limit", before=_money(terms["limit_before"], currency), after=_money(terms["limit_minor"], currency))
    ]
    if content.until is not None:
        ahead.append(Ahead("until", after=content.until.isoformat()))
    if terms["class_before"] != terms["risk_class"]:
        ahead.append(Ahead("class", before=terms["class_before"], after=terms["risk_class"]))
    return ahead


def carry_out(act: Act) -> list[Done]:
    """Give the customer limit and class, or a higher limit until a day; whoever decides has locked him."""
    if act.content.until is not None:
        return [Done(made=(FOR_A_TIME, _raise(act, act.content.until).id))]
    return _change(
        act, limit=act.content.terms["limit_minor"], letter=act.content.terms["risk_class"], takes_back=False
    )


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Give him what he had. Raises Refusal where he has another limit or class by now."""
    if effects[0].made_kind == FOR_A_TIME:
        limit = TemporaryLimit.objects.get(id=effects[0].made_id or 0, customer=act.request.customer_id)
        ended = end_early(limit, as_of=act.as_of, by=act.by, at=act.at)
        return [Done(made=(FOR_A_TIME, ended.id))]
    done = CreditChange.objects.get(id=effects[0].made_id or 0, request=act.request, takes_back=False)
    customer = Customer.objects.get(id=act.request.customer_id)
    if (customer.credit_limit_minor, customer.risk_class) != (done.limit_after, done.class_after):
        raise refuse("limit.changed_since", "limit or class were changed since: ask for what they should be")
    return _change(act, limit=done.limit_before, letter=done.class_before, takes_back=True)


def _raise(act: Act, until: dt.date) -> TemporaryLimit:
    text = "request %(number)d, which was approved"
    return give(
        Customer.objects.select_related("company").get(id=act.request.customer_id),
        limit_minor=act.content.terms["limit_minor"],
        until=until,
        why=act.content.words,
        authority=(Reason("release.by_request", text, {"number": act.request.id}),),
        policy_version=act.policy.number,
        as_of=act.as_of,
        by=act.by,
        at=act.at,
        key=f"request/{act.request.id}",
    )


def _change(act: Act, *, limit: int | None, letter: str, takes_back: bool) -> list[Done]:
    before = Customer.objects.select_related("company").get(id=act.request.customer_id)
    made = CreditChange.objects.create(
        company=before.company,
        customer=before,
        request=act.request,
        takes_back=takes_back,
        currency=before.currency,
        limit_before=before.credit_limit_minor,
        limit_after=limit,
        class_before=before.risk_class,
        class_after=letter,
        by=act.by.username,
        at=act.at,
    )
    changed = change_customer(before.id, {"credit_limit_minor": limit, "risk_class": letter})
    confirm_fields(before.id, FIELDS, at=act.at)
    refresh_calendar(before.company, as_of=act.as_of, customer_ids=[before.id])
    journal_changed(changed, cause=("request", act.request.id), by=act.by, at=act.at)
    append(
        "credit.changed",
        by=act.by.username,
        at=act.at,
        subject=("customer", before.id),
        company_id=before.company_id,
        customer_id=before.id,
        facts={
            "change": made.id,
            "request": act.request.id,
            "limit_before": made.limit_before,
            "limit_after": made.limit_after,
            "class_before": made.class_before,
            "class_after": made.class_after,
            "currency": made.currency,
        },
    )
    return [Done(made=(MADE, made.id))]


def _money(minor: int | None, currency: str) -> str:
    return "–" if minor is None else str(Money(minor, currency))


def _told(limit: int | None, letter: str, currency: str) -> str:
    return f"{_money(limit, currency)}, {letter}"


EFFECT = Effect(preview, carry_out, take_back, objections)
