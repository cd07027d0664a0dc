"""A list is read beside the one before it: only what differs, and the same comes of it as if every line were read."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest

from creditdesk.intake import actions
from creditdesk.intake import verify as intake_proof
from creditdesk.intake.list_before import IN_A_ROW
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.worker import run_pending
from creditdesk.receivables import erp
from creditdesk.receivables import verify as ledger_proof
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World

Rows = dict[str, list[str]]


def at(days: int) -> dt.datetime:
    """So many days before now: what is done a day apart cannot hide behind one clock."""
    return NOW - dt.timedelta(days=days)


def row(number: str, *, customer: str = "C1", open_minor: int = 100_000, original: int = 100_000, due: str = "") -> str:
    sign = "-" if original < 0 else ""
    currency = "CAD" if customer == "C2" else "USD"
    amounts = [f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}" for minor in (original, open_minor)]
    return ",".join([customer, f"Retailer {customer}", number, "2026-05-01", due or "2026-05-31", currency, *amounts])


def listed(
    rows: list[str], world: World, *, days: int, post: bool = True, heading: str = HEADER, is_list: bool = True
) -> ImportFile:
    """The list of so many days ago, read, and posted if there is anything to post."""
    blank = "\n" * (1 + ImportFile.objects.count())
    text = heading + "\n".join(rows) + "\n" + blank
    file = actions.receive(
        [text.encode()],
        name="list.csv",
        company=world.northlight,
        is_list=is_list,
        by=world.adam,
        at=at(days),
        as_of=TODAY - dt.timedelta(days=days),
    )
    run_pending(at=at(days), as_of=TODAY - dt.timedelta(days=days))
    file.refresh_from_db()
    if post:
        codes = [doubt["code"] for doubt in file.totals.get("doubts", ())]
        actions.post(file, revision=file.revision, confirmed=codes, by=world.adam, at=at(days))
        run_pending(at=at(days), as_of=TODAY - dt.timedelta(days=days))
        file.refresh_from_db()
        assert file.state == ImportFile.State.POSTED
    return file


def beside(file: ImportFile) -> int:
    """How many lines were taken from the list before; -1 where the file was read whole."""
    return int(file.totals.get("before", {}).get("lines", -1))


def outcome(file: ImportFile) -> dict[str, Any]:
    """What was made of the file, but for how it was read."""
    file.refresh_from_db()
    kept = file.rows.exclude(verdict=StagedRow.Verdict.UNCHANGED).order_by("in_file", "row__number", "line")
    rows = [
        (one.line if one.in_file else 0, one.verdict, one.row, [problem["reason"] for problem in one.problems])
        for one in kept
    ]
    counts = (file.rows_read, file.rows_accepted, file.rows_changed, file.rows_missing)
    sums = {name: file.totals[name] for name in ("listed", "read", "staged", "doubts", "refused_for")}
    return {"rows": rows, "counts": (*counts, file.rows_unchanged, file.rows_refused), **sums}


def read_whole(file: ImportFile, world: World) -> ImportFile:
    """The same list, every line of it read."""
    actions.read_again(file, choices={"compared": "whole"}, revision=file.revision, by=world.adam, at=NOW)
    run_pending(at=NOW, as_of=TODAY)
    file.refresh_from_db()
    return file


def test_of_a_list_only_the_lines_that_differ_from_the_one_before_are_read(world: World) -> None:
    listed([row("A-1"), row("A-2"), row("A-3")], world, days=3)

    file = listed([row("A-1"), row("A-2", open_minor=40_000), row("A-4")], world, days=0, post=False)

    assert beside(file) == 1
    shown = {one.row["number"]: one.verdict for one in file.rows.all()}
    assert shown == {"A-2": "changed", "A-3": "missing", "A-4": "new"}
    assert [line["rest"] for line in file.totals["listed"]["lines"]] == [0]
    assert (file.rows_read, file.rows_unchanged) == (3, 1)


def _apply(world: World, chance: random.Random) -> None:
    invoices = list(OpenItem.objects.filter(number__startswith="A-", open_minor__gt=0).order_by("id"))
    invoice = chance.choice(invoices) if invoices else None
    of = {"kind": "payment", "open_minor__lt": 0, "customer": invoice and invoice.customer}
    credit = OpenItem.objects.filter(**of).first()
    if invoice and credit:
        to = [ApplyTo(invoice.id, min(invoice.open_minor, -credit.open_minor, 30_000))]
        day = TODAY - dt.timedelta(days=1)
        act = apply_credit(
            credit, to=to, posting_date=day, as_of=day, by=world.erin, at=at(1), key=str(chance.random())
        )
        if chance.random() < 0.4:
            erp.answer(act, accepted=True, erp_document="", answered_on=day, by=world.erin, at=at(1))
        elif chance.random() < 0.5:
            reverse_posting(act, posting_date=day, as_of=day, by=world.erin, at=at(1), key=f"r{act.id}", reason="wrong")


def _bring(world: World, chance: random.Random) -> None:
    number = f"B-{chance.randrange(100)}"
    listed([row(number, customer="C2")], world, days=chance.choice([0, 1]), is_list=False)


def _undo_the_documents(world: World, chance: random.Random) -> None:
    file = ImportFile.objects.filter(is_list=False, state="posted").order_by("id").last()
    if file is not None and chance.random() < 0.5:
        actions.undo(file, reason="wrong", by=world.adam, at=at(1))
        run_pending(at=at(1), as_of=TODAY - dt.timedelta(days=1))


ACTS: list[Callable[[World, random.Random], None]] = [_apply, _apply, _bring, _undo_the_documents]


def _next_night(rows: list[str], chance: random.Random) -> list[str]:
    """The ERP's next list: some settled, some gone, some new, one that cannot be read, one that stands there twice."""
    made = []
    for line in rows:
        fate, cells = chance.random(), line.replace("1o.00", "10.00").split(",")
        if fate < 0.12:
            continue
        if fate < 0.3 and not cells[-1].startswith("-"):
            cells[-1] = f"{float(cells[-1]) / 2:.2f}"
        elif fate < 0.35:
            cells[4] = "2026-07-15"
        elif fate < 0.4:
            cells[-1] = "1o.00"
        elif fate < 0.43:
            cells[0] = "C7"
        made.append(",".join(cells))
        if fate > 0.97:
            made.append(",".join(cells))
    made += [
        row(f"N-{chance.randrange(1000)}", customer=chance.choice(["C1", "C3"])) for _ in range(chance.randrange(3))
    ]
    made += [row(one.number, customer=one.customer.number, open_minor=one.open_minor) for one in _brought(chance)]
    chance.shuffle(made)
    return made


