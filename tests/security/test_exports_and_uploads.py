"""Rows 23, 30, 32, 33 where they leave or enter as files: no foreign link, no formula, no more than one person may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from creditdesk.domain.reasons import Refusal
from creditdesk.exports.registry import LISTINGS
from creditdesk.followup.actions import attach_document
from creditdesk.intake.models import ImportFile
from creditdesk.journal.models import JournalEntry
from tests.actions.importing import receive
from tests.api.programs import Program
from tests.web.clients import client_of
from tests.web.files import taken
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_elsewhere_takes_no_list_out_and_uses_nothing_up(world: World, site: str) -> None:
    client = client_of(world.bob, second_factor=True)
    # A browser says so itself, and no page can make it say otherwise.
    for name in ("accounts", "delinquent_log"):
        answer = client.get(reverse(f"export_{name}"), headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert (
        client_of(world.erin).get(reverse("export_erp_postings"), headers={"Sec-Fetch-Site": site}).status_code == 403
    )
    assert not JournalEntry.objects.filter(kind__startswith="export.").exists()
    assert client.get(reverse("export_accounts"), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


def test_every_list_is_behind_that_door(world: World) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    plain = [name for name in LISTINGS if not {"customer", "item", "file"} & set(LISTINGS[name].filters)]
    assert len(plain) > 5
    for name in plain:
        for user in (world.bob, world.carol, world.adam):
            answer = client_of(user, second_factor=True).get(reverse(f"export_{name}"), headers=elsewhere)
            assert answer.status_code == 403


def test_who_brought_in_what_one_person_may_within_a_day_waits_for_the_next(world: World, settings: Any) -> None:
    settings.UPLOAD_FILES_PER_DAY = 2
    for number in range(2):
        receive(f"Customer,Invoice,Amount\n1,{number},5\n", company=world.northlight, by=world.erin)
    with pytest.raises(Refusal, match="2 files with 0 megabytes within a day are the most"):
        receive("Customer,Invoice,Amount\n1,9,5\n", company=world.northlight, by=world.erin)
    with time_machine.travel(NOW, tick=False):
        answer = Program(world.erin).upload(b"Customer,Invoice,Amount\n1,8,5\n", company="NL")
        page = client_of(world.erin).post(
            reverse("import_new"),
            {"file": SimpleUploadedFile("a.csv", b"Customer,Invoice,Amount\n1,7,5\n"), "company": "NL"},
        )
    assert (answer.status_code, page.status_code) == (422, 422)
    assert answer.json()["reasons"][0]["code"] == "quota.used_up"
    assert ImportFile.objects.count() == 2
    receive("Customer,Invoice,Amount\n1,9,5\n", company=world.northlight, by=world.dave)
    ImportFile.objects.update(received_at=NOW - dt.timedelta(days=1))
    receive("Customer,Invoice,Amount\n1,10,5\n", company=world.northlight, by=world.erin)


def test_the_same_holds_by_bytes_and_for_documents(world: World, settings: Any) -> None:
    settings.UPLOAD_MEGABYTES_PER_DAY = 1
    attach_document(world.acme, name="a.txt", content=b"x" * 1_000_001, by=world.alice, at=NOW)
    with pytest.raises(Refusal, match="1 megabytes within a day"):
        attach_document(world.acme, name="b.txt", content=b"y", by=world.alice, at=NOW)
    assert attach_document(world.acme, name="b.txt", content=b"y", by=world.fay, at=NOW).size == 1
    receive("Customer,Invoice,Amount\n1,9,5\n", company=world.northlight, by=world.erin)


PATHS = (
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/shadow",
    "C:\\desk\\a.csv",
    "a/../../b.csv",
    "x\x00.csv",
    "\u202egpj.csv",
)


@pytest.mark.parametrize("name", PATHS)
def test_no_name_of_a_file_leads_anywhere(world: World, name: str) -> None:
    file = receive("Customer,Invoice,Amount\n1,9,5\n", company=world.northlight, by=world.erin, name=name)
    document = attach_document(world.acme, name=name, content=b"z", by=world.alice, at=NOW)
    for kept in (file.name, document.name):
        assert not set(kept) & set('/\\\x00\u202e"'), kept
        assert not kept.startswith(".")
    download = client_of(world.alice).get(reverse("document", args=[document.id]))
    assert download["Content-Disposition"].startswith("attachment")


def test_a_list_leaves_with_its_own_name_whatever_the_address_says(world: World) -> None:
    answer = taken(
        client_of(world.bob, second_factor=True),
        "accounts",
        query={"currency": "../../x", "q": '"; filename="evil.exe'},
    )
    assert answer["Content-Disposition"].startswith('attachment; filename="accounts-')
    assert "evil" not in answer["Content-Disposition"]
