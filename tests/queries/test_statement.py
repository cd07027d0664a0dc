"""Statements: their figures are sums of their own lines, on any day, from any date that age counts from."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.aging import AgingBasis
from creditdesk.receivables.queries import positions
from creditdesk.receivables.statements import Statement, statements
from tests import builders
from tests.world import TODAY, World


def _statement(world: World, *, as_of: dt.date = TODAY, basis: AgingBasis = AgingBasis.DUE_DATE) -> Statement:
    (one,) = statements(world.acme.id, as_of=as_of, today=TODAY, edges=builders.EDGES, basis=basis)
    return one


def test_the_statement_of_today_says_what_the_position_says(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 5, 1), disputed=30_000)
    builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 7, 1))
    builders.payment(world.acme, amount=20_000)
    builders.credit_memo(world.acme, amount=5_000)

    one = _statement(world)
    (kept,) = positions([world.acme.id], as_of=TODAY, edges=builders.EDGES)

    assert (one.open_minor, one.past_due_minor, one.disputed_minor) == (
        kept.open_minor,
        kept.past_due_minor,
        kept.disputed_minor,
    )
    assert (one.buckets_minor, one.credits_minor, one.balance_minor) == (
        kept.buckets_minor,
        kept.credits_minor,
        kept.balance_minor,
    )


def test_lines_stand_oldest_first_by_the_date_that_age_counts_from(world: World) -> None:
    late_document = builders.invoice(
        world.acme, amount=1, document_date=dt.date(2026, 5, 20), due_date=dt.date(2026, 5, 25)
    )
    early_document = builders.invoice(
        world.acme, amount=2, document_date=dt.date(2026, 3, 1), due_date=dt.date(2026, 6, 1)
    )

    by_due, by_document = _statement(world), _statement(world, basis=AgingBasis.DOCUMENT_DATE)

    assert [line.item.id for line in by_due.lines] == [late_document.id, early_document.id]
    assert [line.item.id for line in by_document.lines] == [early_document.id, late_document.id]


def test_what_is_disputed_is_known_of_today_only(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, disputed=30_000)

    assert _statement(world).disputed_minor == 30_000
    assert _statement(world, as_of=TODAY - dt.timedelta(days=1)).disputed_minor == 0


def test_a_settled_customer_has_no_statement(world: World) -> None:
    builders.invoice(world.acme, amount=100, settled=100, settled_date=TODAY)

    assert statements(world.acme.id, as_of=TODAY, today=TODAY, edges=builders.EDGES) == []
    assert _statement(world, as_of=TODAY - dt.timedelta(days=1)).balance_minor == 100
