"""Whoever can write to the database can change the journal, but not unseen: six ways, three hundred cases each.

The guards that refuse such changes are taken away first, as somebody with the database's own rights could do. What is
found must be named by the entry at which the past differs.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from creditdesk.journal import chain, triggers
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry, JournalHead
from creditdesk.journal.transactions import action
from creditdesk.journal.verify import anchor, broken_facts
from tests.plugins.counts import Counted

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
LENGTH = 6
CASES = 300

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_the_books]

# A value of each column that is none of the chain's, for the case's number.
CHANGES: dict[str, Callable[[int], Any]] = {
    "at": lambda case: NOW + dt.timedelta(microseconds=case + 1),
    "by": lambda case: f"mallory-{case}",
    "kind": lambda case: f"kind.{case}",
    "subject_kind": lambda case: f"thing-{case}",
    "subject_id": lambda case: 10_000 + case,
    "company_id": lambda case: 10_000 + case,
    "customer_id": lambda case: None if case % 2 else 10_000 + case,
    "facts": lambda case: {"amount_minor": 10_000 + case},
    "private": lambda case: {"note": f"another word {case}"},
    "salt": lambda case: f"{case:032x}",
    "private_hash": lambda case: f"{case:064x}",
    "previous_hash": lambda case: f"{case:064x}",
    "hash": lambda case: f"{case:064x}",
}


@pytest.fixture
def anchors(tmp_path: Path) -> Path:
    """A short chain of entries without its guards, and the file outside the database that knows its end."""
    write_chain()
    path = tmp_path / "anchors.jsonl"
    anchor(path, at=NOW)
    with connection.cursor() as cursor:
        for guard in triggers.JOURNAL_GUARDS:
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {guard.name}{on}")
    assert broken_facts(anchors=path) == []
    return path


@action
def write_chain() -> None:
    for number in range(1, LENGTH + 1):
        append(
            "item.disputed",
            by="alice",
            at=NOW + dt.timedelta(minutes=number),
            subject=("item", number),
            company_id=1,
            customer_id=number % 3,
            facts={"amount_minor": number * 100, "currency": "USD"},
            private={"note": f"said {number}"},
        )


def found_in(tamper: Callable[[int], None], anchors: Path) -> list[str]:
    """What the proof says to each case; each is undone before the next."""
    found: list[str] = []
    for case in range(CASES):
        with transaction.atomic():
            tamper(case)
            found += broken_facts(anchors=anchors)
            transaction.set_rollback(True)
    assert broken_facts(anchors=anchors) == []
    return found


def place(case: int) -> int:
    """The entry of the case: each of them has its turn."""
    return case % LENGTH + 1


def test_an_edited_entry_is_found(anchors: Path, counted: Counted) -> None:
    columns = list(CHANGES)

    def edit(case: int) -> None:
        column = columns[case // LENGTH % len(columns)]
        changed = JournalEntry.objects.filter(seq=place(case)).update(**{column: CHANGES[column](case)})
        assert changed == 1

    found = found_in(edit, anchors)

    counted("tampering", f"{CASES} edits of the journal, {len(found)} found")
    assert len(found) == CASES
    assert {fact.split(":")[0] for fact in found} == {"I23"}


def test_every_column_of_an_entry_is_covered_by_the_proof() -> None:
    assert {field.attname for field in JournalEntry._meta.concrete_fields} == {*CHANGES, "seq"}


def test_a_deleted_entry_is_found(anchors: Path, counted: Counted) -> None:
    def delete(case: int) -> None:
        first = place(case)
        last = first + case // LENGTH % 3  # one, two or three in a row
        JournalEntry.objects.filter(seq__range=(first, last)).delete()

    found = found_in(delete, anchors)

    counted("tampering", f"{CASES} deletions from the journal, {len(found)} found")
    assert len(found) == CASES


def test_an_inserted_entry_is_found_though_it_hashes_well(anchors: Path, counted: Counted) -> None:
    def insert(case: int) -> None:
        """Move the later entries up, and put an entry in their way that follows well from the one before."""
        before = case % LENGTH
        JournalEntry.objects.filter(seq__gt=before).update(seq=-F("seq") - 1)
        JournalEntry.objects.filter(seq__lt=0).update(seq=-F("seq"))
        previous = JournalEntry.objects.filter(seq=before).first()
        forged = forged_entry(before + 1, previous.hash if previous else chain.GENESIS, case)
        forged.save(force_insert=True)
        JournalHead.objects.update(seq=LENGTH + 1)

    found = found_in(insert, anchors)

    counted("tampering", f"{CASES} insertions into the journal, {len(found)} found")
    assert len(found) == CASES


def test_two_entries_in_each_others_place_are_found(anchors: Path, counted: Counted) -> None:
    pairs = [(first, second) for first in range(1, LENGTH + 1) for second in range(first + 1, LENGTH + 1)]

    def swap(case: int) -> None:
        first, second = pairs[case % len(pairs)]
        a, b = (JournalEntry.objects.get(seq=seq) for seq in (first, second))
        # Their words change places; in every second case their hashes go with them.
        columns = [*chain.HASHED_FIELDS[1:], "private", "salt"] + (["previous_hash", "hash"] if case % 2 else [])
        words_of_a, words_of_b = ({column: getattr(e, column) for column in columns} for e in (a, b))
        JournalEntry.objects.filter(seq=second).update(**words_of_a | ({"hash": "-"} if case % 2 else {}))
        JournalEntry.objects.filter(seq=first).update(**words_of_b)
        if case % 2:
            JournalEntry.objects.filter(seq=second).update(hash=words_of_a["hash"])

    found = found_in(swap, anchors)

    counted("tampering", f"{CASES} swaps in the journal, {len(found)} found")
    assert len(found) == CASES


def test_a_cut_tail_is_found_by_the_anchor_alone(anchors: Path, counted: Counted) -> None:
    unseen = []

    def cut(case: int) -> None:
        keep = case % LENGTH
        JournalEntry.objects.filter(seq__gt=keep).delete()
        last = JournalEntry.objects.filter(seq=keep).first()
        JournalHead.objects.update(seq=keep, hash=last.hash if last else chain.GENESIS)
        if case // LENGTH % 2:  # and the desk goes on as if nothing had been
            write_on(keep, count=case // LENGTH % 4)
        if case % 10 == 0:
            unseen.extend(broken_facts())

    found = found_in(cut, anchors)

    counted("tampering", f"{CASES} cut tails of the journal, {len(found)} found with the anchor")
    assert len(found) == CASES
    assert unseen == []  # without the anchor nobody could know


def test_a_rewritten_past_is_found_by_the_anchor_alone(anchors: Path, counted: Counted) -> None:
    unseen = []

    def rewrite(case: int) -> None:
        """Change one entry and hash all that follow anew, head included."""
        start = place(case)
        previous = JournalEntry.objects.filter(seq=start - 1).first()
        hash_ = previous.hash if previous else chain.GENESIS
        for entry in JournalEntry.objects.filter(seq__gte=start).order_by("seq"):
            if entry.seq == start:
                entry.facts = {"amount_minor": 999_000 + case}
            entry.previous_hash = hash_
            entry.hash = hash_ = chain.entry_hash(hash_, {name: getattr(entry, name) for name in chain.HASHED_FIELDS})
            entry.save()
        JournalHead.objects.update(hash=hash_)
        if case % 10 == 0:
            unseen.extend(broken_facts())

    found = found_in(rewrite, anchors)

    counted("tampering", f"{CASES} rewritten pasts of the journal, {len(found)} found with the anchor")
    assert len(found) == CASES
    assert unseen == []


def test_a_forgotten_person_leaves_the_chain_whole(anchors: Path) -> None:
    JournalEntry.objects.filter(customer_id=1).update(private={}, salt="")
    assert broken_facts(anchors=anchors) == []


def test_an_anchor_that_cannot_be_read_is_named_by_its_line(anchors: Path) -> None:
    with anchors.open("a") as file:
        file.write('{"at": "2026-06-15T14:00:00+00:00", "seq": 1')
    assert broken_facts(anchors=anchors) == [f"I23: line 2 of {anchors} is no anchor: it was cut off or changed"]


def test_an_emptied_database_does_not_pass_for_a_new_one(anchors: Path) -> None:
    JournalEntry.objects.all().delete()
    JournalHead.objects.all().delete()
    assert broken_facts() == []
    assert "missing or differs" in broken_facts(anchors=anchors)[0]


def test_a_head_that_is_missing_while_entries_stand_is_found(anchors: Path) -> None:
    JournalHead.objects.all().delete()
    assert broken_facts() == [f"I23: the journal has {LENGTH} entries and no head"]


def test_the_anchor_holds_the_end_of_the_chain_and_its_time(anchors: Path) -> None:
    (line,) = anchors.read_text().splitlines()
    head = JournalHead.objects.get()
    assert json.loads(line) == {"at": "2026-06-15T14:00:00+00:00", "seq": LENGTH, "hash": head.hash}


def forged_entry(seq: int, previous_hash: str, case: int) -> JournalEntry:
    """An entry that nobody made, with a hash that is right for its place."""
    fields: dict[str, Any] = {
        "seq": seq,
        "at": NOW,
        "by": "mallory",
        "kind": "credit.applied",
        "subject_kind": "posting",
        "subject_id": case,
        "company_id": 1,
        "customer_id": 1,
        "facts": {"amount_minor": case},
        "private_hash": chain.private_hash({}, salt="s"),
    }
    hash_ = chain.entry_hash(previous_hash, fields)
    return JournalEntry(**fields, private={}, salt="s", previous_hash=previous_hash, hash=hash_)


def write_on(after: int, *, count: int) -> None:
    """Entries that follow well after the cut."""
    for number in range(count):
        append("item.extended", by="alice", at=NOW, subject=("item", after + number))
