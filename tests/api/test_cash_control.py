"""Cash control by program: the same figures as the pages, signed and explained under the same rights."""

from __future__ import annotations

from creditdesk.cash.models import BankLine, Match
from tests.api.programs import Program, entries
from tests.builders import bank_account, bank_receipts, bank_statement
from tests.web.permission_matrix_cash_control import a_match
from tests.world import TODAY, World


def test_the_day_and_the_bank_are_told_in_parts_that_add_up(world: World) -> None:
    account = bank_account(world.northlight)
    statement = bank_statement(account, lines=[{"amount_minor": 70_00}, {"amount_minor": -5_00, "text": "Fees"}])
    bank_receipts(statement)
    program = Program(world.erin)
    (day,) = entries(program.get("/cash/report", day=TODAY.isoformat()))
    assert (day["received"]["minor"], day["unidentified"]["minor"], day["channel"]) == (70_00, 70_00, "transfer")
    span = {"first": TODAY.isoformat(), "last": TODAY.isoformat()}
    tie = program.get(f"/cash/reconciliation/{account.id}", **span).json()
    assert (tie["closing"]["minor"], tie["moved_in_books"]["minor"], tie["is_reconciled"]) == (65_00, 70_00, False)
    (line,) = tie["differences"]
    answer = program.post(f"/bank-lines/{line['line_id']}/explain", {"why": "fees of the bank"})
    assert (answer.status_code, answer.json()["explained_by"]) == (200, "erin")
    tie = program.get(f"/cash/reconciliation/{account.id}", **span).json()
    assert (tie["is_reconciled"], tie["unexplained"]["minor"], tie["rest"]["minor"]) == (True, 0, 0)
    receipt = BankLine.objects.get(amount_minor=70_00)
    assert program.post(f"/bank-lines/{receipt.id}/explain", {"why": "x"}).status_code == 422
    (row,) = entries(program.get("/cash/unapplied", part="unidentified"))
    assert (row["customer_id"], row["total"]["minor"], row["ages"][0]["minor"]) == (None, 70_00, 70_00)


def test_matches_are_signed_once_and_only_those_that_are_there(world: World) -> None:
    made, elsewhere = a_match(world, "acme"), a_match(world, "foreign")
    bob = Program(world.bob)
    (shown,) = entries(bob.get("/cash/reviews", whose="people"))
    assert (shown["id"], shown["applied"]["minor"], shown["reviewed_by"]) == (made.id, 50_00, "")
    assert bob.post("/cash/reviews", {"match_ids": [made.id, elsewhere.id]}).status_code == 404
    signed = bob.post("/cash/reviews", {"match_ids": [made.id]}).json()["matches"]
    assert [one["reviewed_by"] for one in signed] == ["bob"]
    assert Match.objects.get(id=elsewhere.id).reviewed_by == ""
    assert entries(bob.get("/cash/reviews", whose="people")) == []


def test_match_rates_name_their_denominators(world: World) -> None:
    a_match(world, "acme")
    report = Program(world.bob).get("/cash/match-rates", first=TODAY.isoformat(), last=TODAY.isoformat()).json()
    whole = next(one for one in report["figures"] if one["group"] == "all")
    assert whole["by_payment"] == {"part": 0, "whole": 1, "percent": "0.0"}
    assert whole["wrong_by_machine"] == {"part": 0, "whole": 0, "percent": None}
    assert whole["outcomes"]["by_hand"] == 1
