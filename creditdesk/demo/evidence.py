"""The demo's evidence for deductions: files of shipping, billing, trade and the warehouse, as they come in.

Most deductions find theirs, those that are settled as well. Some find evidence against them, some a signature that
contradicts the counts, some find nothing yet; which is which follows from the number of the deduction, so that every
day of the demo has all kinds.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from creditdesk.domain.claim_words import read_claim
from creditdesk.domain.money import major_units
from creditdesk.domain.policy_research import ClaimTest
from creditdesk.intake import actions as intake
from creditdesk.intake.worker import run_pending
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem

COMPANY = "NL01"
_CARRIERS = ("Roadline Freight", "Bluehaul", "Northway Express")
_SIGNERS = ("J. Ortega", "M. Hale", "R. Quinn", "T. Abara")
_PRICES = (24_00, 36_50, 48_00, 129_00)
# Of so many deductions one finds nothing, one a contradiction, one evidence against it.
_KINDS = 6
_NOTHING, _CONTRADICTION, _AGAINST = 0, 1, 2
_MOST = 400
_DAY = dt.timedelta(days=1)

Row = Sequence[Any]
_SHIPMENTS = (
    "Shipment no", "Customer no", "Invoice no", "BOL", "PRO", "Carrier", "Ship by", "Shipped on", "Must arrive by",
    "Delivered on", "Quantity shipped", "Quantity received", "Signed by", "Remarks", "Late by",
)  # fmt: skip
_LINES = ("Invoice no", "Line", "Customer no", "Item no", "Quantity", "Price", "Line amount", "Line kind", "Currency")
_RETURNS = ("RGA number", "Customer no", "Invoice no", "Currency", "Authorised on", "Authorised amount",
            "Received on", "Received amount")  # fmt: skip
_DEALS = ("Deal number", "Kind", "Customer no", "Description", "Valid from", "Valid to", "Currency", "Deal amount",
          "Signed by", "Signed on", "Billed back", "Billed back on")  # fmt: skip
_PRICE_LIST = ("Price list", "Item no", "Price", "Currency", "Valid from")
_RULES = ("Customer no", "Clause", "About", "Description", "Carrier", "Freight paid by", "Fine percent")
_COOP = ("Agreement number", "Proof number", "Customer no", "Description", "Share", "Currency", "Fund balance",
         "Balance on", "Performed on", "Cost")  # fmt: skip


def bring_evidence(*, today: dt.date, at: dt.datetime) -> int:
    """Load what is known of the newest deductions of one company; returns of how many records."""
    company = Company.objects.get(code=COMPANY)
    found = list(
        OpenItem.objects.filter(company=company, kind="deduction", origin__isnull=False)
        .select_related("customer", "origin")
        .order_by("-document_date", "-id")[:_MOST]
    )
    files = (
        ("shipments", _SHIPMENTS, _shipments(found)),
        ("invoice_lines", _LINES, _lines(found)),
        ("price_list", _PRICE_LIST, _price_list(company, today)),
        ("returns", _RETURNS, _returns(found)),
        ("deals", _DEALS, _deals(found)),
        ("routing_guides", _RULES, _rules(found)),
        ("advertising", _COOP, _coop(found, today)),
    )
    by = User.objects.get(username="cash")
    return sum(_load(name, head, list(rows), company=company, by=by, today=today, at=at) for name, head, rows in files)


def _load(name: str, head: Row, rows: list[Row], *, company: Company, by: User, today: dt.date, at: dt.datetime) -> int:
    if not rows:
        return 0
    file = intake.receive(
        [_csv(head, rows)], name=f"{name}_{COMPANY}_{today.isoformat()}.csv", company=company, by=by, at=at, as_of=today
    )
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    intake.post(file, revision=file.revision, by=by, at=at)
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    return file.rows_done


def _csv(head: Row, rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _kind(item: OpenItem) -> int:
    return sum(map(ord, item.number)) % _KINDS


def _invoice(item: OpenItem) -> OpenItem:
    assert item.origin is not None
    return item.origin


def _test(item: OpenItem) -> ClaimTest | None:
    return read_claim(item.reference).test


def _each_invoice(found: Iterable[OpenItem]) -> Iterator[OpenItem]:
    """The deductions, the newest of each invoice."""
    seen: set[int] = set()
    for item in found:
        if item.origin_id not in seen:
            seen.add(item.origin_id or 0)
            yield item


def _price(item: OpenItem) -> int:
    return _PRICES[_invoice(item).id % len(_PRICES)]


def _units(item: OpenItem) -> int:
    return max(_invoice(item).original_minor // _price(item), 1)


def _shipments(found: Iterable[OpenItem]) -> Iterator[Row]:
    for item in _each_invoice(found):
        kind, invoice, units = _kind(item), _invoice(item), _units(item)
        if kind == _NOTHING:
            continue
        missing = min(item.original_minor // _price(item) or 1, units)
        short = missing if kind != _AGAINST and _test(item) is ClaimTest.SHORTAGE else 0
        remarks = f"{short} short" if short else "received in full"
        received = units - short - (2 if kind == _CONTRADICTION and short else 0)
        shipped = invoice.document_date
        late = _test(item) is ClaimTest.COMPLIANCE and kind != _AGAINST
        yield (
            f"S{invoice.number}", item.customer.number, invoice.number, f"B{invoice.number}", f"PRO-{invoice.id:07d}",
            _CARRIERS[invoice.id % len(_CARRIERS)], shipped + _DAY, shipped, shipped + 4 * _DAY,
            shipped + (7 if late else 3) * _DAY, units, max(received, 0), _SIGNERS[item.id % len(_SIGNERS)], remarks,
            "carrier" if late and item.id % 2 else "",
        )  # fmt: skip


def _lines(found: Iterable[OpenItem]) -> Iterator[Row]:
    for item in _each_invoice(found):
        invoice, price, currency = _invoice(item), _price(item), item.currency
        if _kind(item) == _NOTHING:
            continue
        billed = price * 26 // 25 if _test(item) is ClaimTest.PRICING else price
        units = max(invoice.original_minor // billed, 1)
        goods, rest = billed * units, invoice.original_minor - billed * units
        sku = f"CAM-{price // 100}"
        head = (invoice.number, 10, item.customer.number, sku, units)
        yield *head, major_units(billed, currency=currency), major_units(goods, currency=currency), "goods", currency
        if rest > 0:
            amount = major_units(rest, currency=currency)
            yield invoice.number, 20, item.customer.number, "FREIGHT", 1, amount, amount, "freight", currency


def _price_list(company: Company, today: dt.date) -> Iterator[Row]:
    for price in _PRICES:
        amount = major_units(price, currency=company.currency)
        yield "Trade", f"CAM-{price // 100}", amount, company.currency, dt.date(today.year - 3, 1, 1)


def _returns(found: Iterable[OpenItem]) -> Iterator[Row]:
    for item in _each_invoice(found):
        if _test(item) is not ClaimTest.RETURNS or _kind(item) == _NOTHING:
            continue
        covered = item.original_minor * 2 // 3 if _kind(item) == _AGAINST else item.original_minor
        amount = major_units(covered, currency=item.currency)
        named = read_claim(item.reference).authorisations
        number = named[0] if named else f"R-{item.id}"
        day = item.document_date - 12 * _DAY
        arrived = None if _kind(item) == _CONTRADICTION else day + 6 * _DAY
        yield (
            number, item.customer.number, _invoice(item).number, item.currency, day, amount, arrived,
            amount if arrived else None,
        )  # fmt: skip


def _deals(found: Iterable[OpenItem]) -> Iterator[Row]:
    for item in _each_invoice(found):
        if _test(item) is not ClaimTest.PROMOTION or _kind(item) == _NOTHING:
            continue
        day, amount = _invoice(item).document_date, major_units(item.original_minor, currency=item.currency)
        signed = None if _kind(item) == _CONTRADICTION else day - 20 * _DAY
        billed = _kind(item) == _AGAINST
        yield (
            f"P-{item.id}", "promotion", item.customer.number, "Window promotion", day - 10 * _DAY, day + 20 * _DAY,
            item.currency, amount, "M. Roy" if signed else "", signed, amount if billed else None,
            day + 15 * _DAY if billed else None,
        )  # fmt: skip


def _rules(found: Iterable[OpenItem]) -> Iterator[Row]:
    for customer in _customers(found):
        yield customer.number, "OTIF 4.2", "OTIF", "On time and in full, else a share of the invoice", "", "", 3
        yield customer.number, "FRT 1.1", "freight", "Freight prepaid", "", "seller", None


def _coop(found: Iterable[OpenItem], today: dt.date) -> Iterator[Row]:
    for place, customer in enumerate(_customers(found)[:6]):
        number, balance = f"C-{customer.number}", dt.date(today.year, today.month, 1)
        yield number, "", customer.number, "Season flyer", 50, customer.currency, "2500.00", balance, None, None
        if place % 2 == 0:
            day = today - 40 * _DAY
            yield number, f"T-{place + 1}", customer.number, "Tear sheet", None, customer.currency, None, None, day, 900


def _customers(found: Iterable[OpenItem]) -> list[Customer]:
    return list({item.customer_id: item.customer for item in found}.values())
