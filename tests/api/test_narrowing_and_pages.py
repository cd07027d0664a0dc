"""Lists by program are narrowed, sorted and cut into pages as their screens are."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest

from creditdesk.api.routes.ledger import ItemSort
from creditdesk.api.routes.parties import AccountSort
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.decisions import Decision, Kind, decide_exception
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Contact
from creditdesk.receivables.accounts import ACCOUNT_ORDERS
from creditdesk.receivables.listing import ITEM_ORDERS
from tests import builders
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World

YESTERDAY, NEXT_WEEK = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=7)
LONG_AGO = TODAY - dt.timedelta(days=150)


def every(program: Program, path: str, **asked: Any) -> list[Any]:
    """All entries, asked for one at a time; each page but the last holds one."""
    found: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(path, limit=1, cursor=cursor, **asked).json()
        assert len(page["entries"]) <= 1, "the limit holds"
        found += page["entries"]
        cursor = page["next"]
    return found


def plan(world: World, *, day: dt.date | None, key: str) -> int:
    then = NextAction(cause="Call", due_date=day, owner=world.alice)
    return open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key=key).id


@pytest.fixture
def owing(world: World) -> World:
    """Acme owes 900.00 USD long past due and 10.00 EUR not yet due; Zenith 1,000.00 USD past due since yesterday."""
    builders.invoice(world.acme, amount=90_000, number="A-1", due_date=LONG_AGO, document_date=LONG_AGO)
    builders.invoice(world.acme, amount=1_000, number="A-2", due_date=NEXT_WEEK, currency="EUR")
    builders.invoice(world.acme, amount=500, number="A-3", due_date=NEXT_WEEK)
    builders.invoice(world.zenith, amount=100_000, number="Z-1", due_date=YESTERDAY)
    refresh_worklist(as_of=TODAY)
    return world


def test_every_order_of_the_screens_is_an_order_by_program() -> None:
    for sorts, orders in ((AccountSort, ACCOUNT_ORDERS), (ItemSort, ITEM_ORDERS)):
        assert set(get_args(sorts)) == {"", *orders, *(f"-{name}" for name in orders)}


def test_customers_are_narrowed_and_sorted_as_accounts_are(owing: World) -> None:
    program, acme, zenith = Program(owing.carol), "Acme Camera", "Zenith Optics"

    def names(**asked: Any) -> list[str]:
        return [one["name"] for one in every(program, "/customers", **asked)]

    assert names(sort="-past_due") == [zenith, acme]
    assert names(sort="past_due") == names(sort="-oldest") == names(sort="name") == [acme, zenith]
    assert names(sort="-past_due", currency="EUR") == names(currency="EUR") == [acme]
    assert names(past_due="true") == [acme, zenith]
    assert names(past_due="true", currency="EUR") == []
    assert names(sort="-name", q="zen") == [zenith]
    assert names(risk_class=owing.acme.risk_class, number=owing.acme.number) == [acme]
    assert names(risk_class="E") == []
    assert program.get("/customers", sort="colour").status_code == 422


def test_a_cursor_of_another_order_is_refused(owing: World) -> None:
    program = Program(owing.carol)
    following = program.get("/customers", sort="name", limit=1).json()["next"]
    assert program.get("/customers", sort="-open", cursor=following).status_code == 422
    assert program.get("/customers", sort="name", cursor="WyJuYW1lIiwiXHVkODAwfjEiXQ").status_code == 422


def test_items_of_a_customer_are_narrowed_to_a_bucket_and_sorted(owing: World) -> None:
    program, acme = Program(owing.carol), owing.acme.id

    def numbers(**asked: Any) -> list[str]:
        return [one["number"] for one in every(program, "/items", customer=acme, **asked)]

    assert numbers(bucket=0) == ["A-2", "A-3"]
    assert numbers(bucket=0, currency="USD") == ["A-3"]
    assert numbers(bucket=5) == ["A-1"]
    assert numbers(sort="-late") == ["A-1", "A-2", "A-3"]
    assert numbers(sort="open") == ["A-3", "A-2", "A-1"]
    assert program.get("/items", customer=acme, bucket=7).status_code == 422
    assert program.get("/items", bucket=1).json()["errors"][0]["pointer"] == "/bucket"
    assert program.get("/items", customer=acme, sort="due", as_of="2026-06-01").status_code == 422


def test_entries_come_in_pages_and_what_was_open_goes_on(owing: World) -> None:
    program = Program(owing.erin)
    item = entries(program.get("/items", number="A-1"))[0]["id"]
    payment = builders.payment(owing.acme, amount=30_000)
    for amount in (10_000, 20_000):
        line = {"item_id": item, "amount_minor": amount}
        assert program.post("/applications", {"credit_item_id": payment.id, "to": [line]}).status_code == 201
    shown = every(program, f"/items/{item}/entries")
    assert [one["open_after"]["minor"] for one in shown] == [90_000, 80_000, 60_000]


def test_the_worklist_is_narrowed_as_today_is(owing: World) -> None:
    program = Program(owing.bob)

    def ids(**asked: Any) -> list[int]:
        return [one["customer_id"] for one in every(program, "/worklist", **asked)]

    everybody = ids()
    assert set(everybody) == {owing.acme.id, owing.zenith.id}
    assert ids(planned="true") == []
    plan(owing, day=NEXT_WEEK, key="t")
    assert ids(planned="true") == [owing.acme.id]
    assert ids(minimum_minor=95_000) == [owing.zenith.id]
    resting = {one["customer_id"] for one in every(program, "/worklist") if one["next_step"] == "wait"}
    assert set(ids(to_work="true")) == set(everybody) - resting


def test_what_is_accepted_without_a_plan_has_a_list_of_its_own(owing: World) -> None:
    builders.invoice(owing.acme, amount=700, number="A-4", due_date=LONG_AGO, currency="EUR")
    refresh_worklist(as_of=TODAY)
    program = Program(owing.bob)
    assert [one["amount"]["currency"] for one in every(program, "/exceptions")] == ["EUR", "USD"]
    decision = Decision(Kind.ACCEPTED, NEXT_WEEK, "in liquidation", None)
    for currency in ("EUR", "USD"):
        facts: dict[str, Any] = {"by": owing.bob, "at": NOW, "as_of": TODAY, "key": currency}
        decide_exception(owing.acme, currency=currency, decision=decision, **facts)
    assert every(program, "/exceptions") == []
    shown = every(program, "/exceptions/accepted")
    assert [(one["reason"], one["until"], one["by"]) for one in shown] == [
        ("in liquidation", NEXT_WEEK.isoformat(), "bob")
    ] * 2
    assert every(program, "/exceptions/accepted", portfolio=999) == []


def test_the_delinquent_log_takes_a_limit(owing: World) -> None:
    shown = every(Program(owing.carol), "/delinquent-log")
    assert [one["customer_id"] for one in shown] == [owing.zenith.id, owing.acme.id]


def test_ticklers_that_come_up_are_asked_for_like_those_due_and_those_without_a_day_are_last(world: World) -> None:
    some_day, later = plan(world, day=None, key="1"), plan(world, day=NEXT_WEEK, key="2")
    soon = plan(world, day=TODAY + dt.timedelta(days=2), key="3")
    due = plan(world, day=TODAY, key="4")
    another_day = plan(world, day=None, key="5")
    program = Program(world.alice)
    coming = [soon, later, some_day, another_day]
    assert [one["id"] for one in every(program, "/ticklers")] == [due]
    assert [one["id"] for one in every(program, "/ticklers", show="coming")] == coming
    assert [one["id"] for one in every(program, f"/customers/{world.acme.id}/ticklers")] == [due, *coming]


def test_activities_are_narrowed_by_channel_and_outcome(world: World) -> None:
    program, path = Program(world.alice), f"/customers/{world.acme.id}/activities"
    said = {"direction": "outbound", "outcome": "spoke"}
    for channel in ("call", "email"):
        program.post(path, said | {"channel": channel})
    assert [one["channel"] for one in entries(program.get(path, channel="email"))] == ["email"]
    assert [one["channel"] for one in every(program, path, outcome="spoke")] == ["email", "call"]
    assert entries(program.get(path, outcome="refused")) == []
    assert program.get(path, channel="pigeon").status_code == 422


def test_companies_people_and_closed_periods_come_in_pages(world: World) -> None:
    for rank, name in ((2, "Second"), (1, "First"), (2, "Third")):
        Contact.objects.create(customer=world.acme, name=name, rank=rank)
    people = every(Program(world.carol), f"/customers/{world.acme.id}/contacts")
    assert [one["name"] for one in people] == ["First", "Second", "Third"]
    world.dave.companies.set([world.northlight, world.southwind])
    program = Program(world.dave)
    assert {one["code"] for one in every(program, "/companies")} == {"NL", "SW"}
    for month, last in (("2026-03", 31), ("2026-04", 30)):
        days = {"first_day": f"{month}-01", "last_day": f"{month}-{last}"}
        assert program.post("/periods", days | {"company": "NL"}).status_code == 201
    assert [one["last_day"] for one in every(program, "/periods")] == ["2026-04-30", "2026-03-31"]


def test_a_problem_names_its_kind_for_good(owing: World) -> None:
    program = Program(owing.erin)
    item = entries(program.get("/items", number="A-1"))[0]["id"]
    contested = {"disputed_minor": 999_999, "reason": "short"}
    kinds = [
        program.post(f"/items/{item}/dispute", contested),
        program.post(f"/items/{item}/dispute", contested | {"disputed_minor": -1}),
        program.post(f"/items/{item}/dispute", contested, key=None),
        program.get("/items/999999"),
        program.get("/webhooks"),
    ]
    assert [answer.json()["type"].removeprefix("/problems/") for answer in kinds] == [
        "dispute.amount",
        "invalid",
        "idempotency-key",
        "not-found",
        "not-permitted",
    ]
