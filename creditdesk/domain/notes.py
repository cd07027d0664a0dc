"""Which activities leave the desk as notes for the CRM and the ERP.

An activity leaves once for each of the two, as it was recorded. What came from the CRM does not go back to it, and what
is restricted stays here unless the policy says otherwise; a correction is a note of its own, which names the other.
"""

from __future__ import annotations

from enum import StrEnum

from creditdesk.domain.policy_desk import ContactPolicy
from creditdesk.domain.visibility import Visibility


class NoteSystem(StrEnum):
    """The programs to which notes go."""

    CRM = "crm"
    ERP = "erp"


class NoteState(StrEnum):
    """How far a note is with the other program."""

    AWAITING = "awaiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


def leaving_classes(policy: ContactPolicy) -> frozenset[Visibility]:
    """The classes of entries that leave as notes. Source: docs/rules/notes.md."""
    open_classes = frozenset({Visibility.STATUS, Visibility.HISTORY})
    return open_classes | {Visibility.RESTRICTED} if policy.restricted_notes_leave else open_classes
