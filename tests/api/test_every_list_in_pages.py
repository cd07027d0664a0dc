"""Every list of the interface comes in pages that go on without a gap, and none comes whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from creditdesk.api.desk import api
from creditdesk.parties.models import Price
from tests import builders
from tests.api.programs import Program, entries
from tests.world import TODAY, World

# One entry for each company that follows the draft.
BOUNDED = {"draft_effect"}


def _in_pages(program: Program, path: str, **query: Any) -> list[Any]:
    """All entries, read one by one."""
    read: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(path, limit=1, cursor=cursor, **query).json()
        assert len(page["entries"]) <= 1
        read, cursor = read + page["entries"], page["next"]
    return read


def test_no_operation_answers_with_a_bare_list() -> None:
    described = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    bare = set()
    for operations in described.values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                shape = answer.get("content", {}).get("application/json", {}).get("schema", {})
                bare |= {operation["operationId"]} if shape.get("type") == "array" else set()
    assert bare == BOUNDED


def test_prices_come_in_pages_agreed_ones_first_and_the_newest_of_a_list(world: World) -> None:
    facts = {"company": world.northlight, "item_number": "K-100", "unit": "EA", "currency": "USD"}
    for day, minor in ((1, 900), (5, 800)):
        Price.objects.create(price_list="A", price_minor=minor, valid_from=dt.date(2026, 6, day), **facts)
    Price.objects.create(customer=world.acme, price_minor=700, valid_from=dt.date(2026, 6, 2), **facts)
    program, path = Program(world.alice), f"/customers/{world.acme.id}/prices"
    whole = entries(program.get(path, item="K-100"))
    assert [one["price"]["minor"] for one in whole] == [700, 800, 900]
    assert _in_pages(program, path, item="K-100") == whole
    for odd in ("nonsense", "WzFd", "WzEsMiwzLDQsNV0"):
        assert program.get(path, item="K-100", cursor=odd).status_code == 422


def test_positions_and_statements_come_in_pages(world: World) -> None:
    builders.invoice(world.acme, amount=1_000)
    builders.invoice(world.acme, amount=2_000, due_date=TODAY - dt.timedelta(days=40))
    builders.invoice(world.acme, amount=3_000, currency="EUR")
    builders.payment(world.acme, amount=500)
    program, path = Program(world.alice), f"/customers/{world.acme.id}"
    for tail in ("/positions", "/statement", "/statement/lines"):
        whole = entries(program.get(path + tail))
        assert len(whole) > 1
        assert _in_pages(program, path + tail) == whole
    euro = _in_pages(program, f"{path}/statement/lines", currency="EUR")
    assert [line["open"]["minor"] for line in euro] == [3_000]
    (aged,) = _in_pages(program, f"{path}/statement/lines", what="bucket-2")
    assert (aged["open"]["minor"], aged["days_past_due"]) == (2_000, 40)


def test_the_entries_of_a_posting_come_in_pages(world: World) -> None:
    item = builders.invoice(world.acme, amount=1_000)
    posting = item.entries.get().posting_id
    program = Program(world.alice)
    whole = program.get(f"/postings/{posting}").json()["entries"]
    assert len(whole) > 1
    assert _in_pages(program, f"/postings/{posting}/entries") == whole


def test_lists_that_can_be_taken_out_come_in_pages(world: World) -> None:
    program = Program(world.bob)
    whole = entries(program.get("/lists", limit=200))
    assert [one["name"] for one in whole] == sorted(one["name"] for one in whole)
    assert _in_pages(program, "/lists") == whole
