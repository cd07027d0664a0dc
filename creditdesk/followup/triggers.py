"""Activities, tickler moves, documents and decisions are append-only in the database too."""

from __future__ import annotations

from creditdesk.journal.triggers import append_only

FOLLOWUP_GUARDS = [
    *append_only("followup_activity"),
    *append_only("followup_ticklermove"),
    *append_only("followup_document"),
    *append_only("followup_exceptiondecision"),
]
