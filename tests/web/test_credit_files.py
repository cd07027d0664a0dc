"""Credit files in the browser: at a glance, entered, reviewed, asked for, decided, told; and who sees what."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.credit.models import CreditReview
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.models import CreditChange, FinancialStatement, Rating, Security
from creditdesk.creditfile.tasks import plan_reviews
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import Tickler
from creditdesk.letters.adverse import draft_notice, draft_reasons
from creditdesk.letters.models import Letter
from creditdesk.letters.releasing import release_letter
from creditdesk.parties.models import Contact, Customer
from tests.actions.test_credit_files import COVER, STATEMENT, ask_limit, limited, paid_invoice, put, review
from tests.asking import approve, seen
from tests.lettering import furnish, mailbox
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def acme(world: World) -> Customer:
    """A customer with a limit of 40,000.00, the handbook's statement, and an index of 70."""
    limited(world, 40_000_00)
    put(world, STATEMENT)
    put(world, COVER, key="cover", by=world.carol)
    paid_invoice(world.acme, 365_000_00, days_late=15, paid_on=TODAY - 60 * DAY)
    Contact.objects.create(customer=world.acme, name="Ann Reed", email="ann@acme.example", kind="ap_clerk")
    return world.acme


def page_of(world: World, who: str, name: str, *args: object) -> str:
    answer = client_of(getattr(world, who)).get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_file_stands_at_a_glance_within_the_queries_of_a_page(acme: Customer, world: World) -> None:
    carol = client_of(world.carol)
    carol.get(reverse("account_credit", args=[acme.id]))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = carol.get(reverse("account_credit", args=[acme.id])).content.decode()
    for said in (
        "2.23",
        "54,000.00",
        "Extend the limit",
        "the payment index is 70".capitalize(),
        "Safe Harbor Insurance",
    ):
        assert said in page
    assert len(asked) <= QUERIES_MOST, len(asked)


def test_a_rep_sees_the_file_of_his_account_but_not_who_stands_behind_it_and_sales_sees_none(
    acme: Customer, world: World
) -> None:
    page = page_of(world, "alice", "account_credit", acme.id)
    assert "Credit insurance" in page
    assert "Safe Harbor" not in page
    assert client_of(world.sam).get(reverse("account_credit", args=[acme.id])).status_code == 403
    assert client_of(world.sam).get(reverse("reviews")).status_code == 403
    entry = reverse("credit_entry_new", args=[acme.id, "security"])
    hidden = Security.objects.get()
    assert client_of(world.alice).get(f"{entry}?corrects={hidden.id}").status_code == 404


