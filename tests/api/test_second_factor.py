"""What a page does only after a fresh sign-in: by token it needs a code of the user's app, which counts once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from creditdesk.api.desk import api
from creditdesk.demo.people import totp_code
from creditdesk.journal.models import JournalEntry
from creditdesk.outbound.models import WebhookSubscription
from creditdesk.parties.second_factor import WRONG_CODES
from tests.api.programs import Program
from tests.web.clients import give_second_factor
from tests.world import NOW, World

HOOK = {"name": "ERP", "url": "https://hooks.example.com/", "kinds": ["import.posted"]}
# Their pages ask for a fresh sign-in.
CONFIRMED = {
    "approve_draft",
    "change_user",
    "decide_a_request",
    "disable_user",
    "enable_user",
    "end_mailbox",
    "end_webhook",
    "lift",
    "make_calendar_address",
    "make_mailbox",
    "make_own_token",
    "make_user",
    "make_webhook",
    "reject_draft",
    "remove_second_factor",
    "reset_password",
    "reverse_a_request",
    "rotate_webhook_secret",
    "set_mailbox_readers",
}


def test_the_description_names_the_header_of_each_act_that_needs_a_code() -> None:
    operations = [
        one for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].values() for one in path.values()
    ]
    named = {
        one["operationId"]
        for one in operations
        if "Second-Factor-Code" in [parameter["name"] for parameter in one.get("parameters", ())]
    }
    assert named == CONFIRMED


def test_without_a_code_nothing_happens_and_the_key_stays_free(world: World) -> None:
    give_second_factor(world.adam)
    program = Program(world.adam)
    refused = program.post("/webhooks", HOOK, key="w-1")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/second_factor.missing")
    assert not WebhookSubscription.objects.exists()
    assert program.post("/webhooks", HOOK, key="w-1", code=totp_code(at=NOW)).status_code == 201


def test_who_has_set_no_second_factor_up_is_told_so(world: World) -> None:
    refused = Program(world.adam).post("/webhooks", HOOK, code="123456")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/second_factor.none")


def test_a_code_counts_once_and_the_next_one_half_a_minute_later(world: World) -> None:
    give_second_factor(world.adam)
    program, code = Program(world.adam), totp_code(at=NOW)
    assert program.post("/webhooks", HOOK, code=code).status_code == 201
    used = program.post("/webhooks", HOOK, code=code)
    assert (used.status_code, used.json()["type"]) == (403, "/problems/second_factor.wrong")
    later = NOW + dt.timedelta(seconds=30)
    with time_machine.travel(later, tick=False):
        assert program.post("/webhooks", HOOK, code=code).status_code == 403
        assert program.post("/webhooks", HOOK, code=totp_code(at=later)).status_code == 201


def test_a_repeated_request_gets_its_answer_without_another_code(world: World) -> None:
    give_second_factor(world.adam)
    program = Program(world.adam)
    made = program.post("/webhooks", HOOK, key="w-1", code=totp_code(at=NOW)).json()
    again = program.post("/webhooks", HOOK, key="w-1")
    assert (again.status_code, again.json()["id"], again.json()["secret"]) == (201, made["id"], None)


def test_wrong_codes_are_journaled_and_after_five_none_is_looked_at_for_a_while(world: World) -> None:
    give_second_factor(world.adam)
    program = Program(world.adam)
    for _ in range(WRONG_CODES):
        assert program.post("/webhooks", HOOK, code="000000").status_code == 403
    told = JournalEntry.objects.filter(kind="access.sign_in_failed", by="adam", facts={"step": "second factor"})
    assert told.count() == WRONG_CODES
    shut = program.post("/webhooks", HOOK, code=totp_code(at=NOW))
    assert (shut.status_code, shut["Retry-After"]) == (429, "900")
    later = NOW + dt.timedelta(minutes=15)
    with time_machine.travel(later, tick=False):
        assert program.post("/webhooks", HOOK, code=totp_code(at=later)).status_code == 201


@pytest.mark.parametrize("odd", ["", " ", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "9" * 500])
def test_an_odd_code_is_refused_like_a_wrong_one(world: World, odd: str) -> None:
    give_second_factor(world.adam)
    assert Program(world.adam).post("/webhooks", HOOK, code=odd).status_code == 403
