"""Contacts: the people at a customer, known by the customer's number and their name."""

from __future__ import annotations

from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.customers import CUSTOMER_NUMBER, CUSTOMERS, EMAIL, LANGUAGE, PHONE, TIME_ZONE
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    RecordKind,
    Values,
    code,
    customer,
    email,
    language,
    required,
    text,
    time_zone,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import SYNONYMS
from creditdesk.intake.formats.values import read_flag

# Whoever is preferred is asked for first; the others after him.
PREFERRED, NOT_PREFERRED = 1, 2
_LAST_RANK = 99


def _rank(row: RowCells, field: str, _about: About) -> int | None:
    """The place in the order in which people are asked for, or yes or no for "preferred"."""
    found = row.value_of(field)
    if found.lower() in NO_VALUE:
        return None
    row.field = field
    if found.isascii() and found.isdecimal() and 1 < int(found) <= _LAST_RANK:
        return int(found)
    return PREFERRED if read_flag(found) else NOT_PREFERRED


def _finish(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "customer_number", row)
    parts = [str(values.pop(part)) for part in ("first_name", "last_name") if part in values]
    if parts:
        values.setdefault("name", " ".join(parts))
    required(values, "name", row)
    if len(str(values["name"])) > 120:
        row.field = "name"
        raise CellRefused("intake.text_too_long", "The text has %(chars)d characters; at most %(limit)d fit.",
                          chars=len(str(values["name"])), limit=120)  # fmt: skip
    return {"rank": NOT_PREFERRED} if row.has("rank") and "rank" not in values else {}


CONTACTS = RecordKind(
    name="contacts",
    title="contacts",
    fields={
        "company": Field("identifier", SYNONYMS["company"], code(20)),
        "customer_number": Field("identifier", CUSTOMER_NUMBER, customer),
        "name": Field("text", ("contact name", "contact person", "contact full name", "full name", "contact",
                               "primary contact", "ansprechpartner", "kontaktperson", "kontakt", "interlocuteur",
                               "nom du contact", "persona de contacto", "contacto", "contactpersoon", "name"),
                      text(120)),
        "first_name": Field("text", ("first name", "given name", "vorname", "prenom", "nombre de pila", "voornaam"),
                            text(60)),
        "last_name": Field("text", ("last name", "surname", "family name", "nachname", "nom de famille", "apellido",
                                    "apellidos", "achternaam"), text(60)),
        "role": Field("text", ("role", "job title", "title", "position", "function", "department", "funktion",
                               "abteilung", "fonction", "cargo", "puesto", "functie"), text(80)),
        "phone": Field("text", (*PHONE, "contact phone", "work phone", "business phone"), text(40)),
        "mobile": Field("text", ("mobile", "mobile phone", "mobile no", "cell", "cell phone", "handy", "mobil",
                                 "mobiltelefon", "portable", "movil", "mobiel"), text(40)),
        "email": Field("text", (*EMAIL, "contact email"), email),
        "language": Field("text", LANGUAGE, language),
        "time_zone": Field("text", TIME_ZONE, time_zone),
        "rank": Field("text", ("preferred", "is preferred", "primary", "is primary", "main contact", "rank", "order",
                               "priority", "bevorzugt", "hauptkontakt", "prefere", "preferido", "voorkeur"), _rank),
    },
    key=("customer_number", "name"),
    needed=(
        ("customer_number",),
        ("name", "first_name", "last_name"),
        ("phone", "mobile", "email", "role"),
    ),
    foreign={
        "open_items": DOCUMENT_FIELDS | {"original_amount"},
        "customers": frozenset(CUSTOMERS.fields)
        - {"company", "customer_number", "name", "phone", "email", "language", "time_zone"},
        "price_lists": frozenset({"item_number", "price_minor"}),
        "crm_contacts": frozenset({"crm_record"}),
    },
    finish=_finish,
    clearable=dict.fromkeys(("role", "phone", "mobile", "email", "language", "time_zone"), ""),
)  # fmt: skip
