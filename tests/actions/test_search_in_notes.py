"""Finding what was said: all words, in any writing, and nothing that the reader may not read."""

import datetime as dt

import pytest
from django.db import connection, transaction

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity
from creditdesk.followup.note_index import HasWords
from creditdesk.followup.searching import is_searchable, search_page
from creditdesk.parties.models import Customer, User
from tests.world import NOW, TODAY, World


def say(
    customer: Customer, note: str, *, by: User, visibility: Visibility = Visibility.HISTORY, days: int = 0
) -> Activity:
    at = NOW - dt.timedelta(days=days)
    said = Said("note", "internal", "noted", note=note, visibility=visibility, happened_at=at)
    return record_activity(customer, said=said, by=by, at=NOW, as_of=TODAY, key=f"{customer.id} {days} {note}"[:64])


def found(user: User, text: str, **asked: object) -> list[str]:
    return [row.note for row in search_page(user, text, as_of=TODAY, **asked).rows]  # type: ignore[arg-type]


def test_all_words_in_any_order_without_case_or_accents_newest_first(world: World) -> None:
    say(world.acme, "Check 4417 promised to MÜLLER", by=world.alice, days=1)
    say(world.acme, "müller: check 4418", by=world.alice)
    assert found(world.alice, "muller check") == ["müller: check 4418", "Check 4417 promised to MÜLLER"]
    assert found(world.alice, "441 Check") == ["müller: check 4418", "Check 4417 promised to MÜLLER"]
    assert found(world.alice, "check wire") == []
    assert found(world.alice, "100%_") == []


@pytest.mark.parametrize(
    ("note", "typed"),
    [
        ("they paid by CHK4417 on Friday", "4417"),
        ("they paid by CHK4417 on Friday", "chk44"),
        ("invoice INV-88120/2026 is short", "88120"),
        ("invoice INV-88120/2026 is short", "inv-88120"),
        ("invoice INV-88120/2026 is short", "inv 2026"),
        ("she said “wrong price”", "wrong price"),
        ("O'Hara pays, not O’Neill", "O’Hara o'neill"),
        ("Zahlung für Müller–Straße", "strasse MULLER"),
        ("оплата завтра", "ОПЛАТ"),
        ("請求書の支払い", "支払"),
        ("ﬁnal notice to ＡＣＭＥ", "final acme"),
        ("a" * 70 + " end", "a" * 65),
    ],
)
def test_words_are_found_by_their_beginnings_in_any_writing(world: World, note: str, typed: str) -> None:
    say(world.acme, note, by=world.alice)
    assert found(world.alice, typed) == [note]


@pytest.mark.parametrize("typed", ["heck", "4417-88120", "88120-inv", "払支", "price wrong-"])
def test_what_is_no_beginning_or_does_not_stand_side_by_side_is_not_found(world: World, typed: str) -> None:
    say(world.acme, "check 4417 for INV-88120, 支払 wrong", by=world.alice)
    assert found(world.alice, typed) == []


@pytest.mark.parametrize(
    "typed", ['"check"', "check*", "check & wire", "check OR wire", "(check", "check:*", "NEAR(check)", "'check"]
)
def test_no_sign_of_a_query_language_means_anything(world: World, typed: str) -> None:
    say(world.acme, "or near check 4417", by=world.alice)
    assert found(world.alice, typed) == (["or near check 4417"] if "wire" not in typed else [])


def copied(one: Activity, *notes: str) -> list[Activity]:
    fields = {
        each.attname: getattr(one, each.attname) for each in Activity._meta.concrete_fields if not each.primary_key
    }
    return [Activity(**fields | {"key": note, "note": note}) for note in notes]


def test_the_words_come_and_go_with_the_transaction_of_the_note(world: World) -> None:
    one = say(world.acme, "carrier lost it", by=world.alice)
    with transaction.atomic():
        (other,) = copied(one, "truck burnt down")
        other.save()
        assert found(world.alice, "truck") == ["truck burnt down"]
        transaction.set_rollback(True)
    assert found(world.alice, "truck") == []


def test_notes_that_are_written_in_bulk_are_found(world: World) -> None:
    one = say(world.acme, "carrier lost it", by=world.alice)
    Activity.objects.bulk_create(copied(one, "bulk 0", "bulk 1", "bulk 2"))
    assert sorted(found(world.alice, "bulk")) == ["bulk 0", "bulk 1", "bulk 2"]
    assert found(world.alice, "carrier") == ["carrier lost it"]


def test_the_index_answers(world: World) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Activity.objects.filter(HasWords(("carrier", "lost"))).order_by().explain()
    assert ("activity_words" if connection.vendor == "postgresql" else "VIRTUAL TABLE INDEX") in plan, plan


def test_accounts_of_others_are_not_found(world: World) -> None:
    for customer in (world.acme, world.zenith, world.foreign):
        say(customer, f"carrier lost it at {customer.name}", by=world.bob)
    assert found(world.alice, "carrier") == ["carrier lost it at Acme Camera"]
    assert len(found(world.bob, "carrier")) == 2
    assert found(world.charlie, "carrier") == ["carrier lost it at Foreign Retail"]
    assert found(world.bob, "carrier", customer_id=world.zenith.id) == ["carrier lost it at Zenith Optics"]
    assert found(world.sam, "carrier") == []


def test_restricted_entries_are_found_by_those_who_may_read_them_and_told_apart(world: World) -> None:
    secret = say(world.acme, "guarantor is bankrupt", by=world.carol, visibility=Visibility.RESTRICTED)
    assert found(world.alice, "guarantor") == []
    page = search_page(world.bob, "guarantor", as_of=TODAY)
    assert page.restricted == {world.acme.id: [secret.id]}
    # Who wrote it reads it without an entry in the journal.
    assert search_page(world.carol, "guarantor", as_of=TODAY).restricted == {}


def test_pages_go_on_where_the_last_one_ended(world: World) -> None:
    for days in range(5):
        say(world.acme, f"note {days}", by=world.alice, days=days)
    first = search_page(world.alice, "note", as_of=TODAY, size=3)
    rest = search_page(world.alice, "note", as_of=TODAY, size=3, before=first.older)
    assert [row.note for row in (*first.rows, *rest.rows)] == [f"note {days}" for days in range(5)]
    assert rest.older == ""


@pytest.mark.parametrize("text", ["", " ", "a", "x y"])
def test_a_text_that_says_too_little_finds_nothing(world: World, text: str) -> None:
    say(world.acme, "a x y", by=world.alice)
    assert not is_searchable(text)
    assert found(world.alice, text) == []
