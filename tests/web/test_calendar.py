"""The calendar feed of one's own ticklers: at a secret address, made and revoked by its owner, telling little."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from time_machine import travel

from creditdesk.domain.money import Money
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Role
from creditdesk.followup.actions import NextAction, Said, finish_tickler, open_tickler, record_activity
from creditdesk.followup.models import Activity, Promise, Tickler
from creditdesk.followup.promise_judging import cancel_promise
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.actions import disable_user
from creditdesk.parties.calendar_keys import make_calendar_key, revoke_calendar_key
from creditdesk.parties.models import Absence, CalendarKey, Customer, User
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon, and nobody asked for a calendar yet."""
    cache.clear()
    with travel(NOW, tick=False) as traveller:
        yield traveller


def plan(world: World, *, owner: User, day: dt.date | None = TODAY, customer: Customer | None = None) -> Tickler:
    then = NextAction("Secret: the owner drinks", day, owner)
    key = f"t{Tickler.objects.count()}"
    return open_tickler(customer or world.acme, then=then, by=world.bob, at=NOW, as_of=TODAY, key=key)


def address_of(user: User) -> str:
    return reverse("calendar_feed", args=[make_calendar_key(user, by=user, at=NOW).secret])


def events(address: str) -> list[tuple[str, dt.date]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return [(str(event["summary"]), event.decoded("dtstart")) for event in found]


def promise(world: World, customer: Customer, *, day: dt.date) -> Promise:
    builders.invoice(customer, amount=500_00)
    said = Said("call", "inbound", "promised", promised=Money(500_00, "USD"), promised_date=day)
    key = f"p{Activity.objects.count()}"
    told = record_activity(customer, said=said, by=world.bob, at=NOW, as_of=TODAY, key=key)
    return told.promise


def test_open_promises_of_the_accounts_that_one_works_stand_on_their_days_and_tell_no_amount(world: World) -> None:
    friday = TODAY + dt.timedelta(days=4)
    promise(world, world.acme, day=friday)
    promise(world, world.zenith, day=friday)
    address = address_of(world.alice)
    assert events(address) == [(f"✓ {world.acme.number} Acme Camera", friday)]
    content = Client().get(address).content.decode()
    assert "500" not in content and "CATEGORIES:Promise" in content
    assert events(address_of(world.bob)) == []


def test_a_promise_that_was_taken_back_leaves_the_calendar(world: World) -> None:
    made = promise(world, world.acme, day=TODAY)
    cancel_promise(made, reason="taken back", by=world.bob, at=NOW, as_of=TODAY)
    assert events(address_of(world.alice)) == []


def test_who_stands_in_for_the_rep_has_his_promises(world: World) -> None:
    promise(world, world.acme, day=TODAY)
    Absence.objects.create(user=world.alice, substitute=world.fay, first_day=TODAY, last_day=TODAY)
    assert [day for _, day in events(address_of(world.fay))] == [TODAY]


def test_the_file_is_one_that_every_calendar_reads(world: World) -> None:
    """RFC 5545 as Outlook, Google and Apple ask for it: line ends, line lengths, the parts that must be there."""
    world.acme.name = "Ä" * 120
    world.acme.save()
    plan(world, owner=world.alice)
    promise(world, world.acme, day=TODAY)
    content = Client().get(address_of(world.alice)).content
    assert content.endswith(b"END:VCALENDAR\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(content)
    assert (calendar["version"], calendar["method"], str(calendar["x-published-ttl"])) == ("2.0", "PUBLISH", "PT1H")
    for event in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= {name.upper() for name in event}
        assert event["dtstart"].params["VALUE"] == "DATE"
    assert len({str(event["uid"]) for event in calendar.walk("VEVENT")}) == 2


def test_own_dated_ticklers_stand_on_their_due_days_with_number_and_name_and_nothing_else(world: World) -> None:
    friday = TODAY + dt.timedelta(days=4)
    world.acme.name = "Acme, Inc; Camera\r\nBEGIN:VEVENT"
    world.acme.save()
    plan(world, owner=world.alice)
    plan(world, owner=world.alice, day=friday)
    plan(world, owner=world.alice, day=None)
    plan(world, owner=world.bob)
    finish_tickler(plan(world, owner=world.alice), version=1, by=world.bob, at=NOW, as_of=TODAY, key="done")
    address = address_of(world.alice)
    named = f"{world.acme.number} Acme, Inc; Camera BEGIN:VEVENT"
    assert events(address) == [(named, TODAY), (named, friday)]
    content = Client().get(address).content.decode()
    assert "drinks" not in content and content.count("\r\nBEGIN:VEVENT\r\n") == 2


def test_a_tickler_of_an_account_that_one_no_longer_sees_is_not_in_the_feed(world: World) -> None:
    plan(world, owner=world.alice)
    address = address_of(world.alice)
    Customer.objects.filter(id=world.acme.id).update(portfolio=None)
    assert events(address) == []


def test_the_address_is_made_and_shown_once_on_the_tokens_page_and_revoked_there(world: World) -> None:
    alice = client_of(world.alice)
    assert "Make an address" in alice.get(reverse("tokens")).content.decode()
    page = alice.post(reverse("calendar_key_new")).content.decode()
    (secret,) = re.findall(r"/calendar/([\w-]{43})\.ics", page)
    assert not CalendarKey.objects.filter(sha256__contains=secret).exists()
    assert secret not in alice.get(reverse("tokens")).content.decode()
    assert secret not in alice.get(reverse("calendar_key_new")).content.decode()
    feed = reverse("calendar_feed", args=[secret])
    assert events(feed) == []
    alice.post(reverse("calendar_key_revoke"))
    assert Client().get(feed).status_code == 404
    kinds = JournalEntry.objects.filter(kind__startswith="calendar.").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["calendar.made", "calendar.revoked"]


def test_another_address_ends_the_one_before(world: World) -> None:
    first, second = address_of(world.alice), address_of(world.alice)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_the_address_ends_with_the_user_and_with_his_right_to_work_ticklers(world: World) -> None:
    alices, fays = address_of(world.alice), address_of(world.fay)
    disable_user(world.alice, by=world.adam, at=NOW)
    User.objects.filter(id=world.fay.id).update(role=Role.SALES.value)
    assert [Client().get(address).status_code for address in (alices, fays)] == [404, 404]
    User.objects.filter(id=world.alice.id).update(is_active=True)
    assert Client().get(alices).status_code == 404


def test_revoking_twice_is_one_act(world: World) -> None:
    address_of(world.alice)
    for _ in range(2):
        revoke_calendar_key(world.alice, by=world.alice, at=NOW)
    assert JournalEntry.objects.filter(kind="calendar.revoked").count() == 1


@pytest.mark.parametrize("secret", ["x", "x" * 3000, "../../etc/passwd", "%00", "é"])
def test_any_other_address_is_not_found_and_not_journaled(world: World, secret: str) -> None:
    assert Client().get(f"/calendar/{secret}.ics").status_code == 404
    assert client_of(world.alice).get(f"/calendar/{secret}.ics").status_code == 404
    assert not JournalEntry.objects.filter(kind="access.refused").exists()


def test_who_asks_too_often_waits(world: World) -> None:
    address = address_of(world.alice)
    codes = [Client().get(address).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429]
    assert int(Client().get(address)["Retry-After"]) > 0
    assert Client().get(address_of(world.fay)).status_code == 200
    wrong = [Client().get(f"/calendar/{number}.ics").status_code for number in range(61)]
    assert wrong == [404] * 60 + [429]


def test_a_time_of_day_is_one_of_the_companys_zone_and_lasts_as_long_as_the_plan_says(world: World) -> None:
    friday = TODAY + dt.timedelta(days=4)
    for kind, time in (
        (TicklerKind.CALL, dt.time(14, 30)),
        (TicklerKind.PAYMENT, dt.time(9)),
        (TicklerKind.CALL, None),
    ):
        then = NextAction("Secret", friday, world.alice, kind, time)
        open_tickler(world.acme, then=then, by=world.bob, at=NOW, as_of=TODAY, key=f"{kind} {time}")
    content = Client().get(address_of(world.alice)).content
    calendar = Calendar.from_ical(content)
    money, call, whole = calendar.walk("VEVENT")
    assert b"DTSTART;TZID=America/New_York:20260619T143000" in content
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    assert call.decoded("dtstart").astimezone(dt.UTC) == dt.datetime(2026, 6, 19, 18, 30, tzinfo=dt.UTC)
    assert call.decoded("dtend") - call.decoded("dtstart") == dt.timedelta(minutes=10)
    assert money.decoded("dtend") - money.decoded("dtstart") == dt.timedelta(minutes=5)
    assert whole.decoded("dtstart") == friday and "transp" in whole and "transp" not in call
    assert [event["categories"].cats[0] for event in (money, call)] == ["Money due", "Call"]
    assert b"Secret" not in content
