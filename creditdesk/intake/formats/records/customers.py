"""Customers as an ERP exports its customer master. What a customer owes comes with the open items, not here."""

from __future__ import annotations

from creditdesk.domain.risk_class import RiskClass
from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Values,
    choice,
    code,
    country,
    currency,
    customer,
    day,
    email,
    language,
    required,
    text,
    time_zone,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS

CUSTOMER_NUMBER = (
    *SYNONYMS["customer_number"], "kunden nr", "kundennr", "kunde", "debitorennummer", "numero client", "no client",
    "numero de cliente", "codigo cliente", "codigo de cliente", "cliente", "klantnummer", "debiteurnummer", "klant",
    "number", "no",
)  # fmt: skip
PHONE = ("phone", "phone number", "phone no", "telephone", "telephone no", "telf1", "main phone", "telefon",
         "telefonnummer", "telefono", "telefoon", "tel")  # fmt: skip
EMAIL = ("email", "e mail", "email address", "main email", "mail", "smtp addr", "correo", "correo electronico",
         "courriel", "e mail adresse")  # fmt: skip
LANGUAGE = ("language", "language code", "spras", "sprache", "sprachcode", "langue", "idioma", "taal")
TIME_ZONE = ("time zone", "timezone", "zeitzone", "fuseau horaire", "zona horaria", "tijdzone")
_STATUS = {
    "prospect": "prospect", "active": "active", "aktiv": "active", "actif": "active", "activo": "active",
    "hold": "hold", "credit hold": "hold", "on hold": "hold", "gesperrt": "hold", "blocked": "hold", "bloque": "hold",
    "cod": "cod", "cash on delivery": "cod", "cia": "cia", "cash in advance": "cia", "prepayment": "cia",
    "vorkasse": "cia", "closed": "closed", "inactive": "closed", "geschlossen": "closed", "inaktiv": "closed",
    "ferme": "closed", "cerrado": "closed", "bankrupt": "bankrupt", "bankruptcy": "bankrupt", "insolvent": "bankrupt",
}  # fmt: skip


def _limit(row: RowCells, field: str, about: About) -> int | None:
    """The credit limit in minor units of the row's currency, or of the file's where the row names none."""
    found = row.amount(field, currency=str(currency(row, "currency", about) or about.currency))
    if found is not None and found < 0:
        text_ = "A credit limit of less than zero is none: %(value)s."
        raise CellRefused("intake.limit_negative", text_, value=row.value_of(field))
    return found


def _finish(values: Values, row: RowCells, about: About) -> Values:
    required(values, "customer_number", row)
    if values.get("parent") == values["customer_number"]:
        row.field = "parent"
        raise CellRefused("intake.own_parent", "A customer is not its own parent.")
    assumed: Values = {} if "currency" in values else {"currency": about.currency}
    if not any(map(str.isdecimal, str(values["customer_number"]))):
        assumed["name"] = values.get("name", values["customer_number"])  # a program that knows customers by name
    return assumed