def _brought(chance: random.Random) -> list[OpenItem]:
    found = OpenItem.objects.filter(number__startswith="B-", voided_on=None).select_related("customer")
    return [one for one in found if chance.random() < 0.7]


@pytest.mark.parametrize("seed", range(figure(4, full=10)))
def test_the_same_comes_of_it_as_if_every_line_were_read(world: World, seed: int) -> None:
    """Whatever the ERP's people and ours did between two nights."""
    chance = random.Random(seed)
    rows = [row(f"A-{n}", customer=f"C{n % 3}") for n in range(12)]
    rows += [row(f"PAY-{n}", customer=f"C{n}", original=-50_000, open_minor=-50_000) for n in range(3)]
    listed(rows, world, days=5)
    second = _next_night(rows, chance)
    listed(second, world, days=3)
    for _ in range(chance.randrange(5)):
        chance.choice(ACTS)(world, chance)
    third = _next_night(second, chance)

    file = listed(third, world, days=0, post=False)
    found, lines = outcome(file), beside(file)
    whole = outcome(read_whole(file, world))

    assert found == whole
    assert beside(file) == -1
    if lines >= 0 and file.rows_accepted and not any(doubt["final"] for doubt in file.totals["doubts"]):
        codes = [doubt["code"] for doubt in file.totals["doubts"]]
        actions.post(file, revision=file.revision, confirmed=codes, by=world.adam, at=NOW)
        run_pending(at=NOW, as_of=TODAY)
        assert not intake_proof.broken_facts()
        assert not ledger_proof.broken_facts()


