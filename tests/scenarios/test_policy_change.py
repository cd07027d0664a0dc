"""A change of the policy from the idea to the night in which it takes effect, and back again."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.policy_filling import from_panes
from creditdesk.followup.models import ExceptionRow
from creditdesk.followup.what_if import effect_of
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.nightly.run import run_nightly
from creditdesk.parties.models import User
from creditdesk.policy import drafting
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.policy.queries import document_of
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
TEXT = default_policy_text()


def submit(draft: PolicyDraft, *, by: User, reason: str, day: dt.date, on: dt.date) -> PolicyDraft:
    return drafting.submit_draft(
        draft, reason=reason, effective_from=day, seen=draft.version, by=by, at=_at(on), as_of=on
    )


def approve(draft: PolicyDraft, *, by: User, over: int, on: dt.date) -> PolicyVersion:
    return drafting.approve_draft(
        draft, sha256=draft.sha256, compared_with=over, reason="", by=by, at=_at(on), as_of=on
    )


def _at(day: dt.date) -> dt.datetime:
    return NOW + (day - TODAY)


def test_exceptions_are_seen_ten_days_earlier_from_the_agreed_day_and_no_sooner(world: World) -> None:
    due = TODAY - 25 * DAY
    builders.invoice(world.acme, amount=100_000, due_date=due, document_date=due)
    run_nightly(as_of=TODAY, at=NOW)
    assert not ExceptionRow.objects.exists()

    # Carol types 20 into the field and sees what that would do today.
    text = from_panes(TEXT, seen=TEXT, typed={"exceptions.days_past_due_gt": "20"})
    draft = drafting.begin_draft(world.northlight, text=text, by=world.carol, at=NOW, as_of=TODAY, key="sooner")
    submit(draft, by=world.carol, reason="We wait too long.", day=TODAY + 2 * DAY, on=TODAY)
    draft.refresh_from_db()
    version = approve(draft, by=world.dave, over=0, on=TODAY)
    effect = effect_of(document_of(version), company=world.northlight, as_of=TODAY)
    assert effect.exceptions.names_entering == ("Acme Camera",)

    # The night before its day follows the old policy, the night of its day the new one.
    run_nightly(as_of=TODAY + DAY, at=NOW + DAY)
    assert not ExceptionRow.objects.exists()
    run_nightly(as_of=TODAY + 2 * DAY, at=NOW + 2 * DAY)
    assert ExceptionRow.objects.get().customer == world.acme

    # It was too much: the first text comes back by the same way, and every version is still there.
    later = TODAY + 3 * DAY
    back = drafting.begin_draft(world.northlight, text=TEXT, by=world.dave, at=_at(later), as_of=later, key="back")
    back = submit(back, by=world.dave, reason="Too many to look at.", day=later, on=later)
    approve(back, by=world.carol, over=version.number, on=later)
    run_nightly(as_of=later, at=_at(later))
    assert not ExceptionRow.objects.exists()
    assert PolicyVersion.objects.count() == 2
    told = JournalEntry.objects.filter(kind="policy.adopted").order_by("seq")
    assert [(entry.facts["author"], entry.facts["approver"]) for entry in told] == [
        ("carol", "dave"),
        ("dave", "carol"),
    ]


@pytest.mark.breaks_the_books
def test_a_draft_that_its_writer_approved_behind_the_desks_back_is_found(world: World) -> None:
    text = TEXT.replace("fee: 35.00", "fee: 40.00")
    draft = drafting.begin_draft(world.northlight, text=text, by=world.carol, at=NOW, as_of=TODAY, key="own")
    draft = submit(draft, by=world.carol, reason="x", day=TODAY, on=TODAY)
    approve(draft, by=world.dave, over=0, on=TODAY)
    draft.writers.add(world.dave)
    assert f"policy draft {draft.id}: dave approved what he wrote" in broken_facts(as_of=TODAY)
