"""Calls as they are recorded: judged by the contact rules at that moment, with a dispute and what follows, once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import (
    Contested,
    NextAction,
    Said,
    correct_activity,
    log_contact,
    record_activity,
)
from creditdesk.followup.models import Activity, Promise, Tickler, UnknownCall
from creditdesk.followup.recording import CONFIRMATION
from creditdesk.followup.timeline import timeline
from creditdesk.followup.unknown_calls import (
    Heard,
    close_unknown_call,
    open_unknown_calls,
    record_unknown_call,
    unknown_call_for,
)
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Contact
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.world import NOW, TODAY, World

CALL = Said("call", "outbound", "no_answer")
SUNDAY = dt.datetime(2026, 6, 14, 14, 0, tzinfo=dt.UTC)


def record(world: World, said: Said = CALL, *, at: dt.datetime = NOW, key: str = "k", by: Any = None) -> Activity:
    return record_activity(world.acme, said=said, by=by or world.alice, at=at, as_of=at.date(), key=key)


def refused(world: World, said: Said = CALL, *, at: dt.datetime = NOW, key: str = "refused") -> list[str]:
    with pytest.raises(Refusal) as refusal:
        record(world, said, at=at, key=key)
    assert not Activity.objects.filter(key=key).exists()
    return [reason.code for reason in refusal.value.reasons]


# ---------------------------------------------------------------- the rules at the moment of action


def test_on_a_sunday_nobody_is_called(world: World) -> None:
    codes = ["contact.customer_closed", "contact.office_closed", "call.earliest", "call.outside_rules"]
    assert refused(world, at=SUNDAY) == codes


def test_on_a_holiday_of_the_customers_country_nobody_is_called(world: World) -> None:
    world.acme.country, world.acme.region = "CA", "QC"
    world.acme.save()
    saint_jean = dt.datetime(2026, 6, 24, 14, 0, tzinfo=dt.UTC)
    assert refused(world, at=saint_jean)[0] == "contact.customer_closed"
    text = default_policy_text().replace("customer_holidays: true", "customer_holidays: false")
    adopt_policy(text, effective_from=TODAY, reason="They answer on holidays", by="carol", at=NOW)
    assert record(world, at=saint_jean).breach == []


def test_after_a_conversation_there_is_no_second_one_on_the_day_and_their_own_call_does_not_count(world: World) -> None:
    record(world, Said("call", "inbound", "spoke"), key="theirs")
    record(world, replace(CALL, outcome="spoke"), key="ours")
    assert refused(world)[0] == "contact.conversations"
    assert record(world, Said("call", "inbound", "spoke"), key="theirs again").breach == []


def test_after_three_attempts_in_seven_days_there_is_no_fourth(world: World) -> None:
    for number in range(3):
        record(world, key=str(number))
    assert refused(world)[0] == "contact.attempts"


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("attorney", "contact.attorney"),
        ("bankruptcy", "contact.bankruptcy"),
        ("agency", "contact.agency"),
        ("request", "contact.opt_out"),
    ],
)
def test_who_may_not_be_contacted_is_not_called_and_no_later_time_is_named(world: World, block: str, code: str) -> None:
    world.acme.contact_block = block
    world.acme.save()
    assert refused(world) == [code, "call.outside_rules"]


def test_a_person_who_does_not_want_to_be_called_is_not_called_though_his_colleagues_are(world: World) -> None:
    shy = Contact.objects.create(customer=world.acme, name="Shy", do_not_contact=True)
    other = Contact.objects.create(customer=world.acme, name="Other")
    assert refused(world, replace(CALL, contact_id=shy.id))[0] == "contact.opt_out"
    assert record(world, replace(CALL, contact_id=other.id)).contact == other


def test_a_person_is_called_in_the_hours_of_where_he_is(world: World) -> None:
    far = Contact.objects.create(customer=world.acme, name="Far", time_zone="America/Los_Angeles")
    assert refused(world, replace(CALL, contact_id=far.id))[0] == "contact.hours"


def test_what_is_told_later_was_not_made_now_and_is_written_down_as_it_was(world: World) -> None:
    night = NOW - dt.timedelta(hours=9)
    assert record(world, replace(CALL, happened_at=night)).breach == []


def test_a_correction_of_a_call_is_no_new_call(world: World) -> None:
    first = record(world, replace(CALL, outcome="spoke"))
    said = replace(CALL, outcome="refused")
    made = correct_activity(first, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    assert made.corrects == first and made.breach == []


def test_a_breach_is_kept_with_both_reasons_and_stands_on_the_timeline(world: World) -> None:
    record(world, replace(CALL, breach_reason="He asked for a call on Sunday"), at=SUNDAY)
    (entry,) = [one for one in timeline(world.acme, user=world.bob).entries if one.code == "activity.call"]
    assert [str(reason) for reason in entry.reasons] == [
        "against the contact rules: He asked for a call on Sunday",
        "2026-06-14 is no business day for the customer",
        "2026-06-14 is no business day for us",
    ]


def test_from_which_level_on_a_breach_is_recorded_is_the_policys(world: World) -> None:
    text = default_policy_text().replace("breach_from: rep", "breach_from: supervisor")
    adopt_policy(text, effective_from=dt.date(2026, 6, 1), reason="Supervisors only", by="carol", at=NOW)
    said = replace(CALL, breach_reason="He asked for it")
    assert refused(world, said, at=SUNDAY)[-1] == "call.breach_from"
    assert record(world, said, at=SUNDAY, by=world.bob).breach_reason == "He asked for it"


def test_the_reason_of_a_breach_is_left_out_where_there_is_none_and_has_its_length(world: World) -> None:
    assert record(world, replace(CALL, breach_reason="just so")).breach_reason == ""
    assert refused(world, replace(CALL, breach_reason="x" * 201)) == ["call.breach_reason"]


def test_the_database_keeps_a_breach_to_calls_of_ours(world: World) -> None:
    theirs = record(world, Said("call", "inbound", "spoke"))
    columns = [str(field.column) for field in Activity._meta.concrete_fields if not field.primary_key]
    values = ["'a reason'" if one == "breach_reason" else "'other'" if one == "key" else one for one in columns]
    statement = (
        f"INSERT INTO followup_activity ({', '.join(columns)}) SELECT {', '.join(values)} "
        "FROM followup_activity WHERE id = %s"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [theirs.id])


# ---------------------------------------------------------------- dispute, next action, confirmation: all or nothing


def all_of_it(world: World, *disputes: Contested, key: str = "all", said: Said | None = None) -> Activity:
    return log_contact(
        world.acme,
        said=said or replace(CALL, outcome="disputed", confirmation_wanted=True),
        then=NextAction("Clear it up", TODAY + dt.timedelta(days=5), world.alice),
        disputes=disputes,
        by=world.alice,
        at=NOW,
        as_of=TODAY,
        key=key,
    )


def test_a_call_its_dispute_its_next_action_and_its_confirmation_are_one(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00)
    for _ in range(2):
        activity = all_of_it(world, Contested(item.id, 200_00, "Short by two boxes"))
    item.refresh_from_db()
    assert (Activity.objects.count(), item.disputed_minor) == (1, 200_00)
    assert sorted(Tickler.objects.values_list("cause", "activity")) == [
        ("Clear it up", activity.id),
        (CONFIRMATION, activity.id),
    ]
    assert JournalEntry.objects.filter(kind="item.disputed").count() == 1
    assert JournalEntry.objects.get(kind="item.disputed").private == {"reason": "Short by two boxes"}
    assert JournalEntry.objects.get(kind="activity.recorded").facts["confirmation_wanted"] is True


def test_where_one_part_is_refused_nothing_of_the_call_is_kept(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00)
    theirs = builders.invoice(world.zenith, amount=500_00)
    for wrong, code in (
        (Contested(item.id, 500_01, "Short"), "dispute.amount"),
        (Contested(item.id, 100_00, " "), "dispute.reason"),
        (Contested(theirs.id, 100_00, "Short"), "activity.items"),
    ):
        with pytest.raises(Refusal) as refusal:
            all_of_it(world, wrong)
        assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not Activity.objects.exists() and not Tickler.objects.exists()
    assert not OpenItem.objects.filter(disputed_minor__gt=0).exists()


def test_a_promise_in_a_call_is_a_promise(world: World) -> None:
    item = builders.invoice(world.acme, amount=500_00)
    said = Said("call", "outbound", "promised", promised=Money(500_00, "USD"), promised_date=TODAY, item_ids=(item.id,))
    all_of_it(world, said=said)
    assert Promise.objects.get().items == [item.id]


def test_who_works_no_ticklers_leaves_the_confirmation_to_the_rep(world: World) -> None:
    world.erin.role = "auditor"
    record(world, replace(CALL, outcome="spoke", confirmation_wanted=True), by=world.erin)
    assert Tickler.objects.get().owner == world.alice


# ---------------------------------------------------------------- unknown callers

HEARD = Heard("+12125550199", "A man from the dock", "Wants a statement, card 4111 1111 1111 1111", TODAY)


def keep(world: World, heard: Heard = HEARD, *, key: str = "u") -> UnknownCall:
    return record_unknown_call(world.northlight, heard=heard, by=world.alice, at=NOW, as_of=TODAY, key=key)


def test_an_unknown_caller_is_kept_once_with_his_number_apart_from_the_chain(world: World) -> None:
    assert keep(world).id == keep(world).id
    call = UnknownCall.objects.get()
    assert call.note == "Wants a statement, card [card …1111]"
    entry = JournalEntry.objects.get(kind="unknown_call.recorded")
    assert entry.facts == {"due_date": TODAY.isoformat()} and entry.private["number"] == "+12125550199"


def test_an_unknown_caller_of_whom_nothing_is_said_or_for_a_past_day_is_refused(world: World) -> None:
    for wrong, code in (
        (replace(HEARD, caller=" ", note=""), "unknown_call.note"),
        (replace(HEARD, due_date=TODAY - dt.timedelta(days=1)), "tickler.past"),
    ):
        with pytest.raises(Refusal) as refusal:
            keep(world, wrong)
        assert [reason.code for reason in refusal.value.reasons] == [code]


def test_who_took_it_and_who_leads_see_an_unknown_caller_until_somebody_looked_after_him(world: World) -> None:
    call = keep(world)
    assert list(open_unknown_calls(world.alice)) == list(open_unknown_calls(world.bob)) == [call]
    assert list(open_unknown_calls(world.erin)) == []
    for stranger in (world.erin, world.charlie):
        with pytest.raises(NotVisible):
            unknown_call_for(stranger, call.id)
    close_unknown_call(call, note="He is of Acme: statement sent", by=world.bob, at=NOW)
    assert not open_unknown_calls(world.alice).exists()


def test_of_two_who_look_after_him_the_second_is_told_who_was_faster(world: World) -> None:
    call = keep(world)
    done = close_unknown_call(call, note="Sent", by=world.bob, at=NOW)
    assert close_unknown_call(call, note="Sent", by=world.bob, at=NOW) == done
    with pytest.raises(Refusal, match="Bob looked after this call on 2026-06-15 14:00 UTC"):
        close_unknown_call(call, note="Called back", by=world.alice, at=NOW)


@pytest.mark.parametrize(
    "statement", ["UPDATE followup_unknowncall SET note = 'x'", "DELETE FROM followup_unknowncallclosing"]
)
def test_what_was_kept_of_an_unknown_caller_is_never_rewritten(world: World, statement: str) -> None:
    close_unknown_call(keep(world), note="Sent", by=world.bob, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
