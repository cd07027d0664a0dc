"""What a message that arrived is: written by a person, a report of delivery, an automatic reply, or our own come back.

Automatic mail is never answered and changes nothing on the account, or two machines would write to each other for
ever (RFC 3834)::

    kind_of(MailSigns(from_address="ann@acme.example", auto_submitted="auto-replied"), ours=frozenset()).kind
    # MailKind.AUTOMATIC

Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.mail_addresses import same_address
from creditdesk.domain.reasons import Reason


class MailKind(StrEnum):
    """What a message that arrived is."""

    PERSON = "person"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OWN = "own"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class MailSigns:
    """What the head of a message tells of its making. `report_action`: of a delivery report (RFC 3464), or empty."""

    from_address: str
    subject: str = ""
    return_path: str | None = None
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    auto_reply_marks: tuple[str, ...] = ()
    report_action: str = ""
    has_attachments: bool = False
    is_own_id: bool = False


@dataclass(frozen=True, slots=True)
class KindDecision:
    """The kind, and why."""

    kind: MailKind
    reason: Reason | None = None


_POSTMASTER = re.compile(r"(mailer-daemon|postmaster|mail-daemon)([@+.]|$)", re.IGNORECASE)
# How programs for the desk title their automatic replies, in the languages of the customers.
_AWAY = re.compile(
    r"(automatic reply|auto[- ]?reply|auto[- ]?response|out of (the )?office|on vacation|away from my mail|"
    r"respuesta autom[aá]tica|fuera de la oficina|r[eé]ponse automatique|absence du bureau|message d'absence|"
    r"abwesenheitsnotiz|automatische antwort)",
    re.IGNORECASE,
)
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


def kind_of(signs: MailSigns, *, ours: frozenset[str]) -> KindDecision:
    """What the message is. `ours`: the addresses of our mailboxes. Source: docs/rules/mail.md."""
    sender = same_address(signs.from_address)
    if signs.is_own_id or sender in {same_address(one) for one in ours}:
        return KindDecision(MailKind.OWN, Reason("mail.own", "our own message came back"))
    if signs.report_action == "failed":
        return KindDecision(MailKind.BOUNCE, Reason("mail.report", "a mail server reports that it did not deliver"))
    if signs.report_action == "delivered":
        return KindDecision(MailKind.DELIVERED, Reason("mail.delivered", "a mail server reports that it delivered"))
    if signs.report_action:
        facts: dict[str, str | int] = {"action": signs.report_action[:40]}
        return KindDecision(MailKind.AUTOMATIC, Reason("mail.report_other", "a mail server reports: %(action)s", facts))
    if _POSTMASTER.match(sender):
        return KindDecision(MailKind.BOUNCE, Reason("mail.postmaster", "it comes from a mail server itself"))
    return _automatic(signs) or KindDecision(MailKind.PERSON)


def _automatic(signs: MailSigns) -> KindDecision | None:
    submitted = signs.auto_submitted.partition(";")[0].strip().lower()
    # A program's own notice that brings a file, such as a remittance advice, is for a person to look at.
    if submitted == "auto-generated" and signs.has_attachments:
        return None
    if submitted not in {"", "no"}:
        return _because("mail.auto_submitted", "it says that it was sent automatically")
    if signs.auto_reply_marks:
        return _because("mail.auto_mark", "it bears the mark of an automatic reply")
    if is_title_of_automatic_reply(signs.subject):
        return _because("mail.away", "its subject is that of an automatic reply")
    if signs.precedence.strip().lower() in _BULK or signs.list_id:
        return _because("mail.bulk", "it went to many at once")
    return None


def is_title_of_automatic_reply(subject: str) -> bool:
    """Whether programs for the desk title their automatic replies so, such as "Out of office: back on July 5"."""
    return _AWAY.match(subject.strip()[:200]) is not None


def _because(code: str, text: str) -> KindDecision:
    return KindDecision(MailKind.AUTOMATIC, Reason(code, text))