def test_most_of_those_nights_are_indeed_read_beside_the_one_before(world: World) -> None:
    chance = random.Random(3)
    rows = [row(f"A-{n}", customer=f"C{n % 3}") for n in range(12)]
    listed(rows, world, days=5)
    _apply(world, chance)
    assert beside(listed([*rows[:-1], row("N-1")], world, days=0, post=False)) >= 10


def test_our_own_act_since_the_list_before_is_looked_at_although_its_line_is_the_same(world: World) -> None:
    payment = row("PAY-1", original=-40_000, open_minor=-40_000)
    listed([row("A-1"), row("A-2"), payment], world, days=3)
    invoice, credit = OpenItem.objects.get(number="A-1"), OpenItem.objects.get(number="PAY-1")
    day = TODAY - dt.timedelta(days=1)
    to = [ApplyTo(invoice.id, 40_000)]
    apply_credit(credit, to=to, posting_date=day, as_of=day, by=world.erin, at=at(1), key="a")

    file = listed([row("A-1"), row("A-2"), payment, row("A-3")], world, days=0, post=False)

    assert beside(file) == 1
    assert file.totals["listed"]["counts"]["awaiting"] == 2


def test_a_document_that_came_in_otherwise_since_is_missed_on_the_list(world: World) -> None:
    listed([row("A-1"), row("A-2")], world, days=3)
    listed([row("A-3")], world, days=1, is_list=False)

    file = listed([row("A-1"), row("A-2"), row("A-4")], world, days=0, post=False)

    assert (beside(file), file.rows_missing) == (2, 1)
    assert file.rows.get(verdict="missing").row["number"] == "A-3"


@pytest.mark.parametrize(
    ("what", "second"),
    [
        ("other headings", HEADER.replace("Invoice", "Document") + row("A-1") + "\n" + row("A-2") + "\n"),
        ("another order of columns", "Name," + HEADER.replace("Name,", "") + "Retailer C1,C1" + row("A-1")[14:] + "\n"),
        ("a line that stands there twice", HEADER + row("A-1") + "\n" + row("A-1") + "\n"),
        ("a line again behind the others", HEADER + "\n".join(map(row, ("A-1", "A-2", "A-1"))) + "\n"),
        ("a cell over two lines", HEADER + row("A-1").replace("Retailer C1", '"Retailer\nC1"') + "\n"),
        ("no line end", HEADER + row("A-1") + "\n" + row("A-2")),
        ("a document without a number", HEADER + row("A-1") + "\n" + row("") + "\n"),
    ],
)
def test_what_is_not_plainly_the_same_table_is_read_whole(world: World, what: str, second: str) -> None:
    listed([row("A-1"), row("A-2")], world, days=3)

    heading, _, rows = second.partition("\n")
    file = actions.receive(
        [second.encode()], name="l.csv", company=world.northlight, is_list=True, by=world.adam, at=NOW, as_of=TODAY
    )
    run_pending(at=NOW, as_of=TODAY)
    file.refresh_from_db()

    assert heading, rows
    assert beside(file) == -1, what


def test_after_some_lists_in_a_row_one_is_read_whole(world: World) -> None:
    rows = [row("A-1"), row("A-2")]
    listed(rows, world, days=20)
    read = []
    for night in range(IN_A_ROW + 2):
        rows = [*rows, row(f"N-{night}")]
        read.append(beside(listed(rows, world, days=19 - night)) >= 0)
    assert read == [True] * IN_A_ROW + [False, True]
