"""A later collection date and a rest moved to a deduction: who may, on which day, of which item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import User
from creditdesk.receivables.actions import extend_item, transfer_residual
from creditdesk.receivables.models import Extension, OpenItem, Posting
from tests import builders
from tests.world import NOW, TODAY, World

TOMORROW = TODAY + dt.timedelta(days=1)


def extend(item: OpenItem, *, by: User, **facts: Any) -> Extension:
    granted: dict[str, Any] = {"extended_date": dt.date(2026, 7, 30), "granted_on": TODAY, "reason": "flood"}
    return extend_item(item, **granted | facts, as_of=TODAY, by=by, at=NOW)


def move(item: OpenItem, *, by: User, key: str = "t", **facts: Any) -> OpenItem:
    rest: dict[str, Any] = {"amount_minor": 4_000, "number": "D1", "reference": "shortage", "posting_date": TODAY}
    return transfer_residual(item, **rest | facts, as_of=TODAY, by=by, at=NOW, key=key)


@pytest.mark.parametrize("name", ["carol", "dave"])
def test_those_with_the_authority_extend(world: World, name: str) -> None:
    extension = extend(builders.invoice(world.acme, amount=10_000), by=getattr(world, name))
    assert extension.by == name


@pytest.mark.parametrize("name", ["alice", "bob", "erin", "fay"])
def test_the_others_are_told_who_may_extend(world: World, name: str) -> None:
    with pytest.raises(Refusal, match="the lowest role that may grant it is the credit manager"):
        extend(builders.invoice(world.acme, amount=10_000), by=getattr(world, name))
    assert not Extension.objects.exists()


def test_an_extension_is_not_granted_ahead(world: World) -> None:
    with pytest.raises(Refusal, match="2026-06-16 is in the future"):
        extend(builders.invoice(world.acme, amount=10_000), by=world.carol, granted_on=TOMORROW)


def test_only_an_open_claim_is_extended(world: World) -> None:
    settled = builders.invoice(world.acme, amount=10_000, settled=10_000, settled_date=TODAY)
    for item in (builders.payment(world.acme, amount=10_000), builders.credit_memo(world.acme, amount=5_000), settled):
        with pytest.raises(Refusal, match="is no open claim"):
            extend(item, by=world.carol)


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
