"""Entries of the journal in words. A kind without a sentence of its own is told by its name and its facts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from creditdesk.exports.words import word
from creditdesk.web.journal import case_words, order_words, request_words
from creditdesk.web.journal.subjects import ITEMS, LINES, PEOPLE, POSTINGS, Known, Part
from creditdesk.web.sentences import with_days
from creditdesk.web.templatetags.desk_formats import amount
from creditdesk.web.templatetags.ledger import account_name

if TYPE_CHECKING:
    from creditdesk.journal.queries import JournalEntry

# The first part of a kind, and its word in the filter.
GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("access.", _("Access")),
    ("user.", _("Users")),
    ("company.", _("Companies")),
    ("portfolio.", _("Portfolios")),
    ("absence.", _("Absences")),
    ("token.", _("Tokens")),
    ("calendar.", _("Calendars")),
    ("import.", _("Imports")),
    ("erp.", _("The ERP")),
    ("difference.", _("Differences from the ERP")),
    ("customer.", _("Customers")),
    ("contact.", _("Contacts at customers")),
    ("payment.", _("Returned payments")),
    ("settlement.", _("Payment in full")),
    ("refund.", _("Refunds")),
    ("rates.", _("Exchange rates")),
    ("prices.", _("Prices")),
    ("reference.", _("Records to look up")),
    ("terms.", _("Payment terms")),
    ("salesperson.", _("Salespeople")),
    ("credit.", _("Applications")),
    ("posting.", _("Reversals")),
    ("bank_line.", _("Lines of the bank")),
    ("match.", _("Matches")),
    ("item.", _("Items")),
    ("residual.", _("Residuals")),
    ("export.", _("Exports")),
    ("period.", _("Periods")),
    ("stop.", _("Posting stops")),
    ("activity.", _("Contacts and notes")),
    ("unknown_call.", _("Unknown callers")),
    ("note.", _("Notes to other programs")),
    ("tickler.", _("Ticklers")),
    ("exception.", _("Decisions on exceptions")),
    ("customer_event.", _("Customer events")),
    ("data_change.", _("Changes of data")),
    ("hold.", _("Reasons to hold")),
    ("status.", _("Proposed status")),
    ("succession.", _("New owners")),
    ("request.", _("Requests")),
    ("case.", _("Deductions and disputes")),
    ("order.", _("Orders")),
    ("order_decision.", _("Decisions about orders")),
    ("account_hold.", _("Holds by hand")),
    ("offer.", _("Offers for held orders")),
    ("prepayment.", _("Payments kept for orders")),
    ("temporary_limit.", _("Limits for a time")),
    ("credit.", _("Credit reviews")),
    ("compromise.", _("Settlements")),
    ("account_statement.", _("Customers’ statements")),
    ("placement.", _("Placements")),
    ("agency.", _("Collection agencies")),
    ("claim.", _("Write-offs")),
    ("account.", _("Adjustments")),
    ("credit_file.", _("Credit files")),
    ("credit_change.", _("Changes of limits for the ERP")),
    ("document.", _("Documents")),
    ("letter.", _("Letters")),
    ("letter_text.", _("Texts of letters")),
    ("policy.", _("Policy")),
    ("webhook.", _("Webhooks")),
    ("mailbox.", _("Mailboxes")),
    ("mail.", _("E-mail")),
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
    "company.made": _("made a selling company"),
    "user.made": _("made a user with the role %(role)s"),
    "user.changed": _("changed a user"),
    "user.language_chosen": _("chose the language %(after)s"),
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
    "portfolio.changed": _("changed a portfolio, its rules or its accounts by a file"),
    "portfolio.restored": _("took back what a file changed of a portfolio"),
    "portfolio.removed": _("removed a portfolio that a file had made"),
    "customer.made": _("made a customer by a file"),
    "customer.changed": _("changed a customer by a file: %(fields)s"),
    "customer.restored": _("took back what a file changed of a customer: %(fields)s"),
    "customer.removed": _("removed a customer that a file had made"),
    "contact.made": _("made a contact by a file"),
    "contact.changed": _("changed a contact by a file: %(fields)s"),
    "contact.restored": _("took back what a file changed of a contact: %(fields)s"),
    "contact.removed": _("removed a contact that a file had made"),
    "contact.added": _("added a contact"),
    "contact.edited": _("changed a contact: %(fields)s"),
    "contact.left": _("said that a contact left on %(left_on)s"),
    "contact.returned": _("said that a contact is there after all"),
    "contact.marked": _("recorded how a contact may be reached, from %(day)s on: %(mark)s"),
    "rates.made": _("took in %(count)s exchange rates"),
    "rates.changed": _("changed %(count)s exchange rates by a file"),
    "rates.restored": _("took back what a file changed of %(count)s exchange rates"),
    "rates.removed": _("removed %(count)s exchange rates that a file had brought"),
    "reference.made": _("took in %(count)s records to look up: %(what)s"),
    "reference.changed": _("changed %(count)s records to look up by a file: %(what)s"),
    "reference.restored": _("took back what a file changed of %(count)s records to look up: %(what)s"),
    "reference.removed": _("removed %(count)s records to look up that a file had brought: %(what)s"),
    "prices.made": _("took in %(count)s prices"),
    "prices.changed": _("changed %(count)s prices by a file"),
    "prices.restored": _("took back what a file changed of %(count)s prices"),
    "prices.removed": _("removed %(count)s prices that a file had brought"),
    "terms.made": _("took in what %(count)s codes for payment terms mean"),
    "terms.changed": _("changed %(count)s payment terms by a file"),
    "terms.restored": _("took back what a file changed of %(count)s payment terms"),
    "terms.removed": _("removed %(count)s payment terms that a file had brought"),
    "salesperson.made": _("took in a salesperson by a file"),
    "salesperson.changed": _("changed a salesperson by a file: %(fields)s"),
    "salesperson.followed": _("let %(accounts)s accounts follow their salesperson's code to another user"),
    "salesperson.restored": _("took back what a file changed of a salesperson: %(fields)s"),
    "salesperson.removed": _("removed a salesperson whom a file had brought"),
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
    "import.customers_decided": _("decided who customers of the file are: %(existing)s that were there, %(new)s new"),
    "import.number_forgotten": _("took back what a customer number of files means"),
    "import.profile_saved": _("saved how files with this header are read"),
    "import.profile_forgotten": _("deleted how files with this header were read"),
    "import.posting": _("began to post the file"),
    "import.chunk_posted": _("a part of the file was posted"),
    "import.posted": _("the file was posted whole"),
    "import.stopped": _("the work on the file stopped"),
    "import.went_on": _("went on with the file"),
    "import.refusals_taken": _("took the refused rows out as a workbook: %(rows)s"),
    "import.discarded": _("discarded the file before anything was posted"),
    "import.undoing": _("began to undo the import"),
    "import.chunk_undone": _("a part of the import was undone"),
    "import.undone": _("the import was undone whole"),
    "bank_account.made": _("made a bank account"),
    "bank_statement.taken": _("a bank statement was taken in"),
    "bank_statement.held": _("a bank statement was held, for it does not tie"),
    "bank_statement.let_in": _("let a held bank statement in"),
    "bank_statement.set_aside": _("set a held bank statement aside"),
    "erp.accepted": _("the ERP took an act of ours over"),
    "erp.refused": _("the ERP refused an act of ours"),
    "erp.balance_entered": _("entered the balance of the ERP's receivables account"),
    "difference.taken": _("took the ERP's figure for a document that differs from its list"),
    "difference.kept": _("kept our figure for a document that differs from the ERP's list"),
    "difference.taken_back": _("took back what was decided about a difference from the ERP's list"),
    "documents.taken_over": _("took over documents, and what was settled of them"),
    "credit.applied": _("applied a credit, posted %(posting_date)s"),
    "credit.reviewed": _("put a credit review on record, class %(risk_class)s"),
    "credit.changed": _("changed limit, class or status (class %(class_before)s to %(class_after)s)"),
    "credit_file.entered": _("entered something into a credit file"),
    "credit_file.corrected": _("corrected an entry of a credit file"),
    "credit_file.withdrawn": _("said that an entry of a credit file was a mistake"),
    "credit_change.accepted": _("told that the ERP took a change of limit or class over"),
    "credit_change.refused": _("told that the ERP refused a change of limit or class"),
    "credit.returned": _("recorded that the bank returned a payment, posted %(posting_date)s"),
    "payment.returned": _("recorded that a payment came back, posted %(posting_date)s"),
    "payment.return_set_aside": _("set a returned payment aside"),
    "payment.return_taken_up": _("let a returned payment wait again"),
    "payment.presented_again": _("noted that a returned payment was presented again"),
    "fee.charged": _("charged the fee for a returned payment, posted %(posting_date)s"),
    "receipt.banked": _("found a payment that was entered by hand on the bank's statement"),
    "receipt.same": _("said that what the bank told is a payment that was entered by hand"),
    "receipt.held": _("took in a check that is held until %(until)s"),
    "receipt.given_back": _("gave a held check back"),
    "receipt.exchanged": _("exchanged a payment into another currency, posted %(posting_date)s"),
    "settlement.stopped": _("stopped a payment that is offered as payment in full"),
    "settlement.accepted": _("took a payment in full as settlement"),
    "settlement.paid_back": _("decided that a payment in full is paid back"),
    "refund.confirmed": _("confirmed a refund, posted %(posting_date)s"),
    "refund.declined": _("declined a refund"),
    "posting.reversed": _("took a posting back, posted %(posting_date)s"),
    "item.disputed": _("marked an item as disputed"),
    "item.extended": _("recorded a later collection date, %(extended_date)s"),
    "bank_line.explained": _("said what a line of the bank is"),
    "match.reviewed": _("looked a match through"),
    "residual.moved": _("moved a rest to a deduction, posted %(posting_date)s"),
    "export.statement": _("took a statement as of %(as_of)s out as a file"),
    "export.delinquent_log": _("took the delinquent log as of %(as_of)s out as a file: %(rows)s lines"),
    "export.exceptions": _("took the exception list as of %(as_of)s out as a file: %(rows)s lines"),
    "export.erp_postings": _("took postings for the ERP as of %(as_of)s out as a file: %(rows)s lines"),
    "export.list_differences": _("took differences from the ERP's list as of %(as_of)s out as a file: %(rows)s lines"),
    "export.reconciliation": _("took the reconciliation as of %(as_of)s out as a file: %(rows)s lines"),
    "export.accounts": _("took the accounts list as of %(as_of)s out as a file: %(rows)s lines"),
    "export.aging": _("took the aging as of %(as_of)s out as a file: %(rows)s lines"),
    "export.worklist": _("took the worklist as of %(as_of)s out as a file: %(rows)s lines"),
    "export.ticklers": _("took the ticklers as of %(as_of)s out as a file: %(rows)s lines"),
    "export.journal": _("took the journal as of %(as_of)s out as a file: %(rows)s lines"),
    "export.bank_accounts": _("took the bank accounts out as a file: %(rows)s lines"),
    "export.bank_statements": _("took the bank statements out as a file: %(rows)s lines"),
    "export.bank_lines": _("took the lines of a bank statement out as a file: %(rows)s lines"),
    "export.periods": _("took the closed periods out as a file: %(rows)s lines"),
    "export.users": _("took the users out as a file: %(rows)s lines"),
    "export.portfolios": _("took the portfolios out as a file: %(rows)s lines"),
    "export.imports": _("took the list of imports out as a file: %(rows)s lines"),
    "export.import_rows": _("took rows of an import out as a file: %(rows)s lines"),
    "export.import_refused": _("took the refused rows of an import out as a file: %(rows)s lines"),
    "export.items": _("took the open items of an account out as a file: %(rows)s lines"),
    "export.closed": _("took the closed items of an account out as a file: %(rows)s lines"),
    "export.payments": _("took the payments of an account out as a file: %(rows)s lines"),
    "export.entries": _("took the entries of a document out as a file: %(rows)s lines"),
    "export.figure": _("took the items behind a figure out as a file: %(rows)s lines"),
    "export.fetched": _("fetched a file that was made in the background: %(list)s, %(rows)s lines"),
    "period.closed": _("closed the period %(first_day)s to %(last_day)s"),
    "stop.set": _("a proof found the books broken: postings are stopped"),
    "stop.over": _("the books prove again: postings go on"),
    "stop.lifted": _("decided that postings go on though the books are broken"),
    "activity.recorded": _("recorded a contact: %(channel)s"),
    "activity.corrected": _("corrected what was recorded of a contact"),
    "unknown_call.recorded": _("kept a call from an unknown caller, to look after on %(due_date)s"),
    "unknown_call.closed": _("looked after an unknown caller"),
    "activity.taken_over": _("took over from a CRM what was said to a customer: %(channel)s"),
    "note.accepted": _("recorded that the %(system)s took a note over"),
    "note.refused": _("recorded that the %(system)s refused a note"),
    "export.notes": _("took notes for another program out as a file: %(rows)s lines"),
    "document.attached": _("attached a document"),
    "document.taken_back": _("took a document back that was of another account"),
    "restricted.read": _("read restricted entries of an account"),
    "promise.made": _("recorded a promise for %(date)s"),
    "promise.judged": _("judged a promise: %(state)s"),
    "promise.cancelled": _("cancelled a promise"),
    "letter.drafted": _("drafted a letter: %(kind)s"),
    "letter.redrafted": _("drafted a letter anew: %(kind)s"),
    "letter.drafted_in_run": _("drafted letters, %(letters)s of them"),
    "letter.released": _("let a letter go: %(kind)s"),
    "letter.sent": _("a letter went out: %(kind)s"),
    "letter.withheld": _("a letter was withheld: %(kind)s"),
    "letter.failed": _("a letter could not be sent: %(kind)s"),
    "letter.bounced": _("a letter came back: %(kind)s"),
    "letter.discarded": _("put a letter aside: %(kind)s"),
    "letter.taken": _("took a letter out as a file: %(form)s"),
    "letter.run_draft": _("had letters drafted, %(letters)s of them"),
    "letter.run_send": _("had letters sent, %(letters)s of them"),
    "letter.run_print": _("had letters printed, %(letters)s of them"),
    "letter_text.begun": _("began a text of letters: %(letter)s, %(language)s"),
    "letter_text.changed": _("wrote at a text of letters: %(letter)s, %(language)s"),
    "letter_text.submitted": _("submitted a text of letters: %(letter)s, %(language)s"),
    "letter_text.approved": _("approved version %(number)s of a text of letters: %(letter)s, %(language)s"),
    "letter_text.rejected": _("gave a text of letters back: %(letter)s, %(language)s"),
    "letter_text.withdrawn": _("withdrew a text of letters: %(letter)s, %(language)s"),
    "export.letters": _("took the list of letters out as a file: %(rows)s lines"),
    "export.movements": _("took the movements of an account out as a file: %(rows)s lines"),
    "mail.answered": _("answered an e-mail"),
    "mail.sent": _("handed an e-mail to the mail server"),
    "mail.failed": _("gave up an e-mail"),
    "mail.withheld": _("withheld an e-mail"),
    "mail.uncertain": _("could not tell whether an e-mail went out"),
    "mail.decided": _("decided whether an uncertain e-mail arrived"),
    "mail.bounced": _("took in that an e-mail came back"),
    "mail.delivered": _("took in that an e-mail was delivered"),
    "mail.filed": _("filed an e-mail"),
    "mail.moved": _("moved an e-mail here from another account"),
    "mail.moved_away": _("moved an e-mail away to another account"),
    "mail.body_removed": _("removed the text of an e-mail that is kept no longer"),
    "mail.unmatched": _("could not tell whose an e-mail is"),
    "mail.set_aside": _("set an e-mail aside"),
    "mail.parked": _("parked an e-mail that cannot be read"),
    "mailbox.made": _("made a mailbox"),
    "mailbox.changed": _("changed a mailbox"),
    "mailbox.ended": _("ended a mailbox"),
    "mailbox.readers": _("changed who works the queue of a mailbox"),
    "customer_event.reported": _("reported a customer event: %(kind)s"),
    "customer_event.verified": _("verified a customer event: %(kind)s"),
    "customer_event.refuted": _("refuted a customer event: %(kind)s"),
    "customer_event.withdrawn": _("took back the report of a customer event: %(kind)s"),
    "customer_event.actioned": _("was done with a customer event: %(kind)s"),
    "customer_event.cured": _("said that a customer event is over: %(kind)s"),
    "data_change.asked": _("took a request to change a customer's data: %(kind)s"),
    "data_change.called": _("called back about a change of a customer's data: %(outcome)s"),
    "data_change.confirmed": _("confirmed a change of a customer's data as the second person"),
    "data_change.withdrawn": _("ended a request to change a customer's data"),
    "hold.lifted": _("lifted a reason to hold orders: %(code)s"),
    "status.accepted": _("accepted a proposed status: %(status)s"),
    "status.declined": _("declined a proposed status: %(status)s"),
    "succession.opened": _("opened the account of a new owner"),
    "succession.assumed": _("documented that a new owner takes over the old debt"),
    "customer.corrected": _("changed a customer by hand: %(fields)s"),
    "strategy.paused": _("let the strategy rest until %(until)s"),
    "strategy.resumed": _("let the strategy go on"),
    "strategy.step_skipped": _("left out a step of the strategy: %(step)s"),
    "strategy.step_done": _("did a step of the strategy: %(step)s"),
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
    "webhook.made": _("made a webhook"),
    "webhook.paused": _("paused a webhook"),
    "webhook.resumed": _("let a webhook go on"),
    "webhook.secret_rotated": _("gave a webhook a new secret"),
    "webhook.test_asked": _("had a test sent to a webhook"),
    "webhook.sent_again": _("had a message sent to a webhook again"),
    "webhook.ended": _("ended a webhook"),
    "nightly.finished": _("the nightly run of %(business_date)s finished"),
}
# What an entry is about, where that is not an account.
SUBJECTS: Mapping[str, str | Promise] = {
    "activity": _("Contact"),
    "api_token": _("Token"),
    "company": _("Company"),
    "contact": _("Contact at a customer"),
    "customer": _("Account"),
    "customer_event": _("Customer event"),
    "data_change": _("Change of data"),
    "decided_number": _("Customer number of files"),
    "document": _("Document"),
    "export": _("Export"),
    "import_file": _("Import"),
    "import_profile": _("Import profile"),
    "item": _("Item"),
    "journal": _("Entry"),
    "letter": _("Letter"),
    "letter_run": _("Run of letters"),
    "letter_text": _("Text of letters"),
    "nightly_run": _("Nightly run"),
    "period": _("Period"),
    "policy_draft": _("Draft of the policy"),
    "policy_version": _("Policy version"),
    "portfolio": _("Portfolio"),
    "posting": _("Posting"),
    "posting_stop": _("Posting stop"),
    "promise": _("Promise"),
    "outgoing_message": _("E-mail out"),
    "incoming_message": _("E-mail in"),
    "mailbox": _("Mailbox"),
    "strategy_decision": _("Strategy decision"),
    "tickler": _("Tickler"),
    "user": _("User"),
    "webhook_subscription": _("Webhook"),
}
# These have no name of their own: the sentence tells which it is, and the company whose.
_OF_COMPANY = ("company", "period")
# So much of a fact stands in the page; a list of thousands of accounts does not.
_FACT_LENGTH = 400


# So many documents of a fact stand in the page.
_PARTS_MOST = 24


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of an entry: its word, and what it says, in pieces that may lead somewhere."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An entry, its sentence, what it is about, and its facts."""

    entry: JournalEntry
    sentence: str
    subject: Part
    facts: tuple[Fact, ...]


