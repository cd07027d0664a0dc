"""Payment plans in the browser: asked for with a preview, looked at, signed, ended; who sees what."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from creditdesk.approvals.models import Request
from creditdesk.domain.plans import Schedule
from creditdesk.letters.models import Letter
from creditdesk.plans.models import Plan
from creditdesk.receivables.models import OpenItem
from tests import planning
from tests.asking import approve
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def form(*items: OpenItem, **facts: str) -> dict[str, Any]:
    told = {
        "key": str(uuid.uuid4()),
        "item": [str(one.id) for one in items],
        "way": "equal",
        "down": "3,000.00",
        "down_due": "2026-06-22",
        "first": "2026-07-01",
        "count": "6",
        "words": "cannot pay at once",
        "said": "his mail of June 12",
    }
    return {**told, **facts}


def test_a_plan_is_asked_for_on_the_account_approved_signed_and_ended(world: World) -> None:
    debt = planning.debt_of(world.acme, 12_000_00)
    alice, carol = client_of(world.alice), client_of(world.carol)
    url = reverse("plan_new", args=[world.acme.id])
    assert url in alice.get(reverse("account", args=[world.acme.id])).content.decode()
    page = alice.get(url).content.decode()
    assert debt.number in page
    answer = alice.post(url, form(debt))
    request = Request.objects.get()
    assert answer["Location"] == reverse("request", args=[request.id])
    asked = carol.get(answer["Location"]).content.decode()
    assert "Oct 1" not in asked and "12/1/26" in asked and "1,500.00" in asked
    decision = {"sha256": request.sha256, "words": "", "act": "approve"}
    carol.post(reverse("request_decide", args=[request.id]), decision)
    made = Plan.objects.get()
    shown = alice.get(reverse("plan", args=[made.id])).content.decode()
    assert "the signed copy is not filed yet" in shown
    assert Letter.objects.get(kind="plan_agreement").state == "draft"
    paper = SimpleUploadedFile("signed.txt", b"signed")
    alice.post(reverse("plan_sign", args=[made.id]), {"file": paper})
    made.refresh_from_db()
    assert (made.state, made.signed_copy.by) == ("approved", world.alice)  # type: ignore[union-attr]
    planning.pay(debt, 3_000_00, by=world.erin)
    made.refresh_from_db()
    assert made.state == "active"
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert "Payment plan: Active" in account
    assert alice.post(reverse("plan_terminate", args=[made.id]), {"reason": "no"}).status_code in {403, 404}
    carol.post(reverse("plan_terminate", args=[made.id]), {"reason": "he pays everything tomorrow"})
    made.refresh_from_db()
    assert (made.state, made.ended_why) == ("terminated", "he pays everything tomorrow")
    debt.refresh_from_db()
    assert not debt.on_plan


def test_the_schedule_stands_beside_the_form_while_it_is_typed(world: World) -> None:
    debt = planning.debt_of(world.acme, 12_000_00)
    alice, url = client_of(world.alice), reverse("plan_preview", args=[world.acme.id])
    whole = form(debt, down="", down_due="", rate="1", first="2026-07-01")
    page = alice.get(url, whole).content.decode()
    assert page.count(">2,070.58<") == 6
    assert "423.48" in page
    half = alice.get(url, form(debt, first="", down="", down_due="")).content.decode()
    assert "stands here as soon as" in half
    late = alice.get(url, form(debt, first="2026-06-01", down="", down_due="")).content.decode()
    assert "is over: the first payment of a plan is still to come" in late


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": ""}, "when the first instalment is due"),
        ({"count": "0"}, "greater than or equal to 1"),
        ({"down_due": ""}, "A down payment is an amount and its day."),
        ({"rate": "much"}, "Type a percentage"),
        ({"way": "custom", "parts": "tomorrow"}, "is not an amount"),
        ({"item": []}, "Choose the documents"),
        ({"said": ""}, "wants it shown"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field(world: World, wrong: dict[str, str], said: str) -> None:
    debt = planning.debt_of(world.acme, 12_000_00)
    alice, url = client_of(world.alice), reverse("plan_new", args=[world.acme.id])
    answer = alice.post(url, {**form(debt), **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Request.objects.exists()


def test_days_and_amounts_as_agreed_are_typed_one_a_line_and_changed_later(world: World) -> None:
    debt = planning.debt_of(world.acme, 1_000_00)
    alice = client_of(world.alice)
    told = form(debt, way="custom", down="", down_due="", parts="6/30 400.00\n2026-08-15 600.00")
    alice.post(reverse("plan_new", args=[world.acme.id]), told)
    request = Request.objects.get()
    assert [one.principal_minor for one in Schedule.from_terms(request.asked.terms).instalments] == [400_00, 600_00]
    change = alice.get(reverse("request_change", args=[request.id]))
    assert change["Location"] == reverse("plan_change", args=[request.id])
    page = alice.get(change["Location"]).content.decode()
    assert "2026-08-15 600.00" in page
    told |= {"parts": "6/30 500.00\n2026-08-15 500.00", "seen": "1"}
    assert alice.post(change["Location"], told).status_code == 302
    request.refresh_from_db()
    assert (request.revision, request.state) == (2, "submitted")
    approve(request, by=world.carol)
    assert Plan.objects.get().instalments.first().principal_minor == 500_00  # type: ignore[union-attr]


def test_the_list_and_the_page_ask_few_questions(world: World, django_assert_max_num_queries: object) -> None:
    for number in range(5):
        debt = planning.debt_of(world.acme, 1_000_00 + number)
        planning.active(debt, by=world.alice, approved_by=world.carol)
    carol = client_of(world.carol)
    carol.get(reverse("plans"))
    with django_assert_max_num_queries(QUERIES_MOST):  # type: ignore[operator]
        page = carol.get(reverse("plans")).content.decode()
    assert page.count("Acme Camera") == 5
    with django_assert_max_num_queries(QUERIES_MOST):  # type: ignore[operator]
        carol.get(reverse("plan", args=[Plan.objects.first().id]))  # type: ignore[union-attr]


def test_a_plan_of_another_account_does_not_exist_for_a_rep(world: World) -> None:
    debt = planning.debt_of(world.zenith, 1_000_00)
    made = planning.active(debt, by=world.fay, approved_by=world.carol)
    alice = client_of(world.alice)
    assert alice.get(reverse("plan", args=[made.id])).status_code == 404
    assert alice.get(reverse("plan_new", args=[world.acme.id]), {"item": str(debt.id)}).status_code == 404
    assert client_of(world.sam).get(reverse("plans")).status_code == 403
    assert dt.date(2026, 7, 1) > TODAY
