"""A credit pays the items of its own account, of its family, and of the accounts that it pays for; no stranger's."""

from __future__ import annotations

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import apply_credit
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import Posting
from tests import builders
from tests.world import NOW, TODAY, World


def pay(world: World, owner: Customer, *, by: Customer) -> None:
    """Apply a payment of one account to an invoice of another."""
    invoice, payment = builders.invoice(owner, amount=50_000), builders.payment(by, amount=50_000)
    apply_credit(
        payment,
        to=[ApplyTo(invoice.id, 50_000)],
        posting_date=TODAY,
        as_of=TODAY,
        by=world.erin,
        at=NOW,
        key=f"pay/{payment.id}",
    )
    invoice.refresh_from_db()
    assert invoice.open_minor == 0


@pytest.fixture
def family(world: World) -> dict[str, Customer]:
    """Acme with two stores, and a kiosk that hangs under the first of them."""
    store = builders.customer(world.northlight, name="Acme Store", parent=world.acme)
    other = builders.customer(world.northlight, name="Acme Outlet", parent=world.acme)
    kiosk = builders.customer(world.northlight, name="Acme Kiosk", parent=store)
    return {"head": world.acme, "store": store, "other": other, "kiosk": kiosk}


@pytest.mark.parametrize(
    ("payer", "owner"),
    [("head", "store"), ("store", "head"), ("store", "other"), ("head", "kiosk"), ("kiosk", "other")],
)
def test_a_family_pays_for_one_another(world: World, family: dict[str, Customer], payer: str, owner: str) -> None:
    pay(world, family[owner], by=family[payer])


def test_a_payer_pays_for_its_accounts_and_they_do_not_pay_for_it_nor_for_each_other(world: World) -> None:
    paid_for = [builders.customer(world.northlight, payer=world.zenith) for _ in range(2)]
    pay(world, paid_for[0], by=world.zenith)
    with pytest.raises(Refusal, match="neither is of one family"):
        pay(world, world.zenith, by=paid_for[0])
    with pytest.raises(Refusal, match="neither is of one family"):
        pay(world, paid_for[1], by=paid_for[0])


def test_a_strangers_invoice_is_refused_by_name_and_nothing_is_posted(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        pay(world, world.zenith, by=world.acme)
    assert [str(reason) for reason in refusal.value.reasons] == [
        f"the account {world.acme.number} neither is of one family with {world.zenith.number} nor pays for it"
    ]
    assert not Posting.objects.filter(kind="application").exists()
