"""Companies, customers and their families."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id, page_in_order, page_sorted
from creditdesk.api.shapes import LARGEST_ID, Amount, Day, Page, PathId, Word, amount
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, customer_for, customers_within, visible_customers
from creditdesk.parties.queries import family, payment_terms, prices_for, salespeople, search_customers
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.accounts import ACCOUNT_ORDERS, AccountFilter, accounts_matching

if TYPE_CHECKING:
    from creditdesk.parties.models import Company, Customer, PaymentTerms, Price, Salesperson, User

router = Router()
ACCOUNTS = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
QueryId = Annotated[int | None, Query(ge=1, le=LARGEST_ID)]

AccountSort = Literal["", "name", "-name", "past_due", "-past_due", "open", "-open", "oldest", "-oldest"]
_SELLER = ("salesperson", "listed_salesperson")


class CompanyOut(Schema):
    """A selling company."""

    id: int
    code: str
    name: str
    currency: str
    country: str
    mode: str


class SellerOut(Schema):
    """Who sells to a customer: the ERP's code (empty: none), and the user name of whoever has one."""

    code: str
    name: str
    email: str
    user: str | None


class CustomerOut(Schema):
    """A bill-to of one selling company."""

    id: int
    company: str
    number: str
    name: str
    legal_name: str
    status: str
    contact_block: str
    risk_class: str
    segment: str
    currency: str
    terms_code: str
    credit_limit: Amount | None
    language: str
    time_zone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    email: str
    opened_on: dt.date | None
    parent_id: int | None
    payer_id: int | None
    portfolio_id: int | None
    rep: str | None
    salesperson: SellerOut | None


class PriceOut(Schema):
    """What one unit of an item costs, by a list, or agreed with the customer (then `price_list` is empty)."""

    item_number: str
    description: str
    price_list: str
    unit: str
    price: Amount
    valid_from: dt.date
    valid_to: dt.date | None
    import_id: int | None


