"""Entries of the journal in words. A kind without a sentence of its own is told by its name and its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.journal.queries import JournalEntry

# The first part of a kind, and its word in the filter.
GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("access.", _("Access")),
    ("user.", _("Users")),
    ("portfolio.", _("Portfolios")),
    ("absence.", _("Absences")),
    ("token.", _("Tokens")),
    ("calendar.", _("Calendars")),
    ("import.", _("Imports")),
    ("credit.", _("Applications")),
    ("posting.", _("Reversals")),
    ("item.", _("Items")),
    ("residual.", _("Residuals")),
    ("export.", _("Exports")),
    ("period.", _("Periods")),
    ("activity.", _("Contacts and notes")),
    ("tickler.", _("Ticklers")),
    ("exception.", _("Decisions on exceptions")),
    ("document.", _("Documents")),
    ("policy.", _("Policy")),
    ("nightly.", _("Nightly run")),
)

_SENTENCES: Mapping[str, str | Promise] = {
    "access.signed_in": _("signed in"),
    "access.signed_out": _("signed out"),
    "access.sign_in_failed": _("sign-in failed: wrong %(step)s"),
    "access.refused": _("was refused %(method)s %(path)s: %(why)s"),
    "access.read_private": _("read the names and notes of an entry"),
    "access.password_changed": _("changed the password"),
    "access.totp_activated": _("set up a second factor"),
    "access.totp_deactivated": _("put away the second factor"),
    "access.recovery_codes_generated": _("made new recovery codes"),
    "user.made": _("made a user with the role %(role)s"),
    "user.changed": _("changed a user"),
    "user.disabled": _("disabled a user"),
    "user.enabled": _("enabled a user"),
    "user.password_reset": _("gave a user a new password"),
    "user.second_factor_reset": _("removed a user's second factor"),
    "portfolio.made": _("made a portfolio"),
    "portfolio.handed_over": _("handed a portfolio over"),
    "portfolio.rule_added": _("added a portfolio rule"),
    "portfolio.rule_removed": _("removed a portfolio rule"),
    "portfolio.rule_moved": _("changed the order of the portfolio rules"),
    "portfolio.assigned_by_rule": _("assigned %(accounts)s accounts by rule"),
    "portfolio.assigned_by_hand": _("assigned an account by hand"),
    "absence.recorded": _("recorded an absence from %(first_day)s to %(last_day)s"),
    "absence.cancelled": _("took an absence back"),
    "token.made": _("made a token for programs, good until %(expires_at)s"),
    "token.revoked": _("revoked a token for programs"),
    "calendar.made": _("made an address for the calendar of the own ticklers"),
    "calendar.revoked": _("revoked the calendar's address"),
    "import.received": _("uploaded a file"),
    "import.refused": _("uploaded a file that was refused"),
    "import.previewed": _("the file was read for the preview"),
    "import.read_again": _("had the file read again with other choices"),
    "import.posting": _("began to post the file"),
    "import.chunk_posted": _("a part of the file was posted"),
    "import.posted": _("the file was posted whole"),
    "import.stopped": _("the work on the file stopped"),
    "import.went_on": _("went on with the file"),
    "import.discarded": _("discarded the file before anything was posted"),
    "import.undoing": _("began to undo the import"),
    "import.chunk_undone": _("a part of the import was undone"),
    "import.undone": _("the import was undone whole"),
    "documents.taken_over": _("took over documents, and what was settled of them"),
    "credit.applied": _("applied a credit, posted %(posting_date)s"),
    "credit.returned": _("recorded that the bank returned a payment, posted %(posting_date)s"),
    "posting.reversed": _("took a posting back, posted %(posting_date)s"),
    "item.disputed": _("marked an item as disputed"),
    "item.extended": _("recorded a later collection date, %(extended_date)s"),
    "residual.moved": _("moved a rest to a deduction, posted %(posting_date)s"),
    "export.statement": _("took a statement as of %(as_of)s out as a file"),
    "export.delinquent_log": _("took the delinquent log as of %(as_of)s out as a file: %(rows)s lines"),
    "export.exceptions": _("took the exception list as of %(as_of)s out as a file: %(rows)s lines"),
    "period.closed": _("closed the period %(first_day)s to %(last_day)s"),
    "activity.recorded": _("recorded a contact: %(channel)s"),
    "activity.corrected": _("corrected what was recorded of a contact"),
    "document.attached": _("attached a document"),
    "restricted.read": _("read restricted entries of an account"),
    "tickler.opened": _("opened a tickler"),
    "tickler.snoozed": _("snoozed a tickler to %(to_date)s"),
    "tickler.handed_over": _("handed a tickler over"),
    "tickler.done": _("finished a tickler"),
    "tickler.cancelled": _("cancelled a tickler"),
    "tickler.reopened": _("opened a tickler again"),
    "exception.assigned": _("decided on an exception: somebody does something by %(until)s"),
    "exception.accepted": _("decided on an exception: accepted without a plan until %(until)s"),
    "policy.draft_begun": _("began a draft of the policy, with version %(from)s"),
    "policy.draft_changed": _("wrote at a draft of the policy"),
    "policy.draft_submitted": _("submitted a draft of the policy, to take effect on %(effective_from)s"),
    "policy.draft_withdrawn": _("withdrew a draft of the policy"),
    "policy.draft_rejected": _("rejected a draft of the policy"),
    "policy.adopted": _("adopted version %(number)s of the policy, in force from %(effective_from)s"),
    "nightly.finished": _("the nightly run of %(business_date)s finished"),
}
# What an entry is about, where that is not an account.
SUBJECTS: Mapping[str, str | Promise] = {
    "activity": _("Contact"),
    "api_token": _("Token"),
    "company": _("Company"),
    "customer": _("Account"),
    "document": _("Document"),
    "import_file": _("Import"),
    "item": _("Item"),
    "journal": _("Entry"),
    "nightly_run": _("Nightly run"),
    "period": _("Period"),
    "policy_draft": _("Draft of the policy"),
    "policy_version": _("Policy version"),
    "portfolio": _("Portfolio"),
    "posting": _("Posting"),
    "tickler": _("Tickler"),
    "user": _("User"),
}
# So much of a fact stands in the page; a list of thousands of accounts does not.
_FACT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, its sentence, and its facts as pairs of words."""

    entry: JournalEntry
    sentence: str
    facts: tuple[tuple[str, str], ...]

    @property
    def subject(self) -> str:
        """What it is about, with its number."""
        kind = SUBJECTS.get(self.entry.subject_kind, self.entry.subject_kind.replace("_", " "))
        return f"{kind} {self.entry.subject_id}"


def told(entry: JournalEntry) -> Told:
    """The entry in words."""
    return Told(entry, _sentence(entry.kind, entry.facts), tuple(_pairs(entry.facts)))


def _sentence(kind: str, facts: Mapping[str, Any]) -> str:
    sentence = _SENTENCES.get(kind)
    if sentence is not None:
        try:
            return str(sentence) % facts
        except KeyError:  # written by an earlier release, before the sentence asked for this fact
            pass
    return kind.replace(".", ": ").replace("_", " ")


def _pairs(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in facts.items():
        stem, of_money, _rest = name.rpartition("minor")
        currency = str(facts.get(f"{stem}currency") or "")
        if of_money and isinstance(value, int) and currency:
            pairs.append((stem.replace("_", " ").strip() or str(_("amount")), f"{amount(value, currency)} {currency}"))
            continue
        if name.endswith("currency") and f"{name.removesuffix('currency')}minor" in facts:
            continue  # told with its amount
        text = _plain(value)
        pairs.append((name.replace("_", " "), text if len(text) <= _FACT_LENGTH else f"{text[:_FACT_LENGTH]} …"))
    return pairs


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return "–"
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
