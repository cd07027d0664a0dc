"""Salespeople: who sells for a company by the ERP's code, and the user name of whoever works at the desk as well.

Salesperson code,Name,E-mail,User                    VRTNR;Name;E-Mail
V01,Dana Alvarez,dana@northlight.example,sam         V01;Dana Alvarez;dana@northlight.example
"""

from __future__ import annotations

from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.records.customers import EMAIL
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Values,
    code,
    email,
    fitting,
    required,
    text,
)
from creditdesk.intake.formats.synonyms import SYNONYMS

_NAME_CHARS = 120


def _finish(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "salesperson_code", row)
    parts = [str(values.pop(part)) for part in ("first_name", "last_name") if part in values]
    if parts:
        row.field = "last_name"
        values.setdefault("name", fitting(" ".join(parts), most=_NAME_CHARS))
    return {}


SALESPEOPLE = RecordKind(
    name="salespeople",
    title="salespeople",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "salesperson_code": Field("identifier", (
            "salesperson code", "sales person code", "salesperson no", "salesperson number", "salesperson id",
            "salesperson purchaser code", "sales rep code", "sales rep no", "sales rep number", "sales rep id",
            "sales rep initials", "sales employee code", "sales employee number", "slpcode", "vrtnr", "vertreternummer",
            "vertreter nr", "vertretercode", "verkaufernummer", "verkaufer nr", "verkaufercode", "code vendeur",
            "code commercial", "code representant", "codigo vendedor", "codigo de vendedor", "verkoperscode",
            "verkopernummer", "salesperson", "sales rep", "sales representative", "sales employee", "vertreter",
            "verkaufer", "vendeur", "vendedor", "verkoper", "initials", "code",
        ), code(60)),
        "name": Field("text", (
            "salesperson name", "sales person name", "sales rep name", "sales employee name", "slpname",
            "representative name", "vertretername", "verkaufername", "nom vendeur", "nom du vendeur", "nom commercial",
            "nombre vendedor", "nombre del vendedor", "naam verkoper", "full name", "employee name", "name", "nom",
            "nombre", "naam",
        ), text(_NAME_CHARS)),
        "first_name": Field("text", ("first name", "given name", "vorname", "prenom", "nombre de pila", "voornaam"),
                            text(60)),
        "last_name": Field("text", ("last name", "surname", "family name", "nachname", "nom de famille", "apellido",
                                    "apellidos", "achternaam"), text(60)),
        "email": Field("text", (*EMAIL, "salesperson email", "sales rep email", "work email"), email),
        "user": Field("text", ("user", "user name", "username", "desk user", "desk user name", "login", "benutzer",
                               "benutzername", "utilisateur", "usuario", "gebruiker", "gebruikersnaam"), text(150)),
    },
    key=("salesperson_code",),
    needed=(("salesperson_code",), ("name", "last_name", "email", "user")),
    common=frozenset({"code", "initials"}),
    foreign={
        "open_items": DOCUMENT_FIELDS | {"original_amount", "open_amount"},
        "customers": frozenset({
            "customer_number", "terms_code", "credit_limit_minor", "street", "postal_code", "segment", "risk_class",
            "parent", "payer",
        }),
        "contacts": frozenset({"customer_number", "rank"}),
        "exchange_rates": frozenset({"rate_ppm"}),
        "price_lists": frozenset({"item_number", "price_minor"}),
        "payment_terms": frozenset({"notation", "net_days"}),
        "portfolios": frozenset({"portfolio", "supervisor"}),
    },
    finish=_finish,
    clearable={"email": "", "user": None},
)  # fmt: skip
