"""What was recorded about reaching a contact is append-only in the database too."""

from __future__ import annotations

from creditdesk.journal.triggers import append_only

PARTIES_GUARDS = [*append_only("parties_contactmark")]