@router.get("/companies", **reads(Page[CompanyOut]))
@needs(Permission.USE_API)
def companies(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[CompanyOut]:
    """The selling companies that I work for."""
    return page_by_id(companies_of(request.auth.user), show=_company, cursor=cursor, limit=limit)


@router.get("/customers", **reads(Page[CustomerOut]))
@needs(*ACCOUNTS)
def customers(
    request: Call,
    company: Word = "",
    number: Word = "",
    status: Word = "",
    risk_class: Word = "",
    portfolio: QueryId = None,
    currency: Word = "",
    past_due: bool = False,
    q: Word = "",
    sort: AccountSort = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[CustomerOut]:
    """The customers that I see. `currency` leaves those with something open in it; `past_due` and the sorts by amount
    look at that currency, or at my first company's. `q` searches number and name: unsorted, one page, best first.
    """
    user = request.auth.user
    wanted = AccountFilter(
        currency=currency or _own_currency(user),
        text=q if sort else "",
        portfolio_id=portfolio,
        status=status,
        risk_class=risk_class,
        past_due_only=past_due,
    )
    # The screen's rows read fewer columns than an answer has.
    found = accounts_matching(visible_customers(user, as_of=request.today), wanted=wanted).defer(None)
    found = found.select_related(*_SELLER)
    for field, value in (("company__code", company), ("number", number), ("position__currency", currency)):
        if value:
            found = found.filter(**{field: value})
    if sort:
        return page_in_order(found, show=customer_out, sort=sort, orders=ACCOUNT_ORDERS, cursor=cursor, limit=limit)
    if q:
        return Page(entries=[customer_out(one) for one in search_customers(found, q, limit=limit)])
    return page_by_id(found, show=customer_out, cursor=cursor, limit=limit)


@router.get("/customers/{customer_id}", **reads(CustomerOut))
@needs(*ACCOUNTS)
def customer(request: Call, customer_id: PathId) -> CustomerOut:
    """One customer."""
    return customer_out(customer_for(request.auth.user, customer_id, as_of=request.today))


class PaymentTermsOut(Schema):
    """What a company's code for payment terms means, in the trade's notation."""

    id: int
    company: str
    code: str
    description: str
    notation: str


@router.get("/payment-terms", **reads(Page[PaymentTermsOut]))
@needs(*ACCOUNTS)
def terms_codes(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[PaymentTermsOut]:
    """What the codes of my companies for payment terms mean."""
    found = payment_terms(companies_of(request.auth.user).values_list("id", flat=True))
    return page_by_id(found, show=_terms, cursor=cursor, limit=limit)


def _terms(one: PaymentTerms) -> PaymentTermsOut:
    plain = ("id", "code", "description", "notation")
    return PaymentTermsOut(company=one.company.code, **{name: getattr(one, name) for name in plain})


class SalespersonOut(SellerOut):
    """Who sells for a company, by the ERP's code."""

    id: int
    company: str


@router.get("/salespeople", **reads(Page[SalespersonOut]))
@needs(*ACCOUNTS)
def sellers(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[SalespersonOut]:
    """Who sells for my companies by the ERP's codes, with the user names of those who have one."""
    found = salespeople(companies_of(request.auth.user).values_list("id", flat=True))
    return page_by_id(found, show=_salesperson, cursor=cursor, limit=limit)


def _salesperson(one: Salesperson) -> SalespersonOut:
    plain = {name: getattr(one, name) for name in ("id", "code", "name", "email")}
    return SalespersonOut(company=one.company.code, user=one.user.username if one.user else None, **plain)


@router.get("/customers/{customer_id}/family", **reads(Page[CustomerOut]))
@needs(*ACCOUNTS)
def customer_family(request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[CustomerOut]:
    """The customer's whole family, as far as I see it; entities are never netted."""
    user = request.auth.user
    found = family(customer_for(user, customer_id, as_of=request.today))
    seen = customers_within(reach_of(user, as_of=request.today), found.values_list("id", flat=True))
    found = found.filter(id__in=seen).select_related(*_SELLER)
    return page_by_id(found, show=customer_out, cursor=cursor, limit=limit)


@router.get("/customers/{customer_id}/prices", **reads(Page[PriceOut]))
@needs(*ACCOUNTS)
def customer_prices(
    request: Call, customer_id: PathId, item: Word, on: Day | None = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[PriceOut]:
    """What an item costs the customer on a day (default: today): agreed prices first, then those of lists."""
    found = customer_for(request.auth.user, customer_id, as_of=request.today)
    prices = prices_for(found, item_number=item, on=on or request.today)
    return page_sorted(prices, show=_price, key=_agreed_first, cursor=cursor, limit=limit)


def _own_currency(user: User) -> str:
    first = companies_of(user).first()
    return first.currency if first else ""


def _company(company: Company) -> CompanyOut:
    return CompanyOut(**{name: getattr(company, name) for name in CompanyOut.model_fields})


def customer_out(customer: Customer) -> CustomerOut:
    """The customer as an answer shows it."""
    made = {"company", "credit_limit", "rep", "salesperson"}
    plain = {name: getattr(customer, name) for name in CustomerOut.model_fields if name not in made}
    limit = customer.credit_limit_minor
    return CustomerOut(
        company=customer.company.code,
        credit_limit=None if limit is None else amount(limit, customer.currency),
        rep=customer.portfolio.rep.username if customer.portfolio else None,
        salesperson=SellerOut(**customer.seller._asdict()) if customer.seller else None,
        **plain,
    )


def _agreed_first(price: Price) -> tuple[str | int, ...]:
    """Of several of a list, or agreed, that hold on the day, the one that began last is the first."""
    return price.price_list, -price.valid_from.toordinal(), price.currency, price.unit, price.id


def _price(price: Price) -> PriceOut:
    made = {"price", "import_id"}
    plain = {name: getattr(price, name) for name in PriceOut.model_fields if name not in made}
    return PriceOut(price=amount(price.price_minor, price.currency), import_id=price.import_file_id, **plain)
