"""Price lists: what an item costs a customer, or whoever buys by the list, from a day on."""

from __future__ import annotations

from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER
from creditdesk.intake.formats.records.description import (
    About,
    Field,
    RecordKind,
    Values,
    code,
    currency,
    customer,
    day,
    required,
    text,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

# Where a row names neither list nor customer, its price is everybody's.
GENERAL_LIST = "general"


def _price(row: RowCells, field: str, about: About) -> int | None:
    """The price in minor units of the row's currency, or of the file's where the row names none."""
    found = row.amount(field, currency=str(currency(row, "currency", about) or about.currency))
    if found is not None and found < 0:
        raise CellRefused("intake.price_negative", "%(value)s is no price: it is less than zero.",
                          value=row.value_of(field))  # fmt: skip
    return found


def _finish(values: Values, row: RowCells, about: About) -> Values:
    for name in ("item_number", "price_minor", "valid_from"):
        required(values, name, row)
    if "price_list" in values and "customer_number" in values:
        row.field = "customer_number"
        text_ = "A price belongs to the list %(price_list)s or to the customer, not to both."
        raise CellRefused("intake.price_of_both", text_, price_list=str(values["price_list"]))
    if "customer_number" not in values:
        values.setdefault("price_list", GENERAL_LIST)
    values.setdefault("currency", about.currency)
    values.setdefault("unit", "")
    if str(values.get("valid_to") or "9999-12-31") < str(values["valid_from"]):
        row.field = "valid_to"
        text_ = "%(day)s lies before the first day of the price, %(first)s."
        raise CellRefused("intake.days_in_order", text_, day=str(values["valid_to"]), first=str(values["valid_from"]))
    return {}


PRICE_LISTS = RecordKind(
    name="price_lists",
    title="price lists",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "price_list": Field("identifier", ("price list", "price list name", "price list code", "list", "price book",
                                           "price group", "customer price group", "pltyp", "preisliste", "tarif",
                                           "liste de prix", "lista de precios", "prijslijst"), code(60)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER[:-2], customer),
        "item_number": Field("identifier", ("item number", "item no", "item code", "item", "sku", "product number",
                                            "product code", "product no", "product", "material number", "material",
                                            "matnr", "article number", "article", "artikelnummer", "artikel",
                                            "materialnummer", "reference article", "code article", "codigo articulo",
                                            "articulo", "part number", "part no"), code(60)),
        "description": Field("text", ("description", "item description", "product name", "item name", "maktx",
                                      "bezeichnung", "artikelbezeichnung", "designation", "descripcion",
                                      "omschrijving"), text(160)),
        "currency": Field("currency", (*SYNONYMS["currency"], "konwa", "moneda", "valuta"), currency),
        "price_minor": Field("amount", ("price", "unit price", "net price", "list price", "sales price", "kbetr",
                                        "preis", "nettopreis", "listenpreis", "verkaufspreis", "prix",
                                        "prix unitaire", "precio", "precio unitario", "prijs"), _price),
        "unit": Field("text", ("unit", "unit of measure", "uom", "sales unit", "kmein", "einheit", "mengeneinheit",
                               "unite", "unidad", "eenheid"), text(20)),
        "valid_from": Field("date", ("valid from", "starting date", "start date", "effective from", "effective date",
                                     "from date", "datab", "gultig ab", "gultig von", "valable du", "a partir du",
                                     "valido desde", "geldig vanaf"), day),
        "valid_to": Field("date", ("valid to", "valid until", "ending date", "end date", "effective to", "to date",
                                   "datbi", "gultig bis", "valable au", "valido hasta", "geldig tot"), day),
    },
    key=("price_list", "customer_number", "item_number", "unit", "currency", "valid_from"),
    needed=(("item_number",), ("price_minor",), ("valid_from",)),
    foreign={"open_items": frozenset({"document_number", "due_date", "discount_date", "settled_date"})},
    finish=_finish,
    clearable={"description": "", "valid_to": None},
    far_ahead=True,
)  # fmt: skip
