"""S83 and S84 with real rows: ticklers of an absent rep, and the exception list as supervisors see it."""

from datetime import UTC, date, datetime

from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy
from creditdesk.domain.visibility import Role
from creditdesk.followup.actions import NextAction, Said, open_tickler, record_activity
from creditdesk.followup.models import ExceptionRow
from creditdesk.followup.shown_ticklers import ticklers_for
from creditdesk.followup.team_queries import exceptions
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Absence, User
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.world import World

POLICY = default_policy()


def test_S83_a_saturday_tickler_shows_on_monday_to_the_substitute_and_escalates_on_wednesday(  # noqa: N802
    world: World,
) -> None:
    dana = builders.user("dana", role=Role.REP, companies=[world.northlight])
    friday = datetime(2026, 7, 3, 15, 0, tzinfo=UTC)
    then = NextAction("Ask for the check number", date(2026, 7, 4), world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=friday, as_of=friday.date(), key="S83")
    Absence.objects.create(user=world.alice, substitute=dana, first_day=date(2026, 7, 6), last_day=date(2026, 7, 10))

    def shown(user: User, day: date) -> list[tuple[str, str]]:
        found = ticklers_for(user, as_of=day)
        return [(one.shown_as, one.tickler.owner.username) for one in found]

    assert shown(world.alice, date(2026, 7, 4)) == []
    assert shown(dana, date(2026, 7, 5)) == []
    assert shown(dana, date(2026, 7, 6)) == [("substitute", "alice")]
    assert shown(world.bob, date(2026, 7, 7)) == []
    assert shown(world.bob, date(2026, 7, 8)) == [("escalated", "alice")]
    assert shown(dana, date(2026, 7, 8)) == [("substitute", "alice")]
    assert shown(world.alice, date(2026, 7, 11)) == [("own", "alice")]


def test_S84_accounts_long_past_due_without_a_dated_next_action_are_on_the_exception_list(  # noqa: N802
    world: World,
) -> None:
    as_of, at = date(2026, 6, 30), datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    due = {"A": date(2026, 5, 31), "B": date(2026, 5, 30), "C": date(2026, 5, 20), "D": date(2026, 5, 10)}
    accounts = {name: builders.customer(world.northlight, name=name, portfolio=world.portfolio) for name in due}
    for name, day in due.items():
        builders.invoice(accounts[name], amount=100_00, number=name, due_date=day, as_of=as_of)
    promise = Said("call", "inbound", "promised", promised=Money(100_00, "USD"), promised_date=date(2026, 7, 2))
    record_activity(accounts["C"], said=promise, by=world.alice, at=at, as_of=as_of, key="S84 promise")
    some_day = NextAction("Look into it", None, world.alice)
    open_tickler(accounts["D"], then=some_day, by=world.alice, at=at, as_of=as_of, key="S84 some day")

    refresh_worklist(as_of=as_of)

    rows = exceptions(world.bob, as_of=as_of)
    listed = [(row.customer.name, (as_of - row.oldest_due_date).days, row.reason["code"]) for row in rows]
    assert listed == [("D", 51, "exception.no_date"), ("B", 31, "exception.nothing_planned")]


def test_S84_a_promise_for_one_item_leaves_the_other_items_of_the_account_unplanned(world: World) -> None:  # noqa: N802
    as_of, at = date(2026, 6, 30), datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    promised = builders.invoice(world.acme, amount=70_00, due_date=date(2026, 5, 20), as_of=as_of)
    builders.invoice(world.acme, amount=30_00, due_date=date(2026, 5, 30), as_of=as_of)
    said = Said(
        "call",
        "outbound",
        "promised",
        promised=Money(70_00, "USD"),
        promised_date=date(2026, 7, 2),
        item_ids=(promised.id,),
    )
    record_activity(world.acme, said=said, by=world.alice, at=at, as_of=as_of, key="one item")

    row = ExceptionRow.objects.get(customer=world.acme)
    assert (row.amount_minor, row.items, row.oldest_due_date) == (30_00, 1, date(2026, 5, 30))


