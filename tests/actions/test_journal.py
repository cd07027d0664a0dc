"""The journal: one entry for each act, in its transaction, one after the other without a gap."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.journal import triggers
from creditdesk.journal.actions import append, begin_chain
from creditdesk.journal.chain import GENESIS
from creditdesk.journal.models import JournalEntry, JournalHead
from creditdesk.journal.transactions import action
from creditdesk.journal.verify import broken_facts
from creditdesk.receivables.triggers import LEDGER_GUARDS

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@action
def write(number: int, *, at: dt.datetime = NOW, note: str = "") -> JournalEntry:
    return append("item.disputed", by="alice", at=at, subject=("item", number), private={"note": note} if note else {})


@action
def write_and_fail() -> None:
    append("item.disputed", by="alice", at=NOW, subject=("item", 9))
    raise ValueError("the act did not happen")


def test_each_entry_follows_the_one_before(db: None) -> None:
    first, second, third = (write(number) for number in (1, 2, 3))
    assert [entry.seq for entry in (first, second, third)] == [1, 2, 3]
    assert [entry.previous_hash for entry in (first, second, third)] == [GENESIS, first.hash, second.hash]
    head = JournalHead.objects.get()
    assert (head.seq, head.hash) == (3, third.hash)
    assert broken_facts() == []


def test_an_act_that_fails_leaves_no_entry_and_no_gap() -> None:
    write(1)
    with pytest.raises(ValueError, match="did not happen"):
        write_and_fail()
    assert write(2).seq == 2
    assert broken_facts() == []


def test_an_entry_outside_of_a_transaction_is_a_defect(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction of the act"):
        append("item.disputed", by="alice", at=NOW, subject=("item", 1))
    assert not JournalEntry.objects.exists()


def test_the_same_instant_in_another_zone_is_the_same_fact() -> None:
    write(1, at=NOW.astimezone(dt.timezone(dt.timedelta(hours=10, minutes=30))))
    assert JournalEntry.objects.get().at == NOW
    assert broken_facts() == []


@pytest.mark.parametrize("note", ["Zürich — 10 % €", "\u202e desrever", "a\nb\tc", "💸" * 50, '{"quoted": "\\u0041"}'])
def test_words_of_every_kind_are_proved(note: str) -> None:
    write(1, note=note)
    assert JournalEntry.objects.get().private == {"note": note}
    assert broken_facts() == []


def test_a_note_that_is_erased_leaves_the_proof_and_one_that_is_changed_does_not() -> None:
    write(1, note="paid his lawyer")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JournalEntry.objects.update(private={"note": "paid nobody"})
    JournalEntry.objects.update(private={}, salt="")
    assert broken_facts() == []


def test_two_equal_notes_do_not_show_that_they_are_equal() -> None:
    first, second = write(1, note="same"), write(2, note="same")
    assert first.private_hash != second.private_hash


def test_beginning_again_changes_nothing() -> None:
    write(1)
    begin_chain()
    assert JournalHead.objects.get().seq == 1


def test_every_guard_stands_in_the_database_and_one_that_is_gone_is_named() -> None:
    guards = [*triggers.JOURNAL_GUARDS, *LEDGER_GUARDS]
    assert triggers.broken(guards, connection=connection) == {}
    with connection.cursor() as cursor:
        on = " ON receivables_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER receivables_entry_no_update{on}")
    assert triggers.broken(guards, connection=connection) == {
        "receivables_entry_no_update": "is missing from the database"
    }
    triggers.install(guards, connection=connection)
    assert triggers.broken(guards, connection=connection) == {}
