"""Changing the policy by program: begun, written, compared and submitted by one, approved by another."""

from __future__ import annotations

from typing import Any

from creditdesk.domain.policy import default_policy_text, read_yaml
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from tests.api.programs import Program, entries
from tests.world import TODAY, World

TEXT = default_policy_text()


def begin(program: Program, **body: Any) -> dict[str, Any]:
    answer = program.post("/policy/drafts", {"company": "NL", **body})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def write(program: Program, draft: dict[str, Any], **body: Any) -> Any:
    return program.post(f"/policy/drafts/{draft['id']}/text", {"version": draft["version"], **body})


def submit(program: Program, draft: dict[str, Any], **body: Any) -> Any:
    facts = {"version": draft["version"], "reason": "agreed", "effective_from": TODAY.isoformat()}
    return program.post(f"/policy/drafts/{draft['id']}/submission", {**facts, **body})


def test_from_a_single_value_to_the_next_version(world: World) -> None:
    carol, dave = Program(world.carol), Program(world.dave)
    draft = begin(carol)
    assert (draft["state"], draft["author"], draft["base"], draft["mistakes"]) == ("draft", "carol", 0, [])
    draft = write(carol, draft, values={"aging.dunning_grace_days": "5"}).json()
    assert read_yaml(draft["text"])[0]["aging"]["dunning_grace_days"] == 5
    assert "# 30 days past due is in 1-30" in draft["text"]
    assert submit(carol, draft).json()["state"] == "submitted"

    compared = dave.get(f"/policy/drafts/{draft['id']}/changes").json()
    (change,) = compared["changes"]
    assert (change["path"], change["before"], change["after"]) == ("aging.dunning_grace_days", "3 days", "5 days")
    seen = {"sha256": compared["sha256"], "compared_with": compared["compared_with"]}
    assert carol.confirmed(f"/policy/drafts/{draft['id']}/approval", seen).status_code == 422
    version = dave.confirmed(f"/policy/drafts/{draft['id']}/approval", seen)
    assert (version.status_code, version.json()["number"], version.json()["company"]) == (201, 1, "NL")
    after = dave.get(f"/policy/drafts/{draft['id']}").json()
    assert (after["state"], after["adopted"], after["decided_by"]) == ("adopted", 1, "dave")


def test_the_same_key_adopts_once(world: World) -> None:
    carol, dave = Program(world.carol), Program(world.dave)
    draft = write(carol, begin(carol), values={"nsf.fee": "40"}).json()
    submit(carol, draft)
    seen = {"sha256": draft["sha256"], "compared_with": 0}
    first = dave.confirmed(f"/policy/drafts/{draft['id']}/approval", seen, key="once")
    again = dave.confirmed(f"/policy/drafts/{draft['id']}/approval", seen, key="once")
    assert (first.json(), again["Idempotency-Replayed"]) == (again.json(), "true")
    assert PolicyVersion.objects.count() == 1


def test_mistakes_are_kept_and_a_submission_is_refused_with_the_field_of_each(world: World) -> None:
    carol = Program(world.carol)
    draft = write(carol, begin(carol), values={"nsf.fee": "much", "aging.buckets": "0, 30, 20"}).json()
    assert [(one["pointer"], one["value"]) for one in draft["mistakes"]] == [("/aging", ""), ("/nsf/fee", "much")]
    answer = submit(carol, draft)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert [(one["place"], one["pointer"]) for one in answer.json()["errors"]] == [
        ("document", "/aging"),
        ("document", "/nsf/fee"),
    ]


def test_a_value_that_no_field_has_is_refused_and_a_lost_race_is_told(world: World) -> None:
    carol, dave = Program(world.carol), Program(world.dave)
    draft = begin(carol)
    answer = write(carol, draft, values={"aging.dunning_grace": "5"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/values/aging.dunning_grace")
    assert write(dave, draft, values={"nsf.fee": "40"}).status_code == 200
    lost = write(carol, draft, values={"nsf.fee": "50"})
    assert lost.status_code == 409
    assert lost.json()["reasons"][0]["code"] == "policy_draft.changed_meanwhile"


def test_a_rejection_and_a_withdrawal(world: World) -> None:
    carol, dave = Program(world.carol), Program(world.dave)
    draft = write(carol, begin(carol), values={"nsf.fee": "40"}).json()
    submit(carol, draft)
    rejected = dave.confirmed(
        f"/policy/drafts/{draft['id']}/rejection", {"sha256": draft["sha256"], "reason": "too much"}
    )
    assert (rejected.json()["state"], rejected.json()["decision_reason"]) == ("rejected", "too much")
    seen = {"version": rejected.json()["version"]}
    assert carol.post(f"/policy/drafts/{draft['id']}/withdrawal", seen).json()["state"] == "withdrawn"
    assert [one["state"] for one in entries(carol.get("/policy/drafts", state="withdrawn"))] == ["withdrawn"]
    assert entries(carol.get("/policy/drafts", state="draft")) == []


def test_what_it_would_do_today(world: World) -> None:
    carol = Program(world.carol)
    draft = write(carol, begin(carol), values={"aging.buckets": "0, 45, 90"}).json()
    (effect,) = carol.get(f"/policy/drafts/{draft['id']}/effect").json()
    assert effect["company"] == "NL"
    assert effect["worklist"] == {"before": 0, "after": 0, "entering": 0, "leaving": 0}


def test_the_policy_of_all_companies_and_of_others_is_not_changed(world: World) -> None:
    carol = Program(world.carol)
    refused = carol.post("/policy/drafts", {})
    assert refused.status_code == 422
    assert refused.json()["reasons"][0]["code"] == "policy_draft.not_all_companies"
    assert carol.post("/policy/drafts", {"company": "SW"}).status_code == 404
    assert Program(world.alice).post("/policy/drafts", {"company": "NL"}).status_code == 403
    assert not PolicyDraft.objects.exists()


def test_a_text_of_ones_own_begins_a_draft_and_a_version_is_gone_back_to(world: World) -> None:
    carol, dave = Program(world.carol), Program(world.dave)
    own = begin(carol, text=TEXT.replace("fee: 35.00", "fee: 40.00"))
    submit(carol, own)
    dave.confirmed(f"/policy/drafts/{own['id']}/approval", {"sha256": own["sha256"], "compared_with": 0})
    back = begin(carol, start_from=1)
    assert (back["started_from"], back["base"], back["text"]) == (1, 1, own["text"])
