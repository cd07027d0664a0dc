"""What sales and marketing agreed with a customer: promotions and markdowns, co-operative advertising."""

from __future__ import annotations

from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.description import (
    About,
    Field,
    RecordKind,
    Values,
    choice,
    code,
    currency,
    customer,
    day,
    required,
    text,
)
from creditdesk.intake.formats.records.logistics import CUSTOMER, ITEM
from creditdesk.intake.formats.records.measures import (
    NOT_DOCUMENTS,
    days_in_order,
    in_its_currency,
    money,
    percent,
)
from creditdesk.intake.formats.records.price_lists import PRICE_LISTS
from creditdesk.intake.formats.synonyms import SYNONYMS

_FROM = (*PRICE_LISTS.fields["valid_from"].headings, "first day")
_TO = (*PRICE_LISTS.fields["valid_to"].headings, "last day")
_DEAL_KINDS = {
    "promotion": "promotion", "promo": "promotion", "scan back": "promotion", "off invoice": "promotion",
    "rebate": "promotion", "markdown": "markdown", "mark down": "markdown",
}  # fmt: skip


def _deal(values: Values, row: RowCells, about: About) -> Values:
    required(values, "deal_number", row)
    days_in_order(values, row, first="valid_from", last="valid_to")
    return in_its_currency(values, about)


def _coop(values: Values, row: RowCells, about: About) -> Values:
    required(values, "agreement_number", row)
    days_in_order(values, row, first="valid_from", last="valid_to")
    return in_its_currency(values, about)


DEALS = RecordKind(
    name="deals",
    title="promotions and markdowns",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "deal_number": Field("identifier", ("deal number", "deal no", "deal", "promotion number", "promotion no",
                                            "promotion", "promo number", "promo no", "markdown number",
                                            "aktionsnummer", "numero de promotion", "numero de promocion"), code(60)),
        "item_number": Field("identifier", ITEM, code(60)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "kind": Field("text", ("deal kind", "deal type", "kind of deal", "kind"), choice(_DEAL_KINDS)),
        "description": Field("text", PRICE_LISTS.fields["description"].headings, text(160)),
        "valid_from": Field("date", _FROM, day),
        "valid_to": Field("date", _TO, day),
        "currency": Field("currency", SYNONYMS["currency"], currency),
        "amount_minor": Field("amount", ("deal amount", "allowance", "allowance amount", "promotion amount"), money),
        "percent_milli": Field("text", ("deal percent", "allowance percent", "allowance %", "deal %"), percent),
        "signed_by": Field("text", ("signed by", "signer", "agreed by"), text(80)),
        "signed_on": Field("date", ("signed on", "date signed", "agreed on"), day),
        "billed_back_minor": Field("amount", ("billed back", "bill back", "billed back amount"), money),
        "billed_back_on": Field("date", ("billed back on", "bill back date"), day),
    },
    key=("deal_number", "item_number"),
    needed=(("deal_number",), ("customer_number",), ("valid_from", "valid_to"), ("amount_minor", "percent_milli")),
    foreign={"open_items": NOT_DOCUMENTS},
    finish=_deal,
    clearable={"description": "", "valid_from": None, "valid_to": None, "signed_by": "", "signed_on": None,
               "amount_minor": None, "percent_milli": None, "billed_back_minor": None, "billed_back_on": None},
    far_ahead=True,
)  # fmt: skip

COOP_AGREEMENTS = RecordKind(
    name="coop_agreements",
    title="co-operative advertising",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "agreement_number": Field("identifier", ("agreement number", "agreement no", "agreement", "coop agreement",
                                                 "co op agreement"), code(60)),
        "proof_number": Field("identifier", ("proof number", "proof no", "proof of performance", "pop number",
                                             "tear sheet"), code(60)),
        "customer_number": Field("identifier", CUSTOMER, customer),
        "description": Field("text", PRICE_LISTS.fields["description"].headings, text(160)),
        "valid_from": Field("date", _FROM, day),
        "valid_to": Field("date", _TO, day),
        "percent_milli": Field("text", ("share", "share percent", "share %", "our share"), percent),
        "currency": Field("currency", SYNONYMS["currency"], currency),
        "fund_minor": Field("amount", ("fund balance", "fund", "balance of the fund"), money),
        "fund_on": Field("date", ("balance on", "balance date", "fund balance on"), day),
        "performed_on": Field("date", ("performed on", "performance date", "ad date", "run date"), day),
        "cost_minor": Field("amount", ("cost", "cost of the ad", "ad cost", "performance cost"), money),
    },
    key=("agreement_number", "proof_number"),
    needed=(("agreement_number",), ("customer_number",), ("fund_minor", "cost_minor", "percent_milli")),
    foreign={"open_items": NOT_DOCUMENTS},
    finish=_coop,
    clearable={"description": "", "valid_from": None, "valid_to": None, "percent_milli": None, "fund_minor": None,
               "fund_on": None, "performed_on": None, "cost_minor": None},
    far_ahead=True,
)  # fmt: skip
