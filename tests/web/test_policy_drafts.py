"""Changing the policy on the screen: two panes that say the same, what differs, who may, and who was faster."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from creditdesk.config import clock
from creditdesk.domain.policy import default_policy_text, read_yaml
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

TEXT = default_policy_text()
MORE_GRACE = TEXT.replace("dunning_grace_days: 3", "dunning_grace_days: 5")


@pytest.fixture
def carol(world: World) -> Client:
    return client_of(world.carol)


@pytest.fixture
def dave(world: World) -> Client:
    return client_of(world.dave)


def begun(client: Client, **more: str) -> PolicyDraft:
    answer = client.post("/policy/drafts/new/", {"company": "NL", "key": "k", **more})
    assert answer.status_code == 302, answer.content
    return PolicyDraft.objects.latest("id")


def save(client: Client, draft: PolicyDraft, **fields: str) -> Any:
    """What the browser sends: both panes, with what was typed into them."""
    page = client.get(f"/policy/drafts/{draft.id}/")
    shown = {
        f"f.{each.entry.path}": each.entry.value
        for section in page.context["panes"].sections
        for part in section.parts
        for each in part.entries
    }
    sent = {"version": str(draft.version), "seen": draft.text, "text": draft.text.replace("\n", "\r\n")}
    return client.post(f"/policy/drafts/{draft.id}/", {**sent, **shown, **fields})


def submitted(client: Client, draft: PolicyDraft, *, days: int = 1, reason: str = "Agreed with sales.") -> PolicyDraft:
    day = clock.today() + dt.timedelta(days=days)
    facts = {"reason": reason, "effective_from": day.isoformat(), "version": draft.version}
    answer = client.post(f"/policy/drafts/{draft.id}/submit/", facts)
    assert answer.status_code == 302, answer.content
    draft.refresh_from_db()
    return draft


def seen(client: Client, draft: PolicyDraft) -> dict[str, Any]:
    """What the approver's page names."""
    form = client.get(f"/policy/drafts/{draft.id}/changes/").context["decide_form"]
    return dict(form.initial)


def test_the_manager_presses_change_and_gets_the_policy_that_is_in_force(world: World, carol: Client) -> None:
    adopt_policy(MORE_GRACE, effective_from=clock.today(), reason="x", by="x", at=NOW, company_id=world.northlight.id)
    assert carol.get("/policy/", {"company": "NL"}).context["may_write"] is True
    assert carol.get("/policy/").context["may_write"] is False, "she does not work for all companies"
    draft = begun(carol)
    assert (draft.text, draft.base_number, draft.company) == (MORE_GRACE, 1, world.northlight)
    assert client_of(world.audrey).get("/policy/", {"company": "NL"}).context["may_write"] is False


def test_a_number_typed_into_the_form_stands_in_the_text(carol: Client) -> None:
    draft = begun(carol)
    assert save(carol, draft, **{"f.exceptions.days_past_due_gt": "20"}).status_code == 302
    draft.refresh_from_db()
    assert "days_past_due_gt: 20\n" in draft.text
    assert "# a tickler further ahead is no action plan" in draft.text


def test_a_number_changed_in_the_text_stands_in_the_form(carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, text=MORE_GRACE)
    page = carol.get(f"/policy/drafts/{draft.id}/").content.decode()
    assert 'name="f.aging.dunning_grace_days" aria-describedby="f-aging.dunning_grace_days-help" value="5"' in page


def test_what_was_typed_on_both_sides_is_kept_by_one_save(carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, text=MORE_GRACE, **{"f.nsf.fee": "40"})
    draft.refresh_from_db()
    content = read_yaml(draft.text)[0]
    assert (content["aging"]["dunning_grace_days"], content["nsf"]["fee"]) == (5, 40)