def told(entry: JournalEntry, known: Known) -> Told:
    """The entry in words."""
    return Told(entry, sentence_of(entry.kind, entry.facts), _subject(entry, known), tuple(_facts(entry.facts, known)))


def _subject(entry: JournalEntry, known: Known) -> Part:
    """What it is about: by name where the reader may see it, else with its number in the database."""
    kind, number = entry.subject_kind, entry.subject_id
    if kind == "posting":
        return known.posting(number)
    if kind in _OF_COMPANY and (company := known.companies.get(entry.company_id or 0)):
        return Part(company)
    named = {"item": known.item, "user": known.person, "import_file": known.file}.get(kind)
    return (named and named(number)) or Part(f"{SUBJECTS.get(kind) or word(kind)} {number}")


_OF_ROOMS = {**order_words.SENTENCES, **request_words.SENTENCES, **case_words.SENTENCES}


def sentence_of(kind: str, facts: Mapping[str, Any]) -> str:
    """What an entry of the kind says; without the facts of its sentence, what its kind is called."""
    sentence = _SENTENCES.get(kind) or _OF_ROOMS.get(kind)
    if sentence is not None:
        pairs = facts.items()
        try:
            return str(sentence) % {name: _insentence_of(fact) for name, fact in pairs}
        except KeyError:  # written by an earlier release, before the sentence asked for this fact
            pass
    group, _dot, act = kind.partition(".")
    return f"{word(group)}: {word(act)}"


