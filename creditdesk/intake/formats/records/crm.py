"""What a CRM knows: the people at customers (GoldMine's CONTACT1), and what was said to them (CONTHIST).

A person bears the CRM's account number, and so does each entry of his history: that is how the two go together. The
customer is named by number or by name; what is alike is looked for where the rows are judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditdesk.domain.mail_kinds import is_title_of_automatic_reply
from creditdesk.intake.formats.cells import NO_VALUE, RowCells
from creditdesk.intake.formats.records.contacts import CONTACTS
from creditdesk.intake.formats.records.customers import EMAIL, LANGUAGE, PHONE, TIME_ZONE
from creditdesk.intake.formats.records.description import (
    DOCUMENT_FIELDS,
    About,
    Field,
    Reads,
    RecordKind,
    Values,
    code,
    customer,
    day,
    email,
    fitting,
    language,
    required,
    text,
    time_zone,
)
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import squashed

_ACCOUNT = ("accountno", "crm account", "crm account no")
_RECORD = ("recid", "crm record id", "crm record")
# GoldMine keeps an ERP's number in a field of one's own choice, so that KEY1 to KEY5 are assigned by a person.
_NUMBER = ("customer number", "customer no", "customer id", "erp number", "erp account", "kundennummer", "code client")
_NAME = ("company name", "account name", "customer name", "company", "organization", "organisation", "firma", "societe")
_COMPANY = ("selling company", "company code", "legal entity", "business unit")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_NOTE_LONGEST = 20_000

# How programs call what was done → channel and direction; GoldMine by the letters of RECTYPE.
_KINDS: Mapping[str, tuple[str, str]] = {
    "c": ("call", "outbound"), "cc": ("call", "outbound"), "co": ("call", "outbound"), "ci": ("call", "inbound"),
    "cm": ("call", "inbound"), "a": ("visit", "outbound"), "l": ("letter", "outbound"), "f": ("letter", "outbound"),
    "m": ("email", "outbound"), "mo": ("email", "outbound"), "mg": ("email", "outbound"), "mi": ("email", "inbound"),
    "call": ("call", "outbound"), "phone call": ("call", "outbound"), "outgoing call": ("call", "outbound"),
    "incoming call": ("call", "inbound"), "inbound call": ("call", "inbound"), "call back": ("call", "outbound"),
    "email": ("email", "outbound"), "outgoing email": ("email", "outbound"), "sent email": ("email", "outbound"),
    "received email": ("email", "inbound"), "incoming email": ("email", "inbound"), "letter": ("letter", "outbound"),
    "fax": ("letter", "outbound"), "appointment": ("visit", "outbound"), "meeting": ("visit", "outbound"),
    "visit": ("visit", "outbound"), "anruf": ("call", "outbound"), "appel": ("call", "outbound"),
    "llamada": ("call", "outbound"), "brief": ("letter", "outbound"),
}  # fmt: skip
_NO_CONTACT = ("note", "internal")
_CHANNELS = {squashed(word): meant for word, meant in _KINDS.items()}
# What came of a call, by the words and codes that reps use; anything else says only that it was made.
_RESULTS = {
    squashed(word): outcome
    for outcome, said in {
        "no_answer": ("na", "no answer", "not available", "busy", "nbr"),
        "left_message": ("lm", "lmtcb", "left message", "left voicemail", "voicemail", "vm"),
        "wrong_number": ("wn", "wrong number", "disconnected"),
        "disputed": ("dispute", "disputed"),
        "refused": ("refused", "refuses"),
    }.items()
    for word in said
}


def _raw(most: int) -> Reads:
    """A mark of the other program, letter by letter: GoldMine's account numbers hold blanks and any sign."""

    def read(row: RowCells, field: str, _about: About) -> str | None:
        found = row.value_of(field)
        return fitting(found, most=most) if found else None

    return read


def _note(row: RowCells, field: str, _about: About) -> str | None:
    """What was written, with its lines."""
    found = row.value_of(field)
    return fitting(found, most=_NOTE_LONGEST) if found and found.lower() not in NO_VALUE else None


def _clock(row: RowCells, field: str, _about: About) -> str | None:
    """The time of day as HH:MM; of an instant the time in it."""
    found = row.value_of(field).rpartition(" ")[2] if "-" in row.value_of(field) else row.value_of(field)
    if not found or found.lower() in NO_VALUE:
        return None
    parts = _CLOCK.fullmatch(found)
    hour, minute = (int(parts[1]), int(parts[2])) if parts else (99, 99)
    if parts and parts[3]:
        hour = hour % 12 + (12 if parts[3].lower() == "p" else 0)
    if not parts or hour > 23 or minute > 59:
        raise CellRefused("intake.time_unreadable", "%(value)s is no time of day such as 14:30.", value=found)
    return f"{hour:02d}:{minute:02d}"


def _person(values: Values, row: RowCells, _about: About) -> Values:
    parts = [str(values.pop(part)) for part in ("first_name", "last_name") if part in values]
    if parts:
        values.setdefault("name", " ".join(parts))
    if "department" in values:
        values.setdefault("role", values["department"])
        del values["department"]
    required(values, "name", row)
    _named(values, row)
    return {}


