"""From an idea to the policy in force: written by one, approved by another, kept whatever becomes of it."""

from __future__ import annotations

import datetime as dt
from itertools import count

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.policy import default_policy, default_policy_text
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Company, User
from creditdesk.policy import drafting
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.policy.queries import policy_in_force
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
TEXT = default_policy_text()
WIDER = TEXT.replace("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 45, 90]")
MORE_GRACE = TEXT.replace("dunning_grace_days: 3", "dunning_grace_days: 5")
_keys = count(1)


def begin(by: User, company: Company | None, *, text: str | None = WIDER) -> PolicyDraft:
    key = f"draft-{next(_keys)}"
    return drafting.begin_draft(company, text=text, by=by, at=NOW, as_of=TODAY, key=key)


def submit(draft: PolicyDraft, by: User, *, day: dt.date = TODAY, reason: str = "Fewer letters.") -> PolicyDraft:
    return drafting.submit_draft(
        draft, reason=reason, effective_from=day, seen=draft.version, by=by, at=NOW, as_of=TODAY
    )


def approve(
    draft: PolicyDraft, by: User, *, compared_with: int = 0, sha256: str = "", day: dt.date = TODAY
) -> PolicyVersion:
    return drafting.approve_draft(
        draft, sha256=sha256 or draft.sha256, compared_with=compared_with, reason="", by=by, at=NOW, as_of=day
    )


def write(draft: PolicyDraft, text: str, by: User, *, seen: int | None = None) -> PolicyDraft:
    return drafting.change_draft(draft, text=text, seen=seen or draft.version, by=by, at=NOW)


def adopted(text: str, day: dt.date, *, company: Company | None = None) -> PolicyVersion:
    company_id = company.id if company else None
    return adopt_policy(text, effective_from=day, reason="agreed", by="dave", at=NOW, company_id=company_id)


def test_the_manager_writes_the_controller_approves_and_from_its_day_it_decides(world: World) -> None:
    draft = begin(world.carol, world.northlight, text=None)
    assert (draft.text, draft.base_number, draft.author) == (TEXT, 0, world.carol)
    draft = write(draft, WIDER, world.carol)
    draft = submit(draft, world.carol, day=TODAY + DAY)
    version = approve(draft, world.dave)

    assert policy_in_force(as_of=TODAY, company_id=world.northlight.id).number == 0
    tomorrow = policy_in_force(as_of=TODAY + DAY, company_id=world.northlight.id)
    assert (tomorrow.number, tomorrow.document.aging.buckets) == (version.number, (0, 45, 90))
    draft.refresh_from_db()
    assert (draft.state, draft.adopted, draft.decided_by) == ("adopted", version, world.dave)
    assert (version.reason, version.adopted_by) == ("Fewer letters.", "dave")


def test_the_journal_tells_every_step_and_names_author_and_approver(world: World) -> None:
    draft = submit(write(begin(world.carol, world.northlight, text=None), WIDER, world.carol), world.carol)
    approve(draft, world.dave)
    entries = list(JournalEntry.objects.filter(kind__startswith="policy.").order_by("seq"))
    kinds = [entry.kind for entry in entries]
    assert kinds == ["policy.draft_begun", "policy.draft_changed", "policy.draft_submitted", "policy.adopted"]
    told = entries[-1]
    assert (told.by, told.facts["author"], told.facts["approver"]) == ("dave", "carol", "dave")
    assert told.facts["sha256"] == draft.sha256
    assert told.private == {"reason": "Fewer letters."}


def test_what_the_console_adopts_says_so_in_the_journal(world: World) -> None:
    adopt_policy(TEXT, effective_from=TODAY, reason="first", by="console", at=NOW, at_console=True)
    assert JournalEntry.objects.get(kind="policy.adopted").facts["at_console"] is True


def test_nobody_approves_what_he_wrote(world: World) -> None:
    draft = submit(begin(world.carol, world.northlight), world.carol)
    with pytest.raises(Refusal, match="nobody approves or rejects what he wrote himself"):
        approve(draft, world.carol)
    with pytest.raises(Refusal, match="nobody approves or rejects what he wrote himself"):
        drafting.reject_draft(draft, reason="no", sha256=draft.sha256, by=world.carol, at=NOW)
    assert not PolicyVersion.objects.exists()


