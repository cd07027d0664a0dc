"""The day's work by program: worklist, exceptions, activities, ticklers, imports, policy, journal."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from creditdesk.api.routes.followup import ActivityIn
from creditdesk.domain.policy import default_policy_text
from creditdesk.followup.models import Activity
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.intake import worker
from creditdesk.journal.models import JournalEntry
from creditdesk.policy.actions import adopt_policy
from tests import builders
from tests.api.programs import Program, entries
from tests.formats.files import text_file
from tests.formats.layouts.test_xero import SHORT
from tests.world import NOW, TODAY, World

NOTE = {"channel": "call", "direction": "outbound", "outcome": "spoke", "note": "Will look into it."}


@pytest.fixture
def late(world: World) -> World:
    """Acme owes 9,000.00 since January, and nobody has planned anything."""
    builders.invoice(world.acme, amount=900_000, document_date=dt.date(2026, 1, 2), due_date=dt.date(2026, 2, 1))
    refresh_worklist(as_of=TODAY)
    return world


def test_the_words_for_a_contact_are_those_of_the_desk() -> None:
    for field, choices in (
        ("channel", Activity.Channel),
        ("direction", Activity.Direction),
        ("outcome", Activity.Outcome),
    ):
        assert set(get_args(ActivityIn.model_fields[field].annotation)) == set(choices.values)


def test_the_worklist_says_why_and_what_comes_next(late: World) -> None:
    (row,) = entries(Program(late.alice).get("/worklist"))
    assert row["customer_id"] == late.acme.id
    assert row["at_stake"] == {"minor": 900_000, "currency": "USD", "decimal": "9000.00"}
    assert row["reasons"][0]["sentence"]
    assert entries(Program(late.charlie).get("/worklist")) == []
    assert Program(late.adam).get("/worklist").status_code == 403


def test_the_exception_list_is_for_those_who_lead(late: World) -> None:
    (row,) = entries(Program(late.bob).get("/exceptions"))
    assert (row["customer_id"], row["rep"], row["amount"]["minor"]) == (late.acme.id, "alice", 900_000)
    assert Program(late.alice).get("/exceptions").status_code == 403


@pytest.mark.parametrize("path", ["/worklist", "/exceptions"])
@pytest.mark.parametrize("cursor", ["MQ", "WzEsMl0", "WyJ4IiwxLCJVU0QiXQ", "W251bGwsbnVsbCxudWxsXQ"])
def test_a_made_up_cursor_is_refused(world: World, path: str, cursor: str) -> None:
    assert Program(world.bob).get(path, cursor=cursor).status_code == 422


def test_a_contact_is_recorded_and_read(world: World) -> None:
    program, path = Program(world.alice), f"/customers/{world.acme.id}/activities"
    made = program.post(path, NOTE)
    assert made.status_code == 201
    assert (made.json()["by"], made.json()["outcome"]) == ("alice", "spoke")
    told = made.json()
    assert told.pop("confirmation") is None
    assert entries(program.get(path)) == [told]


def test_a_promise_needs_an_amount_and_a_day(world: World) -> None:
    program, path = Program(world.alice), f"/customers/{world.acme.id}/activities"
    assert program.post(path, NOTE | {"outcome": "promised"}).status_code == 422
    builders.invoice(world.acme, amount=5_000)
    promised = {"promised": {"minor": 5_000, "currency": "USD"}, "promised_date": "2026-06-20"}
    made = program.post(path, NOTE | {"outcome": "promised"} | promised)
    assert made.json()["promised"]["decimal"] == "50.00"
    unknown = program.post(path, NOTE | {"outcome": "promised", "promised": {"minor": 1, "currency": "XYZ"}})
    assert unknown.status_code == 422


def test_a_correction_points_at_what_it_corrects(world: World) -> None:
    program = Program(world.alice)
    made = program.post(f"/customers/{world.acme.id}/activities", NOTE).json()
    correction = program.post(f"/activities/{made['id']}/correction", NOTE | {"outcome": "left_message"})
    assert correction.status_code == 201
    assert correction.json()["corrects_id"] == made["id"]
    second = program.post(f"/activities/{made['id']}/correction", NOTE)
    assert second.status_code == 409
    assert "corrected this" in second.json()["detail"]


def test_a_restricted_note_is_for_those_who_decide_and_its_reading_is_journaled(world: World) -> None:
    path = f"/customers/{world.acme.id}/activities"
    Program(world.bob).post(path, NOTE | {"visibility": "restricted", "note": "Guarantor is wavering."})
    assert entries(Program(world.alice).get(path)) == []
    assert len(entries(Program(world.carol).get(path))) == 1
    assert JournalEntry.objects.filter(kind="restricted.read", by="carol").count() == 1
    assert len(entries(Program(world.bob).get(path))) == 1
    assert not JournalEntry.objects.filter(kind="restricted.read", by="bob").exists()


def test_an_administrator_does_not_read_what_was_said(world: World) -> None:
    path = f"/customers/{world.acme.id}/activities"
    Program(world.alice).post(path, NOTE)
    assert entries(Program(world.adam).get(path)) == []


def test_text_that_no_database_keeps_is_refused(world: World) -> None:
    program, path = Program(world.alice), f"/customers/{world.acme.id}/activities"
    for text in ("a\x00b", "a\ud800b"):
        answer = program.post(path, NOTE | {"note": text})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/note"


def test_a_tickler_goes_its_way(world: World) -> None:
    program = Program(world.alice)
    made = program.post(
        f"/customers/{world.acme.id}/ticklers", {"cause": "Call again", "due_date": "2026-06-15"}
    ).json()
    assert [one["id"] for one in entries(program.get("/ticklers"))] == [made["id"]]
    path = f"/ticklers/{made['id']}"
    snoozed = program.post(f"{path}/snooze", {"until": "2026-06-18", "version": made["version"]}).json()
    assert snoozed["due_date"] == "2026-06-18"
    late = program.post(f"{path}/done", {"version": made["version"]})
    assert late.status_code == 409
    handed = program.post(f"{path}/hand-over", {"to": "bob", "version": snoozed["version"]}).json()
    assert handed["owner"] == "bob"
    done = Program(world.bob).post(f"{path}/done", {"version": handed["version"], "note": "paid"})
    assert done.json()["state"] == "done"
    assert entries(program.get(f"/customers/{world.acme.id}/ticklers")) == []


def test_a_tickler_has_a_kind_and_a_time_of_day_which_snoozing_keeps_unless_it_is_told(world: World) -> None:
    program = Program(world.alice)
    body = {"cause": "Call Ann", "kind": "call", "due_date": "2026-06-15", "due_time": "14:30"}
    made = program.post(f"/customers/{world.acme.id}/ticklers", body).json()
    assert (made["kind"], made["due_time"]) == ("call", "14:30")
    path = f"/ticklers/{made['id']}/snooze"
    moved = program.post(path, {"until": "2026-06-17", "version": 1}).json()
    assert (moved["due_date"], moved["due_time"]) == ("2026-06-17", "14:30")
    moved = program.post(path, {"until": "2026-06-18", "version": 2, "due_time": None}).json()
    assert moved["due_time"] is None
    assert program.post(path, {"until": "2026-06-18", "version": 3, "due_time": "24:00"}).status_code == 422
    no_day = program.post(f"/customers/{world.acme.id}/ticklers", {"cause": "x", "due_time": "09:00"})
    assert no_day.status_code == 422 and no_day.json()["reasons"][0]["code"] == "tickler.time"


def test_a_tickler_is_cancelled_with_a_reason(world: World) -> None:
    program = Program(world.alice)
    made = program.post(f"/customers/{world.acme.id}/ticklers", {"cause": "Call"}).json()
    path = f"/ticklers/{made['id']}/cancellation"
    assert program.post(path, {"version": 1, "note": " "}).status_code == 422
    assert program.post(path, {"version": 1, "note": "paid"}).json()["state"] == "cancelled"


def test_a_tickler_goes_to_nobody_who_does_not_work_the_account(world: World) -> None:
    program = Program(world.alice)
    for name in ("sam", "charlie", "nobody"):
        answer = program.post(f"/customers/{world.acme.id}/ticklers", {"cause": "Call", "owner": name})
        assert answer.status_code == 422
        assert name in answer.json()["detail"]


FILE = (
    b"customer,customer name,document,amount,document date,due date\n"
    b"C-1,Delta Foods,INV-1,1200.50,2026-05-01,2026-05-31\n"
    b"C-2,Echo Mills,INV-2,90.00,2026-05-02,2026-06-01\n"
    b"C-3,Foxtrot,INV-3,abc,2026-05-02,2026-06-01\n"
)


def _work_through() -> None:
    worker.run_pending(at=NOW, as_of=TODAY)


def test_a_file_is_brought_in_looked_at_posted_and_undone(world: World) -> None:
    program = Program(world.erin)
    made = program.upload(FILE, company="NL")
    assert made.status_code == 201
    path = f"/imports/{made.json()['id']}"
    _work_through()
    seen = program.get(path).json()
    assert (seen["state"], seen["rows_accepted"], seen["rows_refused"]) == ("previewed", 2, 1)
    (refused,) = entries(program.get(f"{path}/rows", verdict="refused"))
    assert refused["line"] == 4
    assert refused["problems"][0]["value"] == "abc"
    assert program.post(f"{path}/posting", {"revision": seen["revision"] + 1}).status_code == 409
    assert program.post(f"{path}/posting", {"revision": seen["revision"]}).json()["state"] == "posting"
    _work_through()
    assert program.get(path).json()["state"] == "posted"
    assert sorted(one["open"]["minor"] for one in entries(program.get("/items"))) == [9_000, 120_050]
    assert program.get(f"{path}/consequences").json()["items"] == 2
    assert program.post(f"{path}/undoing", {"reason": "wrong month"}).json()["state"] == "undoing"
    _work_through()
    assert entries(program.get("/items")) == []


def test_a_program_says_who_a_customer_is_and_takes_the_refused_rows_out(world: World) -> None:
    program = Program(world.erin)
    asked = b"88,Acme Camera Inc.,INV-4,7.00,2026-05-02,2026-06-01\n"
    path = f"/imports/{program.upload(FILE + asked, company='NL').json()['id']}"
    _work_through()
    seen, customers = program.get(path).json(), program.get(f"{path}/customers").json()
    (one,) = customers["in_question"]
    assert (customers["new"], one["number"], one["rows"], one["open"][0]["minor"]) == (2, "88", 1, 700)
    decisions = [{"company": "NL", "number": "88", "meant": one["alike"][0]["number"]}]
    assert program.post(f"{path}/customers", {"revision": seen["revision"], "decisions": decisions}).status_code == 200
    _work_through()
    assert program.get(path).json()["rows_accepted"] == 3
    (decided,) = entries(program.get("/decided-numbers"))
    assert (decided["number"], decided["meant"]) == ("88", world.acme.number)
    assert program.post(f"/decided-numbers/{decided['id']}/forgetting").json()["number"] == "88"
    book = program.get(f"{path}/refused.xlsx")
    again = program.upload(book.content, company="NL", name="back.xlsx").json()["id"]
    _work_through()
    assert program.get(f"/imports/{again}").json()["corrects"] == int(path.rsplit("/", 1)[1])


def test_a_preview_is_read_again_with_other_columns_or_discarded(world: World) -> None:
    program = Program(world.erin)
    path = f"/imports/{program.upload(FILE, company='NL').json()['id']}"
    _work_through()
    seen = program.get(path).json()
    columns = seen["understood"]["mapping"]["columns"] | {"customer_name": None}
    assert program.post(f"{path}/mapping", {"revision": seen["revision"], "columns": columns}).status_code == 200
    _work_through()
    again = program.get(path).json()
    assert "customer_name" not in again["understood"]["mapping"]["columns"]
    assert program.post(f"{path}/discarding", {"revision": again["revision"]}).json()["state"] == "discarded"


def test_how_a_file_was_read_is_saved_listed_and_forgotten(world: World) -> None:
    program = Program(world.erin)
    path = f"/imports/{program.upload(FILE, company='NL').json()['id']}"
    _work_through()
    seen = program.get(path).json()
    assert (seen["understood"]["layout"], seen["understood"]["profile"]) == (None, None)
    assert program.post(f"{path}/profile", {"name": " "}).status_code == 422
    saved = program.post(f"{path}/profile", {"name": "Ours"}).json()
    assert (saved["company"], saved["name"], saved["saved_by"]) == ("NL", "Ours", "erin")
    assert saved["choices"]["columns"] == seen["understood"]["mapping"]["columns"]
    assert [each["name"] for each in entries(program.get("/import-profiles"))] == ["Ours"]
    assert program.post(f"/import-profiles/{saved['id']}/forgetting").json()["name"] == "Ours"
    assert entries(program.get("/import-profiles")) == []


def test_a_file_of_customers_is_brought_in_compared_posted_and_undone(world: World) -> None:
    program, number = Program(world.erin), world.acme.number.encode()
    text = b"Customer no,Customer name,Phone\n" + number + b",Acme Camera,555-0101\nC-9,Delta Foods,555-0102\n"
    made = program.upload(text, company="NL", content="customers")
    path = f"/imports/{made.json()['id']}"
    _work_through()
    seen = program.get(path).json()
    assert (seen["content"], seen["rows_accepted"], seen["rows_changed"]) == ("customers", 2, 1)
    assert program.get(f"{path}/consequences").json()["rows_back"] == 0
    (changed,) = entries(program.get(f"{path}/rows", verdict="changed"))
    assert changed["changes"] == {"phone": ["", "555-0101"]}
    program.post(f"{path}/posting", {"revision": seen["revision"]})
    _work_through()
    assert program.get(f"/customers/{world.acme.id}").json()["phone"] == "555-0101"
    world.acme.refresh_from_db()
    world.acme.phone = "555-0999"
    world.acme.save()
    foreseen = program.get(f"{path}/consequences").json()
    assert (foreseen["rows_back"], foreseen["rows_staying"]) == (1, 1)
    assert (foreseen["staying"][0]["line"], foreseen["staying"][0]["field"]) == (2, "phone")
    program.post(f"{path}/undoing", {"reason": "wrong file"})
    _work_through()
    assert program.get(path).json()["state"] == "undone"
    assert program.upload(text + b"\n", company="NL", content="letters").status_code == 422


def test_a_program_names_the_layout_of_a_file(world: World) -> None:
    program = Program(world.erin)
    path = f"/imports/{program.upload(text_file(*SHORT), company='NL').json()['id']}"
    _work_through()
    seen = program.get(path).json()
    assert seen["understood"]["layout"]["name"] == "xero"
    assert program.post(f"{path}/mapping", {"revision": seen["revision"], "layout": "none"}).status_code == 200
    _work_through()
    assert program.get(path).json()["understood"]["layout"] is None


def test_the_same_bytes_under_another_key_are_refused_with_who_loaded_them(world: World) -> None:
    program = Program(world.erin)
    assert program.upload(FILE, company="NL").status_code == 201
    answer = program.upload(FILE, company="NL")
    assert answer.status_code == 422
    assert "loaded before" in answer.json()["detail"]


def test_an_empty_file_comes_back_refused(world: World) -> None:
    answer = Program(world.erin).upload(b"", company="NL")
    assert answer.json()["state"] == "refused"
    assert "empty" in answer.json()["refusal"]


def test_files_of_other_companies_do_not_exist(world: World) -> None:
    assert Program(world.erin).upload(FILE, company="SW").status_code == 404
    made = Program(world.erin).upload(FILE, company="NL").json()
    world.carol.companies.set([world.southwind])
    assert Program(world.carol).get(f"/imports/{made['id']}").status_code == 404
    assert Program(world.alice).get("/imports").status_code == 403


def test_the_policy_comes_as_data_and_as_text(world: World) -> None:
    program = Program(world.alice)
    assert program.get("/policy").json()["document"]["aging"]["buckets"] == [0, 30, 60, 90, 120]
    text = program.get("/policy", format="yaml")
    assert text["Content-Type"].startswith("application/yaml")
    assert text.content.decode() == default_policy_text()


def test_versions_of_the_policy_are_listed_and_those_of_other_companies_are_not(world: World) -> None:
    facts = {"effective_from": TODAY, "by": "carol", "at": NOW}
    adopt_policy(default_policy_text(), reason="first", **facts)  # type: ignore[arg-type]
    adopt_policy(default_policy_text(), reason="other", company_id=world.southwind.id, **facts)  # type: ignore[arg-type]
    program = Program(world.alice)
    assert [one["number"] for one in entries(program.get("/policy/versions"))] == [1]
    assert program.get("/policy/versions/1").json()["reason"] == "first"
    assert program.get("/policy/versions/2").status_code == 404
    assert program.get("/policy", company="NL").json()["number"] == 1
    assert program.get("/policy", company="SW").status_code == 404


def test_the_journal_shows_acts_without_names_and_notes(world: World) -> None:
    Program(world.alice).post(f"/customers/{world.acme.id}/activities", NOTE)
    answer = Program(world.carol).get("/journal", kind="activity.")
    assert entries(answer)[0]["by"] == "alice"
    assert b"look into it" not in answer.content
    assert Program(world.alice).get("/journal").status_code == 403


def test_health_is_for_those_who_look_after_the_desk(world: World) -> None:
    assert Program(world.adam).get("/health").json()["status"] == "ok"
    assert Program(world.alice).get("/health").status_code == 403