def _entry(values: Values, row: RowCells, _about: About) -> Values:
    required(values, "day", row)
    if "note" not in values and "subject" not in values:
        row.field = "note"
        raise CellRefused("intake.history_empty", "The row says neither what it was about nor what was said.")
    _named(values, row)
    kind = str(values.get("activity_kind", ""))
    # The rest of RECTYPE tells how it ended, not what it was.
    channel, direction = _CHANNELS.get(squashed(kind), _NO_CONTACT)
    if (channel, direction) == ("email", "inbound") and _is_automatic(values):
        channel, direction = _NO_CONTACT
    values["channel"], values["direction"] = channel, direction
    values["outcome"] = _outcome(channel, direction, str(values.get("result", "")))
    return {}


def _is_automatic(values: Values) -> bool:
    """Whether a machine wrote it: nobody was reached. A program that keeps no subject begins the note with it."""
    return is_title_of_automatic_reply(str(values.get("subject") or values.get("note", "")))


def _outcome(channel: str, direction: str, result: str) -> str:
    if channel in ("call", "visit"):
        return _RESULTS.get(squashed(result), "spoke")
    if channel in ("email", "letter"):
        return "received" if direction == "inbound" else "sent"
    return "noted"


def _named(values: Values, row: RowCells) -> None:
    """A row that says of no customer whose it is can be nobody's."""
    if not any(name in values for name in ("crm_account", "customer_number", "customer_name")):
        row.field = "customer_name"
        raise CellRefused("intake.crm_nobody", "The row names neither the CRM's account nor a customer.")


CRM_CONTACTS = RecordKind(
    name="crm_contacts",
    title="contacts of a CRM",
    fields={
        "company": Field("identifier", _COMPANY, code(20)),
        "crm_account": Field("text", _ACCOUNT, _raw(40)),
        "crm_record": Field("text", _RECORD, _raw(40)),
        "customer_number": Field("identifier", _NUMBER, customer),
        "customer_name": Field("text", _NAME, text(160)),
        "name": Field("text", ("contact", "contact name", "full name", "name"), text(120)),
        "first_name": CONTACTS.fields["first_name"],
        "last_name": Field("text", ("last name", "lastname", "surname", "nachname", "nom de famille"), text(60)),
        "role": Field("text", ("title", "job title", "role", "position", "funktion", "fonction", "cargo"), text(80)),
        "department": Field("text", ("department", "abteilung", "service", "departamento"), text(80)),
        "phone": Field("text", (*PHONE, "phone1", "phone 1", "business phone", "work phone"), text(40)),
        "mobile": Field("text", (*CONTACTS.fields["mobile"].headings, "phone3"), text(40)),
        "email": Field("text", EMAIL, email),
        "language": Field("text", LANGUAGE, language),
        "time_zone": Field("text", TIME_ZONE, time_zone),
    },
    key=("name", "crm_account", "crm_record"),
    # Without the number of its record a row is that of a contact like any other.
    needed=(("crm_record",), ("name", "first_name", "last_name")),
    foreign={
        "open_items": DOCUMENT_FIELDS | {"original_amount"},
        "crm_history": frozenset({"day", "activity_kind"}),
    },
    finish=_person,
)  # fmt: skip

CRM_HISTORY = RecordKind(
    name="crm_history",
    title="history of a CRM",
    fields={
        "company": Field("identifier", _COMPANY, code(20)),
        "crm_account": Field("text", _ACCOUNT, _raw(40)),
        "crm_record": Field("text", _RECORD, _raw(40)),
        "customer_number": Field("identifier", _NUMBER, customer),
        "customer_name": Field("text", _NAME, text(160)),
        "name": Field("text", ("contact", "contact name", "name"), text(120)),
        "day": Field("date", ("ondate", "on date", "activity date", "completed date", "date"), day),
        "clock": Field("text", ("ontime", "on time", "activity time", "time"), _clock),
        "activity_kind": Field("text", ("rectype", "activity type", "type", "record type"), text(40)),
        "result": Field("text", ("resultcode", "result code", "result", "call result", "outcome"), text(40)),
        "said_by": Field("text", ("userid", "user id", "assigned to", "completed by", "owner", "user"), text(40)),
        "subject": Field("text", ("ref", "reference", "subject", "regarding", "betreff", "objet"), text(200)),
        "note": Field("text", ("notes", "note", "comments", "description", "details", "notiz"), _note),
    },
    key=("day", "clock", "subject", "crm_account", "crm_record"),
    needed=(("day",), ("activity_kind",), ("subject", "note"), ("crm_account", "customer_number", "customer_name")),
    foreign={
        "open_items": frozenset({"due_date", "original_amount", "open_amount", "document_number"}),
        "customers": frozenset({"credit_limit_minor", "terms_code", "parent", "payer", "risk_class"}),
        "crm_contacts": frozenset({"phone", "mobile", "email", "role", "department"}),
    },
    finish=_entry,
)
