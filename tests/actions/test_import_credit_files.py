"""Ratings and financial statements in files: new, corrected, refused, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from creditdesk.creditfile.facts import file_facts
from creditdesk.creditfile.models import FinancialStatement, Rating
from creditdesk.intake import verify
from tests.actions.importing import load, preview, refusals, take_back
from tests.world import NOW, TODAY, World

FIGURES = "900000.00,500000.00,2000000.00,1400000.00,300000.00,180000.00,3000000.00"
STATEMENTS = (
    "Customer no,Period end,Currency,Current assets,Current liabilities,Total assets,Total liabilities,"
    "Retained earnings,EBIT,Net sales\n"
)


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_ratings_come_in_a_file_are_corrected_by_the_next_one_and_withdrawn_by_an_undo(world: World) -> None:
    text = (
        "Customer no,Rated by,Rating,Rating date\n"
        f"{world.acme.number},JBT,2,2026-06-01\n"
        f"{world.zenith.number},JBT,7,2026-06-01\n"
        "404,JBT,2,2026-06-01\n"
        f"{world.zenith.number},bureau,64,2026-07-01\n"
    )
    file = load(text, company=world.northlight, by=world.carol)
    assert (file.content, file.rows_accepted) == ("credit_ratings", 1)
    assert refusals(file) == [(3, "rating.jbt"), (4, "import.customer_unknown"), (5, "rating.ahead")]
    facts = file_facts(world.acme, as_of=TODAY)
    assert facts.rating is not None
    assert facts.rating.value == 2
    again = load(text.replace("JBT,2", "JBT,3"), company=world.northlight, by=world.carol)
    assert (again.rows_changed, Rating.objects.count()) == (1, 2)
    same = preview(text.replace("JBT,2", "JBT,3") + "\n", company=world.northlight, by=world.carol)
    assert same.rows_unchanged == 1
    take_back(again, by=world.carol)
    third = load(text.replace(",JBT,2", ",bureau,55"), company=world.northlight, by=world.carol)
    take_back(third, by=world.carol)
    facts = file_facts(world.acme, as_of=TODAY)
    assert facts.rating is not None
    assert (facts.rating.source, facts.rating.value) == ("jbt", 3)
    assert verify.broken_facts() == []


def test_statements_come_in_a_file_with_the_handbooks_figures(world: World) -> None:
    row = f"{world.acme.number},2025-12-31,USD,{FIGURES}\n"
    bad = f"{world.zenith.number},2025-12-31,USD,{FIGURES.replace('900000.00', '9000000.00')}\n"
    file = load(STATEMENTS + row + bad, company=world.northlight, by=world.carol)
    assert (file.content, refusals(file)) == ("financials", [(3, "statement.current_assets")])
    made = FinancialStatement.objects.get()
    assert (made.total_assets, made.import_file_id, made.by) == (2_000_000_00, file.id, world.carol)


def test_whoever_may_not_set_credit_brings_none_in(world: World) -> None:
    row = f"{world.acme.number},2025-12-31,USD,{FIGURES}\n"
    file = preview(STATEMENTS + row, company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "import.not_permitted")]
