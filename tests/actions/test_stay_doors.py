"""Each door that a bankruptcy shuts at the moment of its report: calls, mail, matches by hand and machine, plans,
settlements; what the customer begins, and what goes to others, goes on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.bankruptcy.actions import confirm_use
from creditdesk.bankruptcy.models import Case
from creditdesk.cash.actions import enter_receipt, match_receipt
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.running import match_by_itself
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.plans import Schedule
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import record_activity
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.models import CustomerEvent
from creditdesk.followup.promising import Said
from creditdesk.journal.transactions import action
from creditdesk.mail.models import OutgoingMessage
from creditdesk.mail.outgoing import Recipient, queue_message
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.staying import stayed_customers
from tests import builders
from tests.asking import ask, plan
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


def petition(world: World, *, on: dt.date = TODAY - DAY) -> CustomerEvent:
    facts: dict[str, str | int] = {"chapter": "7", "petition_date": on.isoformat()}
    told = Told(EventKind.BANKRUPTCY, on, "", facts)
    event = report_event(world.acme, told=told, by=world.sam, key="petition", **_DAY)
    dispatch.event_told(event, **_DAY)
    return event


def received(world: World, amount: int, *, on: dt.date = TODAY, text: str = "") -> Receipt:
    new = NewReceipt(amount, "USD", on, TODAY, customer=world.acme, text=text)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def matched(world: World, receipt: Receipt, item: OpenItem, *, key: str) -> Match:
    receipt.refresh_from_db()
    choice = Choice(world.acme, (MatchLine(item.id, receipt.amount_minor),))
    return match_receipt(receipt, choice=choice, revision=receipt.revision, by=world.erin, key=key, **_DAY)


@action
def queued(of: Customer, *, by: User, purpose: str) -> OutgoingMessage:
    recipient = Recipient(name="Ann", address="ann@acme.example")
    return queue_message(
        key=f"{purpose}/1",
        purpose=purpose,
        company=of.company,
        customer=of,
        recipient=recipient,
        subject="Please pay",
        text="Please pay.",
        by=by,
        at=NOW,
    )


def test_no_call_of_ours_is_logged_and_theirs_is(world: World) -> None:
    petition(world)
    said = Said("call", "outbound", "no_answer")
    with pytest.raises(Refusal, match="bankrupt"):
        record_activity(world.acme, said=said, by=world.alice, key="out", **_DAY)
    with pytest.raises(Refusal, match="bankrupt"):
        record_activity(world.acme, said=Said("letter", "outbound", "sent"), by=world.alice, key="letter", **_DAY)
    record_activity(world.acme, said=Said("call", "inbound", "spoke"), by=world.alice, key="in", **_DAY)


def test_mail_that_waits_is_withheld_at_the_report_and_digests_of_ours_are_not(world: World) -> None:
    asks = queued(world.acme, by=world.alice, purpose="reply")
    ours = queued(world.acme, by=world.alice, purpose="hold_digest")
    other = queued(world.zenith, by=world.alice, purpose="payer_list")
    petition(world)
    for message in (asks, ours, other):
        message.refresh_from_db()
    assert (asks.state, ours.state, other.state) == ("withheld", "waiting", "waiting")
    assert asks.reason is not None and asks.reason["code"] == "contact.bankruptcy"


def test_a_process_that_died_leaves_the_mail_to_the_night(world: World) -> None:
    asks = queued(world.acme, by=world.alice, purpose="reply")
    told = Told(EventKind.BANKRUPTCY, TODAY, "", {"chapter": "7", "petition_date": TODAY.isoformat()})
    report_event(world.acme, told=told, by=world.sam, key="petition", **_DAY)
    dispatch.stop_bankrupt(world.northlight.id, **_DAY)
    asks.refresh_from_db()
    assert asks.state == "withheld"


def test_late_money_is_matched_neither_by_hand_nor_by_the_machine_until_counsel_confirms(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, document_date=TODAY - 20 * DAY)
    event = petition(world)
    receipt = received(world, 500_00, text=item.number)
    with pytest.raises(Refusal, match="only with counsel's confirmation"):
        matched(world, receipt, item, key="late")
    match_by_itself(world.northlight.id, **_DAY)
    assert not Match.objects.exists()
    assert OpenItem.objects.get(id=item.id).open_minor == 500_00
    done = verify_event(event, proofs=[Proof(Evidence.COURT, "docket")], by=world.alice, key="docket", **_DAY)
    dispatch.event_told(done, **_DAY)
    told: dict[str, Any] = {"counsel": "Ms. Lane", "words": "the order allows it", "said_on": TODAY}
    confirm_use(Case.objects.get(), number=receipt.number, by=world.carol, **told, **_DAY)
    matched(world, receipt, item, key="confirmed")
    assert OpenItem.objects.get(id=item.id).open_minor == 0


def test_money_that_came_before_the_petition_is_matched_as_ever(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00, document_date=TODAY - 20 * DAY)
    petition(world)
    matched(world, received(world, 500_00, on=TODAY - 2 * DAY), item, key="before")
    assert OpenItem.objects.get(id=item.id).open_minor == 0


def test_no_plan_is_asked_for_while_a_petition_is_reported(world: World) -> None:
    debt = builders.invoice(world.acme, amount=1_000_00, document_date=TODAY - 60 * DAY)
    petition(world)
    schedule = Schedule.of(1_000_00, first=TODAY + 30 * DAY, count=2)
    with pytest.raises(Refusal, match="while the stay stands"):
        ask(world.acme, plan(debt, schedule=schedule), by=world.alice, **_DAY)
    assert stayed_customers([world.acme.id, world.zenith.id]) == {world.acme.id}
