"""Extending an item and moving the rest of a short pay, from the page of the item."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.approvals.models import Request
from creditdesk.receivables.actions import apply_credit
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import OpenItem
from creditdesk.web.fields import AmountForm
from creditdesk.web.items.changes import MoveForm
from creditdesk.web.items.views import DisputeForm
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def erin(world: World) -> Client:
    """The browser of the cash applicator."""
    return client_of(world.erin)


def test_an_extension_is_asked_for_on_the_item_and_counts_once_another_approves_it(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 31))
    alice, url = client_of(world.alice), reverse("item_extend", args=[invoice.id])
    assert url in alice.get(reverse("item", args=[invoice.id])).content.decode()
    assert alice.get(url).status_code == 200

    told = {"until": "2026-07-15", "reason": "store refit", "agreement": "his mail", "key": str(uuid.uuid4())}
    answer = alice.post(url, told)

    assert answer.status_code == 302
    assert not invoice.extensions.exists()
    carol, request = client_of(world.carol), Request.objects.get()
    page = reverse("request", args=[request.id])
    assert "store refit" in carol.get(page).content.decode()
    decided = {"act": "approve", "sha256": request.sha256, "words": ""}
    assert carol.post(reverse("request_decide", args=[request.id]), decided).status_code == 302
    assert invoice.extensions.get().extended_date == dt.date(2026, 7, 15)
    assert "store refit" in carol.get(reverse("item", args=[invoice.id])).content.decode()


def test_an_extension_to_no_later_day_is_refused_in_words(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 8, 31))
    alice, url = client_of(world.alice), reverse("item_extend", args=[invoice.id])
    told = {"until": "2026-07-15", "reason": "store refit", "agreement": "his mail", "key": str(uuid.uuid4())}
    answer = alice.post(url, told)
    assert answer.status_code == 422
    assert "an extension needs a later day than that" in answer.content.decode()


def test_the_rest_of_a_short_pay_becomes_a_deduction_from_the_page_of_the_item(world: World, erin: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, number="88120", due_date=dt.date(2026, 5, 31))
    payment = builders.payment(world.acme, amount=90_000)
    to = [ApplyTo(invoice.id, 90_000)]
    apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="short")
    url = reverse("item_move", args=[invoice.id])
    assert url in erin.get(reverse("item", args=[invoice.id])).content.decode()
    form = erin.get(url).context["form"]
    assert (form.initial["amount"], form.initial["number"]) == ("100.00", "88120-D1")
    sent = {"amount": "100.00", "number": "88120-D1", "reference": "shortage, BOL 4411", "key": form.initial["key"]}

    first, again = erin.post(url, sent), erin.post(url, sent)

    deduction = OpenItem.objects.get(kind="deduction")
    assert first.headers["Location"] == again.headers["Location"] == reverse("item", args=[deduction.id])
    assert (deduction.open_minor, deduction.due_date) == (10_000, dt.date(2026, 5, 31))
    invoice.refresh_from_db()
    assert invoice.open_minor == 0


def test_a_number_that_is_taken_is_said_on_the_form(world: World, erin: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, number="88120")
    url = reverse("item_move", args=[invoice.id])
    for key in ("a" * 32, "b" * 32):
        sent = {"amount": "10.00", "number": "D1", "reference": "shortage", "key": key}
        answer = erin.post(url, sent)
    assert answer.status_code == 422
    assert "has a deduction D1 already" in answer.content.decode()
    assert erin.get(url).context["form"].initial["number"] == "88120-D1"


@pytest.mark.parametrize("form", [MoveForm, DisputeForm])
def test_a_form_about_an_amount_begins_there_and_reads_it_in_the_currency_of_the_item(form: type[AmountForm]) -> None:
    yen = form({"amount": "1,200"}, currency="JPY")
    yen.is_valid()
    assert yen.cleaned_data["amount"] == 1200
    assert "autofocus" in str(yen["amount"])
    assert "__init__" not in vars(form)
