"""The screen Ticklers: what is due to whom and why, and what becomes of it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.domain.reasons import Refusal
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.followup.actions import NextAction, open_tickler, snooze_tickler
from creditdesk.followup.models import Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.parties.models import Absence
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def tickler(world: World) -> Tickler:
    return plan(world, cause="Ask for the check number")


@pytest.fixture
def alice(world: World) -> Client:
    return client_of(world.alice)


def plan(world: World, *, cause: str, day: dt.date | None = TODAY, key: str = "") -> Tickler:
    then = NextAction(cause, day, world.alice)
    return open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key=key or cause)


def move(tickler: Tickler, **more: object) -> dict[str, object]:
    return {"version": tickler.version, "key": "m", "next": "/ticklers/", **more}


def test_what_is_due_and_what_comes_stand_on_two_tabs(world: World, tickler: Tickler, alice: Client) -> None:
    plan(world, cause="Next week", day=TODAY + dt.timedelta(days=7))
    plan(world, cause="Some day", day=None)
    due, coming = (alice.get(f"/ticklers/{query}").content.decode() for query in ("", "?show=coming"))
    assert "Ask for the check number" in due and "Next week" not in due
    assert "Next week" in coming and "Some day" in coming and "Ask for the check number" not in coming


def test_the_substitute_sees_whose_it_is_and_why(world: World, tickler: Tickler) -> None:
    Absence.objects.create(user=world.alice, substitute=world.fay, first_day=TODAY, last_day=TODAY)
    page = client_of(world.fay).get("/ticklers/").content.decode()
    assert "Alice is absent: shown to Fay" in page and "substitute" in page


def test_queries_do_not_grow_with_the_rows(
    world: World, alice: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        plan(world, cause=f"Task {number}")
    with django_assert_max_num_queries(25):
        page = alice.get("/ticklers/")
    assert page.content.decode().count("data-row") == 30


def test_done_can_be_undone(tickler: Tickler, alice: Client) -> None:
    response = alice.post(reverse("tickler_done", args=[tickler.id]), move(tickler), follow=True)
    tickler.refresh_from_db()
    assert tickler.state == "done"
    (told,) = list(response.context["messages"])
    undo = told.extra_tags.removeprefix("undo:")
    alice.post(undo)
    tickler.refresh_from_db()
    assert tickler.state == "open"


def test_snoozing_takes_typed_days(tickler: Tickler, alice: Client) -> None:
    answer = alice.post(reverse("tickler_snooze", args=[tickler.id]), move(tickler, until="soon"))
    assert answer.status_code == 422 and "is not a date" in answer.content.decode()
    alice.post(reverse("tickler_snooze", args=[tickler.id]), move(tickler, until="fri"))
    tickler.refresh_from_db()
    assert tickler.due_date == dt.date(2026, 6, 19)


def test_a_lost_race_says_who_did_what_and_keeps_what_was_typed(world: World, tickler: Tickler, alice: Client) -> None:
    day = TODAY + dt.timedelta(days=1)
    snooze_tickler(tickler, until=day, version=1, by=world.bob, at=NOW, as_of=TODAY, key="bob")
    seen = move(tickler) | {"version": 1, "until": "+3", "note": "waiting for the bank"}
    answer = alice.post(reverse("tickler_snooze", args=[tickler.id]), seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob snoozed this tickler on 2026-06-15 14:00 UTC" in page and "waiting for the bank" in page


def test_it_is_handed_over_to_one_of_those_who_are_offered(world: World, tickler: Tickler, alice: Client) -> None:
    url = reverse("tickler_hand_over", args=[tickler.id])
    assert alice.post(url, move(tickler, to=world.charlie.id)).status_code == 422
    alice.post(url, move(tickler, to=world.erin.id))
    tickler.refresh_from_db()
    assert tickler.owner == world.erin


# ---------------------------------------------------------------- kind and time of day


def timed(world: World, cause: str, time: dt.time | None, kind: TicklerKind = TicklerKind.CALL) -> Tickler:
    then = NextAction(cause, TODAY, world.alice, kind, time)
    return open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key=cause)


def test_a_tickler_is_planned_with_its_kind_and_a_time_as_one_types_it(world: World, alice: Client) -> None:
    form = alice.get(reverse("tickler_new"), {"customer": world.acme.id}).content.decode()
    assert '<option value="call" selected>' in form and "Money due" in form
    given = {"customer": world.acme.id, "key": "k", "next_cause": "Did it come?", "owner": world.alice.id}
    wrong = alice.post(reverse("tickler_new"), given | {"next_date": "fri", "next_time": "25"})
    assert wrong.status_code == 422 and "is not a time" in wrong.content.decode()
    no_day = alice.post(reverse("tickler_new"), given | {"next_date": "", "next_time": "9"})
    assert no_day.status_code == 422 and "On which day?" in no_day.content.decode()
    alice.post(reverse("tickler_new"), given | {"next_date": "fri", "next_time": "2pm", "next_kind": "payment"})
    made = Tickler.objects.get()
    assert (made.kind, made.due_time, made.due_date) == ("payment", dt.time(14), TODAY + dt.timedelta(days=4))
    told = JournalEntry.objects.get(kind="tickler.opened").facts
    assert (told["kind"], told["due_time"]) == ("payment", "14:00")


def test_of_a_day_those_with_a_time_stand_first_in_their_order(world: World, alice: Client) -> None:
    timed(world, "no hour", None)
    timed(world, "at two", dt.time(14))
    timed(world, "at nine", dt.time(9))
    for page in (alice.get(reverse("ticklers")), alice.get(reverse("today"))):
        text = page.content.decode()
        assert text.index("at nine") < text.index("at two") < text.index("no hour")
        assert "9:00\xa0AM" in text and "2:00\xa0PM" in text and 'title="Call"' in text
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert "at nine" in account and "9:00\xa0AM" in account


def test_snoozing_shows_the_time_and_keeps_or_takes_what_is_typed(world: World, alice: Client) -> None:
    tickler = timed(world, "at nine", dt.time(9))
    form = alice.get(reverse("tickler_snooze", args=[tickler.id])).content.decode()
    assert 'name="at_time"' in form and 'value="09:00"' in form
    alice.post(reverse("tickler_snooze", args=[tickler.id]), move(tickler, until="fri", at_time="1030"))
    tickler.refresh_from_db()
    assert (tickler.due_date, tickler.due_time) == (TODAY + dt.timedelta(days=4), dt.time(10, 30))
    moved = tickler.moves.get()
    assert (moved.from_time, moved.to_time) == (dt.time(9), dt.time(10, 30))
    given = move(tickler, until="+7", at_time="") | {"key": "later"}
    alice.post(reverse("tickler_snooze", args=[tickler.id]), given)
    tickler.refresh_from_db()
    assert tickler.due_time is None
    assert broken_facts(as_of=TODAY) == []


def test_the_outcome_of_a_contact_proposes_the_kind(world: World, alice: Client) -> None:
    page = alice.get(reverse("contact_new"), {"customer": world.acme.id}).content.decode()
    assert page.count('data-next-kind="call"') == 4 and page.count('data-next-kind="email"') == 2


def test_in_the_plan_of_the_day_a_call_waits_for_its_time_and_other_work_is_done_at_the_desk(
    world: World, alice: Client
) -> None:
    timed(world, "Call Ann", dt.time(14, 30))
    timed(world, "Write to Ann", None, TicklerKind.EMAIL)
    refresh_worklist(as_of=TODAY)
    page = alice.get(reverse("day_plan")).content.decode().replace("\xa0", " ")
    assert page.index("Write to Ann") < page.index("Call Ann")
    assert "2:30 PM EDT" in page and "planned for 2:30 PM" in page


def test_a_time_without_a_day_is_refused_by_the_rule_and_by_the_database(world: World) -> None:
    then = NextAction("Some day", None, world.alice, due_time=dt.time(9))
    with pytest.raises(Refusal) as refusal:
        open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="x")
    assert [one.code for one in refusal.value.reasons] == ["tickler.time"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Tickler.objects.create(
            company=world.northlight,
            customer=world.acme,
            owner=world.alice,
            cause="x",
            created_by=world.alice,
            created_at=NOW,
            key="y",
            due_time=dt.time(9),
        )