def test_who_wrote_a_line_of_it_or_submitted_it_is_a_writer_too(world: World) -> None:
    draft = write(begin(world.carol, world.northlight, text=None), WIDER, world.dave)
    with pytest.raises(Refusal, match="wrote himself"):
        approve(submit(draft, world.carol), world.dave)
    other = begin(world.carol, world.northlight)
    with pytest.raises(Refusal, match="wrote himself"):
        approve(submit(other, world.dave), world.dave)


def test_a_rep_neither_writes_nor_approves_and_an_auditor_only_reads(world: World) -> None:
    for person in (world.alice, world.bob, world.audrey, world.adam):
        with pytest.raises(Refusal, match="your role may not do that"):
            begin(person, world.northlight)
    draft = submit(begin(world.carol, world.northlight), world.carol)
    with pytest.raises(Refusal, match="your role may not do that"):
        approve(draft, world.audrey)


def test_the_policy_for_all_companies_is_changed_by_those_who_work_for_all(world: World) -> None:
    with pytest.raises(Refusal, match="by those who work for all of them"):
        begin(world.carol, None)
    for person in (world.carol, world.dave):
        person.companies.add(world.southwind)
    version = approve(submit(begin(world.carol, None), world.carol), world.dave)
    assert policy_in_force(as_of=TODAY, company_id=world.southwind.id).number == version.number


def test_another_companys_policy_is_not_changed(world: World) -> None:
    with pytest.raises(Refusal, match="you do not work for that company"):
        begin(world.carol, world.southwind)


def test_a_draft_with_mistakes_is_kept_and_not_submitted(world: World) -> None:
    wrong = WIDER.replace("[0, 45, 90]", "[0, 45, 30]").replace("fee: 35.00", "fee: much")
    draft = write(begin(world.carol, world.northlight), wrong, world.carol)
    assert draft.text == wrong
    with pytest.raises(Refusal, match="the text has mistakes, 2 of them"):
        submit(draft, world.carol)
    unreadable = write(draft, "aging: [", world.carol)
    with pytest.raises(Refusal, match="the text has mistakes, 1 of them"):
        submit(unreadable, world.carol)


