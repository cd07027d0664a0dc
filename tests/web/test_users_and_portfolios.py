"""The pages with which an administrator makes users and a supervisor assigns accounts; and the console's createuser."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from creditdesk.commands.createuser import command
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.journal.models import JournalEntry
from creditdesk.parties import actions
from creditdesk.parties.directory import rules_state, second_factor_users, state_of
from creditdesk.parties.models import PortfolioRule, User
from tests import builders
from tests.web.clients import client_of, give_second_factor
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

FORM = {"first_name": "Nina", "last_name": "Castellan", "role": "rep", "companies": ["NL"]}


def shown_password(page: str) -> str:
    found = re.search(r"<code>([^<]+)</code>", page)
    assert found
    return found[1]


# ---------------------------------------------------------------- users


def test_a_new_user_gets_a_password_that_is_shown_once_and_works(world: World) -> None:
    response = client_of(world.adam).post(reverse("user_new"), {"username": "Nina", **FORM})
    password = shown_password(response.content.decode())
    made = User.objects.get(username="nina")
    assert made.check_password(password)
    assert (made.role, list(made.companies.all())) == ("rep", [world.northlight])
    client = Client()
    client.post("/account/login/", {"login": "nina", "password": password})
    assert client.session["_auth_user_id"] == str(made.id)


def test_the_journal_keeps_the_role_for_good_and_the_name_where_it_can_be_erased(world: World) -> None:
    client_of(world.adam).post(reverse("user_new"), {"username": "nina", **FORM})
    entry = JournalEntry.objects.get(kind="user.made")
    assert entry.facts == {"role": "rep", "companies": ["NL"]}
    assert entry.private == {"username": "nina", "name": "Nina Castellan"}


@pytest.mark.parametrize(
    ("username", "words"), [("alice", "there is a user alice already"), ("x", "2 to 40"), ("a b", "2 to 40")]
)
def test_a_name_that_is_taken_or_unfit_is_refused_in_words(username: str, words: str, world: World) -> None:
    response = client_of(world.adam).post(reverse("user_new"), {"username": username, **FORM})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_fields_that_the_form_does_not_have_are_ignored(world: World) -> None:
    extra = {"is_superuser": "1", "is_staff": "1", "id": str(world.bob.id), "password": "known-to-the-attacker"}
    client_of(world.adam).post(reverse("user_new"), {"username": "nina", **FORM, **extra})
    made = User.objects.get(username="nina")
    assert (made.is_superuser, made.is_staff, made.check_password("known-to-the-attacker")) == (False, False, False)


def test_a_company_that_the_administrator_does_not_work_for_cannot_be_given(world: World) -> None:
    response = client_of(world.adam).post(reverse("user_new"), {"username": "nina", **FORM, "companies": ["SW"]})
    assert response.status_code == 422
    assert not User.objects.filter(username="nina").exists()


def test_role_and_companies_are_changed_and_journaled_with_before_and_after(world: World) -> None:
    body = {**FORM, "role": "sales", "state": state_of(world.alice)}
    response = client_of(world.adam).post(reverse("user", args=[world.alice.id]), body)
    assert response.status_code == 302
    entry = JournalEntry.objects.get(kind="user.changed")
    assert (entry.facts["before"]["role"], entry.facts["after"]["role"]) == ("rep", "sales")


def test_a_form_that_is_older_than_the_user_is_refused(world: World) -> None:
    seen = state_of(world.alice)
    User.objects.filter(id=world.alice.id).update(role=Role.SALES.value)
    response = client_of(world.adam).post(reverse("user", args=[world.alice.id]), {**FORM, "state": seen})
    assert response.status_code == 409
    assert "somebody changed alice meanwhile" in response.content.decode()
    world.alice.refresh_from_db()
    assert world.alice.role == "sales"


def test_nobody_changes_his_own_rights(world: World) -> None:
    client = client_of(world.adam)
    for name in ("user_disable", "user_password", "user_second_factor", "user_enable"):
        response = client.post(reverse(name, args=[world.adam.id]))
        assert response.status_code == 422
        assert "nobody changes his own rights" in response.content.decode()


def test_a_user_who_also_works_for_another_company_is_not_changed(world: World) -> None:
    world.alice.companies.add(world.southwind)
    with pytest.raises(Refusal, match="a company that you do not administer"):
        actions.disable_user(world.alice, by=world.adam, at=NOW)


def test_a_sensitive_act_asks_for_the_password_again_and_then_goes_on(world: World) -> None:
    client = client_of(world.adam, fresh=False)
    asked = client.post(reverse("user_disable", args=[world.alice.id]))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    world.alice.refresh_from_db()
    assert world.alice.is_active
    client.post(asked["Location"], {"password": builders.PASSWORD})
    world.alice.refresh_from_db()
    assert not world.alice.is_active


def test_a_new_password_leaves_the_second_factor_alone(world: World) -> None:
    give_second_factor(world.bob)
    response = client_of(world.adam).post(reverse("user_password", args=[world.bob.id]))
    world.bob.refresh_from_db()
    assert world.bob.check_password(shown_password(response.content.decode()))
    assert second_factor_users([world.bob.id]) == {world.bob.id}


def test_a_removed_second_factor_must_be_set_up_again_before_anything_else(world: World) -> None:
    bob = client_of(world.bob)
    client_of(world.adam).post(reverse("user_second_factor", args=[world.bob.id]))
    assert bob.get(reverse("portfolios"))["Location"] == reverse("mfa_activate_totp")
    assert JournalEntry.objects.filter(kind="user.second_factor_reset", by="adam").exists()


def test_the_list_says_who_still_needs_a_second_factor(world: World) -> None:
    page = client_of(world.adam).get(reverse("users")).content.decode()
    assert "asked for at the next sign-in" in page
    assert "charlie" not in page


# ---------------------------------------------------------------- createuser


@pytest.mark.django_db
def test_the_console_makes_the_first_administrator() -> None:
    arguments = ["root", "--role", "administrator", "--all-companies", "--password-stdin"]
    done = CliRunner().invoke(command, arguments, input="nobody-guesses-this\n")
    assert (done.exit_code, done.output) == (0, "root can sign in as administrator.\n")
    assert User.objects.get(username="root").check_password("nobody-guesses-this")
    assert JournalEntry.objects.get().by == "console"


def test_the_console_names_the_companies_that_there_are(world: World) -> None:
    arguments = ["nina", "--role", "rep", "--company", "XX", "--password-stdin"]
    done = CliRunner().invoke(command, arguments, input="nobody-guesses-this\n")
    assert done.exit_code == 1
    assert "no company XX; there are: NL, SW" in done.output


def test_the_console_refuses_a_weak_password(world: World) -> None:
    arguments = ["nina", "--role", "rep", "--company", "NL", "--password-stdin"]
    done = CliRunner().invoke(command, arguments, input="short\n")
    assert done.exit_code == 1
    assert "too short" in done.output


# ---------------------------------------------------------------- portfolios


def test_a_supervisor_adds_a_rule_sees_what_it_moves_and_moves_it(world: World) -> None:
    client = client_of(world.bob)
    path = reverse("portfolio_rules", args=["NL"])
    body = {"portfolio": world.portfolio.id, "name_from": "N", "name_to": "Z", "state": rules_state(world.northlight)}
    assert client.post(path, body).status_code == 302
    page = client.get(path)
    assert page.context["plan"].moving == 1
    response = client.post(reverse("portfolio_assign", args=["NL"]), {"mark": page.context["plan"].mark}, follow=True)
    assert "1 account moved." in response.content.decode()
    world.zenith.refresh_from_db()
    assert world.zenith.portfolio == world.portfolio


def test_an_old_preview_is_told_as_a_lost_race(world: World) -> None:
    response = client_of(world.bob).post(reverse("portfolio_assign", args=["NL"]), {"mark": "old"})
    assert response.status_code == 409
    assert "look at the new preview of NL" in response.content.decode()


def test_a_part_of_a_page_is_told_of_a_refusal_in_a_toast(world: World) -> None:
    path = reverse("portfolio_assign", args=["NL"])
    response = client_of(world.bob).post(path, {"mark": "old"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Reswap"]) == (409, "none")
    assert "look at the new preview" in response["HX-Trigger"]


def test_one_account_is_assigned_by_its_number(world: World) -> None:
    body = {"number": world.zenith.number, "portfolio": world.portfolio.id}
    client_of(world.bob).post(reverse("portfolio_account"), body)
    world.zenith.refresh_from_db()
    assert (world.zenith.portfolio, world.zenith.portfolio_by_hand) == (world.portfolio, True)


def test_an_account_of_another_company_has_no_number_here(world: World) -> None:
    response = client_of(world.bob).post(
        reverse("portfolio_account"), {"number": world.foreign.number, "portfolio": ""}
    )
    assert response.status_code == 422
    assert "No such account." in response.content.decode()


def test_people_and_portfolios_of_another_company_are_not_offered(world: World) -> None:
    client = client_of(world.bob)
    absence = {
        "user": world.charlie.id,
        "substitute": world.alice.id,
        "first_day": "2026-07-01",
        "last_day": "2026-07-02",
    }
    assert client.post(reverse("absences"), absence).status_code == 422
    rule = {"portfolio": world.foreign.portfolio_id, "state": rules_state(world.northlight)}
    assert client.post(reverse("portfolio_rules", args=["NL"]), rule).status_code == 422
    assert not PortfolioRule.objects.exists()


def test_every_role_begins_at_its_own_page(world: World) -> None:
    homes = {name: client_of(getattr(world, name)).get("/", follow=False) for name in ("adam", "audrey", "dave")}
    assert {name: response["Location"] for name, response in homes.items()} == {
        "adam": "/users/",
        "audrey": "/journal/",
        "dave": "/journal/",
    }


def test_the_navigation_names_only_what_the_role_may_open(world: World) -> None:
    places = {
        name: {entry["url"] for entry in client_of(getattr(world, name)).get(reverse("mfa_index")).context["nav"]}
        for name in ("sam", "bob", "adam")
    }
    assert not places["sam"] & {"/users/", "/journal/", "/portfolios/"}
    assert "/portfolios/" in places["bob"]
    assert places["adam"] >= {"/users/", "/journal/", "/portfolios/"}
