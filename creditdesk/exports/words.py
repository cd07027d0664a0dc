"""The trade's terms in the reader's words, for tables and for screens: kinds of documents, states, roles, ages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.domain.visibility import Role

Words = dict[str, str | Promise]

ITEM_KINDS: Words = {
    "invoice": _("Invoice"),
    "debit_memo": _("Debit memo"),
    "credit_memo": _("Credit memo"),
    "payment": _("Payment"),
    "deduction": _("Deduction"),
    "fee": _("Fee"),
}
POSTING_KINDS: Words = {
    "import": _("Taken over"),
    "receipt": _("Receipt"),
    "application": _("Application"),
    "discount": _("Discount"),
    "adjustment": _("Adjustment"),
    "transfer": _("Transfer"),
    "write_off": _("Write-off"),
    "erp_settlement": _("Settled in the ERP"),
    "reversal": _("Reversal"),
}
STATUS_WORDS: Words = {
    "active": _("Active"),
    "prospect": _("Prospect"),
    "hold": _("Credit hold"),
    "cod": _("Cash on delivery"),
    "cia": _("Cash in advance"),
    "closed": _("Closed"),
    "bankrupt": _("Bankrupt"),
}
OUTCOME_WORDS: Words = {
    "no_answer": _("No answer"),
    "left_message": _("Left a message"),
    "spoke": _("Spoke"),
    "promised": _("Promised to pay"),
    "disputed": _("Disputes"),
    "refused": _("Refuses to pay"),
    "wrong_number": _("Wrong number"),
    "sent": _("Sent"),
    "received": _("Received"),
    "noted": _("Noted"),
}
TICKLER_KINDS: Words = {
    "call": _("Call"),
    "email": _("E-mail"),
    "letter": _("Letter"),
    "payment": _("Money due"),
    "other": _("Other"),
}
LETTER_KINDS: Words = {
    "courtesy": _("Courtesy notice"),
    "reminder_1": _("Reminder 1"),
    "reminder_2": _("Reminder 2"),
    "reminder_3": _("Reminder 3"),
    "final_demand": _("Final demand"),
    "promise_confirmation": _("Confirmation of a promise"),
    "statement_cover": _("Statement with cover"),
    "pod_cover": _("Proof of delivery"),
    "unauthorised_deduction": _("Unauthorised deduction"),
    "nsf_notice": _("Returned payment"),
    "hold_notice": _("Orders on hold"),
    "plan_agreement": _("Payment plan"),
    "settlement_offer": _("Settlement offer"),
    "credit_reference": _("Credit reference"),
    "remittance_request": _("Request for a remittance"),
    "order_offer": _("Offer for a held order"),
    "credit_balance": _("Credit that nobody claims"),
    "reconciliation": _("Reconciliation of the account"),
    "adverse_notice": _("Limit refused or reduced"),
    "adverse_reasons": _("Reasons of a limit refused or reduced"),
    "plan_default": _("Payment plan in default"),
}
LETTER_STATES: Words = {
    "draft": _("Draft"),
    "ready": _("Ready for the printer"),
    "queued": _("On its way"),
    "sent": _("Sent"),
    "withheld": _("Withheld"),
    "failed": _("Failed"),
    "bounced": _("Bounced"),
    "discarded": _("Discarded"),
}
LETTER_CHANNELS: Words = {"email": _("E-mail"), "post": pgettext_lazy("channel", "Post")}
LETTER_LANGUAGES: Words = {"en": _("English"), "es": _("Spanish"), "fr": _("French")}
PROMISE_STATES: Words = {
    "open": _("Open"),
    "kept": _("Kept"),
    "partly": _("Kept in part"),
    "broken": _("Broken"),
    "cancelled": _("Cancelled"),
}
PROMISE_METHODS: Words = {
    "": _("not said"),
    "check": _("Check"),
    "ach": _("ACH"),
    "wire": _("Wire"),
    "card": _("Card"),
    "cash": _("Cash"),
}
BASIS_WORDS: dict[AgingBasis, str | Promise] = {
    AgingBasis.DUE_DATE: _("Due date"),
    AgingBasis.DOCUMENT_DATE: _("Document date"),
    AgingBasis.EXTENDED_DATE: _("Extended date"),
}
ROLE_LABELS: dict[Role, str | Promise] = {
    Role.REP: _("Rep"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.CREDIT_MANAGER: _("Credit manager"),
    Role.CONTROLLER: _("Controller"),
    Role.CASH_APPLICATOR: _("Cash applicator"),
    Role.DEDUCTION_ANALYST: _("Deduction analyst"),
    Role.SALES: _("Sales"),
    Role.OTHER_DEPARTMENT: _("Other department"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.MACHINE: _("Machine"),
}
# What a file says of itself: its rows' verdicts.
VERDICT_WORDS: Words = {
    "new": _("New"),
    "changed": _("Changed"),
    "missing": _("No longer open"),
    "unchanged": _("Unchanged"),
    "refused": _("Refused"),
}
# What a list is narrowed by, where the filter's own name is no word of the desk.
FILTER_WORDS: Words = {
    "q": _("name or number"),
    "risk": _("class"),
    "risk_class": _("class"),
    "late": _("past due only"),
    "planned": _("with a next step only"),
    "minimum": _("at least"),
    "basis": _("age counts from"),
    "known": _("as known on"),
    "what": _("figure"),
    "show": _("which"),
    "by": _("who"),
}


# Facts of a reason that are words of the desk itself: a state, a kind, the name of a field. All others are data.
WORD_FACTS = frozenset(
    [
        "answer",
        "channel",
        "content",
        "counts",
        "event",
        "evidence",
        "field",
        "fields",
        "kind",
        "known",
        "outcome",
        "right",
        "role",
        "rights",
        "situation",
        "state",
        "status",
        "to_state",
        "what",
    ]
)


# Facts that the policy names: a strategy, a step of one.
NAME_FACTS = frozenset({"step", "strategy", "title"})


def word(text: str) -> str:
    """A word of the desk's own in the reader's language, `accounts payable` or `due_date`; other text as it is."""
    return pgettext("word", text.replace("_", " ")) if text else ""


def worded(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts of a reason with those in words that are words of the desk's own, or names from the policy."""
    return {name: _worded(name, fact) if isinstance(fact, str) else fact for name, fact in facts.items()}


