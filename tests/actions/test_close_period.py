"""A closed period: for good, for one company, only when it is over."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, reverse_posting, transfer_residual
from creditdesk.receivables.models import Period
from tests import builders
from tests.world import NOW, TODAY, World

MAY = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))


def close(world: World, first: dt.date, last: dt.date, *, as_of: dt.date = TODAY) -> Period:
    return close_period(world.northlight, first_day=first, last_day=last, as_of=as_of, by=world.dave, at=NOW)


def test_who_closed_what_is_kept_and_journaled(world: World) -> None:
    period = close(world, *MAY)
    assert (period.closed_by, period.closed_at) == ("dave", NOW)
    entry = JournalEntry.objects.get(kind="period.closed")
    assert entry.facts == {"first_day": "2026-05-01", "last_day": "2026-05-31"}
    assert (entry.by, entry.company_id) == ("dave", world.northlight.id)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2026, 6, 1), TODAY),  # today is not over
        (dt.date(2026, 6, 1), dt.date(2026, 6, 30)),
        (dt.date(2026, 5, 31), dt.date(2026, 5, 1)),  # the wrong way round
    ],
)
def test_days_that_are_not_over_stay_open(world: World, first: dt.date, last: dt.date) -> None:
    with pytest.raises(Refusal, match="a period can be closed once its last day is over"):
        close(world, first, last)
    assert not Period.objects.exists()


def test_yesterday_can_be_closed(world: World) -> None:
    close(world, TODAY - dt.timedelta(days=1), TODAY - dt.timedelta(days=1))
    assert Period.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (dt.date(2026, 4, 1), dt.date(2026, 5, 1)),
        (dt.date(2026, 5, 10), dt.date(2026, 5, 20)),
        (dt.date(2026, 5, 31), dt.date(2026, 6, 1)),
        (dt.date(2026, 4, 1), dt.date(2026, 6, 1)),
    ],
)
def test_a_day_is_closed_once(world: World, first: dt.date, last: dt.date) -> None:
    close(world, *MAY)
    with pytest.raises(Refusal, match="part of these days is closed already"):
        close(world, first, last)


def test_the_days_beside_it_and_the_other_company_stay_open(world: World) -> None:
    close(world, *MAY)
    for day in (dt.date(2026, 4, 30), dt.date(2026, 6, 1)):
        builders.invoice(world.acme, amount=10_000, document_date=day)
    builders.invoice(world.foreign, amount=10_000, document_date=dt.date(2026, 5, 15))
    assert close(world, dt.date(2026, 4, 1), dt.date(2026, 4, 30)).id


@pytest.mark.parametrize("day", [dt.date(2026, 5, 1), dt.date(2026, 5, 31)])
def test_no_act_is_dated_inside_it(world: World, day: dt.date) -> None:
    april = dt.date(2026, 4, 10)
    invoice = builders.invoice(world.acme, amount=20_000, document_date=april)
    payment = builders.payment(world.acme, amount=20_000, document_date=april)
    common: dict[str, Any] = {"as_of": TODAY, "by": world.erin, "at": NOW}
    applied = apply_credit(payment, to=[ApplyTo(invoice.id, 5_000)], posting_date=april, key="a", **common)
    close(world, *MAY)

    with pytest.raises(Refusal, match="which is closed: post on a later day"):
        apply_credit(payment, to=[ApplyTo(invoice.id, 5_000)], posting_date=day, key="b", **common)
    with pytest.raises(Refusal, match="which is closed"):
        reverse_posting(applied, posting_date=day, reason="NSF", key="c", **common)
    with pytest.raises(Refusal, match="which is closed"):
        transfer_residual(invoice, amount_minor=100, number="D1", reference="x", posting_date=day, key="d", **common)
    with pytest.raises(Refusal, match="which is closed"):
        builders.invoice(world.acme, amount=1_000, document_date=day)
    # What lies before it is taken back today.
    reverse_posting(applied, posting_date=TODAY, reason="NSF", key="e", **common)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receivables_period SET last_day = '2026-05-02'",
        "DELETE FROM receivables_period",
    ],
)
def test_a_period_is_not_opened_again_not_even_by_raw_sql(world: World, statement: str) -> None:
    close(world, *MAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
