"""A client of Creditdesk's interface for programs, from its description in OpenAPI; it needs Python alone.

Made by scripts/python_client.py and not changed by hand. docs/guide/python-client.md says how to use it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict


class ProblemError(Exception):
    """The desk said no (RFC 9457): `type` says of which kind, `reasons` are a rule's, `errors` lead to the fields."""

    def __init__(self, status: int, problem: Mapping[str, Any], *, retry_after: int | None = None) -> None:
        super().__init__(f"{status} {problem.get('title', '')}: {problem.get('detail', '')}")
        self.status = status
        self.type: str = problem.get("type", "about:blank")
        self.detail: str = problem.get("detail", "")
        self.reasons: list[dict[str, Any]] = problem.get("reasons", [])
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.retry_after = retry_after


class Calls:
    """Calls with a token of the tokens page. `address` is the desk's own, such as https://desk.example.com."""

    def __init__(self, address: str, token: str, *, timeout: float = 30.0) -> None:
        self._base = address.rstrip("/") + "/api/v1"
        self._token = token
        self._timeout = timeout

    def every(self, ask: Callable[..., Any], **asked: Any) -> Iterator[Any]:
        """Every entry of a list that comes in pages: `every(desk.items, customer=17)`."""
        page = ask(**asked)
        while True:
            yield from page["entries"]
            if page["next"] is None:
                return
            page = ask(**asked, cursor=page["next"])

    def _get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return json.loads(self._file(path, query))

    def _file(self, path: str, query: Mapping[str, Any] | None = None) -> bytes:
        told = {name: value for name, value in (query or {}).items() if value is not None}
        return self._call("GET", path + (f"?{urllib.parse.urlencode(told, doseq=True)}" if told else ""))

    def _act(self, path: str, body: Any = None, *, key: str | None, code: str = "") -> Any:
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self._call("POST", path, data=data, media_type="application/json", key=key, code=code))

    def _upload(self, path: str, file: tuple[str, bytes], fields: Mapping[str, Any], *, key: str | None) -> Any:
        mark = uuid.uuid4().hex
        name = urllib.parse.quote(file[0])
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            for field, value in fields.items()
            if value is not None
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        data = b"".join([*parts, head.encode(), file[1], f"\r\n--{mark}--\r\n".encode()])
        return json.loads(
            self._call("POST", path, data=data, media_type=f"multipart/form-data; boundary={mark}", key=key)
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        data: bytes | None = None,
        media_type: str = "",
        key: str | None = None,
        code: str = "",
    ) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        if data is not None:
            headers["Content-Type"] = media_type
        if method != "GET":  # another key for each act; who repeats one after a lost answer gives the same
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        if code:
            headers["Second-Factor-Code"] = code
        request = urllib.request.Request(self._base + path, data=data, headers=headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            raise _problem(error) from error


def _problem(error: urllib.error.HTTPError) -> ProblemError:
    try:
        told = json.loads(error.read())
    except ValueError:  # a proxy before the desk speaks otherwise
        told = {"detail": error.reason}
    waits = error.headers.get("Retry-After", "")
    return ProblemError(error.code, told, retry_after=int(waits) if waits.isdecimal() else None)


Scope = Literal["read", "work", "intake", "postings", "ledger", "policy", "webhooks", "admin"]

Kind = Literal["calls", "mail", "notes", "ticklers", "money", "cases", "documents", "changes"]

Visibility = Literal["status", "history", "restricted"]

ItemState = Literal["open", "closed", "all"]

AgingBasis = Literal["due_date", "document_date", "extended_date"]

Group = Literal["company", "portfolio", "customer"]

LetterKind = Literal[
    "courtesy",
    "reminder_1",
    "reminder_2",
    "reminder_3",
    "final_demand",
    "promise_confirmation",
    "statement_cover",
    "pod_cover",
    "unauthorised_deduction",
    "nsf_notice",
    "hold_notice",
    "plan_agreement",
    "settlement_offer",
    "credit_reference",
    "remittance_request",
    "order_offer",
    "credit_balance",
    "adverse_notice",
    "adverse_reasons",
    "plan_default",
    "reconciliation",
]

LetterLanguage = Literal["en", "es", "fr"]

TicklerKind = Literal["call", "email", "letter", "payment", "other"]

AnswerKind = Literal["promotion", "paid", "word"]

Action = Literal[
    "send_invoice",
    "send_credit",
    "confirm_fee",
    "open_deduction",
    "ask_application",
    "ask_payment",
    "send_payment_proof",
    "ask_document",
    "ask_correction",
    "correct_ours",
    "other",
    "none",
]

Cause = Literal[
    "invoice_not_booked",
    "credit_not_booked",
    "fee_not_booked",
    "debit_memo_not_booked",
    "payment_unapplied",
    "payment_in_transit",
    "payment_not_found",
    "in_transit",
    "settled_here",
    "unknown_document",
    "short",
    "booked_twice",
    "other_currency",
    "total_wrong",
    "other",
]

Form = Literal["csv", "xlsx"]

Format = Literal["json", "yaml"]

DraftState = Literal["draft", "submitted", "adopted", "rejected", "withdrawn"]

EventKind = Literal[
    "import.posted",
    "import.refused",
    "import.stopped",
    "import.undone",
    "credit.applied",
    "posting.reversed",
    "residual.moved",
    "item.disputed",
    "item.extended",
    "case.opened",
    "case.decided",
    "case.closed",
    "erp.accepted",
    "erp.refused",
    "order.held",
    "order.let_go",
    "order.rejected",
    "credit.changed",
    "period.closed",
    "stop.set",
    "stop.lifted",
    "stop.over",
    "policy.adopted",
    "nightly.finished",
    "activity.recorded",
    "activity.corrected",
]

Role = Literal[
    "rep",
    "supervisor",
    "credit_manager",
    "controller",
    "cash_applicator",
    "deduction_analyst",
    "sales",
    "other_department",
    "auditor",
    "administrator",
    "machine",
]


class Me(TypedDict):
    """The token's user, with his rights of this moment. The language is what he chose to read; empty if nothing."""

    username: str
    name: str
    role: str
    language: str
    permissions: list[str]
    companies: list[str]
    token: str
    scopes: list[str]
    expires_at: str


class Health(TypedDict):
    """That the desk and its database answer, and on which business date."""

    status: str
    business_date: str
    last_entry: int


class Amount(TypedDict):
    """An amount in minor units, signed: credits are below zero. `decimal` says the same for reading."""

    minor: int
    currency: str
    decimal: str


class CustomerOut(TypedDict):
    """A bill-to of one selling company."""

    id: int
    company: str
    number: str
    name: str
    legal_name: str
    status: str
    contact_block: str
    risk_class: str
    segment: str
    currency: str
    terms_code: str
    credit_limit: Amount | None
    language: str
    time_zone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str
    email: str
    opened_on: str | None
    parent_id: int | None
    payer_id: int | None
    portfolio_id: int | None
    rep: str | None
    salesperson: SellerOut | None


class FoundOut(TypedDict):
    """What was found, best first: customers, documents by number or purchase order, and documents of this
    amount.
    """

    customers: list[CustomerOut]
    documents: list[ItemOut]
    of_this_amount: list[ItemOut]


class ItemOut(TypedDict):
    """A document on a customer's account. `open` is of the day asked for; the rest is as it is now."""

    id: int
    company: str
    customer_id: int
    kind: str
    number: str
    original: Amount
    open: Amount
    disputed: Amount
    document_date: str
    due_date: str
    discount_date: str | None
    extended_date: str | None
    closed_date: str | None
    terms_code: str
    po_number: str
    order_number: str
    bol_number: str
    reference: str


class SellerOut(TypedDict):
    """Who sells to a customer: the ERP's code (empty: none), and the user name of whoever has one."""

    code: str
    name: str
    email: str
    user: str | None


class JournalOut(TypedDict):
    """One entry of the journal, without names and notes: those are read by an act of its own, which is
    journaled.
    """

    seq: int
    at: str
    by: str
    kind: str
    subject_kind: str
    subject_id: int
    company_id: int | None
    customer_id: int | None
    facts: dict[str, Any]
    hash: str
    previous_hash: str


class PageJournalOut(TypedDict):
    """PageJournalOut"""

    entries: list[JournalOut]
    next: NotRequired[str | None]


class ProofOut(TypedDict):
    """Whether the journal is whole, and the first broken fact where it is not."""

    whole: bool
    broken: list[str]


class PrivateOut(TypedDict):
    """The names and notes of an entry, which are answered once: a repeated request gets null in their place."""

    seq: int
    private: dict[str, Any] | None


class PageTokenOut(TypedDict):
    """PageTokenOut"""

    entries: list[TokenOut]
    next: NotRequired[str | None]


class TokenOut(TypedDict):
    """A token of mine without its secret; it `counts` until it expires or is revoked. `asking` is this one."""

    id: int
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None
    counts: bool
    asking: bool


class NewTokenOut(TypedDict):
    """The same with its secret, which is answered once: a repeated request gets null in its place."""

    id: int
    name: str
    scopes: list[str]
    created_at: str
    expires_at: str
    revoked_at: str | None
    counts: bool
    asking: bool
    secret: str | None


class TokenIn(TypedDict):
    """What the token is for, what it may be used for, and how many days it lasts."""

    name: str
    scopes: list[Scope]
    days: int


class CalendarOut(TypedDict):
    """Since when my ticklers have an address for calendars; null while they have none."""

    made_at: str | None


class NewCalendarOut(TypedDict):
    """The same with the address, which is answered once: a repeated request gets null in its place."""

    made_at: str | None
    address: str | None


class CompanyOut(TypedDict):
    """A selling company."""

    id: int
    code: str
    name: str
    currency: str
    country: str
    mode: str


class PageCompanyOut(TypedDict):
    """PageCompanyOut"""

    entries: list[CompanyOut]
    next: NotRequired[str | None]


class PageCustomerOut(TypedDict):
    """PageCustomerOut"""

    entries: list[CustomerOut]
    next: NotRequired[str | None]


class PagePaymentTermsOut(TypedDict):
    """PagePaymentTermsOut"""

    entries: list[PaymentTermsOut]
    next: NotRequired[str | None]


class PaymentTermsOut(TypedDict):
    """What a company's code for payment terms means, in the trade's notation."""

    id: int
    company: str
    code: str
    description: str
    notation: str


class PageSalespersonOut(TypedDict):
    """PageSalespersonOut"""

    entries: list[SalespersonOut]
    next: NotRequired[str | None]


class SalespersonOut(TypedDict):
    """Who sells for a company, by the ERP's code."""

    code: str
    name: str
    email: str
    user: str | None
    id: int
    company: str


class PagePriceOut(TypedDict):
    """PagePriceOut"""

    entries: list[PriceOut]
    next: NotRequired[str | None]


class PriceOut(TypedDict):
    """What one unit of an item costs, by a list, or agreed with the customer (then `price_list` is empty)."""

    item_number: str
    description: str
    price_list: str
    unit: str
    price: Amount
    valid_from: str
    valid_to: str | None
    import_id: int | None


class ContactOut(TypedDict):
    """A person at the customer; the lowest rank is asked for first. `version` is what a change must name.
    `reports_to_id` is null as well where that person is at an account that I do not see.
    """

    id: int
    name: str
    role: str
    kind: str
    rank: int
    phone: str
    mobile: str
    email: str
    language: str
    time_zone: str
    do_not_contact: bool
    authorised: bool
    preferred_channel: str
    reports_to_id: int | None
    left_on: str | None
    version: int


class PageContactOut(TypedDict):
    """PageContactOut"""

    entries: list[ContactOut]
    next: NotRequired[str | None]


class Because(TypedDict):
    """A reason: a stable code, the sentence, and the facts that fill it."""

    code: str
    sentence: str
    facts: dict[str, str | int]


class ChannelOut(TypedDict):
    """How a channel stands today, and why the person must not be contacted by it; no reason: he may be."""

    channel: str
    state: str
    barred: list[Because]


class MarkOut(TypedDict):
    """What was recorded about reaching the person; no channel means all. The cause is for who reads the history."""

    kind: str
    channel: str
    day: str
    address: str
    cause: str
    by: str
    at: str


class OneContactOut(TypedDict):
    """A person with how he may be reached today and all that was recorded about it, oldest first."""

    id: int
    name: str
    role: str
    kind: str
    rank: int
    phone: str
    mobile: str
    email: str
    language: str
    time_zone: str
    do_not_contact: bool
    authorised: bool
    preferred_channel: str
    reports_to_id: int | None
    left_on: str | None
    version: int
    customer_id: int
    channels: list[ChannelOut]
    marks: list[MarkOut]


class CardIn(TypedDict):
    """What is known of a person. What is left out is empty."""

    name: str
    role: NotRequired[str]
    kind: NotRequired[
        Literal["", "ap_clerk", "ap_manager", "controller", "finance_head", "owner", "buyer", "sales", "attorney"]
    ]
    rank: NotRequired[int]
    phone: NotRequired[str]
    mobile: NotRequired[str]
    email: NotRequired[str]
    language: NotRequired[str]
    time_zone: NotRequired[str]
    reports_to_id: NotRequired[int | None]
    preferred_channel: NotRequired[Literal["", "call", "email", "letter"]]
    authorised: NotRequired[bool]


class EscalationOut(TypedDict):
    """Whom to ask for, one after the other."""

    entries: list[RungOut]


class RungOut(TypedDict):
    """Whom to ask for next, and why."""

    contact_id: int
    customer_id: int
    name: str
    role: str
    reason: Because


class ChangeContactIn(TypedDict):
    """The whole card as it is to be, and the version of the one that it takes the place of."""

    name: str
    role: NotRequired[str]
    kind: NotRequired[
        Literal["", "ap_clerk", "ap_manager", "controller", "finance_head", "owner", "buyer", "sales", "attorney"]
    ]
    rank: NotRequired[int]
    phone: NotRequired[str]
    mobile: NotRequired[str]
    email: NotRequired[str]
    language: NotRequired[str]
    time_zone: NotRequired[str]
    reports_to_id: NotRequired[int | None]
    preferred_channel: NotRequired[Literal["", "call", "email", "letter"]]
    authorised: NotRequired[bool]
    version: int


class DepartureIn(TypedDict):
    """The last day with the customer; null: the person is there after all."""

    left_on: str | None
    version: int


class MarkIn(TypedDict):
    """What is known about reaching the person. A failure names the channel, and the number or address that
    failed.
    """

    kind: Literal["consented", "opted_out", "failed", "represented", "cleared"]
    channel: NotRequired[Literal["", "call", "email", "letter"]]
    day: NotRequired[str | None]
    cause: NotRequired[str]
    address: NotRequired[str]


class PageTimelineOut(TypedDict):
    """PageTimelineOut"""

    entries: list[TimelineOut]
    next: NotRequired[str | None]


class TimelineOut(TypedDict):
    """One thing that happened: in words, and by `code`. What the ledger booked has a day; its hour is noon in
    UTC.
    """

    at: str
    kind: str
    code: str
    what: str
    by: str
    subject_kind: str
    subject_id: int
    visibility: str
    body: str
    reasons: list[Because]
    amount: Amount | None
    corrected: bool


class DocumentOut(TypedDict):
    """A file that was attached to an account. Its kind is read from its content."""

    id: int
    customer_id: int
    name: str
    description: str
    media_type: str
    size: int
    sha256: str
    visibility: str
    by: str
    at: str


class PageDocumentOut(TypedDict):
    """PageDocumentOut"""

    entries: list[DocumentOut]
    next: NotRequired[str | None]


class AttachIn(TypedDict):
    """What the file is, and who may read it."""

    description: NotRequired[str]
    visibility: NotRequired[Literal["status", "history", "restricted"]]


class PageItemOut(TypedDict):
    """PageItemOut"""

    entries: list[ItemOut]
    next: NotRequired[str | None]


class EntryOut(TypedDict):
    """One line of a posting: it moves an item or an account. `open_after` is what was open of the item then."""

    posting_id: int
    line: int
    posting_date: str
    kind: str
    item_id: int | None
    customer_id: int | None
    account: str
    amount: Amount
    open_after: NotRequired[Amount | None]


class PageEntryOut(TypedDict):
    """PageEntryOut"""

    entries: list[EntryOut]
    next: NotRequired[str | None]


class PostingOut(TypedDict):
    """One business act on one day, with those of its entries that I may see. `reason` is history, or empty."""

    id: int
    company: str
    kind: str
    posting_date: str
    recorded_at: str
    by: str
    reason: str
    reverses_id: int | None
    reversed_by_id: int | None
    entries: list[EntryOut]


class BucketOut(TypedDict):
    """One age: its days past due from and to, and the claims in it."""

    label: str
    from_days: int | None
    to_days: int | None
    claims: Amount


class PagePositionOut(TypedDict):
    """PagePositionOut"""

    entries: list[PositionOut]
    next: NotRequired[str | None]


class PositionOut(TypedDict):
    """What a customer owes in one currency today. Credits stand beside the claims and are below zero."""

    customer_id: int
    currency: str
    as_of: str
    open: Amount
    past_due: Amount
    collectable: Amount
    disputed: Amount
    unapplied: Amount
    credit_memos: Amount
    balance: Amount
    buckets: list[BucketOut]
    oldest_due_date: str | None
    oldest_days: int


class PageStatementOut(TypedDict):
    """PageStatementOut"""

    entries: list[StatementOut]
    next: NotRequired[str | None]


class StatementOut(TypedDict):
    """What a customer owed in one currency at the end of a day; its `lines` are asked for by themselves."""

    currency: str
    as_of: str
    claims: Amount
    credits: Amount
    balance: Amount
    past_due: Amount
    buckets: list[BucketOut]
    lines: int


class PageStatementLineOut(TypedDict):
    """PageStatementLineOut"""

    entries: list[StatementLineOut]
    next: NotRequired[str | None]


class StatementLineOut(TypedDict):
    """An open item on a statement, with what was open of it at the end of the day, and its `part` of the figure."""

    item_id: int
    kind: str
    number: str
    document_date: str
    due_date: str
    aged_from: str
    open: Amount
    disputed: Amount
    part: Amount
    days_past_due: int
    bucket: str


class CashDayOut(TypedDict):
    """What came of one kind on a day and how it stands now: the parts after `received` add up to it. `matched_…`
    and what follows was done on the day.
    """

    company: str
    account: str
    currency: str
    channel: str
    payments: int
    received: Amount
    by_machine: Amount
    by_people: Amount
    elsewhere: Amount
    on_account: Amount
    refund_or_settlement_asked: Amount
    unapplied: Amount
    unidentified: Amount
    returned: Amount
    taken_back: Amount
    matched_by_machine: Amount
    matched_by_people: Amount
    discounts: Amount
    small_differences: Amount
    deductions: Amount
    matches_taken_back: Amount
    payments_returned: Amount


class PageCashDayOut(TypedDict):
    """PageCashDayOut"""

    entries: list[CashDayOut]
    next: NotRequired[str | None]


class BankDifferenceOut(TypedDict):
    """A line by which bank and books differ: what the bank has more, below zero what less."""

    side: str
    day: str
    amount: Amount
    text: str
    explained: str
    is_explained: bool
    line_id: int | None
    posting_id: int | None


class BankReconciliationOut(TypedDict):
    """An account over some days. `difference` is the sum of `differences`; `rest` is what no line explains."""

    account_id: int
    first: str
    last: str
    opening: Amount | None
    closing: Amount | None
    moved_at_bank: Amount
    moved_in_books: Amount
    difference: Amount
    unexplained: Amount
    rest: Amount
    is_reconciled: bool
    differences: list[BankDifferenceOut]


class ExplainedLineOut(TypedDict):
    """A line of the bank with what it is."""

    id: int
    day: str
    amount: Amount
    text: str
    explained: str
    explained_by: str


class ExplainLineIn(TypedDict):
    """What the line is."""

    why: str


class PageUnappliedOut(TypedDict):
    """PageUnappliedOut"""

    entries: list[UnappliedOut]
    next: NotRequired[str | None]


class UnappliedOut(TypedDict):
    """Money of a customer that pays nothing yet, by days since its value date. The ages are the policy's
    (`cash.unapplied_ages`), the youngest first. What is to be asked about is so old
    (`cash.unapplied_ask_days`), and nobody has decided about it.
    """

    customer_id: int | None
    customer: str
    part: str
    payments: int
    total: Amount
    ages: list[Amount]
    oldest: str | None
    to_be_asked_about: bool


class PageReviewedMatchOut(TypedDict):
    """PageReviewedMatchOut"""

    entries: list[ReviewedMatchOut]
    next: NotRequired[str | None]


class ReviewedMatchOut(TypedDict):
    """A match with what it rests on, and who looked it through."""

    id: int
    receipt_id: int
    payment: str
    customer_id: int | None
    posting_date: str
    applied: Amount
    items: int
    is_automatic: bool
    rank: int | None
    basis: str
    confidence_thousandths: int
    reasons: list[Because]
    policy_version: int | None
    by: str
    reviewed_by: str
    reviewed_at: str | None
    taken_back: str
    taken_back_on: str | None


class SignedMatchesOut(TypedDict):
    """The matches as they are signed now."""

    matches: list[ReviewedMatchOut]


class SignMatchesIn(TypedDict):
    """The matches that were looked through."""

    match_ids: list[int]


class AdviceOut(TypedDict):
    """One thing to fix, and how many payments it would help."""

    reason: Because
    payments: int
    customer_id: int | None


class MatchFiguresOut(TypedDict):
    """The figures of some payments in one currency. A hit is what was posted without a person."""

    group: str
    of: str
    customer_id: int | None
    currency: str
    payments: int
    received: Amount
    by_payment: RateOut
    by_envelope: RateOut
    by_line: RateOut
    by_value: RateOut
    wrong: RateOut
    wrong_by_machine: RateOut
    outcomes: dict[str, int]
    times_measured: int
    seconds_median: int | None
    seconds_ninetieth: int | None


class MatchReportOut(TypedDict):
    """The figures of a period: of all payments, by channel, by week, by payer; and what to fix."""

    first: str
    last: str
    figures: list[MatchFiguresOut]
    advice: list[AdviceOut]


class RateOut(TypedDict):
    """A part, the whole that it is of, and the share in per cent; by value both are minor units."""

    part: int
    whole: int
    percent: str | None


class AgingOut(TypedDict):
    """Claims of a company, portfolio or customer by age, in one currency; credits stand beside them, below zero."""

    company: str
    portfolio_id: int | None
    customer_id: int | None
    currency: str
    as_of: str
    basis: AgingBasis
    open: Amount
    past_due: Amount
    buckets: list[BucketOut]
    unapplied: Amount
    credit_memos: Amount
    oldest_date: str | None


class PageAgingOut(TypedDict):
    """PageAgingOut"""

    entries: list[AgingOut]
    next: NotRequired[str | None]


class ApplicationIn(TypedDict):
    """A payment or credit memo, and what it pays."""

    credit_item_id: int
    to: list[ApplicationLine]
    posting_date: NotRequired[str | None]


class ApplicationLine(TypedDict):
    """How much of the credit pays which item, and the discount allowed with it, in the credit's minor units."""

    item_id: int
    amount_minor: int
    discount_minor: NotRequired[int]


class ReversalIn(TypedDict):
    """Why a posting is taken back, and on which day."""

    reason: str
    posting_date: NotRequired[str | None]


class RequestEvidenceOut(TypedDict):
    """What is shown, and by what."""

    shows: str
    document_id: int | None
    activity_id: int | None
    link: str
    words: str


class RequestLineOut(TypedDict):
    """A document of the request; `item_id` is null where the request makes a document of its own."""

    item_id: int | None
    number: str
    amount: Amount
    tax: Amount


class RequestOut(TypedDict):
    """A request as it stands. `sha256` names its content: whoever decides says which one he saw. `terms` has
    what plans, settlements, releases and limits say beside documents and amounts.
    """

    id: int
    company: str
    customer_id: int
    kind: str
    state: str
    revision: int
    sha256: str
    amount: Amount
    reason: str
    words: str
    direction: str
    until: str | None
    status: str
    lines: list[RequestLineOut]
    evidence: list[RequestEvidenceOut]
    prepared_by: str
    submitted_on: str | None
    needs_level: str
    terms: dict[str, Any]


class ExtensionIn(TypedDict):
    """Until when the item is not to be asked for, why, and what the customer agreed to: the reason, if left out."""

    extended_date: str
    reason: str
    agreement: NotRequired[str]


class ResidualIn(TypedDict):
    """How much of the item becomes a deduction, under which number, and what the customer withheld it for."""

    amount_minor: int
    number: str
    reference: str
    posting_date: NotRequired[str | None]


class DisputeIn(TypedDict):
    """How much of the item the customer contests; 0 for nothing any more."""

    disputed_minor: int
    reason: str


class PageReturnedOut(TypedDict):
    """PageReturnedOut"""

    entries: list[ReturnedOut]
    next: NotRequired[str | None]


class ReturnedOut(TypedDict):
    """A payment that came back; the receipt is null until it is found, `paid_by` until it is presented again."""

    id: int
    code: str
    reason: str
    amount: Amount
    day: str
    reference: str
    payer: str
    state: str
    receipt_id: int | None
    customer_id: int | None
    posting_date: str | None
    fee_item_id: int | None
    paid_by: int | None
    why: str


class ReturnedCandidateOut(TypedDict):
    """A payment that a return may be of, with what speaks for it."""

    receipt_id: int
    revision: int
    number: str
    value_date: str
    certain: bool
    reasons: list[Because]


class WaitingReturnOut(TypedDict):
    """A return with the payments in question: those that it may be of, and those presented again since."""

    id: int
    code: str
    reason: str
    amount: Amount
    day: str
    reference: str
    payer: str
    state: str
    receipt_id: int | None
    customer_id: int | None
    posting_date: str | None
    fee_item_id: int | None
    paid_by: int | None
    why: str
    in_question: list[ReturnedCandidateOut]
    presented_again: list[ReturnedCandidateOut]


class TakeIn(TypedDict):
    """Which payment came back, as it was seen; `fee` where the contract allows ours."""

    receipt_id: int
    revision: int
    fee: NotRequired[bool]


class ReturnIn(TypedDict):
    """That a payment came back of which no bank file told."""

    code: NotRequired[str]
    reason: str
    day: str
    fee: NotRequired[bool]
    revision: int


class AsideIn(TypedDict):
    """Why a return is set aside, or taken up again."""

    reason: str


class AgainIn(TypedDict):
    """The payment that is the returned one presented again."""

    receipt_id: int


class SpecialReceiptOut(TypedDict):
    """A payment after somebody decided about it; `unapplied` pays nothing yet."""

    receipt_id: int
    number: str
    standing: str
    until: str | None
    revision: int
    unapplied: Amount


class HeldCheckIn(TypedDict):
    """A payment as it was seen."""

    revision: int


class ReasonSeenIn(TypedDict):
    """Why, about a payment as it was seen."""

    reason: str
    revision: int


class SettlementIn(TypedDict):
    """Whether an offer of payment in full settles the debt; if not, it is to be paid back."""

    reason: str
    revision: int
    settles: bool


class ExchangeIn(TypedDict):
    """Which currency the rest becomes money of; `taken_minor` in it, null for what the rate gives."""

    currency: str
    taken_minor: NotRequired[int | None]
    revision: int


class PageRefundOut(TypedDict):
    """PageRefundOut"""

    entries: list[RefundOut]
    next: NotRequired[str | None]


class RefundOut(TypedDict):
    """Money that a payer is to have back; whoever asked for it does not decide."""

    id: int
    receipt_id: int
    amount: Amount
    why: str
    state: str
    asked_by: str
    decided_by: str | None


class PageReceiptOut(TypedDict):
    """PageReceiptOut"""

    entries: list[ReceiptOut]
    next: NotRequired[str | None]


class ReceiptOut(TypedDict):
    """A payment that came. `customer_id` and `item_id` are null while nobody is known to have paid it."""

    id: int
    company: str
    number: str
    channel: str
    amount: Amount
    left: Amount
    value_date: str
    posting_date: str | None
    trace: str
    payer_name: str
    payer_account: str
    text: str
    customer_id: int | None
    item_id: int | None
    standing: str
    standing_why: str
    standing_until: str | None
    revision: int


class ReceiptIn(TypedDict):
    """A payment that no bank file told of. Without a customer it is unidentified."""

    company: str
    amount_minor: int
    currency: str
    value_date: str
    posting_date: NotRequired[str | None]
    channel: NotRequired[Literal["transfer", "lockbox", "check", "card", "cash"]]
    customer_id: NotRequired[int | None]
    trace: NotRequired[str]
    payer_name: NotRequired[str]
    text: NotRequired[str]


class MatchLineOut(TypedDict):
    """What a match does to an item, in minor units: applied (below zero where a credit is used), and closed
    besides.
    """

    item_id: int
    applied_minor: int
    discount_minor: NotRequired[int]
    short_minor: NotRequired[int]
    deduction_minor: NotRequired[int]
    claim: NotRequired[str]


class MatchOut(TypedDict):
    """What a payment was matched to, by a person or the machine; `taken_back` says why it does not stand any
    more. Lines on items that the caller may not see are left out.
    """

    id: int
    receipt_id: int
    posting_date: str
    lines: list[MatchLineOut]
    applied: Amount
    is_automatic: bool
    rank: int | None
    basis: str
    confidence: int
    by: str
    at: str
    taken_back: str
    taken_back_on: str | None
    taken_back_why: str


class ReceiptEventOut(TypedDict):
    """One thing that happened to a payment: by whom, when, why; of a match or of a payer's list, which."""

    at: str
    by: str
    what: Literal["received", "listed", "identified", "off", "decided", "matched", "reviewed", "taken_back", "returned"]
    why: str
    standing: str
    match_id: int | None
    remittance_id: int | None


class ReceiptProposalOut(TypedDict):
    """A way in which the payment may be matched; the confidence is in thousandths."""

    rank: int
    lines: list[MatchLineOut]
    on_account: Amount
    basis: str
    confidence: int
    reasons: list[Because]


class WorkedReceiptOut(TypedDict):
    """A payment with who may have paid it, the proposals, what keeps it from matching by itself, its matches,
    and everything that happened to it, the oldest first. Proposals on items that the caller may not see are
    left out.
    """

    id: int
    company: str
    number: str
    channel: str
    amount: Amount
    left: Amount
    value_date: str
    posting_date: str | None
    trace: str
    payer_name: str
    payer_account: str
    text: str
    customer_id: int | None
    item_id: int | None
    standing: str
    standing_why: str
    standing_until: str | None
    revision: int
    payer_ids: list[int]
    payer_reasons: list[Because]
    proposals: list[ReceiptProposalOut]
    stops: list[Because]
    is_ambiguous: bool
    matches: list[MatchOut]
    history: list[ReceiptEventOut]


class MatchIn(TypedDict):
    """A match: the lines, or the `rank` of a proposal that is accepted as it stands. `customer_id` is who paid."""

    revision: int
    customer_id: NotRequired[int | None]
    rank: NotRequired[int | None]
    lines: NotRequired[list[MatchLineIn]]


class MatchLineIn(TypedDict):
    """What is to happen to an item; `claim` is the payer's own number or word for what he deducts."""

    item_id: int
    applied_minor: NotRequired[int]
    discount_minor: NotRequired[int]
    short_minor: NotRequired[int]
    deduction_minor: NotRequired[int]
    claim: NotRequired[str]


class ReceiptPayerIn(TypedDict):
    """Who paid; null takes the money off the account that it is on, for the reason `why`."""

    revision: int
    customer_id: int | None
    why: NotRequired[str]


class ReceiptSameIn(TypedDict):
    """The payment entered by hand that the bank tells of."""

    revision: int
    receipt_id: int


class ReceiptStandingIn(TypedDict):
    """What becomes of money that pays nothing; empty: it is to be worked again."""

    revision: int
    standing: Literal["", "on_account", "refund", "full_settlement"]
    why: NotRequired[str]


class MatchTakeBackIn(TypedDict):
    """Why a match is taken back; `wrong` ones count as such in the analytics."""

    cause: Literal["wrong", "other"]
    why: str


class PageRemittanceOut(TypedDict):
    """PageRemittanceOut"""

    entries: list[RemittanceOut]
    next: NotRequired[str | None]


class RemittanceOut(TypedDict):
    """What a payer says that a payment of his pays. `mail_id` and `import_id` say where it came from."""

    id: int
    company: str
    state: str
    customer_id: int | None
    payer_name: str
    payment_reference: str
    payment_date: str | None
    paid: Amount | None
    documents: int
    receipt_id: int | None
    mail_id: int | None
    attachment_id: int | None
    import_id: int | None
    received_at: str
    held_for: list[Because]
    noticed: list[Because]
    decided_by: str
    why: str
    revision: int


class RemittanceLineOut(TypedDict):
    """A document that the payer names, in minor units of the list's currency; null where he tells no amount."""

    number: str
    paid_minor: int | None
    discount_minor: int
    deduction_minor: int
    claim: str


class TogetherOut(TypedDict):
    """Payments that make the list's amount together; with `remittance_ids` the lists that it makes one payment
    with.
    """

    receipt_ids: list[int]
    remittance_ids: list[int]


class WholeRemittanceOut(TypedDict):
    """The list with its documents. `together`: what it may be of besides one payment; of several none is proved."""

    id: int
    company: str
    state: str
    customer_id: int | None
    payer_name: str
    payment_reference: str
    payment_date: str | None
    paid: Amount | None
    documents: int
    receipt_id: int | None
    mail_id: int | None
    attachment_id: int | None
    import_id: int | None
    received_at: str
    held_for: list[Because]
    noticed: list[Because]
    decided_by: str
    why: str
    revision: int
    lines: list[RemittanceLineOut]
    together: list[TogetherOut]


class AcceptRemittanceIn(TypedDict):
    """The list as it is accepted: with a receipt it is that payment's, else it waits for its payment."""

    revision: int
    customer_id: int
    currency: str
    lines: list[RemittanceLineIn]
    amount_minor: NotRequired[int | None]
    payment_reference: NotRequired[str]
    payment_date: NotRequired[str | None]
    receipt_id: NotRequired[int | None]
    why: NotRequired[str]


class RemittanceLineIn(TypedDict):
    """A document of the list; what is taken of a credit is below zero, what is taken off above."""

    number: str
    paid_minor: NotRequired[int | None]
    discount_minor: NotRequired[int]
    deduction_minor: NotRequired[int]
    claim: NotRequired[str]


class PaymentsOfListIn(TypedDict):
    """The payments that the list tells of together; or one payment, and the other lists that tell of it."""

    revision: int
    receipt_ids: list[int]
    remittance_ids: NotRequired[list[int]]


class SetRemittanceAsideIn(TypedDict):
    """Why the list is set aside, as it was seen."""

    revision: int
    why: str


class LetterOut(TypedDict):
    """A letter. `version` counts its changes: name the one that you saw. `missing` are the fields that block it."""

    id: int
    version: int
    customer_id: int
    kind: LetterKind
    state: str
    language: LetterLanguage
    channel: str
    contact_id: int | None
    recipient_name: str
    recipient: str
    business_day: str
    subject: str
    asks_for: list[Amount]
    step: str
    text_version: int
    missing: list[str]
    reason: Because | None
    sha256: str
    drafted_by: str | None
    drafted_at: str
    released_by: str | None
    released_at: str | None
    settled_at: str | None
    activity_id: int | None


class HoldCodeOut(TypedDict):
    """A reason for which an order is held. The sentence is for those who may read an account's history."""

    code: str
    because: Because | None


class OrderOut(TypedDict):
    """An order as its newest version says it, and where it stands."""

    id: int
    company: str
    customer_id: int
    number: str
    version: int
    placed_on: str
    ship_date: str | None
    amount: Amount
    open: Amount
    terms_code: str
    is_cod: bool
    po_number: str
    standing: str
    standing_since: str
    holds: list[HoldCodeOut]
    revision: int


class PageOrderOut(TypedDict):
    """PageOrderOut"""

    entries: list[OrderOut]
    next: NotRequired[str | None]


class OrderIn(TypedDict):
    """A version of an order as the ERP has it. `delivered_minor` is what was invoiced of it so far.
    `discount_ppm` and `is_cod` that are not told stay as they were told, or accepted by the customer, before.
    """

    company: str
    customer: str
    number: str
    version: int
    placed_on: str
    currency: str
    amount_minor: int
    delivered_minor: NotRequired[int]
    ship_date: NotRequired[str | None]
    terms_code: NotRequired[str]
    discount_ppm: NotRequired[int | None]
    is_cod: NotRequired[bool | None]
    po_number: NotRequired[str]
    salesperson_code: NotRequired[str]
    is_cancelled: NotRequired[bool]
    lines: NotRequired[list[OrderLineIn]]


class OrderLineIn(TypedDict):
    """A line of an order; the lines together are its amount."""

    number: str
    amount_minor: int
    item: NotRequired[str]
    quantity: NotRequired[str]
    ship_date: NotRequired[str | None]


class AlternativeOut(TypedDict):
    """A way to let the order go: what is paid first, what ships now, what is at risk then."""

    kind: str
    because: Because
    pay: Amount
    ship: Amount
    exposure: Amount
    lines: list[str]
    until: str | None


class ExcludedHoldOut(TypedDict):
    """A reason that would hold the order, and why the policy leaves it alone; `by` is the rule of that
    exclusion.
    """

    code: str
    because: Because
    excluded: Because
    by: str


class ExposurePartOut(TypedDict):
    """One part of what is at risk."""

    name: str
    amount: Amount


class FoundHoldOut(TypedDict):
    """A reason that holds the order now, and what must be paid for it to fall; null where money does not help."""

    code: str
    because: Because
    cure: Amount | None


class KeptMoneyOut(TypedDict):
    """Money of a payment that is kept for an order."""

    id: int
    order_id: int
    item_id: int
    amount: Amount
    ended_at: str | None


class OfferOut(TypedDict):
    """A way out that the customer was offered: open, accepted, declined, lapsed, withdrawn or fulfilled."""

    id: int
    order_id: int
    kind: str
    because: Because
    pay: Amount
    ship: Amount
    until: str
    state: str
    made_at: str


class OrderInQuestionOut(TypedDict):
    """A held order as it is judged now: all that holds it, what is at risk, who may let it go, what could be
    done.
    """

    id: int
    company: str
    customer_id: int
    number: str
    version: int
    placed_on: str
    ship_date: str | None
    amount: Amount
    open: Amount
    terms_code: str
    is_cod: bool
    po_number: str
    standing: str
    standing_since: str
    holds: list[HoldCodeOut]
    revision: int
    found: list[FoundHoldOut]
    excluded: list[ExcludedHoldOut]
    exposure: Amount
    exposure_parts: list[ExposurePartOut]
    limit: Amount | None
    may_release: bool
    authority: list[Because]
    alternatives: list[AlternativeOut]
    offers: list[OfferOut]
    releases: list[ReleaseOut]
    kept: list[KeptMoneyOut]


class ReleaseOut(TypedDict):
    """That somebody let the order go: for which reasons, until when, and how that ended."""

    id: int
    codes: list[str]
    until: str
    comment: str
    by: str
    at: str
    ended_at: str | None
    ended_because: str


class DecideOrderIn(TypedDict):
    """Why an order is let go or rejected. `revision` is that of the order as it was seen."""

    revision: int
    comment: str


class AskAgainIn(TypedDict):
    """Why an order is to be let go, asked anew; `seen_revision` is that of the request as it was seen."""

    revision: int
    comment: str
    seen_revision: int


class AccountHoldOut(TypedDict):
    """A hold that a person put on orders."""

    id: int
    customer_id: int
    order_id: int | None
    why: str
    until: str | None
    lifted_at: str | None


class HoldOrdersIn(TypedDict):
    """Why all orders of a customer, or one of them, are held by hand, and until when if that ends by itself."""

    why: str
    order_id: NotRequired[int | None]
    until: NotRequired[str | None]


class LiftHoldIn(TypedDict):
    """Why the hold need not stand any more."""

    because: str


class OfferIn(TypedDict):
    """The way out that the customer is offered."""

    kind: Literal["pay_debt", "wait_for_promise", "deposit", "ship_part", "prepay", "cod", "temporary_limit"]
    revision: int


class OfferAnswerIn(TypedDict):
    """What the customer answered, or that the offer is taken back, with a note."""

    answer: Literal["accepted", "declined", "withdrawn"]
    note: NotRequired[str]


class KeepMoneyIn(TypedDict):
    """The payment of which so much is kept for the order."""

    item_id: int
    amount_minor: int


class TemporaryLimitOut(TypedDict):
    """A limit that stands until a day."""

    id: int
    customer_id: int
    limit: Amount
    first_day: str
    until: str
    ended_at: str | None


class TemporaryLimitIn(TypedDict):
    """A limit in minor units of the customer's currency, until a day."""

    limit_minor: int
    until: str
    why: str


class OrderDecisionOut(TypedDict):
    """What became of an order: the ERP carries it out, and answers by `id`."""

    id: int
    company: str
    order: str
    customer: str
    version: int
    kind: str
    facts: dict[str, Any]
    at: str
    state: str
    reason: str


class PageOrderDecisionOut(TypedDict):
    """PageOrderDecisionOut"""

    entries: list[OrderDecisionOut]
    next: NotRequired[str | None]


class OrderDecisionAnswerIn(TypedDict):
    """Whether the ERP carried it out; a no with its reason."""

    answer: Literal["accepted", "refused"]
    reason: NotRequired[str]


class TicklerOut(TypedDict):
    """A next action on an account. `version` goes into the next act on it: nobody overrides what he has not
    seen. `due_time` is by the clock of the account's company; null at any time of the day. `about_order` is
    the order that it leads to.
    """

    id: int
    customer_id: int
    owner: str
    about_order: int | None
    kind: TicklerKind
    due_date: str | None
    due_time: str | None
    cause: str
    state: str
    version: int
    created_at: str


class SalesAnswerIn(TypedDict):
    """What sales answers about an account on hold: that a promotion explains a short payment, that the customer
    says on which day it paid, or a word. The amount is in minor units of the customer's currency.
    """

    kind: AnswerKind
    note: NotRequired[str]
    paid_on: NotRequired[str | None]
    amount_minor: NotRequired[int | None]


class MentionIn(TypedDict):
    """Which colleague is asked to look at the order, by user name, and what it is about."""

    colleague: str
    word: str


class PageRequestOut(TypedDict):
    """PageRequestOut"""

    entries: list[RequestOut]
    next: NotRequired[str | None]


class RequestEvidenceIn(TypedDict):
    """What is shown: a document or an entry of the account, a link, or words."""

    shows: Literal["proof", "efforts", "agreement", "finances", "exception", "outside_approval"]
    document_id: NotRequired[int | None]
    activity_id: NotRequired[int | None]
    link: NotRequired[str]
    words: NotRequired[str]


class RequestIn(TypedDict):
    """A new request on a customer's account."""

    currency: str
    lines: NotRequired[list[RequestLineIn]]
    reason: NotRequired[str]
    words: str
    direction: NotRequired[Literal["credit", "debit"]]
    until: NotRequired[str | None]
    status: NotRequired[Literal["", "active", "hold", "cod", "cia", "closed"]]
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    customer_id: int
    kind: Literal["adjustment", "write_off", "extension", "status"]


class RequestLineIn(TypedDict):
    """A document with the amount to move and the tax in it. A debit adjustment names no item, but what it is
    for.
    """

    item_id: NotRequired[int | None]
    number: NotRequired[str | None]
    amount_minor: int
    tax_minor: NotRequired[int]


class AheadOut(TypedDict):
    """One line of what carrying it out does."""

    what: str
    amount: Amount | None
    before: str
    after: str


class RequestCountedOut(TypedDict):
    """An approved request that counts towards the limit for another one, in the policy's currency."""

    request_id: int
    customer_id: int
    kind: str
    amount: Amount
    on: str
    by: str


class RequestDecisionOut(TypedDict):
    """What was decided about one revision of a request, by whom and for whom."""

    revision: int
    decision: str
    by: str
    on_behalf_of: str | None
    at: str
    words: str
    policy_version: int


class WholeRequestOut(TypedDict):
    """A request with what it will do, who may decide, and what was decided. `counted` is what was given up in
    the family, or the levels that the limit had, within the policy's days.
    """

    id: int
    company: str
    customer_id: int
    kind: str
    state: str
    revision: int
    sha256: str
    amount: Amount
    reason: str
    words: str
    direction: str
    until: str | None
    status: str
    lines: list[RequestLineOut]
    evidence: list[RequestEvidenceOut]
    prepared_by: str
    submitted_on: str | None
    needs_level: str
    terms: dict[str, Any]
    effect: list[AheadOut]
    counted: list[RequestCountedOut]
    may_approve: bool
    reasons: list[Because]
    waiting_business_days: int
    is_late: bool
    decisions: list[RequestDecisionOut]


class RequestRevisionIn(TypedDict):
    """Another content for an open request, and the revision that it takes the place of."""

    currency: str
    lines: NotRequired[list[RequestLineIn]]
    reason: NotRequired[str]
    words: str
    direction: NotRequired[Literal["credit", "debit"]]
    until: NotRequired[str | None]
    status: NotRequired[Literal["", "active", "hold", "cod", "cia", "closed"]]
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    seen_revision: int


class RequestDecisionIn(TypedDict):
    """What is decided about the content that was seen; a no and a question need words."""

    decision: Literal["approve", "refuse", "send_back"]
    sha256: str
    words: NotRequired[str]


class RequestReversalIn(TypedDict):
    """Why what a request did is taken back, and the content that was seen."""

    sha256: str
    reason: str


class RecoveryOut(TypedDict):
    """Money that was credited to the allowance for a claim that was written off."""

    id: int
    request_id: int
    posting_id: int
    amount: Amount


class RecoveryIn(TypedDict):
    """How much of which payment of the customer came for the claims that were written off."""

    payment_item_id: int
    amount_minor: int


class PageWorksheetBriefOut(TypedDict):
    """PageWorksheetBriefOut"""

    entries: list[WorksheetBriefOut]
    next: NotRequired[str | None]


class WorksheetBriefOut(TypedDict):
    """Whose a worksheet is, who prepared it, and why."""

    id: int
    number: str
    company: str
    customer_id: int
    words: str
    prepared_by: str
    prepared_on: str


class BookedLineOut(TypedDict):
    """A line with where it is booked."""

    request_id: int
    item_id: int | None
    number: str
    claim: str
    amount: Amount
    tax: Amount
    reason: str
    account: str
    cost_centre: str


class BookedOut(TypedDict):
    """What the lines of a reason, account, cost centre and currency come to."""

    reason: str
    account: str
    cost_centre: str
    amount: Amount
    tax: Amount
    net: Amount


class WorksheetOut(TypedDict):
    """A worksheet as its requests stand."""

    id: int
    number: str
    company: str
    customer_id: int
    words: str
    prepared_by: str
    prepared_on: str
    lines: list[BookedLineOut]
    totals: list[BookedOut]
    evidence: list[RequestEvidenceOut]
    requests: list[WorksheetRequestOut]


class WorksheetRequestOut(TypedDict):
    """A request of the worksheet, how far it is, who decided it and what was posted."""

    id: int
    state: str
    sha256: str
    reason: str
    amount: Amount
    decided_by: str | None
    decided_on: str | None
    posting_ids: list[int]


class WorksheetIn(TypedDict):
    """A worksheet about documents of one customer. `submit` lays it before those who decide; else they are
    drafts.
    """

    customer_id: int
    lines: list[WorksheetLineIn]
    words: str
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]


