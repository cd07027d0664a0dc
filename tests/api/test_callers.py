"""Who gets in with a token, how far, and how often."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client

from creditdesk.api.calls import CALLS_PER_MINUTE
from creditdesk.commands.token import command
from creditdesk.demo.people import totp_code
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Role
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.actions import disable_user
from creditdesk.parties.models import ApiToken
from creditdesk.parties.tokens import make_token, revoke_token
from tests.api.programs import BASE, Program, entries
from tests.web.clients import client_of, give_second_factor
from tests.world import NOW, World


def test_without_a_token_every_operation_answers_401_as_a_problem(world: World) -> None:
    answer = Client().get(f"{BASE}/customers")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["status"] == 401


def test_a_session_of_the_browser_counts_for_nothing(world: World) -> None:
    assert client_of(world.carol).get(f"{BASE}/customers").status_code == 401


def test_a_wrong_token_and_an_odd_header_are_refused(world: World) -> None:
    for header in ("Bearer wrong", "Bearer", "Basic YWRtaW46", "Bearer \xff\xfe", ""):
        assert Client(headers={"Authorization": header}).get(f"{BASE}/me").status_code == 401


def test_only_the_hash_of_a_token_is_kept(world: World) -> None:
    made = Program(world.alice)
    assert made.secret not in str(ApiToken.objects.values())
    assert made.secret not in str(list(JournalEntry.objects.values()))


def test_me_says_whose_rights_the_token_has(world: World) -> None:
    me = Program(world.alice).get("/me").json()
    assert (me["username"], me["role"], me["companies"]) == ("alice", "rep", ["NL"])
    assert me["scopes"] == [scope.value for scope in Scope]
    assert "record_activity" in me["permissions"]
    assert "post_ledger" not in me["permissions"]


def test_a_token_ends_on_its_day(world: World) -> None:
    program = Program(world.alice, days=2)
    assert program.get("/me").status_code == 200
    with time_machine.travel(NOW + dt.timedelta(days=2), tick=False):
        assert program.get("/me").status_code == 401


def test_a_revoked_token_stops_at_once(world: World) -> None:
    program = Program(world.alice)
    revoke_token(program.token, by=world.alice, at=NOW)
    assert program.get("/me").status_code == 401
    assert JournalEntry.objects.filter(kind="token.revoked", by="alice").count() == 1


def test_a_disabled_user_stops_at_once_and_his_tokens_stay_ended(world: World) -> None:
    program = Program(world.alice)
    disable_user(world.alice, by=world.adam, at=NOW)
    assert program.get("/me").status_code == 401
    world.alice.refresh_from_db()
    world.alice.is_active = True
    world.alice.save()
    assert program.get("/me").status_code == 401


def test_a_user_whose_role_may_not_use_the_interface_any_more_stops_at_once(world: World) -> None:
    program = Program(world.alice)
    world.alice.role = Role.SALES.value
    world.alice.save()
    assert program.get("/me").status_code == 403


def test_a_changed_role_changes_what_the_token_does(world: World) -> None:
    program = Program(world.bob)
    assert len(entries(program.get("/customers"))) == 2
    world.bob.role = Role.REP.value
    world.bob.save()
    assert entries(program.get("/customers")) == []


def test_a_read_token_reads_and_does_not_act(world: World) -> None:
    program = Program(world.alice, Scope.READ)
    path = f"/customers/{world.acme.id}/ticklers"
    assert program.get(path).status_code == 200
    answer = program.post(path, {"cause": "Call"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/scope"
    assert answer.json()["reasons"][0]["facts"] == {"scope": "work"}
    assert 'scope="work"' in answer["WWW-Authenticate"]


def test_a_refused_call_stands_in_the_journal(world: World) -> None:
    program = Program(world.alice)
    assert program.get("/journal").status_code == 403
    assert program.get(f"/customers/{world.foreign.id}").status_code == 404
    refused = JournalEntry.objects.filter(kind="access.refused", by="alice")
    assert {entry.facts["why"] for entry in refused} == {"no permission", "not visible"}


def test_the_calls_of_a_token_are_limited_by_the_minute(world: World) -> None:
    program, other = Program(world.alice), Program(world.alice)
    answers = [program.get("/me").status_code for _ in range(CALLS_PER_MINUTE + 1)]
    assert answers == [200] * CALLS_PER_MINUTE + [429]
    refused = program.get("/me")
    assert refused["Content-Type"] == "application/problem+json"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert other.get("/me").status_code == 200
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        assert program.get("/me").status_code == 200


@pytest.mark.parametrize(("name", "days"), [("", 90), ("x" * 81, 90), ("ERP", 0), ("ERP", 366)])
def test_a_token_without_a_name_or_with_an_odd_life_is_refused(world: World, name: str, days: int) -> None:
    with pytest.raises(Refusal):
        make_token(world.alice, name=name, scopes=[Scope.READ], days=days, by=world.alice, at=NOW)


def test_sales_get_no_token(world: World) -> None:
    with pytest.raises(Refusal, match="may not use"):
        make_token(world.sam, name="CRM", scopes=[Scope.READ], days=1, by=world.sam, at=NOW)


def test_the_console_makes_a_token_with_its_users_code_and_prints_it_once(world: World) -> None:
    make = ["--user", "dave", "--name", "bank", "--scope", "intake", "--scope", "read", "--days", "5"]
    assert "dave has not set a second factor up" in CliRunner().invoke(command, make).output
    give_second_factor(world.dave)
    assert "the code is wrong" in CliRunner().invoke(command, [*make, "--code", "000000"]).output
    result = CliRunner().invoke(command, make, input=f"{totp_code(at=NOW)}\n")
    assert result.exit_code == 0, result.output
    secret = result.stdout.strip()
    me = Client(headers={"Authorization": f"Bearer {secret}"}).get(f"{BASE}/me").json()
    assert (me["username"], me["scopes"]) == ("dave", ["read", "intake"])
    assert JournalEntry.objects.filter(kind="token.made", by="console").exists()


def test_the_console_has_no_other_sign_of_somebody_without_a_second_factor(world: World) -> None:
    result = CliRunner().invoke(command, ["--user", "erin", "--name", "bank"])
    assert result.exit_code == 0, result.output


def test_the_console_says_why_it_makes_none(world: World) -> None:
    unknown = CliRunner().invoke(command, ["--user", "nobody", "--name", "x"])
    assert unknown.exit_code == 1
    assert "no user is called nobody" in unknown.output
    sales = CliRunner().invoke(command, ["--user", "sam", "--name", "x"])
    assert sales.exit_code == 1
    assert "may not use" in sales.output


def test_an_address_without_an_operation_is_answered_as_a_problem(world: World) -> None:
    answer = Program(world.alice).get("/nowhere")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert Client().get(f"{BASE}/").json()["openapi"] == "/api/v1/openapi.json"
