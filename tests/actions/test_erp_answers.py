"""Our own acts on books that the ERP keeps: they await it, and its answer is told once."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Company
from creditdesk.receivables import erp
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.world import NOW, TODAY, World

TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def invoice(world: World) -> OpenItem:
    return builders.invoice(world.acme, amount=100_000)


@pytest.fixture
def applied(world: World, invoice: OpenItem) -> Posting:
    """400.00 of a payment, applied here and not yet known to the ERP."""
    payment = builders.payment(world.acme, amount=40_000)
    to = [ApplyTo(invoice.id, 40_000)]
    return apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="a")


def _accept(posting: Posting, world: World, *, document: str = "ERP-1") -> None:
    erp.answer(posting, accepted=True, erp_document=document, answered_on=TODAY, by=world.erin, at=NOW)


def test_an_act_of_ours_awaits_the_erp_and_what_came_from_there_does_not(world: World, applied: Posting) -> None:
    assert list(erp.awaiting([world.northlight.id])) == [applied]


def test_where_the_books_are_kept_here_nothing_awaits_the_erp(world: World, applied: Posting) -> None:
    Company.objects.filter(id=world.northlight.id).update(mode=Company.Mode.SUBLEDGER)
    assert not erp.awaiting([world.northlight.id]).exists()


def test_what_the_erp_took_over_is_told_in_the_journal_and_awaits_it_no_more(world: World, applied: Posting) -> None:
    _accept(applied, world)
    assert not erp.awaiting([world.northlight.id]).exists()
    told = JournalEntry.objects.get(kind="erp.accepted")
    assert (told.subject_id, told.facts["erp_document"], told.by) == (applied.id, "ERP-1", "erin")


def test_the_same_answer_again_changes_nothing_and_another_one_is_refused(world: World, applied: Posting) -> None:
    _accept(applied, world)
    _accept(applied, world)
    assert JournalEntry.objects.filter(kind="erp.accepted").count() == 1
    with pytest.raises(Refusal, match="accepted \\(document ERP-1\\)"):
        erp.answer(applied, accepted=False, reason="period closed", answered_on=TODAY, by=world.erin, at=NOW)


def test_the_erp_refuses_with_a_reason_only(world: World, applied: Posting) -> None:
    with pytest.raises(Refusal, match="Say why"):
        erp.answer(applied, accepted=False, answered_on=TODAY, by=world.erin, at=NOW)


def test_what_came_from_the_erp_is_no_act_of_ours(world: World, invoice: OpenItem) -> None:
    with pytest.raises(Refusal, match="no act of ours"):
        _accept(Posting.objects.get(entries__item=invoice), world)


def test_a_list_of_the_day_of_the_answer_may_lack_the_act_and_a_later_one_does_not(
    world: World, invoice: OpenItem, applied: Posting
) -> None:
    assert erp.floating_moves([invoice.id], as_of=TOMORROW) == {invoice.id: [-40_000]}
    _accept(applied, world)
    assert erp.floating_moves([invoice.id], as_of=TODAY) == {invoice.id: [-40_000]}
    assert erp.floating_moves([invoice.id], as_of=TOMORROW) == {}


def test_what_was_taken_back_floats_with_its_reversal(world: World, invoice: OpenItem, applied: Posting) -> None:
    reverse_posting(applied, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r", reason="wrong account")
    assert erp.floating_moves([invoice.id], as_of=TOMORROW) == {invoice.id: [-40_000, 40_000]}
