"""Differences of a list decided by a program, and the reconciliation as it asks for it."""

from __future__ import annotations

import time_machine

from creditdesk.intake.models import ImportFile
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, worked
from tests.api.programs import Program, entries
from tests.world import NOW, World

OTHER = HEADER + "".join(TWO_INVOICES.splitlines(keepends=True)[1:]).replace("300.50,100.50", "280.00,80.00")


@time_machine.travel(NOW, tick=False)
def test_a_difference_is_shown_decided_and_taken_back(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    program = Program(world.dave)
    path = f"/imports/{program.upload(OTHER.encode(), company='NL', is_list='true').json()['id']}"
    worked(ImportFile.objects.get(is_list=True))
    (shown,) = entries(program.get(f"{path}/differences"))
    (document,) = shown["documents"]
    assert (shown["cause"], shown["answers"]) == ("snapshot.other_document", ["keep", "take"])
    assert (document["ours"]["minor"], document["list_open"]["minor"]) == (10_050, 8_000)
    body = {"lines": [shown["line"]], "answer": "take", "reason": "asked them"}
    assert "may not approve it" in Program(world.erin).post(f"{path}/differences", body).content.decode()
    (decision,) = program.post(f"{path}/differences", body).json()["decisions"]
    assert (decision["number"], decision["before"]["minor"], decision["ours"]["minor"]) == ("A-2", 10_050, 8_000)
    assert entries(program.get(f"{path}/differences")) == []
    ((tie,),) = (company["ties"] for company in program.get("/reconciliation").json()["companies"])
    assert tie["ledger"]["minor"] == tie["on_list"]["minor"]
    assert [tie[name]["minor"] for name in ("kept", "undecided", "unexplained")] == [0, 0, 0]
    back = program.post(f"/difference-decisions/{decision['id']}/taking-back", {"reason": "they corrected it"})
    assert back.json()["taken_back_by"] == "dave"
    assert OpenItem.objects.get(number="A-2").open_minor == 10_050
    assert [one["id"] for one in entries(program.get(f"{path}/decisions"))] == [decision["id"]]


@time_machine.travel(NOW, tick=False)
def test_the_reconciliation_tells_what_waits_for_a_person(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    program = Program(world.dave)
    empty = program.get("/reconciliation").json()["companies"]
    assert [(one["company"], one["missed"]["code"], one["ties"]) for one in empty] == [
        ("NL", "reconciliation.none", [])
    ]
    path = f"/imports/{program.upload(OTHER.encode(), company='NL', is_list='true').json()['id']}"
    worked(ImportFile.objects.get(is_list=True))
    program.post(f"{path}/balances", {"company": "NL", "currency": "USD", "balance_minor": 128_500})
    (company,) = program.get("/reconciliation").json()["companies"]
    (tie,) = company["ties"]
    figures = {
        name: tie[name]["minor"]
        for name in ("on_list", "ledger", "kept", "undecided", "unexplained", "erp_balance", "off")
    }
    assert figures == {
        "on_list": 128_000,
        "ledger": 130_050,
        "kept": 0,
        "undecided": -2_050,
        "unexplained": 0,
        "erp_balance": 128_500,
        "off": 500,
    }
    assert (company["day"], company["to_decide"], company["missed"]) == ("2026-06-15", 1, None)
    program.post(f"{path}/differences", {"lines": [3], "answer": "keep", "reason": "ours is right"})
    (company,) = program.get("/reconciliation").json()["companies"]
    (tie,) = company["ties"]
    assert [tie[name]["minor"] for name in ("kept", "undecided", "unexplained")] == [-2_050, 0, 0]
    assert (company["to_decide"], company["ties"][0]["decided"]) == (0, 1)
