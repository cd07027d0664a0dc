"""The demo's bank: an account of each company, and a statement for each of the last business days. One company also has
a payment processor, which delivers a table a day.

What comes in is what a cash applicator meets: payments that name their invoices, one that names two, one that keeps
something back for a claim, one that says nothing, one of nobody known, one that came back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from creditdesk.cash.bank_accounts import make_bank_account
from creditdesk.demo import processor
from creditdesk.domain.money import major_units
from creditdesk.intake import actions as intake
from creditdesk.intake.worker import run_pending
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.models import OpenItem

DAYS = 4
_OPENING_MINOR = 250_000_00
_NUMBERS = {"NL01": "4400187312", "NL02": "4400187320"}
# Customers who pay through the bank; some of the next pay by card.
_BY_BANK, _BY_CARD = 24, 6
_WITH_PROCESSOR = "NL01"


@dataclass(frozen=True, slots=True)
class Payment:
    """One movement: who pays, what he writes, in minor units; below zero where a payment came back."""

    name: str
    minor: int
    text: str
    trace: str
    account: str
    return_code: str = ""


def receive_bank_files(*, today: dt.date, at: dt.datetime) -> int:
    """Make the accounts and load the statements of the last business days; returns how many files came in."""
    cash, controller = (User.objects.get(username=name) for name in ("cash", "controller"))
    files = 0
    for company in Company.objects.filter(code__in=_NUMBERS).order_by("code"):
        number = _NUMBERS[company.code]
        make_bank_account(company, name="Main account", number=number, currency=company.currency, by=controller, at=at)
        opening = _OPENING_MINOR
        for sequence, (day, payments) in enumerate(_by_day(company, today=today), start=1):
            text = _statement(number, company.currency, sequence=sequence, day=day, opening=opening, payments=payments)
            opening += sum(one.minor for one in payments)
            name = f"statement_{number}_{day.isoformat()}.xml"
            _take_in(text.encode(), name=name, company=company, by=cash, day=day, today=today, at=at)
            files += 1
    return files + _receive_tables(today=today, at=at)


def _receive_tables(*, today: dt.date, at: dt.datetime) -> int:
    """Make the processor's account and load its table of each day; returns how many came in."""
    cash, controller = (User.objects.get(username=name) for name in ("cash", "controller"))
    company = Company.objects.get(code=_WITH_PROCESSOR)
    make_bank_account(
        company, name="Card payments", number=processor.NUMBER, currency=company.currency, by=controller, at=at
    )
    days, payments = _days(today), list(_by_card(company))
    files = 0
    for day, name, content in processor.tables(days, payments, currency=company.currency):
        _take_in(content, name=name, company=company, by=cash, day=day, today=today, at=at)
        files += 1
    return files


def _by_card(company: Company) -> Iterator[processor.Paid]:
    """Small payments that name their order, and each day one of which nobody says whose it is."""
    for customer, items in _owing(company)[_BY_BANK : _BY_BANK + _BY_CARD]:
        least = min(items, key=lambda item: (item.open_minor, item.id))
        yield customer.name, least.open_minor, f"Invoice {least.number}"
    for place in range(DAYS):
        yield f"WEB ORDER {4410 + 7 * place}", 84_50 + 11_25 * place, "card payment"


def _take_in(
    content: bytes, *, name: str, company: Company, by: User, day: dt.date, today: dt.date, at: dt.datetime
) -> None:
    """Load a file as somebody does who received it on that day, and post it."""
    file = intake.receive([content], name=name, company=company, by=by, at=at, as_of=day)
    run_pending(at=at, as_of=today)
    file.refresh_from_db()
    intake.post(file, revision=file.revision, by=by, at=at)
    run_pending(at=at, as_of=today)


def _days(today: dt.date) -> list[dt.date]:
    """The last business days, today at the end."""
    days = [today - dt.timedelta(days=back) for back in range(DAYS * 2, -1, -1)]
    return [day for day in days if day.weekday() < 5][-DAYS:]


def _by_day(company: Company, *, today: dt.date) -> Iterator[tuple[dt.date, list[Payment]]]:
    """The movements of each of the last business days."""
    days = _days(today)
    payments = list(_payments(company))
    back = [_returned(payments[0])] if payments else []
    for place, day in enumerate(days):
        own = payments[place::DAYS]
        yield day, own + (back if day == days[-1] else [])


