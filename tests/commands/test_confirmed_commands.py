"""What a page does only after a fresh sign-in needs at the console a code of the person in whose name it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner, Result

from creditdesk.commands import policy, stops
from creditdesk.demo.people import totp_code
from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.proof import BrokenFact
from creditdesk.journal.models import JournalEntry
from creditdesk.policy.drafting import begin_draft, change_draft, submit_draft
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.receivables.models import PostingStop
from creditdesk.receivables.stops import record_proof
from tests.web.clients import give_second_factor
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _policy(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(policy.command, list(arguments), input=given)


@pytest.fixture
def changed(world: World) -> PolicyDraft:
    """A draft that Carol wrote and submitted; she and Dave have a second factor."""
    for person in (world.carol, world.dave):
        give_second_factor(person)
    begun = begin_draft(world.northlight, by=world.carol, at=NOW, as_of=TODAY, key="d")
    text = begun.text.replace("fee: 35.00", "fee: 40.00")
    written = change_draft(begun, text=text, seen=begun.version, by=world.carol, at=NOW)
    return submit_draft(
        written, reason="as agreed", effective_from=TODAY, seen=written.version, by=world.carol, at=NOW, as_of=TODAY
    )


def test_a_draft_is_approved_by_another_with_his_code(changed: PolicyDraft) -> None:
    approve = ("approve", str(changed.id), "--sha256", changed.sha256, "--compared-with", "0", "--user")
    assert "wrote himself" in _policy(*approve, "carol", "--code", totp_code(at=NOW)).output
    assert "the code is wrong" in _policy(*approve, "dave", "--code", "000000").output
    assert not PolicyVersion.objects.exists()
    done = _policy(*approve, "dave", given=f"{totp_code(at=NOW)}\n")
    assert done.exit_code == 0, done.output
    assert "Version 1 is in force from" in done.stdout
    assert JournalEntry.objects.get(kind="policy.adopted").facts["at_console"] is True


def test_a_draft_is_given_back_with_a_code_only(changed: PolicyDraft) -> None:
    reject = ("reject", str(changed.id), "--reason", "too much", "--user", "dave", "--code")
    assert "the code is wrong" in _policy(*reject, "000000").output
    assert "is rejected" in _policy(*reject, totp_code(at=NOW)).output


def test_after_the_first_version_only_a_person_who_may_approve_adopts(world: World, tmp_path: Path) -> None:
    text = tmp_path / "policy.yaml"
    text.write_text(default_policy_text(), encoding="utf-8")
    adopt = ("adopt", str(text), "--reason", "as agreed")
    assert "Version 1 is in force" in _policy(*adopt).output
    assert "the console alone adopts the first version only" in _policy(*adopt).output
    assert "does not have the right to approve policy" in _policy(*adopt, "--user", "adam").output
    assert "carol has not set a second factor up" in _policy(*adopt, "--user", "carol").output
    give_second_factor(world.carol)
    assert "Version 2 is in force" in _policy(*adopt, "--user", "carol", "--code", totp_code(at=NOW)).output
    assert PolicyVersion.objects.get(number=2).adopted_by == "carol"


def test_a_stop_is_lifted_with_a_code_that_counts_once(world: World) -> None:
    found = [BrokenFact(f"I2: item {number} is off", company_id=world.northlight.id) for number in (1, 2)]
    record_proof(found, by="nightly", at=NOW)
    give_second_factor(world.adam)
    first, second = PostingStop.objects.order_by("id").values_list("id", flat=True)
    code = ["--by", "adam", "--reason", "restored tomorrow", "--code", totp_code(at=NOW)]
    assert "Postings go on" in CliRunner().invoke(stops.command, ["--lift", str(first), *code]).output
    assert "was used before" in CliRunner().invoke(stops.command, ["--lift", str(second), *code]).output
    later = NOW + dt.timedelta(seconds=30)
    with time_machine.travel(later, tick=False):
        code[-1] = totp_code(at=later)
        assert "Postings go on" in CliRunner().invoke(stops.command, ["--lift", str(second), *code]).output
