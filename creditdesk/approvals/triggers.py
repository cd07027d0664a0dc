"""What the database refuses of requests, even to raw SQL: a content that changes under its approval, a decision of
somebody who prepared it, a request carried out without an approval of what it says now.
"""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, append_only, changes, unchanging

_REQUEST = "approvals_request"
_FIXED = ("company_id", "customer_id", "kind", "prepared_by_id", "prepared_at", "key")
_CONTENT = ("sha256", "currency", "amount_minor", "reason", "words")
_OPEN = "('draft', 'submitted', 'sent_back')"
_APPROVED = (
    "EXISTS (SELECT 1 FROM approvals_requestdecision d WHERE d.request_id = NEW.id AND d.what = 'approve' "
    "AND d.revision = NEW.revision AND d.sha256 = NEW.sha256)"
)
# JSON has no order to compare by on PostgreSQL; as text it has.
_CONTENT_CHANGES = f'{changes(_CONTENT)} OR CAST(OLD."content" AS TEXT) IS DISTINCT FROM CAST(NEW."content" AS TEXT)'

APPROVAL_GUARDS: list[AnyTrigger] = [
    *unchanging(_REQUEST, _FIXED),
    Guard(
        "approvals_request_revision",
        _REQUEST,
        "UPDATE",
        "a request is changed by a new revision, and only while it is open",
        f"({_CONTENT_CHANGES} OR OLD.revision <> NEW.revision) AND "
        f"(NEW.revision <> OLD.revision + 1 OR OLD.state NOT IN {_OPEN} OR NEW.state NOT IN {_OPEN})",
    ),
    Guard(
        "approvals_request_carried_out",
        _REQUEST,
        "UPDATE",
        "a request is carried out once, by an approval of what it says",
        "NEW.state <> OLD.state AND ((NEW.state = 'carried_out' AND (OLD.state <> 'submitted' OR NOT "
        f"{_APPROVED})) OR (NEW.state = 'reversed' AND OLD.state <> 'carried_out') "
        "OR OLD.state IN ('refused', 'withdrawn', 'reversed') "
        "OR (OLD.state = 'carried_out' AND NEW.state <> 'reversed'))",
    ),
    Guard(
        "approvals_request_begins_open",
        _REQUEST,
        "INSERT",
        "a request begins as a draft or submitted",
        "NEW.state NOT IN ('draft', 'submitted')",
    ),
    Guard(
        "approvals_decision_by_another",
        "approvals_requestdecision",
        "INSERT",
        "nobody decides about a request that he prepared, and no approval is of another content",
        "NEW.what = 'approve' AND (EXISTS (SELECT 1 FROM approvals_request_writers w "
        "WHERE w.request_id = NEW.request_id AND (w.user_id = NEW.by_id OR w.user_id = NEW.on_behalf_of_id)) "
        "OR NOT EXISTS (SELECT 1 FROM approvals_request r WHERE r.id = NEW.request_id AND r.state = 'submitted' "
        "AND r.revision = NEW.revision AND r.sha256 = NEW.sha256 AND r.prepared_by_id <> NEW.by_id "
        "AND (NEW.on_behalf_of_id IS NULL OR r.prepared_by_id <> NEW.on_behalf_of_id)))",
    ),
    Guard(
        "approvals_effect_of_an_approval",
        "approvals_requesteffect",
        "INSERT",
        "nothing takes effect without an approval",
        "NOT EXISTS (SELECT 1 FROM approvals_requestdecision d JOIN approvals_request r ON r.id = d.request_id "
        "WHERE r.id = NEW.request_id AND d.what = 'approve' AND d.revision = r.revision AND d.sha256 = r.sha256)",
    ),
    Guard(
        "approvals_line_of_no_credit",
        "approvals_requestline",
        "INSERT",
        "a credit of a customer never becomes income: no request is about one",
        "EXISTS (SELECT 1 FROM receivables_openitem i WHERE i.id = NEW.item_id AND i.original_minor < 0)",
    ),
    Guard(
        "approvals_effect_uses_no_credit",
        "approvals_requesteffect",
        "INSERT",
        "a credit of a customer never becomes income: no request uses one up",
        "EXISTS (SELECT 1 FROM receivables_entry n JOIN receivables_openitem i ON i.id = n.item_id "
        "WHERE n.posting_id = NEW.posting_id AND i.original_minor < 0 AND n.amount_minor > 0)",
    ),
    *append_only("approvals_request_writers"),
    *append_only("approvals_requestline"),
    *append_only("approvals_requestevidence"),
    *append_only("approvals_requestdecision"),
    *append_only("approvals_requesteffect"),
    *append_only("approvals_recovery"),
    *append_only("approvals_salesnotice"),
    *append_only("approvals_worksheet"),
    *append_only("approvals_worksheetpart"),
    *append_only("approvals_worksheetline"),
]
