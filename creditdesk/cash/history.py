"""What happened to a payment since it came, and which payments touched a document: who, when, why, on what grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from django.db.models import QuerySet

from creditdesk.cash.models import Match, MatchPosting, Receipt, Remittance
from creditdesk.journal.queries import entries
from creditdesk.parties.queries import beginning_with
from creditdesk.receivables.models import Entry, Posting

# A document that more matches touched shows the newest.
MOST_MATCHES = 50


What = Literal["received", "listed", "identified", "off", "decided", "matched", "reviewed", "taken_back", "returned"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a payment. `what` is a code; `of` is the match or the list that it is about."""

    at: dt.datetime
    by: str
    what: What
    why: str = ""
    standing: str = ""
    of: Match | Remittance | None = None


def history_of(receipt: Receipt) -> list[Event]:
    """Everything that happened to the payment, the oldest first."""
    came = Event(receipt.recorded_at, receipt.recorded_by, "received")
    parts: Iterable[Iterable[Event]] = (
        _lists(receipt),
        _whose(receipt),
        _decisions(receipt),
        _matches(receipt),
        _returns(receipt),
    )
    return [came, *sorted(chain.from_iterable(parts), key=lambda one: one.at)]


def _lists(receipt: Receipt) -> Iterable[Event]:
    for one in receipt.remittances.order_by("id"):
        yield Event(one.received_at, one.received_by, "listed", of=one)


def _whose(receipt: Receipt) -> Iterable[Event]:
    """On which account it was put, and off which it was taken."""
    moved = Posting.objects.filter(beginning_with("key", f"receipt/{receipt.id}/"), company_id=receipt.company_id)
    for one in moved.order_by("id"):
        act = one.key.split("/")[2]
        if act == "identified":
            yield Event(one.recorded_at, one.by, "identified", one.reason)
        elif act == "off":
            yield Event(one.recorded_at, one.by, "off", one.reason)


def _decisions(receipt: Receipt) -> Iterable[Event]:
    found = entries(subject=("receipt", receipt.id), kind="receipt.decided")
    newest = True
    for entry in found:
        # Why is told of the decision that stands; that of an earlier one is private in the journal.
        yield Event(
            entry.at, entry.by, "decided", receipt.standing_why if newest else "", str(entry.facts.get("standing", ""))
        )
        newest = False


def _matches(receipt: Receipt) -> Iterable[Event]:
    for one in receipt.matches.order_by("id"):
        yield Event(one.at, one.by, "matched", of=one)
        if one.reviewed_at:
            yield Event(one.reviewed_at, one.reviewed_by, "reviewed", of=one)
        if one.taken_back_at:
            yield Event(one.taken_back_at, one.taken_back_by, "taken_back", one.taken_back_why, of=one)


def _returns(receipt: Receipt) -> Iterable[Event]:
    for one in receipt.returns.order_by("id"):
        yield Event(one.recorded_at, one.recorded_by, "returned", " ".join(filter(None, (one.code, one.reason))))


def matches_touching(item_id: int, *, receipts: QuerySet[Receipt]) -> QuerySet[Match]:
    """The matches of these receipts that moved the document, the newest first, also those that were taken back."""
    acts = Entry.objects.filter(item_id=item_id).values("posting_id")
    moved = MatchPosting.objects.filter(posting__in=acts).values("match_id")
    found = Match.objects.filter(id__in=moved, receipt__in=receipts.select_related(None).values("id"))
    return found.select_related("receipt").order_by("-id")


def receipts_touching(item_ids: Collection[int]) -> dict[int, Receipt]:
    """Payment on an account → the receipt that it is of."""
    found = Receipt.objects.filter(item_id__in=item_ids)
    return {one.item_id: one for one in found if one.item_id is not None}
