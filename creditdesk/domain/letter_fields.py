"""The kinds of letters, and the fields that the text of each may name.

A field is a flat name with words for whoever writes texts, and an example. The program fills those that it knows from
the account; the others are told by a person when the letter is drafted, each as words, a day, an amount or one of a few
choices. `items` is no field: it is the line at which the program puts the table of items.

Source: docs/rules/letters.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class LetterKind(StrEnum):
    """What a letter is for."""

    COURTESY = "courtesy"
    REMINDER_1 = "reminder_1"
    REMINDER_2 = "reminder_2"
    REMINDER_3 = "reminder_3"
    FINAL_DEMAND = "final_demand"
    PROMISE_CONFIRMATION = "promise_confirmation"
    STATEMENT_COVER = "statement_cover"
    POD_COVER = "pod_cover"
    UNAUTHORISED_DEDUCTION = "unauthorised_deduction"
    NSF_NOTICE = "nsf_notice"
    HOLD_NOTICE = "hold_notice"
    PLAN_AGREEMENT = "plan_agreement"
    SETTLEMENT_OFFER = "settlement_offer"
    CREDIT_REFERENCE = "credit_reference"
    REMITTANCE_REQUEST = "remittance_request"
    ORDER_OFFER = "order_offer"
    CREDIT_BALANCE = "credit_balance"
    ADVERSE_NOTICE = "adverse_notice"
    ADVERSE_REASONS = "adverse_reasons"
    PLAN_DEFAULT = "plan_default"
    RECONCILIATION = "reconciliation"


class Consequence(StrEnum):
    """What follows if a demand is not met. A letter names it only where it is intended."""

    FINAL_DEMAND = "final_demand"
    HOLD = "hold"
    AGENCY = "agency"
    LEGAL = "legal"


class Telling(StrEnum):
    """Where the value of a field comes from."""

    ACCOUNT = "account"  # The program knows it.
    WORDS = "words"
    DAY = "day"
    PAST_DAY = "past_day"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class LetterField:
    """A place in a text. `example` is what stands there in a letter."""

    name: str
    words: str
    example: str
    telling: Telling = Telling.ACCOUNT


ITEMS = "items"

# Of every kind.
COMMON = (
    LetterField("date", "The day of the letter", "June 15, 2026"),
    LetterField("company", "Our company's name", "Northlight Supply"),
    LetterField("customer", "The customer's name", "Acme Camera"),
    LetterField("account", "The customer's account number", "104233"),
    LetterField("contact", "The person that the letter is to", "Ann Miller"),
    LetterField("rep", "Who looks after the account", "Alice Moreno"),
    LetterField("phone", "Our telephone number", "+1 212 555 0100"),
    LetterField("remit_to", "Where payments go", "Northlight Supply, PO Box 1, New York"),
    LetterField("dispute_address", "Where disputes are sent", "disputes@northlight.example"),
)
_DUE = (
    LetterField("total", "What is asked for: past due, undisputed and not promised", "7,500.00 USD"),
    LetterField("item_count", "How many items are asked for", "3"),
    LetterField("oldest_due", "Due date of the oldest item", "April 30, 2026"),
    LetterField("days_late", "Days for which the oldest item is past due", "46"),
    LetterField("disputed_total", "What is disputed, and not asked for; “none” where nothing is", "2,500.00 USD"),
)
_LAST_CONTACT = LetterField("last_contact", "The day on which we last spoke or wrote", "June 3, 2026")
_CONSEQUENCE = LetterField(
    "consequence", "What follows without payment, and is intended", "we will place it with an agency", Telling.CHOICE
)
_DEADLINE = LetterField("deadline", "The last day for payment, by the policy", "June 25, 2026")


@dataclass(frozen=True, slots=True)
class KindRules:
    """What a kind of letter is.

    `level` orders the letters of a dunning sequence; `dunning` letters ask for money that is past due: what is
    disputed, promised or paid stays out of them. `needs_document` kinds prove something, and go with the proof only.
    `binding` kinds bind us: they are sent by whom the policy lets approve a settlement or plan. `third_party` kinds are
    about the customer and go to somebody else, who is told with the letter; `required` fields must be told for them
    whatever the text names.
    """

    words: str
    fields: tuple[LetterField, ...]
    level: int = 0
    dunning: bool = False
    has_items: bool = False
    needs_document: bool = False
    binding: bool = False
    with_statement: bool = False
    third_party: bool = False
    required: tuple[str, ...] = ()


def _told(name: str, words: str, example: str, telling: Telling = Telling.WORDS) -> LetterField:
    return LetterField(name, words, example, telling)


KINDS: Mapping[LetterKind, KindRules] = MappingProxyType(
    {
        LetterKind.COURTESY: KindRules(
            "Courtesy notice before the due date",
            (
                LetterField("total", "What falls due", "1,200.00 USD"),
                LetterField("item_count", "How many items fall due", "1"),
                LetterField("due_date", "The day on which the first of them is due", "June 20, 2026"),
            ),
            has_items=True,
        ),
        LetterKind.REMINDER_1: KindRules("Reminder 1", (*_DUE, _LAST_CONTACT), level=1, dunning=True, has_items=True),
        LetterKind.REMINDER_2: KindRules("Reminder 2", (*_DUE, _LAST_CONTACT), level=2, dunning=True, has_items=True),
        LetterKind.REMINDER_3: KindRules(
            "Reminder 3", (*_DUE, _LAST_CONTACT, _CONSEQUENCE), level=3, dunning=True, has_items=True
        ),
        LetterKind.FINAL_DEMAND: KindRules(
            "Final demand", (*_DUE, _LAST_CONTACT, _DEADLINE, _CONSEQUENCE), level=4, dunning=True, has_items=True
        ),
        LetterKind.PROMISE_CONFIRMATION: KindRules(
            "Confirmation of a promise",
            (
                LetterField("promised_amount", "What was promised", "1,200.00 USD"),
                LetterField("promised_date", "For which day", "June 19, 2026"),
                LetterField("promised_on", "When it was promised", "June 12, 2026"),
                LetterField("method", "How it will be paid", "by check"),
            ),
            has_items=True,
        ),
        LetterKind.STATEMENT_COVER: KindRules(
            "Cover of a statement",
            (
                LetterField("as_of", "The day of the statement", "June 15, 2026"),
                LetterField("balance", "What is owed less credits", "9,800.00 USD"),
                LetterField("buckets", "What is owed by age", "not due 2,000.00; 1–30 7,800.00 USD"),
                LetterField("disputed_total", "What is disputed; “none” where nothing is", "2,500.00 USD"),
                LetterField("credits", "Credits and payments not yet applied; “none”", "500.00 USD"),
            ),
            has_items=True,
            with_statement=True,
        ),
        LetterKind.POD_COVER: KindRules(
            "Proof of delivery",
            (
                _told("invoice", "Our invoice", "88077"),
                _told("purchase_order", "The customer's order", "PO 4471"),
                _told("carrier", "Who carried the goods", "Blue Line Freight"),
                _told("tracking", "The shipment's number", "BL 553 201"),
                _told("delivered", "When it was delivered", "May 12, 2026", Telling.PAST_DAY),
                _told("signer", "Who signed for it", "J. Ortiz"),
            ),
            needs_document=True,
        ),
        LetterKind.UNAUTHORISED_DEDUCTION: KindRules(
            "Unauthorised deduction",
            (
                _told("claim", "The customer's claim", "DM 2291"),
                _told("check_number", "The payment from which it was taken", "40117"),
                _told("reason_given", "Which reason he gave", "shortage of 3 cartons"),
                _told("finding", "What we found", "all 12 cartons were signed for on May 12"),
                _told("repay_amount", "What is to be repaid", "1,050.00 USD", Telling.MONEY),
            ),
            needs_document=True,
        ),
        LetterKind.NSF_NOTICE: KindRules(
            "Returned payment",
            (
                _told("check_number", "The payment that came back", "40117"),
                _told("amount", "Its amount", "4,312.77 USD", Telling.MONEY),
                _told("return_date", "When it came back", "June 10, 2026", Telling.PAST_DAY),
                _told("return_reason", "Which reason the bank gave", "insufficient funds"),
                _told("fee", "Our fee, as the contract has it", "35.00 USD", Telling.MONEY),
                _told("certified_deadline", "Until when certified funds must be here", "June 22, 2026", Telling.DAY),
            ),
            has_items=True,
        ),
        LetterKind.HOLD_NOTICE: KindRules(
            "Orders on hold",
            (
                _told("orders", "Which orders wait", "SO-5512, SO-5530"),
                _told("reasons", "Why, as far as he may know", "invoices more than 15 days past due"),
                _told("release_condition", "What releases them", "payment of 7,500.00 USD"),
            ),
        ),
        LetterKind.PLAN_AGREEMENT: KindRules(
            "Payment plan",
            (
                _told("debt", "The debt", "12,000.00 USD", Telling.MONEY),
                _told("schedule", "Which instalment on which day", "3,000.00 now, then 1,500.00 on the 1st"),
                _told("rate", "The interest", "no interest"),
                _told("default", "When the plan has failed", "an instalment is 5 business days late"),
                _told("acceleration", "What follows then", "the whole rest is due at once"),
                _told("signatures", "Who signs", "A. Miller for Acme Camera; C. Lind for us"),
            ),
            binding=True,
        ),
        LetterKind.SETTLEMENT_OFFER: KindRules(
            "Settlement offer",
            (
                _told("debt", "The debt", "10,000.00 USD", Telling.MONEY),
                _told("offer", "What settles it", "8,000.00 USD", Telling.MONEY),
                _told("expiry", "Until when", "June 30, 2026", Telling.DAY),
                _told("release", "What is released in return", "all claims from the invoices named above"),
            ),
            binding=True,
        ),
        LetterKind.CREDIT_REFERENCE: KindRules(
            "Credit reference",
            (
                _told("inquirer", "The supplier who asks for it", "Harbor Optics Inc"),
                _told("inquirer_person", "Who asks there", "Dana Ruiz"),
                _told(
                    "inquirer_address",
                    "His e-mail address, or the postal one with commas",
                    "credit@harbor.example",
                ),
                _told("consent", "How the customer agreed to it", "named us in the application of June 2, 2026"),
                LetterField("customer_since", "The day of his first invoice", "March 4, 2021"),
                LetterField("high_credit", "The most that he owed at the end of a day", "48,200.00 USD"),
                LetterField("high_credit_since", "Since when that was looked at", "June 15, 2025"),
                LetterField("terms_history", "On which terms he bought, and when", "net 30 (invoices from … to …)"),
                LetterField("days_late_history", "How late he paid what he paid", "42 invoices paid since …"),
            ),
            third_party=True,
            required=("inquirer", "inquirer_address", "consent"),
        ),
        LetterKind.REMITTANCE_REQUEST: KindRules(
            "Request for a remittance",
            (
                _told("amount_paid", "The payment, with its currency", "5,000.00 USD"),
                _told("paid_on", "When it came in", "June 12, 2026", Telling.PAST_DAY),
                _told("payment_reference", "By which number the payment is known", "TRF 40117"),
            ),
        ),
        LetterKind.PLAN_DEFAULT: KindRules(
            "Payment plan in default",
            (
                _told("plan_date", "When the plan was agreed", "April 13, 2026", Telling.PAST_DAY),
                _told("missed", "What is missing of the instalments", "1,500.00 USD", Telling.MONEY),
                _told("default_date", "Since when the plan is in default", "May 9, 2026", Telling.PAST_DAY),
                _told("due_now", "What is due at once", "9,000.00 USD", Telling.MONEY),
            ),
            binding=True,
        ),
        LetterKind.ORDER_OFFER: KindRules(
            "Offer for a held order",
            (
                _told("order", "Which order waits", "SO-5512"),
                _told("order_amount", "What it is worth, with its currency", "9,000.00 USD"),
                _told("way", "What is offered, as a sentence", "Pay 3,000.00 USD of the order in advance, and we …"),
                _told("answer_by", "Until when the offer stands", "June 23, 2026", Telling.DAY),
            ),
        ),
        LetterKind.CREDIT_BALANCE: KindRules(
            "Credit that nobody claims",
            (
                _told("credits", "Which payments and credit memos are not used", "RC41 (Nov 10, 2023), 260.00 USD"),
                _told("credit_total", "What they come to, with the currency", "260.00 USD"),
                _told("answer_by", "Until when we ask for an answer", "January 9, 2025", Telling.DAY),
            ),
        ),
        LetterKind.RECONCILIATION: KindRules(
            "Reconciliation of the account",
            (
                _told("statement_day", "Of which day both sides are", "June 10, 2026", Telling.PAST_DAY),
                _told("ours", "Our balance, with its currency", "12,450.00 USD"),
                _told("theirs", "Their balance, with its currency", "10,200.00 USD"),
                _told("difference", "Ours less theirs, with its currency", "2,250.00 USD"),
                _told("differences", "What differs, and why", "7002 (May 4, 2026), 1,500.00 USD: not on your side"),
            ),
        ),
        LetterKind.ADVERSE_NOTICE: KindRules(
            "Limit refused or reduced",
            (
                _told("decided_on", "When it was decided", "June 12, 2026", Telling.PAST_DAY),
                _told(
                    "decision", "What was decided, as a sentence", "The credit limit of your account is 5,000.00 USD …"
                ),
                _told("ask_until", "Until when the reasons may be asked for", "August 14, 2026", Telling.DAY),
            ),
        ),
        LetterKind.ADVERSE_REASONS: KindRules(
            "Reasons of a limit refused or reduced",
            (
                _told("decided_on", "When it was decided", "June 12, 2026", Telling.PAST_DAY),
                _told("asked_on", "When he asked for the reasons", "July 1, 2026", Telling.PAST_DAY),
                _told("reasons", "The principal reasons", "How invoices to your account were paid in the last year."),
            ),
        ),
    }
)

# What we say to whoever asks for money without a right to it is no dunning, and neither is a statement.
DUNNING = frozenset(kind for kind, rules in KINDS.items() if rules.dunning)


def fields_of(kind: LetterKind) -> Mapping[str, LetterField]:
    """The fields that a text of the kind may name, by name."""
    return {field.name: field for field in (*COMMON, *KINDS[kind].fields)}


def told_fields(kind: LetterKind) -> tuple[LetterField, ...]:
    """The fields that a person tells when he drafts a letter of the kind."""
    return tuple(field for field in KINDS[kind].fields if field.telling is not Telling.ACCOUNT)
