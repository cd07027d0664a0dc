"""S69 with real rows: a credit that nobody claims is written about, reported as due, and never becomes income."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from creditdesk.approvals.models import Request
from creditdesk.approvals.verify import broken_facts
from creditdesk.cash.unclaimed import unclaimed
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.unclaimed import Stage
from creditdesk.letters.credit_balances import draft_credit_letters
from creditdesk.letters.models import Letter
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import Program
from tests.asking import adjustment, approve, ask, write_off
from tests.mail.post import contact
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
from tests.world import World

RECEIVED, LETTER, DORMANT = dt.date(2023, 11, 10), dt.date(2024, 11, 10), dt.date(2026, 11, 10)
DAY = dt.timedelta(days=1)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


@pytest.fixture
def credit(world: World) -> OpenItem:
    """260.00 on account of a customer in New York."""
    world.acme.country, world.acme.region = "US", "NY"
    world.acme.save(update_fields=["country", "region"])
    contact(world.acme, email="ann@acme.example")
    return builders.payment(world.acme, amount=260_00, number="P1", document_date=RECEIVED, as_of=RECEIVED)


def stages(world: World, day: dt.date) -> list[tuple[str, Stage]]:
    return [(one.number, one.judged.stage) for one in unclaimed(world.carol, stage="", as_of=day)]


def test_S69_the_letter_after_a_year_and_the_list_of_what_is_due_after_three(world: World, credit: OpenItem) -> None:  # noqa: N802
    assert stages(world, LETTER - DAY) == []
    assert draft_credit_letters(world.northlight, as_of=LETTER - DAY, at=at(LETTER - DAY)) == 0
    assert draft_credit_letters(world.northlight, as_of=LETTER, at=at(LETTER)) == 1
    letter = Letter.objects.get()
    assert (letter.kind, letter.drafted_at, letter.state) == ("credit_balance", at(LETTER), "draft")
    assert "260.00 USD" in letter.subject and "P1 (November 10, 2023), 260.00 USD" in str(letter.content)
    assert stages(world, LETTER) == [("P1", Stage.LETTER)]
    for day in (LETTER, LETTER + DAY, LETTER + 365 * DAY):
        assert draft_credit_letters(world.northlight, as_of=day, at=at(day)) == 0
    assert stages(world, DORMANT - DAY) == [("P1", Stage.LETTER)]
    assert stages(world, DORMANT) == [("P1", Stage.DUE)]
    with time_machine.travel(at(DORMANT), tick=False):
        page = client_of(world.carol).get(reverse("unclaimed") + "?stage=due").content.decode()
        (row,) = csv_rows(taken(client_of(world.carol), "unclaimed", query={"stage": "due"}))
        (told,) = Program(world.carol, days=365).get("/unclaimed", stage="due").json()["items"]
    assert "P1" in page and "260.00 USD" in page and "US-NY: reported after 3 years" in page
    assert (row["Amount"], row["Dormant on"]) == ("260.00", "2026-11-10")
    assert (told["number"], told["stage"], told["dormant_on"]) == ("P1", "due", "2026-11-10")


def test_S69_nobody_writes_the_credit_to_income(world: World, credit: OpenItem) -> None:  # noqa: N802
    for content in (write_off(credit, amounts=(260_00,)), adjustment(credit, amounts=(260_00,))):
        for person in (world.alice, world.carol, world.dave):
            with pytest.raises(Refusal, match="never becomes income"):
                ask(world.acme, content, by=person)
    body = {
        "customer_id": world.acme.id, "kind": "write_off", "currency": "USD", "words": "old",
        "lines": [{"item_id": credit.id, "amount_minor": 260_00}], "evidence": [{"shows": "efforts", "words": "x"}],
    }  # fmt: skip
    with time_machine.travel(at(dt.date(2026, 6, 20)), tick=False):
        answer = Program(world.dave).post("/requests", body)
    assert answer.status_code == 422 and "never becomes income" in answer.content.decode()
    invoice = builders.invoice(world.acme, amount=260_00)
    request = ask(world.acme, write_off(invoice), by=world.alice)
    columns = "request_id, revision, line, item_id, number, amount_minor, tax_minor, account, cost_centre"
    forged = f"INSERT INTO approvals_requestline ({columns}) VALUES (%s, 1, 2, %s, 'P1', 26000, 0, '', '')"
    with pytest.raises(DatabaseError, match="never becomes income"), transaction.atomic(), connection.cursor() as raw:
        raw.execute(forged, [request.id, credit.id])
    approve(request, by=world.carol)
    credit.refresh_from_db()
    assert (credit.open_minor, Request.objects.count(), broken_facts()) == (-260_00, 1, [])


@pytest.mark.breaks_the_books
def test_a_write_off_of_a_credit_that_was_forged_into_the_books_is_found(world: World, credit: OpenItem) -> None:
    from creditdesk.receivables.posting import Line, write_posting

    with transaction.atomic():
        write_posting(
            world.northlight.id,
            "write_off",
            posting_date=DORMANT,
            lines=[
                Line("USD", 260_00, item_id=credit.id, customer_id=world.acme.id),
                Line("USD", -260_00, account="other_income"),
            ],
            by="mallory",
            at=at(DORMANT),
            key="forged",
        )
    assert any("writes the credit P1 off" in str(fact) for fact in broken_facts())


def test_what_is_applied_or_paid_back_leaves_the_list_and_a_younger_credit_gets_its_own_letter(
    world: World, credit: OpenItem
) -> None:
    draft_credit_letters(world.northlight, as_of=LETTER, at=at(LETTER))
    younger = dt.date(2024, 3, 1)
    builders.credit_memo(world.acme, amount=40_00, number="CM2", document_date=younger, as_of=LETTER)
    day = dt.date(2025, 3, 1)
    assert draft_credit_letters(world.northlight, as_of=day - DAY, at=at(day - DAY)) == 0
    assert draft_credit_letters(world.northlight, as_of=day, at=at(day)) == 1
    assert "300.00 USD" in Letter.objects.order_by("-id")[0].subject


def test_a_state_without_a_rule_and_a_customer_without_a_state_say_so(world: World, credit: OpenItem) -> None:
    def why(region: str, country: str = "US") -> tuple[Stage, str]:
        world.acme.country, world.acme.region = country, region
        world.acme.save(update_fields=["country", "region"])
        (one,) = unclaimed(world.carol, stage="", as_of=DORMANT)
        return one.judged.stage, str(one.judged.why)

    assert why("TX") == (Stage.NO_RULE, "the policy has no rule for US-TX: ask counsel")
    assert why("", country="") == (Stage.NO_RULE, "the owner's state is not known: find it out")
    assert why("DE") == (Stage.LETTER, "older than 12 months: the customer is written to; dormant on 2028-11-10")
    assert why("DE", country="DE")[0] is Stage.NO_RULE  # a region of Germany is not Delaware


def test_money_of_nobody_is_listed_for_those_who_see_cash(world: World) -> None:
    account = builders.bank_account(world.northlight)
    lines = [{"amount_minor": 90_00, "value_date": RECEIVED, "booking_date": RECEIVED, "party_name": "WHO"}]
    statement = builders.bank_statement(account, lines=lines, day=RECEIVED)
    builders.bank_receipts(statement)
    (one,) = unclaimed(world.erin, stage="nobody", as_of=LETTER)
    assert (one.customer, one.minor, one.judged.dormant_on) == (None, 90_00, None)
    assert one.judged.stage is Stage.NOBODY