def test_every_mistake_is_told_with_its_section_field_value_and_line(carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.nsf.fee": "much", "f.aging.buckets": "0, 30, 20"})
    page = carol.get(f"/policy/drafts/{draft.id}/").content.decode()
    assert "2 mistakes" in page
    assert "Returned payments: Fee" in page
    assert "it says “much”" in page
    assert "buckets 0, 30, 20 do not ascend" in page
    assert 'value="much"' in page
    answer = carol.post(f"/policy/drafts/{draft.id}/submit/", {"reason": "x", "effective_from": "+1", "version": 2})
    assert answer.status_code == 422
    assert "the text has mistakes, 2 of them" in answer.content.decode()


def test_a_text_that_cannot_be_read_is_kept_and_what_was_typed_into_the_forms_too(carol: Client) -> None:
    draft = begun(carol)
    answer = save(carol, draft, text="aging: [", **{"f.nsf.fee": "40"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "aging: [</textarea>" in page
    assert '<input type="hidden" name="f.nsf.fee" value="40">' in page
    assert save(carol, draft, text="aging: [").status_code == 302
    page = carol.get(f"/policy/drafts/{draft.id}/").content.decode()
    assert "The text cannot be read as YAML" in page
    assert "not readable as YAML" in page


def test_two_who_write_at_once_lose_nothing(world: World, carol: Client, dave: Client) -> None:
    draft = begun(carol)
    save(dave, draft, **{"f.nsf.fee": "40", "f.aging.dunning_grace_days": "4"})
    answer = save(carol, draft, **{"f.agency.min_amount": "700", "f.aging.dunning_grace_days": "6"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dave changed this draft" in page
    content = read_yaml(answer.context["panes"].text)[0]
    assert (content["nsf"]["fee"], content["agency"]["min_amount"]) == (40, 700)
    assert content["aging"]["dunning_grace_days"] == 6
    draft.refresh_from_db()
    assert read_yaml(draft.text)[0]["agency"]["min_amount"] == 500
    assert f'name="version" value="{draft.version}"' in page


def test_the_comparison_says_old_and_new_and_the_day_is_proposed(carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.exceptions.days_past_due_gt": "20"})
    page = carol.get(f"/policy/drafts/{draft.id}/changes/").content.decode()
    assert "1 value differs from the policy that comes with the desk" in page
    assert "<del>30 days</del>" in page
    assert "<ins>20 days</ins>" in page
    assert (clock.today() + dt.timedelta(days=1)).isoformat() in page


def test_what_it_would_do_today_is_worked_out_on_demand(world: World, carol: Client) -> None:
    day = clock.today()
    due = day - dt.timedelta(days=25)
    builders.invoice(world.acme, amount=100_000, due_date=due, document_date=due, as_of=day)
    draft = begun(carol)
    save(carol, draft, **{"f.exceptions.days_past_due_gt": "20"})
    page = carol.get(f"/policy/drafts/{draft.id}/effect/").content.decode()
    assert "Exception list" in page
    assert "+ Acme Camera" in page
    fragment = carol.get(f"/policy/drafts/{draft.id}/effect/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment


def test_one_submits_another_approves_and_from_its_day_it_is_the_policy(
    world: World, carol: Client, dave: Client
) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.exceptions.days_past_due_gt": "20"})
    draft.refresh_from_db()
    submitted(carol, draft, days=0)
    assert "waits for your approval" in dave.get("/policy/").content.decode()
    assert "waits for your approval" not in carol.get("/policy/").content.decode()
    own = carol.get(f"/policy/drafts/{draft.id}/changes/").content.decode()
    assert "It waits for somebody else" in own
    assert carol.post(f"/policy/drafts/{draft.id}/approve/", seen(dave, draft)).status_code == 422
    answer = dave.post(f"/policy/drafts/{draft.id}/approve/", seen(dave, draft))
    assert answer["Location"] == "/policy/versions/1/"
    page = client_of(world.alice).get("/policy/", {"company": "NL"}).content.decode()
    assert "version 1" in page
    assert "Written by" in page and "Carol" in page and "Dave" in page
    assert "20 days" in page


def test_approving_asks_for_the_password_again(world: World, carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.nsf.fee": "40"})
    draft.refresh_from_db()
    submitted(carol, draft)
    stale = client_of(world.dave, fresh=False)
    for act in ("approve", "reject"):
        answer = stale.post(f"/policy/drafts/{draft.id}/{act}/", seen(stale, draft))
        assert "reauthenticate" in answer["Location"]
    assert not PolicyVersion.objects.exists()


def test_an_edit_between_looking_and_approving_is_told(carol: Client, dave: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.nsf.fee": "40"})
    draft.refresh_from_db()
    submitted(carol, draft)
    looked_at = seen(dave, draft)
    save(carol, draft, **{"f.nsf.fee": "50"})
    draft.refresh_from_db()
    submitted(carol, draft)
    answer = dave.post(f"/policy/drafts/{draft.id}/approve/", {**looked_at, "reason": "Fine with me."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "the text was changed after you saw it: look at it again" in page
    assert "Fine with me." in page
    assert dave.post(f"/policy/drafts/{draft.id}/approve/", seen(dave, draft)).status_code == 302


def test_another_version_meanwhile_is_told_compared_and_taken_over(world: World, carol: Client, dave: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.nsf.fee": "40"})
    draft.refresh_from_db()
    submitted(carol, draft)
    looked_at = seen(dave, draft)
    adopt_policy(MORE_GRACE, effective_from=clock.today(), reason="x", by="x", at=NOW, company_id=world.northlight.id)
    assert dave.post(f"/policy/drafts/{draft.id}/approve/", looked_at).status_code == 409
    page = dave.get(f"/policy/drafts/{draft.id}/changes/").content.decode()
    assert "Another version was adopted meanwhile" in page
    assert "2 values differ from version 1" in page
    carol.post(f"/policy/drafts/{draft.id}/catch-up/", {"version": draft.version})
    page = carol.get(f"/policy/drafts/{draft.id}/changes/").content.decode()
    assert "Another version was adopted meanwhile" not in page
    assert "1 value differs from version 1" in page


def test_a_rejection_says_why_to_its_writers(carol: Client, dave: Client) -> None:
    draft = begun(carol)
    save(carol, draft, **{"f.nsf.fee": "40"})
    draft.refresh_from_db()
    submitted(carol, draft)
    assert dave.post(f"/policy/drafts/{draft.id}/reject/", seen(dave, draft)).status_code == 422
    dave.post(f"/policy/drafts/{draft.id}/reject/", {**seen(dave, draft), "reason": "Too much."})
    page = carol.get(f"/policy/drafts/{draft.id}/").content.decode()
    assert "It was rejected" in page
    assert "Too much." in page


def test_a_past_version_becomes_a_draft_that_goes_back_to_it(world: World, carol: Client) -> None:
    for text, days in ((TEXT, 9), (MORE_GRACE, 5)):
        day = clock.today() - dt.timedelta(days=days)
        adopt_policy(text, effective_from=day, reason="x", by="x", at=NOW, company_id=world.northlight.id)
    assert "Make it the policy again" in carol.get("/policy/versions/").content.decode()
    answer = carol.post("/policy/drafts/new/", {"company": "NL", "from": "1", "key": "back"})
    draft = PolicyDraft.objects.get()
    assert answer["Location"] == f"/policy/drafts/{draft.id}/changes/"
    page = carol.get(answer["Location"]).content.decode()
    assert "Goes back to" in page
    assert "1 value differs from version 2" in page


def test_the_list_says_whose_each_draft_is_and_how_old(world: World, carol: Client) -> None:
    assert "Nobody is changing the policy" in carol.get("/policy/drafts/").content.decode()
    draft = begun(carol)
    page = carol.get("/policy/drafts/").content.decode()
    assert "Carol" in page and "today" in page
    carol.post(f"/policy/drafts/{draft.id}/withdraw/", {"version": draft.version})
    page = carol.get("/policy/drafts/").content.decode()
    assert "withdrawn" in page
    assert "1 draft" not in carol.get("/policy/").content.decode()


def test_an_auditor_reads_what_a_draft_changes_and_writes_nothing(world: World, carol: Client) -> None:
    draft = begun(carol)
    auditor = client_of(world.audrey)
    assert auditor.get(f"/policy/drafts/{draft.id}/")["Location"].endswith("/changes/")
    page = auditor.get(f"/policy/drafts/{draft.id}/changes/").content.decode()
    assert "Submit for approval" not in page
    assert "Write on" not in page
    assert client_of(world.alice).get("/policy/drafts/").status_code == 403


def test_a_hostile_text_is_shown_as_text(carol: Client) -> None:
    draft = begun(carol)
    save(carol, draft, text="</textarea><script>alert(1)</script>: [\n")
    page = carol.get(f"/policy/drafts/{draft.id}/").content.decode()
    assert "<script>alert(1)" not in page


def test_a_double_click_begins_one_draft(carol: Client) -> None:
    assert begun(carol) == begun(carol)
    assert PolicyDraft.objects.count() == 1
