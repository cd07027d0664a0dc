"""The policy as readable pages: in force, any version, what changed, the text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from creditdesk.config import clock
from creditdesk.domain.policy import default_policy, default_policy_text
from creditdesk.domain.policy_words import pages
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.models import PolicyVersion
from creditdesk.web.policy.reading import rule_of, sections
from creditdesk.web.speaking import say
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

NARROW = default_policy_text().replace("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 30, 60, 90]")


def _adopt(
    text: str, *, days_from_today: int = 0, company_id: int | None = None, reason: str = "Agreed."
) -> PolicyVersion:
    return adopt_policy(
        text,
        effective_from=clock.today() + dt.timedelta(days=days_from_today),
        reason=reason,
        by="carol",
        at=NOW,
        company_id=company_id,
    )


def test_before_any_version_the_page_shows_what_the_desk_follows(world: World) -> None:
    page = client_of(world.alice).get("/policy/").content.decode()
    assert "comes with the desk" in page
    assert "0, 30, 60, 90, 120" in page


def test_every_value_of_the_policy_stands_on_the_page(world: World) -> None:
    page = client_of(world.alice).get("/policy/")
    rows = [row for section in page.context["sections"] for row in section.rows]
    assert [(row.reference, row.label, row.value, row.meaning) for row in rows] == [
        (row.reference, say(row.label), say(row.value), say(row.meaning))
        for each in pages(default_policy())
        for row in each.rows
    ]


def test_each_value_has_an_address_of_its_own() -> None:
    anchors = [shown.anchor for section in sections(default_policy_text()) for shown in section.rows]
    assert len(anchors) == len(set(anchors))
    assert "aging.buckets" in anchors


def test_each_section_names_a_rule_document_that_exists() -> None:
    root = Path(__file__).parents[2]
    for page in pages(default_policy()):
        assert (root / rule_of(page.slug)).is_file(), page.slug


def test_the_header_says_who_adopted_it_when_and_why(world: World) -> None:
    _adopt(default_policy_text(), reason="Reviewed with the controller.")
    page = client_of(world.alice).get("/policy/").content.decode()
    assert "version 1" in page
    assert "Carol" in page
    assert "Reviewed with the controller." in page


def test_a_search_shows_the_rows_that_hold_every_word(world: World) -> None:
    page = client_of(world.alice).get("/policy/", {"q": "upper edges"})
    found = [row.reference for section in page.context["sections"] for row in section.rows]
    assert found == ["aging.buckets"]
    nothing = client_of(world.alice).get("/policy/", {"q": "zebra"}).content.decode()
    assert "Nothing in the policy says that" in nothing


def test_the_version_of_a_coming_day_is_not_in_force_yet(world: World) -> None:
    _adopt(default_policy_text(), days_from_today=-10)
    _adopt(NARROW, days_from_today=10)
    client = client_of(world.alice)
    assert "version 1" in client.get("/policy/").content.decode()
    rows = client.get("/policy/versions/").context["rows"]
    assert [(row["version"].number, row["state"]) for row in rows] == [(2, "coming"), (1, "in_force")]
    assert rows[1]["until"] == clock.today() + dt.timedelta(days=9)
    assert "0, 30, 60, 90<" in client.get("/policy/versions/2/").content.decode()


def test_a_version_that_another_took_over_on_its_first_day_is_past(world: World) -> None:
    _adopt(default_policy_text())
    _adopt(NARROW)
    rows = client_of(world.alice).get("/policy/versions/").context["rows"]
    assert [(row["version"].number, row["state"]) for row in rows] == [(2, "in_force"), (1, "past")]


def test_the_changes_say_old_and_new(world: World) -> None:
    _adopt(default_policy_text(), days_from_today=-10)
    _adopt(NARROW)
    page = client_of(world.alice).get("/policy/versions/2/changes/").content.decode()
    assert "1 value differs" in page
    assert "<del>0, 30, 60, 90, 120</del>" in page
    assert "<ins>0, 30, 60, 90</ins>" in page


def test_any_two_versions_can_be_compared(world: World) -> None:
    _adopt(default_policy_text(), days_from_today=-10)
    _adopt(NARROW, days_from_today=-5)
    _adopt(NARROW)
    client = client_of(world.alice)
    assert client.get("/policy/versions/3/changes/").context["count"] == 0
    assert client.get("/policy/versions/3/changes/", {"from": "1"}).context["count"] == 1
    assert client.get("/policy/versions/3/changes/", {"from": "0"}).context["count"] == 1
    assert client.get("/policy/versions/3/changes/", {"from": "99"}).status_code == 404
    assert client.get("/policy/versions/3/changes/", {"from": "x"}).context["before"].number == 2


def test_a_companys_own_policy_is_for_its_people(world: World) -> None:
    _adopt(default_policy_text())
    _adopt(NARROW, company_id=world.northlight.id)
    _adopt(NARROW, company_id=world.southwind.id)
    client = client_of(world.alice)
    assert client.get("/policy/").context["edition"].number == 1
    assert client.get("/policy/", {"company": "NL"}).context["edition"].number == 2
    assert client.get("/policy/", {"company": "SW"}).status_code == 404
    assert client.get("/policy/versions/3/").status_code == 404
    assert [row["version"].number for row in client.get("/policy/versions/").context["rows"]] == [2, 1]
    assert client.get("/policy/versions/2/changes/").context["before"].number == 1


def test_the_text_is_shown_and_downloaded_as_it_was_adopted(world: World) -> None:
    _adopt(NARROW)
    client = client_of(world.alice)
    assert "buckets: [0, 30, 60, 90]" in client.get("/policy/versions/1/text/").content.decode()
    file = client.get("/policy/versions/1/policy.yaml")
    assert file.content.decode() == NARROW
    assert file["Content-Disposition"] == 'attachment; filename="policy-1.yaml"'


def test_sales_do_not_read_the_policy(world: World) -> None:
    for path in ("/policy/", "/policy/versions/", "/policy/versions/0/", "/policy/versions/0/text/"):
        assert client_of(world.sam).get(path).status_code == 403


def test_the_page_asks_the_database_little(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for day in range(5):
        _adopt(default_policy_text(), days_from_today=day - 5)
    client = client_of(world.alice)
    for path in ("/policy/", "/policy/versions/", "/policy/versions/3/changes/"):
        with django_assert_max_num_queries(15):
            client.get(path)


@pytest.mark.browser
def test_axe_finds_nothing_on_the_policy_pages(page: Page, live_server: LiveServer, world: World) -> None:
    _adopt(default_policy_text(), days_from_today=-10)
    _adopt(NARROW)
    sign_in(page, live_server, world)
    for path in ("", "versions/", "versions/2/changes/", "versions/2/text/"):
        page.goto(f"{live_server.url}/policy/{path}")
        assert accessibility_violations(page) == [], path


@pytest.mark.browser
def test_the_policy_is_read_by_keyboard_alone(page: Page, live_server: LiveServer, world: World) -> None:
    sign_in(page, live_server, world)
    page.goto(f"{live_server.url}/policy/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    assert page.url.partition("#")[2]
    page.keyboard.press("f")
    page.keyboard.type("upper edges")
    page.keyboard.press("Enter")
    page.wait_for_url("**/policy/?q=upper+edges")
    assert page.get_by_role("row", name="Upper edges").count() == 1


def sign_in(page: Page, live_server: LiveServer, world: World) -> None:
    """Alice, without walking through the sign-in, which has its own tests."""
    session = client_of(world.alice).cookies["creditdesk_session"].value
    page.context.add_cookies([{"name": "creditdesk_session", "value": session, "url": live_server.url}])
