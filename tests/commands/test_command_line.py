"""The command line as an administrator meets it: each test is a run of processes over a database of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from creditdesk.__main__ import COMMANDS
from tests.commands.desk import ROOT, Desk, head_of

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def made(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A migrated installation with an administrator; tests copy it."""
    desk = Desk(tmp_path_factory.mktemp("made"))
    shutil.copy(migrated, desk.folder)
    desk.tell("createuser", "adam", "--role", "administrator", "--password-stdin", given="correct-horse-battery\n")
    return desk


@pytest.fixture
def desk(made: Desk, tmp_path: Path) -> Desk:
    """A copy of the installation, for the test to do with as it likes."""
    copy = Desk(tmp_path / "desk")
    shutil.copytree(made.folder, copy.folder)
    return copy


def test_help_lists_every_command_with_a_sentence(tmp_path: Path) -> None:
    said = Desk(tmp_path).start("--help").stdout
    listed = dict(re.findall(r"^  ([a-z][a-z-]*) {2,}(\S.*)$", said, flags=re.MULTILINE))
    assert list(listed) == list(COMMANDS)
    assert all(sentence.endswith((".", "...")) for sentence in listed.values()), listed


def test_a_command_that_is_none_is_said_to_be_none(tmp_path: Path) -> None:
    done = Desk(tmp_path).start("refund")
    assert done.returncode == 2
    assert "No such command 'refund'" in done.stderr


def test_migrating_twice_changes_nothing_the_second_time(desk: Desk) -> None:
    before = desk.sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    assert "The database is up to date." in desk.tell("migrate")
    assert desk.sql("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2") == before
    assert desk.sql("SELECT COUNT(*) FROM journal_journalhead") == [(1,)]


def test_a_new_installation_gets_its_first_company_and_a_user_who_loads_its_first_file(
    desk: Desk, tmp_path: Path
) -> None:
    answer = desk.run(
        "company", "N L", "--name", "", "--currency", "XX", "--country", "USA", "--time-zone", "Mars/Crater"
    )
    assert answer.returncode == 1
    for words in ("'N L' is not", "give a name", "'XX' is no currency", "'USA' is not", "unknown time zone"):
        assert words in answer.stderr
    told = ("--name", "Northlight Inc", "--currency", "usd", "--country", "us")
    assert "Made NL Northlight Inc." in desk.tell("company", "NL", *told)
    assert "there is a company nl already" in desk.run("company", "nl", *told).stderr
    assert desk.sql("SELECT code, currency, country, mode FROM parties_company") == [("NL", "USD", "US", "shadow")]
    assert desk.sql("SELECT u.username FROM parties_user_companies c JOIN parties_user u ON u.id = c.user_id") == [
        ("adam",)
    ]
    assert desk.sql("SELECT COUNT(*) FROM journal_journalentry WHERE kind = 'company.made'") == [(1,)]
    first = tmp_path / "first.csv"
    first.write_text(
        "Customer,Name,Invoice,Date,Due,Currency,Amount\nC1,Fenwick,A-1,2026-05-01,2026-05-31,USD,100.00\n"
    )
    desk.tell(
        "createuser",
        "erin",
        "--role",
        "cash_applicator",
        "--company",
        "NL",
        "--password-stdin",
        given="correct-horse-battery\n",
    )
    desk.tell("intake", str(first), "--company", "NL", "--user", "erin", "--yes")
    assert desk.sql("SELECT number, open_minor FROM receivables_openitem") == [("A-1", 10000)]


def test_a_night_is_run_once_and_again_only_when_told(desk: Desk) -> None:
    first = desk.tell("nightly", "--as-of", "2026-06-15")
    steps = [line.split()[0] for line in first.splitlines()]
    assert steps == [
        "special_cash",
        "match_cash",
        "look_at_cases",
        "judge_settlements",
        "judge_promises",
        "roll_positions",
        "settle_plans",
        "look_at_bankruptcies",
        "watch_agencies",
        "look_at_orders",
        "call_reviews",
        "rank_accounts",
        "carry_out_steps",
        "draft_letters",
        "tell_sales",
        "clear_sessions",
        "clear_outbox",
        "remove_mail_bodies",
        "anchor_journal",
        "prove_books",
    ]
    entries = desk.sql("SELECT COUNT(*) FROM journal_journalentry")
    anchors = (desk.folder / "anchors.jsonl").read_text()

    assert desk.tell("nightly", "--as-of", "2026-06-15") == first
    assert desk.sql("SELECT COUNT(*) FROM journal_journalentry") == entries
    assert (desk.folder / "anchors.jsonl").read_text() == anchors

    desk.tell("nightly", "--as-of", "2026-06-15", "--again")
    assert desk.sql("SELECT COUNT(*) FROM nightly_nightlyrun") == [(1,)]
    assert desk.sql("SELECT COUNT(*) FROM journal_journalentry WHERE kind = 'nightly.finished'") == [(2,)]
    earlier = desk.run("nightly", "--as-of", "2026-06-14")
    assert earlier.returncode == 1
    assert earlier.stderr == "Error: the night of 2026-06-15 was run already: that of 2026-06-14 cannot follow it\n"


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["nightly", "--as-of", "2026-06-15"], ["creditdesk.config.urls", "ninja"]),
        (["policy", "show"], ["creditdesk.config.urls", "ninja"]),
    ],
)
def test_a_command_that_shows_no_page_loads_none(desk: Desk, arguments: list[str], spared: list[str]) -> None:
    told = "atexit.register(lambda: print(*sys.modules))"
    program = f"import atexit, sys; from creditdesk.__main__ import main; {told}; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], env=desk.environment(), cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()[-1].split()
    assert "creditdesk.domain.policy" in loaded
    assert not set(loaded) & set(spared)