def _payments(company: Company) -> Iterator[Payment]:
    """Payments of customers who owe, each of another sort; then money of which nobody says whose it is."""
    for place, (customer, items) in enumerate(_owing(company)[:_BY_BANK]):
        story = _STORIES[place % len(_STORIES)]
        minor, text = story(items)
        yield Payment(customer.name, minor, text, f"{company.code}{100 + place}", f"{70_000_000 + customer.id}")
    yield Payment("BLUE HERON HOLDINGS", 1_318_40, "transfer", f"{company.code}901", "99120045")
    yield Payment("M. OKAFOR", 275_00, "as discussed", f"{company.code}902", "99120046")


def _owing(company: Company) -> list[tuple[Customer, list[OpenItem]]]:
    """Customers who may be worked, with their open invoices in the company's currency, oldest first."""
    open_ones = OpenItem.objects.filter(
        company=company,
        currency=company.currency,
        kind=OpenItem.Kind.INVOICE,
        closed_date__isnull=True,
        voided_on__isnull=True,
        disputed_minor=0,
        customer__contact_block="",
    ).select_related("customer")
    found: dict[int, tuple[Customer, list[OpenItem]]] = {}
    for item in open_ones.order_by("customer__number", "due_date", "id"):
        found.setdefault(item.customer_id, (item.customer, []))[1].append(item)
    return list(found.values())


def _names_one(items: Sequence[OpenItem]) -> tuple[int, str]:
    return items[0].open_minor, f"Invoice {items[0].number}"


def _names_two(items: Sequence[OpenItem]) -> tuple[int, str]:
    two = items[:2]
    return sum(item.open_minor for item in two), "INV " + " ".join(item.number for item in two)


def _keeps_back(items: Sequence[OpenItem]) -> tuple[int, str]:
    short = max(1, items[0].open_minor // 12)
    return items[0].open_minor - short, f"{items[0].number} less claim SH-{items[0].id} short shipment"


def _says_nothing(items: Sequence[OpenItem]) -> tuple[int, str]:
    return sum(item.open_minor for item in items), "payment"


def _pays_a_round_sum(items: Sequence[OpenItem]) -> tuple[int, str]:
    return max(100_00, sum(item.open_minor for item in items) // 3 // 100_00 * 100_00), "on account"


_STORIES = (_names_one, _names_two, _names_one, _keeps_back, _says_nothing, _names_one, _pays_a_round_sum)


def _returned(paid: Payment) -> Payment:
    return Payment(paid.name, -paid.minor, "returned unpaid", paid.trace, paid.account, return_code="AM04")


def _statement(
    number: str, currency: str, *, sequence: int, day: dt.date, opening: int, payments: Sequence[Payment]
) -> str:
    closing = opening + sum(one.minor for one in payments)
    entries = "".join(_entry(one, place, sequence, currency, day) for place, one in enumerate(payments, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>{number}-{sequence}</MsgId><CreDtTm>{day}T22:00:00</CreDtTm></GrpHdr>\n"
        f"<Stmt><Id>{number}-{sequence}</Id><ElctrncSeqNb>{sequence}</ElctrncSeqNb><CreDtTm>{day}T22:00:00</CreDtTm>\n"
        f"<Acct><Id><Othr><Id>{number}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>\n"
        f"{_balance('OPBD', opening, currency, day)}{_balance('CLBD', closing, currency, day)}{entries}"
        "</Stmt></BkToCstmrStmt></Document>\n"
    )


def _balance(code: str, minor: int, currency: str, day: dt.date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(minor, currency)}<Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _amount(minor: int, currency: str) -> str:
    side = "DBIT" if minor < 0 else "CRDT"
    said = f"{major_units(abs(minor), currency=currency):f}"
    return f'<Amt Ccy="{currency}">{said}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _entry(one: Payment, place: int, sequence: int, currency: str, day: dt.date) -> str:
    # Who paid is the debtor, also of a payment that came back.
    who = f"<Dbtr><Nm>{escape(one.name)}</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{one.account}</Id></Othr></Id></DbtrAcct>"
    why = f"<RtrInf><Rsn><Cd>{one.return_code}</Cd></Rsn></RtrInf>" if one.return_code else ""
    return (
        f"<Ntry>{_amount(one.minor, currency)}<Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        f"<ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{sequence:04d}{place:04d}</AcctSvcrRef><NtryDtls><TxDtls>"
        f"<Refs><EndToEndId>{one.trace}</EndToEndId></Refs><RltdPties>{who}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(one.text)}</Ustrd></RmtInf>{why}</TxDtls></NtryDtls></Ntry>\n"
    )