CUSTOMERS = RecordKind(
    name="customers",
    title="customers",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER, customer),
        "name": Field(
            "text",
            (
                "customer name", "company name", "name customer", "cust name", "customer full name", "name 1", "name1",
                "name", "account name", "debtor name", "party name", "kundenname", "firma", "nom client", "nom",
                "raison sociale", "nombre", "nombre cliente", "naam", "klantnaam",
            ),
            text(160),
        ),
        "legal_name": Field(
            "text",
            ("legal name", "registered name", "full legal name", "name 2", "name2", "firmenname", "eingetragener name",
             "denomination sociale", "razon social", "statutaire naam"),
            text(160),
        ),
        "status": Field("text", ("status", "customer status", "account status", "statut", "estado"), choice(_STATUS)),
        "risk_class": Field(
            "text",
            ("risk class", "risk category", "credit risk class", "risk", "ctlpc", "risikoklasse", "classe de risque",
             "clase de riesgo", "risicoklasse"),
            choice({risk.value: risk.value for risk in RiskClass}),
        ),
        "segment": Field(
            "text",
            ("segment", "customer group", "group", "customer segment", "kdgrp", "kundengruppe", "groupe client",
             "grupo", "grupo de clientes", "klantgroep"),
            text(20),
        ),
        "currency": Field("currency", SYNONYMS["currency"], currency),
        "terms_code": Field(
            "text",
            (*SYNONYMS["terms_code"], "zahlungsbedingungen", "zahlungskonditionen", "conditions de paiement",
             "condiciones de pago", "betalingsconditie", "betalingstermijn"),
            text(60),
        ),
        "credit_limit_minor": Field(
            "amount",
            ("credit limit", "credit line", "limit", "credit limit lcy", "klimk", "creditmax", "kreditlimit",
             "limite de credit", "limite de credito", "kredietlimiet"),
            _limit,
        ),
        "language": Field("text", LANGUAGE, language),
        "time_zone": Field("text", TIME_ZONE, time_zone),
        "street": Field(
            "text",
            ("street", "address", "address 1", "address line 1", "street address", "bill addr line 1", "stras",
             "billing street", "strasse", "adresse", "rue", "direccion", "calle", "adres", "straat"),
            text(120),
        ),
        "city": Field("text", ("city", "town", "bill addr city", "billing city", "ort01", "ort", "stadt", "ville",
                               "ciudad", "plaats"), text(80)),
        "region": Field("text", ("region", "state", "state province", "county", "province", "bill addr state",
                                 "billing state", "regio", "bundesland", "departement", "provincia"), text(40)),
        "postal_code": Field("identifier", ("postal code", "zip", "zip code", "post code", "postcode",
                                            "bill addr postal code", "billing zip", "pstlz", "plz", "postleitzahl",
                                            "code postal", "codigo postal"), code(20)),
        "country": Field("text", (*SYNONYMS["country"], "country region code", "billing country", "bill addr country",
                                  "land", "pays", "pais"), country),
        "phone": Field("text", PHONE, text(40)),
        "email": Field("text", EMAIL, email),
        "opened_on": Field("date", ("opened on", "open date", "customer since", "account opened", "created",
                                    "created on", "erdat", "kunde seit", "client depuis", "cliente desde",
                                    "klant sinds"), day),
        "parent": Field("identifier", ("parent", "parent number", "parent customer", "parent no", "head office",
                                       "group parent", "konzern", "mutterkunde", "zentrale", "maison mere",
                                       "casa matriz", "moederklant"), customer),
        "payer": Field("identifier", ("payer", "payer number", "payer no", "bill to pay", "pays by", "knrze",
                                      "regulierer", "zahler", "payeur", "pagador", "betaler"), customer),
        "salesperson": Field("identifier", (
            "salesperson", "sales person", "salesperson code", "sales rep", "sales rep code", "sales employee",
            "account manager", "vrtnr", "verkaufer", "verkaufercode", "vertreter", "vertreternummer", "vertreter nr",
            "vendeur", "code vendeur", "commercial", "code commercial", "vendedor", "codigo vendedor", "verkoper",
            "verkoperscode",
        ), code(60)),
        "portfolio": Field("text", ("portfolio", "portfolio name", "portfolio code", "portefeuille", "cartera"),
                           text(80)),
    },
    key=("customer_number",),
    needed=(
        ("customer_number",),
        (
            "name", "legal_name", "status", "risk_class", "segment", "terms_code", "credit_limit_minor", "street",
            "city", "region", "postal_code", "opened_on", "parent", "payer", "salesperson", "portfolio",
        ),
    ),
    foreign={
        "open_items": DOCUMENT_FIELDS,
        "contacts": frozenset({"role", "rank"}),
        "crm_contacts": frozenset({"crm_record"}),
        "price_lists": frozenset({"item_number", "price_minor"}),
        "portfolios": frozenset({"supervisor"}),
    },
    finish=_finish,
    clearable={
        **dict.fromkeys(
            ("legal_name", "segment", "terms_code", "street", "city", "region", "postal_code", "phone", "email"), ""
        ),
        **dict.fromkeys(("credit_limit_minor", "opened_on", "parent", "payer", "salesperson")),
    },
)  # fmt: skip
