"""Webhooks from the console: the same acts, with the rights of the user named."""

from __future__ import annotations

from click.testing import CliRunner, Result

from creditdesk.commands.webhook import command
from creditdesk.journal.models import JournalEntry
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from tests.world import World


def _run(*arguments: str, user: str = "adam") -> Result:
    return CliRunner().invoke(command, [*arguments, "--user", user])


def test_a_webhook_lives_its_whole_life_at_the_console(world: World) -> None:
    made = _run("make", "--name", "ERP", "--url", "https://hooks.example.com/", "--event", "import.posted")
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("whsec_")
    number = str(WebhookSubscription.objects.get().id)
    assert "is on its way" in _run("test", number).output
    assert OutboxMessage.objects.get().kind == "webhook.test"
    assert _run("secret", number).stdout.startswith("whsec_")
    assert "is paused" in _run("pause", number).output
    assert f"{number}\tpaused\t1\t0\tERP\thttps://hooks.example.com/" in _run("list").output
    assert "is in use" in _run("resume", number).output
    assert "told of nothing" in _run("end", number).output
    assert _run("list").output == ""
    entries = JournalEntry.objects.filter(kind__startswith="webhook.")
    assert all(entry.facts["console"] for entry in entries)
    assert entries.count() == 6


def test_the_console_says_why_not(world: World) -> None:
    make = ("make", "--name", "ERP", "--url", "https://hooks.example.com/")
    assert "does not have the right to manage webhooks" in _run(*make, user="carol").output
    assert "no user is called nobody" in _run(*make, user="nobody").output
    assert "there are import.posted" in _run(*make, "--event", "token.made").output
    assert "must begin with https://" in _run("make", "--name", "x", "--url", "http://hooks.example.com/").output
    assert "there is no webhook 7 for adam" in _run("pause", "7").output
