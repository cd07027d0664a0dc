"""Proof that nothing was carried out without an approval of exactly what it says, and that it was carried out once."""

from __future__ import annotations

from collections import defaultdict

from creditdesk.approvals.models import Request, RequestEffect, RequestLine
from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named
from creditdesk.followup.models import StatusProposal
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import rows_of

# Each finds company and customer last; the columns before fill the sentence.
_PROOFS = (
    (
        "I17",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r "
        "WHERE r.state IN ('carried_out', 'reversed') "
        "AND NOT EXISTS (SELECT 1 FROM approvals_requestdecision d WHERE d.request_id = r.id AND d.what = 'approve' "
        "AND d.revision = r.revision AND d.sha256 = r.sha256)",
        "request {0} was carried out, and nobody approved what it says",
    ),
    (
        "I17",
        "SELECT r.id, d.id, r.company_id, r.customer_id FROM approvals_request r "
        "JOIN approvals_requestdecision d ON d.request_id = r.id "
        "JOIN approvals_request_writers w ON w.request_id = r.id "
        "WHERE d.what = 'approve' AND (w.user_id = d.by_id OR w.user_id = d.on_behalf_of_id "
        "OR r.prepared_by_id = d.by_id)",
        "request {0} was approved by somebody who prepared it (decision {1})",
    ),
    (
        "I17",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r "
        "WHERE r.state IN ('carried_out', 'reversed') "
        "AND NOT EXISTS (SELECT 1 FROM approvals_requesteffect e WHERE e.request_id = r.id AND NOT e.takes_back)",
        "request {0} was carried out, and nothing came of it",
    ),
    (
        "I17",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r "
        "WHERE r.state NOT IN ('carried_out', 'reversed') "
        "AND EXISTS (SELECT 1 FROM approvals_requesteffect e WHERE e.request_id = r.id)",
        "request {0} was not carried out, and something came of it",
    ),
    (
        "I17",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r WHERE (r.state = 'reversed') <> "
        "EXISTS (SELECT 1 FROM approvals_requesteffect e WHERE e.request_id = r.id AND e.takes_back)",
        "request {0}: what it says of having been taken back is not what was done",
    ),
    (
        "I17",
        # What the documents were moved by, and what the request names of them.
        "SELECT r.id, COALESCE(m.moved, 0), r.amount_minor, r.company_id, r.customer_id FROM approvals_request r "
        "LEFT JOIN (SELECT e.request_id, SUM(ABS(n.amount_minor)) AS moved FROM approvals_requesteffect e "
        "JOIN receivables_entry n ON n.posting_id = e.posting_id AND n.item_id IS NOT NULL "
        "WHERE NOT e.takes_back GROUP BY e.request_id) m ON m.request_id = r.id "
        "WHERE r.kind IN ('adjustment', 'write_off') AND r.state IN ('carried_out', 'reversed') "
        "AND COALESCE(m.moved, 0) <> r.amount_minor",
        "request {0} moved {1} and is of {2}",
    ),
    (
        "I17",
        "SELECT r.id, l.item_id, r.company_id, r.customer_id FROM approvals_request r "
        "JOIN approvals_requestline l ON l.request_id = r.id AND l.revision = r.revision AND l.item_id IS NOT NULL "
        "JOIN approvals_requesteffect e ON e.request_id = r.id AND NOT e.takes_back AND e.posting_id IS NOT NULL "
        "LEFT JOIN receivables_entry n ON n.posting_id = e.posting_id AND n.item_id = l.item_id "
        "WHERE r.kind IN ('adjustment', 'write_off') AND (n.id IS NULL OR n.amount_minor <> -l.amount_minor)",
        "request {0} did not move document {1} as it says",
    ),
    (
        "I17",
        "SELECT w.id, r.id, w.company_id, w.customer_id FROM approvals_worksheet w "
        "JOIN approvals_worksheetpart t ON t.worksheet_id = w.id JOIN approvals_request r ON r.id = t.request_id "
        "WHERE r.customer_id <> w.customer_id OR r.kind <> 'adjustment'",
        "worksheet AW-{0}: request {1} is no adjustment on its account",
    ),
    (
        "I17",
        "SELECT w.id, w.company_id, w.customer_id FROM approvals_worksheet w "
        "WHERE NOT EXISTS (SELECT 1 FROM approvals_worksheetpart t WHERE t.worksheet_id = w.id)",
        "worksheet AW-{0} asked for nothing",
    ),
    (
        "I18",
        "SELECT p.id, p.company_id, NULL FROM receivables_posting p "
        "LEFT JOIN approvals_requesteffect e ON e.posting_id = p.id "
        "WHERE e.id IS NULL AND (p.kind = 'write_off' OR (p.kind = 'adjustment' AND SUBSTR(p.key, 1, 8) = 'request/'))",
        "posting {0} is a write-off or an adjustment, and no request asked for it",
    ),
    (
        # A credit is used up by what it pays, by going back, or by a recovery of what was written off; never by income.
        "I18",
        "SELECT p.id, i.number, p.company_id, i.customer_id FROM receivables_posting p "
        "JOIN receivables_entry n ON n.posting_id = p.id AND n.amount_minor > 0 "
        "JOIN receivables_openitem i ON i.id = n.item_id AND i.original_minor < 0 "
        "WHERE p.kind = 'write_off' OR (p.kind = 'adjustment' AND SUBSTR(p.key, 1, 8) = 'request/')",
        "posting {0} writes the credit {1} off",
    ),
    (
        "I18",
        "SELECT x.id, i.company_id, i.customer_id FROM receivables_extension x "
        "JOIN receivables_openitem i ON i.id = x.item_id LEFT JOIN approvals_requesteffect e ON e.extension_id = x.id "
        "WHERE x.source = 'request' AND e.id IS NULL",
        "extension {0} is said to be of a request, and no request asked for it",
    ),
    (
        "I18",
        "SELECT r.id, r.company_id, r.customer_id FROM approvals_request r "
        "LEFT JOIN approvals_requesteffect e ON e.request_id = r.id AND e.made_kind = 'release' "
        "LEFT JOIN credit_release l ON l.id = e.made_id LEFT JOIN credit_order o ON o.id = l.order_id "
        "WHERE r.kind = 'release' AND r.state IN ('carried_out', 'reversed') "
        "AND (o.id IS NULL OR o.customer_id <> r.customer_id OR l.key <> 'request/' || r.id)",
        "request {0} was carried out, and let no order of its customer go",
    ),
    (
        "I18",
        "SELECT l.id, o.company_id, o.customer_id FROM credit_release l JOIN credit_order o ON o.id = l.order_id "
        "LEFT JOIN approvals_requesteffect e ON e.made_kind = 'release' AND e.made_id = l.id AND NOT e.takes_back "
        "WHERE SUBSTR(l.key, 1, 8) = 'request/' AND e.id IS NULL",
        "release {0} is said to be of a request, and no request asked for it",
    ),
    (
        "I18",
        "SELECT t.id, t.company_id, t.customer_id FROM credit_temporarylimit t "
        "LEFT JOIN approvals_requesteffect e ON e.made_kind = 'temporary_limit' AND e.made_id = t.id "
        "AND NOT e.takes_back AND t.key = 'request/' || e.request_id "
        "WHERE SUBSTR(t.key, 1, 8) = 'request/' AND e.id IS NULL",
        "the limit for a time {0} is said to be of a request, and no request asked for it",
    ),
    (
        # What the law decides stands at once; every other status that an event proposed is asked for and approved.
        "I18",
        "SELECT p.id, p.status, p.company_id, p.customer_id FROM followup_statusproposal p "
        "WHERE p.state = 'accepted' AND p.status IN ('active', 'hold', 'cod', 'cia', 'closed') "
        "AND p.status_before <> 'bankrupt' AND NOT p.before_requests "
        "AND NOT EXISTS (SELECT 1 FROM approvals_request r WHERE r.key = 'status_proposal/' || p.id "
        "AND r.kind = 'status' AND r.customer_id = p.customer_id)",
        "the status {1} of proposal {0} was accepted, and no request asked for it",
    ),
    (
        "I18",
        "SELECT y.id, y.amount_minor, r.company_id, r.customer_id FROM approvals_recovery y "
        "JOIN approvals_request r ON r.id = y.request_id "
        "LEFT JOIN receivables_entry n ON n.posting_id = y.posting_id AND n.item_id = y.payment_id "
        "WHERE r.kind <> 'write_off' OR n.id IS NULL OR n.amount_minor <> y.amount_minor",
        "recovery {0} of {1} is not what was posted",
    ),
)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    found: list[BrokenFact] = []
    for invariant, sql, sentence in _PROOFS:
        found += named(invariant, sentence=sentence, rows=rows_of(f"{sql} LIMIT {MOST_NAMED + 1}"))
    return found + _contents() + _statuses()


