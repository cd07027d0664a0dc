"""Bankruptcies by program: the worksheet is read, facts are told, counsel confirms, money is used with his word."""

from __future__ import annotations

import datetime as dt

from creditdesk import dispatch
from creditdesk.bankruptcy.models import Case
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from tests import builders
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


def case_of(world: World) -> Case:
    builders.invoice(world.acme, amount=400_00, document_date=TODAY - 10 * DAY)
    facts: dict[str, str | int] = {"chapter": "11", "petition_date": (TODAY - DAY).isoformat()}
    told = Told(EventKind.BANKRUPTCY, TODAY - DAY, "", facts)
    event = report_event(world.acme, told=told, by=world.sam, at=NOW, as_of=TODAY, key="petition")
    event = verify_event(
        event, proofs=[Proof(Evidence.COURT, "docket")], by=world.alice, at=NOW, as_of=TODAY, key="docket"
    )
    dispatch.event_told(event, as_of=TODAY, at=NOW)
    return Case.objects.get()


def test_a_program_reads_the_worksheet_tells_the_courts_day_and_counsel_confirms(world: World) -> None:
    case = case_of(world)
    alice, carol = Program(world.alice), Program(world.carol)
    (listed,) = entries(alice.get("/bankruptcies", state="draft"))
    at = f"/bankruptcies/{listed['id']}"
    whole = alice.get(at).json()
    assert (whole["claim"]["minor"], whole["priority"]["minor"], whole["reclaimable"]["minor"]) == (400_00,) * 3
    bar = whole["dates"][0]
    assert (bar["name"], bar["day"], bar["rule"]["code"]) == ("bar", None, "bankruptcy.bar_asked")
    told = {"values": {"bar_by_court": "2026-11-02"}, "said_by": "the court", "why": "order of June 14"}
    assert alice.post(f"{at}/facts", told).json()["dates"][0]["day"] == "2026-11-02"
    said = {"values": {"said_bar": "2026-10-30"}, "said_by": "Ms. Lane", "why": "to be safe"}
    assert alice.post(f"{at}/facts", said).status_code in {403, 409, 422}
    assert carol.post(f"{at}/facts", said).json()["dates"][0]["is_said_by_counsel"]
    bad = {"values": {"filed_on": "yesterday", "chapter": "8"}, "said_by": "x", "why": "y"}
    refused = carol.post(f"{at}/facts", bad)
    assert refused.status_code in {409, 422} and b"cannot be read" in refused.content
    item = whole["claims"][0]["item_id"]
    body = {"item_id": item, "received_on": "2026-05-20", "evidence": "POD 4411"}
    moved = alice.post(f"{at}/receipts", body).json()
    assert (moved["priority"]["minor"], moved["claims"][0]["received_by"]) == (0, "person")
    stranger = builders.invoice(world.zenith, amount=1_00)
    assert alice.post(f"{at}/receipts", body | {"item_id": stranger.id}).status_code in {404, 409, 422}
    given = alice.post(f"{at}/step", {"to": "with_counsel", "seen_sha256": moved["sha256"]}).json()
    assert given["state"] == "with_counsel"
    done = carol.post(f"{at}/step", {"to": "confirmed", "counsel": "Ms. Lane", "words": "by mail"}).json()
    assert done["state"] == "confirmed"
    assert case.steps.get(state="confirmed").counsel == "Ms. Lane"


def test_counsel_lets_money_be_used_and_a_later_account_buys_for_cash(world: World) -> None:
    case, carol = case_of(world), Program(world.carol)
    at = f"/bankruptcies/{case.id}"
    use = {"number": "P-1", "counsel": "Ms. Lane", "words": "adequate protection", "said_on": TODAY.isoformat()}
    assert Program(world.alice).post(f"{at}/use", use).status_code == 403
    assert carol.post(f"{at}/use", use).status_code == 200
    opened = carol.post(f"{at}/account", {"number": "ACME-DIP", "name": "Acme in possession"}).json()
    assert opened["later_account_id"] is not None
    again = carol.post(f"{at}/account", {"number": "ACME-2", "name": "Acme"})
    assert again.status_code in {409, 422} and b"already" in again.content