class WorksheetLineIn(TypedDict):
    """A document, how much of it falls, what for, and the tax in that; null: its part of the document's tax."""

    item_id: int
    amount_minor: int
    tax_minor: NotRequired[int | None]
    reason: str
    claim: NotRequired[str]


class WorksheetLoadIn(TypedDict):
    """Whether what the form asks for is laid before those who decide."""

    submit: NotRequired[bool]


class PageSettlementOut(TypedDict):
    """PageSettlementOut"""

    entries: list[SettlementOut]
    next: NotRequired[str | None]


class SettlementOut(TypedDict):
    """A settlement that was offered. `paid` and `forgiven` are as it was last judged."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    offer: Amount
    paid: Amount
    forgiven: Amount
    offered_on: str
    last_day: str
    lapses_after: str
    method: str
    since: str


class AskSettlementIn(TypedDict):
    """A settlement that is asked for on a customer's account."""

    currency: str
    lines: list[SettlementLineIn]
    offer_minor: int
    pay_by: str
    method: str
    payment_item_ids: NotRequired[list[int]]
    words: str
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    customer_id: int


class SettlementLineIn(TypedDict):
    """A document with the amount that is settled about and the tax in it."""

    item_id: int
    amount_minor: int
    tax_minor: NotRequired[int]


class SettlementClaimOut(TypedDict):
    """A document of a settlement: what was settled about, and what is open of it now."""

    item_id: int
    number: str
    settled: Amount
    open: Amount


class WholeSettlementOut(TypedDict):
    """A settlement with its documents, and what is still to be paid as the ledger knows it now."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    offer: Amount
    paid: Amount
    forgiven: Amount
    offered_on: str
    last_day: str
    lapses_after: str
    method: str
    since: str
    claims: list[SettlementClaimOut]
    missing: Amount


class SettlementRevisionIn(TypedDict):
    """Other terms for an open request to settle, and the revision that they take the place of."""

    currency: str
    lines: list[SettlementLineIn]
    offer_minor: int
    pay_by: str
    method: str
    payment_item_ids: NotRequired[list[int]]
    words: str
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    seen_revision: int


class PagePlacementOut(TypedDict):
    """PagePlacementOut"""

    entries: list[PlacementOut]
    next: NotRequired[str | None]


class PlacementOut(TypedDict):
    """An account that was placed. `remitted`, `paid_directly` and `fees` count what was not taken back."""

    id: int
    company: str
    customer_id: int
    request_id: int
    agency_id: int
    agency: str
    state: str
    debt: Amount
    open: Amount
    remitted: Amount
    paid_directly: Amount
    fees: Amount
    fee_percent: str
    placed_on: str
    back_by: str
    ended_on: str | None


class AskPlacementIn(TypedDict):
    """An account in one currency that is recommended for an agency, with what its packet says beside the facts."""

    customer_id: int
    agency_id: int
    currency: str
    words: str
    efforts: str
    papers: NotRequired[list[Literal["invoices", "statement", "delivery", "contract", "guarantee", "correspondence"]]]
    traced: NotRequired[str]
    assets: NotRequired[str]
    submit: NotRequired[bool]


class PlacedDocumentOut(TypedDict):
    """A document of a placement: what was placed, and what is open of it now."""

    item_id: int
    number: str
    placed: Amount
    open: Amount


class WholePlacementOut(TypedDict):
    """A placement with its documents, and why it is over."""

    id: int
    company: str
    customer_id: int
    request_id: int
    agency_id: int
    agency: str
    state: str
    debt: Amount
    open: Amount
    remitted: Amount
    paid_directly: Amount
    fees: Amount
    fee_percent: str
    placed_on: str
    back_by: str
    ended_on: str | None
    documents: list[PlacedDocumentOut]
    ended_why: str


class AgencyScoreOut(TypedDict):
    """An agency in one currency; `recovered_bp` is recovered of placed in basis points."""

    agency_id: int
    agency: str
    is_active: bool
    told_fields: list[str]
    placements: int
    standing: int
    placed: Amount
    recovered: Amount
    recovered_bp: int
    fees: Amount
    days: int | None


class AgencyScorecardOut(TypedDict):
    """Every agency that works for the companies of the user."""

    agencies: list[AgencyScoreOut]


class SmallRestOut(TypedDict):
    """A small rest of a document, whether it may be swept, and why or why not."""

    customer_id: int
    item_id: int
    number: str
    due_date: str
    original: Amount
    open: Amount
    swept: bool
    why: Because


class SmallRestsOut(TypedDict):
    """The small rests of the accounts that the user sees; at most 500 of each company."""

    items: list[SmallRestOut]


class SweepOut(TypedDict):
    """The requests that were made, one for each customer and currency; they wait for a decision."""

    items: list[RequestOut]


class SweepIn(TypedDict):
    """Whose small rests are to be written off."""

    customer_ids: list[int]


class UnclaimedListOut(TypedDict):
    """The credits, the oldest first; at most 2,000."""

    items: list[UnclaimedOut]


class UnclaimedOut(TypedDict):
    """A payment or credit memo that is not used, or (without customer) money of which nobody knows whose it is."""

    company: str
    customer_id: int | None
    item_id: int | None
    receipt_id: int | None
    number: str
    kind: str
    amount: Amount
    since: str
    stage: str
    letter_on: str
    dormant_on: str | None
    why: Because


class CreditEntryOut(TypedDict):
    """An entry of a credit file. Who gave a security, and on which conditions, is null for whoever may not know
    it.
    """

    id: int
    kind: Literal["statement", "rating", "reference", "security"]
    facts: dict[str, Any]
    note: str
    by: str
    at: str
    corrects_id: int | None
    is_void: bool


class CreditFileOut(TypedDict):
    """A customer's credit file today: what it says, and the entries that stand in it."""

    customer_id: int
    limit_minor: int | None
    risk_class: str
    next_review_on: str | None
    found: CreditFoundOut
    entries: list[CreditEntryOut]


class CreditFoundOut(TypedDict):
    """What a credit file says: figures in minor units of the customer's currency, class, limit and score."""

    currency: str
    index: int | None
    quarter_index: int | None
    days_beyond_terms: int | None
    z: str | None
    zone: str | None
    risk_class: Literal["A", "B", "C", "D"]
    limit_minor: int
    need_minor: int
    capacity_minor: int | None
    cover_minor: int
    purchases_minor: int
    high_credit_minor: int | None
    returned_payments: int
    score: int | None
    known_percent: int
    parts: list[CreditPartOut]
    class_reasons: list[Because]
    recommended: list[CreditRecommendedOut]
    missing: list[Because]


class CreditPartOut(TypedDict):
    """A part of the scorecard; points are null where the part is not known."""

    name: str
    weight: int
    points: int | None
    why: Because


class CreditRecommendedOut(TypedDict):
    """A recommendation with its reasons."""

    advice: Literal["close", "collect", "reduce", "extend", "keep"]
    reasons: list[Because]


class CreditStatementIn(TypedDict):
    """A financial statement, in minor units of its currency."""

    corrects_id: NotRequired[int | None]
    note: NotRequired[str]
    period_end: str
    currency: str
    basis: NotRequired[Literal["audited", "reviewed", "own"]]
    current_assets: int
    current_liabilities: int
    total_assets: int
    total_liabilities: int
    retained_earnings: int
    ebit: int
    sales: int


class CreditRatingIn(TypedDict):
    """A rating: of a bureau from 0 to 100, of the jewelers' board from 1 to 4."""

    corrects_id: NotRequired[int | None]
    note: NotRequired[str]
    source: Literal["bureau", "jbt"]
    value: int
    on: str
    until: NotRequired[str | None]


class CreditReferenceIn(TypedDict):
    """What another supplier told; days late below zero are early."""

    corrects_id: NotRequired[int | None]
    note: NotRequired[str]
    supplier: str
    told_on: str
    currency: str
    days_late: int
    high_credit_minor: NotRequired[int | None]
    customer_since: NotRequired[str | None]
    terms: NotRequired[str]


class CreditSecurityIn(TypedDict):
    """What stands for a customer's debts."""

    corrects_id: NotRequired[int | None]
    note: NotRequired[str]
    kind: Literal["insurance", "guaranty", "security_interest", "letter_of_credit"]
    party: str
    currency: str
    amount_minor: int
    first_day: str
    until: NotRequired[str | None]
    conditions: NotRequired[str]
    document_id: NotRequired[int | None]


class CreditWithdrawalIn(TypedDict):
    """Why an entry was a mistake."""

    why: str


class CreditReviewOut(TypedDict):
    """A credit review with what it found."""

    id: int
    customer_id: int
    reviewed_on: str
    by: str
    note: str
    next_review_on: str | None
    found: CreditFoundOut


class PageCreditReviewOut(TypedDict):
    """PageCreditReviewOut"""

    entries: list[CreditReviewOut]
    next: NotRequired[str | None]


class CreditReviewIn(TypedDict):
    """A review: what was looked at, and the next one where it is before its day."""

    note: str
    next_on: NotRequired[str | None]


class CreditReviewDueOut(TypedDict):
    """When a customer is to be reviewed, and what calls for it before its day."""

    id: int
    customer_id: int
    customer: str
    risk_class: str
    due_on: str
    last_review_on: str | None
    exposure_minor: int
    called_by: list[Because]


class PageCreditReviewDueOut(TypedDict):
    """PageCreditReviewDueOut"""

    entries: list[CreditReviewDueOut]
    next: NotRequired[str | None]


class CreditLimitIn(TypedDict):
    """A limit and a class that are asked for, in minor units of the customer's currency."""

    limit_minor: int
    risk_class: Literal["A", "B", "C", "D"]
    words: str
    shows: NotRequired[str]
    document_id: NotRequired[int | None]
    review_id: NotRequired[int | None]
    asked_by_customer: NotRequired[bool]
    submit: NotRequired[bool]


class CreditLimitRevisionIn(TypedDict):
    """Another content for an open request, and the revision that it takes the place of."""

    limit_minor: int
    risk_class: Literal["A", "B", "C", "D"]
    words: str
    shows: NotRequired[str]
    document_id: NotRequired[int | None]
    review_id: NotRequired[int | None]
    asked_by_customer: NotRequired[bool]
    submit: NotRequired[bool]
    seen_revision: int


class CreditReasonsAskedIn(TypedDict):
    """The day on which the customer asked in writing."""

    asked_on: str


class CreditChangeOut(TypedDict):
    """A limit, class or status that a request changed: the ERP takes it over, and answers by `id`.
    `status_after` is empty where it was about limit and class; where it is not, these are as they stood.
    """

    id: int
    company: str
    customer: str
    request_id: int
    takes_back: bool
    currency: str
    limit_before: int | None
    limit_after: int | None
    class_before: str
    class_after: str
    status_before: str
    status_after: str
    at: str
    state: Literal["awaiting", "accepted", "refused"]
    reason: str


class PageCreditChangeOut(TypedDict):
    """PageCreditChangeOut"""

    entries: list[CreditChangeOut]
    next: NotRequired[str | None]


class CreditChangeAnswerIn(TypedDict):
    """Whether the ERP took the change over; a no with its reason."""

    answer: Literal["accepted", "refused"]
    reason: NotRequired[str]


class PagePaymentPlanOut(TypedDict):
    """PagePaymentPlanOut"""

    entries: list[PaymentPlanOut]
    next: NotRequired[str | None]


class PaymentPlanOut(TypedDict):
    """A plan as it stands in the books."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    rate_ppm: int
    approved_on: str
    signed_document_id: int | None
    signed_on: str | None
    active_since: str | None
    default_on: str | None
    due_at_once: Amount
    ended_on: str | None
    ended_why: str


class PlanIn(TypedDict):
    """A plan that is asked for on a customer's account."""

    item_ids: list[int]
    down: NotRequired[PlanPartIn | None]
    first: NotRequired[str | None]
    count: NotRequired[int | None]
    instalments: NotRequired[list[PlanPartIn]]
    rate_ppm: NotRequired[int]
    words: str
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    customer_id: int


class PlanPartIn(TypedDict):
    """A day and what is paid of the debt on it."""

    due_date: str
    amount_minor: int


class InstalmentOut(TypedDict):
    """An instalment; number 0 is the down payment. `missing` is what is still asked for it."""

    number: int
    due_date: str
    amount: Amount
    interest: Amount
    paid: Amount
    missing: Amount
    state: str


class PlanItemOut(TypedDict):
    """A document of the plan with what was open of it, and what is open now."""

    item_id: int
    number: str
    amount: Amount
    open: Amount
    is_interest: bool


