"""A list of all open items by the interface for programs: the same doubts, the same postings."""

from __future__ import annotations

from creditdesk.intake.models import ImportFile
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, worked
from tests.api.programs import Program, entries
from tests.world import World

PAID_IN_PART = HEADER + TWO_INVOICES.splitlines(keepends=True)[1].replace("1200.00,1200.00", "1200.00,700.00")


def test_a_list_is_compared_confirmed_and_posted(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    program = Program(world.erin)
    path = f"/imports/{program.upload(PAID_IN_PART.encode(), company='NL', is_list='true').json()['id']}"
    worked(ImportFile.objects.get(is_list=True))
    shown = program.get(path).json()
    assert (shown["is_list"], shown["rows_changed"], shown["rows_missing"]) == (True, 1, 1)
    assert [doubt["code"] for doubt in shown["totals"]["doubts"]] == ["snapshot.much_missing"]
    (line,) = shown["totals"]["listed"]["lines"]
    assert (line["after"], line["list"], line["rest"]) == (70_000, 70_000, 0)
    assert entries(program.get(f"{path}/rows", verdict="missing"))[0]["row"]["number"] == "A-2"
    said = {"revision": shown["revision"]}
    refused = program.post(f"{path}/posting", said)
    assert (refused.status_code, "lacks 1 of 2 open documents" in refused.content.decode()) == (422, True)
    assert program.post(f"{path}/posting", {**said, "confirmed": ["snapshot.much_missing"]}).status_code == 200
    worked(ImportFile.objects.get(is_list=True))
    assert [item.open_minor for item in OpenItem.objects.order_by("number")] == [70_000, 0]


def test_a_list_of_a_day_to_come_is_refused(world: World) -> None:
    answer = Program(world.erin).upload(PAID_IN_PART.encode(), company="NL", is_list="true", as_of="2026-06-16")
    assert answer.status_code == 422


def test_the_balance_of_the_account_in_the_erp_is_entered_beside_it(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    program = Program(world.erin)
    path = f"/imports/{program.upload(PAID_IN_PART.encode(), company='NL', is_list='true').json()['id']}"
    body = {"company": "NL", "currency": "USD", "balance_minor": 71_250}
    entered = program.post(f"{path}/balances", body).json()
    assert (entered["balance"]["minor"], entered["as_of"], entered["entered_by"]) == (71_250, "2026-06-15", "erin")