def test_a_statement_is_typed_corrected_and_withdrawn(world: World) -> None:
    limited(world, 40_000_00)
    alice, url = client_of(world.alice), reverse("credit_entry_new", args=[world.acme.id, "statement"])
    typed = {
        "key": str(uuid4()), "period_end": "12/31/2025", "basis": "audited", "currency": "USD",
        "current_assets": "900,000.00", "current_liabilities": "500,000", "total_assets": "2,000,000",
        "total_liabilities": "1,400,000", "retained_earnings": "300,000", "ebit": "180,000", "sales": "3,000,000",
        "note": "",
    }  # fmt: skip
    assert alice.post(url, typed | {"total_assets": "0"}).status_code == 422
    assert alice.post(url, typed).status_code == 302
    made = FinancialStatement.objects.get()
    assert (made.total_assets, made.basis) == (2_000_000_00, "audited")
    again = f"{url}?corrects={made.id}"
    assert "2,000,000.00" in alice.get(again).content.decode()
    assert alice.post(again, typed | {"key": str(uuid4()), "sales": "3,100,000"}).status_code == 302
    newest = FinancialStatement.objects.get(corrects=made)
    gone = reverse("credit_entry_withdraw", args=["statement", newest.id])
    assert alice.post(gone, {"key": str(uuid4()), "why": "of another company"}).status_code == 302
    assert "Enter a financial statement" in page_of(world, "alice", "account_credit", world.acme.id)
    assert FinancialStatement.objects.get(is_void=True).note == "of another company"


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("rating", {"source": "jbt", "value": "2", "on": "2026-06-01", "until": ""}),
        ("reference", {"supplier": "Harbor Optics", "told_on": "2026-06-01", "days_late": "-3", "currency": "USD",
                       "high_credit_minor": "12,000", "customer_since": "", "terms": "net 30"}),
        ("security", {"kind": "guaranty", "party": "Ann Miller", "currency": "USD", "amount_minor": "10,000",
                      "first_day": "2026-06-01", "until": "2027-05-31", "conditions": "", "document_id": ""}),
    ],
)  # fmt: skip
def test_ratings_references_and_securities_are_typed(world: World, kind: str, typed: dict[str, str]) -> None:
    carol, url = client_of(world.carol), reverse("credit_entry_new", args=[world.acme.id, kind])
    assert carol.get(url).status_code == 200
    assert carol.post(url, {"key": str(uuid4()), "note": "", **typed}).status_code == 302
    page = page_of(world, "carol", "account_credit", world.acme.id)
    assert {"rating": "JBT", "reference": "Harbor Optics", "security": "Ann Miller"}[kind] in page
    assert client_of(world.carol).get(reverse("credit_entry_new", args=[world.acme.id, "odd"])).status_code == 404
    assert (Rating.objects.count() == 1) == (kind == "rating")


def test_a_review_is_recorded_from_the_page_and_shown_as_it_was(acme: Customer, world: World) -> None:
    carol = client_of(world.carol)
    told = {"key": str(uuid4()), "note": "file looked through", "next_on": "+90"}
    assert carol.post(reverse("account_review", args=[acme.id]), told).status_code == 302
    made = CreditReview.objects.get()
    page = page_of(world, "carol", "credit_review", made.id)
    for said in ("file looked through", "70", "2.23", "Extend the limit", "Scorecard"):
        assert said in page
    assert reverse("credit_review", args=[made.id]) in page_of(world, "carol", "account_credit_history", acme.id)
    answer = carol.post(reverse("account_review", args=[acme.id]), told | {"key": str(uuid4()), "next_on": "6/15/2026"})
    assert answer.status_code == 422


def test_the_recommended_limit_is_one_key_away_and_begins_with_the_formula(acme: Customer, world: World) -> None:
    review(world)
    alice, url = client_of(world.alice), reverse("limit_new", args=[acme.id])
    assert url in page_of(world, "alice", "account_credit", acme.id)
    page = alice.get(url).content.decode()
    assert 'value="54,000.00"' in page
    typed = {"key": str(uuid4()), "amount": "45,000", "risk_class": "A", "words": "buys more", "shows": "Z′ 2.23"}
    answer = alice.post(url, typed)
    request = Request.objects.get()
    assert answer["Location"] == reverse("request", args=[request.id])
    assert (request.kind, request.amount_minor, request.state) == ("limit", 45_000_00, "submitted")
    change = reverse("limit_change", args=[request.id])
    assert alice.get(reverse("request_change", args=[request.id]))["Location"] == change
    assert 'value="45,000.00"' in alice.get(change).content.decode()
    more = typed | {"key": str(uuid4()), "amount": "46,000", "seen": "1"}
    assert alice.post(change, more).status_code == 302
    request.refresh_from_db()
    assert (request.revision, request.amount_minor) == (2, 46_000_00)
    shown = page_of(world, "carol", "request", request.id)
    assert "46,000.00 USD" in shown
    told = {"sha256": request.sha256, "words": "", "act": "approve"}
    assert client_of(world.carol).post(reverse("request_decide", args=[request.id]), told).status_code in (302, 303)


def test_an_account_is_closed_by_the_request_that_the_page_offers(world: World) -> None:
    limited(world, 5_000_00)
    Customer.objects.filter(id=world.acme.id).update(opened_on=dt.date(2020, 1, 1))
    page = page_of(world, "alice", "account_credit", world.acme.id)
    assert "Close the account" in page
    asked = client_of(world.alice).get(f"{reverse('request_new', args=[world.acme.id])}?kind=status&status=closed")
    assert '<option value="closed" selected>' in asked.content.decode()


