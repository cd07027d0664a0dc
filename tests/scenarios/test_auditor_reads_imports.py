"""An auditor follows what is in the ledger to the file that brought it, and changes nothing on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from creditdesk.domain.list_differences import Answer
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Role
from creditdesk.intake import actions, differences
from creditdesk.intake.models import DecidedNumber, DifferenceDecision, ImportFile, ImportProfile
from creditdesk.intake.open_differences import open_rows
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, take_back, worked
from tests.api.programs import Program, entries
from tests.web.clients import client_of
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, TODAY, World

PAID_LATER = "C2,Harbor Lens,A-4,2026-05-04,2026-06-03,USD,50.00,50.00\n"
ONE_REFUSED = TWO_INVOICES + "C3,Bad Amount,A-3,2026-05-01,2026-05-31,USD,12x,12x\n" + PAID_LATER
ALIKE = "88,Acme Camera Inc.,A-7,2026-05-01,2026-05-31,USD,10.00,10.00\n"
CUT_OFF = "C4,Cut Glass,A-8,2026-05-01,2026-05-31,USD,10.00,10.00"
ASKS = "Customer,Invoice,Date,Due,Amount\nC1,Q-1,05/04/2026,06/05/2026,10.00\n"
BOTH_OTHER = HEADER + (
    "C1,Fenwick Optical,A-1,2026-05-01,2026-05-31,USD,1100.00,1100.00\n"
    "C2,Harbor Lens,A-2,2026-05-04,2026-06-03,USD,280.00,80.00\n"
    "C2,Harbor Lens,A-4,2026-05-04,2026-06-03,USD,50.00,20.00\n"
)
ACT = re.compile(r'<form[^>]+method="post"|<button[^>]+type="submit"|type="checkbox"')


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def posted(world: World) -> ImportFile:
    """Two invoices went in, a third row was refused."""
    return load(ONE_REFUSED, company=world.northlight, by=world.erin, name="may.csv")


@pytest.fixture
def listed(world: World, posted: ImportFile) -> ImportFile:
    """The last list of the company: one document was settled in part, one difference waits, one was decided."""
    file = _posted_list(world)
    first = open_rows(file)[0]
    differences.decide(
        file,
        lines=[first.line],
        answer=Answer.KEEP,
        reason="they sent the note",
        by=world.erin,
        at=NOW,
        as_of=TODAY,
    )
    return file


def _list(world: World, text: str) -> ImportFile:
    made = actions.receive(
        [text.encode()],
        name="all-open.csv",
        company=world.northlight,
        is_list=True,
        by=world.erin,
        at=NOW,
        as_of=TODAY,
    )
    return worked(made)


def _posted_list(world: World) -> ImportFile:
    file = _list(world, BOTH_OTHER)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


def test_an_entry_of_the_journal_leads_to_its_file_and_that_to_what_was_refused_and_why(
    world: World, posted: ImportFile
) -> None:
    audrey = client_of(world.audrey)
    entry = JournalEntry.objects.get(kind="import.posted")
    address = reverse("import", args=[posted.id])
    assert address in audrey.get(reverse("journal_entry", args=[entry.seq])).content.decode()
    page = audrey.get(address).content.decode()
    for words in ("By Erin on", "12x is not an amount", "Control totals", "1,550.50", "How the file was read"):
        assert words in page
    refused = audrey.get(reverse("import_rows", args=[posted.id, "refused"])).content.decode()
    assert "12x is not an amount" in refused and "to correct" not in refused
    book = sheet(content_of(audrey.get(reverse("import_refused_xlsx", args=[posted.id]))))
    assert any("12x is not an amount" in str(cell) for row in book for cell in row)
    (row,) = csv_rows(taken(audrey, "import_refused", file_id=posted.id))
    assert (row["Line"], row["Value"]) == ("4", "12x")


def test_from_a_document_and_its_posting_the_way_leads_to_the_file_that_brought_it(
    world: World, posted: ImportFile
) -> None:
    audrey, item = client_of(world.audrey), OpenItem.objects.get(number="A-1")
    posting = item.entries.get().posting
    for page in (reverse("item", args=[item.id]), reverse("posting", args=[posting.id])):
        assert reverse("import", args=[posted.id]) in audrey.get(page).content.decode(), page


def test_the_auditor_reads_the_differences_what_was_decided_and_how_the_list_ties(
    world: World, listed: ImportFile
) -> None:
    audrey = client_of(world.audrey, second_factor=True)
    page = audrey.get(reverse("import_differences", args=[listed.id])).content.decode()
    assert "they sent the note" in page and "it was changed in" in page and "Keep our figure" not in page
    assert "Look at them" in audrey.get(reverse("import", args=[listed.id])).content.decode()
    tied = audrey.get(reverse("reconciliation")).content.decode()
    assert reverse("import", args=[listed.id]) in tied and "1 difference" in tied
    assert len(csv_rows(taken(audrey, "list_differences", file_id=listed.id))) == 1
    assert {row["File"] for row in csv_rows(taken(audrey, "imports"))} == {"may.csv", "all-open.csv"}


def _in_every_state(world: World) -> dict[str, ImportFile]:
    """A file in each state in which its page offers something to whoever brings files in."""
    made = {
        "undone": take_back(load(TWO_INVOICES, company=world.northlight, by=world.erin, name="u.csv"), by=world.dave),
        "posted": load(ONE_REFUSED, company=world.northlight, by=world.erin, name="may.csv"),
        "posted list": _posted_list(world),
        "in doubt": _list(world, BOTH_OTHER.replace("C2,Harbor Lens,A-2", "C7,Other Lens,A-9")),
        "asks": preview(ASKS, company=world.northlight, by=world.erin, name="asks.csv"),
        "nothing new": preview(HEADER + TWO_INVOICES.splitlines()[1] + "\n", company=world.northlight, by=world.erin),
        "headings alone": preview(HEADER, company=world.northlight, by=world.erin),
        "previewed": preview(ONE_REFUSED + ALIKE + CUT_OFF, company=world.northlight, by=world.erin),
        "stopped": preview(TWO_INVOICES.replace("A-", "S-"), company=world.northlight, by=world.erin),
    }
    ImportFile.objects.filter(id=made["stopped"].id).update(state="posting", problem="The disk is full.")
    return made


def test_no_page_of_a_file_in_whatever_state_offers_an_auditor_an_act(world: World) -> None:
    audrey, erin = client_of(world.audrey), client_of(world.erin)
    quiet = {"undone"}  # nothing is left to do with it
    for state, file in _in_every_state(world).items():
        address = reverse("import", args=[file.id])
        assert _acts(audrey.get(address)) == [], state
        assert bool(_acts(erin.get(address))) is (state not in quiet), state


def _acts(response: object) -> list[str]:
    """What the page itself lets one do; the rail beside it has the sign-out and the theme."""
    page = response.content.decode()  # type: ignore[attr-defined]
    main = page[page.index("<main") : page.index("</main>")]
    leading = re.findall(r'href="(/imports/new/[^"]*|/imports/\d+/undo/|/imports/differences/\d+/)"', main)
    return [*ACT.findall(main), *leading]


def test_no_page_beside_the_files_offers_an_auditor_an_act(world: World, listed: ImportFile) -> None:
    actions.save_profile(listed, name="Ours", by=world.erin, at=NOW)
    facts = {"company": world.northlight, "customer": world.acme, "decided_by": "erin", "decided_at": NOW}
    DecidedNumber.objects.create(number="88", name="Acme Camera Inc.", **facts)
    audrey, erin = client_of(world.audrey), client_of(world.erin)
    of_list = reverse("import_differences", args=[listed.id])
    for address in (*map(reverse, ("imports", "import_profiles", "import_decided_numbers", "reconciliation")), of_list):
        assert _acts(audrey.get(address)) == [], address
        assert _acts(erin.get(address)) != [], address


def test_the_auditor_changes_nothing_of_it_by_page_or_by_program(world: World, listed: ImportFile) -> None:
    waiting = preview(TWO_INVOICES.replace("A-", "B-"), company=world.northlight, by=world.erin)
    decision = DifferenceDecision.objects.get()
    profile = actions.save_profile(waiting, name="Ours", by=world.erin, at=NOW)
    last = JournalEntry.objects.order_by("-seq").values_list("seq", flat=True).first()
    audrey, program = client_of(world.audrey), Program(world.audrey)
    revision, line = waiting.revision, open_rows(listed)[0].line
    pages = {
        reverse("import_post", args=[waiting.id]): {"revision": revision},
        reverse("import_discard", args=[waiting.id]): {"revision": revision},
        reverse("import_read_again", args=[waiting.id]): {"revision": revision},
        reverse("import_undo", args=[listed.id]): {"reason": "wrong"},
        reverse("import_differences_decide", args=[listed.id]): {"line": line, "answer": "keep", "reason": "ours"},
        reverse("difference_take_back", args=[decision.id]): {"reason": "wrong"},
        reverse("import_profile_forget", args=[profile.id]): {},
        reverse("import_new"): {"company": "NL"},
    }
    for address, form in pages.items():
        assert audrey.post(address, form).status_code == 403, address
    acts = {
        f"/imports/{waiting.id}/posting": {"revision": revision},
        f"/imports/{waiting.id}/discarding": {"revision": revision},
        f"/imports/{listed.id}/undoing": {"reason": "wrong"},
        f"/imports/{listed.id}/differences": {"lines": [line], "answer": "keep", "reason": "ours"},
        f"/difference-decisions/{decision.id}/taking-back": {"reason": "wrong"},
    }
    for path, body in acts.items():
        assert program.post(path, body).status_code == 403, path
    kinds = set(
        JournalEntry.objects.filter(seq__gt=last).exclude(kind__startswith="token.").values_list("kind", flat=True)
    )
    assert kinds == {"access.refused"}
    waiting.refresh_from_db()
    listed.refresh_from_db()
    assert (waiting.state, listed.state) == ("previewed", "posted")
    assert ImportProfile.objects.count() == 1


def test_a_program_of_the_auditor_reads_the_same(world: World, listed: ImportFile) -> None:
    program, posted = Program(world.audrey, Scope.READ), ImportFile.objects.get(name="may.csv")
    assert [one["name"] for one in entries(program.get("/imports"))] == ["all-open.csv", "may.csv"]
    (row,) = entries(program.get(f"/imports/{posted.id}/rows"))
    assert row["problems"][0]["value"] == "12x"
    assert len(entries(program.get(f"/imports/{listed.id}/differences"))) == 1
    assert len(entries(program.get(f"/imports/{listed.id}/decisions"))) == 1
    assert program.get("/reconciliation").json()["companies"][0]["import_id"] == listed.id
    assert program.get(f"/imports/{posted.id}/refused.xlsx").status_code == 200


def test_an_auditor_of_another_company_finds_none_of_it(world: World, posted: ImportFile) -> None:
    stranger = client_of(builders.user("quinn", role=Role.AUDITOR, companies=[world.southwind]))
    assert "may.csv" not in stranger.get(reverse("imports")).content.decode()
    assert stranger.get(reverse("import", args=[posted.id])).status_code == 404
    assert stranger.get(reverse("import_refused_xlsx", args=[posted.id])).status_code == 404


def test_who_became_an_auditor_lets_no_posting_go_on_in_his_name(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    world.erin.role = Role.AUDITOR
    world.erin.save(update_fields=["role"])
    assert "no longer has the right" in worked(file).problem
    assert not OpenItem.objects.exists()
