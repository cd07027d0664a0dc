"""The permission matrix of contacts, searches and notes; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.followup.models import Activity
from creditdesk.parties.models import Contact
from tests.web.permission_matrix import (
    ALL_ACCOUNTS,
    CREDIT,
    CUSTOMER,
    CUSTOMER_ASKED,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.world import NOW, World

_fresh = count(1)


def _contact(name: str) -> Make:
    def make(world: World) -> Arguments:
        contact = Contact.objects.create(customer=getattr(world, name), name=f"Ann {next(_fresh)}", phone="1")
        return {"contact_id": contact.id}

    return make


def _note(name: str) -> Make:
    def make(world: World) -> Arguments:
        customer = getattr(world, name)
        told = Activity.objects.create(
            company_id=customer.company_id,
            customer=customer,
            channel="call",
            direction="outbound",
            outcome="spoke",
            note="said",
            happened_at=NOW,
            recorded_at=NOW,
            by=world.bob,
            key=f"matrix-note-{next(_fresh)}",
        )
        return {"activity_id": told.id}

    return make


CONTACT = Kind(
    own=_contact("acme"),
    neighbour=_contact("zenith"),
    foreign=_contact("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
NOTE_OUT = Kind(
    own=_note("acme"),
    neighbour=_note("zenith"),
    foreign=_note("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)

ROWS: tuple[Row, ...] = (
    Row("contact_person_new", "GET", RECORDERS, CUSTOMER),
    Row("contact_person_new", "POST", RECORDERS, CUSTOMER),
    Row("contact_person", "GET", RECORDERS, CONTACT),
    Row("contact_person", "POST", RECORDERS, CONTACT),
    Row("contact_person_left", "GET", RECORDERS, CONTACT),
    Row("contact_person_left", "POST", RECORDERS, CONTACT),
    Row("contact_person_mark", "GET", RECORDERS, CONTACT),
    Row("contact_person_mark", "POST", RECORDERS, CONTACT),
    Row("search_said", "GET", CREDIT),
    Row("search_said", "GET", CREDIT, CUSTOMER_ASKED, place="query", query={"q": "carrier"}),
    Row("notes", "GET", holding(P.SEE_HISTORY)),
    Row("note_answer", "GET", RECORDERS, NOTE_OUT),
    Row("note_answer", "POST", RECORDERS, NOTE_OUT),
)
