"""Reconciling an account on its page: a file is loaded, lines are matched and typed, differences are explained."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.domain.money import Money
from creditdesk.followup.models import Tickler
from creditdesk.letters.models import Letter
from creditdesk.reconciliation.loading import Line
from creditdesk.reconciliation.models import CustomerStatement
from tests import builders, reconciling
from tests.web.clients import client_of
from tests.web.files import content_of, taken
from tests.world import TODAY, World

OLD = dt.date(2026, 5, 4)
CSV = b"Invoice,Date,Amount\n7001,2026-05-04,100.00\nDM-8,2026-05-20,(20.00)\n"


def url(name: str, found: CustomerStatement) -> str:
    return reverse(f"customer_statement{name}", args=[found.id])


def act(client: Client, name: str, found: CustomerStatement, **told: object) -> str:
    found.refresh_from_db()
    answer = client.post(url(name, found), {"version": found.version, **told}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_file_is_loaded_and_brought_to_a_proof_of_zero(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    builders.invoice(world.acme, amount=70_00, number="7002", document_date=OLD)
    alice = client_of(world.alice)
    form = {"key": "0d3bca5e-3f0b-4b2c-9a6c-111111111111", "day": "2026-06-10", "currency": "usd"}

    answer = alice.post(
        reverse("customer_statement_new", args=[world.acme.id]),
        form | {"file": SimpleUploadedFile("ap.csv", CSV)},
        follow=True,
    )

    page = answer.content.decode()
    found = CustomerStatement.objects.get()
    assert "Reconciliation as of" in page
    assert "DM-8 is not on our side" in page
    refused = alice.post(url("_conclude", found), {"version": found.version})
    assert refused.status_code == 422
    assert "the difference of 70.00 USD is not explained" in refused.content.decode()

    page = act(alice, "_explain_all", found)
    assert "Open a deduction case" in page
    assert Tickler.objects.filter(customer=world.acme).count() == 2
    page = act(alice, "_conclude", found)
    assert "Reconciled, with a proof of zero." in page
    found.refresh_from_db()
    assert found.state == "reconciled"
    assert "Open it again" in page
    act(alice, "_reopen", found)


def test_what_is_asked_is_told_at_the_form_and_nothing_is_lost(world: World) -> None:
    text = b"Invoice,Date,Amount\n7001,05/04/2026,100.00\n"
    form = {"key": "0d3bca5e-3f0b-4b2c-9a6c-222222222222", "day": "2026-06-10", "currency": "USD"}

    answer = client_of(world.alice).post(
        reverse("customer_statement_new", args=[world.acme.id]), form | {"file": SimpleUploadedFile("a.csv", text)}
    )

    assert answer.status_code == 422
    assert "Say which of the two it is." in answer.content.decode()
    assert not CustomerStatement.objects.exists()


def test_lines_are_typed_matched_by_hand_undone_and_taken_back(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    alice = client_of(world.alice)
    found = reconciling.statement(world.acme, by=world.alice)

    page = act(alice, "_line", found, document="voucher", amount="100.00", day="5/4/2026")
    assert "Are these the same?" in page
    line = found.lines.get()
    act(alice, "_match", found, line=line.id, item=item.id)
    assert found.matches.get().how == "amount"
    act(alice, "_unmatch", found, line=line.id)
    act(alice, "_total", found, stated="95.00")
    act(alice, "_rematch", found)
    page = act(alice, "_explain", found, key="total", cause="total_wrong", action="ask_correction", words="they look")
    assert "they look" in page
    act(alice, "_unexplain", found, key="total")
    act(alice, "_line_back", found, line=line.id)
    act(alice, "_withdraw", found, why="of another month")
    found.refresh_from_db()
    assert (found.state, found.withdrawn_why) == ("withdrawn", "of another month")


def test_an_older_version_is_refused_with_the_page(world: World) -> None:
    found = reconciling.statement(world.acme, Line("7001", 1_00), by=world.alice)

    answer = client_of(world.alice).post(url("_rematch", found), {"version": 1})

    assert answer.status_code == 409
    assert "this statement was changed meanwhile" in answer.content.decode()


def test_the_letter_tells_the_differences(world: World) -> None:
    builders.invoice(world.acme, amount=70_00, number="7002", document_date=OLD)
    found = reconciling.statement(world.acme, Line("DM-8", -20_00, OLD), by=world.alice)

    answer = client_of(world.alice).post(url("_letter", found))

    letter = Letter.objects.get(kind="reconciliation")
    assert answer.status_code == 302
    assert letter.details["difference"] == str(Money(90_00, "USD"))
    assert letter.details["differences"].startswith("7002 (May 4, 2026), 70.00 USD: not on your side; DM-8")


def test_the_workbook_has_both_balances_and_leaves_nothing(world: World) -> None:
    builders.invoice(world.acme, amount=100_00, number="7001", document_date=OLD)
    builders.invoice(world.acme, amount=70_00, number="7002", document_date=OLD)
    found = reconciling.statement(world.acme, Line("7001", 100_00, OLD), Line("DM-8", -20_00, OLD), by=world.alice)

    answer = taken(
        client_of(world.alice, second_factor=True), "account_reconciliation", query={"statement": str(found.id)}
    )

    rows = list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))
    head = rows[0]
    by_document = {row[1]: dict(zip(head, row, strict=False)) for row in rows[1:]}
    assert by_document["7002"]["Difference"] == "70.00"
    assert [row[head.index("Running balance")] for row in rows[1:5]] == ["90.00", "20.00", "0.00", "0.00"]
    sums = {
        name: sum(Decimal(one[name].replace(",", "")) for one in by_document.values() if one["Currency"] == "USD")
        for name in ("Our amount", "Their amount", "Difference")
    }
    assert sums == {"Our amount": 170, "Their amount": 80, "Difference": 90}


def test_the_list_shows_what_is_to_be_worked_on(world: World) -> None:
    reconciling.reconciled(reconciling.statement(world.acme, Line("DM-8", -20_00, OLD), by=world.alice), by=world.alice)
    reconciling.statement(world.acme, Line("DM-9", -30_00, OLD), by=world.alice, day=TODAY)
    alice = client_of(world.alice)

    work = alice.get(reverse("customer_statements")).content.decode()
    done = alice.get(reverse("customer_statements"), {"show": "reconciled"}).content.decode()

    assert (work.count("data-row"), done.count("data-row")) == (1, 1)
    assert (
        alice.get(reverse("customer_statements"), {"customer": world.acme.id}).content.decode().count("data-row") == 2
    )


def test_the_page_asks_few_questions_however_many_lines_there_are(world: World, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for at in range(30):
        builders.invoice(world.acme, amount=100_00 + at, number=f"80{at:03}", document_date=OLD)
    lines = [Line(f"80{at:03}", 100_00 + at, OLD) for at in range(0, 30, 2)]
    found = reconciling.statement(world.acme, *lines, by=world.alice)
    alice = client_of(world.alice)
    alice.get(url("", found))

    with django_assert_max_num_queries(25):
        alice.get(url("", found))