def _insentence_of(fact: Any) -> Any:
    if isinstance(fact, list) and all(isinstance(each, str) for each in fact):
        return ", ".join(word(each.removesuffix("_minor")) for each in fact)
    return _said(fact) if isinstance(fact, str) else fact


# What the desk itself writes down is in small letters: a state, a kind, a way.
_OWN_WORD = re.compile(r"[a-z][a-z0-9_ ]*")


def _said(text: str) -> str:
    return word(text) if _OWN_WORD.fullmatch(text) else with_days(text)


def _facts(facts: Mapping[str, Any], known: Known) -> Iterator[Fact]:
    for name, value in facts.items():
        stem, of_money, _rest = name.rpartition("minor")
        currency = str(facts.get(f"{stem}currency") or "")
        if of_money and isinstance(value, int) and currency:
            yield Fact(word(stem.strip("_")) or str(_("amount")), (Part(f"{amount(value, currency)} {currency}"),))
        elif not (
            name.endswith("currency") and f"{name.removesuffix('currency')}minor" in facts
        ):  # told with its amount
            yield Fact(word(name.removesuffix("_id").removesuffix("_minor")), _parts(name, value, known))


def _parts(name: str, value: object, known: Known) -> tuple[Part, ...]:
    """The value in pieces: documents, people and postings by what they are called, everything else as it is."""
    many: list[object] = value if isinstance(value, list) else [value]
    if name in PEOPLE and (person := known.person(value)):
        return (person,)
    if name in POSTINGS and isinstance(value, int):
        return (known.posting(value),)
    if name in ITEMS:
        pieces = [known.item(each) or _plain(each) for each in many]
    elif name == LINES and all(isinstance(each, list) and len(each) == 3 for each in many):
        pieces = [_line(each, known) for each in many]
    else:
        return (_plain(value),)
    return (*pieces[:_PARTS_MOST], *([Part("…")] if len(pieces) > _PARTS_MOST else []))


def _line(line: Any, known: Known) -> Part:
    what, currency, minor = line
    item = known.item(what)
    said = item.text if item else account_name(what) if isinstance(what, str) else f"{SUBJECTS['item']} {what}"
    return Part(f"{said}: {amount(minor, currency)} {currency}", item.url if item else "")


def _plain(value: object) -> Part:
    if isinstance(value, str):
        text = _said(value)
    elif value is None:
        text = "–"
    elif isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        text = ", ".join(_said(str(each)) for each in value)
    else:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return Part(text if len(text) <= _FACT_LENGTH else f"{text[:_FACT_LENGTH]} …")
