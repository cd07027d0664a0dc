"""The call page, incoming calls and the plan of the day: what stands there, what is kept, in few queries."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import NextAction, Said, open_tickler, record_activity
from creditdesk.followup.models import Activity, Promise, Tickler, UnknownCall
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

LATE = TODAY - dt.timedelta(days=33)


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon: ten in the morning in New York."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def alice(world: World) -> Client:
    builders.invoice(world.acme, amount=500_00, due_date=LATE, number="INV-1")
    builders.invoice(world.acme, amount=200_00, due_date=TODAY + dt.timedelta(days=9), number="INV-2")
    Contact.objects.create(customer=world.acme, name="Ann Payable", role="AP manager", phone="212 555 0142 x17")
    refresh_worklist(as_of=TODAY)
    return client_of(world.alice)


def page_of(client: Client, customer: Customer, **asked: Any) -> str:
    return client.get(reverse("call", args=[customer.id]), asked).content.decode()


def said(world: World, **changes: object) -> dict[str, object]:
    """What the form sends when its likely values are left as they are."""
    given: dict[str, object] = {
        "key": "k1",
        "direction": "outbound",
        "outcome": "no_answer",
        "visibility": "history",
        "next_date": "+2",
        "next_cause": "Call again",
        "owner": world.alice.id,
    }
    return given | changes


def send(client: Client, world: World, customer: Customer | None = None, **changes: object) -> Any:
    return client.post(reverse("call", args=[(customer or world.acme).id]), said(world, **changes))


def other(world: World, name: str, *, amount: int = 100_00, time_zone: str = "America/New_York") -> Customer:
    customer = builders.customer(world.northlight, name=name, portfolio=world.portfolio, time_zone=time_zone)
    builders.invoice(customer, amount=amount, due_date=LATE)
    refresh_worklist(as_of=TODAY)
    return customer


# ---------------------------------------------------------------- what stands there


def test_it_says_whom_to_ask_for_the_number_their_time_and_that_a_call_is_allowed(world: World, alice: Client) -> None:
    page = page_of(alice, world.acme)
    for words in (
        "Ann Payable",
        "AP manager",
        'href="tel:+12125550142;ext=17"',
        'data-clock="America/New_York"',
        "10:00",
        "Call now",
        "500.00 USD is past due and not disputed",
        "INV-1: 500.00 USD",
    ):
        assert words in page, words


def test_a_telephone_of_the_house_is_dialled_at_its_domain(world: World, alice: Client, settings: Any) -> None:
    settings.SIP_DOMAIN = "pbx.example.com"
    assert 'href="sip:+12125550142@pbx.example.com"' in page_of(alice, world.acme)


def test_where_no_call_is_allowed_it_says_why_and_from_when_and_asks_for_a_reason(world: World, alice: Client) -> None:
    world.acme.time_zone = "America/Los_Angeles"
    world.acme.save()
    page = page_of(alice, world.acme)
    assert "Not now" in page and "it is 7:00" in page and "11:30" in page
    assert 'name="breach_reason"' in page
    assert "They call us" in page_of(alice, world.acme, direction="inbound")
    assert 'name="breach_reason"' not in page_of(alice, world.acme, direction="inbound")


def test_the_likely_values_are_filled_in_by_the_policy(world: World, alice: Client) -> None:
    page = page_of(alice, world.acme)
    # Two business days after Monday; of five, Juneteenth is none.
    assert 'value="2026-06-17"' in page
    assert 'value="500.00"' in page and 'data-next-date="2026-06-23"' in page


def test_looking_at_it_writes_nothing_and_shows_no_restricted_word_of_others(world: World, alice: Client) -> None:
    secret = Said("call", "inbound", "spoke", note="the owner drinks", visibility=Visibility.RESTRICTED)
    record_activity(world.acme, said=secret, by=world.carol, at=NOW, as_of=TODAY, key="secret")
    bob = client_of(world.bob)
    before = JournalEntry.objects.count()
    page = page_of(bob, world.acme)
    assert "the owner drinks" not in page and "spoken to" not in page
    assert JournalEntry.objects.count() == before


def test_the_queries_are_few_and_do_not_grow_with_the_account(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        builders.invoice(world.acme, amount=100_00, due_date=LATE, number=f"M-{number}")
        Contact.objects.create(customer=world.acme, name=f"C{number}")
        other(world, f"Other {number}") if number < 3 else None
    page_of(alice, world.acme)
    with django_assert_max_num_queries(25):
        page = page_of(alice, world.acme)
    assert "About the whole account: 61 items are past due" in page


# ---------------------------------------------------------------- what is kept


def test_no_answer_plans_the_callback_and_goes_on_to_the_next_who_may_be_called(world: World, alice: Client) -> None:
    asleep = other(world, "Asleep", amount=900_00, time_zone="America/Los_Angeles")
    following = other(world, "Following")
    assert reverse("call", args=[following.id]) in page_of(alice, world.acme)
    answer = send(alice, world)
    assert (answer.status_code, answer["Location"]) == (302, reverse("call", args=[following.id]))
    assert Activity.objects.get().outcome == "no_answer" and Tickler.objects.get().due_date == dt.date(2026, 6, 17)
    assert not asleep.activities.exists()


def test_with_nobody_left_to_call_it_goes_back_to_today_and_says_so(world: World, alice: Client) -> None:
    answer = send(alice, world)
    assert answer["Location"] == reverse("today")
    assert "Nobody else on your list may be called now" in alice.get("/today/").content.decode()


def test_it_stays_on_the_account_where_one_says_so(world: World, alice: Client) -> None:
    assert send(alice, world, go="stay")["Location"] == reverse("account", args=[world.acme.id])


def test_without_a_visit_in_between_the_answer_is_where_to_go_and_a_word(world: World, alice: Client) -> None:
    answer = alice.post(reverse("call", args=[world.acme.id]), said(world), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, reverse("today"))
    assert "Kept for Acme Camera" in answer["HX-Trigger"]


def test_a_promise_is_for_the_items_that_are_ticked(world: World, alice: Client) -> None:
    item = world.acme.items.get(number="INV-1")
    send(
        alice,
        world,
        outcome="promised",
        promised="500",
        promised_date="fri",
        item=[item.id],
        next_date="",
        next_cause="",
    )
    promise = Promise.objects.get()
    assert (promise.items, promise.amount_minor, promise.date) == ([item.id], 500_00, dt.date(2026, 6, 19))


def test_a_dispute_is_written_on_its_items_and_names_what_was_missing(world: World, alice: Client) -> None:
    item = world.acme.items.get(number="INV-1")
    answer = send(alice, world, outcome="disputed", note="short by two boxes")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Which items does he dispute?" in page and "What does the customer object to?" in page
    assert "short by two boxes" in page and not Activity.objects.exists()
    send(alice, world, outcome="disputed", dispute_item=[item.id], dispute_amount="120", dispute_reason="Short")
    item.refresh_from_db()
    assert item.disputed_minor == 120_00


def test_a_refused_part_keeps_what_was_typed_and_nothing_is_kept(world: World, alice: Client) -> None:
    answer = send(alice, world, outcome="promised", promised="9,000", promised_date="fri", note="by wire")
    page = answer.content.decode()
    assert answer.status_code == 422 and "9,000.00 USD is more than" in page.replace("$", "")
    assert "by wire" in page and 'value="9,000"' in page
    assert not Activity.objects.exists()


def test_a_call_outside_the_rules_is_refused_at_the_moment_of_action_and_kept_with_its_reason(
    world: World, alice: Client
) -> None:
    world.acme.contact_block = "attorney"
    world.acme.save()
    answer = send(alice, world, note="rang him")
    page = answer.content.decode()
    assert answer.status_code == 422 and "an attorney represents the customer" in page.lower().replace("An", "an")
    assert "rang him" in page and not Activity.objects.exists()
    send(alice, world, breach_reason="Dialled before I saw it")
    assert Activity.objects.get().breach_reason == "Dialled before I saw it"


def test_sent_twice_it_is_done_once(world: World, alice: Client) -> None:
    for _ in range(2):
        assert send(alice, world).status_code == 302
    assert Activity.objects.count() == 1


def test_a_confirmation_that_is_wanted_becomes_a_tickler(world: World, alice: Client) -> None:
    send(alice, world, outcome="spoke", confirmation_wanted="on", next_date="", next_cause="")
    assert Tickler.objects.get().cause == "Send the confirmation of what was agreed"
    timeline = alice.get(reverse("account_timeline", args=[world.acme.id])).content.decode()
    assert "to be confirmed in writing" in timeline.lower()


def test_a_strangers_account_has_no_call_page(world: World, alice: Client) -> None:
    assert alice.get(reverse("call", args=[world.foreign.id])).status_code == 404
    assert send(alice, world, world.foreign).status_code == 404


# ---------------------------------------------------------------- incoming


def test_a_caller_with_one_match_is_on_the_line_at_once_with_himself_chosen(world: World, alice: Client) -> None:
    ann = Contact.objects.get()
    answer = alice.get(reverse("incoming_call"), {"number": "+1 (212) 555-0142"})
    assert answer["Location"] == f"{reverse('call', args=[world.acme.id])}?direction=inbound&contact={ann.id}"
    page = alice.get(answer["Location"]).content.decode()
    assert f'<option value="{ann.id}" selected>' in page and "They call us" in page


def test_several_are_a_choice_and_the_last_digits_never_decide(world: World, alice: Client) -> None:
    Contact.objects.create(customer=world.acme, name="Ben", phone="310 555 0142")
    page = alice.get(reverse("incoming_call"), {"number": "0142"}).content.decode()
    assert "Ann Payable" in page and "Ben" in page and "ends alike" in page
    assert "It may be" in page


def test_an_unknown_caller_is_kept_and_stands_in_the_plan_of_the_day(world: World, alice: Client) -> None:
    page = alice.get(reverse("incoming_call"), {"number": "917 555 0199"}).content.decode()
    assert "Nobody whom you see has this number" in page
    kept = {"key": "u1", "number": "+19175550199", "caller": "A man", "note": "Wants a statement", "due_date": "today"}
    for _ in range(2):
        assert alice.post(reverse("incoming_call"), kept).status_code == 302
    call = UnknownCall.objects.get()
    assert "+19175550199 called: A man" in alice.get(reverse("day_plan")).content.decode()
    done = reverse("unknown_call_done", args=[call.id])
    assert alice.post(done, {"note": ""}).status_code == 422
    assert alice.post(done, {"note": "He is of Acme"}).status_code == 302
    assert "+19175550199 called" not in alice.get(reverse("day_plan")).content.decode()


@pytest.mark.parametrize("number", ["", "12", "x" * 41, "call me"])
def test_what_is_no_number_is_said_beside_the_field_and_kept(world: World, alice: Client, number: str) -> None:
    answer = alice.get(reverse("incoming_call"), {"number": number})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


# ---------------------------------------------------------------- the plan of the day


def plan(world: World, *, day: dt.date, customer: Customer | None = None, cause: str = "Call about INV-1") -> Tickler:
    then = NextAction(cause, day, world.alice)
    key = f"t{Tickler.objects.count()}"
    made = NOW - dt.timedelta(days=10)
    return open_tickler(customer or world.acme, then=then, by=world.alice, at=made, as_of=made.date(), key=key)


def test_the_plan_puts_what_was_left_over_first_and_then_the_day_in_order(world: World, alice: Client) -> None:
    friday = TODAY - dt.timedelta(days=3)
    west = other(world, "West Coast Photo", amount=900_00, time_zone="America/Los_Angeles")
    east = other(world, "East Coast Photo", amount=50_00)
    plan(world, day=friday, cause="Ask for the check")
    page = alice.get(reverse("day_plan")).content.decode()
    assert page.index("Left over from before") < page.index("Ask for the check") < page.index(east.name)
    assert page.index(east.name) < page.index(west.name)
    assert "Planned for Jun 12" in page.replace("planned", "Planned")


def test_who_was_spoken_to_today_is_not_for_today(world: World, alice: Client) -> None:
    called = other(world, "Called Already")
    said = Said("call", "outbound", "spoke")
    record_activity(called, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    plan(world, day=TODAY, customer=called, cause="Call once more")
    page = alice.get(reverse("day_plan")).content.decode()
    assert page.index("Not today") < page.index("Call once more") and "Tomorrow" in page


def test_the_plan_takes_few_queries_however_much_is_due(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        plan(world, day=TODAY, customer=other(world, f"C{number}"))
        other(world, f"D{number}")
    with django_assert_max_num_queries(25):
        page = alice.get(reverse("day_plan")).content.decode()
    assert page.count("data-row") >= 30


def test_with_nothing_due_the_plan_says_so(world: World) -> None:
    assert "Nothing is due today" in client_of(world.alice).get(reverse("day_plan")).content.decode()
