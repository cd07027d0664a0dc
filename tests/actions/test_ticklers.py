"""Ticklers: planned, moved and finished, each move once and by whoever saw the newest state."""

import datetime as dt

import pytest

from creditdesk.domain.policy import default_policy
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners, tickler_for
from creditdesk.followup.actions import (
    NextAction,
    cancel_tickler,
    finish_tickler,
    hand_over_tickler,
    open_tickler,
    reopen_tickler,
    snooze_tickler,
)
from creditdesk.followup.models import Tickler
from creditdesk.followup.shown_ticklers import count_ticklers, ticklers_for
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.actions import disable_user
from creditdesk.parties.models import Absence, User
from creditdesk.policy.actions import adopt_policy
from tests import builders
from tests.world import NOW, TODAY, World

FRIDAY = TODAY + dt.timedelta(days=4)


@pytest.fixture
def tickler(world: World) -> Tickler:
    """Alice's for today: call Acme again."""
    then = NextAction("Call again", TODAY, world.alice)
    return open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")


def test_snoozing_gives_a_later_day_and_keeps_the_move(world: World, tickler: Tickler) -> None:
    moved = snooze_tickler(tickler, until=FRIDAY, version=1, by=world.alice, at=NOW, as_of=TODAY, key="s")
    assert (moved.due_date, moved.version) == (FRIDAY, 2)
    move = moved.moves.get()
    assert (move.kind, move.from_date, move.to_date) == ("snoozed", TODAY, FRIDAY)
    assert JournalEntry.objects.get(kind="tickler.snoozed").facts["to_date"] == "2026-06-19"


def test_the_same_key_moves_once(world: World, tickler: Tickler) -> None:
    for _ in range(2):
        moved = snooze_tickler(tickler, until=FRIDAY, version=1, by=world.alice, at=NOW, as_of=TODAY, key="s")
    assert moved.version == 2 and moved.moves.count() == 1


def test_who_comes_second_is_told_who_did_what_and_when(world: World, tickler: Tickler) -> None:
    finish_tickler(tickler, version=1, by=world.bob, at=NOW, as_of=TODAY, key="bob")
    with pytest.raises(Refusal, match="Bob finished this tickler on 2026-06-15 14:00 UTC") as refusal:
        snooze_tickler(tickler, until=FRIDAY, version=1, by=world.alice, at=NOW, as_of=TODAY, key="alice")
    assert refusal.value.reasons[0].code == "tickler.changed_meanwhile"


def test_nothing_is_planned_for_a_day_that_is_past(world: World, tickler: Tickler) -> None:
    with pytest.raises(Refusal, match="2026-06-14 is past"):
        snooze_tickler(tickler, until=dt.date(2026, 6, 14), version=1, by=world.alice, at=NOW, as_of=TODAY, key="s")


def test_it_is_handed_only_to_somebody_who_sees_the_account_and_works_ticklers(world: World, tickler: Tickler) -> None:
    def to(person: str) -> Tickler:
        owner = getattr(world, person)
        return hand_over_tickler(tickler, to=owner, version=1, by=world.alice, at=NOW, as_of=TODAY, key=person)

    with pytest.raises(Refusal, match="Charlie does not see this account"):
        to("charlie")
    with pytest.raises(Refusal, match="Sam does not work ticklers"):
        to("sam")
    assert to("fay").owner == world.fay


def test_who_is_offered_as_owner_is_who_would_be_accepted(world: World) -> None:
    offered = possible_owners(world.acme, as_of=TODAY)
    accepted = [
        person
        for person in (world.alice, world.bob, world.carol, world.dave, world.erin, world.fay)
        if visible_customers(person, as_of=TODAY).filter(id=world.acme.id).exists()
    ]
    assert offered == sorted(accepted, key=lambda person: person.first_name)


def test_cancelling_needs_a_reason_and_a_finished_one_can_be_taken_up_again(world: World, tickler: Tickler) -> None:
    with pytest.raises(Refusal, match="say why"):
        cancel_tickler(tickler, version=1, by=world.alice, at=NOW, as_of=TODAY, key="c", note=" ")
    finish_tickler(tickler, version=1, by=world.alice, at=NOW, as_of=TODAY, key="d")
    with pytest.raises(Refusal, match="this tickler is done"):
        finish_tickler(tickler, version=2, by=world.alice, at=NOW, as_of=TODAY, key="d2")
    assert reopen_tickler(tickler, version=2, by=world.alice, at=NOW, as_of=TODAY, key="u").state == "open"


def test_it_shows_to_the_substitute_of_a_substitute_who_then_sees_the_account(world: World, tickler: Tickler) -> None:
    dana, eve = (builders.user(name, role=Role.REP, companies=[world.northlight]) for name in ("dana", "eve"))
    for away, substitute in ((world.alice, dana), (dana, eve)):
        Absence.objects.create(user=away, substitute=substitute, first_day=TODAY, last_day=TODAY)
    (shown,) = ticklers_for(eve, as_of=TODAY)
    assert (shown.shown_as, shown.tickler.owner) == ("substitute", world.alice)
    assert tickler_for(eve, tickler.id, as_of=TODAY) == tickler
    assert ticklers_for(dana, as_of=TODAY) == []


