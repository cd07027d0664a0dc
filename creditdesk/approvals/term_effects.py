"""Time extensions and other statuses of a customer: what they change, and how it is taken back.

An extension gives items a later collection date; the due date stays, and so do age and the record of how he pays. A new
status is for what is sold from then on: open items keep their terms. docs/rules/requests.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.approvals import beside
from creditdesk.approvals.effects import Act, Ahead, Done, Effect
from creditdesk.approvals.event_statuses import event_over
from creditdesk.approvals.facts import item_facts
from creditdesk.approvals.models import RequestEffect, SalesNotice
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.requests import Content
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Customer
from creditdesk.receivables.changing import put_off
from creditdesk.receivables.models import Extension, OpenItem


def preview_extension(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """From when each document is collected now, and from when it will be."""
    items = item_facts([line.item_id or 0 for line in content.lines], customer_id=customer_id, as_of=as_of)
    until = content.until.isoformat() if content.until else ""
    found = []
    for line in content.lines:
        item = items.get(line.item_id or 0)
        before = (item.extended_date or item.due_date).isoformat() if item else ""
        found.append(Ahead(line.number, before=before, after=until))
    return found


def extend(act: Act) -> list[Done]:
    """Put the documents off."""
    assert act.content.until is not None
    done = []
    for item in _items(act.content):
        made = put_off(
            item,
            until=act.content.until,
            granted_on=act.as_of,
            source=Extension.Source.REQUEST,
            by=act.by.username,
            at=act.at,
            reason=act.content.words,
        )
        done.append(Done(extension_id=made.id))
    return done


def end_extension(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Collect them again from where they stood before. Raises Refusal where somebody put one off since."""
    done = []
    for effect in effects:
        granted = effect.extension
        assert granted is not None
        of_item = Extension.objects.filter(item_id=granted.item_id).order_by("-granted_on", "-id")
        newest = of_item.first()
        assert newest is not None
        if newest.id != granted.id:
            raise refuse("request.extended_since", "%(number)s was put off anew since", number=granted.item.number)
        before = of_item.exclude(id=granted.id).first()
        made = put_off(
            granted.item,
            until=before.extended_date if before else granted.item.due_date,
            granted_on=act.as_of,
            source=Extension.Source.REQUEST,
            by=act.by.username,
            at=act.at,
            reason=why,
        )
        done.append(Done(extension_id=made.id))
    return done


def preview_status(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Ahead]:
    """The status now and then."""
    now = Customer.objects.values_list("status", flat=True).get(id=customer_id)
    return [Ahead("status", before=now, after=content.status)]


def status_objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why the status cannot be given beyond what the rules of requests find."""
    return event_over(content)


def convert(act: Act) -> list[Done]:
    """Give the customer the status from today on, and tell whoever sells to him."""
    return _change(act, act.content.status)


def convert_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Give him the status that he had. Raises Refusal where he has another one by now."""
    (effect,) = effects
    now = Customer.objects.values_list("status", flat=True).get(id=act.request.customer_id)
    if now != effect.status_after:
        text = "the customer has another status since: ask for the one that he should have"
        raise refuse("request.status_since", text)
    return _change(act, effect.status_before)


def _change(act: Act, status: str) -> list[Done]:
    customer = Customer.objects.select_related("listed_salesperson", "salesperson").get(id=act.request.customer_id)
    before = customer.status
    changed = change_customer(customer.id, {"status": status})
    seller = customer.seller
    SalesNotice.objects.create(
        customer=customer,
        request=act.request,
        status=status,
        to_user_id=customer.salesperson_id,
        to_name=seller.name if seller else "",
        at=act.at,
    )
    journal_changed(changed, cause=("request", act.request.id), by=act.by, at=act.at)
    return [Done(status=(before, status))]


def _items(content: Content) -> list[OpenItem]:
    ids = [line.item_id for line in content.lines if line.item_id is not None]
    return list(OpenItem.objects.filter(id__in=ids).order_by("id"))


EXTENSION = Effect(preview_extension, extend, end_extension, beside.objections)
