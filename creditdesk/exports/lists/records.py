"""What files of records brought, as tables: payment terms, salespeople, prices, exchange rates, and whom to ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, code, number, words
from creditdesk.exports.lists.account import customer_of
from creditdesk.exports.lists.accounts import SEE
from creditdesk.exports.words import told, word
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.models import Contact, Customer, ExchangeRate, Price
from creditdesk.parties.people import Standing, people_of, standing_of, superiors_seen
from creditdesk.parties.queries import payment_terms, salespeople
from creditdesk.parties.reach import reach_of

_MILLION = 1_000_000


def _companies(asked: Asked) -> list[int]:
    return list(companies_of(asked.user).values_list("id", flat=True))


def _terms_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("code", _("Terms code")),
        Column("terms", _("Terms")),
        Column("description", _("Description")),
    )


def _terms_source(asked: Asked) -> Source:
    found = payment_terms(_companies(asked))
    return Whole([[one.company.code, one.code, one.notation, one.description] for one in found])


def _seller_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("code", _("Salesperson code")),
        Column("name", _("Name")),
        Column("email", _("E-mail")),
        Column("user", _("User")),
    )


def _seller_source(asked: Asked) -> Source:
    found = salespeople(_companies(asked))
    return Whole(
        [[one.company.code, one.code, one.name, one.email, one.user.username if one.user else ""] for one in found]
    )


def _price_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("price_list", _("Price list")),
        Column("customer", _("Customer number")),
        Column("item", _("Item number")),
        Column("description", _("Description")),
        Column("unit", _("Unit")),
        Column("currency", _("Currency")),
        Column("price", _("Price"), Kind.MONEY),
        Column("valid_from", _("Valid from"), Kind.DATE),
        Column("valid_to", _("Valid to"), Kind.DATE),
    )


def _price_source(asked: Asked) -> Source:
    """Prices of lists, and those agreed with customers whom the user sees."""
    whose = Q(customer__isnull=True) | Q(customer__in=visible_customers(asked.user, as_of=asked.today))
    found = Price.objects.select_related("company", "customer").filter(whose, company_id__in=_companies(asked))
    for name, column in (("price_list", "price_list"), ("item_number", "item_number"), ("customer", "customer_id")):
        if asked.get(name) is not None:
            found = found.filter(**{column: asked.get(name)})
    return ByKey(found, ("company_id", "item_number", "id"), _price_rows)


def _price_rows(page: Sequence[Price]) -> Iterator[Row]:
    for one in page:
        yield [
            one.company.code,
            one.price_list,
            one.customer.number if one.customer else "",
            one.item_number,
            one.description,
            one.unit,
            one.currency,
            Money(one.price_minor, one.currency),
            one.valid_from,
            one.valid_to,
        ]


def _rate_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("day", _("Date"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("base", _("To currency")),
        Column("rate", _("Rate")),
    )


def _rate_source(asked: Asked) -> Source:
    found = ExchangeRate.objects.all()
    for name, column in (("currency", "currency"), ("base", "base")):
        if asked.get(name):
            found = found.filter(**{column: asked.get(name)})
    return ByKey(found, ("-day", "currency", "id"), _rate_rows)


def _rate_rows(page: Sequence[ExchangeRate]) -> Iterator[Row]:
    """A rate is text: it has six decimals, and no spreadsheet shall round it to two."""
    for one in page:
        yield [one.day, one.currency, one.base, f"{Decimal(one.rate_ppm) / _MILLION:.6f}"]


def _contact_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("order", pgettext("sequence", "Order"), Kind.INTEGER),
        Column("name", _("Name")),
        Column("role", _("Role")),
        Column("phone", _("Phone")),
        Column("mobile", _("Mobile")),
        Column("email", _("E-mail")),
        Column("language", _("Language")),
        Column("time_zone", _("Time zone")),
        Column("do_not_contact", _("Do not contact")),
        Column("reports_to", _("Reports to")),
        Column("preferred_channel", _("Preferred channel")),
        Column("authorised", _("May be told about the account")),
        Column("left_on", _("Left on"), Kind.DATE),
        Column("state", _("How he may be reached")),
    )


def _contact_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    people = standing_of(people_of([customer.id]), on=asked.today)
    superiors = superiors_seen((one.contact for one in people), reach=reach_of(asked.user, as_of=asked.today))
    return Whole([_contact_row(one, superiors.get(one.contact.id), customer) for one in people])


def _contact_row(standing: Standing, superior: Contact | None, customer: Customer) -> Row:
    one = standing.contact
    return [
        one.rank,
        one.name,
        one.role,
        one.phone,
        one.mobile,
        one.email,
        one.language,
        one.time_zone or customer.time_zone,
        _("yes") if one.do_not_contact else "",
        superior.name if superior else "",
        word(one.get_preferred_channel_display()) if one.preferred_channel else "",
        _("yes") if one.authorised else _("no"),
        one.left_on,
        "; ".join(told(reason) for reason in standing.reasons),
    ]


LISTINGS = (
    Listing(
        name="payment_terms",
        title=gettext_lazy("Payment terms"),
        permissions=SEE,
        columns=_terms_columns,
        source=_terms_source,
    ),
    Listing(
        name="salespeople",
        title=gettext_lazy("Salespeople"),
        permissions=SEE,
        columns=_seller_columns,
        source=_seller_source,
    ),
    Listing(
        name="prices",
        title=gettext_lazy("Prices"),
        permissions=SEE,
        columns=_price_columns,
        source=_price_source,
        filters={"price_list": words, "item_number": words, "customer": number},
    ),
    Listing(
        name="exchange_rates",
        title=gettext_lazy("Exchange rates"),
        permissions=SEE,
        columns=_rate_columns,
        source=_rate_source,
        filters={"currency": code, "base": code},
    ),
    Listing(
        name="contacts",
        title=gettext_lazy("Contacts"),
        permissions=SEE,
        columns=_contact_columns,
        source=_contact_source,
        filters={"customer": number},
        reach=Reach.ACCOUNT,
    ),
)
