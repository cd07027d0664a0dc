"""Users, portfolios and absences by machine: the acts of the pages, under the same rights and rules."""

from __future__ import annotations

from typing import Any

from django.test import Client

from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Absence, Customer, User
from tests import builders
from tests.api.programs import Program, entries
from tests.web.clients import give_second_factor
from tests.world import World

NEW = {"username": "nina", "first_name": "Nina", "last_name": "New", "role": "rep", "companies": ["NL"]}


def _user(program: Program, username: str) -> dict[str, Any]:
    return next(one for one in entries(program.get("/users", limit=200)) if one["username"] == username)


def test_a_user_is_made_changed_disabled_and_enabled(world: World) -> None:
    program = Program(world.adam)
    made = program.confirmed("/users", NEW, key="u-1")
    assert made.status_code == 201, made.content
    nina = made.json()
    assert Client().login(username="nina", password=nina["password"])
    again = program.post("/users", NEW, key="u-1").json()
    assert (again["id"], again["password"]) == (nina["id"], None)

    path = f"/users/{nina['id']}"
    body = {name: NEW[name] for name in ("first_name", "last_name", "companies")} | {"role": "supervisor"}
    assert program.confirmed(f"{path}/change", body | {"state": "old"}).status_code == 409
    changed = program.confirmed(f"{path}/change", body | {"state": nina["state"]}).json()
    assert changed["role"] == "supervisor"
    assert program.confirmed(f"{path}/disabling").json()["active"] is False
    enabled = program.confirmed(f"{path}/enabling").json()
    assert enabled["active"] is True
    fresh = program.confirmed(f"{path}/password").json()["password"]
    assert fresh != enabled["password"]
    assert Client().login(username="nina", password=fresh)
    give_second_factor(User.objects.get(username="nina"))
    assert program.get(path).json()["second_factor"] is True
    assert program.confirmed(f"{path}/second-factor-removal").json()["second_factor"] is False
    kinds = set(JournalEntry.objects.filter(by="adam", kind__startswith="user.").values_list("kind", flat=True))
    assert kinds == {
        "user.made",
        "user.changed",
        "user.disabled",
        "user.enabled",
        "user.password_reset",
        "user.second_factor_reset",
    }


def test_nobody_changes_himself_or_gives_a_company_that_is_not_his(world: World) -> None:
    program = Program(world.adam)
    oneself = program.confirmed(f"/users/{world.adam.id}/disabling")
    assert (oneself.status_code, oneself.json()["type"]) == (422, "/problems/user.oneself")
    assert program.confirmed("/users", NEW | {"companies": ["SW"]}).status_code == 404
    assert program.confirmed("/users", NEW | {"username": "no such name"}).json()["type"] == "/problems/user.name"
    assert program.confirmed("/users", NEW | {"is_superuser": True}).status_code == 422
    assert not User.objects.filter(username="nina").exists()


def test_a_stolen_token_makes_no_user(world: World) -> None:
    give_second_factor(world.adam)
    assert Program(world.adam).post("/users", NEW).status_code == 403
    assert not User.objects.filter(username="nina").exists()


def test_users_come_in_pages_and_roles_say_what_they_may(world: World) -> None:
    program = Program(world.adam)
    first = program.get("/users", limit=2).json()
    second = program.get("/users", limit=2, cursor=first["next"]).json()
    names = [one["username"] for one in first["entries"] + second["entries"]]
    assert len(set(names)) == 4
    assert "charlie" not in [one["username"] for one in entries(program.get("/users", limit=200))]
    roles = {one["role"]: one for one in entries(program.get("/roles"))}
    assert "manage_users" in roles["administrator"]["permissions"]
    assert roles["rep"]["second_factor"] is False


def test_a_portfolio_is_made_filled_by_rule_and_handed_over(world: World) -> None:
    program = Program(world.bob)
    people = {"rep": "alice", "supervisor": "bob"}
    made = program.post("/portfolios", people | {"company": "NL", "name": "Z"}).json()
    assert (made["rep"], made["accounts"]) == ("alice", 0)

    plan = program.get("/portfolio-rules/plan", company="NL").json()
    rule = {"portfolio_id": made["id"], "name_from": "Z", "state": plan["state"]}
    added = program.post("/portfolio-rules", rule)
    assert added.status_code == 201, added.content
    assert program.post("/portfolio-rules", rule).status_code == 409
    listed = entries(program.get("/portfolio-rules", company="NL"))
    assert [one["portfolio"] for one in listed][-1] == "Z"

    plan = program.get("/portfolio-rules/plan", company="NL").json()
    assert (plan["moving"], plan["moves"][0]["to_portfolio"]) == (1, "Z")
    assert program.post("/portfolio-rules/application", {"company": "NL", "mark": "old"}).status_code == 409
    assert program.post("/portfolio-rules/application", {"company": "NL", "mark": plan["mark"]}).status_code == 200
    assert program.get(f"/portfolios/{made['id']}").json()["accounts"] == 1

    moved = people | {"rep": "fay", "seen_rep": "alice"}
    assert program.post(f"/portfolios/{made['id']}/hand-over", moved).json()["rep"] == "fay"
    assert program.post(f"/portfolios/{made['id']}/hand-over", moved).status_code == 409
    unfit = program.post(f"/portfolios/{made['id']}/hand-over", moved | {"rep": "sam", "seen_rep": "fay"})
    assert (unfit.status_code, unfit.json()["type"]) == (422, "/problems/portfolio.unfit_user")
    state = program.get("/portfolio-rules/plan", company="NL").json()["state"]
    assert program.post(f"/portfolio-rules/{listed[-1]['id']}/removal", {"state": state}).status_code == 200


def test_an_account_is_put_somewhere_by_hand_and_given_back(world: World) -> None:
    program = Program(world.bob)
    path = f"/customers/{world.zenith.id}/portfolio"
    put = program.post(path, {"portfolio_id": world.portfolio.id}).json()
    assert put["portfolio_id"] == world.portfolio.id
    assert Customer.objects.get(id=world.zenith.id).portfolio_by_hand
    assert program.post(path, {"portfolio_id": world.foreign.portfolio_id}).status_code == 404
    assert program.post(path, {"portfolio_id": None}).status_code == 200
    assert not Customer.objects.get(id=world.zenith.id).portfolio_by_hand


def test_a_substitute_sees_the_accounts_until_the_absence_is_taken_back(world: World) -> None:
    program, rep = Program(world.bob), builders.user("rita", role=world.alice.desk_role, companies=[world.northlight])
    body = {"user": "alice", "substitute": "rita", "first_day": "2026-06-15", "last_day": "2026-06-20"}
    recorded = program.post("/absences", body)
    assert recorded.status_code == 201, recorded.content
    assert program.post("/absences", body).json()["type"] == "/problems/absence.overlap"
    assert [one["substitute"] for one in entries(program.get("/absences"))] == ["rita"]
    assert Program(rep).get(f"/customers/{world.acme.id}").status_code == 200
    assert program.post(f"/absences/{recorded.json()['id']}/cancellation").status_code == 200
    assert Program(rep).get(f"/customers/{world.acme.id}").status_code == 404
    assert not Absence.objects.exists()
