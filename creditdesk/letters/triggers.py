"""What was released, approved or printed never changes in the database either."""

from __future__ import annotations

from creditdesk.journal.triggers import Guard, append_only, changes

# What a letter says and to whom: a draft may be drafted anew, anything else is as it was released.
_SAID = (
    "company_id",
    "customer_id",
    "contact_id",
    "kind",
    "level",
    "language",
    "channel",
    "recipient_name",
    "recipient",
    "business_day",
    "text_number",
    "text_sha256",
    "subject",
    "content",
    "sha256",
    "items",
    "totals",
    "details",
    "promise_id",
)
_OF_A_DRAFT = "(SELECT state FROM letters_letter WHERE id = OLD.letter_id) <> 'draft'"

LETTER_GUARDS = [
    Guard(
        "letters_letter_fixed",
        "letters_letter",
        "UPDATE",
        "letters_letter: what was released is never changed",
        f"OLD.state <> 'draft' AND ({changes(_SAID)})",
    ),
    Guard(
        "letters_letter_gone_once",
        "letters_letter",
        "UPDATE",
        "letters_letter: what was sent or has ended never goes again",
        "(OLD.state IN ('sent', 'bounced') AND NEW.state NOT IN ('sent', 'bounced')) "
        "OR (OLD.state IN ('withheld', 'failed', 'discarded') AND NEW.state <> OLD.state)",
    ),
    Guard("letters_letter_no_delete", "letters_letter", "DELETE", "letters_letter: a letter is never deleted"),
    Guard(
        "letters_letterattachment_kept",
        "letters_letterattachment",
        "DELETE",
        "letters_letterattachment: what went with a letter stays with it",
        _OF_A_DRAFT,
    ),
    Guard(
        "letters_letterattachment_fixed",
        "letters_letterattachment",
        "UPDATE",
        "letters_letterattachment: what goes with a letter is never changed",
    ),
    *append_only("letters_letterfile"),
    *append_only("letters_printfile"),
    Guard("letters_lettertext_kept", "letters_lettertext", "DELETE", "a text of letters is kept"),
    Guard(
        "letters_lettertext_final",
        "letters_lettertext",
        "UPDATE",
        "an approved or withdrawn text of letters does not change",
        "OLD.state IN ('adopted', 'withdrawn')",
    ),
]
