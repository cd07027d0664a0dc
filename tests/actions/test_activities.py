"""What was said to customers: kept as it was told, once, for those who may read it."""

import datetime as dt
from dataclasses import replace

import pytest

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.access import visible_activities
from creditdesk.followup.actions import (
    NextAction,
    Said,
    attach_document,
    correct_activity,
    log_contact,
    note_restricted_read,
    open_tickler,
    record_activity,
)
from creditdesk.followup.models import Activity, Document, Tickler
from creditdesk.followup.timeline import Kind, timeline
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import User
from creditdesk.receivables.actions import mark_disputed
from tests import builders
from tests.world import NOW, TODAY, World

CALL = Said("call", "outbound", "spoke", note="Check run is on Thursdays")
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def say(world: World, said: Said = CALL, *, by: User | None = None, key: str = "k") -> Activity:
    return record_activity(world.acme, said=said, by=by or world.alice, at=NOW, as_of=TODAY, key=key)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_contact_is_kept_with_its_journal_entry_and_the_note_apart_from_the_chain(world: World) -> None:
    activity = say(world)
    entry = JournalEntry.objects.get(kind="activity.recorded", subject_id=activity.id)
    assert (entry.by, entry.customer_id) == ("alice", world.acme.id)
    assert entry.facts["outcome"] == "spoke" and "note" not in entry.facts
    assert entry.private == {"note": "Check run is on Thursdays"}


def test_the_same_key_records_once(world: World) -> None:
    assert say(world).id == say(world, replace(CALL, note="sent again")).id
    assert Activity.objects.count() == 1
    assert JournalEntry.objects.filter(kind="activity.recorded").count() == 1


def test_a_card_number_is_masked_and_another_long_number_is_not(world: World) -> None:
    note = "card 4111 1111 1111 1111, tracking 4111 1111 1111 1112"
    assert say(world, replace(CALL, note=note)).note == "card [card …1111], tracking 4111 1111 1111 1112"


def test_a_note_that_is_too_long_is_refused_with_its_length(world: World) -> None:
    with pytest.raises(Refusal, match="5001 letters; at most 5000") as refusal:
        say(world, replace(CALL, note="x" * 5001))
    assert codes(refusal) == ["activity.note"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (replace(CALL, outcome="promised"), "activity.promise"),
        (replace(CALL, promised_date=TODAY), "activity.promise"),
        (
            replace(CALL, outcome="promised", promised=Money(100, "USD"), promised_date=TODAY - dt.timedelta(days=1)),
            "activity.promise_past",
        ),
        (
            replace(CALL, outcome="promised", promised=Money(1, "USD"), promised_date=dt.date(2026, 8, 15)),
            "activity.promise_far",
        ),
        (replace(CALL, happened_at=NOW + dt.timedelta(hours=1)), "activity.future"),
        (replace(CALL, happened_at=dt.datetime(1900, 1, 1, tzinfo=dt.UTC)), "activity.long_ago"),
        (replace(CALL, happened_at=NOW - dt.timedelta(days=30, minutes=1)), "activity.long_ago"),
        (replace(CALL, item_ids=(999_999,)), "activity.items"),
        (replace(CALL, channel="telepathy"), "activity.choice"),
    ],
)
def test_what_cannot_have_been_so_is_refused_and_nothing_is_kept(world: World, said: Said, code: str) -> None:
    builders.invoice(world.acme, amount=100)
    with pytest.raises(Refusal) as refusal:
        say(world, said)
    assert codes(refusal) == [code]
    assert not Activity.objects.exists()


def promised(minor: int, *, currency: str = "USD", item_ids: tuple[int, ...] = ()) -> Said:
    money, day = Money(minor, currency), TODAY + dt.timedelta(days=3)
    return replace(CALL, direction="inbound", outcome="promised", promised=money, promised_date=day, item_ids=item_ids)


def test_nobody_promises_more_than_is_open_and_undisputed_in_the_currency(world: World) -> None:
    item = builders.invoice(world.acme, amount=5_000_00, disputed=1_000_00)
    builders.invoice(world.acme, amount=700_00, currency="EUR")
    builders.payment(world.acme, amount=900_00)
    refused = [promised(4_000_01), promised(700_01, currency="EUR"), promised(1, currency="CAD")]
    for said in [*refused, promised(1, currency="EUR", item_ids=(item.id,))]:
        with pytest.raises(Refusal) as refusal:
            say(world, said)
        assert codes(refusal) == ["activity.promise_over"]
    with pytest.raises(Refusal, match=r"1,000,000.00 USD is more than the 4,000.00 USD open and undisputed"):
        say(world, promised(1_000_000_00))
    assert say(world, promised(4_000_00), key="all").promised_minor == 4_000_00
    assert say(world, promised(700_00, currency="EUR"), key="euro").promised_minor == 700_00