def _contents() -> list[BrokenFact]:
    """Requests whose content is not the one of their hash, or whose lines are other ones."""
    found = []
    lines: dict[tuple[int, int], list[tuple[int | None, int, int]]] = defaultdict(list)
    columns = ("request_id", "revision", "item_id", "amount_minor", "tax_minor")
    kept_lines = RequestLine.objects.order_by("request", "revision", "line").values_list(*columns)
    for request_id, revision, *line in kept_lines:
        lines[request_id, revision].append((line[0], line[1], line[2]))
    for request in Request.objects.order_by("id").iterator():
        content, kept = request.asked, lines[request.id, request.revision]
        asked = [(line.item_id, line.amount_minor, line.tax_minor) for line in content.lines]
        told = content.sha256(customer_id=request.customer_id), content.amount_minor, content.currency
        if kept != asked or told != (request.sha256, request.amount_minor, request.currency):
            text = f"I17: request {request.id} does not say what its hash says"
            found.append(BrokenFact(text, company_id=request.company_id, customer_id=request.customer_id))
    return found[:MOST_NAMED]


def _statuses() -> list[BrokenFact]:
    """Customers who pay before or on delivery, and whose status the desk changed last without an approved request.

    The lists of the ERP bring a status as well: they stand in the imports, and the journal has no correction of them.
    """
    cash_only = Customer.objects.filter(status__in=[Customer.Status.COD, Customer.Status.CIA])
    entries = JournalEntry.objects.filter(
        kind="customer.corrected", customer_id__in=cash_only.values("id"), facts__changes__has_key="status"
    )
    newest = {one.customer_id: one for one in entries.order_by("seq") if one.customer_id is not None}
    status = dict(cash_only.values_list("id", "status"))
    effects = RequestEffect.objects.filter(request__customer__in=list(status), status_after__in=set(status.values()))
    given = set(effects.values_list("request_id", "status_after"))
    accepted = StatusProposal.objects.filter(state=StatusProposal.State.ACCEPTED, before_requests=True)
    before_them = set(accepted.filter(customer__in=list(status)).values_list("event_id", "status"))
    found = []
    for customer_id, entry in newest.items():
        before, after = entry.facts["changes"]["status"]
        by_law = entry.facts["cause"] == "customer_event" and before == "bankrupt"
        # Who files a petition buys for cash in advance, on an account of its own: nobody decides that.
        by_law |= entry.facts["cause"] == "bankruptcy_case" and before == "prospect"
        by_request = entry.facts["cause"] == "request" and (entry.facts["cause_id"], after) in given
        by_event = entry.facts["cause"] == "customer_event" and (entry.facts["cause_id"], after) in before_them
        if after == status.get(customer_id) and not (by_law or by_request or by_event):
            text = f"I18: the status {after} of customer {customer_id} was given by no request"
            found.append(BrokenFact(text, company_id=entry.company_id, customer_id=customer_id))
    return found[:MOST_NAMED]
