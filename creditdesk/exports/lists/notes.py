"""Notes for the CRM and the ERP as a file, and what a search in notes found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy

from creditdesk.domain.notes import NoteState, NoteSystem
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of
from creditdesk.followup.models import Activity
from creditdesk.followup.outgoing_notes import HEADS, lines_of, notes

_KINDS = {
    "note": Kind.INTEGER,
    "happened_at": Kind.INSTANT,
    "recorded_at": Kind.INSTANT,
    "promised_date": Kind.DATE,
    "corrects": Kind.INTEGER,
}
# Another program reads them: they are the same words in every language.
NOTE_COLUMNS = tuple(Column(head, head, _KINDS.get(head, Kind.TEXT)) for head in HEADS)


def _source(asked: Asked) -> Source:
    system = NoteSystem(asked.get("system", NoteSystem.CRM.value))
    state = NoteState(asked.get("state", NoteState.AWAITING.value))

    def rows(page: Sequence[Activity]) -> Iterator[Row]:
        return (row for row in lines_of(page, system=system))

    return ByKey(notes(asked.user, system=system, state=state, as_of=asked.today), ("id",), rows)


LISTINGS = (
    Listing(
        name="notes",
        title=gettext_lazy("Notes for other programs"),
        permissions=(Permission.SEE_HISTORY,),
        columns=lambda asked: NOTE_COLUMNS,
        source=_source,
        filters={
            "system": one_of(*(system.value for system in NoteSystem)),
            "state": one_of(*(state.value for state in NoteState)),
        },
    ),
)
