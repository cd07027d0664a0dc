"""The pages of cash control: what they show, to whom, and what is signed, explained and taken back from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditdesk.cash.models import BankLine, Match, Receipt
from creditdesk.receivables.models import OpenItem
from tests.builders import bank_account, bank_receipts, bank_statement, invoice
from tests.queries.test_cash_control import match
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
from tests.world import NOW, World

pytestmark = pytest.mark.one_database
PAGES = ("report", "unapplied", "reconciliation", "review", "analytics")


@pytest.fixture(autouse=True)
def on_the_worlds_day(settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def busy(world: World) -> World:
    """Four payments of one day: one matched by Alice, one unapplied, one unidentified; a charge nobody explained."""
    account = bank_account(world.northlight, name="Lockbox North")
    charge = {"amount_minor": -12_00, "kind": BankLine.Kind.CHARGE, "text": "Fees of May"}
    first, _ = bank_receipts(
        bank_statement(account, lines=[{"amount_minor": 600_00}, {"amount_minor": 80_00}, charge]), payer=world.acme
    )
    other = bank_statement(account, lines=[{"amount_minor": 300_00, "party_name": "Blue Lens"}], opening=668_00)
    bank_receipts(other)
    item = invoice(world.acme, amount=600_00, number="88120")
    from creditdesk.domain.cash_proposals import MatchLine

    match(first, MatchLine(item.id, 600_00), by=world.alice, world=world, seconds=40)
    return world


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_with_and_without_cash_in_few_queries(page: str, world: World) -> None:
    assert client_of(world.bob).get(f"/cash/{page}/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_each_page_takes_few_queries(page: str, busy: World) -> None:
    client = client_of(busy.bob)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"/cash/{page}/").status_code == 200
    assert len(asked) <= 25, [one["sql"][:120] for one in asked]


def test_the_report_tells_the_day_and_what_waits_for_a_signature(busy: World) -> None:
    page = client_of(busy.bob).get("/cash/report/").content.decode()
    assert "Lockbox North" in page
    assert "980.00" in page
    assert "1 match waits for a second person." in page
    assert "No cash that day" in client_of(busy.bob).get("/cash/report/?day=2026-06-01").content.decode()
    (row,) = csv_rows(taken(client_of(busy.bob, second_factor=True), "cash_report"))
    told = (row["Received"], row["By people"], row["Unapplied"], row["Unidentified"], row["Payments"])
    assert told == ("980.00", "600.00", "80.00", "300.00", "3")


def test_a_rep_sees_his_unapplied_cash_and_none_of_the_other_pages(busy: World) -> None:
    alice = client_of(busy.alice)
    page = alice.get("/cash/unapplied/").content.decode()
    assert "Acme Camera" in page and "Nobody is known to have paid it" in page
    assert {alice.get(f"/cash/{name}/").status_code for name in PAGES if name != "unapplied"} == {403}
    other = client_of(busy.charlie).get("/cash/unapplied/").content.decode()
    assert "Acme Camera" not in other and "300.00" not in other


def test_a_line_is_explained_and_the_bank_ties(busy: World) -> None:
    erin = client_of(busy.erin)
    page = erin.get("/cash/reconciliation/").content.decode()
    line = BankLine.objects.get(amount_minor=-12_00)
    assert f"/cash/lines/{line.id}/explain/" in page and "Fees of May" in page
    path = f"/cash/lines/{line.id}/explain/"
    assert erin.post(path, {"why": ""}).status_code == 422
    assert erin.post(path, {"why": "bank charges, booked in the ERP"}).status_code == 302
    page = erin.get("/cash/reconciliation/").content.decode()
    assert "bank charges, booked in the ERP" in page
    assert "Lines that nobody has explained" not in page
    receipt = BankLine.objects.get(amount_minor=600_00)
    refused = erin.post(f"/cash/lines/{receipt.id}/explain/", {"why": "x"})
    assert refused.status_code == 422 and "nothing to explain" in refused.content.decode()
    rows = csv_rows(taken(client_of(busy.bob, second_factor=True), "cash_reconciliation"))
    assert [(row["Amount"], row["What it is"]) for row in rows] == [("-12.00", "bank charges, booked in the ERP")]


def test_s91_the_supervisor_signs_what_a_rep_posted(busy: World) -> None:
    bob, made = client_of(busy.bob), Match.objects.get()
    assert f'value="{made.id}"' in bob.get("/cash/review/").content.decode()
    bob.post("/cash/review/sign/", {})
    bob.post("/cash/review/sign/", {"match": [str(made.id)], "list": "whose=reps"})
    made.refresh_from_db()
    assert made.reviewed_by == "bob"
    assert "Nothing to look through" in bob.get("/cash/review/").content.decode()
    assert "Bob" in bob.get("/cash/review/?state=signed").content.decode()
    assert client_of(busy.erin).post("/cash/review/sign/", {"match": [str(made.id)]}).status_code == 403


def test_a_wrong_match_is_taken_back_from_the_review(busy: World) -> None:
    made, path = Match.objects.get(), f"/cash/review/{Match.objects.get().id}/take-back/"
    erin = client_of(busy.erin)
    assert erin.post(path, {"cause": "wrong", "why": " "}).status_code == 422
    assert erin.post(path, {"cause": "wrong", "why": "it was for another invoice"}).status_code == 302
    made.refresh_from_db()
    assert made.taken_back == "wrong"
    assert OpenItem.objects.get(number="88120").open_minor == 600_00
    assert "it was for another invoice" in erin.get("/cash/review/?state=taken_back").content.decode()
    assert erin.post(path, {"cause": "wrong", "why": "again"}).status_code == 422


def test_match_rates_stand_with_their_denominators(busy: World) -> None:
    page = client_of(busy.bob).get("/cash/analytics/").content.decode()
    assert "0 of 3 payments" in page and "0 of 2 envelopes" in page and "0 of 1 lines" in page
    assert "Blue Lens" in page
    rows = csv_rows(taken(client_of(busy.bob, second_factor=True), "match_figures"))
    assert {row["Group"] for row in rows} == {"All", "Channel", "Week", "Payer"}
    assert rows[0]["Seconds, median"] == "40"
    assert Receipt.objects.count() == 3
