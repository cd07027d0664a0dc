"""An account's timeline, documents and family, the search, entries of the journal, and the supervisor's decisions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import ExceptionDecision, ExceptionRow, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.api.programs import BASE, Program, entries
from tests.world import NOW, TODAY, World

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PDF = b"%PDF-1.7 proof of delivery"


def _attach(program: Program, customer_id: int, *, content: bytes = PDF, key: str = "d-1", **about: str) -> Answer:
    data = {"file": SimpleUploadedFile("proof.exe", content), **about}
    path = f"{BASE}/customers/{customer_id}/documents"
    return program.client.post(path, data, headers={"Idempotency-Key": key})


def test_a_document_is_attached_once_listed_and_fetched(world: World) -> None:
    program = Program(world.alice)
    made = _attach(program, world.acme.id, description="signed").json()
    assert (made["name"], made["media_type"], made["by"]) == ("proof.pdf", "application/pdf", "alice")
    assert _attach(program, world.acme.id, description="signed").json() == made
    assert [one["id"] for one in entries(program.get(f"/customers/{world.acme.id}/documents"))] == [made["id"]]
    file = program.get(f"/documents/{made['id']}/file")
    assert (file.content, file["Content-Type"]) == (PDF, "application/octet-stream")
    assert file["Content-Disposition"] == 'attachment; filename="proof.pdf"'
    refused = _attach(program, world.acme.id, content=b"<script>", key="d-2")
    assert refused.json()["type"] == "/problems/document.kind"


def test_a_restricted_document_is_for_those_who_decide_and_its_reading_is_journaled(world: World) -> None:
    secret = attach_document(
        world.acme, name="a.pdf", content=PDF, visibility=Visibility.RESTRICTED, by=world.bob, at=NOW
    )
    assert Program(world.alice).get(f"/documents/{secret.id}/file").status_code == 404
    assert entries(Program(world.alice).get(f"/customers/{world.acme.id}/documents")) == []
    assert Program(world.carol).get(f"/documents/{secret.id}/file").status_code == 200
    assert JournalEntry.objects.get(kind="restricted.read", by="carol").facts == {"documents": [secret.id]}


def test_the_timeline_goes_on_page_by_page_without_a_gap(world: World) -> None:
    for number in range(5):
        builders.invoice(world.acme, amount=1_000 + number)
    program = Program(world.alice)
    path = f"/customers/{world.acme.id}/timeline"
    note = {"channel": "note", "direction": "internal", "outcome": "noted", "note": "seen"}
    assert program.post(f"/customers/{world.acme.id}/activities", note).status_code == 201
    whole = entries(program.get(path, limit=200))
    assert {one["kind"] for one in whole} >= {"notes", "money"}
    read: list[object] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get(path, limit=2, cursor=cursor).json()
        read, cursor = read + page["entries"], page["next"]
    assert read == whole
    assert {one["kind"] for one in entries(program.get(path, kind=["notes", "calls"]))} == {"notes"}
    for odd in ("nonsense", "WzFd", "IjIwMjYtMDYtMTVUMDA6MDA6MDArMDA6MDB-MX45OTk5OTk5OTk5OTk5OTk5OTk5OTk5Ig"):
        assert program.get(path, cursor=odd).status_code == 422


def test_the_family_is_told_as_far_as_the_reader_sees_it(world: World) -> None:
    world.zenith.parent = world.acme
    world.zenith.save()
    assert {one["id"] for one in entries(Program(world.carol).get(f"/customers/{world.zenith.id}/family"))} == {
        world.acme.id,
        world.zenith.id,
    }
    assert [one["id"] for one in entries(Program(world.alice).get(f"/customers/{world.acme.id}/family"))] == [
        world.acme.id
    ]


def test_the_search_finds_by_name_number_and_amount_what_the_reader_sees(world: World) -> None:
    mine, other = builders.invoice(world.acme, amount=123_456), builders.invoice(world.zenith, amount=123_456)
    program = Program(world.alice)
    assert [one["id"] for one in program.get("/search", q="acme").json()["customers"]] == [world.acme.id]
    assert [one["id"] for one in program.get("/search", q=mine.number).json()["documents"]] == [mine.id]
    assert [one["id"] for one in program.get("/search", q="1,234.56").json()["of_this_amount"]] == [mine.id]
    assert program.get("/search", q=other.number).json()["documents"] == []
    assert program.get("/search", q="zenith").json()["customers"] == []
    assert program.get("/search", q="").status_code == 422


def test_names_and_notes_of_the_journal_are_read_once_and_that_is_journaled(world: World) -> None:
    attach_document(world.acme, name="a.pdf", content=PDF, by=world.bob, at=NOW)
    entry = JournalEntry.objects.get(kind="document.attached")
    program = Program(world.dave)
    shown = program.get(f"/journal/{entry.seq}").json()
    assert (shown["kind"], "private" in shown) == ("document.attached", False)
    read = program.post(f"/journal/{entry.seq}/private", key="p-1").json()
    assert read["private"]["name"] == "a.pdf"
    assert program.post(f"/journal/{entry.seq}/private", key="p-1").json()["private"] is None
    assert JournalEntry.objects.filter(kind="access.read_private", by="dave").count() == 1
    assert Program(world.adam).post(f"/journal/{entry.seq}/private").status_code == 403


def test_the_chain_of_the_journal_is_walked(world: World) -> None:
    Program(world.alice)
    assert Program(world.audrey).post("/journal/verification").json() == {"whole": True, "broken": []}


def test_a_supervisor_decides_about_an_account_without_a_plan(world: World) -> None:
    builders.invoice(world.acme, amount=900_000, due_date=TODAY - dt.timedelta(days=90))
    refresh_worklist(as_of=TODAY)
    assert ExceptionRow.objects.filter(customer=world.acme).exists()
    program, path = Program(world.bob), f"/customers/{world.acme.id}/exception-decision"
    (line,) = [one for one in entries(program.get("/team")) if one["portfolio_id"] == world.portfolio.id]
    assert line["exceptions"] == 1
    accepted = {"kind": "accepted", "until": "2026-06-20", "reason": "the bank pays on Friday"}
    made = program.post(path, accepted, key="x-1")
    assert made.status_code == 201, made.content
    assert made.json()["amount"]["minor"] == 900_000
    assert program.post(path, accepted, key="x-1").json() == made.json()
    assert ExceptionDecision.objects.count() == 1
    assert [one["reason"] for one in entries(program.get("/exceptions/accepted"))] == [accepted["reason"]]
    assert program.post(path, accepted).status_code == 409
    assert Program(world.alice).post(path, accepted).status_code == 403


def test_somebody_is_given_what_is_to_be_done(world: World) -> None:
    builders.invoice(world.acme, amount=900_000, due_date=TODAY - dt.timedelta(days=90))
    refresh_worklist(as_of=TODAY)
    program, path = Program(world.bob), f"/customers/{world.acme.id}/exception-decision"
    body = {"kind": "assigned", "until": "2026-06-17", "reason": "Call the owner"}
    assert program.post(path, body).json()["type"] == "/problems/exception.owner"
    assert program.post(path, body | {"owner": "sam"}).json()["type"] == "/problems/tickler.owner"
    made = program.post(path, body | {"owner": "alice"}).json()
    tickler = Tickler.objects.get(id=made["tickler_id"])
    assert (tickler.owner, tickler.cause) == (world.alice, "Call the owner")
    done = program.post(f"/ticklers/{tickler.id}/done", {"version": 1}).json()
    again = program.post(f"/ticklers/{tickler.id}/reopening", {"version": done["version"], "note": "no answer"})
    assert (again.status_code, again.json()["state"]) == (200, "open")
