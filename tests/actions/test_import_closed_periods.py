"""Documents that arrive after their month was closed: posted on the first open day, with their own date kept."""

from __future__ import annotations

import datetime as dt

from creditdesk.intake import actions, verify
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.models import OpenItem, Posting
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, refusals, worked
from tests.world import NOW, TODAY, World

JUNE_1 = dt.date(2026, 6, 1)


def _close_may(world: World) -> None:
    close_period(
        world.northlight,
        first_day=dt.date(2026, 5, 1),
        last_day=dt.date(2026, 5, 31),
        as_of=TODAY,
        by=world.dave,
        at=NOW,
    )


def test_a_late_document_is_posted_on_the_first_open_day_and_keeps_its_own_date(world: World) -> None:
    _close_may(world)
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    item = OpenItem.objects.get(number="A-1")
    assert (item.document_date, item.posting_date, item.due_date) == (dt.date(2026, 5, 1), JUNE_1, dt.date(2026, 5, 31))
    assert set(Posting.objects.filter(kind="import").values_list("posting_date", flat=True)) == {JUNE_1}
    assert verify.broken_facts() == []


def test_the_row_and_the_preview_say_so(world: World) -> None:
    _close_may(world)
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, file.rows_refused) == (2, 0)
    row = file.rows.get(line=2).row
    assert (row["posting_date"], row["moved"]) == ("2026-06-01", {"posting_date": "2026-05-01"})
    (warning,) = [one for one in file.totals["warnings"] if one["code"] == "intake.moved"]
    assert warning["facts"] == {"count": 2, "lines": "2, 3"}


def test_a_settlement_in_a_closed_period_counts_from_the_first_open_day(world: World) -> None:
    _close_may(world)
    text = HEADER.replace("Open amount", "Settled date")
    text += "C1,Fenwick,S-1,2026-04-01,2026-05-01,USD,10.00,2026-05-20\n"
    file = load(text, company=world.northlight, by=world.erin)
    assert OpenItem.objects.get(number="S-1").closed_date == JUNE_1
    assert Posting.objects.get(kind="import").posting_date == dt.date(2026, 4, 1)
    assert file.rows.get().row["moved"] == {"settled_date": "2026-05-20"}


def test_a_posting_date_that_the_file_states_is_not_moved(world: World) -> None:
    _close_may(world)
    header = HEADER.replace("Date,Due", "Date,Posting date,Due")
    rows = "C1,Fenwick,A-1,2026-05-02,2026-05-02,2026-06-20,USD,10.00,10.00\n"
    rows += "C1,Fenwick,A-2,2026-05-02,,2026-06-20,USD,10.00,10.00\n"
    file = preview(header + rows, company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "ledger.closed_period")]
    assert file.rows.get(line=3).row["posting_date"] == "2026-06-01"


def test_where_the_books_are_closed_up_to_the_files_day_the_row_is_refused(world: World) -> None:
    _close_may(world)
    in_may, text = dt.date(2026, 5, 20), TWO_INVOICES.encode()
    file = actions.receive([text], name="a.csv", company=world.northlight, by=world.erin, at=NOW, as_of=in_may)
    assert refusals(worked(file)) == [(2, "ledger.closed_period"), (3, "ledger.closed_period")]


def test_a_period_that_is_closed_after_the_preview_moves_the_rows_and_they_say_so(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    _close_may(world)
    worked(file)
    assert (file.state, file.rows_accepted, file.rows_refused) == ("posted", 2, 0)
    assert set(OpenItem.objects.values_list("posting_date", flat=True)) == {JUNE_1}
    assert file.rows.get(line=2).row["moved"] == {"posting_date": "2026-05-01"}
    assert verify.broken_facts() == []


def test_the_same_document_again_is_unchanged_whenever_it_was_posted(world: World) -> None:
    _close_may(world)
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    again = preview(TWO_INVOICES + "\n", company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 2)
