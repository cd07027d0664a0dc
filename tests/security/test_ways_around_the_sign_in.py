"""Rows 17 to 22: half a sign-in, an old factor, a stale session and a guess get nobody anywhere."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from creditdesk.demo.people import totp_code
from creditdesk.journal.models import JournalEntry
from creditdesk.parties import actions
from creditdesk.parties.models import User
from tests.builders import PASSWORD
from tests.commands.desk import KEY, ROOT
from tests.security.asking import ready
from tests.web.clients import client_of, give_second_factor
from tests.web.routes import PAGE_ROWS
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

LOGIN, SECOND = "/account/login/", "/account/2fa/authenticate/"


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None) -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel
    cache.clear()


def give(client: Client, username: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password})  # type: ignore[return-value]


def is_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


# ---------------------------------------------------------------- 19: the second factor


def test_with_the_password_alone_no_page_opens(world: World) -> None:
    give_second_factor(world.bob)
    half = Client()
    give(half, "bob")
    surprises = []
    for one in ready(world, method="GET"):
        if one.row.anyone or one.row.route == "mfa_authenticate":
            continue
        answer = half.get(one.url)
        if (answer.status_code, answer.get("Location", "").startswith(LOGIN)) != (302, True):
            surprises.append(f"{one.row.route}: {answer.status_code}")
    assert surprises == []
    assert half.get("/api/v1/me").status_code == 401


def test_a_recovery_code_works_once_and_no_code_of_another_works_at_all(world: World) -> None:
    give_second_factor(world.bob)
    give_second_factor(world.carol)
    mine, others = (RecoveryCodes.activate(user).get_unused_codes() for user in (world.bob, world.carol))
    for code, lets_in in ((others[0], False), (mine[0], True), (mine[0], False), (mine[1], True)):
        cache.clear()
        client = Client()
        give(client, "bob")
        client.post(SECOND, {"code": code})
        assert is_in(client) is lets_in


def test_a_code_that_set_the_factor_up_does_not_sign_in_as_well(world: World) -> None:
    client = client_of(world.alice)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    code = totp_code(at=NOW, secret=form.secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    second = Client()
    give(second, "alice")
    second.post(SECOND, {"code": code})
    assert not is_in(second)


def test_codes_of_a_past_and_a_coming_minute_are_refused(
    world: World, on_the_worlds_day: time_machine.Traveller
) -> None:
    give_second_factor(world.bob)
    now = totp_code(at=NOW)
    for seconds in (-90, 90):
        on_the_worlds_day.move_to(NOW.timestamp() + seconds)
        cache.clear()
        client = Client()
        give(client, "bob")
        client.post(SECOND, {"code": now})
        assert not is_in(client)


def test_neither_a_new_password_nor_a_disabled_and_enabled_user_loses_the_factor(world: World) -> None:
    give_second_factor(world.bob)
    for verb in (actions.reset_password, actions.disable_user, actions.enable_user):
        more = {} if verb is actions.disable_user else {"password": "another-horse-staple"}
        verb(world.bob, by=world.adam, at=NOW, **more)
    assert Authenticator.objects.filter(user=world.bob, type=Authenticator.Type.TOTP).exists()
    client = Client()
    assert give(client, "bob", "another-horse-staple")["Location"] == reverse("mfa_authenticate")


def test_guessing_many_names_does_not_make_the_desk_forget_what_it_counted(world: World) -> None:
    give_second_factor(world.bob)
    client = Client()
    give(client, "bob")
    client.post(SECOND, {"code": totp_code(at=NOW)})
    for number in range(1_000):
        cache.set(f"guess/{number}", 1, timeout=900)
    again = Client()
    give(again, "bob")
    again.post(SECOND, {"code": totp_code(at=NOW)})
    assert (is_in(client), is_in(again)) == (True, False)


# ---------------------------------------------------------------- 18: the password once more

FRESH = {
    "user_new", "user", "user_disable", "user_enable", "user_password", "user_second_factor",
    "policy_draft_approve", "policy_draft_reject", "stop_lift", "token_new", "calendar_key_new",
    "webhook_new", "webhook_secret", "webhook_end",
}  # fmt: skip
FRESH_READ = {"mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"}


def test_whatever_gives_rights_or_decides_asks_for_the_password_again(world: World) -> None:
    asked, surprises = set(), []
    for one in ready(world, method="POST"):
        if one.row.route in FRESH:
            answer = client_of(one.user, fresh=False).post(one.url, one.data)
            asked.add(one.row.route)
            if not answer.get("Location", "").startswith("/account/reauthenticate/"):
                surprises.append(f"{one.row.route}: {answer.status_code}")
    assert surprises == []
    assert asked == FRESH
    # What the matrix made itself is by "x".
    assert not JournalEntry.objects.filter(kind__startswith="user.").exclude(by="x").exists()


def test_the_own_second_factor_is_neither_changed_nor_shown_on_an_old_sign_in(world: World) -> None:
    give_second_factor(world.alice)
    RecoveryCodes.activate(world.alice)
    stale = client_of(world.alice, fresh=False)
    for route in sorted(FRESH_READ - {"mfa_activate_totp"}):
        changes = [stale.post(reverse(route))] if route != "mfa_view_recovery_codes" else []
        for answer in (stale.get(reverse(route)), *changes):
            assert re.match(r"/account/(2fa/)?reauthenticate/", answer.get("Location", "")), route
    assert Authenticator.objects.filter(user=world.alice).count() == 2
    first = client_of(world.fay, fresh=False).get(reverse("mfa_activate_totp"))
    assert first["Location"].startswith("/account/reauthenticate/")


def test_a_new_password_needs_the_old_one_and_ends_every_other_session(world: World) -> None:
    here, elsewhere = client_of(world.alice), client_of(world.alice)
    new = "a-new-horse-for-the-staple"
    for old, changes in (("wrong-password-1", False), (PASSWORD, True)):
        here.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new})
        world.alice.refresh_from_db()
        assert world.alice.check_password(new) is changes
    assert (is_in(here), is_in(elsewhere)) == (True, False)


# ---------------------------------------------------------------- 17: sessions and keys end


def test_disabling_ends_sessions_tokens_and_calendar_and_so_does_a_role_taken_away(world: World) -> None:
    for end in ("disabled", "no role"):
        user = getattr(world, {"disabled": "alice", "no role": "erin"}[end])
        browser = client_of(user)
        secret = _new_token(browser)
        program = Client(headers={"Authorization": f"Bearer {secret}"})
        assert (is_in(browser), program.get("/api/v1/me").status_code) == (True, 200)
        if end == "disabled":
            actions.disable_user(user, by=world.adam, at=NOW)
        else:
            User.objects.filter(id=user.id).update(role="")
        assert (is_in(browser), program.get("/api/v1/me").status_code) == (False, 401)


def _new_token(browser: Client) -> str:
    page = browser.post(reverse("token_new"), {"name": "x", "scopes": ["read"], "days": "9"}).content.decode()
    return page.partition('value="cdt_')[2].partition('"')[0].join(["cdt_", ""])


# ---------------------------------------------------------------- 21: nothing tells who has an account


def test_a_disabled_user_and_one_without_a_password_cost_a_guess_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    User.objects.filter(id=world.alice.id).update(is_active=False)
    world.fay.set_unusable_password()
    world.fay.save()
    world.erin.set_password(PASSWORD)
    world.erin.save()
    world.alice.set_password(PASSWORD)
    world.alice.save(update_fields=["password"])
    hashed: list[str] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: PBKDF2PasswordHasher, password: str, salt: str, iterations: int | None = None) -> str:
        hashed.append(password)
        return str(encode(self, password, salt, iterations=1))

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    work = {}
    for username in ("erin", "alice", "fay", "nobody"):
        hashed.clear()
        give(Client(), username, "wrong-password-1")
        work[username] = len(hashed)
    assert set(work.values()) == {1}, work


# ---------------------------------------------------------------- 22: passwords


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "123456789012", "Password2026!!", "P@ssw0rd-2026", "!!!Dragon!!!!!!", "summer-2026-!!",
        "abcabcabcabc", "aaaaaaaaaaaa", "alice-alice-1", "short-1",
    ],
)  # fmt: skip
def test_common_ornamented_and_repeated_passwords_are_refused(password: str, world: World) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, world.alice)


@pytest.mark.parametrize(
    "password",
    ["correct-horse-battery", "Pferde, 64 signs and more; " * 3, "Ünïcode is no obstacle 1", "sOq3-xV9z_Lw1kTa"],
)
def test_long_ones_and_those_of_any_signs_are_taken(password: str, world: World) -> None:
    validate_password(password, world.alice)


def test_what_stands_in_the_list_of_stolen_ones_is_refused_wherever_it_stands(
    world: World, settings: Any, tmp_path: Path
) -> None:
    stolen = [f"stolen horse number {number}" for number in range(300)]
    digests = sorted(hashlib.sha1(one.encode(), usedforsecurity=False).hexdigest().upper() for one in stolen)
    settings.STOLEN_PASSWORDS = tmp_path / "stolen.txt"
    settings.STOLEN_PASSWORDS.write_text("".join(f"{one}:{place * 37}\r\n" for place, one in enumerate(digests)))
    for password in stolen:
        with pytest.raises(ValidationError, match="stolen elsewhere"):
            validate_password(password, world.alice)
    for number in range(300):
        validate_password(f"nobody took horse number {number}", world.alice)
    settings.STOLEN_PASSWORDS.write_text("")
    validate_password(stolen[0], world.alice)


def test_a_real_installation_keeps_passwords_with_argon2_and_no_other_way() -> None:
    program = (
        "import django; from django.conf import settings; django.setup();"
        "from django.contrib.auth.hashers import make_password;"
        "print(settings.PASSWORD_HASHERS, make_password('correct-horse-battery').split('$')[:2])"
    )
    surroundings = {
        "CREDITDESK_SECRET_KEY": KEY, "CREDITDESK_HOSTS": "desk.example.com", "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "creditdesk.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ("['django.contrib.auth.hashers.Argon2PasswordHasher'] ['argon2', 'argon2id']")


def test_every_page_that_asks_for_the_password_again_is_in_the_list() -> None:
    assert {row.route for row in PAGE_ROWS} >= FRESH | FRESH_READ
