"""The journal's pages: what happened in words, who may read the names, and the proof at the press of a button."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.urls import reverse

from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.queries import PAGE
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.receivables.actions import apply_credit, mark_disputed
from creditdesk.receivables.applying import ApplyTo
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@action
def write(world: World, *, times: int = 1, company_id: int | None = None) -> None:
    """Entries with a name in the private part."""
    for number in range(times):
        append(
            "absence.recorded" if number % 2 else "portfolio.made",
            by="bob",
            at=NOW,
            subject=("user", number + 1),
            company_id=company_id or world.northlight.id,
            facts={"first_day": "2026-06-15", "last_day": "2026-06-19"},
            private={"note": "Mrs. Secret called"},
        )


def test_entries_are_told_in_words_newest_first(world: World) -> None:
    write(world, times=2)
    page = client_of(world.audrey).get(reverse("journal")).content.decode()
    assert "Recorded an absence from Jun 15, 2026 to Jun 19, 2026" in page
    assert page.index("Recorded an absence") < page.index("Made a portfolio")
    assert "Mrs. Secret" not in page


def test_a_long_journal_comes_in_pages_without_gap_or_repetition(world: World) -> None:
    write(world, times=PAGE + 10)
    client = client_of(world.audrey)
    first = client.get(reverse("journal"))
    second = client.get(reverse("journal") + first.context["older"])
    seen = [row.entry.seq for page in (first, second) for row in page.context["rows"]]
    assert seen == list(range(PAGE + 10, 0, -1))
    assert second.context["older"] is None


def test_the_list_narrows_to_a_kind_and_a_person_and_keeps_that_in_the_address(world: World) -> None:
    write(world, times=2 * PAGE + 4)
    response = client_of(world.audrey).get(reverse("journal"), {"kind": "absence.", "by": "bob"})
    assert {row.entry.kind for row in response.context["rows"]} == {"absence.recorded"}
    assert "kind=absence." in response.context["older"]
    assert client_of(world.audrey).get(reverse("journal"), {"by": "nobody"}).context["rows"] == []


def test_a_filter_that_is_not_there_leaves_the_others_in_force(world: World) -> None:
    write(world)
    asked = {"kind": "nothing.", "before": "soon", "by": "nobody"}
    assert client_of(world.audrey).get(reverse("journal"), asked).context["rows"] == []


@pytest.mark.parametrize("typed", ["bob", "Bob", "Bob Baker", "baker"])
def test_the_list_narrows_to_a_person_by_name(world: World, typed: str) -> None:
    User.objects.filter(username="bob").update(first_name="Bob", last_name="Baker")
    write(world)
    page = client_of(world.audrey).get(reverse("journal"), {"by": typed})
    assert [row.entry.by for row in page.context["rows"]] == ["bob"]
    assert '<option value="Bob Baker">' in page.content.decode()


def test_documents_and_people_are_told_by_number_and_name_with_their_pages(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, number="88120")
    payment = builders.payment(world.acme, amount=90_000, number="P-7")
    apply_credit(
        payment, to=[ApplyTo(invoice.id, 90_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="a"
    )
    mark_disputed(invoice, disputed_minor=5_000, reason="short", as_of=TODAY, by=world.erin, at=NOW)
    facts = {"owner": world.alice.id, "due_date": "2026-06-19"}
    action(lambda: append("tickler.opened", by="bob", at=NOW, subject=("tickler", 1), facts=facts))()
    audrey = client_of(world.audrey)
    pages = {
        entry.kind: audrey.get(reverse("journal_entry", args=[entry.seq])).content.decode()
        for entry in JournalEntry.objects.all()
    }
    link = f'<a href="{reverse("item", args=[invoice.id])}">Invoice 88120'
    assert f"{link}: (900.00) USD</a>" in pages["credit.applied"]
    assert f"{link}</a>" in pages["item.disputed"]
    assert "Owner</dt><dd" in pages["tickler.opened"]
    assert ">Alice</dd>" in pages["tickler.opened"]
    assert ">Jun 19, 2026</dd>" in pages["tickler.opened"]


def test_a_document_that_the_reader_may_not_see_keeps_its_number_in_the_database(world: World) -> None:
    invoice = builders.invoice(world.foreign, amount=100_000, number="88120")
    action(lambda: append("item.disputed", by="charlie", at=NOW, subject=("item", invoice.id), facts={}))()
    page = client_of(world.audrey).get(reverse("journal")).content.decode()
    assert f"Item {invoice.id}" in page
    assert "88120" not in page


def test_entries_of_another_company_are_not_listed(world: World) -> None:
    write(world, company_id=world.southwind.id)
    assert client_of(world.audrey).get(reverse("journal")).context["rows"] == []


def test_reading_names_and_notes_is_itself_journaled(world: World) -> None:
    write(world)
    client = client_of(world.audrey)
    assert "Mrs. Secret" not in client.get(reverse("journal_entry", args=[1])).content.decode()
    assert "Mrs. Secret" in client.post(reverse("journal_private", args=[1])).content.decode()
    last = JournalEntry.objects.order_by("-seq").first()
    assert last
    assert (last.kind, last.by, last.subject_id) == ("access.read_private", "audrey", 1)


def test_an_administrator_reads_what_was_done_and_not_what_was_said(world: World) -> None:
    write(world)
    client = client_of(world.adam)
    assert client.get(reverse("journal_entry", args=[1])).status_code == 200
    assert client.post(reverse("journal_private", args=[1])).status_code == 403


def test_an_unknown_kind_is_told_by_its_name_and_facts(world: World) -> None:
    action(lambda: append("crate.opened_wide", by="x", at=NOW, subject=("crate", 1), facts={"how_far": 3}))()
    page = client_of(world.audrey).get(reverse("journal_entry", args=[1])).content.decode()
    assert "Crate: opened wide" in page
    assert "How far" in page


def test_people_accounts_and_money_are_told_by_name_and_currency(world: World) -> None:
    facts = {"promised_minor": 522282, "promised_currency": "USD"}
    told = partial(append, "activity.recorded", by="bob", at=NOW, subject=("activity", 7), facts=facts)
    action(lambda: told(company_id=world.northlight.id, customer_id=world.acme.id))()
    client = client_of(world.audrey)
    for page in (client.get(reverse("journal")), client.get(reverse("journal_entry", args=[1]))):
        assert all(words in page.content.decode() for words in ("Bob", world.acme.name, "Contact 7"))
    assert "5,222.82 USD" in client.get(reverse("journal_entry", args=[1])).content.decode()


def test_a_whole_journal_is_proved_whole(world: World) -> None:
    write(world, times=3)
    page = client_of(world.audrey).post(reverse("journal_verify"), follow=True).content.decode()
    assert "The journal is whole" in page


@pytest.mark.breaks_the_books
def test_a_tampered_journal_is_shown_with_its_first_broken_fact(world: World) -> None:
    write(world, times=3)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER journal_journalentry_fixed")
        else:
            cursor.execute("ALTER TABLE journal_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_journalentry SET \"by\" = 'mallory' WHERE seq = 2")
    page = client_of(world.audrey).post(reverse("journal_verify"), follow=True).content.decode()
    assert "journal entry 2 was changed after it was written" in page