def test_verify_proves_a_whole_installation(desk: Desk) -> None:
    said = desk.tell("verify")
    assert re.findall(r"^(\w+) +[\d.]+ s  (.*)$", said, flags=re.MULTILINE) == [
        ("guards", "proved"),
        ("ledger", "proved"),
        ("journal", "proved"),
        ("imports", "proved"),
        ("cash", "proved"),
        ("policy", "proved"),
        ("orders", "proved"),
        ("approvals", "proved"),
        ("reconciliations", "proved"),
        ("settlements", "proved"),
        ("cases", "proved"),
        ("plans", "proved"),
        ("bankruptcies", "proved"),
        ("letters", "proved"),
        ("agencies", "proved"),
        ("mail", "proved"),
        ("contacts", "proved"),
    ]
    assert head_of(said).startswith("1 entries, head ")


def test_verify_names_the_first_broken_fact_and_fails(desk: Desk) -> None:
    desk.sql("DROP TRIGGER journal_journalentry_fixed")
    desk.sql("UPDATE journal_journalentry SET by = 'mallory' WHERE seq = 1")
    done = desk.run("verify")
    assert done.returncode == 1
    assert "journal" in done.stdout
    assert "1 broken" in done.stdout
    assert "I23: journal entry 1 was changed after it was written" in done.stderr

    desk.tell("migrate")  # the guard is back, the damage stays
    night = desk.run("nightly", "--as-of", "2026-06-15")
    assert night.returncode == 1
    assert "BROKEN  I23: journal entry 1 was changed after it was written" in night.stderr


def test_the_anchor_is_printed_and_kept_outside_the_database(desk: Desk, tmp_path: Path) -> None:
    said = desk.tell("anchor")
    desk.tell("anchor", "--file", str(tmp_path / "elsewhere" / "anchors.jsonl"))
    (kept,) = (desk.folder / "anchors.jsonl").read_text().splitlines()
    (elsewhere,) = (tmp_path / "elsewhere" / "anchors.jsonl").read_text().splitlines()
    anchored = json.loads(kept)
    assert said == f"{anchored['seq']} {anchored['hash']}\n"
    assert json.loads(elsewhere)["hash"] == anchored["hash"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("DELETE FROM django_migrations WHERE app = 'journal'", "The database is not of this release. Run: creditdesk"),
        ("DROP TRIGGER receivables_entry_no_update", "lacks its guards (receivables_entry_no_update). Run: creditdesk"),
    ],
)
@pytest.mark.parametrize("command", ["serve --port 1", "nightly", "intake README.md --company NL"])
def test_nothing_works_on_a_database_that_is_not_as_it_must_be(
    desk: Desk, damage: str, sentence: str, command: str
) -> None:
    desk.sql(damage)
    done = desk.run(*command.split())
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_guard_that_was_dropped_comes_back_with_the_next_migrate(desk: Desk) -> None:
    desk.sql("DROP TRIGGER receivables_entry_no_update")
    desk.tell("migrate")
    assert desk.sql("SELECT COUNT(*) FROM sqlite_master WHERE name = 'receivables_entry_no_update'") == [(1,)]


def test_a_user_is_made_with_a_role_and_a_weak_password_is_refused(desk: Desk) -> None:
    weak = desk.run("createuser", "rita", "--role", "rep", "--password-stdin", given="password\n")
    assert weak.returncode == 1
    assert weak.stderr.startswith("Error: ")
    assert desk.sql("SELECT username FROM parties_user ORDER BY id") == [("adam",)]


