"""The pages of bankruptcies: what they show, what the forms take, and what is refused beside the field."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse

from creditdesk import dispatch
from creditdesk.bankruptcy.models import Case
from creditdesk.config import clock
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from tests import builders
from tests.web.clients import client_of as signed_in
from tests.world import World


def case_of(world: World) -> Case:

    today, at = clock.today(), clock.now()
    day = dt.timedelta(days=1)
    builders.invoice(world.acme, amount=400_00, document_date=today - 10 * day, as_of=today)
    facts: dict[str, str | int] = {"chapter": "7", "petition_date": (today - day).isoformat(), "consigned": 50_00}
    told = Told(EventKind.BANKRUPTCY, today - day, "", facts)
    event = report_event(world.acme, told=told, by=world.sam, at=at, as_of=today, key="petition")
    event = verify_event(
        event, proofs=[Proof(Evidence.COURT, "docket")], by=world.alice, at=at, as_of=today, key="docket"
    )
    dispatch.event_told(event, as_of=today, at=at)
    return Case.objects.get()


def told(**facts: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "field": "court", "value": "SDNY", "said_by": "docket", "why": "read"} | facts


def test_the_worksheet_shows_its_days_with_their_rules_and_goes_on_paper(world: World) -> None:
    case = case_of(world)
    client = signed_in(world.alice)
    listed = client.get(reverse("bankruptcies")).content.decode()
    assert f"Case {case.id}" in listed
    page = client.get(reverse("bankruptcy", args=[case.id])).content.decode()
    for words in ("Counsel has not confirmed it", "503(b)(9)", "Rule 3002(c)", "400.00", "50.00", "own day"):
        assert words in page
    assert "Counsel: " not in page  # whoever does not decide enters no day in counsel's name
    paper = client.get(reverse("bankruptcy_pdf", args=[case.id]))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    event = client.get(reverse("customer_event", args=[case.event_id])).content.decode()
    assert reverse("bankruptcy", args=[case.id]) in event


def test_facts_and_counsels_days_are_entered_and_what_is_wrong_is_said(world: World) -> None:
    case = case_of(world)
    rep, manager = signed_in(world.alice), signed_in(world.carol)
    tell = reverse("bankruptcy_tell", args=[case.id])
    assert rep.post(tell, told()).status_code == 302
    wrong = rep.post(tell, told(field="filed_on", value="someday"))
    assert wrong.status_code == 422 and "someday" in wrong.content.decode()
    assert rep.post(tell, told(field="said_bar", value="+30")).status_code == 422
    assert manager.post(tell, told(field="said_bar", value="+30")).status_code == 302
    page = manager.get(reverse("bankruptcy", args=[case.id])).content.decode()
    assert "counsel&#x27;s word" in page or "counsel's word" in page
    assert rep.post(tell, told(field="reserve", value="200.00")).status_code == 302
    assert case.entries.get(field="reserve").value == "20000"


def test_the_worksheet_goes_to_counsel_and_comes_back_confirmed(world: World) -> None:
    case = case_of(world)
    rep, manager = signed_in(world.alice), signed_in(world.carol)
    step = reverse("bankruptcy_step", args=[case.id])
    assert rep.post(step, {"to": "with_counsel"}).status_code == 302
    assert manager.post(step, {"to": "confirmed"}).status_code in {409, 422}
    assert manager.post(step, {"to": "confirmed", "counsel": "Ms. Lane", "words": "by mail"}).status_code == 302
    item = case.customer.items.get()
    received = {"item": str(item.id), "received_on": "-3", "evidence": "POD 4411"}
    received["received_on"] = (clock.today() - dt.timedelta(days=3)).isoformat()
    assert rep.post(reverse("bankruptcy_received", args=[case.id]), received).status_code == 302
    case.refresh_from_db()
    assert case.state == "draft"
    use = {"number": "P-1", "counsel": "Ms. Lane", "words": "may be kept", "said_on": clock.today().isoformat()}
    assert manager.post(reverse("bankruptcy_use", args=[case.id]), use).status_code == 302
    account = {"number": "DIP-1", "name": "In possession"}
    assert manager.post(reverse("bankruptcy_account", args=[case.id]), account).status_code == 302
    case.refresh_from_db()
    assert case.later_account is not None and case.later_account.status == "cia"