class WholePlanOut(TypedDict):
    """A plan with its instalments, its documents and what it waits for."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    rate_ppm: int
    approved_on: str
    signed_document_id: int | None
    signed_on: str | None
    active_since: str | None
    default_on: str | None
    due_at_once: Amount
    ended_on: str | None
    ended_why: str
    paid: Amount
    still_to_pay: Amount
    late: Amount
    instalments: list[InstalmentOut]
    items: list[PlanItemOut]
    waits_for: list[Because]


class PlanRevisionIn(TypedDict):
    """Other terms for an open request, and the revision that they take the place of."""

    item_ids: list[int]
    down: NotRequired[PlanPartIn | None]
    first: NotRequired[str | None]
    count: NotRequired[int | None]
    instalments: NotRequired[list[PlanPartIn]]
    rate_ppm: NotRequired[int]
    words: str
    evidence: NotRequired[list[RequestEvidenceIn]]
    submit: NotRequired[bool]
    seen_revision: int


class PlanSignatureIn(TypedDict):
    """The document of the account that is the signed copy."""

    document_id: int


class PlanTerminationIn(TypedDict):
    """Why the plan ends before it is paid."""

    reason: str


class ClaimEvidenceOut(TypedDict):
    """A deduction with what its words name, and the finding by one reason; without a reason there is none."""

    item_id: int
    reason: (
        Literal[
            "shortage",
            "pricing",
            "returns",
            "promotion",
            "coop",
            "freight",
            "compliance",
            "discount",
            "duplicate",
            "post_audit",
        ]
        | None
    )
    reasons_named: list[
        Literal[
            "shortage",
            "pricing",
            "returns",
            "promotion",
            "coop",
            "freight",
            "compliance",
            "discount",
            "duplicate",
            "post_audit",
        ]
    ]
    finding: FindingOut | None
    records: dict[str, list[int]]
    earlier: list[EarlierClaimOut]
    policy_version: int | None


class EarlierClaimOut(TypedDict):
    """An earlier deduction that this one is like."""

    item_id: int
    number: str
    amount: Amount
    claimed_on: str
    is_sure: bool
    reason: Because


class FindingOut(TypedDict):
    """What the evidence says: the three parts make what is claimed."""

    outcome: Literal["valid", "partly", "invalid", "undecided"]
    claimed: Amount
    valid: Amount
    invalid: Amount
    undecided: Amount
    reasons: list[Because]
    missing: list[Because]
    root_cause: str | None
    carrier_claim: Amount
    carrier: str
    shipment: str
    account: str
    cost_centre: str


class PageShipmentOut(TypedDict):
    """PageShipmentOut"""

    entries: list[ShipmentOut]
    next: NotRequired[str | None]


class ShipmentOut(TypedDict):
    """A shipment, or one item of it, with its proof of delivery."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    shipment_number: str
    item_number: str
    invoice_number: str
    bol_number: str
    tracking_number: str
    po_number: str
    carrier: str
    ship_by: str | None
    tendered_on: str | None
    shipped_on: str | None
    noticed_on: str | None
    promised_on: str | None
    delivered_on: str | None
    shipped: str | None
    received: str | None
    cartons_shipped: int | None
    cartons_received: int | None
    signed_by: str
    remarks: str
    late_by: str


class PageReturnAuthorisationOut(TypedDict):
    """PageReturnAuthorisationOut"""

    entries: list[ReturnAuthorisationOut]
    next: NotRequired[str | None]


class ReturnAuthorisationOut(TypedDict):
    """A return that was authorised, and what the warehouse received of it."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    rga_number: str
    invoice_number: str
    authorised_on: str | None
    authorised: Amount | None
    authorised_quantity: str | None
    receipt_number: str
    received_on: str | None
    received: Amount | None
    received_quantity: str | None
    remarks: str


class DealOut(TypedDict):
    """A promotion or markdown, for all items or for one."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    deal_number: str
    item_number: str
    kind: str
    description: str
    valid_from: str | None
    valid_to: str | None
    amount: Amount | None
    percent: str | None
    signed_by: str
    signed_on: str | None
    billed_back: Amount | None
    billed_back_on: str | None


class PageDealOut(TypedDict):
    """PageDealOut"""

    entries: list[DealOut]
    next: NotRequired[str | None]


class CoopAgreementOut(TypedDict):
    """An agreement on advertising, or with `proof_number` a performance under it."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    agreement_number: str
    proof_number: str
    description: str
    valid_from: str | None
    valid_to: str | None
    percent: str | None
    fund: Amount | None
    fund_on: str | None
    performed_on: str | None
    cost: Amount | None


class PageCoopAgreementOut(TypedDict):
    """PageCoopAgreementOut"""

    entries: list[CoopAgreementOut]
    next: NotRequired[str | None]


class PageRoutingRuleOut(TypedDict):
    """PageRoutingRuleOut"""

    entries: list[RoutingRuleOut]
    next: NotRequired[str | None]


class RoutingRuleOut(TypedDict):
    """A clause of the customer's routing guide."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    rule_number: str
    kind: str
    description: str
    carrier: str
    freight_by: str
    percent: str | None
    fine: Amount | None
    valid_from: str | None
    valid_to: str | None


class InvoiceLineOut(TypedDict):
    """A line of an invoice as it was billed."""

    id: int
    company: str
    customer_id: int
    customer_number: str
    import_id: int | None
    invoice_number: str
    line_number: str
    item_number: str
    description: str
    kind: str
    quantity: str | None
    unit: str
    price: Amount | None
    amount: Amount | None


class PageInvoiceLineOut(TypedDict):
    """PageInvoiceLineOut"""

    entries: list[InvoiceLineOut]
    next: NotRequired[str | None]


class BankruptcyOut(TypedDict):
    """A case as the list shows it."""

    id: int
    company: str
    customer_id: int
    event_id: int
    state: str
    opened_at: str
    later_account_id: int | None


class PageBankruptcyOut(TypedDict):
    """PageBankruptcyOut"""

    entries: list[BankruptcyOut]
    next: NotRequired[str | None]


class CaseClaimOut(TypedDict):
    """A document of the claim."""

    item_id: int
    number: str
    received_on: str
    received_by: str
    principal: Amount
    interest: Amount
    has_priority: bool
    is_reclaimable: bool


class CaseDateOut(TypedDict):
    """A day with its rule; without a day where only the court says it. `computed` is what the rule alone gives."""

    name: str
    day: str | None
    computed: str | None
    is_said_by_counsel: bool
    rule: Because


class CasePaymentOut(TypedDict):
    """A payment of the window."""

    item_id: int
    number: str
    came_on: str
    amount: Amount
    days_to_pay: list[int]


class WholeBankruptcyOut(TypedDict):
    """A case with its worksheet as it stands today; `sha256` names these figures."""

    id: int
    company: str
    customer_id: int
    event_id: int
    state: str
    opened_at: str
    later_account_id: int | None
    sha256: str
    facts: dict[str, str]
    dates: list[CaseDateOut]
    claims: list[CaseClaimOut]
    payments: list[CasePaymentOut]
    claim: Amount
    priority: Amount
    unsecured: Amount
    reclaimable: Amount
    paid_before: Amount
    memos_not_set_off: Amount
    later: Amount
    consigned: Amount
    window_total: Amount
    window_exposed: Amount
    window_is_safe: bool
    reasons: list[Because]


class CaseFactsIn(TypedDict):
    """Facts by field, as they are kept: days as ISO, amounts in minor units; an empty value takes one back."""

    values: dict[str, str]
    said_by: str
    why: str
    document_id: NotRequired[int | None]


class GoodsReceivedIn(TypedDict):
    """When the goods of a document were received, and what shows it."""

    item_id: int
    received_on: str
    evidence: str


class CaseStepIn(TypedDict):
    """Where the worksheet goes. `seen_sha256` is that of the figures that were looked at."""

    to: Literal["draft", "with_counsel", "confirmed", "filed", "closed"]
    seen_sha256: NotRequired[str]
    counsel: NotRequired[str]
    words: NotRequired[str]


class CreditUseIn(TypedDict):
    """Counsel confirmed that a payment or credit is used although the stay stands."""

    number: str
    counsel: str
    words: str
    said_on: str


class LaterAccountIn(TypedDict):
    """The account for sales after the petition."""

    number: str
    name: str


class CaseOut(TypedDict):
    """A case as the list shows it."""

    id: int
    company: str
    customer_id: int
    kind: str
    stage: str
    claim_number: str
    reason: str
    department: str
    owner: str | None
    source: str
    words: str
    root_cause: str
    claimed: Amount
    open: Amount
    due_on: str
    window_end: str | None
    window_missed_on: str | None
    opened_on: str
    closed_on: str | None
    merged_into: int | None
    version: int


class PageCaseOut(TypedDict):
    """PageCaseOut"""

    entries: list[CaseOut]
    next: NotRequired[str | None]


class CaseDecisionOut(TypedDict):
    """A decision; the last one counts."""

    id: int
    valid: Amount
    invalid: Amount
    words: str
    evidence: list[int]
    by: str
    at: str


class CaseLineOut(TypedDict):
    """A line: claimed is what was resolved of it and what is open. `contested` of that is not collected."""

    id: int
    item_id: int | None
    number: str
    claimed: Amount
    open: Amount
    contested: Amount
    is_decided: bool
    valid: Amount
    invalid: Amount
    demanded_on: str | None
    collected_from: str | None


class CaseResolutionOut(TypedDict):
    """What became of an amount; below zero where it was taken back."""

    line_id: int
    outcome: str
    amount: Amount
    day: str
    posting_id: int | None


class WholeCaseOut(TypedDict):
    """A case with its lines, what was decided, what became of it, and the requests to credit it."""

    id: int
    company: str
    customer_id: int
    kind: str
    stage: str
    claim_number: str
    reason: str
    department: str
    owner: str | None
    source: str
    words: str
    root_cause: str
    claimed: Amount
    open: Amount
    due_on: str
    window_end: str | None
    window_missed_on: str | None
    opened_on: str
    closed_on: str | None
    merged_into: int | None
    version: int
    lines: list[CaseLineOut]
    decisions: list[CaseDecisionOut]
    resolutions: list[CaseResolutionOut]
    documents: list[int]
    requests: list[int]


class CaseIn(TypedDict):
    """A case to be opened. Without a day it is due by those of its reason; `is_another` says that it repeats
    none.
    """

    customer_id: int
    kind: NotRequired[Literal["deduction", "chargeback", "dispute", "complaint", "inquiry", "discrepancy"]]
    currency: NotRequired[str]
    lines: NotRequired[list[ClaimedIn]]
    reason: NotRequired[str]
    claim_number: NotRequired[str]
    words: NotRequired[str]
    department: NotRequired[str]
    owner: NotRequired[str]
    due_on: NotRequired[str | None]
    window_end: NotRequired[str | None]
    is_another: NotRequired[bool]


class ClaimedIn(TypedDict):
    """What is claimed of a document of the account, or of one that is told by its number only."""

    amount_minor: int
    item_id: NotRequired[int | None]
    number: NotRequired[str]


class CaseAssignmentIn(TypedDict):
    """Who finds out: a department, and a user by name."""

    seen_version: int
    department: str
    owner: NotRequired[str]


class CaseChangeIn(TypedDict):
    """What is told anew; what is left out stays."""

    seen_version: int
    reason: NotRequired[str | None]
    due_on: NotRequired[str | None]
    window_end: NotRequired[str | None]
    claim_number: NotRequired[str | None]
    root_cause: NotRequired[str | None]


class CaseCommentIn(TypedDict):
    """Something that is said about the case."""

    words: str


class CasePaperIn(TypedDict):
    """A document of the account, and which of the papers that the reason wants it is; empty: another."""

    document_id: int
    shows: NotRequired[str]


class CaseDecisionIn(TypedDict):
    """A decision about every line that is open. `demand` demands the invalid part back at once."""

    seen_version: int
    lines: list[CaseJudgedIn]
    words: str
    evidence: NotRequired[list[int]]
    root_cause: NotRequired[str]
    demand: NotRequired[bool]


class CaseJudgedIn(TypedDict):
    """How much of a line is valid and invalid: together what is open of it."""

    line_id: int
    valid_minor: int
    invalid_minor: int


class CaseSeenIn(TypedDict):
    """The version of the case that the caller saw."""

    seen_version: int


class CasePartIn(TypedDict):
    """How much of a line leaves."""

    line_id: int
    amount_minor: int


class CaseSplitIn(TypedDict):
    """What goes into a case of its own."""

    seen_version: int
    lines: list[CasePartIn]


class CaseMergeIn(TypedDict):
    """The case that is taken over."""

    seen_version: int
    other_id: int


class CaseWordsIn(TypedDict):
    """Why."""

    seen_version: int
    words: str


class CustomerStatementOut(TypedDict):
    """A statement as it was last judged by an act on it."""

    id: int
    version: int
    company: str
    customer_id: int
    day: str
    state: str
    source: str
    document_id: int | None
    ours: Amount
    theirs: Amount
    difference: Amount
    unexplained: Amount
    unexplained_count: int
    loaded_at: str
    reconciled_at: str | None
    withdrawn_why: str


class PageCustomerStatementOut(TypedDict):
    """PageCustomerStatementOut"""

    entries: list[CustomerStatementOut]
    next: NotRequired[str | None]


class AccountDifferenceOut(TypedDict):
    """A difference with its kind, what is proposed and what was said of it; `left` is the running balance."""

    key: str
    kind: str
    item_id: int | None
    line_id: int | None
    date: str | None
    document: str
    reference: str
    ours: Amount
    theirs: Amount
    difference: Amount
    left: Amount
    why: Because
    proposed_cause: str
    proposed_action: str
    explained: bool
    cause: str
    action: str
    words: str
    tickler_id: int | None


class StatementMatchOut(TypedDict):
    """A line of theirs and the item of ours that it is, and by what."""

    line_id: int
    item_id: int
    how: str


class TheirLineOut(TypedDict):
    """A line of theirs as told."""

    id: int
    document: str
    reference: str
    day: str | None
    amount: Amount
    words: str


class WholeStatementOut(TypedDict):
    """A statement beside the account of its day: lines, matches, proposals, and the differences down to zero."""

    id: int
    version: int
    company: str
    customer_id: int
    day: str
    state: str
    source: str
    document_id: int | None
    ours: Amount
    theirs: Amount
    difference: Amount
    unexplained: Amount
    unexplained_count: int
    loaded_at: str
    reconciled_at: str | None
    withdrawn_why: str
    remarks: list[Because]
    lines: list[TheirLineOut]
    matches: list[StatementMatchOut]
    proposals: list[StatementMatchOut]
    differences: list[AccountDifferenceOut]


class CustomerStatementIn(TypedDict):
    """A statement of a customer's account; without a file its lines are told one by one."""

    customer_id: int
    day: str
    currency: str
    stated_minor: NotRequired[int | None]
    file: NotRequired[StatementFileIn | None]
    even_if_foreign: NotRequired[bool]


class StatementFileIn(TypedDict):
    """The file as it came, in base64, and, where it was asked, how its days and amounts are written."""

    name: str
    content: str
    day_order: NotRequired[Literal["mdy", "dmy"] | None]
    decimal: NotRequired[Literal[".", ","] | None]
    turned: NotRequired[bool]


class StatementLineIn(TypedDict):
    """A line of theirs: what they owe us is above zero."""

    version: int
    document: NotRequired[str]
    reference: NotRequired[str]
    day: NotRequired[str | None]
    amount_minor: int
    words: NotRequired[str]


class StatementLineNamedIn(TypedDict):
    """A line of the statement."""

    version: int
    line_id: int


class StatementTotalIn(TypedDict):
    """What they state as their balance; null for the sum of their lines."""

    version: int
    stated_minor: int | None


class StatementMatchIn(TypedDict):
    """A line of theirs that is an item of ours."""

    version: int
    line_id: int
    item_id: int


class StatementSeenIn(TypedDict):
    """The version that was seen: whoever saw an older one is told so."""

    version: int


class DifferenceSaidIn(TypedDict):
    """What is said of one difference; without an owner the action is the caller's own."""

    key: str
    cause: Cause
    action: Action
    words: NotRequired[str]
    owner_id: NotRequired[int | None]
    due_date: NotRequired[str | None]


class ExplanationsIn(TypedDict):
    """What is said of differences; none named takes every proposal for what nobody has explained."""

    version: int
    said: NotRequired[list[DifferenceSaidIn]]


class ExplanationBackIn(TypedDict):
    """The difference of which what was said does not hold."""

    version: int
    key: str


class StatementWithdrawalIn(TypedDict):
    """Why the statement is put aside for good."""

    version: int
    why: str


class StatementLetterOut(TypedDict):
    """The draft of the letter with the differences."""

    letter_id: int


class PagePeriodOut(TypedDict):
    """PagePeriodOut"""

    entries: list[PeriodOut]
    next: NotRequired[str | None]


class PeriodOut(TypedDict):
    """A closed stretch of days of one company."""

    id: int
    company: str
    first_day: str
    last_day: str
    closed_at: str
    closed_by: str


class PeriodIn(TypedDict):
    """The days to close for good; their last one is over."""

    company: str
    first_day: str
    last_day: str


class BankAccountOut(TypedDict):
    """An account of a company at a bank, or a lockbox; the number is as the bank's files name it."""

    id: int
    company: str
    name: str
    number: str
    bank: str
    currency: str
    gl_account: str
    last_statement: str | None


class PageBankAccountOut(TypedDict):
    """PageBankAccountOut"""

    entries: list[BankAccountOut]
    next: NotRequired[str | None]


class BankAccountIn(TypedDict):
    """What a new account is: the number as the bank's files name it, the bank as they name it or empty."""

    company: str
    name: str
    number: str
    bank: NotRequired[str]
    currency: str
    gl_account: NotRequired[str]


class BankStatementOut(TypedDict):
    """What a bank told of one account in one file. `off` is by how much it does not tie; null where that is
    unknown.
    """

    id: int
    company: str
    account: int
    import_id: int | None
    format: str
    kind: str
    number: str
    day: str
    opening: Amount | None
    credits: Amount
    debits: Amount
    closing: Amount | None
    off: Amount | None
    lines: int
    state: str
    noticed: list[Because]
    held_for: list[Because]
    decided_by: str
    why: str


class PageBankStatementOut(TypedDict):
    """PageBankStatementOut"""

    entries: list[BankStatementOut]
    next: NotRequired[str | None]


class BankLineOut(TypedDict):
    """One movement: money in is above zero. `receipt` is the number of the payment that it became."""

    position: int
    kind: str
    amount: Amount
    booking_date: str
    value_date: str
    party_name: str
    party_account: str
    text: str
    reference: str
    told_before: bool
    receipt: str


class PageBankLineOut(TypedDict):
    """PageBankLineOut"""

    entries: list[BankLineOut]
    next: NotRequired[str | None]


class StatementDecisionIn(TypedDict):
    """Whether a held statement is let in as it is, or set aside, and why."""

    decision: Literal["let_in", "set_aside"]
    why: str


class PageStopOut(TypedDict):
    """PageStopOut"""

    entries: list[StopOut]
    next: NotRequired[str | None]


class StopOut(TypedDict):
    """Since when nothing is posted for whom: a customer, a company, or (neither) anybody. The fact is for those
    who read the journal.
    """

    id: int
    company: str | None
    customer_id: int | None
    fact: str | None
    stopped_at: str
    lifted_at: str | None
    lifted_by: str


class LiftingIn(TypedDict):
    """Why postings go on though the books are broken."""

    reason: str


class PageWorklistOut(TypedDict):
    """PageWorklistOut"""

    entries: list[WorklistOut]
    next: NotRequired[str | None]


class WorklistOut(TypedDict):
    """An account that needs work, in its rank, with the reasons and the next step. Amounts in company currency."""

    customer_id: int
    company: str
    number: str
    name: str
    rank_first: bool
    score: Amount
    at_stake: Amount
    reasons: list[Because]
    next_step: str
    next_step_name: str
    next_step_date: str | None


class ExceptionOut(TypedDict):
    """An account long past due for which nobody planned what happens next."""

    customer_id: int
    company: str
    number: str
    name: str
    rep: str | None
    amount: Amount
    items: int
    oldest_due_date: str


class PageExceptionOut(TypedDict):
    """PageExceptionOut"""

    entries: list[ExceptionOut]
    next: NotRequired[str | None]


class AcceptedOut(TypedDict):
    """An account for which somebody accepted that nothing is planned until a day, and what was open then."""

    customer_id: int
    company: str
    number: str
    name: str
    rep: str | None
    amount: Amount
    oldest_due_date: str
    until: str
    reason: str
    by: str
    decided_at: str


class PageAcceptedOut(TypedDict):
    """PageAcceptedOut"""

    entries: list[AcceptedOut]
    next: NotRequired[str | None]


class PageSaidOut(TypedDict):
    """PageSaidOut"""

    entries: list[SaidOut]
    next: NotRequired[str | None]


class SaidOut(TypedDict):
    """An entry in whose note all the words stand. `said_by`: who wrote it, as another program calls him."""

    activity_id: int
    customer_id: int
    customer_number: str
    customer_name: str
    channel: str
    direction: str
    outcome: str
    visibility: str
    note: str
    contact_id: int | None
    happened_at: str
    by: str
    source: str
    said_by: str
    corrected: bool


class NoteOut(TypedDict):
    """An activity for another program, which takes it over once, under a number of its own, and answers by `id`."""

    id: int
    system: str
    company: str
    customer_number: str
    customer_name: str
    contact: str
    crm_account: str
    happened_at: str
    recorded_at: str
    by: str
    channel: str
    direction: str
    outcome: str
    visibility: str
    text: str
    promised: Amount | None
    promised_date: str | None
    corrects_id: int | None
    state: str
    reference: str
    reason: str


class PageNoteOut(TypedDict):
    """PageNoteOut"""

    entries: list[NoteOut]
    next: NotRequired[str | None]


class NoteAnswerIn(TypedDict):
    """What the program did: it took the note over, under which number, or refused it, and why."""

    system: Literal["crm", "erp"]
    answer: Literal["accepted", "refused"]
    reference: NotRequired[str]
    reason: NotRequired[str]


class ActivityOut(TypedDict):
    """A contact or note, as it was recorded. A correction points at what it corrects."""

    id: int
    customer_id: int
    contact_id: int | None
    channel: str
    direction: str
    outcome: str
    note: str
    visibility: str
    promised: Amount | None
    promised_date: str | None
    item_ids: list[int]
    confirmation_wanted: bool
    against_rules: list[Because]
    breach_reason: str
    corrects_id: int | None
    happened_at: str
    recorded_at: str
    by: str


class PageActivityOut(TypedDict):
    """PageActivityOut"""

    entries: list[ActivityOut]
    next: NotRequired[str | None]


class ConfirmationOut(TypedDict):
    """What became of the confirmation that was wanted: the letter that was drafted, with what it still lacks, or
    why none was.
    """

    letter_id: int | None
    reasons: list[Because]


class RecordedOut(TypedDict):
    """A contact as it was recorded just now. `confirmation` is null where no promise was to be confirmed in
    writing.
    """

    id: int
    customer_id: int
    contact_id: int | None
    channel: str
    direction: str
    outcome: str
    note: str
    visibility: str
    promised: Amount | None
    promised_date: str | None
    item_ids: list[int]
    confirmation_wanted: bool
    against_rules: list[Because]
    breach_reason: str
    corrects_id: int | None
    happened_at: str
    recorded_at: str
    by: str
    confirmation: ConfirmationOut | None


class ActivityAndMoreIn(TypedDict):
    """One contact or note with what the customer contests in it, and what is to be done then."""

    channel: Literal["call", "email", "letter", "visit", "note"]
    direction: Literal["outbound", "inbound", "internal"]
    outcome: Literal[
        "no_answer",
        "left_message",
        "spoke",
        "promised",
        "disputed",
        "refused",
        "wrong_number",
        "sent",
        "received",
        "noted",
    ]
    note: NotRequired[str]
    visibility: NotRequired[Visibility]
    contact_id: NotRequired[int | None]
    item_ids: NotRequired[list[int]]
    promised: NotRequired[PromisedIn | None]
    promised_date: NotRequired[str | None]
    method: NotRequired[Literal["", "check", "ach", "wire", "card", "cash"]]
    in_addition: NotRequired[bool]
    happened_at: NotRequired[str | None]
    breach_reason: NotRequired[str]
    confirmation_wanted: NotRequired[bool]
    disputed: NotRequired[list[ContestedIn]]
    then: NotRequired[TicklerIn | None]


class ContestedIn(TypedDict):
    """What the customer contests of an item, and what he says."""

    item_id: int
    disputed_minor: int
    reason: str


class PromisedIn(TypedDict):
    """What was promised."""

    minor: int
    currency: str


class TicklerIn(TypedDict):
    """What is to be done, when, and by whom: without `owner` by me, without `due_date` some day, without
    `due_time` at any time of it.
    """

    cause: str
    kind: NotRequired[TicklerKind]
    due_date: NotRequired[str | None]
    due_time: NotRequired[str | None]
    owner: NotRequired[str]


class ActivityIn(TypedDict):
    """One contact or note. The outcome `promised` needs an amount and a day; without items it is about the
    account. It takes the place of what was promised before for the same debt, unless it is made
    `in_addition`. A call of ours that is made now and against the contact rules is refused without a
    `breach_reason`. `disputed` is written and `then` is planned with the contact, all or nothing.
    """

    channel: Literal["call", "email", "letter", "visit", "note"]
    direction: Literal["outbound", "inbound", "internal"]
    outcome: Literal[
        "no_answer",
        "left_message",
        "spoke",
        "promised",
        "disputed",
        "refused",
        "wrong_number",
        "sent",
        "received",
        "noted",
    ]
    note: NotRequired[str]
    visibility: NotRequired[Visibility]
    contact_id: NotRequired[int | None]
    item_ids: NotRequired[list[int]]
    promised: NotRequired[PromisedIn | None]
    promised_date: NotRequired[str | None]
    method: NotRequired[Literal["", "check", "ach", "wire", "card", "cash"]]
    in_addition: NotRequired[bool]
    happened_at: NotRequired[str | None]
    breach_reason: NotRequired[str]
    confirmation_wanted: NotRequired[bool]


class PageTicklerOut(TypedDict):
    """PageTicklerOut"""

    entries: list[TicklerOut]
    next: NotRequired[str | None]


class SnoozeIn(TypedDict):
    """To which day it is put off. Without `due_time` it keeps the time of day that it has; null takes it away."""

    version: int
    note: NotRequired[str]
    until: str
    due_time: NotRequired[str | None]


class HandOverIn(TypedDict):
    """To whom it goes, by user name."""

    version: int
    note: NotRequired[str]
    to: str


class DoneIn(TypedDict):
    """It is done."""

    version: int
    note: NotRequired[str]


class CancelIn(TypedDict):
    """It is not needed any more, and why."""

    version: int
    note: str


class ReopenIn(TypedDict):
    """It is to be done after all."""

    version: int
    note: NotRequired[str]


class MailInOut(TypedDict):
    """A message that arrived, without its text."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    state: str
    kind: str
    from_name: str
    from_address: str
    subject: str
    sent_at: str | None
    fetched_at: str
    answers_id: int | None
    item_ids: list[int]
    activity_id: int | None
    tickler_id: int | None
    filed_at: str | None
    body_removed_at: str | None


class PageMailInOut(TypedDict):
    """PageMailInOut"""

    entries: list[MailInOut]
    next: NotRequired[str | None]


class MailOutOut(TypedDict):
    """A message out, without its text. `delivered_at`: when the recipient's server reported it; many never do."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    key: str
    purpose: str
    state: str
    state_at: str
    delivered_at: str | None
    reason: Because | None
    to_name: str
    to_address: str
    subject: str
    queued_at: str
    next_try_at: str
    attempt_count: int


class PageMailOutOut(TypedDict):
    """PageMailOutOut"""

    entries: list[MailOutOut]
    next: NotRequired[str | None]


class CandidateOut(TypedDict):
    """A customer whose message it could be, and why."""

    customer_id: int
    number: str
    name: str
    reasons: list[Because]


class MailFileOut(TypedDict):
    """A file that came with a message; once it is a document of the account, its id there."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    document_id: int | None


class ReadMailOut(TypedDict):
    """A message with what it says. `fresh_text` is without what it quotes; both are empty from `body_removed_at`
    on.
    """

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    state: str
    kind: str
    from_name: str
    from_address: str
    subject: str
    sent_at: str | None
    fetched_at: str
    answers_id: int | None
    item_ids: list[int]
    activity_id: int | None
    tickler_id: int | None
    filed_at: str | None
    body_removed_at: str | None
    to: str
    text: str
    fresh_text: str
    marked: list[SentenceOut]
    reasons: list[Because]
    candidates: list[CandidateOut]
    files: list[MailFileOut]


class SentenceOut(TypedDict):
    """A sentence that matters: dispute, promise, paid or question, and the words that say so."""

    sentence: str
    kind: str
    words: str


class SendAttemptOut(TypedDict):
    """One try to send it: what came of it, with the server's code and sentence."""

    number: int
    began_at: str
    ended_at: str | None
    outcome: str
    code: int | None
    words: str


class WrittenMailOut(TypedDict):
    """A message out with what it says and every attempt to send it."""

    id: int
    company_id: int
    customer_id: int | None
    contact_id: int | None
    key: str
    purpose: str
    state: str
    state_at: str
    delivered_at: str | None
    reason: Because | None
    to_name: str
    to_address: str
    subject: str
    queued_at: str
    next_try_at: str
    attempt_count: int
    text: str
    message_id: str
    content_sha256: str
    attempts: list[SendAttemptOut]


class FileMailIn(TypedDict):
    """To which customer. Contact and items are those that the message itself names, unless they are given."""

    customer_id: int
    contact_id: NotRequired[int | None]
    item_ids: NotRequired[list[int] | None]


class ReplyIn(TypedDict):
    """The answer as plain text, with documents of the account."""

    text: str
    document_ids: NotRequired[list[int]]