@pytest.mark.parametrize("command", ["verify", "anchor", "nightly"])
def test_a_database_that_was_never_made_is_said_in_one_sentence(tmp_path: Path, command: str) -> None:
    done = Desk(tmp_path / "new").run(command)
    assert done.returncode == 1
    assert done.stderr == "Error: The database is not of this release. Run: creditdesk migrate\n"


def test_a_database_that_was_never_made_is_not_backed_up(tmp_path: Path) -> None:
    done = Desk(tmp_path / "new").run("backup", str(tmp_path / "file"))
    assert done.returncode == 1
    assert "The copy is no backup: it holds no journal" in done.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "new"]


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = Desk(tmp_path, database_url="postgresql://desk:hunter2@127.0.0.1:1/books").start("verify")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database does not answer: ")
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr


def test_a_policy_is_printed_changed_and_adopted_from_a_day_on(desk: Desk) -> None:
    text = desk.tell("policy", "show")
    changed = desk.folder / "policy.yaml"
    changed.write_text(text.replace("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 15, 45]"), encoding="utf-8")
    assert changed.read_text() != text

    said = desk.tell("policy", "adopt", str(changed), "--from", "2026-01-01", "--reason", "as agreed")

    assert said == "Version 1 is in force from 2026-01-01.\n"
    assert desk.tell("policy", "show") == changed.read_text()
    assert desk.tell("policy", "show", "--as-of", "2025-12-31") == text
    assert desk.sql("SELECT by, kind FROM journal_journalentry WHERE kind = 'policy.adopted'") == [
        ("console", "policy.adopted")
    ]


def test_a_text_that_is_no_policy_is_refused_with_every_mistake_and_its_place(desk: Desk) -> None:
    wrong = desk.folder / "policy.yaml"
    wrong.write_text(desk.tell("policy", "show").replace("buckets: [0, 30", "buckets: [30, 0"), encoding="utf-8")
    done = desk.run("policy", "adopt", str(wrong), "--reason", "as agreed")
    assert done.returncode == 1
    assert re.search(r"policy\.yaml: line \d+.*buckets", done.stderr), done.stderr
    assert desk.run("policy", "adopt", str(wrong), "--reason", "x", "--company", "NONE").returncode == 1
    assert desk.tell("policy", "show").startswith(desk.tell("policy", "show", "--as-of", "2020-01-01")[:40])


def test_a_failed_proof_stops_postings_and_a_proof_that_passes_lifts_them(desk: Desk) -> None:
    desk.sql("DROP TRIGGER receivables_entry_no_update")
    looked = desk.run("verify", "--only-look")
    assert (looked.returncode, desk.tell("stops")) == (1, "No postings are stopped.\n")

    assert "See: creditdesk stops" in desk.run("verify").stderr
    listed = desk.run("stops")
    assert listed.returncode == 1
    assert "everything: I7: the trigger receivables_entry_no_update is missing from the database" in listed.stdout

    lift = ("stops", "--lift", "1", "--by", "adam")
    assert "say why postings may go on" in desk.run(*lift).stderr
    assert "adam has not set a second factor up" in desk.run(*lift, "--reason", "restored tomorrow").stderr
    desk.tell("migrate")
    desk.tell("verify")
    assert desk.tell("stops") == "No postings are stopped.\n"


def test_a_draft_of_the_policy_is_written_compared_and_submitted_at_the_console(desk: Desk) -> None:
    for name, role in (("carol", "credit_manager"), ("dave", "controller")):
        desk.tell("createuser", name, "--role", role, "--password-stdin", given="correct-horse-battery\n")
    changed = desk.folder / "policy.yaml"
    changed.write_text(desk.tell("policy", "show").replace("fee: 35.00", "fee: much"), encoding="utf-8")

    assert "nsf.fee: a number is expected" in desk.tell("policy", "draft", str(changed), "--user", "carol")
    done = desk.run("policy", "submit", "1", "--reason", "as agreed", "--user", "carol")
    assert done.returncode == 1
    assert "the text has mistakes, 1 of them" in done.stderr
    changed.write_text(changed.read_text().replace("fee: much", "fee: 40.00"), encoding="utf-8")
    assert desk.tell("policy", "write", "1", str(changed), "--user", "carol") == "Draft 1 is draft.\n"
    desk.tell("policy", "submit", "1", "--reason", "as agreed", "--user", "carol")

    said = desk.tell("policy", "compare", "1", "--user", "dave")
    assert "Returned payments: Fee: 35.00 USD -> 40.00 USD" in said
    seen = said.splitlines()[-1].split()
    assert "dave has not set a second factor up" in desk.run("policy", "approve", "1", *seen, "--user", "dave").stderr
    assert "submitted" in desk.tell("policy", "drafts", "--user", "dave")
