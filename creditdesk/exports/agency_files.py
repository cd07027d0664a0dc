"""The file that hands placements over to an agency: the fields of its profile, and nothing else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence

from creditdesk.agency.access import Agency, Placement
from creditdesk.agency.actions import record_hand_over
from creditdesk.agency.queries import hand_over_rows
from creditdesk.domain.agency import HandoverField, State
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Column, Kind, Table
from creditdesk.exports.agency_words import HANDOVER_FIELDS
from creditdesk.exports.writers import csv_pieces, write_workbook
from creditdesk.parties.models import User

FORMS = ("csv", "xlsx")
_KINDS = {
    HandoverField.DOCUMENT_DATE: Kind.DATE,
    HandoverField.DUE_DATE: Kind.DATE,
    HandoverField.FINAL_DEMAND: Kind.DATE,
    HandoverField.ORIGINAL: Kind.MONEY,
    HandoverField.OPEN: Kind.MONEY,
}


def hand_over(
    agency: Agency, *, placements: Sequence[Placement], form: str, by: User, at: dt.datetime
) -> tuple[str, bytes]:
    """Make the file as CSV or workbook and keep in the journal who got what; returns its name and its bytes.

    Raises Refusal where nothing is with the agency.
    """
    there = [one for one in placements if one.state == State.PLACED and one.agency_id == agency.id]
    if not there or form not in FORMS:
        raise refuse("agency.nothing", "nothing is placed with this agency")
    table = Table("placements", "Placements", tuple(_column(HandoverField(one)) for one in agency.fields))
    rows = hand_over_rows(there, fields=agency.fields)
    if form == "csv":
        content = "".join(csv_pieces(table, rows)).encode()
    else:
        file = io.BytesIO()
        write_workbook(file, table, rows, about=[])
        content = file.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    made = record_hand_over(agency, placements=there, form=form, rows=len(rows), sha256=sha256, by=by, at=at)
    return f"placements-{made.id}.{form}", content


def _column(field: HandoverField) -> Column:
    return Column(field.value, str(HANDOVER_FIELDS[field.value]), _KINDS.get(field, Kind.TEXT))