def test_every_reason_against_a_submission_is_told_at_once(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        submit(begin(world.carol, world.northlight, text=None), world.carol, day=TODAY - DAY, reason=" ")
    assert [reason.code for reason in caught.value.reasons] == [
        "policy_draft.reason",
        "policy_draft.same",
        "policy_draft.past",
    ]


def test_a_version_never_takes_effect_before_the_newest_one(world: World) -> None:
    adopted(MORE_GRACE, TODAY + 10 * DAY, company=world.northlight)
    draft = begin(world.carol, world.northlight)
    with pytest.raises(Refusal, match="another one cannot do so earlier"):
        submit(draft, world.carol, day=TODAY + 9 * DAY)
    submit(draft, world.carol, day=TODAY + 10 * DAY)


def test_an_edit_after_the_submission_voids_it(world: World) -> None:
    draft = submit(begin(world.carol, world.northlight), world.carol)
    seen = draft.sha256
    draft = write(draft, MORE_GRACE, world.carol)
    assert (draft.state, draft.submitted_by) == ("draft", None)
    with pytest.raises(Refusal, match="not submitted"):
        approve(draft, world.dave, sha256=seen)
    draft = submit(draft, world.carol)
    with pytest.raises(Refusal, match="the text was changed after you saw it"):
        approve(draft, world.dave, sha256=seen)
    with pytest.raises(Refusal, match="the text was changed after you saw it"):
        drafting.reject_draft(draft, reason="no", sha256=seen, by=world.dave, at=NOW)
    approve(draft, world.dave)


def test_another_version_adopted_meanwhile_must_be_looked_at(world: World) -> None:
    draft = submit(begin(world.carol, world.northlight), world.carol)
    newer = adopted(MORE_GRACE, TODAY, company=world.northlight)
    with pytest.raises(Refusal, match="version 1 was adopted meanwhile: look at what the draft changes of it"):
        approve(draft, world.dave, compared_with=0)
    version = approve(draft, world.dave, compared_with=newer.number)
    assert version.number == 2


def test_a_draft_catches_up_with_what_was_adopted_meanwhile(world: World) -> None:
    draft = begin(world.carol, world.northlight)
    newer = adopted(MORE_GRACE, TODAY, company=world.northlight)
    draft = drafting.catch_up_draft(draft, seen=draft.version, by=world.carol, at=NOW, as_of=TODAY)
    assert draft.base_number == newer.number
    version = approve(submit(draft, world.carol), world.dave, compared_with=newer.number)
    in_force = policy_in_force(as_of=TODAY, company_id=world.northlight.id)
    assert in_force.number == version.number
    assert (in_force.document.aging.buckets, in_force.document.aging.dunning_grace_days) == ((0, 45, 90), 5)


def test_a_day_that_passed_while_the_draft_waited_is_not_adopted(world: World) -> None:
    draft = submit(begin(world.carol, world.northlight), world.carol)
    with pytest.raises(Refusal, match="is past"):
        approve(draft, world.dave, day=TODAY + DAY)


def test_of_two_who_write_at_once_the_second_is_told_who_was_faster(world: World) -> None:
    draft = begin(world.carol, world.northlight)
    seen = draft.version
    write(draft, MORE_GRACE, world.carol, seen=seen)
    with pytest.raises(Refusal, match="Carol changed this draft on 2026-06-15 14:00 UTC, after you opened it"):
        write(draft, WIDER, world.dave, seen=seen)
    draft.refresh_from_db()
    assert draft.text == MORE_GRACE


def test_a_rejected_draft_says_why_and_is_submitted_again(world: World) -> None:
    draft = submit(begin(world.carol, world.northlight), world.carol)
    with pytest.raises(Refusal, match="say why"):
        drafting.reject_draft(draft, reason="", sha256=draft.sha256, by=world.dave, at=NOW)
    draft = drafting.reject_draft(draft, reason="Too wide.", sha256=draft.sha256, by=world.dave, at=NOW)
    assert (draft.state, draft.decision_reason, draft.decided_by) == ("rejected", "Too wide.", world.dave)
    draft = write(draft, MORE_GRACE, world.carol)
    assert draft.state == "draft"
    approve(submit(draft, world.carol), world.dave)


def test_a_withdrawn_draft_is_kept_and_final(world: World) -> None:
    draft = begin(world.carol, world.northlight)
    draft = drafting.withdraw_draft(draft, seen=draft.version, by=world.carol, at=NOW)
    with pytest.raises(Refusal, match="the draft is withdrawn"):
        write(draft, MORE_GRACE, world.carol)
    for statement in ("UPDATE policy_policydraft SET state = 'draft'", "DELETE FROM policy_policydraft"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_going_back_to_an_earlier_version_takes_the_same_way_and_deletes_nothing(world: World) -> None:
    first = adopted(TEXT, TODAY - 10 * DAY, company=world.northlight)
    second = adopted(WIDER, TODAY - 5 * DAY, company=world.northlight)
    draft = drafting.begin_draft(world.northlight, start_from=first, by=world.carol, at=NOW, as_of=TODAY, key="back")
    assert (draft.text, draft.base_number, draft.from_number) == (first.text, second.number, first.number)
    version = approve(submit(draft, world.carol), world.dave, compared_with=second.number)
    assert (version.number, version.sha256) == (3, first.sha256)
    assert PolicyVersion.objects.count() == 3


def test_the_same_key_begins_one_draft(world: World) -> None:
    one, other = (
        drafting.begin_draft(world.northlight, by=world.carol, at=NOW, as_of=TODAY, key="once") for _ in range(2)
    )
    assert one == other
    assert PolicyDraft.objects.count() == 1


def test_a_browsers_line_ends_make_no_other_text(world: World) -> None:
    draft = begin(world.carol, world.northlight)
    assert write(draft, WIDER.replace("\n", "\r\n"), world.carol).version == draft.version


def test_what_no_database_keeps_is_refused_in_words(world: World) -> None:
    draft = begin(world.carol, world.northlight)
    with pytest.raises(Refusal, match="cannot be stored"):
        write(draft, WIDER + "\x00", world.carol)
    with pytest.raises(Refusal, match="at most 200000 are kept"):
        write(draft, "#" * 200_001, world.carol)


def test_a_comment_alone_is_no_change_of_the_policy(world: World) -> None:
    draft = begin(world.carol, world.northlight, text=TEXT + "# reviewed\n")
    with pytest.raises(Refusal, match="it says the same as version 0"):
        submit(draft, world.carol)


def test_a_colleague_of_the_same_role_approves(world: World) -> None:
    second = builders.user("carla", role=Role.CREDIT_MANAGER, companies=[world.northlight])
    approve(submit(begin(world.carol, world.northlight), world.carol), second)
    assert policy_in_force(as_of=TODAY, company_id=world.northlight.id).document != default_policy()
