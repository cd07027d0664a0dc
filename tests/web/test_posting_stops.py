"""The alarm of a posting stop, the page of the stops, and the decision to go on, in the browser and by program."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from creditdesk.domain.proof import BrokenFact
from creditdesk.parties.models import User
from creditdesk.receivables.models import PostingStop
from creditdesk.receivables.stops import record_proof, standing_stops
from tests import builders
from tests.api.programs import Program, entries
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
ALARM = "Postings are stopped"
FACT = "I2: item 5 (D-1) says 1 is open, its entries say 2"


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stop(world: World) -> PostingStop:
    """Acme's postings are stopped."""
    fact = BrokenFact(FACT, company_id=world.northlight.id, customer_id=world.acme.id)
    return record_proof([fact], by="machine", at=NOW)[0]


def page(user: User, path: str) -> str:
    answer = client_of(user).get(path, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_alarm_stands_on_every_page_of_those_who_may_see_the_account(world: World, stop: PostingStop) -> None:
    for user in (world.alice, world.bob, world.dave, world.sam, world.adam):
        for path in ("/", f"/accounts/{world.acme.id}/"):
            shown = page(user, path)
            assert ALARM in shown
            assert "Acme Camera" in shown


def test_an_account_with_several_broken_facts_alarms_once(world: World) -> None:
    facts = [BrokenFact(f"fact {n}", company_id=world.northlight.id, customer_id=world.acme.id) for n in range(5)]
    record_proof(facts, by="machine", at=NOW)
    assert page(world.adam, "/users/").count("Acme Camera") == 1


def test_who_may_not_see_the_account_hears_of_no_alarm(world: World, stop: PostingStop) -> None:
    assert ALARM not in page(world.charlie, "/")
    assert ALARM not in page(world.olga, "/accounts/")
    neighbours = record_proof(
        [BrokenFact("other", company_id=world.northlight.id, customer_id=world.zenith.id)], by="machine", at=NOW
    )
    assert len(neighbours) == 1
    assert ALARM not in page(world.alice, "/")


def test_a_stop_of_the_company_alarms_its_people_and_one_of_all_everybody(world: World) -> None:
    record_proof([BrokenFact("false", company_id=world.northlight.id)], by="machine", at=NOW)
    assert ALARM in page(world.alice, "/")
    assert ALARM not in page(world.charlie, "/")
    record_proof([BrokenFact("all is false")], by="machine", at=NOW)
    assert ALARM in page(world.charlie, "/")


def test_what_is_broken_is_told_to_those_who_read_the_journal(world: World, stop: PostingStop) -> None:
    for user in (world.carol, world.dave, world.audrey, world.adam):
        assert FACT in page(user, "/stops/")
    for user in (world.alice, world.erin, world.sam):
        shown = page(user, "/stops/")
        assert "Acme Camera" in shown
        assert FACT not in shown


def test_the_page_of_an_account_goes_on_being_read_and_an_act_on_it_says_why_not(world: World) -> None:
    item = builders.invoice(world.acme, amount=10_000)
    credit = builders.payment(world.acme, amount=10_000)
    record_proof([BrokenFact(FACT, company_id=world.northlight.id, customer_id=world.acme.id)], by="x", at=NOW)
    assert item.number in page(world.erin, f"/accounts/{world.acme.id}/")
    data = {f"amount_{item.id}": "100.00", "posting_date": "2026-06-15", "key": "apply"}
    answer = client_of(world.erin).post(f"/items/{credit.id}/apply/", data)
    assert answer.status_code in {409, 422}
    program = Program(world.erin).post(
        "/applications", {"credit_item_id": credit.id, "to": [{"item_id": item.id, "amount_minor": 100}]}
    )
    assert program.status_code == 422
    assert program.json()["reasons"][0]["code"] == "ledger.stopped"
    assert f"postings for the account {world.acme.number} are stopped" in program.json()["detail"]


def test_an_administrator_lifts_a_stop_with_a_reason(world: World, stop: PostingStop) -> None:
    browser: Client = client_of(world.adam)
    path = f"/stops/{stop.id}/lift/"
    assert FACT in browser.get(path).content.decode()
    assert browser.post(path, {"reason": ""}).status_code == 422
    assert browser.post(path, {"reason": "understood"}).status_code == 302
    assert standing_stops() == []
    assert "understood" in page(world.audrey, "/stops/")
    assert browser.post(path, {"reason": "again"}).status_code == 422


def test_lifting_asks_for_the_password_again(world: World, stop: PostingStop) -> None:
    answer = client_of(world.adam, fresh=False).post(f"/stops/{stop.id}/lift/", {"reason": "understood"})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert standing_stops() == [stop]


def test_by_program_the_stops_are_listed_and_lifted(world: World, stop: PostingStop) -> None:
    (told,) = entries(Program(world.adam).get("/stops"))
    assert (told["id"], told["company"], told["customer_id"], told["fact"]) == (stop.id, "NL", world.acme.id, FACT)
    assert entries(Program(world.alice).get("/stops"))[0]["fact"] is None
    assert entries(Program(world.charlie).get("/stops")) == []
    lifted = Program(world.adam).confirmed(f"/stops/{stop.id}/lifting", {"reason": "understood"})
    assert (lifted.status_code, lifted.json()["lifted_by"]) == (200, "adam")
    assert standing_stops() == []