def test_the_calendar_shows_who_is_due_the_most_at_stake_first_and_what_calls_for_it(
    acme: Customer, world: World
) -> None:
    refresh_calendar(world.northlight, as_of=TODAY)
    page = page_of(world, "carol", "reviews")
    assert "Acme Camera" in page
    assert "A cover expires on" in page
    alice = client_of(world.alice).get(f"{reverse('reviews')}?due=all&called=on&risk_class=B&sort=-exposure")
    assert "Acme Camera" in alice.content.decode()
    assert "Acme Camera" not in client_of(world.alice).get(f"{reverse('reviews')}?risk_class=A").content.decode()


def test_what_calls_for_a_review_is_a_task_of_a_credit_manager_once(acme: Customer, world: World) -> None:
    refresh_calendar(world.northlight, as_of=TODAY)
    assert [plan_reviews(world.northlight, as_of=TODAY, at=NOW) for _ in range(2)] == [1, 0]
    task = Tickler.objects.get()
    assert (task.owner, task.cause) == (world.carol, "Credit review: a cover expires on 2026-07-05")


def test_an_expired_cover_says_so_on_every_page_of_the_account_but_not_to_sales(acme: Customer, world: World) -> None:
    with time_machine.travel(NOW + 30 * DAY, tick=False):
        assert "Credit insurance expired on" in page_of(world, "alice", "account", acme.id)
        assert "Credit insurance expired on" not in page_of(world, "sam", "account", acme.id)


def test_a_reduced_limit_drafts_the_notice_and_its_reasons_follow_where_they_are_asked_for_in_time(
    acme: Customer, world: World
) -> None:
    furnish(world)
    mailbox(world.northlight)
    made = ask_limit(world, 20_000_00, "C", review=review(world))
    approve(made, by=world.bob)
    made.refresh_from_db()
    (notice,) = Letter.objects.all()
    assert notice.kind == "adverse_notice"
    assert "The credit limit of your account is 20,000.00 USD from June 15, 2026 on." in json.dumps(notice.content)
    assert reverse("letter", args=[notice.id]) in page_of(world, "alice", "request", made.id)
    with pytest.raises(Refusal, match="notice goes first"):
        draft_reasons(made, asked_on=TODAY, by=world.alice, at=NOW, as_of=TODAY)
    assert draft_notice(made, by=world.alice, at=NOW, as_of=TODAY) == notice
    release_letter(notice, seen=notice.version, by=world.carol, at=NOW, as_of=TODAY)
    late = TODAY + 61 * DAY
    with pytest.raises(Refusal, match="within 60 days"):
        draft_reasons(made, asked_on=late, by=world.alice, at=NOW + 61 * DAY, as_of=late)
    url, told = reverse("limit_reasons", args=[made.id]), {"key": str(uuid4()), "asked_on": "6/15/2026"}
    answer = client_of(world.alice).post(url, told)
    reasons = Letter.objects.get(kind="adverse_reasons")
    assert answer["Location"] == reverse("letter", args=[reasons.id])
    text = json.dumps(reasons.content, ensure_ascii=False)
    assert "How invoices to your account were paid in the last year." in text
    assert "54,000.00" not in text


def test_a_refused_limit_is_told_only_to_a_customer_who_asked_for_it(acme: Customer, world: World) -> None:
    for asked, letters in ((False, 0), (True, 1)):
        made = ask_limit(world, 50_000_00 + asked, asked_by_customer=asked)
        dispatch.refuse_request(seen(made), words="not yet", by=world.carol, at=NOW, as_of=TODAY)
        assert Letter.objects.filter(kind="adverse_notice").count() == letters
        assert ("no notice is due" in page_of(world, "alice", "request", made.id)) is not asked
    assert not CreditChange.objects.exists()
