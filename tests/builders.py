"""Plain builders: what a test does not say has a plain default. Amounts are minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import transaction

from creditdesk.cash.models import BankAccount, BankLine, BankStatement, Receipt
from creditdesk.cash.receiving import NewReceipt, take_in
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, Customer, Portfolio, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import batches, positions
from creditdesk.receivables.acts import By
from creditdesk.receivables.changing import put_off
from creditdesk.receivables.models import Extension, OpenItem
from creditdesk.receivables.recognition import NewItem, Source, recognise

EDGES = (0, 30, 60, 90, 120)
PASSWORD = "correct-horse-battery"
_TODAY = dt.date(2026, 6, 15)
_NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
_numbers = count(1001)


def company(*, code: str, name: str = "", currency: str = "USD", country: str = "US") -> Company:
    """A selling company."""
    return Company.objects.create(code=code, name=name or code, currency=currency, country=country)


def user(username: str, *, role: Role, companies: Iterable[Company] = ()) -> User:
    """A user with the common password."""
    return users({username: role}, companies=companies)[username]


def users(roles: Mapping[str, Role], *, companies: Iterable[Company] = ()) -> dict[str, User]:
    """Users by name, each with the common password, made in few statements: nearly every test begins with a cast."""
    password = make_password(PASSWORD)
    made = User.objects.bulk_create(
        User(username=name, role=role.value, first_name=name.capitalize(), password=password)
        for name, role in roles.items()
    )
    of = list(companies)
    User.companies.through.objects.bulk_create(
        User.companies.through(user=user, company=company) for user in made for company in of
    )
    return {user.username: user for user in made}


def customer(
    of: Company,
    *,
    name: str = "Some Customer",
    number: str = "",
    portfolio: Portfolio | None = None,
    salesperson: User | None = None,
    parent: Customer | None = None,
    **fields: object,
) -> Customer:
    """A customer of the company; further columns by name."""
    return Customer.objects.create(
        company=of,
        number=number or str(next(_numbers)),
        name=name,
        search_name=name.lower(),
        currency=of.currency,
        portfolio=portfolio,
        salesperson=salesperson,
        parent=parent,
        **fields,
    )


def item(
    of: Customer,
    *,
    amount: int,
    kind: str = OpenItem.Kind.INVOICE,
    number: str = "",
    document_date: dt.date = dt.date(2026, 5, 1),
    due_date: dt.date | None = None,
    as_of: dt.date = _TODAY,
    currency: str = "",
    settled: int = 0,
    settled_date: dt.date | None = None,
    disputed: int = 0,
    discount_date: dt.date | None = None,
    terms_code: str = "",
    po_number: str = "",
    reference: str = "",
) -> OpenItem:
    """A document in the ledger, taken over on its document date; `amount` is signed minor units."""
    number = number or str(next(_numbers))
    new = NewItem(
        customer_id=of.id,
        kind=str(kind),
        number=number,
        currency=currency or of.currency,
        original_minor=amount,
        document_date=document_date,
        posting_date=document_date,
        due_date=due_date or document_date + dt.timedelta(days=30),
        discount_date=discount_date,
        terms_code=terms_code,
        po_number=po_number,
        reference=reference,
        settled_minor=settled,
        settled_date=settled_date,
        disputed_minor=disputed,
    )
    source = Source(company_id=of.company_id, by="builder", at=_NOW, key=f"builder/{number}")
    with transaction.atomic():
        (item_id,) = take_over([new], source=source)
        positions.refresh([of.id], as_of=as_of, edges=EDGES)
    return OpenItem.objects.get(id=item_id)


def take_over(items: Sequence[NewItem], *, source: Source) -> list[int]:
    """Take documents into the ledger in bulk, and tell the journal, in the caller's transaction."""
    ids = recognise(items, source=source)
    told_of(source, documents=len(items))
    return ids


def told_of(source: Source, *, documents: int = 0) -> None:
    """Tell the journal of what was written in bulk with the source's key."""
    append(
        "documents.taken_over",
        by=source.by[:150],
        at=source.at,
        subject=("company", source.company_id),
        company_id=source.company_id,
        facts={"documents": documents, "batches": batches.stated(source.key)},
    )