def _worded(name: str, fact: str) -> str:
    if name in NAME_FACTS:
        return policy_name(fact)
    if name not in WORD_FACTS and not name.endswith("_kind"):
        return fact
    return ", ".join(_known_word(part) for part in fact.split(", "))


def _known_word(text: str) -> str:
    """The word, or letter by letter what somebody typed in its place."""
    shown = word(text)
    return text if shown == text.replace("_", " ") else shown


def policy_name(name: str) -> str:
    """How the policy names a strategy or a step; the default policy's names are translated, a company's own are not."""
    return pgettext("policy", name) if name else ""


def filter_word(name: str) -> str:
    """What a list is narrowed by, in words."""
    return str(FILTER_WORDS.get(name) or word(name))


def order_words(sort: str) -> str:
    """The column that a list is sorted by, in words: "past due, descending" for `-past_due`."""
    column = word(sort.removeprefix("-"))
    return gettext("%(column)s, descending") % {"column": column} if sort.startswith("-") else column


def item_kind(kind: str) -> str:
    """Invoice, Payment, …: the document's kind in words."""
    return str(ITEM_KINDS.get(kind, kind))


def posting_kind(kind: str) -> str:
    """Application, Reversal, …: the posting's kind in words."""
    return str(POSTING_KINDS.get(kind, kind))


def outcome_word(outcome: str) -> str:
    """How a contact ended; empty where there was none."""
    return str(OUTCOME_WORDS.get(outcome, OUTCOME_WORDS["noted"])) if outcome else ""


def bucket_labels(edges: Sequence[int]) -> list[str]:
    """The names of the buckets as they are printed: not due, 1–30, …"""
    rest = Buckets(tuple(edges)).labels[1:]
    return [gettext("not due"), *(label.replace("-", "–") for label in rest)]


def bucket_heads(edges: Sequence[int]) -> list[str]:
    """The same as heads of columns: Not due, 1–30, …"""
    return [label[:1].upper() + label[1:] for label in bucket_labels(edges)]


def told(reason: Reason) -> str:
    """The reason as a sentence; its days stay as ISO has them, as all days of a file do."""
    facts = worded(reason.facts)
    return gettext(reason.text) % {
        name: told(fact) if isinstance(fact, Reason) else fact for name, fact in facts.items()
    }
