"""The page of closed periods, and closing the next month from the browser and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from creditdesk.commands.closeperiod import command
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.models import Period
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

MAY = {"first_day": "2026-05-01", "last_day": "2026-05-31"}


@pytest.fixture(autouse=True)
def fixed_time(world: World) -> Iterator[None]:
    builders.invoice(world.acme, amount=10_000, document_date=dt.date(2026, 5, 20))
    with time_machine.travel(NOW, tick=False):
        yield


def words(client: Client) -> str:
    """The page of periods."""
    return str(client.get(reverse("periods")).content.decode())


def test_the_controller_closes_the_next_month_after_a_page_that_says_so(world: World) -> None:
    dave = client_of(world.dave)
    assert "Close May 2026" in words(dave)
    url = reverse("period_close", args=["NL"])
    assert "never opened again" in dave.get(url).content.decode()

    assert dave.post(url, MAY).status_code == 302

    period = Period.objects.get()
    assert (period.first_day, period.last_day) == (dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert JournalEntry.objects.get(kind="period.closed").by == "dave"
    assert "Next: June 2026, once it is over" in words(dave)


def test_a_period_that_is_no_whole_month_is_told_by_its_days_and_a_year_stands_apart_from_what_is_older(
    world: World,
) -> None:
    days = [dt.date(2024, 12, 1) + dt.timedelta(days=28 * number) for number in range(15)]
    for first in days:
        last = first + dt.timedelta(days=27)
        close_period(world.northlight, first_day=first, last_day=last, as_of=TODAY, by=world.dave, at=NOW)
    page = words(client_of(world.dave))
    assert "Dec 1, 2024 to Dec 28, 2024" in page
    assert "3 earlier periods" in page


def test_what_a_colleague_closed_meanwhile_is_said_and_nothing_more_is_closed(world: World) -> None:
    dave, url = client_of(world.dave), reverse("period_close", args=["NL"])
    dave.post(url, MAY)
    answer = dave.post(url, MAY)
    assert answer.status_code == 422
    assert "closed already" in answer.content.decode()
    assert Period.objects.count() == 1


def test_a_month_that_is_not_over_is_refused(world: World) -> None:
    june = {"first_day": "2026-06-01", "last_day": "2026-06-30"}
    answer = client_of(world.dave).post(reverse("period_close", args=["NL"]), june)
    assert answer.status_code == 422
    assert "once its last day is over" in answer.content.decode()


def test_who_posts_sees_what_is_closed_and_cannot_close(world: World) -> None:
    erin = client_of(world.erin)
    assert "Next: May 2026" in words(erin)
    assert reverse("period_close", args=["NL"]) not in erin.get(reverse("periods")).content.decode()
    assert erin.post(reverse("period_close", args=["NL"]), MAY).status_code == 403


def test_the_command_closes_with_the_rights_of_the_one_it_names(world: World) -> None:
    run = CliRunner().invoke
    assert "does not have the right" in run(command, ["NL", "--by", "erin"]).output
    assert "does not work for a company SW" in run(command, ["SW", "--by", "dave"]).output
    assert "no user is called nobody" in run(command, ["NL", "--by", "nobody"]).output
    assert run(command, ["NL", "--by", "dave"]).output == "NL is closed from 2026-05-01 to 2026-05-31.\n"
    assert "can be closed once its last day is over" in run(command, ["NL", "--by", "dave"]).output
    assert run(command, ["NL", "--by", "dave", "--until", "2026-06-14"]).exit_code == 0
    assert Period.objects.count() == 2