def test_it_goes_to_the_supervisor_at_once_when_owner_and_substitute_are_away(world: World, tickler: Tickler) -> None:
    for away, substitute in ((world.alice, world.fay), (world.fay, world.alice)):
        Absence.objects.create(user=away, substitute=substitute, first_day=TODAY, last_day=TODAY)
    (shown,) = ticklers_for(world.bob, as_of=TODAY)
    assert shown.shown_as == "escalated"
    assert [reason.code for reason in shown.placement.reasons] == ["tickler.nobody_in"]
    assert count_ticklers(world.bob, as_of=TODAY) == 1


def test_a_stranger_finds_no_tickler(world: World, tickler: Tickler) -> None:
    with pytest.raises(NotVisible):
        tickler_for(world.charlie, tickler.id, as_of=TODAY)


def absent(person: User, *, substitute: User, day: dt.date = TODAY) -> None:
    Absence.objects.create(user=person, substitute=substitute, first_day=day, last_day=day)


def shown_to(person: User, *, day: dt.date = TODAY) -> list[str]:
    return [one.shown_as for one in ticklers_for(person, as_of=day)]


WEDNESDAY = TODAY + dt.timedelta(days=2)


def test_a_disabled_owners_ticklers_go_to_the_supervisor_at_once(world: World, tickler: Tickler) -> None:
    assert shown_to(world.bob) == []
    disable_user(world.alice, by=world.adam, at=NOW)
    (shown,) = ticklers_for(world.bob, as_of=TODAY)
    assert shown.shown_as == "escalated"
    expected = "Alice is not in and nobody stands in: goes to the supervisor"
    assert [str(reason) for reason in shown.placement.reasons] == [expected]


def test_a_substitute_who_was_disabled_meanwhile_is_no_substitute(world: World, tickler: Tickler) -> None:
    absent(world.alice, substitute=world.fay)
    assert (shown_to(world.fay), shown_to(world.bob)) == (["substitute"], [])
    disable_user(world.fay, by=world.adam, at=NOW)
    assert shown_to(world.bob) == ["escalated"]


def test_an_owner_who_moved_to_sales_is_not_in(world: World, tickler: Tickler) -> None:
    User.objects.filter(id=world.alice.id).update(role=Role.SALES.value)
    assert shown_to(world.bob) == ["escalated"]


def test_what_an_absent_supervisor_would_hear_his_substitute_hears(world: World, tickler: Tickler) -> None:
    assert (shown_to(world.bob, day=WEDNESDAY), shown_to(world.carol, day=WEDNESDAY)) == (["escalated"], [])
    absent(world.bob, substitute=world.carol, day=WEDNESDAY)
    assert shown_to(world.carol, day=WEDNESDAY) == ["escalated"]
    assert count_ticklers(world.carol, as_of=WEDNESDAY) == 1


def test_with_nobody_in_for_the_supervisor_it_goes_to_all_who_lead_portfolios(world: World, tickler: Tickler) -> None:
    disable_user(world.bob, by=world.adam, at=NOW)
    assert shown_to(world.carol, day=WEDNESDAY) == ["escalated"]
    assert shown_to(world.dave, day=WEDNESDAY) == []  # hears of exceptions, but leads no portfolios
    assert shown_to(world.audrey, day=WEDNESDAY) == []


def test_a_rep_who_stands_in_for_a_supervisor_hears_nothing_so_all_who_lead_do(world: World, tickler: Tickler) -> None:
    dana = builders.user("dana", role=Role.REP, companies=[world.northlight])
    absent(world.bob, substitute=dana, day=WEDNESDAY)
    assert (shown_to(dana, day=WEDNESDAY), shown_to(world.carol, day=WEDNESDAY)) == ([], ["escalated"])


def test_of_an_account_without_a_portfolio_it_goes_to_all_who_lead_portfolios(world: World) -> None:
    then = NextAction("Call", TODAY, world.fay)
    open_tickler(world.zenith, then=then, by=world.bob, at=NOW, as_of=TODAY, key="z")
    assert (shown_to(world.bob), shown_to(world.carol)) == ([], [])
    assert (shown_to(world.bob, day=WEDNESDAY), shown_to(world.carol, day=WEDNESDAY)) == (["escalated"], ["escalated"])
    assert shown_to(world.alice, day=WEDNESDAY) == []
    assert shown_to(builders.user("lee", role=Role.SUPERVISOR, companies=[world.southwind]), day=WEDNESDAY) == []


def test_two_people_of_one_name_are_not_taken_for_each_other(world: World, tickler: Tickler) -> None:
    namesake = builders.user("alice2", role=Role.REP, companies=[world.northlight])
    User.objects.filter(id=namesake.id).update(first_name="Alice")
    absent(User.objects.get(id=namesake.id), substitute=world.fay)
    (shown,) = ticklers_for(world.alice, as_of=TODAY)
    assert shown.placement.reasons == ()


def test_it_goes_up_by_the_policy_of_the_accounts_company(world: World, tickler: Tickler) -> None:
    slower = default_policy().model_copy(
        update={"ticklers": default_policy().ticklers.model_copy(update={"escalation_business_days": 4})}
    )
    adopt_policy(
        slower.to_yaml(), effective_from=TODAY, reason="slower", by="carol", at=NOW, company_id=world.northlight.id
    )
    assert shown_to(world.bob, day=WEDNESDAY) == []
    # The fourth business day: Friday is Juneteenth.
    assert shown_to(world.bob, day=TODAY + dt.timedelta(days=7)) == ["escalated"]
