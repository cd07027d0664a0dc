"""A rest moved to a deduction: who may, on which day, of which item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import User
from creditdesk.receivables.actions import transfer_residual
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.world import NOW, TODAY, World

TOMORROW = TODAY + dt.timedelta(days=1)


def move(item: OpenItem, *, by: User, key: str = "t", **facts: Any) -> OpenItem:
    rest: dict[str, Any] = {"amount_minor": 4_000, "number": "D1", "reference": "shortage", "posting_date": TODAY}
    return transfer_residual(item, **rest | facts, as_of=TODAY, by=by, at=NOW, key=key)


def test_a_rest_is_not_moved_ahead(world: World) -> None:
    with pytest.raises(Refusal, match="nothing is posted ahead"):
        move(builders.invoice(world.acme, amount=10_000), by=world.erin, posting_date=TOMORROW)
    assert not OpenItem.objects.filter(kind="deduction").exists()


def test_a_number_that_the_account_has_already_is_refused_in_words(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=10_000)
    move(invoice, by=world.erin)
    with pytest.raises(Refusal, match="has a deduction D1 already"):
        move(invoice, by=world.erin, key="t2")
    with pytest.raises(Refusal, match="needs a number"):
        move(invoice, by=world.erin, key="t3", number="")
    assert Posting.objects.filter(kind="transfer").count() == 1


def test_the_same_key_moves_once(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=10_000)
    assert move(invoice, by=world.erin).id == move(invoice, by=world.erin).id


def test_a_credit_has_no_rest_to_move(world: World) -> None:
    with pytest.raises(Refusal, match="cannot be moved"):
        move(builders.payment(world.acme, amount=10_000), by=world.erin)