class DecideMailIn(TypedDict):
    """Whether the message arrived; false sends it again."""

    arrived: bool


class MailboxOut(TypedDict):
    """A mailbox without its passwords, and what was wrong with its servers the last time."""

    id: int
    company: str
    sender_name: str
    address: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    imap_host: str
    imap_port: int
    imap_security: str
    imap_user: str
    imap_folder: str
    made_at: str
    fetched_at: str | None
    sending_trouble: Because | None
    fetching_trouble: Because | None


class PageMailboxOut(TypedDict):
    """PageMailboxOut"""

    entries: list[MailboxOut]
    next: NotRequired[str | None]


class MailboxIn(TypedDict):
    """A mailbox. Without a server to send by, messages wait; without one to receive by, nothing is fetched."""

    company: str
    sender_name: str
    address: str
    smtp_host: NotRequired[str]
    smtp_port: NotRequired[int]
    smtp_security: NotRequired[Literal["tls", "starttls", "plain"]]
    smtp_user: NotRequired[str]
    smtp_password: NotRequired[str]
    imap_host: NotRequired[str]
    imap_port: NotRequired[int]
    imap_security: NotRequired[Literal["tls", "starttls", "plain"]]
    imap_user: NotRequired[str]
    imap_password: NotRequired[str]
    imap_folder: NotRequired[str]


class TriedMailboxOut(TypedDict):
    """What failed of each way, in words: empty where it works, null where no server is named."""

    sending: str | None
    fetching: str | None


class ReaderOut(TypedDict):
    """Somebody who works the queue of a mailbox."""

    user_id: int
    username: str
    given_at: str


class ReadersOut(TypedDict):
    """Who works the queue of a mailbox, in the order in which it was given to them."""

    mailbox_id: int
    readers: list[ReaderOut]


class ReadersIn(TypedDict):
    """Who is to work the queue of a mailbox: all of them."""

    user_ids: list[int]


class CallSheetOut(TypedDict):
    """Whom to ask for, whether we may call now and if not from when, and what to speak of, in its order.
    `item_ids` are the items that are spoken of unless somebody says otherwise; none is the whole account.
    """

    customer_id: int
    contact_id: int | None
    phone: str
    dial: str
    time_zone: str
    allowed: bool
    reasons: list[Because]
    earliest: str | None
    collectable: Amount
    talking_points: list[TalkingPointOut]
    item_ids: list[int]


class TalkingPointOut(TypedDict):
    """One thing to speak of, with the figures that it comes from and the items that it is about."""

    topic: str
    say: Because
    figures: list[Because]
    item_ids: list[int]


class CallerOut(TypedDict):
    """Somebody with the number, and how alike the numbers are: `same`, `same_line`, `ends_alike`."""

    customer_id: int
    number: str
    name: str
    company: str
    contact_id: int | None
    contact: str
    phone: str
    likeness: str


class CallersOut(TypedDict):
    """Who may be calling, the most alike first; the number in its international form where it has one."""

    international: str
    extension: str
    callers: list[CallerOut]


class PageUnknownCallOut(TypedDict):
    """PageUnknownCallOut"""

    entries: list[UnknownCallOut]
    next: NotRequired[str | None]


class UnknownCallOut(TypedDict):
    """A call from somebody whom the desk does not know, to be looked after on its day."""

    id: int
    company: str
    number: str
    caller: str
    note: str
    due_date: str
    by: str
    at: str


class UnknownCallIn(TypedDict):
    """What was heard of the caller, and when to look after it."""

    company: str
    number: str
    caller: NotRequired[str]
    note: NotRequired[str]
    due_date: str


class UnknownCallClosingIn(TypedDict):
    """What came of it."""

    note: str


class DayPlanOut(TypedDict):
    """The rest of my day in order, then what is not for today; minutes of work, and those that are left."""

    date: str
    ends_at: str | None
    minutes_needed: int
    minutes_left: int
    beyond: int
    tasks: list[PlannedOut]


class PlannedOut(TypedDict):
    """A task of the day: when it begins (none: not today), what becomes of it (`today`, `tomorrow`,
    `supervisor`).
    """

    kind: str
    what: Because
    customer_id: int | None
    name: str
    begins: str | None
    fate: str
    left_over: bool
    reasons: list[Because]


class PagePromiseOut(TypedDict):
    """PagePromiseOut"""

    entries: list[PromiseOut]
    next: NotRequired[str | None]


class PromiseOut(TypedDict):
    """A promise, what came of it, and the day on which that was decided. `level` counts promises of the same
    debt.
    """

    id: int
    customer_id: int
    activity_id: int
    amount: Amount
    date: str
    made_on: str
    method: str
    item_ids: list[int]
    level: int
    state: str
    received: Amount
    judged_on: str | None


class KeptRateOut(TypedDict):
    """How many of the promises for these days were kept, of those that were judged, and what came of them; per
    cent.
    """

    currency: str
    kept: int
    judged: int
    received: Amount
    promised: Amount
    count_percent: str | None
    value_percent: str | None


class KeptRatesOut(TypedDict):
    """The rates of the currencies in which something was promised for these days and judged."""

    first: str
    last: str
    rates: list[KeptRateOut]


class JudgedPromiseOut(TypedDict):
    """A promise with what became of it, oldest first."""

    id: int
    customer_id: int
    activity_id: int
    amount: Amount
    date: str
    made_on: str
    method: str
    item_ids: list[int]
    level: int
    state: str
    received: Amount
    judged_on: str | None
    judgements: list[JudgementOut]


class JudgementOut(TypedDict):
    """One change of a promise's state, with its reason in words."""

    state: str
    received: Amount
    judged_on: str | None
    reason: str
    code: str
    by: str
    at: str


class CancelPromiseIn(TypedDict):
    """Why the promise does not stand any more."""

    reason: str


class PageLetterOut(TypedDict):
    """PageLetterOut"""

    entries: list[LetterOut]
    next: NotRequired[str | None]


class AskedOut(TypedDict):
    """An item of a letter, and what the letter asks for it."""

    item_id: int
    number: str
    asked: Amount


class WholeLetterOut(TypedDict):
    """A letter with what it says, item by item, and the documents that go with it. By e-mail and once it went:
    its message, when the recipient's server reported that it was delivered (many never do), and whether the
    customer wrote back.
    """

    id: int
    version: int
    customer_id: int
    kind: LetterKind
    state: str
    language: LetterLanguage
    channel: str
    contact_id: int | None
    recipient_name: str
    recipient: str
    business_day: str
    subject: str
    asks_for: list[Amount]
    step: str
    text_version: int
    missing: list[str]
    reason: Because | None
    sha256: str
    drafted_by: str | None
    drafted_at: str
    released_by: str | None
    released_at: str | None
    settled_at: str | None
    activity_id: int | None
    mail_id: int | None
    delivered_at: str | None
    replied: bool
    text: str
    items: list[AskedOut]
    document_ids: list[int]


class DraftLetterIn(TypedDict):
    """A letter as it is wanted. Without items: all that such a letter names. `details` are read as people type
    them.
    """

    kind: LetterKind
    channel: NotRequired[Literal["email", "post"]]
    contact_id: NotRequired[int | None]
    language: NotRequired[LetterLanguage | None]
    details: NotRequired[dict[str, str]]
    item_ids: NotRequired[list[int]]
    document_ids: NotRequired[list[int]]
    promise_id: NotRequired[int | None]


class SeenIn(TypedDict):
    """The version of the letter that was seen."""

    version: int


class DiscardLetterIn(TypedDict):
    """Why the letter does not go, and the version that was seen."""

    version: int
    reason: str


class LetterTextOut(TypedDict):
    """The text of a kind in a language as it stands today; number 0 comes with the desk."""

    kind: LetterKind
    language: LetterLanguage
    number: int
    subject: str
    body: str
    sha256: str
    fields: list[str]


class LetterTextsOut(TypedDict):
    """Every text that stands today."""

    texts: list[LetterTextOut]


class MovementOut(TypedDict):
    """Something that moved the balance on a day. `kind` is that of a document, or of a posting."""

    date: str
    kind: str
    numbers: list[str]
    amount: Amount


class PeriodStatementOut(TypedDict):
    """One currency over a span of days, both included: opening balance + movements = closing balance."""

    currency: str
    first: str
    last: str
    opening: Amount
    movements: list[MovementOut]
    closing: Amount


class PeriodStatementsOut(TypedDict):
    """The account over the span of days in each of its currencies."""

    statements: list[PeriodStatementOut]


class AskedStepOut(TypedDict):
    """A step and its business day."""

    kind: str
    name: str
    date: str


class StepOut(TypedDict):
    """A step with the business day on which it is done, where it stands, and when it was done last."""

    day: int
    kind: str
    name: str
    date: str
    state: str
    done_on: str | None


class StrategiesOut(TypedDict):
    """The account's strategy in each currency, and what was decided about it, newest first."""

    strategies: list[StrategyOut]
    decisions: list[StrategyDecisionOut]


class StrategyDecisionOut(TypedDict):
    """What a person decided: `paused` until a day, `resumed`, or a step `skipped` or `done`."""

    id: int
    kind: str
    until: str | None
    step: str
    reason: str
    by: str
    at: str


class StrategyOut(TypedDict):
    """Where the account stands in one currency. While it rests (`rests_until`), nothing is asked for."""

    currency: str
    strategy: str
    title: str
    because: str
    counted_from: str
    collectable: Amount
    coming: Amount
    asked: AskedStepOut | None
    following: AskedStepOut | None
    rests_until: str | None
    rests_because: str
    steps: list[StepOut]


class PauseIn(TypedDict):
    """The strategy goes on at `until`."""

    until: str
    reason: str


class ResumeIn(TypedDict):
    """Why it goes on."""

    reason: str


class SkipIn(TypedDict):
    """The step that the strategy asks for today, by its name, and why it is left out."""

    step: str
    reason: str


class StepDoneIn(TypedDict):
    """The step that the strategy asks for today, by its name, and what came of it."""

    step: str
    note: str


class EscalateIn(TypedDict):
    """The step that the strategy asks for today, by its name."""

    step: str


class DelinquentOut(TypedDict):
    """A customer past due in one currency: by age, what was said last, what comes next, what is promised, by
    whom.
    """

    customer_id: int
    company: str
    number: str
    name: str
    past_due: Amount
    disputed: Amount
    buckets: list[BucketOut]
    oldest_days: int
    last_contact: str | None
    outcome: str
    next_action: str
    next_date: str | None
    planned_by_strategy: bool
    promised: Amount | None
    promised_date: str | None
    promise_broken: bool
    owner: str | None


class PageDelinquentOut(TypedDict):
    """PageDelinquentOut"""

    entries: list[DelinquentOut]
    next: NotRequired[str | None]


class PageTeamOut(TypedDict):
    """PageTeamOut"""

    entries: list[TeamOut]
    next: NotRequired[str | None]


class TeamOut(TypedDict):
    """A portfolio's day as its supervisor sees it."""

    portfolio_id: int
    portfolio: str
    rep: str
    absent_until: str | None
    substitute: str | None
    accounts: int
    to_work: int
    at_stake: Amount
    ticklers_overdue: int
    exceptions: int


class DecisionOut(TypedDict):
    """What was decided about an account in a currency, with what was open then. `tickler_id` is what somebody
    does.
    """

    id: int
    customer_id: int
    kind: str
    amount: Amount
    oldest_due_date: str
    until: str
    reason: str
    tickler_id: int | None
    by: str
    at: str


class ExceptionDecisionIn(TypedDict):
    """`assigned`: the `owner` does what the reason says by the day; `accepted`: nothing is planned until then.
    Without a currency it is about the oldest of the account's lines.
    """

    kind: Literal["assigned", "accepted"]
    until: str
    reason: str
    owner: NotRequired[str]
    currency: NotRequired[str]


class EventOut(TypedDict):
    """What happened to a customer. `note` and `details` are null for whoever does not read history."""

    id: int
    customer_id: int
    kind: str
    state: str
    happened_on: str
    reported_by: str
    reported_at: str
    note: str | None
    details: dict[str, str | int] | None


class PageEventOut(TypedDict):
    """PageEventOut"""

    entries: list[EventOut]
    next: NotRequired[str | None]


class EventStepOut(TypedDict):
    """One change of an event's state; what followed from it in words."""

    state: str
    by: str
    at: str
    note: str
    evidence: list[EvidenceOut]
    consequences: list[Because]


class EvidenceOut(TypedDict):
    """One piece of evidence, in words."""

    kind: str
    note: str


class HoldOut(TypedDict):
    """A reason to hold a customer's orders: the policy's code, why, its last day (null: until lifted)."""

    id: int
    customer_id: int
    event_id: int
    code: str
    why: Because
    since: str
    until: str | None
    lifted_on: str | None
    lifted_by: str | None


class ProposedStatusOut(TypedDict):
    """A status that an event proposes for the customer, and what another person decided."""

    id: int
    status: str
    status_before: str
    state: str
    asked_by: str
    decided_by: str | None
    reason: str


class TaskOut(TypedDict):
    """A tickler that an event opened."""

    tickler_id: int
    cause: str
    owner: str
    due_date: str | None
    state: str


class ToldEventOut(TypedDict):
    """An event with its story, oldest step first. The bar date is null where only the court says it."""

    id: int
    customer_id: int
    kind: str
    state: str
    happened_on: str
    reported_by: str
    reported_at: str
    note: str | None
    details: dict[str, str | int] | None
    steps: list[EventStepOut]
    tasks: list[TaskOut]
    holds: list[HoldOut]
    stopped: list[str]
    proposals: list[ProposedStatusOut]
    bar_date: str | None
    successor_id: int | None
    data_change_id: int | None


class EventIn(TypedDict):
    """What happened. `details` by kind: docs/rules/customer_events.md; days are written YYYY-MM-DD, amounts in
    minor units of the customer's currency.
    """

    kind: Literal[
        "nsf",
        "dead_phone",
        "returned_mail",
        "bounced_email",
        "change_of_address",
        "change_of_ownership",
        "out_of_business",
        "bankruptcy",
        "policy_non_adherence",
        "new_contact",
    ]
    happened_on: str
    note: NotRequired[str]
    details: NotRequired[dict[str, str | int]]


class EvidenceIn(TypedDict):
    """One piece of evidence: its kind, and in words what it shows."""

    kind: Literal["document", "observed", "registry", "call_back", "second_source", "court", "bank_notice"]
    note: str


class VerificationIn(TypedDict):
    """By which evidence it is so."""

    evidence: list[EvidenceIn]
    note: NotRequired[str]


class ReasonIn(TypedDict):
    """Why."""

    reason: str


class CompletionIn(TypedDict):
    """A note, if there is something to say."""

    note: NotRequired[str]


class CureIn(TypedDict):
    """Why it is over, and by which evidence."""

    reason: str
    evidence: EvidenceIn


class PageHoldOut(TypedDict):
    """PageHoldOut"""

    entries: list[HoldOut]
    next: NotRequired[str | None]


class NoticeOut(TypedDict):
    """That whoever sells to an account was told of a step of an event."""

    id: int
    customer_id: int
    event_id: int
    kind: str
    state: str
    happened_on: str
    salesperson: str
    at: str


class PageNoticeOut(TypedDict):
    """PageNoticeOut"""

    entries: list[NoticeOut]
    next: NotRequired[str | None]


class SuccessionOut(TypedDict):
    """That a new customer follows an old one, whose debt stays unless an assumption is signed."""

    id: int
    event_id: int
    old_customer_id: int
    new_customer_id: int
    number: str
    assumed_on: str | None


class SuccessorIn(TypedDict):
    """The account of the new owner."""

    number: str
    name: str
    legal_name: NotRequired[str]
    guarantor_note: NotRequired[str]


class AssumptionIn(TypedDict):
    """That the new owner signed to take over the old debt: when, which paper, where it is kept."""

    signed_on: str
    note: str


class StatusDecisionIn(TypedDict):
    """Whether the proposed status is accepted; a no needs a reason."""

    accept: bool
    reason: NotRequired[str]


class DataChangeOut(TypedDict):
    """A change that was asked for: what stood there, and what is asked for. A bank account is told by its end
    only.
    """

    id: int
    customer_id: int
    event_id: int | None
    kind: str
    state: str
    old: dict[str, str]
    new: dict[str, str]
    asked_by: str
    channel: str
    given_numbers: list[str]
    known_numbers: list[str]
    requested_by: str
    requested_at: str


class PageDataChangeOut(TypedDict):
    """PageDataChangeOut"""

    entries: list[DataChangeOut]
    next: NotRequired[str | None]


class DataChangeStepOut(TypedDict):
    """One thing that was done about it."""

    kind: str
    number: str
    reached: str
    outcome: str
    note: str
    by: str
    at: str


class MovedOut(TypedDict):
    """A field that a file or a person changed since it was asked for."""

    field: str
    now: str


class ToldDataChangeOut(TypedDict):
    """A change with what was done about it, oldest first, and what moved meanwhile."""

    id: int
    customer_id: int
    event_id: int | None
    kind: str
    state: str
    old: dict[str, str]
    new: dict[str, str]
    asked_by: str
    channel: str
    given_numbers: list[str]
    known_numbers: list[str]
    requested_by: str
    requested_at: str
    steps: list[DataChangeStepOut]
    moved: list[MovedOut]


class DataChangeIn(TypedDict):
    """What is asked for: the new values by field, by whom at the customer, how, and the numbers that came with
    it.
    """

    kind: Literal["address", "phone", "email", "name", "bank"]
    new: dict[str, str]
    asked_by: str
    channel: Literal["call", "email", "letter", "visit"]
    given_numbers: NotRequired[list[str]]
    event_id: NotRequired[int | None]


class CallBackIn(TypedDict):
    """The call to a number known before the request: whom it reached, and what he said."""

    number: str
    reached: NotRequired[str]
    outcome: Literal["confirmed", "denied", "not_reached"]
    note: NotRequired[str]


class ConfirmationIn(TypedDict):
    """A note, if there is something to say."""

    note: NotRequired[str]


class NotFollowedIn(TypedDict):
    """Why the request is not followed."""

    reason: str


class ImportOut(TypedDict):
    """A file on its way into the ledger, by `revision`. `corrects`: the import whose refused rows come back in
    it.
    """

    id: int
    name: str
    content: str
    state: str
    company: str
    default_currency: str
    is_list: bool
    as_of: str
    sha256: str
    size: int
    received_by: str
    received_at: str
    corrects: int | None
    revision: int
    rows_read: int
    rows_accepted: int
    rows_changed: int
    rows_missing: int
    rows_unchanged: int
    rows_refused: int
    rows_done: int
    running: bool
    refusal: str
    problem: str
    posted_by: str
    posted_at: str | None
    undone_by: str
    undone_at: str | None


class UploadIn(TypedDict):
    """For rows that name no company or currency; without a currency it is the company's. `content` says what the
    file holds; without it the headings tell, and where they fit several contents it is asked. `is_list` says
    that it is the complete list of what is open on the day `as_of` (empty: today): it is compared with the
    ledger, and what it no longer has counts as settled in the ERP.
    """

    company: str
    currency: NotRequired[str]
    content: NotRequired[
        Literal[
            "open_items",
            "customers",
            "contacts",
            "exchange_rates",
            "price_lists",
            "payment_terms",
            "salespeople",
            "portfolios",
            "crm_contacts",
            "crm_history",
            "orders",
            "credit_ratings",
            "financials",
            "shipments",
            "returns",
            "deals",
            "coop_agreements",
            "routing_rules",
            "invoice_lines",
            "bank",
        ]
        | Literal[""]
    ]
    is_list: NotRequired[bool]
    as_of: NotRequired[str | None]


class PageImportOut(TypedDict):
    """PageImportOut"""

    entries: list[ImportOut]
    next: NotRequired[str | None]


class PreviewOut(TypedDict):
    """The file with what the reader understood and the control totals, as the preview page shows them."""

    id: int
    name: str
    content: str
    state: str
    company: str
    default_currency: str
    is_list: bool
    as_of: str
    sha256: str
    size: int
    received_by: str
    received_at: str
    corrects: int | None
    revision: int
    rows_read: int
    rows_accepted: int
    rows_changed: int
    rows_missing: int
    rows_unchanged: int
    rows_refused: int
    rows_done: int
    running: bool
    refusal: str
    problem: str
    posted_by: str
    posted_at: str | None
    undone_by: str
    undone_at: str | None
    choices: dict[str, Any]
    understood: dict[str, Any]
    totals: dict[str, Any]


class PageRowOut(TypedDict):
    """PageRowOut"""

    entries: list[RowOut]
    next: NotRequired[str | None]


class RefusedField(TypedDict):
    """One thing wrong with a row."""

    column: str
    field: str
    value: str
    reason: Because


class RowOut(TypedDict):
    """A row of the file as it was read and judged; `row` holds minor units and ISO days. Without `in_file` it is
    no row, but a document that a list has no more; its line is only its place. Of a record, `changes` holds
    field → what stood there and what the row says, and `problems` also what an undo left as it was.
    """

    line: int
    in_file: bool
    verdict: str
    row: dict[str, Any]
    changes: dict[str, list[Any]]
    problems: list[RefusedField]


class ConsequencesOut(TypedDict):
    """What an undo would take out of the ledger, and what stands in its way, such as later postings. `customers`
    owe something else afterwards; `moved` postings lie in closed periods and are taken back today; `disputed`
    documents and `extensions` of due dates go with it; open `ticklers` of the customers stay, as do
    `corrections`; `found_there` are later files that found documents unchanged, which may be these. Of
    records: how many rows go back whole, of how many something stays, and the first reasons why.
    """

    items: int
    sums: list[SumOut]
    customers: int
    moved: int
    disputed: int
    extensions: int
    erp_moved: int
    erp_sums: list[Amount]
    put_off: int
    ticklers: int
    corrections: int
    found_there: int
    blockers: list[Because]
    rows_back: NotRequired[int]
    rows_staying: NotRequired[int]
    staying: NotRequired[list[StayingOut]]


class StayingOut(TypedDict):
    """What an undo of records would leave as it is."""

    line: int
    field: str
    reason: Because


class SumOut(TypedDict):
    """Documents of the import in one currency."""

    original: Amount
    open: Amount


class ChoicesIn(TypedDict):
    """How the file is to be read: field → heading (null: not in the file), and answers to the reader's
    questions. A layout is chosen by its name; "none" says that it is none of those that are known, nor a
    saved profile's. A last line without a line end may be cut off and is refused until `last_line` says that
    it is whole. Of a list that was read beside the list before, `compared` has every line read. A statement
    as a table that does not name its account has `account`: its number, a blank, its currency; `signs` says
    what signs mean that contradict their column.
    """

    revision: int
    content: NotRequired[
        Literal[
            "open_items",
            "customers",
            "contacts",
            "exchange_rates",
            "price_lists",
            "payment_terms",
            "salespeople",
            "portfolios",
            "crm_contacts",
            "crm_history",
            "orders",
            "credit_ratings",
            "financials",
            "shipments",
            "returns",
            "deals",
            "coop_agreements",
            "routing_rules",
            "invoice_lines",
            "bank",
        ]
        | None
    ]
    columns: NotRequired[dict[str, str | None] | None]
    day_order: NotRequired[Literal["mdy", "dmy"] | None]
    decimal: NotRequired[Literal[".", ","] | None]
    layout: NotRequired[str | None]
    sheet: NotRequired[str | None]
    encoding: NotRequired[str | None]
    delimiter: NotRequired[str | Literal["fixed"] | None]
    last_line: NotRequired[Literal["whole"] | None]
    compared: NotRequired[Literal["whole"] | None]
    account: NotRequired[str | None]
    signs: NotRequired[Literal["written", "column", "turned"] | None]


class ProfileOut(TypedDict):
    """How files of a company with a certain header are read."""

    id: int
    company: str
    name: str
    choices: dict[str, Any]
    saved_by: str
    saved_at: str


class ProfileIn(TypedDict):
    """The name under which it is kept how the file was read."""

    name: str


class PageProfileOut(TypedDict):
    """PageProfileOut"""

    entries: list[ProfileOut]
    next: NotRequired[str | None]


class PostingIn(TypedDict):
    """The preview that was looked at, and the codes of the doubts about a list that were looked into."""

    revision: int
    confirmed: NotRequired[list[str]]


class BalanceOut(TypedDict):
    """The balance as it stands beside the list."""

    company: str
    as_of: str
    balance: Amount
    entered_by: str
    entered_at: str


class BalanceIn(TypedDict):
    """The balance of the ERP's receivables account on the day of the list, in minor units."""

    company: str
    currency: str
    balance_minor: int


class RevisionIn(TypedDict):
    """The revision of the preview that was looked at."""

    revision: int


class UndoIn(TypedDict):
    """Why the import is undone."""

    reason: str


class AlikeOut(TypedDict):
    """A customer of the company who may be meant."""

    number: str
    name: str


class CustomersOut(TypedDict):
    """How many new customers posting makes, and who is in question."""

    new: int
    in_question: list[InQuestionOut]


class InQuestionOut(TypedDict):
    """A customer of the file who may be one that the company knows; `rows` of the file wait for the answer."""

    company: str
    number: str
    name: str
    rows: int
    original: list[Amount]
    open: list[Amount]
    alike: list[AlikeOut]


class DecisionsIn(TypedDict):
    """The answers, for the revision that was looked at."""

    revision: int
    decisions: list[WhoItIsIn]


class WhoItIsIn(TypedDict):
    """Who a number of the file is: the customer with the number `meant`, or (null) a new one."""

    company: str
    number: str
    meant: str | None


class DecidedOut(TypedDict):
    """What a customer number of files was decided to mean; null is a customer of its own."""

    id: int
    company: str
    number: str
    name: str
    meant: str | None
    decided_by: str
    decided_at: str


class PageDecidedOut(TypedDict):
    """PageDecidedOut"""

    entries: list[DecidedOut]
    next: NotRequired[str | None]


class ComparedOut(TypedDict):
    """One document on both sides: what is open here, and what the list says."""

    item: int
    number: str
    ours: Amount
    list_original: Amount
    list_open: Amount
    list_due_date: str | None


class DifferenceOut(TypedDict):
    """A row of a list that waits for a person. Without `in_file` it is a document that the list lacks. `answers`
    are those that are possible at all: an act of ours that awaits the ERP, or a limit of authority, may still
    stand in the way.
    """

    line: int
    in_file: bool
    cause: str
    reason: Because
    answers: list[str]
    documents: list[ComparedOut]


class PageDifferenceOut(TypedDict):
    """PageDifferenceOut"""

    entries: list[DifferenceOut]
    next: NotRequired[str | None]


class DecidedDifferencesOut(TypedDict):
    """The decisions that were made, one for each document of the lines."""

    decisions: list[DifferenceDecisionOut]


class DifferenceDecisionOut(TypedDict):
    """What was decided about a document that differs. `ours` is what is open here since."""

    id: int
    import_id: int
    line: int
    item: int
    number: str
    cause: str
    answer: str
    before: Amount
    ours: Amount
    list_open: Amount
    reason: str
    decided_by: str
    decided_at: str
    policy_version: int | None
    taken_back_by: str
    taken_back_at: str | None
    taken_back_reason: str


class DecideIn(TypedDict):
    """The ERP's figure (take) or ours (keep) for these lines, all of them or none, and why."""

    lines: list[int]
    answer: Literal["take", "keep"]
    reason: str


class PageDifferenceDecisionOut(TypedDict):
    """PageDifferenceDecisionOut"""

    entries: list[DifferenceDecisionOut]
    next: NotRequired[str | None]


class TakeBackIn(TypedDict):
    """Why the decision is taken back."""

    reason: str


class ReconciliationOut(TypedDict):
    """A company with its last list. `missed` says why its figures may be old; `to_decide` rows wait for a
    person.
    """

    company: str
    day: str | None
    import_id: int | None
    waiting_import_id: int | None
    to_decide: int
    missed: Because | None
    ties: list[TieOut]


class ReconciliationsOut(TypedDict):
    """The companies that one works for, by code."""

    companies: list[ReconciliationOut]


class TieOut(TypedDict):
    """How a list ties in one currency: list = ledger + awaiting + kept + undecided + unexplained; and counts.
    `erp_balance` is the balance of the ERP's receivables account, where a person entered it, and `off` what
    it is more than the list.
    """

    currency: str
    on_list: Amount
    ledger: Amount
    awaiting: Amount
    kept: Amount
    undecided: Amount
    unexplained: Amount
    erp_balance: Amount | None
    off: Amount | None
    new: int
    changed: int
    settled: int
    decided: int


class ListOut(TypedDict):
    """A list that I may take out, what it can be narrowed by, and whether it can be told as of a past day."""

    name: str
    title: str
    filters: list[str]
    as_of: bool


class PageListOut(TypedDict):
    """PageListOut"""

    entries: list[ListOut]
    next: NotRequired[str | None]


class Filters(TypedDict):
    """What a list is narrowed by; each list has some of them. A company is named by its code."""

    company: NotRequired[str]
    portfolio: NotRequired[str]
    owner: NotRequired[str]
    customer: NotRequired[str]
    item: NotRequired[str]
    file: NotRequired[str]
    currency: NotRequired[str]
    bucket: NotRequired[str]
    status: NotRequired[str]
    state: NotRequired[str]
    risk: NotRequired[str]
    risk_class: NotRequired[str]
    late: NotRequired[str]
    planned: NotRequired[str]
    minimum: NotRequired[str]
    show: NotRequired[str]
    basis: NotRequired[str]
    known: NotRequired[str]
    what: NotRequired[str]
    verdict: NotRequired[str]
    kind: NotRequired[str]
    by: NotRequired[str]
    q: NotRequired[str]
    sort: NotRequired[str]


class ExportOut(TypedDict):
    """A file that is made in the background: how far it is, and until when it is kept. `problem` says what ended
    it.
    """

    id: int
    list: str
    format: str
    as_of: str
    name: str
    state: str
    problem: str
    done: int
    total: int
    rows: int
    size: int
    asked_at: str