def test_S84_a_dated_tickler_takes_the_account_off_the_list_at_once(world: World) -> None:  # noqa: N802
    as_of, at = date(2026, 6, 30), datetime(2026, 6, 30, 14, 0, tzinfo=UTC)
    builders.invoice(world.acme, amount=30_00, due_date=date(2026, 5, 30), as_of=as_of)
    refresh_worklist(as_of=as_of)
    assert ExceptionRow.objects.filter(customer=world.acme).exists()

    then = NextAction("Call the AP manager", date(2026, 7, 1), world.alice)
    open_tickler(world.acme, then=then, by=world.bob, at=at, as_of=as_of, key="planned")

    assert not ExceptionRow.objects.filter(customer=world.acme).exists()


AS_OF, AT = date(2026, 6, 30), datetime(2026, 6, 30, 14, 0, tzinfo=UTC)


def _promise(world: World, minor: int, *, day: date = date(2026, 7, 2), currency: str = "USD", key: str = "p") -> None:
    said = Said("call", "inbound", "promised", promised=Money(minor, currency), promised_date=day)
    record_activity(world.acme, said=said, by=world.alice, at=AT, as_of=AS_OF, key=key)


def _listed(world: World) -> tuple[int, str] | None:
    row = ExceptionRow.objects.filter(customer=world.acme, currency="USD").first()
    return (row.amount_minor, row.reason["code"]) if row else None


def test_a_promise_takes_an_account_off_the_list_only_for_what_it_covers(world: World) -> None:
    builders.invoice(world.acme, amount=5_000_00, due_date=date(2026, 5, 1), as_of=AS_OF)
    _promise(world, 1)
    assert _listed(world) == (4_999_99, "exception.promised_in_part")
    # A rest of at most 10.00 is small.
    _promise(world, 4_989_99, key="nearly")
    assert _listed(world) == (10_01, "exception.promised_in_part")
    _promise(world, 4_990_00, key="enough")
    assert _listed(world) is None


def test_what_came_in_and_was_applied_no_longer_covers_the_rest(world: World) -> None:
    paid = builders.invoice(world.acme, amount=100_00, due_date=date(2026, 5, 1), as_of=AS_OF)
    builders.invoice(world.acme, amount=60_00, due_date=date(2026, 5, 2), as_of=AS_OF)
    _promise(world, 100_00)
    assert _listed(world) == (60_00, "exception.promised_in_part")
    credit = builders.payment(world.acme, amount=100_00, document_date=AS_OF, as_of=AS_OF)
    refresh_worklist(as_of=AS_OF)
    assert _listed(world) == (60_00, "exception.promised_in_part")
    apply_credit(credit, to=[ApplyTo(paid.id, 100_00)], posting_date=AS_OF, as_of=AS_OF, by=world.erin, at=AT, key="a")
    refresh_worklist(as_of=AS_OF)
    assert _listed(world) == (60_00, "exception.promised_in_part")


def test_a_promise_in_another_currency_covers_nothing(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, due_date=date(2026, 5, 1), as_of=AS_OF)
    builders.invoice(world.acme, amount=100_00, due_date=date(2026, 5, 1), currency="EUR", as_of=AS_OF)
    _promise(world, 100_00, currency="EUR")
    assert _listed(world) == (100_00, "exception.nothing_planned")
    assert not ExceptionRow.objects.filter(customer=world.acme, currency="EUR").exists()


def test_a_tickler_far_ahead_takes_nothing_off_the_list(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, due_date=date(2026, 5, 1), as_of=AS_OF)
    for day, code in ((date(2100, 1, 1), "exception.action_far"), (date(2026, 7, 31), "exception.action_far")):
        then = NextAction("Call", day, world.alice)
        open_tickler(world.acme, then=then, by=world.alice, at=AT, as_of=AS_OF, key=str(day))
        assert _listed(world) == (100_00, code)
    then = NextAction("Call", date(2026, 7, 30), world.alice)
    open_tickler(world.acme, then=then, by=world.alice, at=AT, as_of=AS_OF, key="in time")
    assert _listed(world) is None


def test_a_promise_that_an_older_policy_took_is_too_far_ahead_under_a_stricter_one(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, due_date=date(2026, 5, 1), as_of=AS_OF)
    _promise(world, 100_00, day=date(2026, 8, 20))
    assert _listed(world) is None
    stricter = POLICY.model_copy(update={"promise": POLICY.promise.model_copy(update={"max_days_ahead": 30})})
    adopt_policy(stricter.to_yaml(), effective_from=AS_OF, reason="stricter", by="carol", at=AT)
    refresh_worklist(as_of=AS_OF)
    assert _listed(world) == (100_00, "exception.promise_far")
