"""Webhooks from the console: the same acts, with the rights of the user named."""

from __future__ import annotations

import datetime as dt

import time_machine
from click.testing import CliRunner, Result

from creditdesk.commands.webhook import command
from creditdesk.demo.people import totp_code
from creditdesk.journal.models import JournalEntry
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from tests.web.clients import give_second_factor
from tests.world import NOW, World


def _run(*arguments: str, user: str = "adam") -> Result:
    return CliRunner().invoke(command, [*arguments, "--user", user])


def _confirmed(*arguments: str, half_minute: int) -> Result:
    """The same with a code of the user's app, in a half minute of its own: a code counts once."""
    at = NOW + dt.timedelta(seconds=30 * half_minute)
    with time_machine.travel(at, tick=False):
        return _run(*arguments, "--code", totp_code(at=at))


def test_making_and_ending_one_needs_a_code_of_its_administrator(world: World) -> None:
    make = ("make", "--name", "ERP", "--url", "https://hooks.example.com/")
    assert "adam has not set a second factor up" in _run(*make).output
    give_second_factor(world.adam)
    assert "the code is wrong" in _run(*make, "--code", "000000").output
    assert not WebhookSubscription.objects.exists()


def test_a_webhook_lives_its_whole_life_at_the_console(world: World) -> None:
    give_second_factor(world.adam)
    make = ("make", "--name", "ERP", "--url", "https://hooks.example.com/", "--event", "import.posted")
    made = _confirmed(*make, half_minute=0)
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("whsec_")
    number = str(WebhookSubscription.objects.get().id)
    assert "is on its way" in _run("test", number).output
    assert OutboxMessage.objects.get().kind == "webhook.test"
    assert _confirmed("secret", number, half_minute=1).stdout.startswith("whsec_")
    assert "is paused" in _run("pause", number).output
    assert f"{number}\tpaused\t1\t0\tERP\thttps://hooks.example.com/" in _run("list").output
    assert "is in use" in _run("resume", number).output
    assert "told of nothing" in _confirmed("end", number, half_minute=2).output
    assert _run("list").output == ""
    entries = JournalEntry.objects.filter(kind__startswith="webhook.")
    assert all(entry.facts["console"] for entry in entries)
    assert entries.count() == 6


def test_the_console_says_why_not(world: World) -> None:
    make = ("make", "--name", "ERP", "--url", "https://hooks.example.com/")
    assert "does not have the right to manage webhooks" in _run(*make, user="carol").output
    assert "no user is called nobody" in _run(*make, user="nobody").output
    assert "there are import.posted" in _run(*make, "--event", "token.made").output
    give_second_factor(world.adam)
    plain = _confirmed("make", "--name", "x", "--url", "http://hooks.example.com/", half_minute=0)
    assert "must begin with https://" in plain.output
    assert "there is no webhook 7 for adam" in _run("pause", "7").output
