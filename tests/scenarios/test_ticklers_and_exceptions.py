"""S83 and S84, with the default policy: a tickler while its owner is away, and the exception report."""

from datetime import date, timedelta

from creditdesk.domain.exceptions import Horizon, ItemFacts, list_exceptions
from creditdesk.domain.policy import default_policy
from creditdesk.domain.ticklers import Absence, Tickler, place, planned_since

POLICY = default_policy()
CALENDAR = POLICY.company_calendar
ESCALATION = POLICY.ticklers.escalation_business_days


def test_S83_a_saturday_tickler_shows_on_monday_to_the_substitute_and_escalates_on_wednesday() -> None:  # noqa: N802
    tickler = Tickler(due_date=date(2026, 7, 4), owner="alice")
    away = Absence("alice", date(2026, 7, 6), date(2026, 7, 10), substitute="dana")

    def on(day: date) -> tuple[bool, str, bool]:
        where = place(
            tickler,
            as_of=day,
            calendar=CALENDAR,
            absences=[away],
            escalation_business_days=ESCALATION,
        )
        assert where.owner == "alice"
        return where.is_shown, where.shown_to, where.is_escalated

    assert on(date(2026, 7, 4)) == (False, "alice", False)
    assert on(date(2026, 7, 6)) == (True, "dana", False)
    assert on(date(2026, 7, 7)) == (True, "dana", False)
    assert on(date(2026, 7, 8)) == (True, "dana", True)
    assert on(date(2026, 7, 11)) == (True, "alice", True)


def test_S84_the_exception_report_lists_what_has_no_dated_next_action() -> None:  # noqa: N802
    as_of = date(2026, 6, 30)
    items = [
        ItemFacts("A", date(2026, 5, 31)),
        ItemFacts("B", date(2026, 5, 30)),
        ItemFacts("C", date(2026, 5, 20), promise_date=date(2026, 7, 2)),
        ItemFacts("D", date(2026, 5, 10), has_tickler=True),
    ]
    since = planned_since(as_of, calendar=CALENDAR, escalation_business_days=ESCALATION)
    most = POLICY.exceptions.tickler_max_days_ahead
    listed = list_exceptions(
        items,
        as_of=as_of,
        days_past_due_gt=POLICY.exceptions.days_past_due_gt,
        horizon=Horizon(since, as_of + timedelta(days=most), most),
    )
    assert {found.item.reference: found.days_past_due for found in listed} == {"B": 31, "D": 51}
    assert [found.reason.code for found in listed] == ["exception.no_date", "exception.nothing_planned"]
