"""Taking documents into the ledger in bulk: what rows it writes, when it refuses, and that nothing doubles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from creditdesk.domain.reasons import Refusal
from creditdesk.receivables import positions
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.recognition import ERP_CLEARING, NewItem, Source
from tests import builders
from tests.world import NOW, TODAY, World

MAY = dt.date(2026, 5, 4)


def invoice(world: World, number: str = "88120", *, amount: int = 120_000) -> NewItem:
    return NewItem(world.acme.id, "invoice", number, "USD", amount, MAY, MAY, MAY + dt.timedelta(days=30))


def source(world: World, key: str = "k") -> Source:
    return Source(world.northlight.id, "erin", NOW, key, policy_version=3)


def take(world: World, *items: NewItem, key: str = "k") -> list[OpenItem]:
    with transaction.atomic():
        ids = builders.take_over(items, source=source(world, key))
        positions.refresh(sorted({item.customer_id for item in items}), as_of=TODAY, edges=builders.EDGES)
    found = OpenItem.objects.in_bulk(ids)
    return [found[item_id] for item_id in ids]


def lines(kind: str) -> list[tuple[dt.date, str, str, int]]:
    entries = Entry.objects.filter(posting__kind=kind).order_by("posting_id", "line").select_related("item")
    return [(e.posting_date, e.item.number if e.item else e.account, e.currency, e.amount_minor) for e in entries]


def test_documents_of_one_day_stand_in_one_posting_that_clears_per_currency(world: World) -> None:
    euros = replace(invoice(world, "88122", amount=50_000), currency="EUR")
    credit = replace(invoice(world, "C1", amount=-20_000), kind="credit_memo")

    items = take(world, invoice(world, "88120"), credit, euros)

    assert [item.open_minor for item in items] == [120_000, -20_000, 50_000]
    assert lines("import") == [
        (MAY, "88120", "USD", 120_000),
        (MAY, "C1", "USD", -20_000),
        (MAY, "88122", "EUR", 50_000),
        (MAY, ERP_CLEARING, "USD", -100_000),
        (MAY, ERP_CLEARING, "EUR", -50_000),
    ]
    posting = Posting.objects.get()
    assert (posting.entry_count, posting.by, posting.policy_version, posting.recorded_at) == (5, "erin", 3, NOW)


def test_a_day_that_clears_by_itself_needs_no_clearing_line(world: World) -> None:
    credit = replace(invoice(world, "C1", amount=-120_000), kind="credit_memo")
    take(world, invoice(world), credit)
    assert [account for _, account, _, _ in lines("import")] == ["88120", "C1"]


def test_many_at_once_are_the_same_as_one_by_one(world: World) -> None:
    each = [invoice(world, f"N{number}", amount=1_000 + number) for number in range(1, 6)]
    settled = [replace(one, settled_minor=400, settled_date=MAY + dt.timedelta(days=9)) for one in each]

    together = take(world, *settled)
    apart = [take(world, replace(one, customer_id=world.zenith.id), key=one.number)[0] for one in settled]

    unlike = {"id", "customer_id"}
    facts = [
        [(f.attname, getattr(item, f.attname)) for f in OpenItem._meta.concrete_fields if f.attname not in unlike]
        for item in (*together, *apart)
    ]
    assert facts[:5] == facts[5:]
    moves = [
        [(e.posting.kind, e.posting_date, e.currency, e.amount_minor) for e in item.entries.order_by("id")]
        for item in (*together, *apart)
    ]
    assert moves[:5] == moves[5:]
    kept = [world.acme.positions.get(), world.zenith.positions.get()]
    assert all(getattr(kept[0], name) == getattr(kept[1], name) for name in positions.COMPARED)


@pytest.mark.parametrize(
    ("settled_date", "counts_on"),
    [
        (dt.date(2026, 5, 20), dt.date(2026, 5, 20)),
        (dt.date(2026, 4, 1), MAY),  # paid before it was billed: nothing moves before the document is there
    ],
)
def test_what_was_settled_before_is_settled_on_its_day(world: World, settled_date: dt.date, counts_on: dt.date) -> None:
    (item,) = take(world, replace(invoice(world), settled_minor=120_000, settled_date=settled_date))

    assert (item.open_minor, item.closed_date) == (0, counts_on)
    assert lines("erp_settlement") == [
        (counts_on, "88120", "USD", -120_000),
        (counts_on, ERP_CLEARING, "USD", 120_000),
    ]
    assert not world.acme.positions.exists()


def test_no_more_is_disputed_than_is_open(world: World) -> None:
    (item,) = take(world, replace(invoice(world), settled_minor=100_000, settled_date=MAY, disputed_minor=90_000))
    assert (item.open_minor, item.disputed_minor) == (20_000, 20_000)


def test_a_number_that_stands_on_the_account_is_refused_by_the_database(world: World) -> None:
    take(world, invoice(world))
    with pytest.raises(IntegrityError), transaction.atomic():
        take(world, invoice(world), key="again")
    assert OpenItem.objects.count() == 1
    take(world, replace(invoice(world), customer_id=world.zenith.id), key="other account")
    assert OpenItem.objects.count() == 2


def test_the_same_source_cannot_post_a_day_twice(world: World) -> None:
    take(world, invoice(world, "A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        take(world, invoice(world, "B"))
    assert Posting.objects.count() == 1


def test_one_day_in_a_closed_period_refuses_the_whole_lot(world: World) -> None:
    close_period(
        world.northlight,
        first_day=dt.date(2026, 4, 1),
        last_day=dt.date(2026, 4, 30),
        as_of=TODAY,
        by=world.dave,
        at=NOW,
    )
    late = replace(invoice(world, "B"), posting_date=dt.date(2026, 4, 30))

    with pytest.raises(Refusal, match="2026-04-30 lies in the period 2026-04-01 to 2026-04-30, which is closed"):
        take(world, invoice(world, "A"), late)

    assert not OpenItem.objects.exists()
    assert not Posting.objects.exists()


def test_an_amount_beyond_every_bound_is_refused_by_the_database(world: World) -> None:
    over = replace(invoice(world), settled_minor=120_001, settled_date=MAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        take(world, over)
    wrong_sign = replace(invoice(world), kind="payment")
    with pytest.raises(IntegrityError), transaction.atomic():
        take(world, wrong_sign)


def test_nothing_to_take_in_is_no_act(world: World) -> None:
    assert take(world) == []
    assert not Posting.objects.exists()
