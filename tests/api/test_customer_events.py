"""Customer events and data changes by program."""

from __future__ import annotations

from typing import get_args

from creditdesk.api.routes import customer_events as routes
from creditdesk.api.routes import data_changes as change_routes
from creditdesk.domain.customer_events import EventState
from creditdesk.domain.data_changes import ChangeState
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.followup.models import CustomerEvent, DataChange, Tickler
from creditdesk.parties.models import Customer
from tests import builders
from tests.api.programs import Program, entries
from tests.world import World

REPORT = {"kind": "returned_mail", "happened_on": "2026-06-10", "details": {"sent_to": "1 Elm Street"}, "note": "back"}


def test_the_words_are_those_of_the_rules() -> None:
    for literal, words in (
        (routes.EventName, EventKind),
        (routes.EventStateName, EventState),
        (routes.EvidenceName, Evidence),
        (change_routes.DataName, DataKind),
        (change_routes.ChangeStateName, ChangeState),
    ):
        assert set(get_args(literal)) == {one.value for one in words}


def test_an_event_is_reported_verified_and_over_by_program(world: World) -> None:
    alice = Program(world.alice)
    made = alice.post(f"/customers/{world.acme.id}/events", REPORT)
    assert made.status_code == 201
    event = made.json()
    assert (event["state"], event["details"]) == ("reported", {"sent_to": "1 Elm Street"})
    assert [one["id"] for one in entries(alice.get("/customer-events?state=open"))] == [event["id"]]
    verified = alice.post(
        f"/customer-events/{event['id']}/verification", {"evidence": [{"kind": "document", "note": "envelope"}]}
    )
    assert verified.json()["state"] == "verified"
    told = alice.get(f"/customer-events/{event['id']}").json()
    assert told["stopped"] == ["letter"] and [one["owner"] for one in told["tasks"]] == ["alice"]
    assert [one["state"] for one in told["steps"]] == ["reported", "verified"]
    early = alice.post(f"/customer-events/{event['id']}/completion", {})
    assert early.status_code == 422 and "still open: Find the address" in early.content.decode()
    over = {"reason": "they moved back", "evidence": {"kind": "observed", "note": "a letter arrived"}}
    assert alice.post(f"/customer-events/{event['id']}/cure", over).json()["state"] == "cured"
    late = alice.post(f"/customer-events/{event['id']}/refutation", {"reason": "no"})
    assert late.status_code == 409
    assert Tickler.objects.count() == CustomerEvent.objects.count() == 1


def test_what_cannot_be_so_is_named(world: World) -> None:
    alice = Program(world.alice)
    for body, named in (
        ({**REPORT, "kind": "meteor"}, "kind"),
        ({**REPORT, "details": {}}, "sent to is missing"),
        ({**REPORT, "details": {"sent_to": 5}}, "sent to: 5 cannot be read"),
        ({**REPORT, "happened_on": "2026-12-31"}, "2026-12-31 is not over yet"),
    ):
        answer = alice.post(f"/customers/{world.acme.id}/events", body)
        assert answer.status_code == 422 and named in answer.content.decode()
    assert not CustomerEvent.objects.exists()


def test_holds_and_notices_are_read_by_program(world: World) -> None:
    alice = Program(world.alice)
    body = {"kind": "nsf", "happened_on": "2026-06-10", "details": {"amount": 50_000}}
    event = alice.post(f"/customers/{world.acme.id}/events", body).json()
    proof = {"evidence": [{"kind": "bank_notice", "note": "R01"}]}
    alice.post(f"/customer-events/{event['id']}/verification", proof)
    (hold,) = entries(alice.get(f"/customers/{world.acme.id}/holds"))
    assert (hold["code"], hold["until"]) == ("H4", "2026-12-07")
    assert entries(alice.get("/holds?code=H4")) == [hold] and entries(alice.get("/holds?code=H8")) == []
    assert [one["state"] for one in entries(alice.get("/notices"))] == ["verified", "reported"]
    assert entries(Program(world.charlie).get("/holds")) == entries(Program(world.charlie).get("/notices")) == []
    bob = Program(world.bob)
    assert bob.post(f"/holds/{hold['id']}/lifting", {"reason": "certified funds"}).json()["lifted_by"] == "bob"
    assert entries(alice.get("/holds")) == []


def test_a_new_owner_is_opened_and_his_word_documented_by_program(world: World) -> None:
    builders.invoice(world.acme, amount=14_000_00)
    alice, carol = Program(world.alice), Program(world.carol)
    body = {"kind": "change_of_ownership", "happened_on": "2026-06-01", "details": {"new_owner": "New Z LLC"}}
    event = alice.post(f"/customers/{world.acme.id}/events", body).json()
    proof = {"evidence": [{"kind": "registry", "note": "filed"}, {"kind": "document", "note": "bill of sale"}]}
    alice.post(f"/customer-events/{event['id']}/verification", proof)
    new = {"number": "Z-2", "name": "New Z LLC"}
    assert alice.post(f"/customer-events/{event['id']}/successor", new).status_code == 403
    made = carol.post(f"/customer-events/{event['id']}/successor", new).json()
    assert Customer.objects.get(id=made["new_customer_id"]).credit_limit_minor == 0
    signed = {"signed_on": "2026-06-02", "note": "in the safe"}
    assert carol.post(f"/successions/{made['id']}/assumption", signed).json()["assumed_on"] == "2026-06-02"
    assert alice.get(f"/customer-events/{event['id']}").json()["successor_id"] == made["new_customer_id"]


def test_data_change_by_a_call_to_a_known_number_by_program(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(phone="212-555-0142")
    alice = Program(world.alice)
    body = {
        "kind": "bank",
        "new": {"holder": "Acme", "account": "000123456789"},
        "asked_by": "Smith",
        "channel": "email",
        "given_numbers": ["646-555-0199"],
    }
    answer = alice.post(f"/customers/{world.acme.id}/data-changes", body)
    assert answer.status_code == 201 and "000123456789" not in answer.content.decode()
    change = answer.json()
    assert change["new"]["account"] == "···6789" and change["known_numbers"] == ["212-555-0142"]
    given = {"number": "646-555-0199", "reached": "Smith", "outcome": "confirmed"}
    refused = alice.post(f"/data-changes/{change['id']}/call-back", given)
    assert refused.status_code == 422 and "came with the request" in refused.content.decode()
    known = given | {"number": "+1 212 555 0142", "reached": "Ann"}
    assert alice.post(f"/data-changes/{change['id']}/call-back", known).json()["state"] == "called_back"
    assert alice.post(f"/data-changes/{change['id']}/confirmation", {}).status_code == 403
    assert Program(world.bob).post(f"/data-changes/{change['id']}/confirmation", {}).json()["state"] == "applied"
    told = alice.get(f"/data-changes/{change['id']}").json()
    assert [one["kind"] for one in told["steps"]] == ["called", "approved"] and told["moved"] == []
    assert entries(alice.get("/data-changes")) == []
    assert len(entries(alice.get("/data-changes?state=applied"))) == DataChange.objects.count() == 1
