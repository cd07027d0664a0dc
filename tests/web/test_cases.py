"""The pages of cases: the table, the board, one case, and the forms by which it is worked."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from creditdesk.config import clock
from creditdesk.disputes.models import Case, CaseLine
from creditdesk.followup.models import Document
from creditdesk.receivables.models import OpenItem
from tests import builders, disputing
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay(world: World) -> Client:
    return client_of(world.fay)


@pytest.fixture
def case(world: World) -> Case:
    return disputing.deducted(world.acme, 1_800_00, by=world.dave, on=clock.today())


def _post(client: Client, case: Case, act: str, **typed: object) -> int:
    fresh = Case.objects.get(id=case.id)
    return client.post(f"/disputes/{case.id}/{act}/", {"seen": fresh.version, **typed}).status_code


def test_a_case_is_worked_from_the_table_to_the_demand(world: World, case: Case, fay: Client) -> None:
    table = fay.get("/disputes/").content.decode()
    assert "Acme Camera" in table
    assert "4411" in table
    assert "Acme Camera" in fay.get("/disputes/board/").content.decode()

    page = fay.get(f"/disputes/{case.id}/").content.decode()
    assert "Proof of delivery" in page
    assert _post(fay, case, "take") == 302
    (line,) = CaseLine.objects.filter(case=case)
    typed = {f"valid_{line.id}": "750.00", "words": "POD signed '5 short'", "root_cause": "picked short"}
    assert _post(fay, case, "decide", demand="on", **typed) == 302
    case.refresh_from_db()
    assert (case.stage, case.owner, case.root_cause) == ("partly", world.fay, "picked short")
    item = OpenItem.objects.get(case_lines__case=case)
    assert item.disputed_minor == 750_00
    assert _post(fay, case, "credit") == 302
    assert "750.00" in fay.get(f"/disputes/{case.id}/").content.decode()


def test_sums_that_do_not_meet_are_refused_and_kept(case: Case, fay: Client) -> None:
    (line,) = CaseLine.objects.filter(case=case)
    fresh = Case.objects.get(id=case.id)
    typed = {f"valid_{line.id}": "700", f"invalid_{line.id}": "1000", "words": "so it is", "seen": fresh.version}
    answer = fay.post(f"/disputes/{case.id}/decide/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "do not make 1,800.00 USD" in page
    assert "so it is" in page


def test_whoever_saw_an_older_case_is_told_so(case: Case, fay: Client) -> None:
    assert fay.post(f"/disputes/{case.id}/take/", {"seen": "1"}).status_code == 409


def test_a_dispute_about_two_invoices_is_opened_and_routed(world: World, fay: Client) -> None:
    today = clock.today()
    items = [builders.invoice(world.acme, amount=minor, document_date=today, as_of=today) for minor in (500_00, 300_00)]
    address = f"/accounts/{world.acme.id}/dispute/?item={items[0].id}&item={items[1].id}"
    form = fay.get(address).context["form"]
    typed = {
        "key": str(form["key"].value()),
        "kind": "dispute",
        "reason": "pricing",
        f"amount_{items[0].id}": "50",
        f"amount_{items[1].id}": "300",
        "department": "logistics",
        "words": "wrong price",
    }
    assert fay.post(address, typed).status_code == 302
    made = Case.objects.get()
    assert (made.claimed_minor, made.department, made.reason) == (350_00, "logistics", "pricing")
    assert list(OpenItem.objects.order_by("id").values_list("disputed_minor", flat=True)) == [50_00, 300_00]
    assert fay.get(f"/accounts/{world.acme.id}/disputes/").status_code == 200


def test_the_same_claim_again_is_shown_and_refused(world: World, fay: Client) -> None:
    today = clock.today()
    one, other = (builders.invoice(world.acme, amount=500_00, document_date=today, as_of=today) for _ in range(2))
    disputing.disputed((one, 50_00), by=world.fay, on=today, claim_number="CB-0044")
    address = f"/accounts/{world.acme.id}/dispute/?item={other.id}"
    key = str(fay.get(address).context["form"]["key"].value())
    typed = {"key": key, "kind": "dispute", "reason": "pricing", f"amount_{other.id}": "50", "claim_number": "cb 44"}
    answer = fay.post(address, typed)
    assert answer.status_code == 422
    assert "the same claim number" in answer.content.decode()
    assert fay.post(address, typed | {"is_another": "on"}).status_code == 302


def test_comments_papers_and_splitting(world: World, case: Case, fay: Client) -> None:
    assert _post(fay, case, "comment", words="asked the carrier", key="7d7cb4e0-6a55-4b34-9d55-3c1c1e0f6c11") == 302
    upload = {"file": _file(), "shows": "proof_of_delivery"}
    assert _post(fay, case, "paper", **upload) == 302
    assert Document.objects.get().customer == world.acme
    (line,) = CaseLine.objects.filter(case=case)
    part = {f"amount_{line.id}": "800", "key": "7d7cb4e0-6a55-4b34-9d55-3c1c1e0f6c12"}
    assert _post(fay, case, "split", **part) == 302
    other = Case.objects.exclude(id=case.id).get()
    assert (other.claimed_minor, Case.objects.get(id=case.id).claimed_minor) == (800_00, 1_000_00)
    assert _post(fay, case, "merge", other=other.id) == 302
    assert Case.objects.get(id=case.id).claimed_minor == 1_800_00
    assert "It went into case" in fay.get(f"/disputes/{other.id}/").content.decode()


def test_an_auditor_reads_and_does_nothing(world: World, case: Case) -> None:
    page = client_of(world.audrey).get(f"/disputes/{case.id}/").content.decode()
    assert "What happened" in page
    assert 'action="/disputes/' not in page


def _file() -> object:
    return SimpleUploadedFile("pod.txt", b"5 short, signed", content_type="text/plain")