class PageExportOut(TypedDict):
    """PageExportOut"""

    entries: list[ExportOut]
    next: NotRequired[str | None]


class ExportIn(TypedDict):
    """The list by its name, its format, its day (today, if none), and what it is narrowed by."""

    list: str
    format: NotRequired[Form]
    as_of: NotRequired[str | None]
    filters: NotRequired[dict[str, str]]


class PolicyOut(TypedDict):
    """A version with its whole document. Percentages and amounts in it are decimal texts, in major units."""

    number: int
    company: str | None
    effective_from: str | None
    reason: str
    adopted_by: str
    adopted_at: str | None
    sha256: str
    document: dict[str, Any]


class PageVersionOut(TypedDict):
    """PageVersionOut"""

    entries: list[VersionOut]
    next: NotRequired[str | None]


class VersionOut(TypedDict):
    """A version of the policy. Number 0 is the one that comes with the desk, until a first one is adopted."""

    number: int
    company: str | None
    effective_from: str | None
    reason: str
    adopted_by: str
    adopted_at: str | None
    sha256: str


class ChangeOut(TypedDict):
    """One value that differs, in the words of the pages; `path` is where it stands in the document."""

    section: str
    label: str
    path: str
    before: str
    after: str


class VersionChangesOut(TypedDict):
    """What differs between two versions; 0 is the policy that comes with the desk."""

    compared_with: int
    changes: list[ChangeOut]


class DraftOut(TypedDict):
    """A draft. `version` counts its changes: name the one that you saw."""

    id: int
    version: int
    state: DraftState
    company: str | None
    base: int
    started_from: int
    author: str
    writers: list[str]
    begun_at: str
    changed_by: str
    changed_at: str
    reason: str
    effective_from: str | None
    submitted_by: str | None
    decided_by: str | None
    decision_reason: str
    adopted: int | None
    sha256: str


class PageDraftOut(TypedDict):
    """PageDraftOut"""

    entries: list[DraftOut]
    next: NotRequired[str | None]


class DraftMistake(TypedDict):
    """One thing wrong with the text: a JSON pointer into the document, the line, what it says, and the sentence."""

    pointer: str
    line: int | None
    value: str
    detail: str


class DraftTextOut(TypedDict):
    """A draft with its text, and with the mistakes that keep it from being submitted."""

    id: int
    version: int
    state: DraftState
    company: str | None
    base: int
    started_from: int
    author: str
    writers: list[str]
    begun_at: str
    changed_by: str
    changed_at: str
    reason: str
    effective_from: str | None
    submitted_by: str | None
    decided_by: str | None
    decision_reason: str
    adopted: int | None
    sha256: str
    takes_over_from: int
    text: str
    mistakes: list[DraftMistake]


class DraftIn(TypedDict):
    """For which company (none: for all), and with which version's text, or a text of one's own, it begins."""

    company: NotRequired[str]
    start_from: NotRequired[int | None]
    text: NotRequired[str | None]


class DraftChangeIn(TypedDict):
    """A new text, or single values by path as one types them into the forms, such as `aging.dunning_grace_days`."""

    version: int
    text: NotRequired[str | None]
    values: NotRequired[dict[str, str]]


class DraftSeenIn(TypedDict):
    """The version of the draft that was seen."""

    version: int


class ComparisonOut(TypedDict):
    """What a draft changes. `compared_with` and `sha256` are what an approval names."""

    compared_with: int
    sha256: str
    changes: list[ChangeOut]


class BucketsOut(TypedDict):
    """Minor units in each bucket of a currency, by either policy's edges."""

    currency: str
    edges_before: list[int]
    before_minor: list[int]
    edges_after: list[int]
    after_minor: list[int]


class EffectOut(TypedDict):
    """What a draft would do today to one company; `buckets` only where their edges differ."""

    company: str
    worklist: ListEffectOut
    other_next_step: int
    other_score: int
    exceptions: ListEffectOut
    buckets: list[BucketsOut]


class ListEffectOut(TypedDict):
    """How a list of accounts would change."""

    before: int
    after: int
    entering: int
    leaving: int


class SubmissionIn(TypedDict):
    """Why it changes, and from which day."""

    version: int
    reason: str
    effective_from: str


class ApprovalIn(TypedDict):
    """The same, with the version that it was compared with."""

    sha256: str
    reason: NotRequired[str]
    compared_with: int


class DecisionIn(TypedDict):
    """The text that was seen, by its SHA-256, and what is said about it."""

    sha256: str
    reason: NotRequired[str]


class ErpLineOut(TypedDict):
    """One line: it moves a document of a customer, or an account. `new_item`: the ERP does not know it yet."""

    line: int
    customer: str
    item_kind: str
    item_number: str
    new_item: bool
    due_date: str | None
    reference: str
    account: str
    amount: Amount


class ErpPostingOut(TypedDict):
    """An act of ours. The ERP takes it over under a document of its own, once, and answers by `id`."""

    id: int
    company: str
    kind: str
    posting_date: str
    recorded_at: str
    reverses_id: int | None
    reverses_erp_document: str
    state: str
    erp_document: str
    reason: str
    answered_on: str | None
    lines: list[ErpLineOut]


class PageErpPostingOut(TypedDict):
    """PageErpPostingOut"""

    entries: list[ErpPostingOut]
    next: NotRequired[str | None]


class AcknowledgementIn(TypedDict):
    """What the ERP did: it accepted the posting, as which document, or refused it, why. `answered_on` is today."""

    answer: Literal["accepted", "refused"]
    erp_document: NotRequired[str]
    reason: NotRequired[str]
    answered_on: NotRequired[str | None]


class PageWebhookOut(TypedDict):
    """PageWebhookOut"""

    entries: list[WebhookOut]
    next: NotRequired[str | None]


class WebhookOut(TypedDict):
    """A subscription with the rights of its owner. It is `silent` while he may have none any more."""

    id: int
    name: str
    url: str
    kinds: list[str]
    owner: str
    made_at: str
    paused_at: str | None
    silent: bool
    failures: int
    next_try_at: str
    waiting: int
    given_up: int


class NewSecretOut(TypedDict):
    """The same with its secret, which is answered once: a repeated request gets null in its place."""

    id: int
    name: str
    url: str
    kinds: list[str]
    owner: str
    made_at: str
    paused_at: str | None
    silent: bool
    failures: int
    next_try_at: str
    waiting: int
    given_up: int
    secret: str | None


class WebhookIn(TypedDict):
    """Who is to be told of what. The address begins with https:// and leads to a public network."""

    name: str
    url: str
    kinds: list[EventKind]


class AttemptOut(TypedDict):
    """One try: what came of it, the status where there was an answer, and how long it took."""

    at: str
    outcome: str
    status: int | None
    milliseconds: int


class DeliveryOut(TypedDict):
    """A message to a subscription: `id` names it here, `key` at the receiver."""

    id: int
    key: str
    seq: int | None
    kind: str
    state: str
    made_at: str
    settled_at: str | None
    attempts: list[AttemptOut]


class PageDeliveryOut(TypedDict):
    """PageDeliveryOut"""

    entries: list[DeliveryOut]
    next: NotRequired[str | None]


class PageRoleOut(TypedDict):
    """PageRoleOut"""

    entries: list[RoleOut]
    next: NotRequired[str | None]


class RoleOut(TypedDict):
    """What a role may do, and whether it must sign in with a second factor."""

    role: str
    permissions: list[str]
    second_factor: bool


class PageUserOut(TypedDict):
    """PageUserOut"""

    entries: list[UserOut]
    next: NotRequired[str | None]


class UserOut(TypedDict):
    """A user with his role and companies. `state` goes into the next change: nobody overrides what he has not
    seen.
    """

    id: int
    username: str
    first_name: str
    last_name: str
    role: str
    companies: list[str]
    active: bool
    second_factor: bool
    state: str


class NewPasswordOut(TypedDict):
    """The same with a new password, which is answered once: a repeated request gets null in its place."""

    id: int
    username: str
    first_name: str
    last_name: str
    role: str
    companies: list[str]
    active: bool
    second_factor: bool
    state: str
    password: str | None


class UserIn(TypedDict):
    """A new user. The name to sign in with cannot be changed later."""

    first_name: str
    last_name: str
    role: Role
    companies: list[str]
    username: str


class UserChangeIn(TypedDict):
    """What the user is from now on, and the `state` in which he was seen."""

    first_name: str
    last_name: str
    role: Role
    companies: list[str]
    state: str


class PagePortfolioOut(TypedDict):
    """PagePortfolioOut"""

    entries: list[PortfolioOut]
    next: NotRequired[str | None]


class PortfolioOut(TypedDict):
    """A portfolio with its people, by user name, and how many accounts are in it."""

    id: int
    company: str
    name: str
    rep: str
    supervisor: str
    accounts: int


class PortfolioIn(TypedDict):
    """A new portfolio. Its rules decide what comes in."""

    rep: str
    supervisor: str
    company: str
    name: str


class PortfolioHandOverIn(TypedDict):
    """To whom it goes, and who was seen to work it until now."""

    rep: str
    supervisor: str
    seen_rep: str


class PageRuleOut(TypedDict):
    """PageRuleOut"""

    entries: list[RuleOut]
    next: NotRequired[str | None]


class RuleOut(TypedDict):
    """A rule: accounts that fit every condition that is filled in go to the portfolio; the lowest position wins."""

    id: int
    position: int
    portfolio_id: int
    portfolio: str
    name_from: str
    name_to: str
    risk_class: str
    segment: str
    country: str
    region: str


class RuleIn(TypedDict):
    """Where accounts go that fit; a condition left empty does not matter. `state` is that of the plan."""

    portfolio_id: int
    state: str
    name_from: NotRequired[str]
    name_to: NotRequired[str]
    risk_class: NotRequired[Literal["", "A", "B", "C", "D"]]
    segment: NotRequired[str]
    country: NotRequired[str]
    region: NotRequired[str]


class MoveOut(TypedDict):
    """So many accounts from one portfolio (null: from nowhere) to another."""

    from_portfolio: str | None
    to_portfolio: str
    accounts: int


class PlanOut(TypedDict):
    """What applying the rules would move now, and what stays. `mark` goes into the application, `state` into a
    change of the rules: nobody acts upon what he has not seen.
    """

    company: str
    state: str
    mark: str
    moves: list[MoveOut]
    moving: int
    unchanged: int
    by_hand: int
    without: int


class AssignmentIn(TypedDict):
    """The company whose rules are applied, and the `mark` of the plan that was seen."""

    company: str
    mark: str


class RuleSeenIn(TypedDict):
    """The `state` of the rules that was seen."""

    state: str


class PutIn(TypedDict):
    """The portfolio that the account is put into by hand; null gives it back to the rules."""

    portfolio_id: int | None


class AbsenceOut(TypedDict):
    """Somebody is away from the first to the last day, and the substitute sees the accounts; both by user name."""

    id: int
    user: str
    substitute: str
    first_day: str
    last_day: str


class PageAbsenceOut(TypedDict):
    """PageAbsenceOut"""

    entries: list[AbsenceOut]
    next: NotRequired[str | None]


class AbsenceIn(TypedDict):
    """Who is away when, and who stands in, by user name."""

    user: str
    substitute: str
    first_day: str
    last_day: str


class Mistake(TypedDict):
    """One thing wrong with the request. `pointer` is a JSON pointer into the part of the request that `place`
    names.
    """

    place: str
    pointer: str
    detail: str


