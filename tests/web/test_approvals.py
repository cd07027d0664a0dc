"""Requests in the browser: asked on an account, looked at, decided one by one and together; who sees what."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.approvals.models import Request
from creditdesk.approvals.recovering import tax_share_minor
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.asking import adjustment, approve, ask, conversion, extension, write_off
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def carol(world: World) -> Client:
    """The browser of the credit manager."""
    return client_of(world.carol)


def form(*items: OpenItem, **facts: str) -> dict[str, str]:
    amounts = {f"amount_{item.id}": f"{item.open_minor / 100:.2f}" for item in items}
    shown = {"shows_0": "efforts", "said_0": "ten calls"}
    return {"key": str(uuid.uuid4()), "words": "too small to collect", **amounts, **shown, **facts}


def test_five_small_items_are_asked_to_be_written_off_from_the_account(world: World, carol: Client) -> None:
    items = [builders.invoice(world.acme, amount=10_00 + number) for number in range(5)]
    alice = client_of(world.alice)
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    url = reverse("request_new", args=[world.acme.id])
    assert f'formaction="{url}"' in account
    address = f"{url}?kind=write_off&" + "&".join(f"item={item.id}" for item in items)
    assert alice.get(address).status_code == 200
    answer = alice.post(address, form(*items))
    request = Request.objects.get()
    assert answer["Location"] == reverse("request", args=[request.id])
    assert (request.amount_minor, request.lines.count(), request.state) == (50_10, 5, "submitted")
    page = carol.get(answer["Location"]).content.decode()
    for said in ("too small to collect", "ten calls", "allowance", items[0].number):
        assert said in page


def test_what_it_does_is_written_as_the_reader_writes_days_and_amounts(world: World, carol: Client) -> None:
    item = builders.invoice(world.acme, amount=1_234_50, due_date=TODAY)
    later = ask(world.acme, extension(item, until=dt.date(2026, 7, 31)), by=world.alice)
    page = carol.get(reverse("request", args=[later.id])).content.decode()
    assert "Jun 15, 2026" in page
    assert "Jul 31, 2026" in page
    world.carol.language = "es"
    world.carol.save(update_fields=["language"])
    given = ask(world.acme, write_off(item, amounts=(234_50,)), by=world.alice)
    page = client_of(world.carol).get(reverse("request", args=[given.id])).content.decode()
    assert "1234,50 USD" in page or "1.234,50 USD" in page


def test_without_evidence_it_is_refused_in_words_and_kept_as_a_draft_on_demand(world: World) -> None:
    item = builders.invoice(world.acme, amount=10_00)
    alice, url = client_of(world.alice), reverse("request_new", args=[world.acme.id])
    told = form(item, said_0="")
    answer = alice.post(f"{url}?kind=write_off&item={item.id}", told)
    assert (answer.status_code, "wants it shown" in answer.content.decode()) == (422, True)
    assert alice.post(f"{url}?kind=write_off&item={item.id}", told | {"act": "draft"}).status_code == 302
    draft = Request.objects.get()
    assert client_of(world.bob).get(reverse("request", args=[draft.id])).status_code == 404
    change = reverse("request_change", args=[draft.id])
    assert alice.get(change).status_code == 200
    assert alice.post(change, form(item) | {"seen": "1"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("submitted", 2)


def test_an_item_of_another_account_is_none(world: World) -> None:
    item = builders.invoice(world.zenith, amount=10_00)
    url = reverse("request_new", args=[world.acme.id])
    assert client_of(world.carol).get(f"{url}?item={item.id}").status_code == 404


def test_the_decision_names_what_was_seen_and_the_next_one_opens(world: World, carol: Client) -> None:
    first, second = (
        ask(world.acme, write_off(builders.invoice(world.acme, amount=9_00)), by=world.alice) for _ in "ab"
    )
    url = reverse("request_decide", args=[first.id])
    stale = carol.post(url, {"act": "approve", "sha256": "0" * 64, "words": ""})
    assert stale.status_code == 409
    done = carol.post(url, {"act": "approve", "sha256": first.sha256, "words": ""})
    assert done["Location"] in (reverse("request", args=[second.id]), reverse("requests"))
    assert Posting.objects.filter(kind="write_off").count() == 1
    back = carol.post(url, {"act": "reverse", "sha256": first.sha256, "words": "a mistake"})
    assert back.status_code == 302
    first.refresh_from_db()
    assert first.state == "reversed"


def test_several_are_approved_with_the_total_in_view(world: World, carol: Client) -> None:
    asked = [ask(world.acme, write_off(builders.invoice(world.acme, amount=1_200_00)), by=world.alice) for _ in "ab"]
    page = carol.get(reverse("requests_several"), {"id": [str(one.id) for one in asked]}).content.decode()
    assert "2,400.00" in page
    seen = {"seen": [f"{one.id}:{one.sha256}" for one in asked]}
    assert carol.post(reverse("requests_approve"), seen).status_code == 302
    assert Posting.objects.filter(kind="write_off").count() == 2


def test_several_beyond_the_limit_together_are_not_approved_and_it_is_said(world: World, carol: Client) -> None:
    asked = [ask(world.acme, write_off(builders.invoice(world.acme, amount=3_000_00)), by=world.alice) for _ in "ab"]
    answer = carol.post(reverse("requests_approve"), {"seen": [f"{one.id}:{one.sha256}" for one in asked]})
    assert (answer.status_code, "Nothing was approved" in answer.content.decode()) == (422, True)
    assert not Posting.objects.filter(kind="write_off").exists()


def test_whoever_prepared_it_has_no_decision_and_may_withdraw_it(world: World) -> None:
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.bob)
    bob, url = client_of(world.bob), reverse("request_decide", args=[request.id])
    assert 'value="approve"' not in bob.get(reverse("request", args=[request.id])).content.decode()
    answer = bob.post(url, {"act": "approve", "sha256": request.sha256, "words": ""})
    assert (answer.status_code, "cannot approve it" in answer.content.decode()) == (422, True)
    assert bob.post(reverse("request_withdraw", args=[request.id])).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_sales_is_told_of_a_new_status_and_sees_no_request(world: World) -> None:
    request = ask(world.acme, conversion("cod", words="checks came back"), by=world.alice)
    approve(request, by=world.carol)
    page = client_of(world.sam).get(reverse("notices")).content.decode()
    assert "Cash on delivery" in page
    assert "checks came back" not in page
    assert client_of(world.sam).get(reverse("request", args=[request.id])).status_code == 403


def test_the_pages_ask_few_questions(
    world: World, carol: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(3):
        approve(ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.alice), by=world.bob)
    asked = [ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.alice) for _ in range(5)]
    for url in (
        reverse("requests"),
        reverse("request", args=[asked[0].id]),
        reverse("request_change", args=[asked[0].id]),
    ):
        with django_assert_max_num_queries(QUERIES_MOST):  # type: ignore[operator]
            assert carol.get(url).status_code == 200


def test_money_that_came_for_a_write_off_is_put_to_it_on_its_page(world: World, carol: Client) -> None:
    invoice = builders.invoice(world.acme, amount=1_080_00)
    content = write_off(invoice)
    content = replace(content, lines=(replace(content.lines[0], tax_minor=80_00),))
    request = ask(world.acme, content, by=world.alice)
    approve(request, by=world.carol)
    assert "Recovered since" not in carol.get(reverse("request", args=[request.id])).content.decode()
    dave = client_of(world.dave)
    page = dave.get(reverse("request", args=[request.id])).content.decode()
    assert "Nothing came for it yet." in page and "No payment of the customer waits" in page
    payment = builders.payment(world.acme, amount=270_00, number="P9")
    page = dave.get(reverse("request", args=[request.id])).content.decode()
    assert "P9, 270.00 USD" in page
    told = {"key": str(uuid.uuid4()), "payment": str(payment.id), "amount": "300.00"}
    answer = dave.post(reverse("request_recover", args=[request.id]), told)
    assert answer.status_code == 422 and "at most 270.00 USD" in answer.content.decode()
    for _ in range(2):
        sent = dave.post(reverse("request_recover", args=[request.id]), told | {"amount": "270.00"})
        assert sent["Location"] == reverse("request", args=[request.id])
    posting = Posting.objects.get(key__startswith=f"recovery/{request.id}/")
    booked = dict(posting.entries.filter(item=None).values_list("account", "amount_minor"))
    assert booked == {"allowance": -250_00, "sales_tax_payable": -20_00}
    page = dave.get(reverse("request", args=[request.id])).content.decode()
    assert "270.00 USD" in page and "Record the recovery" not in page
    invoice.refresh_from_db()
    assert invoice.open_minor == 0


def test_the_tax_of_several_recoveries_comes_to_what_the_write_off_took(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_00)
    content = write_off(invoice)
    request = ask(world.acme, replace(content, lines=(replace(content.lines[0], tax_minor=7_77),)), by=world.alice)
    parts, before = (33_33, 33_33, 33_34), 0
    found = []
    for part in parts:
        found.append(tax_share_minor(request, amount_minor=part, before_minor=before))
        before += part
    assert sum(found) == 7_77 and all(0 <= one <= 2_60 for one in found)
