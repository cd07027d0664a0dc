"""What was queued, attempted, decided and received never changes in the database either; only its state moves on."""

from __future__ import annotations

from creditdesk.journal.triggers import Guard, append_only, changes, unchanging

# What a message out says and to whom.
_QUEUED = (
    "company_id",
    "customer_id",
    "contact_id",
    "key",
    "purpose",
    "to_name",
    "to_address",
    "subject",
    "text",
    "html",
    "message_id",
    "follows_id",
    "answers_id",
    "in_reply_to",
    "references",
    "content_sha256",
    "by_id",
    "queued_at",
)
_ARRIVED = ("company_id", "mailbox_id", "uidvalidity", "uid", "sha256", "size", "fetched_at")
# What was read of a message once it was read.
_READ = ("kind", "from_name", "from_address", "subject", "message_id")
# Its body goes as a whole, once, and the message says since when: what the policy keeps no longer.
_BODY = ("text", "html", "fresh_text")
_BODY_GOES = "OLD.body_removed_at IS NULL AND NEW.body_removed_at IS NOT NULL AND " + " AND ".join(
    f"NEW.{column} = ''" for column in _BODY
)

MAIL_GUARDS = [
    *unchanging("mail_outgoingmessage", _QUEUED),
    Guard(
        "mail_outgoingmessage_sent_stays",
        "mail_outgoingmessage",
        "UPDATE",
        "mail_outgoingmessage: what was sent is never sent again",
        "OLD.state IN ('sent', 'bounced') AND NEW.state NOT IN ('sent', 'bounced')",
    ),
    *append_only("mail_outgoingattachment"),
    *unchanging("mail_sendattempt", ("message_id", "number", "mailbox_id", "began_at")),
    *append_only("mail_uncertaindecision"),
    *unchanging("mail_incomingmessage", _ARRIVED),
    Guard(
        "mail_incomingmessage_read_once",
        "mail_incomingmessage",
        "UPDATE",
        "mail_incomingmessage: what arrived is never rewritten",
        f"OLD.state <> 'stored' AND ({changes(_READ)} OR (({changes(_BODY)}) AND NOT ({_BODY_GOES})))",
    ),
    Guard(
        "mail_incomingmessage_removed_once",
        "mail_incomingmessage",
        "UPDATE",
        "mail_incomingmessage: what was removed stays removed",
        "OLD.body_removed_at IS NOT NULL AND NEW.body_removed_at IS DISTINCT FROM OLD.body_removed_at",
    ),
    Guard(
        "mail_rawmail_no_update",
        "mail_rawmail",
        "UPDATE",
        "mail_rawmail: what arrived is never rewritten, it can only be removed",
        f"{changes(('message_id',))} OR length(NEW.content) > 0",
    ),
    Guard("mail_rawmail_no_delete", "mail_rawmail", "DELETE", "mail_rawmail is append-only: a row is never deleted"),
    *unchanging("mail_incomingattachment", ("message_id", "name", "media_type", "size", "sha256")),
    Guard(
        "mail_incomingattachment_content",
        "mail_incomingattachment",
        "UPDATE",
        "mail_incomingattachment: a file that came is never rewritten, it can only be removed",
        f"{changes(('content',))} AND NEW.content IS NOT NULL",
    ),
    *append_only("mail_mailmove"),
    *append_only("mail_incomingcandidate"),
    *unchanging("mail_mailboxreader", ("mailbox_id", "user_id", "given_by_id", "given_at")),
]