class Creditdesk(Calls):
    """Every operation of the interface."""

    def me(self) -> Me:
        """Who the desk takes me for, and what I may do."""
        answer: Me = self._get("/me")
        return answer

    def health(self) -> Health:
        """Whether the desk and its database answer."""
        answer: Health = self._get("/health")
        return answer

    def search(self, *, q: str | None = None, limit: int | None = None) -> FoundOut:
        """Customers by number or name, and documents by number, purchase order or amount, as the search of the
        desk.
        """
        answer: FoundOut = self._get("/search", {"q": q, "limit": limit})
        return answer

    def journal(
        self,
        *,
        kind: str | None = None,
        by: str | None = None,
        customer: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageJournalOut:
        """The journal of my companies, newest first. `kind` takes a beginning, such as `import.`."""
        answer: PageJournalOut = self._get(
            "/journal", {"kind": kind, "by": by, "customer": customer, "cursor": cursor, "limit": limit}
        )
        return answer

    def verify_journal(self, *, key: str | None = None) -> ProofOut:
        """Walk the whole chain, and say whether an entry is missing, changed or out of place."""
        answer: ProofOut = self._act("/journal/verification", key=key)
        return answer

    def journal_entry(self, seq: int) -> JournalOut:
        """One entry."""
        answer: JournalOut = self._get(f"/journal/{seq}")
        return answer

    def read_private(self, seq: int, *, key: str | None = None) -> PrivateOut:
        """Read the names and notes of an entry. That they were read is journaled first."""
        answer: PrivateOut = self._act(f"/journal/{seq}/private", key=key)
        return answer

    def my_tokens(self, *, cursor: str | None = None, limit: int | None = None) -> PageTokenOut:
        """Every token that I ever had, newest first."""
        answer: PageTokenOut = self._get("/tokens", {"cursor": cursor, "limit": limit})
        return answer

    def make_own_token(self, body: TokenIn, *, code: str, key: str | None = None) -> NewTokenOut:
        """Make a token of mine, with no scope that the asking one does not have. Its secret stands in this
        answer only.
        """
        answer: NewTokenOut = self._act("/tokens", body, key=key, code=code)
        return answer

    def revoke_own_token(self, token_id: int, *, key: str | None = None) -> TokenOut:
        """End a token of mine now, for good. Every token may end itself; to end another one takes the scope
        `admin`.
        """
        answer: TokenOut = self._act(f"/tokens/{token_id}/revocation", key=key)
        return answer

    def calendar_address(self) -> CalendarOut:
        """Whether my ticklers have an address for calendars. What it is, nobody can read again."""
        answer: CalendarOut = self._get("/calendar-address")
        return answer

    def make_calendar_address(self, *, code: str, key: str | None = None) -> NewCalendarOut:
        """Make the address at which a calendar reads my ticklers; the one before ends."""
        answer: NewCalendarOut = self._act("/calendar-address", key=key, code=code)
        return answer

    def revoke_calendar_address(self, *, key: str | None = None) -> CalendarOut:
        """End the address now."""
        answer: CalendarOut = self._act("/calendar-address/revocation", key=key)
        return answer

    def companies(self, *, cursor: str | None = None, limit: int | None = None) -> PageCompanyOut:
        """The selling companies that I work for."""
        answer: PageCompanyOut = self._get("/companies", {"cursor": cursor, "limit": limit})
        return answer

    def customers(
        self,
        *,
        company: str | None = None,
        number: str | None = None,
        status: str | None = None,
        risk_class: str | None = None,
        portfolio: int | None = None,
        currency: str | None = None,
        past_due: bool | None = None,
        q: str | None = None,
        sort: Literal["", "name", "-name", "past_due", "-past_due", "open", "-open", "oldest", "-oldest"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageCustomerOut:
        """The customers that I see. `currency` leaves those with something open in it; `past_due` and the sorts
        by amount look at that currency, or at my first company's. `q` searches number and name: unsorted, one
        page, best first.
        """
        answer: PageCustomerOut = self._get(
            "/customers",
            {
                "company": company,
                "number": number,
                "status": status,
                "risk_class": risk_class,
                "portfolio": portfolio,
                "currency": currency,
                "past_due": past_due,
                "q": q,
                "sort": sort,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def customer(self, customer_id: int) -> CustomerOut:
        """One customer."""
        answer: CustomerOut = self._get(f"/customers/{customer_id}")
        return answer

    def terms_codes(self, *, cursor: str | None = None, limit: int | None = None) -> PagePaymentTermsOut:
        """What the codes of my companies for payment terms mean."""
        answer: PagePaymentTermsOut = self._get("/payment-terms", {"cursor": cursor, "limit": limit})
        return answer

    def sellers(self, *, cursor: str | None = None, limit: int | None = None) -> PageSalespersonOut:
        """Who sells for my companies by the ERP's codes, with the user names of those who have one."""
        answer: PageSalespersonOut = self._get("/salespeople", {"cursor": cursor, "limit": limit})
        return answer

    def customer_family(
        self, customer_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageCustomerOut:
        """The customer's whole family, as far as I see it; entities are never netted."""
        answer: PageCustomerOut = self._get(f"/customers/{customer_id}/family", {"cursor": cursor, "limit": limit})
        return answer

    def customer_prices(
        self,
        customer_id: int,
        *,
        item: str | None = None,
        on: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PagePriceOut:
        """What an item costs the customer on a day (default: today): agreed prices first, then those of lists."""
        answer: PagePriceOut = self._get(
            f"/customers/{customer_id}/prices", {"item": item, "on": on, "cursor": cursor, "limit": limit}
        )
        return answer

    def customer_contacts(
        self, customer_id: int, *, gone: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageContactOut:
        """The customer's people, in the order in which they are asked for."""
        answer: PageContactOut = self._get(
            f"/customers/{customer_id}/contacts", {"gone": gone, "cursor": cursor, "limit": limit}
        )
        return answer

    def add_a_contact(self, customer_id: int, body: CardIn, *, key: str | None = None) -> OneContactOut:
        """Add a person at the customer."""
        answer: OneContactOut = self._act(f"/customers/{customer_id}/contacts", body, key=key)
        return answer

    def contact(self, contact_id: int) -> OneContactOut:
        """One person, with how he may be reached today."""
        answer: OneContactOut = self._get(f"/contacts/{contact_id}")
        return answer

    def escalation_path(self, customer_id: int, *, spoken_with: int | None = None) -> EscalationOut:
        """Whom to ask for next, from the person spoken with upwards; without one from the first who is asked
        for.
        """
        answer: EscalationOut = self._get(f"/customers/{customer_id}/escalation-path", {"spoken_with": spoken_with})
        return answer

    def change_a_contact(self, contact_id: int, body: ChangeContactIn, *, key: str | None = None) -> OneContactOut:
        """Change what is known of the person. Refused where somebody changed it since the version: who, when,
        what.
        """
        answer: OneContactOut = self._act(f"/contacts/{contact_id}/change", body, key=key)
        return answer

    def contact_left(self, contact_id: int, body: DepartureIn, *, key: str | None = None) -> OneContactOut:
        """Say that the person left the customer, or is there after all. No file brings back who left."""
        answer: OneContactOut = self._act(f"/contacts/{contact_id}/departure", body, key=key)
        return answer

    def mark_a_contact(self, contact_id: int, body: MarkIn, *, key: str | None = None) -> OneContactOut:
        """Record a consent, an opt-out, a bounce, a dead number, an attorney, or that none of it holds any more."""
        answer: OneContactOut = self._act(f"/contacts/{contact_id}/marks", body, key=key)
        return answer

    def account_timeline(
        self,
        customer_id: int,
        *,
        kind: list[Literal["calls", "mail", "notes", "ticklers", "money", "cases", "documents", "changes"]]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageTimelineOut:
        """All that happened on the account, newest first, as far as I may read it; of some kinds only, if they
        are named. That restricted entries of others were shown is journaled.
        """
        answer: PageTimelineOut = self._get(
            f"/customers/{customer_id}/timeline", {"kind": kind, "cursor": cursor, "limit": limit}
        )
        return answer

    def documents(self, customer_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageDocumentOut:
        """The account's documents that I may read, newest first."""
        answer: PageDocumentOut = self._get(f"/customers/{customer_id}/documents", {"cursor": cursor, "limit": limit})
        return answer

    def attach(
        self,
        customer_id: int,
        *,
        file: bytes,
        file_name: str,
        description: str | None = None,
        visibility: Literal["status", "history", "restricted"] | None = None,
        key: str | None = None,
    ) -> DocumentOut:
        """Attach a file: a PDF, picture, workbook, letter, e-mail or plain text. The same one again is there
        already.
        """
        answer: DocumentOut = self._upload(
            f"/customers/{customer_id}/documents",
            (file_name, file),
            {"description": description, "visibility": visibility},
            key=key,
        )
        return answer

    def document_file(self, document_id: int) -> bytes:
        """A document as it was attached. That a restricted one of another was read is journaled."""
        answer: bytes = self._file(f"/documents/{document_id}/file")
        return answer

    def items(
        self,
        *,
        customer: int | None = None,
        company: str | None = None,
        state: Literal["open", "closed", "all"] | None = None,
        kind: str | None = None,
        number: str | None = None,
        currency: str | None = None,
        bucket: int | None = None,
        as_of: str | None = None,
        sort: Literal[
            "",
            "number",
            "-number",
            "document",
            "-document",
            "due",
            "-due",
            "late",
            "-late",
            "original",
            "-original",
            "open",
            "-open",
            "disputed",
            "-disputed",
        ]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageItemOut:
        """Items of the customers that I see. With `as_of`, those of one customer that were open at the end of
        that day. Of one customer today: claims in a `bucket` (0: not due), and the orders of the account's
        page (`sort`).
        """
        answer: PageItemOut = self._get(
            "/items",
            {
                "customer": customer,
                "company": company,
                "state": state,
                "kind": kind,
                "number": number,
                "currency": currency,
                "bucket": bucket,
                "as_of": as_of,
                "sort": sort,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def item(self, item_id: int) -> ItemOut:
        """One item as it is now."""
        answer: ItemOut = self._get(f"/items/{item_id}")
        return answer

    def item_entries(self, item_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageEntryOut:
        """Every entry that made what is open of the item, oldest first."""
        answer: PageEntryOut = self._get(f"/items/{item_id}/entries", {"cursor": cursor, "limit": limit})
        return answer

    def posting(self, posting_id: int) -> PostingOut:
        """One posting with its entries, of an import's with the first 200."""
        answer: PostingOut = self._get(f"/postings/{posting_id}")
        return answer

    def posting_entries(self, posting_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageEntryOut:
        """All entries of a posting that I may see, by line."""
        answer: PageEntryOut = self._get(f"/postings/{posting_id}/entries", {"cursor": cursor, "limit": limit})
        return answer

    def all_positions(
        self,
        *,
        company: str | None = None,
        portfolio: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PagePositionOut:
        """Positions, some customers at a time: a page holds those of up to `limit` customers."""
        answer: PagePositionOut = self._get(
            "/positions", {"company": company, "portfolio": portfolio, "cursor": cursor, "limit": limit}
        )
        return answer

    def customer_positions(
        self, customer_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PagePositionOut:
        """What the customer owes today, one position for each currency."""
        answer: PagePositionOut = self._get(f"/customers/{customer_id}/positions", {"cursor": cursor, "limit": limit})
        return answer

    def statement(
        self,
        customer_id: int,
        *,
        as_of: str | None = None,
        basis: Literal["due_date", "document_date", "extended_date"] | None = None,
        known_at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageStatementOut:
        """The customer's statement as of any day, one for each currency. `known_at` leaves out what was recorded
        later.
        """
        answer: PageStatementOut = self._get(
            f"/customers/{customer_id}/statement",
            {"as_of": as_of, "basis": basis, "known_at": known_at, "cursor": cursor, "limit": limit},
        )
        return answer

    def statement_lines(
        self,
        customer_id: int,
        *,
        currency: str | None = None,
        what: str | None = None,
        as_of: str | None = None,
        basis: Literal["due_date", "document_date", "extended_date"] | None = None,
        known_at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageStatementLineOut:
        """The lines of a statement, by currency, the oldest first; or those that add up to one figure of it
        (`what`): `balance`, `open`, `past_due`, `collectable`, `disputed`, `unapplied`, `credits`, or a
        bucket such as `bucket-2`.
        """
        answer: PageStatementLineOut = self._get(
            f"/customers/{customer_id}/statement/lines",
            {
                "currency": currency,
                "what": what,
                "as_of": as_of,
                "basis": basis,
                "known_at": known_at,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def cash_report(
        self, *, day: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageCashDayOut:
        """The cash of a day by company, account, currency and channel; today unless said otherwise."""
        answer: PageCashDayOut = self._get("/cash/report", {"day": day, "cursor": cursor, "limit": limit})
        return answer

    def bank_reconciliation(
        self, account_id: int, *, first: str | None = None, last: str | None = None
    ) -> BankReconciliationOut:
        """A bank account beside the books, every difference with its line; the last thirty days unless said
        otherwise.
        """
        answer: BankReconciliationOut = self._get(f"/cash/reconciliation/{account_id}", {"first": first, "last": last})
        return answer

    def explain_bank_line(self, line_id: int, body: ExplainLineIn, *, key: str | None = None) -> ExplainedLineOut:
        """Say what a line of the bank is that is no receipt."""
        answer: ExplainedLineOut = self._act(f"/bank-lines/{line_id}/explain", body, key=key)
        return answer

    def unapplied_cash(
        self,
        *,
        part: Literal["", "unapplied", "on_account", "asked", "unidentified"] | None = None,
        currency: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageUnappliedOut:
        """Money that pays nothing yet by customer and age: of the accounts that the user sees, and unidentified."""
        answer: PageUnappliedOut = self._get(
            "/cash/unapplied", {"part": part, "currency": currency, "cursor": cursor, "limit": limit}
        )
        return answer

    def matches_for_review(
        self,
        *,
        whose: Literal["reps", "machine", "people"] | None = None,
        state: Literal["waiting", "signed", "taken_back"] | None = None,
        first: str | None = None,
        last: str | None = None,
        sample: bool | None = None,
        basis: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageReviewedMatchOut:
        """Matches with what each rests on, the newest first."""
        answer: PageReviewedMatchOut = self._get(
            "/cash/reviews",
            {
                "whose": whose,
                "state": state,
                "first": first,
                "last": last,
                "sample": sample,
                "basis": basis,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def sign_matches(self, body: SignMatchesIn, *, key: str | None = None) -> SignedMatchesOut:
        """Sign matches that were looked through; never one's own. One that is not there refuses all."""
        answer: SignedMatchesOut = self._act("/cash/reviews", body, key=key)
        return answer

    def match_rates(
        self,
        *,
        first: str | None = None,
        last: str | None = None,
        channel: str | None = None,
        currency: str | None = None,
    ) -> MatchReportOut:
        """How well the payments of a period were matched, each rate with its denominator; the last thirty days
        unless said otherwise.
        """
        answer: MatchReportOut = self._get(
            "/cash/match-rates", {"first": first, "last": last, "channel": channel, "currency": currency}
        )
        return answer

    def aging(
        self,
        *,
        group: Literal["company", "portfolio", "customer"] | None = None,
        company: str | None = None,
        portfolio: int | None = None,
        customer: int | None = None,
        as_of: str | None = None,
        basis: Literal["due_date", "document_date", "extended_date"] | None = None,
        known_at: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageAgingOut:
        """Aging at the end of a day. By customer it comes in pages of up to `limit` customers; the others are
        one page.
        """
        answer: PageAgingOut = self._get(
            "/aging",
            {
                "group": group,
                "company": company,
                "portfolio": portfolio,
                "customer": customer,
                "as_of": as_of,
                "basis": basis,
                "known_at": known_at,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def apply_credit(self, body: ApplicationIn, *, key: str | None = None) -> PostingOut:
        """Apply a payment or credit memo to items of the same company and currency."""
        answer: PostingOut = self._act("/applications", body, key=key)
        return answer

    def reverse(self, posting_id: int, body: ReversalIn, *, key: str | None = None) -> PostingOut:
        """Take a posting back by one with every sign turned; answers the reversal."""
        answer: PostingOut = self._act(f"/postings/{posting_id}/reversal", body, key=key)
        return answer

    def extend(self, item_id: int, body: ExtensionIn, *, key: str | None = None) -> RequestOut:
        """Ask for a later collection date for a claim: it counts once somebody else with the authority approves
        it.
        """
        answer: RequestOut = self._act(f"/items/{item_id}/extension", body, key=key)
        return answer

    def move_residual(self, item_id: int, body: ResidualIn, *, key: str | None = None) -> ItemOut:
        """Move the rest of a short pay to a deduction of its own, which keeps the due date; answers the
        deduction.
        """
        answer: ItemOut = self._act(f"/items/{item_id}/residual", body, key=key)
        return answer

    def dispute(self, item_id: int, body: DisputeIn, *, key: str | None = None) -> ItemOut:
        """Say how much of an item the customer contests. It stays open and leaves dunning and the worklist."""
        answer: ItemOut = self._act(f"/items/{item_id}/dispute", body, key=key)
        return answer

    def returned_payment_list(
        self,
        *,
        state: Literal["waiting", "done", "set_aside"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageReturnedOut:
        """Returned payments in a state, the newest first, for whoever sees all of the cash."""
        answer: PageReturnedOut = self._get("/returned-payments", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def one_returned_payment(self, returned_id: int) -> WaitingReturnOut:
        """A returned payment with the payments in question, likeliest first."""
        answer: WaitingReturnOut = self._get(f"/returned-payments/{returned_id}")
        return answer

    def take_a_returned_payment_back(self, returned_id: int, body: TakeIn, *, key: str | None = None) -> ReturnedOut:
        """Say which payment came back: its matches, discounts and deductions are taken back, its items open
        again.
        """
        answer: ReturnedOut = self._act(f"/returned-payments/{returned_id}/taking-back", body, key=key)
        return answer

    def return_a_receipt(self, receipt_id: int, body: ReturnIn, *, key: str | None = None) -> ReturnedOut:
        """Say that a payment came back of which no bank file told."""
        answer: ReturnedOut = self._act(f"/receipts/{receipt_id}/return", body, key=key)
        return answer

    def set_a_return_aside(self, returned_id: int, body: AsideIn, *, key: str | None = None) -> ReturnedOut:
        """Say that nothing is posted for a return, and why."""
        answer: ReturnedOut = self._act(f"/returned-payments/{returned_id}/setting-aside", body, key=key)
        return answer

    def take_a_return_up(self, returned_id: int, body: AsideIn, *, key: str | None = None) -> ReturnedOut:
        """Let a return wait again that was set aside."""
        answer: ReturnedOut = self._act(f"/returned-payments/{returned_id}/taking-up", body, key=key)
        return answer

    def note_a_presentment(self, returned_id: int, body: AgainIn, *, key: str | None = None) -> ReturnedOut:
        """Say that a payment is the returned one presented again: both are one event."""
        answer: ReturnedOut = self._act(f"/returned-payments/{returned_id}/presentment", body, key=key)
        return answer

    def deposit_a_check(self, receipt_id: int, body: HeldCheckIn, *, key: str | None = None) -> SpecialReceiptOut:
        """Take a held check to the bank, on its date or later: now it is cash."""
        answer: SpecialReceiptOut = self._act(f"/receipts/{receipt_id}/deposit", body, key=key)
        return answer

    def give_a_check_back(self, receipt_id: int, body: ReasonSeenIn, *, key: str | None = None) -> SpecialReceiptOut:
        """Give a held check back to the payer; nothing is posted."""
        answer: SpecialReceiptOut = self._act(f"/receipts/{receipt_id}/giving-back", body, key=key)
        return answer

    def decide_an_offer_in_full(
        self, receipt_id: int, body: SettlementIn, *, key: str | None = None
    ) -> SpecialReceiptOut:
        """Decide about a payment that is offered as payment in full; the credit manager or the controller does."""
        answer: SpecialReceiptOut = self._act(f"/receipts/{receipt_id}/settlement", body, key=key)
        return answer

    def exchange_a_receipt(self, receipt_id: int, body: ExchangeIn, *, key: str | None = None) -> SpecialReceiptOut:
        """Make what is left of a payment money of another currency; answers with the payment that it became."""
        answer: SpecialReceiptOut = self._act(f"/receipts/{receipt_id}/exchange", body, key=key)
        return answer

    def take_an_exchange_back(
        self, receipt_id: int, body: ReasonSeenIn, *, key: str | None = None
    ) -> SpecialReceiptOut:
        """Make exchanged money what it was before; answers with that payment."""
        answer: SpecialReceiptOut = self._act(f"/receipts/{receipt_id}/exchange/taking-back", body, key=key)
        return answer

    def refund_list(
        self,
        *,
        state: Literal["asked", "confirmed", "declined", "withdrawn"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageRefundOut:
        """Refunds in a state, the newest first, for whoever sees all of the cash."""
        answer: PageRefundOut = self._get("/refunds", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def confirm_a_refund(self, refund_id: int, *, key: str | None = None) -> RefundOut:
        """Owe the payer what another person asked for; a controller does."""
        answer: RefundOut = self._act(f"/refunds/{refund_id}/confirmation", key=key)
        return answer

    def decline_a_refund(self, refund_id: int, body: AsideIn, *, key: str | None = None) -> RefundOut:
        """Do not give the money back; the payment is to be worked again."""
        answer: RefundOut = self._act(f"/refunds/{refund_id}/refusal", body, key=key)
        return answer

    def receipts(
        self,
        *,
        state: Literal[
            "",
            "proposed",
            "ambiguous",
            "no_proposal",
            "unidentified",
            "on_account",
            "full_settlement",
            "refund",
            "post_dated",
            "returned",
            "all",
        ]
        | None = None,
        company: str | None = None,
        account: int | None = None,
        customer: int | None = None,
        channel: Literal["", "transfer", "lockbox", "check", "card", "cash", "erp"] | None = None,
        amount_minor: int | None = None,
        q: str | None = None,
        sort: Literal["value_date", "-value_date", "amount", "-amount"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageReceiptOut:
        """Payments that came; `state` empty: those about which somebody has to decide."""
        answer: PageReceiptOut = self._get(
            "/receipts",
            {
                "state": state,
                "company": company,
                "account": account,
                "customer": customer,
                "channel": channel,
                "amount_minor": amount_minor,
                "q": q,
                "sort": sort,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def enter_receipt(self, body: ReceiptIn, *, key: str | None = None) -> ReceiptOut:
        """Enter a payment that no bank file told of; it is posted at once."""
        answer: ReceiptOut = self._act("/receipts", body, key=key)
        return answer

    def receipt(self, receipt_id: int) -> WorkedReceiptOut:
        """One payment with its proposals and matches."""
        answer: WorkedReceiptOut = self._get(f"/receipts/{receipt_id}")
        return answer

    def match_receipt(self, receipt_id: int, body: MatchIn, *, key: str | None = None) -> MatchOut:
        """Match a payment to items, by lines of one's own or by a proposal as it stands."""
        answer: MatchOut = self._act(f"/receipts/{receipt_id}/match", body, key=key)
        return answer

    def identify_receipt(self, receipt_id: int, body: ReceiptPayerIn, *, key: str | None = None) -> ReceiptOut:
        """Say who paid unidentified money, or that it is on a wrong account."""
        answer: ReceiptOut = self._act(f"/receipts/{receipt_id}/payer", body, key=key)
        return answer

    def say_receipt_same(self, receipt_id: int, body: ReceiptSameIn, *, key: str | None = None) -> ReceiptOut:
        """Say that what the bank told is a payment that was entered by hand before; returns that one."""
        answer: ReceiptOut = self._act(f"/receipts/{receipt_id}/same", body, key=key)
        return answer

    def decide_receipt(self, receipt_id: int, body: ReceiptStandingIn, *, key: str | None = None) -> ReceiptOut:
        """Keep money on account, ask for its refund, mark an offer of payment in full, or have it worked again."""
        answer: ReceiptOut = self._act(f"/receipts/{receipt_id}/standing", body, key=key)
        return answer

    def take_back_match(self, match_id: int, body: MatchTakeBackIn, *, key: str | None = None) -> MatchOut:
        """Take a match back by reversals; its items and the payment are open again."""
        answer: MatchOut = self._act(f"/matches/{match_id}/take-back", body, key=key)
        return answer

    def remittances(
        self,
        *,
        state: Literal["", "held", "waiting", "used", "set_aside", "parted"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageRemittanceOut:
        """Payers' lists of my companies, those that came last first."""
        answer: PageRemittanceOut = self._get("/remittances", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def remittance(self, remittance_id: int) -> WholeRemittanceOut:
        """One list with its documents."""
        answer: WholeRemittanceOut = self._get(f"/remittances/{remittance_id}")
        return answer

    def accept_list(
        self, remittance_id: int, body: AcceptRemittanceIn, *, key: str | None = None
    ) -> WholeRemittanceOut:
        """Accept a list as it is told here; it is matched at once where its payment is here."""
        answer: WholeRemittanceOut = self._act(f"/remittances/{remittance_id}/acceptance", body, key=key)
        return answer

    def put_list_to_payments(
        self, remittance_id: int, body: PaymentsOfListIn, *, key: str | None = None
    ) -> WholeRemittanceOut:
        """Say that the list tells of several payments, or with other lists of one; what it says is matched at
        once.
        """
        answer: WholeRemittanceOut = self._act(f"/remittances/{remittance_id}/payments", body, key=key)
        return answer

    def set_list_aside(
        self, remittance_id: int, body: SetRemittanceAsideIn, *, key: str | None = None
    ) -> WholeRemittanceOut:
        """Refuse a list: nothing of it takes effect."""
        answer: WholeRemittanceOut = self._act(f"/remittances/{remittance_id}/setting-aside", body, key=key)
        return answer

    def ask_what_it_pays(self, receipt_id: int, *, key: str | None = None) -> LetterOut:
        """Draft the letter that asks the payer for his list, or answer the one that is there; it goes when
        released.
        """
        answer: LetterOut = self._act(f"/receipts/{receipt_id}/remittance-request", key=key)
        return answer

    def order_list(
        self,
        *,
        standing: Literal["passes", "held", "released", "rejected", "cancelled", "delivered", "all"] | None = None,
        code: Literal["", "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10"] | None = None,
        company: str | None = None,
        customer: int | None = None,
        q: str | None = None,
        sort: Literal["ship_date", "-ship_date", "amount", "-amount", "since", "-since"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageOrderOut:
        """Orders, as on the page of held ones; `standing` is held unless another is asked for."""
        answer: PageOrderOut = self._get(
            "/orders",
            {
                "standing": standing,
                "code": code,
                "company": company,
                "customer": customer,
                "q": q,
                "sort": sort,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def tell_order(self, body: OrderIn, *, key: str | None = None) -> OrderOut:
        """Tell of a version of an order: new, changed, delivered or cancelled. It is looked at at once."""
        answer: OrderOut = self._act("/orders", body, key=key)
        return answer

    def order_in_question(self, order_id: int) -> OrderInQuestionOut:
        """One order as it is judged now, with all that a decision about it needs."""
        answer: OrderInQuestionOut = self._get(f"/orders/{order_id}")
        return answer

    def release_an_order(self, order_id: int, body: DecideOrderIn, *, key: str | None = None) -> OrderOut:
        """Let a held order go within one's authority: every reason must be within it."""
        answer: OrderOut = self._act(f"/orders/{order_id}/release", body, key=key)
        return answer

    def ask_for_a_release(self, order_id: int, body: DecideOrderIn, *, key: str | None = None) -> RequestOut:
        """Ask whoever may to let a held order go that is beyond one's own authority."""
        answer: RequestOut = self._act(f"/orders/{order_id}/release-request", body, key=key)
        return answer

    def ask_for_a_release_again(self, request_id: int, body: AskAgainIn, *, key: str | None = None) -> RequestOut:
        """Ask anew, by the order as it stands now, in the place of what an open request says."""
        answer: RequestOut = self._act(f"/requests/{request_id}/release", body, key=key)
        return answer

    def reject_an_order(self, order_id: int, body: DecideOrderIn, *, key: str | None = None) -> OrderOut:
        """Say that a held order is not delivered on these terms."""
        answer: OrderOut = self._act(f"/orders/{order_id}/reject", body, key=key)
        return answer

    def hold_orders(self, customer_id: int, body: HoldOrdersIn, *, key: str | None = None) -> AccountHoldOut:
        """Hold all orders of a customer, or one of them, by hand."""
        answer: AccountHoldOut = self._act(f"/customers/{customer_id}/order-holds", body, key=key)
        return answer

    def lift_order_hold(self, hold_id: int, body: LiftHoldIn, *, key: str | None = None) -> AccountHoldOut:
        """Lift a hold that a person placed."""
        answer: AccountHoldOut = self._act(f"/order-holds/{hold_id}/lift", body, key=key)
        return answer

    def offer_a_way(self, order_id: int, body: OfferIn, *, key: str | None = None) -> OfferOut:
        """Offer the customer one of the ways out, with a letter drafted for review."""
        answer: OfferOut = self._act(f"/orders/{order_id}/offers", body, key=key)
        return answer

    def answer_an_offer(self, offer_id: int, body: OfferAnswerIn, *, key: str | None = None) -> OfferOut:
        """Record what the customer answered, and do what follows of a yes; or take the offer back."""
        answer: OfferOut = self._act(f"/order-offers/{offer_id}/answer", body, key=key)
        return answer

    def keep_money(self, order_id: int, body: KeepMoneyIn, *, key: str | None = None) -> KeptMoneyOut:
        """Keep money of a payment for an order, so that it makes no room for others."""
        answer: KeptMoneyOut = self._act(f"/orders/{order_id}/kept-money", body, key=key)
        return answer

    def give_money_back(self, prepayment_id: int, *, key: str | None = None) -> KeptMoneyOut:
        """Let what was kept for an order be free again."""
        answer: KeptMoneyOut = self._act(f"/kept-money/{prepayment_id}/give-back", key=key)
        return answer

    def grant_a_temporary_limit(
        self, customer_id: int, body: TemporaryLimitIn, *, key: str | None = None
    ) -> TemporaryLimitOut:
        """Grant a higher limit until a day, within one's authority."""
        answer: TemporaryLimitOut = self._act(f"/customers/{customer_id}/temporary-limits", body, key=key)
        return answer

    def ask_for_a_temporary_limit(
        self, customer_id: int, body: TemporaryLimitIn, *, key: str | None = None
    ) -> RequestOut:
        """Ask whoever may for a higher limit until a day that is beyond what one person grants alone."""
        answer: RequestOut = self._act(f"/customers/{customer_id}/temporary-limit-requests", body, key=key)
        return answer

    def end_a_temporary_limit(self, limit_id: int, *, key: str | None = None) -> TemporaryLimitOut:
        """Take a temporary limit back before its day."""
        answer: TemporaryLimitOut = self._act(f"/temporary-limits/{limit_id}/end", key=key)
        return answer

    def order_decisions(
        self,
        *,
        state: Literal["awaiting", "all"] | None = None,
        company: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageOrderDecisionOut:
        """What became of orders, the oldest first: in this order the ERP carries it out."""
        answer: PageOrderDecisionOut = self._get(
            "/order-decisions", {"state": state, "company": company, "cursor": cursor, "limit": limit}
        )
        return answer

    def answer_an_order_decision(
        self, decision_id: int, body: OrderDecisionAnswerIn, *, key: str | None = None
    ) -> OrderDecisionOut:
        """Record what the ERP did with a decision. The same answer again changes nothing; another one is
        refused.
        """
        answer: OrderDecisionOut = self._act(f"/order-decisions/{decision_id}/answer", body, key=key)
        return answer

    def answer_about_a_hold(self, customer_id: int, body: SalesAnswerIn, *, key: str | None = None) -> TicklerOut:
        """Tell credit what is known of an account on hold; it becomes a task of whoever works the account."""
        answer: TicklerOut = self._act(f"/customers/{customer_id}/sales-answers", body, key=key)
        return answer

    def ask_a_colleague(self, order_id: int, body: MentionIn, *, key: str | None = None) -> TicklerOut:
        """Give a colleague who sees the account the task to look at the order."""
        answer: TicklerOut = self._act(f"/orders/{order_id}/mentions", body, key=key)
        return answer

    def request_list(
        self,
        *,
        state: Literal["draft", "submitted", "sent_back", "carried_out", "refused", "withdrawn", "reversed"]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageRequestOut:
        """Requests in a state on the accounts that the user sees, the newest first."""
        answer: PageRequestOut = self._get("/requests", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def prepare_a_request(self, body: RequestIn, *, key: str | None = None) -> RequestOut:
        """Ask for something on an account. Nothing of it counts until somebody else with the authority approves
        it.
        """
        answer: RequestOut = self._act("/requests", body, key=key)
        return answer

    def one_request(self, request_id: int) -> WholeRequestOut:
        """A request with what it will do, whether the user may approve it and why not, and what was decided."""
        answer: WholeRequestOut = self._get(f"/requests/{request_id}")
        return answer

    def revise_a_request(self, request_id: int, body: RequestRevisionIn, *, key: str | None = None) -> RequestOut:
        """Change an open request; what was decided about it before does not count for the new content."""
        answer: RequestOut = self._act(f"/requests/{request_id}/revision", body, key=key)
        return answer

    def withdraw_a_request(self, request_id: int, *, key: str | None = None) -> RequestOut:
        """Take an open request of one's own away for good."""
        answer: RequestOut = self._act(f"/requests/{request_id}/withdrawal", key=key)
        return answer

    def decide_a_request(
        self, request_id: int, body: RequestDecisionIn, *, code: str, key: str | None = None
    ) -> RequestOut:
        """Approve it, which carries it out at once; refuse it; or send it back with a question. Never one's own."""
        answer: RequestOut = self._act(f"/requests/{request_id}/decision", body, key=key, code=code)
        return answer

    def reverse_a_request(
        self, request_id: int, body: RequestReversalIn, *, code: str, key: str | None = None
    ) -> RequestOut:
        """Take back what a request did, once, with the authority that it needed."""
        answer: RequestOut = self._act(f"/requests/{request_id}/reversal", body, key=key, code=code)
        return answer

    def record_a_recovery(self, request_id: int, body: RecoveryIn, *, key: str | None = None) -> RecoveryOut:
        """Credit money that came for a claim after it was written off to the allowance."""
        answer: RecoveryOut = self._act(f"/requests/{request_id}/recovery", body, key=key)
        return answer

    def worksheet_list(self, *, cursor: str | None = None, limit: int | None = None) -> PageWorksheetBriefOut:
        """The worksheets on the accounts that the user sees, the newest first."""
        answer: PageWorksheetBriefOut = self._get("/worksheets", {"cursor": cursor, "limit": limit})
        return answer

    def prepare_a_worksheet(self, body: WorksheetIn, *, key: str | None = None) -> WorksheetOut:
        """Ask for adjustments of several documents and reasons, all or none: one request for each reason and
        currency.
        """
        answer: WorksheetOut = self._act("/worksheets", body, key=key)
        return answer

    def one_worksheet(self, worksheet_id: int) -> WorksheetOut:
        """A worksheet with its lines, what they come to, what proves them, and how its requests stand."""
        answer: WorksheetOut = self._get(f"/worksheets/{worksheet_id}")
        return answer

    def worksheet_as_pdf(self, worksheet_id: int) -> bytes:
        """The worksheet on paper."""
        answer: bytes = self._file(f"/worksheets/{worksheet_id}/pdf")
        return answer

    def worksheet_as_form(self, customer_id: int, *, item_id: list[int] | None = None) -> bytes:
        """The worksheet as a form that is filled in outside: of these documents, or of all that is open of the
        account.
        """
        answer: bytes = self._file(f"/customers/{customer_id}/worksheet.xlsx", {"item_id": item_id})
        return answer

    def load_a_worksheet(
        self, *, file: bytes, file_name: str, submit: bool | None = None, key: str | None = None
    ) -> WorksheetOut:
        """Load a form that was filled in: all of it is asked for, or each cell that is wrong is named. Once for
        a form.
        """
        answer: WorksheetOut = self._upload("/worksheet-forms", (file_name, file), {"submit": submit}, key=key)
        return answer

    def settlement_list(
        self,
        *,
        state: Literal["offered", "fulfilled", "lapsed", "withdrawn", "void", "all"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageSettlementOut:
        """The settlements in a state on the accounts that the user sees, the newest first."""
        answer: PageSettlementOut = self._get("/settlements", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def ask_to_settle(self, body: AskSettlementIn, *, key: str | None = None) -> RequestOut:
        """Ask to settle documents for less. It is offered once somebody else with the authority approves the
        request.
        """
        answer: RequestOut = self._act("/settlements", body, key=key)
        return answer

    def one_settlement(self, settlement_id: int) -> WholeSettlementOut:
        """A settlement with its documents and what came for it in time."""
        answer: WholeSettlementOut = self._get(f"/settlements/{settlement_id}")
        return answer

    def change_a_settlement(self, request_id: int, body: SettlementRevisionIn, *, key: str | None = None) -> RequestOut:
        """Change the terms of an open request to settle; what was decided about it before does not count for
        them.
        """
        answer: RequestOut = self._act(f"/requests/{request_id}/settlement", body, key=key)
        return answer

    def placement_list(
        self,
        *,
        state: Literal["placed", "collected", "recalled", "returned", "all"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PagePlacementOut:
        """The placements in a state on the accounts that the user sees, the newest first."""
        answer: PagePlacementOut = self._get("/placements", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def recommend_a_placement(self, body: AskPlacementIn, *, key: str | None = None) -> RequestOut:
        """Recommend an account. It is placed once somebody else with the authority approves the request; every
        reason against it is told at once.
        """
        answer: RequestOut = self._act("/placements", body, key=key)
        return answer

    def one_placement(self, placement_id: int) -> WholePlacementOut:
        """A placement with its documents and what came of it."""
        answer: WholePlacementOut = self._get(f"/placements/{placement_id}")
        return answer

    def agency_scores(self) -> AgencyScorecardOut:
        """Each agency with what was placed with it and what it brought, over the accounts that the user sees."""
        answer: AgencyScorecardOut = self._get("/agencies")
        return answer

    def small_rests(self) -> SmallRestsOut:
        """Small rests of past-due documents, with which of them the policy lets be swept."""
        answer: SmallRestsOut = self._get("/small-rests")
        return answer

    def ask_to_sweep(self, body: SweepIn, *, key: str | None = None) -> SweepOut:
        """Ask to write off what may be swept of these customers. Somebody else with the authority approves it."""
        answer: SweepOut = self._act("/small-rests/sweep", body, key=key)
        return answer

    def unclaimed_credits(
        self, *, stage: Literal["", "letter", "due", "no_rule", "nobody"] | None = None
    ) -> UnclaimedListOut:
        """Credits that wait longer than the policy's months, in one stage or in all of them."""
        answer: UnclaimedListOut = self._get("/unclaimed", {"stage": stage})
        return answer

    def one_credit_file(self, customer_id: int) -> CreditFileOut:
        """What is known of the customer today, what the formulas make of it, and what is recommended."""
        answer: CreditFileOut = self._get(f"/customers/{customer_id}/credit-file")
        return answer

    def enter_a_statement(self, customer_id: int, body: CreditStatementIn, *, key: str | None = None) -> CreditEntryOut:
        """Enter a financial statement; with `corrects_id` in place of one that stands."""
        answer: CreditEntryOut = self._act(f"/customers/{customer_id}/credit-file/statements", body, key=key)
        return answer

    def enter_a_rating(self, customer_id: int, body: CreditRatingIn, *, key: str | None = None) -> CreditEntryOut:
        """Enter a rating of a bureau or a trade."""
        answer: CreditEntryOut = self._act(f"/customers/{customer_id}/credit-file/ratings", body, key=key)
        return answer

    def enter_a_reference(self, customer_id: int, body: CreditReferenceIn, *, key: str | None = None) -> CreditEntryOut:
        """Enter what another supplier told."""
        answer: CreditEntryOut = self._act(f"/customers/{customer_id}/credit-file/references", body, key=key)
        return answer

    def enter_a_security(self, customer_id: int, body: CreditSecurityIn, *, key: str | None = None) -> CreditEntryOut:
        """Enter insurance, a guaranty, a security interest or a letter of credit."""
        answer: CreditEntryOut = self._act(f"/customers/{customer_id}/credit-file/securities", body, key=key)
        return answer

    def withdraw_an_entry(
        self, kind: int, entry_id: int, body: CreditWithdrawalIn, *, key: str | None = None
    ) -> CreditEntryOut:
        """Say that an entry was a mistake: nothing stands in its place."""
        answer: CreditEntryOut = self._act(f"/credit-file/{kind}/{entry_id}/withdrawal", body, key=key)
        return answer

    def credit_reviews(
        self, customer_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageCreditReviewOut:
        """The reviews of the customer that kept what they found, the newest first."""
        answer: PageCreditReviewOut = self._get(
            f"/customers/{customer_id}/credit-reviews", {"cursor": cursor, "limit": limit}
        )
        return answer

    def record_a_credit_review(
        self, customer_id: int, body: CreditReviewIn, *, key: str | None = None
    ) -> CreditReviewOut:
        """Put a review on record with everything that the file says today. A change is asked for, and not made."""
        answer: CreditReviewOut = self._act(f"/customers/{customer_id}/credit-reviews", body, key=key)
        return answer

    def reviews_due(
        self,
        *,
        all: bool | None = None,
        called: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageCreditReviewDueOut:
        """Customers whose review is due, or all with their days; `called`: those that something calls for early."""
        answer: PageCreditReviewDueOut = self._get(
            "/credit-reviews/due", {"all": all, "called": called, "cursor": cursor, "limit": limit}
        )
        return answer

    def ask_for_a_limit(self, customer_id: int, body: CreditLimitIn, *, key: str | None = None) -> RequestOut:
        """Ask for another limit or class, from what stands now. It counts once somebody with the authority
        approves it.
        """
        answer: RequestOut = self._act(f"/customers/{customer_id}/limit-requests", body, key=key)
        return answer

    def revise_a_limit(self, request_id: int, body: CreditLimitRevisionIn, *, key: str | None = None) -> RequestOut:
        """Change an open request for a limit; what was decided about it before does not count for the new
        content.
        """
        answer: RequestOut = self._act(f"/requests/{request_id}/limit-revision", body, key=key)
        return answer

    def draft_an_adverse_notice(self, request_id: int, *, key: str | None = None) -> LetterOut:
        """Draft the letter that tells the customer that his limit was refused or reduced."""
        answer: LetterOut = self._act(f"/requests/{request_id}/adverse-notice", key=key)
        return answer

    def draft_adverse_reasons(
        self, request_id: int, body: CreditReasonsAskedIn, *, key: str | None = None
    ) -> LetterOut:
        """Draft the letter with the reasons, for a customer who asked for them in writing in time."""
        answer: LetterOut = self._act(f"/requests/{request_id}/adverse-reasons", body, key=key)
        return answer

    def credit_changes(
        self, *, state: Literal["awaiting", "all"] | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageCreditChangeOut:
        """Limits and classes that requests changed, the oldest first: in this order the ERP takes them over."""
        answer: PageCreditChangeOut = self._get("/credit-changes", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def answer_a_credit_change(
        self, change_id: int, body: CreditChangeAnswerIn, *, key: str | None = None
    ) -> CreditChangeOut:
        """Record what the ERP did with a change. The same answer again changes nothing; another one is refused."""
        answer: CreditChangeOut = self._act(f"/credit-changes/{change_id}/answer", body, key=key)
        return answer

    def plan_list(
        self,
        *,
        state: Literal["approved", "active", "completed", "defaulted", "terminated"] | None = None,
        customer_id: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PagePaymentPlanOut:
        """The payment plans on the accounts that the user sees, the newest first."""
        answer: PagePaymentPlanOut = self._get(
            "/payment-plans", {"state": state, "customer_id": customer_id, "cursor": cursor, "limit": limit}
        )
        return answer

    def ask_for_a_plan(self, body: PlanIn, *, key: str | None = None) -> RequestOut:
        """Ask for a payment plan. It is made once somebody else with the authority approves the request."""
        answer: RequestOut = self._act("/payment-plans", body, key=key)
        return answer

    def one_plan(self, plan_id: int) -> WholePlanOut:
        """A plan with what was paid of each instalment, and what it waits for."""
        answer: WholePlanOut = self._get(f"/payment-plans/{plan_id}")
        return answer

    def revise_a_plan(self, request_id: int, body: PlanRevisionIn, *, key: str | None = None) -> RequestOut:
        """Change an open request for a plan; what was decided about it before does not count for the new terms."""
        answer: RequestOut = self._act(f"/payment-plans/requests/{request_id}/revision", body, key=key)
        return answer

    def activate_a_plan(self, request_id: int, *, key: str | None = None) -> WholePlanOut:
        """Make a plan active where nothing is missing; else the answer says what is. It becomes so by itself as
        well.
        """
        answer: WholePlanOut = self._act(f"/payment-plans/requests/{request_id}/activation", key=key)
        return answer

    def sign_a_plan(self, plan_id: int, body: PlanSignatureIn, *, key: str | None = None) -> WholePlanOut:
        """Say which document of the account is the copy that the customer signed."""
        answer: WholePlanOut = self._act(f"/payment-plans/{plan_id}/signature", body, key=key)
        return answer

    def terminate_a_plan(self, plan_id: int, body: PlanTerminationIn, *, key: str | None = None) -> WholePlanOut:
        """End a plan before it is paid: its documents are collected by their due dates again."""
        answer: WholePlanOut = self._act(f"/payment-plans/{plan_id}/termination", body, key=key)
        return answer

    def item_evidence(
        self,
        item_id: int,
        *,
        reason: Literal[
            "shortage",
            "pricing",
            "returns",
            "promotion",
            "coop",
            "freight",
            "compliance",
            "discount",
            "duplicate",
            "post_audit",
        ]
        | None = None,
    ) -> ClaimEvidenceOut:
        """What the evidence says of a deduction, by the reason that its words name or that is asked for."""
        answer: ClaimEvidenceOut = self._get(f"/items/{item_id}/evidence", {"reason": reason})
        return answer

    def shipment_list(
        self,
        *,
        customer_id: int | None = None,
        invoice: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageShipmentOut:
        """Shipments to the customers whom I see, with their proofs of delivery."""
        answer: PageShipmentOut = self._get(
            "/shipments", {"customer_id": customer_id, "invoice": invoice, "cursor": cursor, "limit": limit}
        )
        return answer

    def return_list(
        self,
        *,
        customer_id: int | None = None,
        invoice: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageReturnAuthorisationOut:
        """Returns that were authorised, with what the warehouse received."""
        answer: PageReturnAuthorisationOut = self._get(
            "/return-authorisations", {"customer_id": customer_id, "invoice": invoice, "cursor": cursor, "limit": limit}
        )
        return answer

    def deal_list(
        self, *, customer_id: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageDealOut:
        """Promotions and markdowns."""
        answer: PageDealOut = self._get("/deals", {"customer_id": customer_id, "cursor": cursor, "limit": limit})
        return answer

    def coop_list(
        self, *, customer_id: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageCoopAgreementOut:
        """Agreements on co-operative advertising, and performances under them."""
        answer: PageCoopAgreementOut = self._get(
            "/coop-agreements", {"customer_id": customer_id, "cursor": cursor, "limit": limit}
        )
        return answer

    def routing_rule_list(
        self, *, customer_id: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageRoutingRuleOut:
        """Clauses of the customers' routing guides."""
        answer: PageRoutingRuleOut = self._get(
            "/routing-rules", {"customer_id": customer_id, "cursor": cursor, "limit": limit}
        )
        return answer

    def invoice_line_list(
        self,
        *,
        customer_id: int | None = None,
        invoice: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageInvoiceLineOut:
        """Lines of invoices as they were billed."""
        answer: PageInvoiceLineOut = self._get(
            "/invoice-lines", {"customer_id": customer_id, "invoice": invoice, "cursor": cursor, "limit": limit}
        )
        return answer

    def bankruptcy_list(
        self,
        *,
        state: Literal["draft", "with_counsel", "confirmed", "filed", "closed"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageBankruptcyOut:
        """The bankruptcies on the accounts that the user sees, the newest first."""
        answer: PageBankruptcyOut = self._get("/bankruptcies", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def one_bankruptcy(self, case_id: int) -> WholeBankruptcyOut:
        """A case with its worksheet: days with their rules, the claim by document, payments of the window."""
        answer: WholeBankruptcyOut = self._get(f"/bankruptcies/{case_id}")
        return answer

    def tell_a_bankruptcy(self, case_id: int, body: CaseFactsIn, *, key: str | None = None) -> WholeBankruptcyOut:
        """Enter facts, corrections, or days that counsel says. The earlier ones are kept."""
        answer: WholeBankruptcyOut = self._act(f"/bankruptcies/{case_id}/facts", body, key=key)
        return answer

    def tell_goods_received(self, case_id: int, body: GoodsReceivedIn, *, key: str | None = None) -> WholeBankruptcyOut:
        """Say by evidence when the goods of a document were received."""
        answer: WholeBankruptcyOut = self._act(f"/bankruptcies/{case_id}/receipts", body, key=key)
        return answer

    def move_a_bankruptcy(self, case_id: int, body: CaseStepIn, *, key: str | None = None) -> WholeBankruptcyOut:
        """Give the worksheet to counsel, enter counsel's confirmation, take it back, file it, close the case."""
        answer: WholeBankruptcyOut = self._act(f"/bankruptcies/{case_id}/step", body, key=key)
        return answer

    def confirm_a_credits_use(self, case_id: int, body: CreditUseIn, *, key: str | None = None) -> WholeBankruptcyOut:
        """Enter that counsel confirmed the use of a payment or credit in spite of the stay."""
        answer: WholeBankruptcyOut = self._act(f"/bankruptcies/{case_id}/use", body, key=key)
        return answer

    def open_a_later_account(self, case_id: int, body: LaterAccountIn, *, key: str | None = None) -> WholeBankruptcyOut:
        """Open the account on which is sold after the petition, for cash in advance."""
        answer: WholeBankruptcyOut = self._act(f"/bankruptcies/{case_id}/account", body, key=key)
        return answer

    def case_list(
        self,
        *,
        stage: Literal["new", "researching", "valid", "partly", "invalid", "closed", "merged"] | None = None,
        kind: Literal["deduction", "chargeback", "dispute", "complaint", "inquiry", "discrepancy"] | None = None,
        customer_id: int | None = None,
        claim_number: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageCaseOut:
        """The cases on the accounts that the user sees, the newest first."""
        answer: PageCaseOut = self._get(
            "/cases",
            {
                "stage": stage,
                "kind": kind,
                "customer_id": customer_id,
                "claim_number": claim_number,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def open_a_case(self, body: CaseIn, *, key: str | None = None) -> WholeCaseOut:
        """Open a case: what it claims of invoices is contested from then on. Deductions have theirs already."""
        answer: WholeCaseOut = self._act("/cases", body, key=key)
        return answer

    def one_case(self, case_id: int) -> WholeCaseOut:
        """A case with its lines, decisions and what became of each amount."""
        answer: WholeCaseOut = self._get(f"/cases/{case_id}")
        return answer

    def assign_a_case(self, case_id: int, body: CaseAssignmentIn, *, key: str | None = None) -> WholeCaseOut:
        """Hand a case to a department, and to a person."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/assignment", body, key=key)
        return answer

    def change_a_case(self, case_id: int, body: CaseChangeIn, *, key: str | None = None) -> WholeCaseOut:
        """Say another reason, day, window, claim number or root cause."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/facts", body, key=key)
        return answer

    def comment_on_a_case(self, case_id: int, body: CaseCommentIn, *, key: str | None = None) -> WholeCaseOut:
        """Say something about a case."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/comments", body, key=key)
        return answer

    def show_a_document(self, case_id: int, body: CasePaperIn, *, key: str | None = None) -> WholeCaseOut:
        """Say that a document of the account shows something for or against a case."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/documents", body, key=key)
        return answer

    def decide_a_case(self, case_id: int, body: CaseDecisionIn, *, key: str | None = None) -> WholeCaseOut:
        """Decide how much of each line is valid and invalid: the two make what is open, to the cent."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/decision", body, key=key)
        return answer

    def ask_for_a_credit(self, case_id: int, body: CaseSeenIn, *, key: str | None = None) -> RequestOut:
        """Ask to credit the valid part; it counts once somebody else with the authority approves the request."""
        answer: RequestOut = self._act(f"/cases/{case_id}/credit", body, key=key)
        return answer

    def demand_back_of_a_case(self, case_id: int, body: CaseSeenIn, *, key: str | None = None) -> WholeCaseOut:
        """Demand the invalid part back: it is collected again."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/demand", body, key=key)
        return answer

    def split_a_case(self, case_id: int, body: CaseSplitIn, *, key: str | None = None) -> WholeCaseOut:
        """Move amounts into a case of their own; the answer is that one."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/split", body, key=key)
        return answer

    def merge_two_cases(self, case_id: int, body: CaseMergeIn, *, key: str | None = None) -> WholeCaseOut:
        """Let a case take over another of the same account and currency."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/merge", body, key=key)
        return answer

    def withdraw_a_case(self, case_id: int, body: CaseWordsIn, *, key: str | None = None) -> WholeCaseOut:
        """The customer takes back what he claims: nothing of it is contested any more."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/withdrawal", body, key=key)
        return answer

    def close_a_case(self, case_id: int, body: CaseWordsIn, *, key: str | None = None) -> WholeCaseOut:
        """Close a case of which nothing is open."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/closing", body, key=key)
        return answer

    def reopen_a_case(self, case_id: int, body: CaseWordsIn, *, key: str | None = None) -> WholeCaseOut:
        """Look at a decided case again, for new evidence."""
        answer: WholeCaseOut = self._act(f"/cases/{case_id}/reopening", body, key=key)
        return answer

    def customer_statement_list(
        self,
        *,
        state: Literal["open", "explained", "reconciled", "withdrawn"] | None = None,
        customer_id: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageCustomerStatementOut:
        """The customers' statements on the accounts that the user sees, the newest first."""
        answer: PageCustomerStatementOut = self._get(
            "/account-reconciliations", {"state": state, "customer_id": customer_id, "cursor": cursor, "limit": limit}
        )
        return answer

    def load_a_customer_statement(self, body: CustomerStatementIn, *, key: str | None = None) -> WholeStatementOut:
        """Load a statement, or begin one whose lines are told one by one; lines with our numbers match at once."""
        answer: WholeStatementOut = self._act("/account-reconciliations", body, key=key)
        return answer

    def one_customer_statement(self, statement_id: int) -> WholeStatementOut:
        """A statement beside the account as of its day, with every difference down to zero."""
        answer: WholeStatementOut = self._get(f"/account-reconciliations/{statement_id}")
        return answer

    def add_a_statement_line(
        self, statement_id: int, body: StatementLineIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Add a line of theirs."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/lines", body, key=key)
        return answer

    def take_back_a_statement_line(
        self, statement_id: int, body: StatementLineNamedIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Take a line back that was told wrongly."""
        answer: WholeStatementOut = self._act(
            f"/account-reconciliations/{statement_id}/lines/taken-back", body, key=key
        )
        return answer

    def state_their_total(
        self, statement_id: int, body: StatementTotalIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Say which balance they state."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/total", body, key=key)
        return answer

    def match_a_statement_line(
        self, statement_id: int, body: StatementMatchIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Say that a line of theirs is an item of ours."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/matches", body, key=key)
        return answer

    def undo_a_statement_match(
        self, statement_id: int, body: StatementLineNamedIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Say that a line is not the item that it was matched with."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/matches/undone", body, key=key)
        return answer

    def match_a_statement_again(
        self, statement_id: int, body: StatementSeenIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Match by the rules again what is free."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/matches/again", body, key=key)
        return answer

    def explain_account_differences(
        self, statement_id: int, body: ExplanationsIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Say why differences are and what is done about each; an action becomes a tickler of its owner."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/explanations", body, key=key)
        return answer

    def take_back_an_explanation(
        self, statement_id: int, body: ExplanationBackIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Take back what was said of a difference."""
        answer: WholeStatementOut = self._act(
            f"/account-reconciliations/{statement_id}/explanations/taken-back", body, key=key
        )
        return answer

    def conclude_a_reconciliation(
        self, statement_id: int, body: StatementSeenIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Say that the account is reconciled; every difference that nobody has explained is a reason why not."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/conclusion", body, key=key)
        return answer

    def reopen_a_reconciliation(
        self, statement_id: int, body: StatementSeenIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Take back that the account is reconciled."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/reopening", body, key=key)
        return answer

    def withdraw_a_customer_statement(
        self, statement_id: int, body: StatementWithdrawalIn, *, key: str | None = None
    ) -> WholeStatementOut:
        """Put the statement aside for good."""
        answer: WholeStatementOut = self._act(f"/account-reconciliations/{statement_id}/withdrawal", body, key=key)
        return answer

    def draft_a_reconciliation_letter(self, statement_id: int, *, key: str | None = None) -> StatementLetterOut:
        """Draft the letter that tells the customer of the differences."""
        answer: StatementLetterOut = self._act(f"/account-reconciliations/{statement_id}/letter", key=key)
        return answer

    def periods(self, *, cursor: str | None = None, limit: int | None = None) -> PagePeriodOut:
        """The closed periods of my companies, the last closed first."""
        answer: PagePeriodOut = self._get("/periods", {"cursor": cursor, "limit": limit})
        return answer

    def close(self, body: PeriodIn, *, key: str | None = None) -> PeriodOut:
        """Close a stretch of days for good: nothing is posted inside it any more, and it is never opened again."""
        answer: PeriodOut = self._act("/periods", body, key=key)
        return answer

    def bank_accounts(self, *, cursor: str | None = None, limit: int | None = None) -> PageBankAccountOut:
        """The bank accounts of my companies."""
        answer: PageBankAccountOut = self._get("/bank-accounts", {"cursor": cursor, "limit": limit})
        return answer

    def make_account(self, body: BankAccountIn, *, key: str | None = None) -> BankAccountOut:
        """Make a bank account or a lockbox: from then on its statements are taken in."""
        answer: BankAccountOut = self._act("/bank-accounts", body, key=key)
        return answer

    def bank_statements(
        self,
        *,
        state: Literal["", "held", "taken", "set_aside", "taken_back"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageBankStatementOut:
        """The bank statements of my companies, those that came last first."""
        answer: PageBankStatementOut = self._get("/bank-statements", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def bank_statement(self, statement_id: int) -> BankStatementOut:
        """A bank statement and how it ties."""
        answer: BankStatementOut = self._get(f"/bank-statements/{statement_id}")
        return answer

    def bank_lines(self, statement_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageBankLineOut:
        """The lines of a bank statement, in its order."""
        answer: PageBankLineOut = self._get(
            f"/bank-statements/{statement_id}/lines", {"cursor": cursor, "limit": limit}
        )
        return answer

    def decide_statement(
        self, statement_id: int, body: StatementDecisionIn, *, key: str | None = None
    ) -> BankStatementOut:
        """Let a held statement in as it is, or set it aside."""
        answer: BankStatementOut = self._act(f"/bank-statements/{statement_id}/decision", body, key=key)
        return answer

    def stops(self, *, cursor: str | None = None, limit: int | None = None) -> PageStopOut:
        """The posting stops that stand, of what I may see, the newest first."""
        answer: PageStopOut = self._get("/stops", {"cursor": cursor, "limit": limit})
        return answer

    def lift(self, stop_id: int, body: LiftingIn, *, code: str, key: str | None = None) -> StopOut:
        """Decide that postings go on, for this very fact; nobody does so where he posted himself."""
        answer: StopOut = self._act(f"/stops/{stop_id}/lifting", body, key=key, code=code)
        return answer

    def work(
        self,
        *,
        portfolio: int | None = None,
        risk_class: str | None = None,
        currency: str | None = None,
        minimum_minor: int | None = None,
        planned: bool | None = None,
        to_work: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageWorklistOut:
        """The accounts that need work, first to last: at least `minimum_minor` in company currency, only those
        with a tickler (`planned`), only those with something to do now (`to_work`).
        """
        answer: PageWorklistOut = self._get(
            "/worklist",
            {
                "portfolio": portfolio,
                "risk_class": risk_class,
                "currency": currency,
                "minimum_minor": minimum_minor,
                "planned": planned,
                "to_work": to_work,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def exception_list(
        self, *, portfolio: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageExceptionOut:
        """Accounts long past due without a dated next action, the oldest first."""
        answer: PageExceptionOut = self._get("/exceptions", {"portfolio": portfolio, "cursor": cursor, "limit": limit})
        return answer

    def accepted_exceptions(
        self, *, portfolio: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageAcceptedOut:
        """Accounts for which it is accepted for a while that nothing is planned, the soonest over first."""
        answer: PageAcceptedOut = self._get(
            "/exceptions/accepted", {"portfolio": portfolio, "cursor": cursor, "limit": limit}
        )
        return answer

    def search_activities(
        self, *, q: str | None = None, customer: int | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageSaidOut:
        """What was said, by its words, the newest first. Reading restricted entries of others is journaled."""
        answer: PageSaidOut = self._get(
            "/activities/search", {"q": q, "customer": customer, "cursor": cursor, "limit": limit}
        )
        return answer

    def note_list(
        self,
        *,
        system: Literal["crm", "erp"] | None = None,
        state: Literal["awaiting", "accepted", "refused", "all"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageNoteOut:
        """Activities for the CRM or the ERP, the oldest first. One that was answered does not come again as
        awaiting.
        """
        answer: PageNoteOut = self._get(
            "/activities/notes", {"system": system, "state": state, "cursor": cursor, "limit": limit}
        )
        return answer

    def acknowledge_a_note(self, activity_id: int, body: NoteAnswerIn, *, key: str | None = None) -> NoteOut:
        """Record what the program did with the note. The same answer again changes nothing; another one is
        refused.
        """
        answer: NoteOut = self._act(f"/activities/notes/{activity_id}/acknowledge", body, key=key)
        return answer

    def activities(
        self,
        customer_id: int,
        *,
        channel: Literal["call", "email", "letter", "visit", "note"] | Literal[""] | None = None,
        outcome: Literal[
            "no_answer",
            "left_message",
            "spoke",
            "promised",
            "disputed",
            "refused",
            "wrong_number",
            "sent",
            "received",
            "noted",
        ]
        | Literal[""]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageActivityOut:
        """What was said to the customer, as far as I may read it, newest recorded first."""
        answer: PageActivityOut = self._get(
            f"/customers/{customer_id}/activities",
            {"channel": channel, "outcome": outcome, "cursor": cursor, "limit": limit},
        )
        return answer

    def record_activity(self, customer_id: int, body: ActivityAndMoreIn, *, key: str | None = None) -> RecordedOut:
        """Record a contact or note, with what the customer contests in it and what is to be done then. Card
        numbers in it are masked. Where a promise is made and `confirmation_wanted`, the letter that confirms
        it is drafted as well.
        """
        answer: RecordedOut = self._act(f"/customers/{customer_id}/activities", body, key=key)
        return answer

    def correct_activity(self, activity_id: int, body: ActivityIn, *, key: str | None = None) -> ActivityOut:
        """Say what was really said: a new activity that points at the old one, which stays."""
        answer: ActivityOut = self._act(f"/activities/{activity_id}/correction", body, key=key)
        return answer

    def my_ticklers(
        self, *, show: Literal["due", "coming"] | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageTicklerOut:
        """The ticklers that show to me today: mine, those of whom I stand in for, those that came up to me. Or
        what is `coming`: mine of the next two weeks, and at the end those without a day.
        """
        answer: PageTicklerOut = self._get("/ticklers", {"show": show, "cursor": cursor, "limit": limit})
        return answer

    def ticklers(self, customer_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageTicklerOut:
        """The account's ticklers still to be done, the first due first."""
        answer: PageTicklerOut = self._get(f"/customers/{customer_id}/ticklers", {"cursor": cursor, "limit": limit})
        return answer

    def open_tickler(self, customer_id: int, body: TicklerIn, *, key: str | None = None) -> TicklerOut:
        """Plan a next action."""
        answer: TicklerOut = self._act(f"/customers/{customer_id}/ticklers", body, key=key)
        return answer

    def snooze(self, tickler_id: int, body: SnoozeIn, *, key: str | None = None) -> TicklerOut:
        """Put it off to a later day."""
        answer: TicklerOut = self._act(f"/ticklers/{tickler_id}/snooze", body, key=key)
        return answer

    def hand_over(self, tickler_id: int, body: HandOverIn, *, key: str | None = None) -> TicklerOut:
        """Give it to another person who sees the account."""
        answer: TicklerOut = self._act(f"/ticklers/{tickler_id}/hand-over", body, key=key)
        return answer

    def done(self, tickler_id: int, body: DoneIn, *, key: str | None = None) -> TicklerOut:
        """Say that it is done."""
        answer: TicklerOut = self._act(f"/ticklers/{tickler_id}/done", body, key=key)
        return answer

    def cancel(self, tickler_id: int, body: CancelIn, *, key: str | None = None) -> TicklerOut:
        """Say that it is not needed any more, and why."""
        answer: TicklerOut = self._act(f"/ticklers/{tickler_id}/cancellation", body, key=key)
        return answer

    def reopen(self, tickler_id: int, body: ReopenIn, *, key: str | None = None) -> TicklerOut:
        """Take a finished or cancelled one up again."""
        answer: TicklerOut = self._act(f"/ticklers/{tickler_id}/reopening", body, key=key)
        return answer

    def mail_that_arrived(self, *, cursor: str | None = None, limit: int | None = None) -> PageMailInOut:
        """What was filed to the accounts that I see, newest first."""
        answer: PageMailInOut = self._get("/mail/in", {"cursor": cursor, "limit": limit})
        return answer

    def unmatched_mail(
        self,
        *,
        state: Literal["", "unmatched", "parked", "set_aside", "stored"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageMailInOut:
        """What a person must file, oldest first: of all accounts, or of the mailboxes that I read."""
        answer: PageMailInOut = self._get("/mail/unmatched", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def mail_that_went(
        self,
        *,
        state: Literal["", "waiting", "sending", "sent", "uncertain", "failed", "withheld", "bounced"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageMailOutOut:
        """Messages out in a state, newest first; without one, those that did not go out as they should."""
        answer: PageMailOutOut = self._get("/mail/out", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def mail_in(self, incoming_id: int) -> ReadMailOut:
        """One message that arrived, with what it says."""
        answer: ReadMailOut = self._get(f"/mail/in/{incoming_id}")
        return answer

    def mail_out(self, outgoing_id: int) -> WrittenMailOut:
        """One message out, with every attempt to send it."""
        answer: WrittenMailOut = self._get(f"/mail/out/{outgoing_id}")
        return answer

    def file_mail(self, incoming_id: int, body: FileMailIn, *, key: str | None = None) -> ReadMailOut:
        """File a message that no rule could, to a customer of its company."""
        answer: ReadMailOut = self._act(f"/mail/in/{incoming_id}/filing", body, key=key)
        return answer

    def move_mail(self, incoming_id: int, body: FileMailIn, *, key: str | None = None) -> ReadMailOut:
        """Move a message filed to the wrong account: what it made there is taken back, and made at the right
        one.
        """
        answer: ReadMailOut = self._act(f"/mail/in/{incoming_id}/move", body, key=key)
        return answer

    def set_mail_aside(self, incoming_id: int, *, key: str | None = None) -> ReadMailOut:
        """Say that a message is of no customer."""
        answer: ReadMailOut = self._act(f"/mail/in/{incoming_id}/aside", key=key)
        return answer

    def answer_mail(self, incoming_id: int, body: ReplyIn, *, key: str | None = None) -> WrittenMailOut:
        """Answer a filed message. It goes out in the background, if the customer may be written to then."""
        answer: WrittenMailOut = self._act(f"/mail/in/{incoming_id}/reply", body, key=key)
        return answer

    def decide_mail(self, outgoing_id: int, body: DecideMailIn, *, key: str | None = None) -> WrittenMailOut:
        """Say whether an uncertain message arrived; if not, it is sent again."""
        answer: WrittenMailOut = self._act(f"/mail/out/{outgoing_id}/decision", body, key=key)
        return answer

    def mailboxes(self, *, cursor: str | None = None, limit: int | None = None) -> PageMailboxOut:
        """The mailboxes of my companies."""
        answer: PageMailboxOut = self._get("/mailboxes", {"cursor": cursor, "limit": limit})
        return answer

    def make_mailbox(self, body: MailboxIn, *, code: str, key: str | None = None) -> MailboxOut:
        """Give a company a mailbox."""
        answer: MailboxOut = self._act("/mailboxes", body, key=key, code=code)
        return answer

    def mailbox(self, mailbox_id: int) -> MailboxOut:
        """One mailbox and how its servers do."""
        answer: MailboxOut = self._get(f"/mailboxes/{mailbox_id}")
        return answer

    def test_mailbox(self, mailbox_id: int, *, key: str | None = None) -> TriedMailboxOut:
        """Sign in to both servers, and say in words what fails. Nothing is sent or fetched."""
        answer: TriedMailboxOut = self._act(f"/mailboxes/{mailbox_id}/test", key=key)
        return answer

    def end_mailbox(self, mailbox_id: int, *, code: str, key: str | None = None) -> MailboxOut:
        """End it: nothing more is sent or fetched by it."""
        answer: MailboxOut = self._act(f"/mailboxes/{mailbox_id}/end", key=key, code=code)
        return answer

    def mailbox_readers(self, mailbox_id: int) -> ReadersOut:
        """Who works what arrives at it and no rule could file, besides those who see all accounts."""
        answer: ReadersOut = self._get(f"/mailboxes/{mailbox_id}/readers")
        return answer

    def set_mailbox_readers(self, mailbox_id: int, body: ReadersIn, *, code: str, key: str | None = None) -> ReadersOut:
        """Say who works its queue: those who are named, and nobody else."""
        answer: ReadersOut = self._act(f"/mailboxes/{mailbox_id}/readers", body, key=key, code=code)
        return answer

    def call_context(self, customer_id: int, *, contact: int | None = None) -> CallSheetOut:
        """What lies before me when I call the customer, or one person of it. Looking at it writes nothing."""
        answer: CallSheetOut = self._get(f"/customers/{customer_id}/call", {"contact": contact})
        return answer

    def look_caller_up(self, *, number: str | None = None) -> CallersOut:
        """Who has the number, or its last digits, among the customers that I see and their people."""
        answer: CallersOut = self._get("/calls/lookup", {"number": number})
        return answer

    def unknown_callers(self, *, cursor: str | None = None, limit: int | None = None) -> PageUnknownCallOut:
        """Calls from unknown callers that nobody has looked after."""
        answer: PageUnknownCallOut = self._get("/calls/unknown", {"cursor": cursor, "limit": limit})
        return answer

    def keep_unknown_call(self, body: UnknownCallIn, *, key: str | None = None) -> UnknownCallOut:
        """Keep a call from somebody whom nobody knows."""
        answer: UnknownCallOut = self._act("/calls/unknown", body, key=key)
        return answer

    def look_after_unknown_call(
        self, call_id: int, body: UnknownCallClosingIn, *, key: str | None = None
    ) -> UnknownCallOut:
        """Say that an unknown caller was looked after, and what came of it."""
        answer: UnknownCallOut = self._act(f"/calls/unknown/{call_id}/closing", body, key=key)
        return answer

    def my_day(self) -> DayPlanOut:
        """The rest of my day, in the order in which it can be done."""
        answer: DayPlanOut = self._get("/day-plan")
        return answer

    def promised(
        self,
        *,
        state: Literal["", "open", "kept", "partly", "broken", "cancelled"] | None = None,
        first: str | None = None,
        last: str | None = None,
        portfolio: int | None = None,
        customer: int | None = None,
        sort: Literal["date", "-date"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PagePromiseOut:
        """Promises by their day, from `first` to `last`."""
        answer: PagePromiseOut = self._get(
            "/promises",
            {
                "state": state,
                "first": first,
                "last": last,
                "portfolio": portfolio,
                "customer": customer,
                "sort": sort,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def promises_kept(self, *, first: str | None = None, last: str | None = None) -> KeptRatesOut:
        """How many of the promises from `first` to `last` were kept, by currency."""
        answer: KeptRatesOut = self._get("/promises/kept-rate", {"first": first, "last": last})
        return answer

    def promise(self, promise_id: int) -> JudgedPromiseOut:
        """One promise with what became of it."""
        answer: JudgedPromiseOut = self._get(f"/promises/{promise_id}")
        return answer

    def cancel_a_promise(self, promise_id: int, body: CancelPromiseIn, *, key: str | None = None) -> PromiseOut:
        """Cancel an open promise that the customer took back, before its day is over."""
        answer: PromiseOut = self._act(f"/promises/{promise_id}/cancellation", body, key=key)
        return answer

    def all_letters(
        self,
        *,
        state: Literal["", "draft", "ready", "queued", "sent", "withheld", "failed", "bounced", "discarded"]
        | None = None,
        kind: LetterKind | None = None,
        channel: Literal["", "email", "post"] | None = None,
        portfolio: int | None = None,
        customer: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageLetterOut:
        """Letters, newest first."""
        answer: PageLetterOut = self._get(
            "/letters",
            {
                "state": state,
                "kind": kind,
                "channel": channel,
                "portfolio": portfolio,
                "customer": customer,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def one_letter(self, letter_id: int) -> WholeLetterOut:
        """One letter with what it says."""
        answer: WholeLetterOut = self._get(f"/letters/{letter_id}")
        return answer

    def letter_as_pdf(self, letter_id: int) -> bytes:
        """The letter as PDF: as it was released, or a draft as it would be."""
        answer: bytes = self._file(f"/letters/{letter_id}/pdf")
        return answer

    def draft_a_letter(self, customer_id: int, body: DraftLetterIn, *, key: str | None = None) -> LetterOut:
        """Draft a letter from the account's facts. What is missing blocks its release and not the draft."""
        answer: LetterOut = self._act(f"/customers/{customer_id}/letters", body, key=key)
        return answer

    def release_a_letter(self, letter_id: int, body: SeenIn, *, key: str | None = None) -> LetterOut:
        """Let a draft go: by e-mail into the outbox, by post to the printer."""
        answer: LetterOut = self._act(f"/letters/{letter_id}/release", body, key=key)
        return answer

    def discard_a_letter(self, letter_id: int, body: DiscardLetterIn, *, key: str | None = None) -> LetterOut:
        """Put a draft aside for good, or take one back that waits for the printer."""
        answer: LetterOut = self._act(f"/letters/{letter_id}/discarding", body, key=key)
        return answer

    def letter_texts(self) -> LetterTextsOut:
        """The texts of letters that stand today, with the fields that each may name."""
        answer: LetterTextsOut = self._get("/letter-texts")
        return answer

    def statement_of_a_period(
        self, customer_id: int, *, first: str | None = None, last: str | None = None
    ) -> PeriodStatementsOut:
        """What was owed before `first`, everything that moved it, and what is owed after `last`, by currency."""
        answer: PeriodStatementsOut = self._get(
            f"/customers/{customer_id}/statement/period", {"first": first, "last": last}
        )
        return answer

    def strategy(self, customer_id: int) -> StrategiesOut:
        """Where the account stands, why, and what comes next when."""
        answer: StrategiesOut = self._get(f"/customers/{customer_id}/strategy")
        return answer

    def pause_a_strategy(self, customer_id: int, body: PauseIn, *, key: str | None = None) -> StrategyDecisionOut:
        """Let the strategy rest, for no longer than the policy allows."""
        answer: StrategyDecisionOut = self._act(f"/customers/{customer_id}/strategy/pause", body, key=key)
        return answer

    def resume_a_strategy(self, customer_id: int, body: ResumeIn, *, key: str | None = None) -> StrategyDecisionOut:
        """Let a strategy go on that a person let rest."""
        answer: StrategyDecisionOut = self._act(f"/customers/{customer_id}/strategy/resume", body, key=key)
        return answer

    def skip_a_step(self, customer_id: int, body: SkipIn, *, key: str | None = None) -> StrategyDecisionOut:
        """Leave out the step that the strategy asks for today."""
        answer: StrategyDecisionOut = self._act(f"/customers/{customer_id}/strategy/skip", body, key=key)
        return answer

    def finish_a_step(self, customer_id: int, body: StepDoneIn, *, key: str | None = None) -> StrategyDecisionOut:
        """Say that the step that the strategy asks for today was done: a check, a wait, or a hold of orders.
        Calls, e-mail and letters are done once they are recorded.
        """
        answer: StrategyDecisionOut = self._act(f"/customers/{customer_id}/strategy/done", body, key=key)
        return answer

    def hand_a_step_up(self, customer_id: int, body: EscalateIn, *, key: str | None = None) -> TicklerOut:
        """Hand the step up to the portfolio's supervisor, as his tickler."""
        answer: TicklerOut = self._act(f"/customers/{customer_id}/strategy/escalate", body, key=key)
        return answer

    def delinquent_accounts(
        self,
        *,
        portfolio: int | None = None,
        owner: int | None = None,
        bucket: int | None = None,
        currency: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageDelinquentOut:
        """All customers past due, by currency, the largest first. Bucket 1 is the youngest past due."""
        answer: PageDelinquentOut = self._get(
            "/delinquent-log",
            {
                "portfolio": portfolio,
                "owner": owner,
                "bucket": bucket,
                "currency": currency,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def team_day(self, *, cursor: str | None = None, limit: int | None = None) -> PageTeamOut:
        """The day of each portfolio that I supervise, or of all that I see, by name."""
        answer: PageTeamOut = self._get("/team", {"cursor": cursor, "limit": limit})
        return answer

    def decide_on_exception(
        self, customer_id: int, body: ExceptionDecisionIn, *, key: str | None = None
    ) -> DecisionOut:
        """Decide about an account on the exception list. 409 where it is not on the list any more."""
        answer: DecisionOut = self._act(f"/customers/{customer_id}/exception-decision", body, key=key)
        return answer

    def events(
        self,
        *,
        state: Literal["", "open", "to_decide"]
        | Literal["reported", "verified", "actioned", "refuted", "withdrawn", "cured"]
        | None = None,
        kind: Literal[""]
        | Literal[
            "nsf",
            "dead_phone",
            "returned_mail",
            "bounced_email",
            "change_of_address",
            "change_of_ownership",
            "out_of_business",
            "bankruptcy",
            "policy_non_adherence",
            "new_contact",
        ]
        | None = None,
        portfolio: int | None = None,
        customer: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageEventOut:
        """Customer events, the newest report first; `open` wants those that wait to be verified or done,
        `to_decide` those that propose a status which nobody has decided on.
        """
        answer: PageEventOut = self._get(
            "/customer-events",
            {
                "state": state,
                "kind": kind,
                "portfolio": portfolio,
                "customer": customer,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def event(self, event_id: int) -> ToldEventOut:
        """One event with its story and what came of it."""
        answer: ToldEventOut = self._get(f"/customer-events/{event_id}")
        return answer

    def report_an_event(self, customer_id: int, body: EventIn, *, key: str | None = None) -> EventOut:
        """Report what happened to a customer. Who may verify it does; contact stops at once where the policy
        says so.
        """
        answer: EventOut = self._act(f"/customers/{customer_id}/events", body, key=key)
        return answer

    def verify_an_event(self, event_id: int, body: VerificationIn, *, key: str | None = None) -> EventOut:
        """Say by which evidence it is so; what the policy gives to its kind follows."""
        answer: EventOut = self._act(f"/customer-events/{event_id}/verification", body, key=key)
        return answer

    def refute_an_event(self, event_id: int, body: ReasonIn, *, key: str | None = None) -> EventOut:
        """Say that a report is wrong; what it stopped is allowed again."""
        answer: EventOut = self._act(f"/customer-events/{event_id}/refutation", body, key=key)
        return answer

    def withdraw_an_event(self, event_id: int, body: ReasonIn, *, key: str | None = None) -> EventOut:
        """Take my own report back."""
        answer: EventOut = self._act(f"/customer-events/{event_id}/withdrawal", body, key=key)
        return answer

    def complete_an_event(self, event_id: int, body: CompletionIn, *, key: str | None = None) -> EventOut:
        """Say that everything that follows from it is done; 422 names each task that is open still."""
        answer: EventOut = self._act(f"/customer-events/{event_id}/completion", body, key=key)
        return answer

    def cure_an_event(self, event_id: int, body: CureIn, *, key: str | None = None) -> EventOut:
        """Say that it is over again; what it held and stopped is lifted."""
        answer: EventOut = self._act(f"/customer-events/{event_id}/cure", body, key=key)
        return answer

    def holds(
        self, *, code: Literal["", "H4", "H7", "H8"] | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageHoldOut:
        """The reasons to hold orders that stand today, of the customers that I see."""
        answer: PageHoldOut = self._get("/holds", {"code": code, "cursor": cursor, "limit": limit})
        return answer

    def customer_holds(self, customer_id: int, *, cursor: str | None = None, limit: int | None = None) -> PageHoldOut:
        """The reasons to hold the customer's orders that stand today."""
        answer: PageHoldOut = self._get(f"/customers/{customer_id}/holds", {"cursor": cursor, "limit": limit})
        return answer

    def lift_a_hold(self, finding_id: int, body: ReasonIn, *, key: str | None = None) -> HoldOut:
        """Lift a reason to hold orders, with why."""
        answer: HoldOut = self._act(f"/holds/{finding_id}/lifting", body, key=key)
        return answer

    def sales_notices(self, *, cursor: str | None = None, limit: int | None = None) -> PageNoticeOut:
        """What salespeople were told of the customers that I see, the newest first."""
        answer: PageNoticeOut = self._get("/notices", {"cursor": cursor, "limit": limit})
        return answer

    def open_a_successor(self, event_id: int, body: SuccessorIn, *, key: str | None = None) -> SuccessionOut:
        """Open the account of the new owner after a verified change of ownership: limit 0, orders to be held."""
        answer: SuccessionOut = self._act(f"/customer-events/{event_id}/successor", body, key=key)
        return answer

    def document_an_assumption(
        self, succession_id: int, body: AssumptionIn, *, key: str | None = None
    ) -> SuccessionOut:
        """Document that the new owner takes over the old debt; the ledger is not moved by it."""
        answer: SuccessionOut = self._act(f"/successions/{succession_id}/assumption", body, key=key)
        return answer

    def decide_a_status(self, proposal_id: int, body: StatusDecisionIn, *, key: str | None = None) -> ProposedStatusOut:
        """Accept or decline a status that another person's verification proposed. Accepting asks for it by a
        request.
        """
        answer: ProposedStatusOut = self._act(f"/status-proposals/{proposal_id}/decision", body, key=key)
        return answer

    def data_changes(
        self,
        *,
        state: Literal["", "open"] | Literal["asked", "called_back", "applied", "denied", "withdrawn"] | None = None,
        kind: Literal[""] | Literal["address", "phone", "email", "name", "bank"] | None = None,
        customer: int | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageDataChangeOut:
        """Changes of customers' data, the oldest first; `open` wants those that wait for a call or a second
        person.
        """
        answer: PageDataChangeOut = self._get(
            "/data-changes", {"state": state, "kind": kind, "customer": customer, "cursor": cursor, "limit": limit}
        )
        return answer

    def data_change(self, change_id: int) -> ToldDataChangeOut:
        """One change with what was done about it."""
        answer: ToldDataChangeOut = self._get(f"/data-changes/{change_id}")
        return answer

    def ask_for_a_change(self, customer_id: int, body: DataChangeIn, *, key: str | None = None) -> DataChangeOut:
        """Take a request to change a customer's data; it counts once a call-back confirmed it."""
        answer: DataChangeOut = self._act(f"/customers/{customer_id}/data-changes", body, key=key)
        return answer

    def record_a_call_back(self, change_id: int, body: CallBackIn, *, key: str | None = None) -> DataChangeOut:
        """Record a call-back; 422 for a number that was not known before, or came with the request."""
        answer: DataChangeOut = self._act(f"/data-changes/{change_id}/call-back", body, key=key)
        return answer

    def confirm_a_change(self, change_id: int, body: ConfirmationIn, *, key: str | None = None) -> DataChangeOut:
        """The second person's word, after the call-back."""
        answer: DataChangeOut = self._act(f"/data-changes/{change_id}/confirmation", body, key=key)
        return answer

    def withdraw_a_change(self, change_id: int, body: NotFollowedIn, *, key: str | None = None) -> DataChangeOut:
        """End a request that is not to be followed; what stands stays."""
        answer: DataChangeOut = self._act(f"/data-changes/{change_id}/withdrawal", body, key=key)
        return answer

    def upload(
        self,
        *,
        file: bytes,
        file_name: str,
        company: str,
        currency: str | None = None,
        content: Literal[
            "open_items",
            "customers",
            "contacts",
            "exchange_rates",
            "price_lists",
            "payment_terms",
            "salespeople",
            "portfolios",
            "crm_contacts",
            "crm_history",
            "orders",
            "credit_ratings",
            "financials",
            "shipments",
            "returns",
            "deals",
            "coop_agreements",
            "routing_rules",
            "invoice_lines",
            "bank",
        ]
        | Literal[""]
        | None = None,
        is_list: bool | None = None,
        as_of: str | None = None,
        key: str | None = None,
    ) -> ImportOut:
        """Bring a file in. An empty or oversized one comes back refused; the same bytes again are refused."""
        answer: ImportOut = self._upload(
            "/imports",
            (file_name, file),
            {"company": company, "currency": currency, "content": content, "is_list": is_list, "as_of": as_of},
            key=key,
        )
        return answer

    def imports(self, *, cursor: str | None = None, limit: int | None = None) -> PageImportOut:
        """The files of my companies, newest first."""
        answer: PageImportOut = self._get("/imports", {"cursor": cursor, "limit": limit})
        return answer

    def preview(self, import_id: int) -> PreviewOut:
        """A file with what was understood, its control totals and how far it is."""
        answer: PreviewOut = self._get(f"/imports/{import_id}")
        return answer

    def import_rows(
        self,
        import_id: int,
        *,
        verdict: Literal["new", "changed", "missing", "unchanged", "refused"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageRowOut:
        """The rows of a verdict in the order of the file; refused ones with column, value and reason."""
        answer: PageRowOut = self._get(
            f"/imports/{import_id}/rows", {"verdict": verdict, "cursor": cursor, "limit": limit}
        )
        return answer

    def refused_book(self, import_id: int) -> bytes:
        """The refused rows as a workbook with the reasons beside the cells: corrected there, and loaded as any
        file.
        """
        answer: bytes = self._file(f"/imports/{import_id}/refused.xlsx")
        return answer

    def undo_consequences(self, import_id: int) -> ConsequencesOut:
        """What undoing the import would do to the ledger, or to the records, today."""
        answer: ConsequencesOut = self._get(f"/imports/{import_id}/consequences")
        return answer

    def read_again(self, import_id: int, body: ChoicesIn, *, key: str | None = None) -> ImportOut:
        """Have the file read anew with other choices."""
        answer: ImportOut = self._act(f"/imports/{import_id}/mapping", body, key=key)
        return answer

    def save_profile(self, import_id: int, body: ProfileIn, *, key: str | None = None) -> ProfileOut:
        """Keep how the file was read: the next one with the same header is read so and asks nothing."""
        answer: ProfileOut = self._act(f"/imports/{import_id}/profile", body, key=key)
        return answer

    def profiles(self, *, cursor: str | None = None, limit: int | None = None) -> PageProfileOut:
        """The saved profiles of my companies."""
        answer: PageProfileOut = self._get("/import-profiles", {"cursor": cursor, "limit": limit})
        return answer

    def forget_profile(self, profile_id: int, *, key: str | None = None) -> ProfileOut:
        """Delete a saved profile; the answer is what it was."""
        answer: ProfileOut = self._act(f"/import-profiles/{profile_id}/forgetting", key=key)
        return answer

    def post(self, import_id: int, body: PostingIn, *, key: str | None = None) -> ImportOut:
        """Let the previewed file be posted."""
        answer: ImportOut = self._act(f"/imports/{import_id}/posting", body, key=key)
        return answer

    def enter_balance(self, import_id: int, body: BalanceIn, *, key: str | None = None) -> BalanceOut:
        """Enter the balance of the ERP's receivables account beside the list."""
        answer: BalanceOut = self._act(f"/imports/{import_id}/balances", body, key=key)
        return answer

    def discard(self, import_id: int, body: RevisionIn, *, key: str | None = None) -> ImportOut:
        """Put a file aside that was not posted."""
        answer: ImportOut = self._act(f"/imports/{import_id}/discarding", body, key=key)
        return answer

    def undo(self, import_id: int, body: UndoIn, *, key: str | None = None) -> ImportOut:
        """Let a posted import be taken back whole."""
        answer: ImportOut = self._act(f"/imports/{import_id}/undoing", body, key=key)
        return answer

    def go_on(self, import_id: int, *, key: str | None = None) -> ImportOut:
        """Let a stopped reading, posting or undo go on, its problem being mended."""
        answer: ImportOut = self._act(f"/imports/{import_id}/going-on", key=key)
        return answer

    def import_customers(self, import_id: int) -> CustomersOut:
        """The customers of a file whom the company does not know, and who of them may be one that it knows."""
        answer: CustomersOut = self._get(f"/imports/{import_id}/customers")
        return answer

    def decide_customers(self, import_id: int, body: DecisionsIn, *, key: str | None = None) -> ImportOut:
        """Say who customers in question are, for this file and later ones. A previewed file is read again."""
        answer: ImportOut = self._act(f"/imports/{import_id}/customers", body, key=key)
        return answer

    def decided_numbers(self, *, cursor: str | None = None, limit: int | None = None) -> PageDecidedOut:
        """What customer numbers of files were decided to mean."""
        answer: PageDecidedOut = self._get("/decided-numbers", {"cursor": cursor, "limit": limit})
        return answer

    def forget_number(self, decided_id: int, *, key: str | None = None) -> DecidedOut:
        """Ask anew from now on who the number means; the answer is what it was."""
        answer: DecidedOut = self._act(f"/decided-numbers/{decided_id}/forgetting", key=key)
        return answer

    def import_differences(
        self,
        import_id: int,
        *,
        cause: Literal[
            "snapshot.with_our_acts",
            "snapshot.other_document",
            "snapshot.due_earlier",
            "snapshot.ours_gone",
            "snapshot.beyond_original",
            "snapshot.books_here",
            "snapshot.closed_period",
            "snapshot.unread",
        ]
        | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageDifferenceOut:
        """What the list leaves to a person, in the order of its rows; none where a later list of the company
        came in.
        """
        answer: PageDifferenceOut = self._get(
            f"/imports/{import_id}/differences", {"cause": cause, "cursor": cursor, "limit": limit}
        )
        return answer

    def decide_differences(self, import_id: int, body: DecideIn, *, key: str | None = None) -> DecidedDifferencesOut:
        """Decide differences of the last list. To take the ERP's figure needs the right to post, and authority."""
        answer: DecidedDifferencesOut = self._act(f"/imports/{import_id}/differences", body, key=key)
        return answer

    def import_decisions(
        self, import_id: int, *, cursor: str | None = None, limit: int | None = None
    ) -> PageDifferenceDecisionOut:
        """What was decided about differences of the list, the newest first; also what was taken back."""
        answer: PageDifferenceDecisionOut = self._get(
            f"/imports/{import_id}/decisions", {"cursor": cursor, "limit": limit}
        )
        return answer

    def take_decision_back(
        self, decision_id: int, body: TakeBackIn, *, key: str | None = None
    ) -> DifferenceDecisionOut:
        """Let a decided difference be open again; what was posted for it is reversed."""
        answer: DifferenceDecisionOut = self._act(f"/difference-decisions/{decision_id}/taking-back", body, key=key)
        return answer

    def reconciliation(self) -> ReconciliationsOut:
        """How the last list of each company ties to the ledger, and what nobody has explained."""
        answer: ReconciliationsOut = self._get("/reconciliation")
        return answer

    def lists(self, *, cursor: str | None = None, limit: int | None = None) -> PageListOut:
        """The lists that I may take out, by name."""
        answer: PageListOut = self._get("/lists", {"cursor": cursor, "limit": limit})
        return answer

    def file_now(
        self,
        *,
        company: str | None = None,
        portfolio: str | None = None,
        owner: str | None = None,
        customer: str | None = None,
        item: str | None = None,
        file: str | None = None,
        currency: str | None = None,
        bucket: str | None = None,
        status: str | None = None,
        state: str | None = None,
        risk: str | None = None,
        risk_class: str | None = None,
        late: str | None = None,
        planned: str | None = None,
        minimum: str | None = None,
        show: str | None = None,
        basis: str | None = None,
        known: str | None = None,
        what: str | None = None,
        verdict: str | None = None,
        kind: str | None = None,
        by: str | None = None,
        q: str | None = None,
        sort: str | None = None,
        list: str | None = None,
        format: Literal["csv", "xlsx"] | None = None,
        as_of: str | None = None,
    ) -> bytes:
        """A list as a file, as long as it is no longer than is made at once; a longer one is ordered by POST
        /exports.
        """
        answer: bytes = self._file(
            "/lists/file",
            {
                "company": company,
                "portfolio": portfolio,
                "owner": owner,
                "customer": customer,
                "item": item,
                "file": file,
                "currency": currency,
                "bucket": bucket,
                "status": status,
                "state": state,
                "risk": risk,
                "risk_class": risk_class,
                "late": late,
                "planned": planned,
                "minimum": minimum,
                "show": show,
                "basis": basis,
                "known": known,
                "what": what,
                "verdict": verdict,
                "kind": kind,
                "by": by,
                "q": q,
                "sort": sort,
                "list": list,
                "format": format,
                "as_of": as_of,
            },
        )
        return answer

    def my_exports(self, *, cursor: str | None = None, limit: int | None = None) -> PageExportOut:
        """The files that were made for me within a day, newest first."""
        answer: PageExportOut = self._get("/exports", {"cursor": cursor, "limit": limit})
        return answer

    def order(self, body: ExportIn, *, key: str | None = None) -> ExportOut:
        """Have a list made into a file in the background, however long it is."""
        answer: ExportOut = self._act("/exports", body, key=key)
        return answer

    def export(self, export_id: int) -> ExportOut:
        """How far a file of mine is."""
        answer: ExportOut = self._get(f"/exports/{export_id}")
        return answer

    def export_file(self, export_id: int) -> bytes:
        """The file, once its state is ready."""
        answer: bytes = self._file(f"/exports/{export_id}/file")
        return answer

    def policy(
        self, *, company: str | None = None, as_of: str | None = None, format: Literal["json", "yaml"] | None = None
    ) -> PolicyOut:
        """The policy in force on a day, for one company or for all."""
        answer: PolicyOut = self._get("/policy", {"company": company, "as_of": as_of, "format": format})
        return answer

    def versions(self, *, cursor: str | None = None, limit: int | None = None) -> PageVersionOut:
        """Every version, newest first."""
        answer: PageVersionOut = self._get("/policy/versions", {"cursor": cursor, "limit": limit})
        return answer

    def version(self, number: int, *, format: Literal["json", "yaml"] | None = None) -> PolicyOut:
        """One version."""
        answer: PolicyOut = self._get(f"/policy/versions/{number}", {"format": format})
        return answer

    def version_changes(self, number: int, *, before: int | None = None) -> VersionChangesOut:
        """What a version changed of another one, in words: of `before`, or of the one that it took over from."""
        answer: VersionChangesOut = self._get(f"/policy/versions/{number}/changes", {"before": before})
        return answer

    def drafts(
        self, *, state: DraftState | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageDraftOut:
        """Every draft, newest first."""
        answer: PageDraftOut = self._get("/policy/drafts", {"state": state, "cursor": cursor, "limit": limit})
        return answer

    def begin_draft(self, body: DraftIn, *, key: str | None = None) -> DraftTextOut:
        """Begin a draft: with the version that stands, with another one to go back to, or with a text of one's
        own.
        """
        answer: DraftTextOut = self._act("/policy/drafts", body, key=key)
        return answer

    def draft(self, draft_id: int) -> DraftTextOut:
        """One draft with its text and everything that is wrong with it."""
        answer: DraftTextOut = self._get(f"/policy/drafts/{draft_id}")
        return answer

    def change_draft(self, draft_id: int, body: DraftChangeIn, *, key: str | None = None) -> DraftTextOut:
        """Write another text, or single values into the text, whose comments and order stay. Mistakes are kept
        and told.
        """
        answer: DraftTextOut = self._act(f"/policy/drafts/{draft_id}/text", body, key=key)
        return answer

    def catch_up_draft(self, draft_id: int, body: DraftSeenIn, *, key: str | None = None) -> DraftTextOut:
        """Take into the draft what was adopted since it was begun, except where it says something of its own."""
        answer: DraftTextOut = self._act(f"/policy/drafts/{draft_id}/catch-up", body, key=key)
        return answer

    def draft_changes(self, draft_id: int) -> ComparisonOut:
        """What the draft changes of the version that it would take over from. 422 while it has mistakes."""
        answer: ComparisonOut = self._get(f"/policy/drafts/{draft_id}/changes")
        return answer

    def draft_effect(self, draft_id: int) -> list[EffectOut]:
        """What the draft would do today to each company that would follow it; nothing is written."""
        answer: list[EffectOut] = self._get(f"/policy/drafts/{draft_id}/effect")
        return answer

    def submit_draft(self, draft_id: int, body: SubmissionIn, *, key: str | None = None) -> DraftOut:
        """Ask for approval of the text as it stands. With mistakes 422, each with the field that it is about."""
        answer: DraftOut = self._act(f"/policy/drafts/{draft_id}/submission", body, key=key)
        return answer

    def withdraw_draft(self, draft_id: int, body: DraftSeenIn, *, key: str | None = None) -> DraftOut:
        """Put the draft aside for good; it is kept."""
        answer: DraftOut = self._act(f"/policy/drafts/{draft_id}/withdrawal", body, key=key)
        return answer

    def approve_draft(self, draft_id: int, body: ApprovalIn, *, code: str, key: str | None = None) -> VersionOut:
        """Adopt the text that was seen as the next version; never one's own. 409 where something changed
        meanwhile.
        """
        answer: VersionOut = self._act(f"/policy/drafts/{draft_id}/approval", body, key=key, code=code)
        return answer

    def reject_draft(self, draft_id: int, body: DecisionIn, *, code: str, key: str | None = None) -> DraftOut:
        """Give the draft back with a reason."""
        answer: DraftOut = self._act(f"/policy/drafts/{draft_id}/rejection", body, key=key, code=code)
        return answer

    def erp_posting_list(
        self,
        *,
        state: Literal["awaiting", "refused", "accepted", "all"] | None = None,
        company: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageErpPostingOut:
        """Acts of ours on books that the ERP keeps, the oldest first: in this order it takes them over."""
        answer: PageErpPostingOut = self._get(
            "/erp-postings", {"state": state, "company": company, "cursor": cursor, "limit": limit}
        )
        return answer

    def erp_posting(self, posting_id: int) -> ErpPostingOut:
        """One act of ours, with what the ERP answered."""
        answer: ErpPostingOut = self._get(f"/erp-postings/{posting_id}")
        return answer

    def acknowledge(self, posting_id: int, body: AcknowledgementIn, *, key: str | None = None) -> ErpPostingOut:
        """Record what the ERP answered. The same answer again changes nothing; another one is refused."""
        answer: ErpPostingOut = self._act(f"/erp-postings/{posting_id}/acknowledge", body, key=key)
        return answer

    def webhooks(self, *, cursor: str | None = None, limit: int | None = None) -> PageWebhookOut:
        """The subscriptions of my companies' administrators."""
        answer: PageWebhookOut = self._get("/webhooks", {"cursor": cursor, "limit": limit})
        return answer

    def make_webhook(self, body: WebhookIn, *, code: str, key: str | None = None) -> NewSecretOut:
        """Subscribe, with my rights, from now on. The secret stands in this answer and nowhere else."""
        answer: NewSecretOut = self._act("/webhooks", body, key=key, code=code)
        return answer

    def webhook(self, webhook_id: int) -> WebhookOut:
        """One subscription and how it does."""
        answer: WebhookOut = self._get(f"/webhooks/{webhook_id}")
        return answer

    def pause_webhook(self, webhook_id: int, *, key: str | None = None) -> WebhookOut:
        """Send nothing until it is resumed; what happens meanwhile is sent then."""
        answer: WebhookOut = self._act(f"/webhooks/{webhook_id}/pause", key=key)
        return answer

    def resume_webhook(self, webhook_id: int, *, key: str | None = None) -> WebhookOut:
        """Send again, in the order in which things happened."""
        answer: WebhookOut = self._act(f"/webhooks/{webhook_id}/resumption", key=key)
        return answer

    def rotate_webhook_secret(self, webhook_id: int, *, code: str, key: str | None = None) -> NewSecretOut:
        """Give a new secret; for a day the one before signs as well."""
        answer: NewSecretOut = self._act(f"/webhooks/{webhook_id}/secret", key=key, code=code)
        return answer

    def test_webhook(self, webhook_id: int, *, key: str | None = None) -> DeliveryOut:
        """Put a test behind what waits, and try at once; its delivery says what came of it."""
        answer: DeliveryOut = self._act(f"/webhooks/{webhook_id}/test", key=key)
        return answer

    def end_webhook(self, webhook_id: int, *, code: str, key: str | None = None) -> WebhookOut:
        """End it for good; what waits is dropped."""
        answer: WebhookOut = self._act(f"/webhooks/{webhook_id}/end", key=key, code=code)
        return answer

    def webhook_deliveries(
        self,
        webhook_id: int,
        *,
        state: Literal["", "waiting", "delivered", "given_up", "withheld"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> PageDeliveryOut:
        """The messages to a subscription with every attempt, newest first. They are kept for 90 days."""
        answer: PageDeliveryOut = self._get(
            f"/webhooks/{webhook_id}/deliveries", {"state": state, "cursor": cursor, "limit": limit}
        )
        return answer

    def deliver_again(self, delivery_id: int, *, key: str | None = None) -> DeliveryOut:
        """Let a message that was given up or withheld be tried once more, under the same key."""
        answer: DeliveryOut = self._act(f"/webhook-deliveries/{delivery_id}/again", key=key)
        return answer

    def roles(self) -> PageRoleOut:
        """The roles that a user can have, all on one page."""
        answer: PageRoleOut = self._get("/roles")
        return answer

    def users(self, *, cursor: str | None = None, limit: int | None = None) -> PageUserOut:
        """Everybody who works for my companies, or for none yet."""
        answer: PageUserOut = self._get("/users", {"cursor": cursor, "limit": limit})
        return answer

    def make_user(self, body: UserIn, *, code: str, key: str | None = None) -> NewPasswordOut:
        """Make a user who can sign in at once, with the password of this answer."""
        answer: NewPasswordOut = self._act("/users", body, key=key, code=code)
        return answer

    def user(self, user_id: int) -> UserOut:
        """One user."""
        answer: UserOut = self._get(f"/users/{user_id}")
        return answer

    def change_user(self, user_id: int, body: UserChangeIn, *, code: str, key: str | None = None) -> UserOut:
        """Change name, role and companies, from the user's next request on; never one's own."""
        answer: UserOut = self._act(f"/users/{user_id}/change", body, key=key, code=code)
        return answer

    def disable_user(self, user_id: int, *, code: str, key: str | None = None) -> UserOut:
        """End the user's access, sessions and tokens at once."""
        answer: UserOut = self._act(f"/users/{user_id}/disabling", key=key, code=code)
        return answer

    def enable_user(self, user_id: int, *, code: str, key: str | None = None) -> NewPasswordOut:
        """Give access back, with the password of this answer. The user's tokens stay ended."""
        answer: NewPasswordOut = self._act(f"/users/{user_id}/enabling", key=key, code=code)
        return answer

    def reset_password(self, user_id: int, *, code: str, key: str | None = None) -> NewPasswordOut:
        """Give a new password, that of this answer. The second factor stays."""
        answer: NewPasswordOut = self._act(f"/users/{user_id}/password", key=key, code=code)
        return answer

    def remove_second_factor(self, user_id: int, *, code: str, key: str | None = None) -> UserOut:
        """Remove a lost telephone; a role that needs one must set it up before anything else."""
        answer: UserOut = self._act(f"/users/{user_id}/second-factor-removal", key=key, code=code)
        return answer

    def portfolios(
        self, *, company: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PagePortfolioOut:
        """Every portfolio of my companies."""
        answer: PagePortfolioOut = self._get("/portfolios", {"company": company, "cursor": cursor, "limit": limit})
        return answer

    def make_portfolio(self, body: PortfolioIn, *, key: str | None = None) -> PortfolioOut:
        """Make an empty portfolio."""
        answer: PortfolioOut = self._act("/portfolios", body, key=key)
        return answer

    def portfolio(self, portfolio_id: int) -> PortfolioOut:
        """One portfolio."""
        answer: PortfolioOut = self._get(f"/portfolios/{portfolio_id}")
        return answer

    def hand_over_portfolio(
        self, portfolio_id: int, body: PortfolioHandOverIn, *, key: str | None = None
    ) -> PortfolioOut:
        """Give it to another rep or supervisor. 409 where somebody else did so meanwhile."""
        answer: PortfolioOut = self._act(f"/portfolios/{portfolio_id}/hand-over", body, key=key)
        return answer

    def portfolio_rules(
        self, *, company: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> PageRuleOut:
        """A company's rules in the order in which they are tried."""
        answer: PageRuleOut = self._get("/portfolio-rules", {"company": company, "cursor": cursor, "limit": limit})
        return answer

    def add_portfolio_rule(self, body: RuleIn, *, key: str | None = None) -> RuleOut:
        """Add a rule after all others. Nothing moves until the rules are applied."""
        answer: RuleOut = self._act("/portfolio-rules", body, key=key)
        return answer

    def assignment_plan(self, *, company: str | None = None) -> PlanOut:
        """What applying a company's rules would move now; nothing is written."""
        answer: PlanOut = self._get("/portfolio-rules/plan", {"company": company})
        return answer

    def apply_portfolio_rules(self, body: AssignmentIn, *, key: str | None = None) -> PlanOut:
        """Move the accounts as the plan said; answers what was moved. 409 where it would be another plan now."""
        answer: PlanOut = self._act("/portfolio-rules/application", body, key=key)
        return answer

    def remove_portfolio_rule(self, rule_id: int, body: RuleSeenIn, *, key: str | None = None) -> PlanOut:
        """Remove a rule; nothing moves yet. Answers the new plan."""
        answer: PlanOut = self._act(f"/portfolio-rules/{rule_id}/removal", body, key=key)
        return answer

    def try_portfolio_rule_earlier(self, rule_id: int, body: RuleSeenIn, *, key: str | None = None) -> PlanOut:
        """Try a rule before the one above it; nothing moves yet. Answers the new plan."""
        answer: PlanOut = self._act(f"/portfolio-rules/{rule_id}/earlier", body, key=key)
        return answer

    def put_into_portfolio(self, customer_id: int, body: PutIn, *, key: str | None = None) -> CustomerOut:
        """Put an account into a portfolio of its company for good, or give it back to the rules."""
        answer: CustomerOut = self._act(f"/customers/{customer_id}/portfolio", body, key=key)
        return answer

    def absences(self, *, cursor: str | None = None, limit: int | None = None) -> PageAbsenceOut:
        """Absences of my colleagues that are not over, soonest first."""
        answer: PageAbsenceOut = self._get("/absences", {"cursor": cursor, "limit": limit})
        return answer

    def record_absence(self, body: AbsenceIn, *, key: str | None = None) -> AbsenceOut:
        """Let a substitute see the accounts and ticklers of somebody who is away, on those days."""
        answer: AbsenceOut = self._act("/absences", body, key=key)
        return answer

    def cancel_absence(self, absence_id: int, *, key: str | None = None) -> AbsenceOut:
        """Take an absence back; answers what it was."""
        answer: AbsenceOut = self._act(f"/absences/{absence_id}/cancellation", key=key)
        return answer