def invoice(of: Customer, *, amount: int, **facts: object) -> OpenItem:
    """An invoice; see `item`."""
    return item(of, amount=amount, kind=OpenItem.Kind.INVOICE, **facts)  # type: ignore[arg-type]


def extension(
    of: OpenItem,
    *,
    extended_date: dt.date,
    granted_on: dt.date = _TODAY,
    reason: str = "agreed",
    by: User | None = None,
    at: dt.datetime = _NOW,
) -> Extension:
    """A later collection date that is there, as the ERP's own due date brings one."""
    with transaction.atomic():
        return put_off(
            of,
            until=extended_date,
            granted_on=granted_on,
            source=Extension.Source.ERP,
            by=by.username if by else "builder",
            at=at,
            reason=reason,
        )


def payment(of: Customer, *, amount: int, **facts: object) -> OpenItem:
    """A payment of a positive amount; see `item`."""
    return item(of, amount=-amount, kind=OpenItem.Kind.PAYMENT, **facts)  # type: ignore[arg-type]


def credit_memo(of: Customer, *, amount: int, **facts: object) -> OpenItem:
    """A credit memo of a positive amount; see `item`."""
    return item(of, amount=-amount, kind=OpenItem.Kind.CREDIT_MEMO, **facts)  # type: ignore[arg-type]


def bank_account(of: Company, *, name: str = "Main", number: str = "", currency: str = "") -> BankAccount:
    """An account of the company at a bank."""
    return BankAccount.objects.create(
        company=of, name=name, number=number or f"DE{next(_numbers)}", currency=currency or of.currency
    )


def bank_statement(
    account: BankAccount,
    *,
    lines: Sequence[Mapping[str, object]] = (),
    day: dt.date = _TODAY,
    opening: int = 0,
    number: str = "",
    kind: str = "statement",
    **fields: object,
) -> BankStatement:
    """A statement of the account that was taken in, with lines of `amount_minor` and further columns by name.

    It closes with what its lines make of the opening. Nothing is posted: `bank_receipts` does that.
    """
    moved = [int(str(line["amount_minor"])) for line in lines]
    statement = BankStatement.objects.create(
        company=account.company,
        account=account,
        format="camt.053",
        kind=kind,
        key=f"builder/{next(_numbers)}",
        number=number,
        currency=account.currency,
        closing_date=day,
        **{
            "opening_minor": opening,
            "closing_minor": opening + sum(moved),
            "credits_minor": sum(minor for minor in moved if minor > 0),
            "debits_minor": sum(minor for minor in moved if minor < 0),
            "line_count": len(moved),
            "state": BankStatement.State.TAKEN,
            "received_at": _NOW,
            "received_by": "builder",
            **fields,
        },
    )
    for position, line in enumerate(lines, start=1):
        minor = int(str(line["amount_minor"]))
        facts = {
            "kind": BankLine.Kind.RECEIPT if minor > 0 else BankLine.Kind.OUT,
            "booking_date": day,
            "value_date": day,
            "key": f"builder/{next(_numbers)}",
            **line,
        }
        BankLine.objects.create(
            company=account.company,
            account=account,
            statement=statement,
            position=position,
            currency=account.currency,
            **facts,
        )
    return statement


def bank_receipts(
    statement: BankStatement, *, posting_date: dt.date | None = None, payer: Customer | None = None, by: str = "builder"
) -> list[Receipt]:
    """The receipts of the statement's lines of money in, posted, of a customer where one is named."""
    company_, account = statement.company, statement.account
    lines = statement.lines.filter(kind=BankLine.Kind.RECEIPT, repeats__isnull=True).order_by("position")
    new = [
        NewReceipt(
            line.amount_minor,
            line.currency,
            line.value_date,
            posting_date or line.booking_date,
            account=account,
            line=line,
            customer=payer,
            payer_name=line.party_name,
        )
        for line in lines
    ]
    policy = policy_in_force(as_of=_TODAY, company_id=company_.id)
    with transaction.atomic():
        return take_in(new, company=company_, policy=policy, as_of=_TODAY, by=By(by, _NOW, policy.number))
