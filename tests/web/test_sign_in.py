"""Signing in: what gets a person in, what ends it, and what the journal keeps of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from creditdesk.demo.people import TOTP_SECRET, totp_code
from creditdesk.domain.visibility import Role
from creditdesk.journal.models import JournalEntry
from creditdesk.parties import actions
from creditdesk.parties.models import User
from tests import builders
from tests.builders import PASSWORD
from tests.web.clients import client_of, give_second_factor
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def fixed_time(db: None) -> Iterator[time_machine.Traveller]:
    """The clock stands at the world's instant, and no earlier test's guesses count."""
    cache.clear()
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel
    cache.clear()


def give(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password}, headers=more)  # type: ignore[return-value]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def kinds() -> list[str]:
    return list(JournalEntry.objects.order_by("seq").values_list("kind", flat=True))


# ---------------------------------------------------------------- the way in


def test_name_and_password_let_a_rep_in_and_the_journal_knows(world: World) -> None:
    client = Client()
    response = give(client, "alice")
    assert (response.status_code, is_signed_in(client)) == (302, True)
    (entry,) = JournalEntry.objects.all()
    assert (entry.kind, entry.by, entry.private) == ("access.signed_in", "alice", {"address": "127.0.0.1"})


def test_the_user_name_is_not_sensitive_to_capitals(world: World) -> None:
    client = Client()
    give(client, "ALICE")
    assert is_signed_in(client)


def test_a_wrong_password_is_refused_and_journaled_without_it(world: World) -> None:
    client = Client()
    response = give(client, "alice", "wrong-password-wrong")
    assert (response.status_code, is_signed_in(client)) == (200, False)
    (entry,) = JournalEntry.objects.all()
    assert (entry.kind, entry.subject_id, entry.facts) == (
        "access.sign_in_failed",
        world.alice.id,
        {"step": "password"},
    )


def test_a_name_that_nobody_has_is_not_kept_because_it_may_be_a_password(world: World) -> None:
    give(Client(), "hunter2-in-the-wrong-field", "whatever-whatever")
    (entry,) = JournalEntry.objects.all()
    assert "hunter2" not in f"{entry.by} {entry.facts} {entry.private}"


def test_nothing_tells_an_unknown_name_from_a_wrong_password_or_a_disabled_user(world: World) -> None:
    builders.user("gone", role=Role.REP, companies=[world.northlight])
    User.objects.filter(username="gone").update(is_active=False)
    pages = []
    for username, password in (("alice", "wrong-password-1"), ("nobody", "wrong-password-1"), ("gone", PASSWORD)):
        response = give(Client(), username, password)
        assert response.status_code == 200
        form = response.context["form"]  # type: ignore[attr-defined]
        pages.append(str(form.non_field_errors()))
    assert len(set(pages)) == 1
    assert pages[0] != ""


def test_the_work_of_checking_a_password_is_done_for_unknown_names_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    give(Client(), "alice", "wrong-password-1")
    known = len(hashed)
    give(Client(), "nobody", "wrong-password-1")
    assert (known, len(hashed)) == (1, 2)


def test_the_machine_cannot_sign_in_with_a_password() -> None:
    builders.user("robot", role=Role.MACHINE)
    client = Client()
    give(client, "robot")
    assert not is_signed_in(client)


def test_a_user_without_a_role_cannot_sign_in() -> None:
    User.objects.create_user("nothing", password=PASSWORD)
    client = Client()
    give(client, "nothing")
    assert not is_signed_in(client)


def test_the_session_gets_a_new_id_at_sign_in(world: World) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["before"] = 1
    session.save()
    old = str(session.session_key)
    client.cookies["creditdesk_session"] = old
    give(client, "alice")
    assert client.session.session_key != old


def test_the_sign_in_goes_on_to_a_page_of_the_desk_and_never_elsewhere(world: World) -> None:
    response = Client().post(f"{LOGIN}?next=https://evil.example/", {"login": "alice", "password": PASSWORD})
    assert response["Location"] == "/"
    response = Client().post(LOGIN, {"login": "alice", "password": PASSWORD, "next": "/journal/"})
    assert response["Location"] == "/journal/"


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_inactive"])
def test_there_is_no_sign_up_and_no_reset_by_mail(name: str, world: World) -> None:
    assert client_of(world.alice).get(reverse(name)).status_code == 404


# ---------------------------------------------------------------- guessing


def test_the_sixth_wrong_password_for_a_name_is_not_even_looked_at(world: World) -> None:
    for _ in range(5):
        give(Client(), "alice", "wrong-password-1")
    client = Client()
    give(client, "alice")
    assert not is_signed_in(client)
    assert kinds().count("access.sign_in_failed") == 5


def test_a_name_that_nobody_has_is_throttled_just_the_same(world: World) -> None:
    for _ in range(5):
        give(Client(), "nobody", "wrong-password-1")
    throttled = give(Client(), "nobody", "wrong-password-1")
    assert "Too many" in throttled.content.decode()


def test_a_quarter_of_an_hour_later_the_right_password_counts_again(
    world: World, fixed_time: time_machine.Traveller
) -> None:
    for _ in range(5):
        give(Client(), "alice", "wrong-password-1")
    fixed_time.shift(dt.timedelta(minutes=16))
    client = Client()
    give(client, "alice")
    assert is_signed_in(client)


def test_a_forged_forwarded_address_does_not_evade_the_limit_of_an_address(world: World) -> None:
    for number in range(30):
        give(Client(), f"guess{number}", "wrong-password-1", **{"X-Forwarded-For": f"203.0.113.{number}"})
    client = Client()
    give(client, "alice", PASSWORD, **{"X-Forwarded-For": "203.0.113.200"})
    assert not is_signed_in(client)


def test_behind_a_proxy_the_address_that_the_proxy_saw_counts(world: World, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    give(Client(), "alice", PASSWORD, **{"X-Forwarded-For": "203.0.113.7, 198.51.100.9"})
    assert JournalEntry.objects.get().private == {"address": "198.51.100.9"}


# ---------------------------------------------------------------- the second factor


def test_a_role_that_decides_is_asked_for_the_code(world: World) -> None:
    give_second_factor(world.bob)
    client = Client()
    assert give(client, "bob")["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp_code(at=NOW)})
    assert is_signed_in(client)
    assert kinds() == ["access.signed_in"]


def test_the_same_code_does_not_work_twice(world: World) -> None:
    give_second_factor(world.bob)
    for expected in (True, False):
        client = Client()
        give(client, "bob")
        client.post(reverse("mfa_authenticate"), {"code": totp_code(at=NOW)})
        assert is_signed_in(client) is expected


def test_a_wrong_code_is_journaled_and_throttled(world: World, fixed_time: time_machine.Traveller) -> None:
    give_second_factor(world.bob)
    client = Client()
    give(client, "bob")
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": totp_code(at=NOW)})
    assert not is_signed_in(client)
    failed = JournalEntry.objects.filter(kind="access.sign_in_failed", facts={"step": "second factor"})
    assert failed.count() >= 5


def test_a_role_that_decides_reaches_nothing_before_the_second_factor_is_set_up(world: World) -> None:
    client = Client()
    client.force_login(world.bob)
    for path in ("/", "/portfolios/", "/account/password/change/", "/account/2fa/", "/account/2fa/recovery-codes/"):
        assert client.get(path)["Location"] == reverse("mfa_activate_totp")


def test_the_interface_for_programs_is_no_way_around_the_second_factor(world: World) -> None:
    client = Client()
    client.force_login(world.bob)
    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/customers").status_code == 401


def test_setting_up_the_second_factor_is_journaled_and_keeps_the_secret_encrypted(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    client = client_of(world.alice)
    form = client.get(reverse("mfa_activate_totp")).context["form"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        client.post(reverse("mfa_activate_totp"), {"code": totp_code(at=NOW, secret=form.secret)})
    stored = Authenticator.objects.get(user=world.alice, type=Authenticator.Type.TOTP).data["secret"]
    assert form.secret not in stored
    assert "access.totp_activated" in kinds()


def test_a_role_that_must_have_the_second_factor_cannot_put_it_away(world: World) -> None:
    client = client_of(world.bob)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=world.bob).exists()


def test_a_secret_closed_with_the_key_before_still_opens(settings: Settings) -> None:
    from creditdesk.web.sign_in import encryption

    closed = encryption.encrypt(TOTP_SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-the-desk"
    assert encryption.decrypt(closed) == TOTP_SECRET
    assert TOTP_SECRET not in closed


def test_the_library_takes_the_demo_code_for_the_demo_secret() -> None:
    from allauth.mfa.totp.internal.auth import validate_totp_code

    assert validate_totp_code(TOTP_SECRET, totp_code(at=NOW))


# ---------------------------------------------------------------- the end of a session


def test_signing_out_ends_the_session_on_the_server(world: World) -> None:
    client = client_of(world.alice)
    stolen = client.cookies["creditdesk_session"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["creditdesk_session"] = stolen
    assert thief.get(reverse("account_change_password"))["Location"].startswith(LOGIN)
    assert kinds() == ["access.signed_out"]


def test_half_an_hour_without_a_page_ends_the_session(world: World, fixed_time: time_machine.Traveller) -> None:
    client = client_of(world.alice)
    path = reverse("account_change_password")
    assert client.get(path).status_code == 200
    for _ in range(3):
        fixed_time.shift(dt.timedelta(minutes=29))
        assert client.get(path).status_code == 200
    fixed_time.shift(dt.timedelta(minutes=31))
    assert client.get(path)["Location"].startswith(LOGIN)


def test_twelve_hours_end_the_session_whatever_was_done(world: World, fixed_time: time_machine.Traveller) -> None:
    client = client_of(world.alice)
    path = reverse("account_change_password")
    client.get(path)
    for _ in range(24):
        fixed_time.shift(dt.timedelta(minutes=29, seconds=55))
        assert client.get(path).status_code == 200
    fixed_time.shift(dt.timedelta(minutes=5))
    assert client.get(path)["Location"].startswith(LOGIN)


def test_a_disabled_user_is_out_on_the_next_request(world: World) -> None:
    client = client_of(world.alice)
    actions.disable_user(world.alice, by=world.adam, at=NOW)
    assert client.get(reverse("account_change_password"))["Location"].startswith(LOGIN)


def test_enabling_again_does_not_bring_old_sessions_back(world: World) -> None:
    client = client_of(world.alice)
    actions.disable_user(world.alice, by=world.adam, at=NOW)
    actions.enable_user(world.alice, password="another-horse-staple", by=world.adam, at=NOW)
    assert client.get(reverse("account_change_password"))["Location"].startswith(LOGIN)


def test_a_changed_role_counts_on_the_next_request(world: World) -> None:
    client = client_of(world.carol)
    assert client.get(reverse("journal")).status_code == 200
    User.objects.filter(id=world.carol.id).update(role=Role.SALES.value)
    assert client.get(reverse("journal")).status_code == 403


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/journal/?kind=user."}
    response = Client().get("/journal/", headers=headers)
    assert (response.status_code, response["HX-Redirect"]) == (204, f"{LOGIN}?next=/journal/")


# ---------------------------------------------------------------- every answer


def test_cookies_are_closed_to_scripts_and_other_sites_and_bound_to_the_host(world: World) -> None:
    client = Client()
    give(client, "alice")
    for name in ("creditdesk_session", "creditdesk_csrf"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_over_https_the_cookies_carry_the_host_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    program = (
        "from creditdesk.config import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS)"
    )
    environment = {
        "CREDITDESK_SECRET_KEY": "only-for-this-test-0123456789-ABCDEFGHIJKLMN",
        "CREDITDESK_HOSTS": "desk.example.com",
    }
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "31536000"]


@pytest.mark.parametrize("path", [LOGIN, "/users/", "/nowhere/"])
def test_every_page_names_its_scripts_and_refuses_framing_and_storage(path: str, world: World) -> None:
    response = client_of(world.adam).get(path) if path != LOGIN else Client().get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]


def test_a_change_without_the_form_s_token_is_refused(world: World) -> None:
    client = client_of(world.adam, csrf=True)
    assert client.post(reverse("user_disable", args=[world.alice.id])).status_code == 403
    world.alice.refresh_from_db()
    assert world.alice.is_active


@pytest.mark.parametrize("password", ["password1234", "short", "1234567890123"])
def test_a_weak_password_is_refused(password: str, world: World) -> None:
    client = client_of(world.alice)
    body = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    client.post(reverse("account_change_password"), body)
    world.alice.refresh_from_db()
    assert world.alice.check_password(PASSWORD)


def test_a_password_of_a_hundred_signs_is_taken_and_the_change_journaled(world: World) -> None:
    client = client_of(world.alice)
    long = "a sentence that nobody guesses, with ünïcode and spaces; " * 2
    body = {"oldpassword": PASSWORD, "password1": long.strip(), "password2": long.strip()}
    client.post(reverse("account_change_password"), body)
    world.alice.refresh_from_db()
    assert world.alice.check_password(long.strip())
    assert kinds() == ["access.password_changed"]


def test_a_refused_page_is_journaled_and_so_is_an_object_that_is_not_visible(world: World) -> None:
    client_of(world.alice).get("/users/")
    client_of(world.bob).get(reverse("portfolio", args=[world.foreign.portfolio_id]))
    refused = JournalEntry.objects.filter(kind="access.refused").order_by("seq")
    assert [(entry.by, entry.facts["why"]) for entry in refused] == [
        ("alice", "no permission"),
        ("bob", "not visible"),
    ]


def test_the_sign_of_life_says_nothing_else() -> None:
    response = Client().get("/health/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_the_look_is_kept_in_a_cookie_and_the_way_back_stays_at_the_desk(world: World) -> None:
    client = client_of(world.alice)
    response = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert (response["Location"], client.cookies["theme"].value) == ("/", "dark")
    assert client.post("/theme/", {"theme": "pink"}).status_code == 422


def test_nobody_is_led_to_a_password_reset_that_does_not_exist(client: Client, world: World) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "Your administrator gives you a new one" in page
    assert reverse("account_reset_password") not in page


def test_no_page_leads_to_a_reset_of_the_password_by_mail(world: World) -> None:
    page = client_of(world.alice).get(reverse("account_change_password")).content.decode()
    assert reverse("account_reset_password") not in page
    assert "Your administrator gives you a new one" in page
