"""Differences of a list on their page, several at once; and the reconciliation across companies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from click.testing import CliRunner, Result
from django.urls import reverse

from creditdesk.commands.differences import command
from creditdesk.intake import actions
from creditdesk.intake.models import DifferenceDecision, ImportFile
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, worked
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database

BOTH_OTHER = HEADER + "".join(TWO_INVOICES.splitlines(keepends=True)[1:]).replace(
    "300.50,100.50", "280.00,80.00"
).replace("1200.00,1200.00", "1100.00,1100.00")


@pytest.fixture
def file(world: World) -> Iterator[ImportFile]:
    """A list on which both invoices have another original amount."""
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    with time_machine.travel(NOW, tick=False):
        yield _listed(world)


def _listed(world: World, *, day: dt.date = TODAY) -> ImportFile:
    return worked(
        actions.receive(
            [BOTH_OTHER.encode()],
            name="all-open.csv",
            company=world.northlight,
            is_list=True,
            by=world.erin,
            at=NOW,
            as_of=day,
        )
    )


def test_the_page_of_the_list_leads_to_what_waits_and_both_figures_stand_there(world: World, file: ImportFile) -> None:
    dave = client_of(world.dave)
    assert "2 differences wait for a decision" in dave.get(reverse("import", args=[file.id])).content.decode()
    page = dave.get(reverse("import_differences", args=[file.id])).content.decode()
    for words in ("1,200.00", "1,100.00", "Fenwick Optical", "it was changed in", "Take the ERP"):
        assert words in page
    assert (
        'value="take"' not in client_of(world.adam).get(reverse("import_differences", args=[file.id])).content.decode()
    )


def test_several_are_decided_together_and_one_is_taken_back(world: World, file: ImportFile) -> None:
    dave, path = client_of(world.dave), reverse("import_differences", args=[file.id])
    decide = reverse("import_differences_decide", args=[file.id])
    assert dave.post(decide, {"line": ["2", "3"], "answer": "take", "reason": ""}).status_code == 422
    assert dave.post(decide, {"line": [], "answer": "take", "reason": "asked"}).status_code == 422
    assert dave.post(decide, {"line": ["2", "3"], "answer": "take", "reason": "asked them"})["Location"] == path
    assert [one.open_minor for one in OpenItem.objects.order_by("number")] == [110_000, 8_000]
    shown = dave.get(path).content.decode()
    assert "asked them" in shown
    assert "Nothing waits for a decision" in shown
    listing = dave.get(reverse("import", args=[file.id])).content.decode()
    assert "as a person decided" in listing
    decision = DifferenceDecision.objects.get(item__number="A-1")
    back = reverse("difference_take_back", args=[decision.id])
    assert "is reversed, and the difference is open again" in dave.get(back).content.decode()
    assert dave.post(back, {"reason": "they corrected it"})["Location"] == path
    assert OpenItem.objects.get(number="A-1").open_minor == 120_000


def test_the_same_row_is_not_decided_twice(world: World, file: ImportFile) -> None:
    erin, decide = client_of(world.erin), reverse("import_differences_decide", args=[file.id])
    asked = {"line": ["2"], "answer": "keep", "reason": "ours is right"}
    assert erin.post(decide, asked).status_code == 302
    again = erin.post(decide, asked)
    assert (again.status_code, "wait for no decision" in again.content.decode()) == (409, True)


def test_the_reconciliation_shows_each_company_and_warns_of_a_missed_list(world: World, file: ImportFile) -> None:
    for person in (world.erin, world.audrey):
        page = client_of(person).get(reverse("reconciliation")).content.decode()
        assert "-120.50" in page or "−120.50" in page or "(120.50)" in page
        assert page.count("2 differences") == 1
        assert "working days ago" not in page
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        page = client_of(world.erin).get(reverse("reconciliation")).content.decode()
    assert "2 working days ago; at most 1 are allowed" in page


def test_who_loads_a_list_from_here_finds_it_ticked_that_it_is_one(world: World) -> None:
    erin = client_of(world.erin)
    address = f"{reverse('import_new')}?list"
    assert f'href="{address}"' in erin.get(reverse("reconciliation")).content.decode()
    assert erin.get(address).context["form"]["is_list"].value() is True
    assert not erin.get(reverse("import_new")).context["form"]["is_list"].value()


def test_where_no_list_came_the_page_says_how_to_begin(world: World) -> None:
    page = client_of(world.erin).get(reverse("reconciliation")).content.decode()
    assert "No list has been compared yet" in page
    assert "No list of all open items has been posted yet" in page


def test_both_go_out_as_files(world: World, file: ImportFile) -> None:
    dave = client_of(world.dave)
    rows = dave.get(reverse("export_list_differences", args=[file.id])).content.decode()
    assert "A-1,USD,1200.00,1100.00" in rows
    assert (
        "NL,2026-06-15,USD,1180.00,1300.50,0.00,0.00,-120.50,0.00"
        in dave.get(reverse("export_reconciliation")).content.decode()
    )


def _run(user: User, *options: str) -> Result:
    return CliRunner().invoke(command, ["--user", user.username, *options])


def test_on_the_console_an_auditor_looks_and_decides_nothing(world: World, file: ImportFile) -> None:
    assert "to decide -120.50 USD" in _run(world.audrey).output
    assert "2 rows wait for a decision." in _run(world.audrey, "--import", str(file.id)).output
    keep = ["--import", str(file.id), "--decide", "keep", "--line", "2", "--reason", "ours"]
    assert "audrey does not have the right to import files" in _run(world.audrey, *keep).output
    assert not DifferenceDecision.objects.exists()


def test_the_console_shows_and_decides_the_same(world: World, file: ImportFile) -> None:
    assert "to decide -120.50 USD, unexplained 0.00 USD" in _run(world.erin).output
    shown = _run(world.dave, "--import", str(file.id)).output
    assert "2 rows wait for a decision." in shown
    of_cause = ["--import", str(file.id), "--decide", "take", "--cause", "snapshot.other_document"]
    assert "may not approve it" in _run(world.erin, *of_cause, "--reason", "asked").output
    assert "Say why" in _run(world.dave, *of_cause).output
    done = _run(world.dave, *of_cause, "--reason", "asked them")
    assert (done.exit_code, done.output.count("the ERP's figure")) == (0, 2), done.output
    decision = DifferenceDecision.objects.get(item__number="A-2")
    assert "is open again" in _run(world.dave, "--take-back", str(decision.id), "--reason", "wrong").output
    assert [one.open_minor for one in OpenItem.objects.order_by("number")] == [110_000, 10_050]
