"""The screens of collection agencies: the list with its reasons, the packet, a batch, a file, money, the scorecard."""

from collections.abc import Iterator

import pytest
import time_machine

from creditdesk.agency.models import AgencyRemittance, Placement
from creditdesk.approvals.models import Request
from tests import builders
from tests.asking import approve
from tests.placing import agency, late_account, placed
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_account_is_recommended_approved_and_handed_over(world: World) -> None:
    late_account(world, world.acme, by=world.alice)
    chosen = agency(world.northlight, by=world.carol)
    alice, carol = client_of(world.alice), client_of(world.carol, second_factor=True)
    page = alice.get("/agency/").content.decode()
    assert "100 days past due" in page and "Acme Camera" in page
    told = {"agency": chosen.id, "words": "no answer", "efforts": "six calls", "papers": ["invoices"], "act": "submit"}
    key = "6b1d5a4e-3c7a-4d57-9f2c-0d8a5f9e7b11"
    answer = alice.post(f"/accounts/{world.acme.id}/agency/", {**told, "key": key})
    request = Request.objects.get(kind="placement")
    assert answer["Location"] == f"/requests/{request.id}/"
    packet = carol.get(f"/requests/{request.id}/").content.decode()
    assert "69.6 % at this age (survey of commercial agencies, 2004)" in packet and "1,240.00" in packet
    approve(request, by=world.carol)
    placement = Placement.objects.get()
    file = carol.post(f"/agency/agencies/{chosen.id}/file/", {"form": "csv"})
    assert "attachment" in file["Content-Disposition"] and b"Acme Camera" in file.content
    assert client_of(world.alice).post(f"/agency/agencies/{chosen.id}/file/", {"form": "csv"}).status_code == 403
    payment = builders.payment(world.acme, amount=800_00)
    typed = {"payment": payment.id, "gross": "1000.00", "fee": "200.00", "fee_kept": "on", "key": key}
    dave = client_of(world.dave, second_factor=True)
    answer = dave.post(f"/agency/placements/{placement.id}/remit/", typed)
    assert (answer.status_code, AgencyRemittance.objects.get().gross_minor) == (302, 1_000_00)
    assert "1,000.00" in carol.get("/agency/agencies/").content.decode()
    assert "Files that left" in carol.get(f"/agency/placements/{placement.id}/").content.decode()


def test_a_batch_names_what_cannot_be_placed_with_every_reason(world: World) -> None:
    other = builders.customer(world.northlight, portfolio=world.portfolio, name="Small Shop")
    late_account(world, world.acme, by=world.alice)
    builders.invoice(other, amount=100_00, due_date=TODAY)
    chosen = agency(world.northlight, by=world.carol)
    accounts = [f"{world.acme.id}/USD", f"{other.id}/USD", "x/USD"]
    told = {"account": accounts, "agency": chosen.id, "words": "no answer since March", "key": "k1"}
    page = client_of(world.alice).post("/agency/recommend/", told, follow=True).content.decode()
    assert Request.objects.filter(kind="placement").count() == 1
    for reason in ("no final demand was sent", "0 days past due", "0.00 USD could be placed"):
        assert reason in page


def test_a_placement_is_handed_back_with_a_reason(world: World) -> None:
    placement = placed(world, world.acme, by=world.alice, approver=world.carol)
    carol = client_of(world.carol, second_factor=True)
    path = f"/agency/placements/{placement.id}/back/"
    assert carol.post(path, {"reason": ""}).status_code == 422
    assert carol.post(path, {"reason": "no assets"}).status_code == 302
    assert "no assets" in carol.get(f"/agency/placements/{placement.id}/").content.decode()


def test_an_agency_is_entered_with_the_fields_that_it_needs(world: World) -> None:
    carol = client_of(world.carol, second_factor=True)
    key = "6b1d5a4e-3c7a-4d57-9f2c-0d8a5f9e7b11"
    answer = carol.post("/agency/agencies/new/", {"name": "Reed", "told": ["customer_name"], "key": key})
    assert (answer.status_code, "an agency needs" in answer.content.decode()) == (422, True)
    assert "note" not in [name for name, _ in answer.context["form"].fields["told"].choices]
