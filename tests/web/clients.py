"""Browsers for the tests: signed in as somebody of the world, with all that the role asks for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from creditdesk.config import clock
from creditdesk.demo.people import TOTP_SECRET, totp_code
from creditdesk.domain.visibility import needs_second_factor
from creditdesk.parties.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page


def give_second_factor(user: User) -> None:
    """Set up the authenticator app whose codes `creditdesk.demo.people.totp_code` computes."""
    data = {"secret": get_adapter().encrypt(TOTP_SECRET)}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": data})


def code_now() -> str:
    """A code of that app which the desk takes, also in the second after this one."""
    at = clock.now()
    if at.second % 30 == 29:
        time.sleep(1)
        at = clock.now()
    return totp_code(at=at)


def client_of(user: User, *, fresh: bool = True, csrf: bool = False, second_factor: bool = False) -> Client:
    """A browser in which the user has signed in, with a second factor where his role needs one, or it is said.

    `fresh`: he has just given his password again, so that no sensitive act asks for it.
    """
    if second_factor or needs_second_factor(user.desk_role):
        give_second_factor(user)
    client = Client(enforce_csrf_checks=csrf)
    client.force_login(user)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


def sign_in(page: Page, live_server: Any, user: User, path: str) -> Page:
    """The page of a real browser in which the user has signed in, opened at the path."""
    cookies = client_of(user).cookies.items()
    page.context.add_cookies([{"name": name, "value": one.value, "url": live_server.url} for name, one in cookies])
    page.goto(live_server.url + path)
    return page
