"""Files of orders: by versions, or as lists of how the orders stand."""

from __future__ import annotations

import pytest

from creditdesk.credit.erp_decisions import answer_decision
from creditdesk.credit.models import Order, OrderDecision, OrderVersion
from creditdesk.credit.offering import accept_offer, make_offer
from creditdesk.domain.order_alternatives import AlternativeKind
from creditdesk.parties.models import Customer
from tests import builders
from tests.actions.importing import load, preview, refusals, take_back
from tests.actions.test_orders import DAY, review
from tests.world import NOW, TODAY, World

HEADER = (
    "Sales Order,Order Version,Customer No,Order Date,Ship Date,Currency,Order Amount,Invoiced Amount,Order Status\n"
)
PLAIN = "Order No;Customer Number;Order Date;Requested Ship Date;Order Total;Customer PO\n"


@pytest.fixture
def acme(world: World) -> Customer:
    """Acme has 6,000.00 of its limit left, was reviewed and has bought before."""
    Customer.objects.filter(id=world.acme.id).update(credit_limit_minor=50_000_00)
    world.acme.refresh_from_db()
    review(world, world.acme)
    due = TODAY + 10 * DAY
    builders.invoice(world.acme, amount=44_000_00, due_date=due, document_date=TODAY - 20 * DAY, as_of=TODAY)
    return world.acme


def row(customer: Customer, number: str, version: int, amount: str, delivered: str = "", state: str = "open") -> str:
    return f"{number},{version},{customer.number},2026-06-12,2026-06-18,USD,{amount},{delivered},{state}\n"


def standing() -> dict[str, tuple[int, str, list[str]]]:
    return {
        one.number: (one.version, one.standing, [hold["code"] for hold in one.holds]) for one in Order.objects.all()
    }


def test_a_file_of_orders_is_known_by_its_headings_and_each_is_looked_at(acme: Customer, world: World) -> None:
    text = HEADER + row(acme, "SO-1", 1, "5500.00") + row(acme, "SO-2", 1, "9000.00")
    file = load(
        text.replace("5500.00", "5500.00").replace("9000.00", "9000.00"), company=world.northlight, by=world.erin
    )
    assert (file.content, file.state, file.problem) == ("orders", "posted", "")
    assert standing() == {"SO-1": (1, "passes", []), "SO-2": (1, "held", ["H1"])}
    first = Order.objects.get(number="SO-1")
    assert (first.amount_minor, first.ship_date, first.import_file_id) == (5_500_00, TODAY + 3 * DAY, file.id)


def test_versions_deliveries_and_cancellations_come_in_as_they_were_counted(acme: Customer, world: World) -> None:
    load(
        HEADER + row(acme, "SO-1", 1, "5500.00") + row(acme, "SO-2", 1, "9000.00"),
        company=world.northlight,
        by=world.erin,
    )
    later = HEADER + row(acme, "SO-1", 2, "5500.00", "5500.00") + row(acme, "SO-2", 3, "9000.00", "", "Cancelled")
    load(later, company=world.northlight, by=world.erin)
    assert standing() == {"SO-1": (2, "delivered", []), "SO-2": (3, "cancelled", [])}
    old = preview(HEADER + row(acme, "SO-2", 2, "8000.00"), company=world.northlight, by=world.erin)
    assert refusals(old) == [(2, "order.older")]
    again = preview(later.replace("18,USD", "18 ,USD"), company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 2)


def test_a_list_without_versions_tells_the_next_one_where_something_is_new(acme: Customer, world: World) -> None:
    text = PLAIN + f"SO-7;{acme.number};2026-06-12;2026-06-20;1000,00;PO 1\n"
    load(text, company=world.northlight, by=world.erin)
    load(text.replace("1000,00", "1200,00"), company=world.northlight, by=world.erin)
    assert standing() == {"SO-7": (2, "passes", [])}
    assert list(OrderVersion.objects.values_list("amount_minor", flat=True)) == [1_000_00, 1_200_00]


def test_what_cannot_be_an_order_is_refused_cell_by_cell(acme: Customer, world: World) -> None:
    text = (
        HEADER
        + row(acme, "SO-1", 1, "-5.00")
        + row(acme, "SO-2", 1, "5.00", "6.00")
        + f"SO-3,0,{acme.number},2026-06-12,,USD,5.00,,\n"
        + "SO-4,1,404,2026-06-12,,USD,5.00,,\n"
        + f",1,{acme.number},2026-06-12,,USD,5.00,,\n"
    )
    file = preview(text, company=world.northlight, by=world.erin)
    assert refusals(file) == [
        (2, "intake.order_negative"),
        (3, "intake.order_delivered"),
        (4, "intake.version_unreadable"),
        (5, "import.customer_unknown"),
        (6, "intake.field_missing"),
    ]
    assert not Order.objects.exists()


def test_an_undone_file_leaves_its_orders_and_says_so(acme: Customer, world: World) -> None:
    file = load(HEADER + row(acme, "SO-1", 1, "5500.00"), company=world.northlight, by=world.erin)
    take_back(file, by=world.erin)
    assert standing() == {"SO-1": (1, "passes", [])}


COLUMNS = "Order No,Order Version,Customer Number,Order Date,Order Total,COD,Order Discount %,Customer PO\n"


def versioned(customer: Customer, version: int, cod: str, discount: str = "", po: str = "PO 1") -> str:
    return COLUMNS + f"SO-8,{version},{customer.number},2026-06-12,9000.00,{cod},{discount},{po}\n"


def test_a_file_tells_of_payment_on_delivery_and_of_discount(acme: Customer, world: World) -> None:
    load(versioned(acme, 1, "yes", "2.5%"), company=world.northlight, by=world.erin)
    order = Order.objects.get()
    assert (order.is_cod, order.discount_ppm) == (True, 25_000)
    load(versioned(acme, 2, "", "", "PO 2"), company=world.northlight, by=world.erin)
    order.refresh_from_db()
    assert (order.version, order.is_cod, order.discount_ppm) == (2, True, 25_000), "what is not told stays"
    load(versioned(acme, 3, "no", "0"), company=world.northlight, by=world.erin)
    order.refresh_from_db()
    assert (order.is_cod, order.discount_ppm) == (False, 0)
    wrong = preview(versioned(acme, 4, "perhaps", "lots"), company=world.northlight, by=world.erin)
    assert refusals(wrong) == [(2, "intake.yes_or_no")]


def test_what_the_customer_took_on_delivery_stays_until_the_erp_has_answered(acme: Customer, world: World) -> None:
    load(versioned(acme, 1, "no"), company=world.northlight, by=world.erin)
    order = Order.objects.get()
    assert order.standing == "held"
    way = make_offer(
        order, AlternativeKind.COD, revision=order.revision, as_of=TODAY, by=world.alice, at=NOW, key="cod"
    )
    accept_offer(way, note="fine", as_of=TODAY, by=world.alice, at=NOW)
    again = preview(versioned(acme, 1, "no") + "\n", company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 1), "no news of the ERP's"
    load(versioned(acme, 2, "no", "", "PO 2"), company=world.northlight, by=world.erin)
    order.refresh_from_db()
    assert (order.standing, order.is_cod) == ("passes", True), "the ERP did not know of it yet"
    answer_decision(OrderDecision.objects.get(kind="cod"), accepted=True, by=world.adam, at=NOW)
    load(versioned(acme, 3, "no", "", "PO 3"), company=world.northlight, by=world.erin)
    order.refresh_from_db()
    assert (order.standing, order.is_cod) == ("held", False), "after its answer, it means what it says"
