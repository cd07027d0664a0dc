"""Reads that are asked together find what each finds alone, whatever stands in their parameters."""

import datetime as dt

from creditdesk.followup.models import WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Customer, User
from creditdesk.parties.plain_sql import Read, ask, ask_together, instant, read_rows, stored
from creditdesk.parties.reach import read_absences, read_companies, read_portfolios
from tests import builders
from tests.world import NOW, TODAY, World


def test_reads_asked_together_find_what_each_finds_alone(world: World) -> None:
    reads = read_companies(world.bob), read_absences(TODAY), read_portfolios(world.bob)
    assert ask_together(*reads) == tuple(ask(read) for read in reads)
    assert [one.id for one in ask(reads[0])] == [company.id for company in world.bob.companies.order_by("code")]


def test_a_parameter_stays_a_parameter_though_it_reads_like_the_next_statement(world: World) -> None:
    hostile = "100 %s'; DELETE FROM parties_company; --"
    echo = Read("SELECT CAST(%s AS VARCHAR(80))", (hostile,), lambda rows: rows[0][0])
    after = Read("SELECT COUNT(*) FROM parties_company", (), lambda rows: rows[0][0])
    assert ask_together(echo, after, echo) == (hostile, type(world.northlight).objects.count(), hostile)


def test_a_read_that_finds_nothing_leaves_the_next_its_rows(world: World) -> None:
    nothing = Read("SELECT id FROM parties_company WHERE 1 = 0", (), list)
    codes = Read("SELECT code FROM parties_company WHERE id = %s", (world.northlight.id,), list)
    assert ask_together(nothing, codes, nothing) == ([], [(world.northlight.code,)], [])


def test_an_instant_is_compared_and_read_as_it_was_stored(world: World) -> None:
    type(world.alice).objects.filter(id=world.alice.id).update(last_login=NOW)
    statement = "SELECT last_login FROM parties_user WHERE last_login >= %s AND last_login < %s"
    within = (stored(NOW), stored(NOW + dt.timedelta(microseconds=1)))
    assert ask(Read(statement, within, lambda rows: [instant(row[0]) for row in rows])) == [NOW]


def test_whole_rows_come_as_objects_with_days_instants_and_lists_as_elsewhere(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, due_date=TODAY - dt.timedelta(days=90))
    refresh_worklist(as_of=TODAY)
    (row,) = ask(read_rows(WorklistRow, "t.customer_id = %s", world.acme.id))
    kept = WorklistRow.objects.get(customer=world.acme)
    every = [field.attname for field in WorklistRow._meta.concrete_fields]
    assert {name: getattr(row, name) for name in every} == {name: getattr(kept, name) for name in every}
    assert (row.as_of, row.reasons[0]["code"]) == (TODAY, kept.reasons[0]["code"])
    (alice,) = ask(read_rows(User, "t.username = %s", "alice"))
    assert (alice.is_active, alice.date_joined) == (True, world.alice.date_joined)
    assert ask(read_rows(Customer, "t.id = %s", None)) == []
