"""Settlements in the browser and by the interface: asked for with what they come to in sight, offered, looked at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.letters.checks import reasons_now
from creditdesk.letters.models import Letter
from creditdesk.receivables.models import OpenItem
from creditdesk.settlements.models import Settlement
from tests import builders
from tests.api.programs import Program, entries
from tests.asking import approve, ask, seen, settlement
from tests.mail.post import contact
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
from tests.world import NOW, TODAY, World

UNTIL = dt.date(2026, 6, 29)
QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


def items(world: World) -> list[OpenItem]:
    return [
        builders.invoice(world.acme, amount=2_500_00, number="A", due_date=dt.date(2026, 3, 1)),
        builders.invoice(world.acme, amount=1_500_00, number="B", due_date=dt.date(2026, 4, 1)),
    ]


def form(*of: OpenItem, **facts: str) -> dict[str, Any]:
    amounts = {f"amount_{item.id}": f"{item.open_minor / 100:.2f}" for item in of}
    shown = {"shows_0": "efforts", "said_0": "ten calls", "shows_1": "finances", "said_1": "two banks called"}
    told = {"key": str(uuid.uuid4()), "words": "better than nothing", "offer": "3,000.00"}
    told |= {"until": "6/29", "method": "wire"}
    return {**told, **amounts, **shown, "item": [str(item.id) for item in of], **facts}


def address(name: str, world: World, *of: OpenItem) -> str:
    return reverse(name, args=[world.acme.id]) + "?" + "&".join(f"item={item.id}" for item in of)


def offered(world: World) -> Settlement:
    request = ask(world.acme, settlement(*items(world), offer=3_000_00, until=UNTIL), by=world.alice)
    approve(request, by=world.carol)
    return Settlement.objects.get()


def test_it_is_asked_for_on_the_account_and_offered_by_whoever_may(world: World, alice: Client) -> None:
    contact(world.acme, email="ann@acme.example")
    both = items(world)
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert f'formaction="{reverse("settlement_new", args=[world.acme.id])}"' in account
    assert alice.get(address("settlement_new", world, *both)).status_code == 200
    answer = alice.post(address("settlement_new", world, *both), form(*both))
    request = Request.objects.get()
    assert answer["Location"] == reverse("request", args=[request.id])
    assert (request.kind, request.state, request.needs_level) == ("settlement", "submitted", "credit_manager")
    carol = client_of(world.carol)
    page = carol.get(answer["Location"]).content.decode()
    for said in ("3,000.00 USD", "1,000.00 USD, 25.00 %", "Jun 29, 2026", "wire"):
        assert said in page
    decided = {"act": "approve", "sha256": request.sha256}
    assert carol.post(reverse("request_decide", args=[request.id]), decided).status_code == 302
    made = Settlement.objects.get()
    assert reverse("settlement", args=[made.id]) in carol.get(answer["Location"]).content.decode()
    letter = Letter.objects.get()
    assert (letter.kind, letter.state) == ("settlement_offer", "draft")
    for said in ("4,000.00 USD", "3,000.00 USD", "June 29, 2026", "all claims from A, B"):
        assert said in str(letter.content), said
    assert "A settlement is offered" in alice.get(reverse("account", args=[world.acme.id])).content.decode()


def test_what_is_forgiven_and_who_may_approve_it_is_told_while_it_is_typed(world: World, alice: Client) -> None:
    both = items(world)

    def told(offer: str) -> str:
        typed = {name: value for name, value in form(*both, offer=offer).items() if name != "words"}
        return alice.get(reverse("settlement_figures", args=[world.acme.id]), typed).content.decode()

    assert "1,000.00 USD" in told("3,000") and "25.00 %" in told("3,000") and "Credit manager" in told("3,000")
    assert "Controller" in told("2,999.99") and "25.01 %" in told("2,999.99")
    assert (
        "Type an offer below the debt" in told("5,000") and "Type an offer" in told("") and "Type an offer" in told("x")
    )


def test_no_offer_and_a_day_that_is_past_are_told_beside_what_was_typed(world: World, alice: Client) -> None:
    both = items(world)
    answer = alice.post(address("settlement_new", world, *both), form(*both, offer="4,000.00", until="2026-06-01"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "better than nothing" in page
    assert "the offer is above zero and below the debt of 4,000.00 USD" in page and "still to come" in page
    assert not Request.objects.exists()


def test_it_is_changed_at_its_own_place_and_waits_anew(world: World, alice: Client) -> None:
    both = items(world)
    request = ask(world.acme, settlement(*both, offer=3_000_00, until=UNTIL), by=world.alice)
    change = reverse("request_change", args=[request.id])
    own = reverse("settlement_change", args=[request.id])
    assert alice.get(change)["Location"] == own
    assert 'value="3,000.00"' in alice.get(own).content.decode()
    answer = alice.post(own, {**form(*both, offer="3,500.00"), "seen": "1"})
    assert answer["Location"] == reverse("request", args=[request.id])
    request.refresh_from_db()
    assert (request.revision, request.asked.terms["offer_minor"], request.state) == (2, 3_500_00, "submitted")
    other = ask(
        world.acme, settlement(builders.invoice(world.acme, amount=900), offer=800, until=UNTIL), by=world.alice
    )
    assert other.asked.terms["offer_minor"] == 800


def test_documents_of_another_account_or_currency_are_not_settled_together(world: World, alice: Client) -> None:
    euro = builders.invoice(world.acme, amount=100_00, currency="EUR")
    other = builders.invoice(world.zenith, amount=100_00)
    mine = items(world)[0]
    assert alice.get(address("settlement_new", world, mine, euro)).status_code == 404
    assert alice.get(address("settlement_new", world, mine, other)).status_code == 404
    assert alice.get(reverse("settlement_new", args=[world.acme.id])).status_code == 302


def test_the_page_tells_what_came_and_what_became_of_it(
    world: World, alice: Client, django_assert_max_num_queries: Any
) -> None:
    made = offered(world)
    builders.payment(world.acme, amount=1_000_00, number="P1", document_date=TODAY)
    page = alice.get(reverse("settlement", args=[made.id])).content.decode()
    assert "P1" in page and "2,000.00 USD" in page
    assert "Then the offer lapses." in page
    builders.payment(world.acme, amount=3_000_00, document_date=UNTIL, as_of=UNTIL)
    dispatch.accounts_changed([world.acme.id], as_of=UNTIL, at=NOW + dt.timedelta(days=14))
    with django_assert_max_num_queries(QUERIES_MOST):
        page = alice.get(reverse("settlement", args=[made.id])).content.decode()
    assert "Fulfilled" in page and "1,000.00 USD" in page
    with django_assert_max_num_queries(QUERIES_MOST):
        assert "Acme Camera" in alice.get(reverse("settlements") + "?state=fulfilled").content.decode()
    assert "No settlement here" in alice.get(reverse("settlements")).content.decode()


def test_the_timeline_of_the_account_tells_of_the_request_and_the_settlement(world: World, alice: Client) -> None:
    made = offered(world)
    page = alice.get(reverse("account_timeline", args=[world.acme.id])).content.decode()
    assert "Asked for: settlement, 4,000.00 USD" in page and "Approved: settlement, 4,000.00 USD" in page
    assert "Settlement offered: 3,000.00 USD for 4,000.00 USD" in page
    assert reverse("request", args=[made.request_id]) in page and reverse("settlement", args=[made.id]) in page


def test_a_draft_is_not_told_on_the_timeline(world: World) -> None:
    ask(world.acme, settlement(*items(world), offer=3_000_00, until=UNTIL), by=world.alice, submit=False)
    page = client_of(world.carol).get(reverse("account_timeline", args=[world.acme.id])).content.decode()
    assert "settlement" not in page


def test_the_letter_does_not_go_once_the_offer_does_not_stand(world: World) -> None:
    contact(world.acme, email="ann@acme.example")
    made = offered(world)
    letter = Letter.objects.get()
    assert "letter.offer_gone" not in [reason.code for reason in reasons_now(letter, at=NOW)]
    dispatch.reverse_request(seen(made.request), words="he lied", by=world.carol, at=NOW, as_of=TODAY)
    assert "letter.offer_gone" in [reason.code for reason in reasons_now(letter, at=NOW)]


def test_a_customer_with_whom_another_language_is_spoken_is_offered_it_in_his(world: World) -> None:
    contact(world.acme, email="ana@acme.example")
    world.acme.language = "es"
    world.acme.save(update_fields=["language"])
    offered(world)
    assert "todas las reclamaciones de A, B" in str(Letter.objects.get().content)


def test_requests_and_settlements_go_out_as_lists(world: World) -> None:
    made = offered(world)
    carol = client_of(world.carol)
    (told,) = csv_rows(taken(carol, "requests"))
    assert (told["Asked for"], told["Amount"], told["Given up"]) == ("Settlement", "4000.00", "1000.00")
    assert (told["Decision"], told["Decided by"], told["Documents"]) == ("approved", "Carol", "A, B")
    (told,) = csv_rows(taken(carol, "settlements"))
    assert (told["Offer"], told["Last day"], told["State"]) == ("3000.00", str(made.last_day), "Offered")


def test_a_program_asks_changes_and_reads(world: World) -> None:
    program = Program(world.alice)
    a, b = items(world)
    body = {
        "customer_id": world.acme.id,
        "currency": "USD",
        "lines": [{"item_id": one.id, "amount_minor": one.open_minor} for one in (a, b)],
        "offer_minor": 3_000_00,
        "pay_by": "2026-06-29",
        "method": "wire",
        "words": "better than nothing",
        "evidence": [{"shows": "efforts", "words": "calls"}, {"shows": "finances", "words": "means"}],
    }
    made = program.post("/settlements", body).json()
    assert (made["kind"], made["terms"]["offer_minor"], made["terms"]["last_day"]) == (
        "settlement",
        300000,
        "2026-06-29",
    )
    told = {**body, "offer_minor": 3_200_00, "seen_revision": 1}
    del told["customer_id"]
    assert program.post(f"/requests/{made['id']}/settlement", told).json()["revision"] == 2
    approve(Request.objects.get(), by=world.carol)
    (one,) = entries(program.get("/settlements"))
    assert (one["state"], one["offer"]["minor"]) == ("offered", 3_200_00)
    whole = program.get(f"/settlements/{one['id']}").json()
    assert (whole["missing"]["minor"], [claim["number"] for claim in whole["claims"]]) == (3_200_00, ["A", "B"])
