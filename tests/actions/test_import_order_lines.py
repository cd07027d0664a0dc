"""Files of orders with lines: what the desk makes of them, what a correction brings, what one chunk holds."""

from __future__ import annotations

import pytest

from creditdesk.credit.models import Order, OrderVersion
from creditdesk.intake import actions
from creditdesk.intake.records.posting import post_records
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.parties.models import Customer
from tests.actions.importing import load, preview, refusals
from tests.actions.test_import_corrections import corrected, put
from tests.actions.test_import_orders import acme
from tests.world import NOW, World

__all__ = ["acme"]

HEAD = "Sales Order,Order Version,Customer No,Order Date,Order Amount,Line No,Item,Line Amount\n"


def line(customer: Customer, number: str, version: int, total: str, at: int, amount: str, item: str = "BX") -> str:
    return f"{number},{version},{customer.number},2026-06-12,{total},{at},{item},{amount}\n"


def lines_of(number: str) -> list[tuple[str, str, int]]:
    order = Order.objects.get(number=number)
    version = OrderVersion.objects.get(order=order, version=order.version)
    return [(one["number"], one["item"], one["amount_minor"]) for one in version.lines]


def test_a_file_with_lines_brings_each_order_once_with_all_of_them(acme: Customer, world: World) -> None:
    text = HEAD + line(acme, "SO-1", 1, "1000.00", 10, "600.00") + line(acme, "SO-1", 1, "1000.00", 20, "400.00", "AQ")
    file = load(text + line(acme, "SO-2", 1, "9000.00", 10, "9000.00"), company=world.northlight, by=world.erin)
    assert (file.state, file.rows_accepted, file.rows_refused) == ("posted", 3, 0)
    assert lines_of("SO-1") == [("10", "BX", 600_00), ("20", "AQ", 400_00)]
    assert OrderVersion.objects.count() == 2


def test_a_line_that_changed_is_the_next_version_and_the_rest_stands(acme: Customer, world: World) -> None:
    first = HEAD.replace("Order Version,", "")
    told = [line(acme, "SO-1", 1, "1000.00", 10, "600.00"), line(acme, "SO-1", 1, "1000.00", 20, "400.00")]
    text = first + "".join(told).replace("SO-1,1,", "SO-1,")
    load(text, company=world.northlight, by=world.erin)
    file = load(text.replace("20,BX,400.00", "20,AQ,400.00"), company=world.northlight, by=world.erin)
    assert (file.rows_changed, file.rows_unchanged) == (2, 0)  # the first row brings the lines
    assert lines_of("SO-1") == [("10", "BX", 600_00), ("20", "AQ", 400_00)]
    again = preview(text.replace("20,BX,400.00", "20,AQ, 400.00"), company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 2)


def test_the_same_version_with_other_lines_is_refused(acme: Customer, world: World) -> None:
    load(HEAD + line(acme, "SO-1", 1, "1000.00", 10, "1000.00"), company=world.northlight, by=world.erin)
    file = preview(HEAD + line(acme, "SO-1", 1, "900.00", 10, "900.00"), company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "order.version_twice")]


def test_an_order_of_many_lines_is_not_torn_by_the_steps_of_posting(acme: Customer, world: World) -> None:
    text = HEAD + "".join(line(acme, "SO-1", 1, "10.00", at, "2.00") for at in range(1, 6))
    file = preview(text, company=world.northlight, by=world.erin)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    while post_records(file.id, at=NOW, chunk=2):
        pass
    file.refresh_from_db()
    assert (file.state, file.rows_accepted, file.rows_done) == ("posted", 5, 5)
    assert len(lines_of("SO-1")) == 5


def test_the_workbook_of_refused_rows_has_the_whole_order_and_goes_in_once_corrected(
    acme: Customer, world: World
) -> None:
    text = HEAD + line(acme, "SO-1", 1, "1000.00", 10, "600.00") + line(acme, "SO-1", 1, "1000.00", 20, "300.00")
    file = preview(text, company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "intake.order_sum"), (3, "intake.order_not_whole")]
    book = corrected(refusals_book(file), put(4, "Line Amount", "400.00"))
    again = load(book, company=world.northlight, by=world.erin, name="corrected.xlsx")
    assert (again.state, again.rows_accepted) == ("posted", 2)
    assert [minor for *_, minor in lines_of("SO-1")] == [600_00, 400_00]


@pytest.mark.one_database
def test_a_version_that_is_older_keeps_all_rows_of_its_order_out(acme: Customer, world: World) -> None:
    load(HEAD + line(acme, "SO-1", 3, "10.00", 1, "10.00"), company=world.northlight, by=world.erin)
    text = HEAD + line(acme, "SO-1", 2, "10.00", 1, "4.00") + line(acme, "SO-1", 2, "10.00", 2, "6.00")
    assert refusals(preview(text, company=world.northlight, by=world.erin)) == [(2, "order.older"), (3, "order.older")]