def test_a_promise_that_was_paid_since_can_still_be_told_again(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00)
    old = say(world, promised(500_00))
    mark_disputed(item, disputed_minor=200_00, reason="short", as_of=TODAY, by=world.alice, at=NOW)
    said = replace(promised(500_00), note="by ACH")
    assert correct_activity(old, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c").promised_minor == 500_00
    with pytest.raises(Refusal, match=r"500.01 USD is more than the 300.00 USD"):
        say(world, promised(500_01), key="more")


def test_an_old_entry_is_corrected_with_its_own_time(world: World) -> None:
    old = say(world)
    later = NOW + dt.timedelta(days=45)
    said = replace(CALL, note="Fridays", happened_at=old.happened_at)
    new = correct_activity(old, said=said, by=world.alice, at=later, as_of=later.date(), key="c")
    assert new.happened_at == old.happened_at


def test_another_customers_item_is_refused(world: World) -> None:
    foreign = builders.invoice(world.zenith, amount=100)
    with pytest.raises(Refusal) as refusal:
        say(world, replace(CALL, item_ids=(foreign.id,)))
    assert codes(refusal) == ["activity.items"]


def test_a_correction_points_at_the_entry_which_stays_as_it_was(world: World) -> None:
    old = say(world)
    new = correct_activity(old, said=replace(CALL, note="Fridays"), by=world.alice, at=NOW, as_of=TODAY, key="c")
    old.refresh_from_db()
    assert (old.note, new.corrects_id) == ("Check run is on Thursdays", old.id)
    with pytest.raises(Refusal, match="Alice corrected this on 2026-06-15 14:00") as refusal:
        correct_activity(old, said=CALL, by=world.bob, at=NOW, as_of=TODAY, key="c2")
    assert codes(refusal) == ["activity.changed_meanwhile"]


def test_contact_next_action_and_the_tickler_that_asked_for_it_are_one_act(world: World) -> None:
    then = NextAction("Call again", TODAY + dt.timedelta(days=2), world.alice)
    asked = open_tickler(
        world.acme, then=replace(then, due_date=TODAY), by=world.alice, at=NOW, as_of=TODAY, key="asked"
    )
    log_contact(world.acme, said=CALL, then=then, finishes=asked, by=world.alice, at=NOW, as_of=TODAY, key="once")
    states = dict(Tickler.objects.values_list("due_date", "state"))
    assert states == {TODAY: "done", TODAY + dt.timedelta(days=2): "open"}


def test_a_next_action_that_does_not_fit_keeps_the_contact_out_too(world: World) -> None:
    past = NextAction("Call again", TODAY - dt.timedelta(days=1), world.alice)
    with pytest.raises(Refusal, match="2026-06-14 is past"):
        log_contact(world.acme, said=CALL, then=past, by=world.alice, at=NOW, as_of=TODAY, key="once")
    assert not Activity.objects.exists()


def test_sales_read_status_reps_read_history_and_only_deciders_and_the_author_read_what_is_restricted(
    world: World,
) -> None:
    for number, visibility in enumerate(Visibility):
        said = replace(CALL, direction="inbound", note=visibility.value, visibility=visibility)
        say(world, said, by=world.bob, key=str(number))

    def read(user: User) -> list[str]:
        return sorted(visible_activities(user, customer_id=world.acme.id).values_list("note", flat=True))

    assert read(world.sam) == ["status"]
    assert read(world.alice) == ["history", "status"]
    assert read(world.carol) == ["history", "restricted", "status"]
    world.bob.role = "rep"
    assert read(world.bob) == ["history", "restricted", "status"]


def test_the_timeline_tells_a_reader_which_restricted_entries_of_others_to_journal(world: World) -> None:
    secret = say(world, replace(CALL, visibility=Visibility.RESTRICTED), by=world.bob)
    assert timeline(world.acme, user=world.carol).restricted_ids == [secret.id]
    assert timeline(world.acme, user=world.bob).restricted_ids == []
    assert timeline(world.acme, user=world.alice).entries == []
    note_restricted_read(world.acme, by=world.carol, at=NOW, activity_ids=[secret.id])
    assert JournalEntry.objects.get(kind="restricted.read").facts == {"activities": [secret.id]}


def test_the_timeline_merges_its_sources_newest_first_and_goes_on_where_a_page_ended(world: World) -> None:
    builders.payment(world.acme, amount=50_00, number="PAY 7", document_date=dt.date(2026, 6, 10))
    for number in range(5):
        builders.invoice(world.acme, amount=100_00, number=f"INV {number}", document_date=dt.date(2026, 6, 1))
    say(world)
    then = NextAction("Call again", TODAY, world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")

    whole = [entry.cursor for entry in timeline(world.acme, user=world.alice, limit=100).entries]
    assert len(whole) == 8 and whole == sorted(whole, reverse=True)
    paged, cursor = [], None
    while True:
        page = timeline(world.acme, user=world.alice, before=cursor, limit=3)
        paged += [entry.cursor for entry in page.entries]
        cursor = page.older
        if cursor is None:
            break
    assert paged == whole


def test_the_timeline_shows_the_families_that_were_asked_for(world: World) -> None:
    say(world)
    say(world, Said("note", "internal", "noted", note="x"), key="note")
    builders.invoice(world.acme, amount=100_00)
    kinds = {entry.kind for entry in timeline(world.acme, user=world.alice, kinds=[Kind.CALLS, Kind.MONEY]).entries}
    assert kinds == {Kind.CALLS, Kind.MONEY}


def test_a_document_is_told_by_its_content_and_kept_once(world: World) -> None:
    kept = attach_document(world.acme, name="../../pod<1>.pdf", content=PNG, by=world.alice, at=NOW)
    assert (kept.name, kept.media_type, kept.size) == ("pod1.png", "image/png", 28)
    assert attach_document(world.acme, name="again.png", content=PNG, by=world.alice, at=NOW).id == kept.id
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "document.empty"),
        (b"MZ\x90\x00" + b"\x00" * 10, "document.kind"),
        (b"<html><script>", "document.kind"),
        (b"%PDF-" + b"0" * 10_000_000, "document.large"),
    ],
)
def test_a_file_that_is_empty_too_large_or_of_no_known_kind_is_refused(world: World, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        attach_document(world.acme, name="x.pdf", content=content, by=world.alice, at=NOW)
    assert codes(refusal) == [code]
