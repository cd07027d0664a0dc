"""The permission matrix of the interface for programs; permission_matrix.py says how a row is written.

Every role here must hold `use_api` as well. A body is valid as far as its form goes: the interface reads the body
before it asks for the permission, so that a malformed one is told so to everybody.
"""

from __future__ import annotations

from dataclasses import replace

from creditdesk.followup.models import Activity
from tests import builders
from tests.web.permission_matrix import (
    ABSENCE,
    ALL_ACCOUNTS,
    COMPANY_NAMED,
    CUSTOMER,
    CUSTOMER_ASKED,
    DECIDED_NUMBER,
    DOCUMENT,
    IMPORT,
    ITEM,
    ITS_PEOPLE,
    JOURNAL_ENTRY,
    POLICY_DRAFT,
    POLICY_VERSION,
    PORTFOLIO,
    POSTING,
    PROFILE,
    RULE,
    SIGNED_IN,
    STOP,
    TICKLER,
    TOKEN,
    USER,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.web.permission_matrix_calls import UNKNOWN_CALL
from tests.web.permission_matrix_cash_control import API_ROWS as CASH_CONTROL_ROWS
from tests.web.permission_matrix_contacts import CONTACT, NOTE_OUT
from tests.web.permission_matrix_exports import EXPORT
from tests.web.permission_matrix_mail import API_ROWS as MAIL_ROWS
from tests.web.permission_matrix_outbound import DELIVERY, DIFFERENCE_DECISION, ERP_POSTING, WEBHOOK
from tests.web.permission_matrix_promises import PROMISE
from tests.world import NOW, World


def _import_by_its_own_name(kind: Kind) -> Kind:
    def renamed(make: Make) -> Make:
        return lambda world: {"import_id": make(world)["file_id"]}

    return replace(kind, own=renamed(kind.own), foreign=renamed(kind.foreign))


def _activity(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        facts = {"channel": "note", "direction": "internal", "outcome": "noted", "visibility": "history"}
        key = f"activity/{of.id}/{Activity.objects.count()}"
        made = Activity.objects.create(
            company=of.company, customer=of, by=world.alice, happened_at=NOW, recorded_at=NOW, key=key, **facts
        )
        return {"activity_id": made.id}

    return make


def _credit(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        credit, item = builders.payment(of, amount=5_000), builders.invoice(of, amount=5_000)
        return {"credit_item_id": credit.id, "to": [{"item_id": item.id, "amount_minor": 5_000}]}

    return make


API = holding(P.USE_API)
EXPORTERS = API & holding(P.EXPORT)
ACCOUNTS = API & holding(P.SEE_ACCOUNTS_ALL, P.SEE_ACCOUNTS_OWN)
POSTERS = API & holding(P.POST_LEDGER)
RECORDERS = API & holding(P.RECORD_ACTIVITY)
WORKERS = API & holding(P.WORK_TICKLERS)
IMPORT_READERS = API & holding(P.SEE_IMPORTS)
IMPORTERS = API & holding(P.IMPORT_FILES)
UNDOERS = API & holding(P.UNDO_IMPORT)
WEBHOOKS = API & holding(P.MANAGE_WEBHOOKS)
POLICY = API & holding(P.SEE_POLICY)
DRAFTS = API & holding(P.SEE_POLICY_DRAFTS)
DRAFTERS = API & holding(P.WRITE_POLICY)
USER_ADMINS = API & holding(P.MANAGE_USERS)
PORTFOLIO_ADMINS = API & holding(P.MANAGE_PORTFOLIOS)
JOURNAL = API & holding(P.SEE_JOURNAL)
HISTORY = ACCOUNTS & holding(P.SEE_HISTORY)
DECIDERS = WORKERS & holding(P.SEE_EXCEPTIONS)
APPROVERS = API & holding(P.APPROVE_POLICY)
IMPORT_FILE = _import_by_its_own_name(IMPORT)
ACTIVITY = Kind(
    own=_activity("acme"),
    neighbour=_activity("zenith"),
    foreign=_activity("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
CREDIT = Kind(
    own=_credit("acme"),
    neighbour=_credit("zenith"),
    foreign=_credit("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
ADDRESS = Kind(own=lambda world: {"address": "no/such"}, foreign=lambda world: {"address": "no/other"})
JANUARY = {"first_day": "2020-01-01", "last_day": "2020-01-31"}
HOOK = {"name": "ERP", "url": "https://hooks.example.com/", "kinds": ["import.posted"]}
SEEN = {"version": 1}
STATE = {"state": "none"}
TWO = {"rep": "alice", "supervisor": "bob"}
PERSON = {"first_name": "New", "last_name": "One", "role": "rep", "companies": ["NL"]}
AWAY = {"user": "alice", "substitute": "fay", "first_day": "2030-01-01", "last_day": "2030-01-02"}
DECISION = {"kind": "accepted", "until": "2030-01-02", "reason": "agreed"}
UNKNOWN = {"company": "NL", "number": "+12125550199", "note": "wants a statement", "due_date": "2030-01-02"}
NOTE = {"channel": "note", "direction": "internal", "outcome": "noted", "note": "seen"}

ROWS: tuple[Row, ...] = (
    # What stands there before a token is asked for.
    Row("api_index", "GET", SIGNED_IN, anyone=True),
    Row("api:api-root", "GET", SIGNED_IN, anyone=True),
    Row("api:openapi-json", "GET", SIGNED_IN, anyone=True),
    Row("api_not_found", "GET", SIGNED_IN, ADDRESS, gone=True, anyone=True),
    # The caller and the desk.
    Row("api:me", "GET", API),
    Row("api:health", "GET", API & holding(P.SEE_HEALTH)),
    Row("api:search", "GET", ACCOUNTS, query={"q": "acme"}),
    Row("api:journal", "GET", JOURNAL),
    Row("api:journal_entry", "GET", JOURNAL, JOURNAL_ENTRY),
    Row("api:read_private", "POST", JOURNAL & holding(P.SEE_RESTRICTED), JOURNAL_ENTRY),
    Row("api:verify_journal", "POST", JOURNAL),
    # One's own keys. That of another does not exist.
    Row("api:my_tokens", "GET", API),
    Row("api:make_own_token", "POST", API, data={"name": "ERP", "scopes": ["read"], "days": 9}),
    Row("api:revoke_own_token", "POST", API, TOKEN),
    Row("api:calendar_address", "GET", WORKERS),
    Row("api:make_calendar_address", "POST", WORKERS),
    Row("api:revoke_calendar_address", "POST", WORKERS),
    # Users, portfolios and who is away.
    Row("api:roles", "GET", USER_ADMINS),
    Row("api:users", "GET", USER_ADMINS),
    Row("api:make_user", "POST", USER_ADMINS, data={**PERSON, "username": "Not a name!"}),
    Row("api:user", "GET", USER_ADMINS, USER),
    Row("api:change_user", "POST", USER_ADMINS, USER, data={**PERSON, **STATE}),
    Row("api:disable_user", "POST", USER_ADMINS, USER),
    Row("api:enable_user", "POST", USER_ADMINS, USER),
    Row("api:reset_password", "POST", USER_ADMINS, USER),
    Row("api:remove_second_factor", "POST", USER_ADMINS, USER),
    Row("api:portfolios", "GET", PORTFOLIO_ADMINS),
    Row("api:make_portfolio", "POST", PORTFOLIO_ADMINS, COMPANY_NAMED, place="body", data={**TWO, "name": "New"}),
    Row("api:portfolio", "GET", PORTFOLIO_ADMINS, PORTFOLIO),
    Row("api:hand_over_portfolio", "POST", PORTFOLIO_ADMINS, PORTFOLIO, data={**TWO, "seen_rep": "nobody"}),
    Row("api:portfolio_rules", "GET", PORTFOLIO_ADMINS, COMPANY_NAMED, place="query"),
    Row("api:assignment_plan", "GET", PORTFOLIO_ADMINS, COMPANY_NAMED, place="query"),
    Row("api:add_portfolio_rule", "POST", PORTFOLIO_ADMINS, PORTFOLIO, place="body", data=STATE),
    Row("api:apply_portfolio_rules", "POST", PORTFOLIO_ADMINS, COMPANY_NAMED, place="body", data={"mark": "none"}),
    Row("api:remove_portfolio_rule", "POST", PORTFOLIO_ADMINS, RULE, data=STATE),
    Row("api:try_portfolio_rule_earlier", "POST", PORTFOLIO_ADMINS, RULE, data=STATE),
    Row("api:put_into_portfolio", "POST", PORTFOLIO_ADMINS, CUSTOMER, data={"portfolio_id": None}),
    Row("api:absences", "GET", PORTFOLIO_ADMINS),
    Row("api:record_absence", "POST", PORTFOLIO_ADMINS, data=AWAY),
    Row("api:cancel_absence", "POST", PORTFOLIO_ADMINS, ABSENCE),
    Row("api:companies", "GET", API),
    # Customers, items and what they sum to.
    Row("api:customers", "GET", ACCOUNTS),
    Row("api:customer", "GET", ACCOUNTS, CUSTOMER),
    Row("api:customer_contacts", "GET", ACCOUNTS, CUSTOMER),
    Row("api:add_a_contact", "POST", RECORDERS, CUSTOMER, data={"name": "Ann Reed"}),
    Row("api:contact", "GET", ACCOUNTS, CONTACT),
    Row("api:escalation_path", "GET", ACCOUNTS, CUSTOMER),
    Row("api:change_a_contact", "POST", RECORDERS, CONTACT, data={"name": "Ann Reed", "version": 1}),
    Row("api:contact_left", "POST", RECORDERS, CONTACT, data={"left_on": None, "version": 1}),
    Row("api:mark_a_contact", "POST", RECORDERS, CONTACT, data={"kind": "opted_out", "cause": "said so"}),
    Row("api:terms_codes", "GET", ACCOUNTS),
    Row("api:sellers", "GET", ACCOUNTS),
    Row("api:customer_family", "GET", ACCOUNTS, CUSTOMER),
    Row("api:account_timeline", "GET", HISTORY, CUSTOMER),
    Row("api:documents", "GET", HISTORY, CUSTOMER),
    Row("api:attach", "POST", ACCOUNTS & RECORDERS, CUSTOMER, data={"file": b"proof"}),
    Row("api:document_file", "GET", ACCOUNTS, DOCUMENT),
    Row("api:customer_prices", "GET", ACCOUNTS, CUSTOMER, query={"item": "K-100"}),
    Row("api:customer_positions", "GET", ACCOUNTS, CUSTOMER),
    Row("api:statement", "GET", ACCOUNTS, CUSTOMER),
    Row("api:statement_lines", "GET", ACCOUNTS, CUSTOMER),
    Row("api:all_positions", "GET", ACCOUNTS),
    Row("api:aging", "GET", ACCOUNTS),
    Row("api:aging", "GET", ACCOUNTS, CUSTOMER_ASKED, place="query"),
    Row("api:items", "GET", ACCOUNTS),
    Row("api:items", "GET", ACCOUNTS, CUSTOMER_ASKED, place="query"),
    Row("api:item", "GET", ACCOUNTS, ITEM),
    Row("api:item_entries", "GET", ACCOUNTS, ITEM),
    Row("api:posting", "GET", ACCOUNTS, POSTING),
    Row("api:posting_entries", "GET", ACCOUNTS, POSTING),
    # Acts on the ledger.
    Row("api:apply_credit", "POST", POSTERS, CREDIT, place="body"),
    Row("api:reverse", "POST", POSTERS, POSTING, data={"reason": "entered twice"}),
    Row("api:extend", "POST", RECORDERS, ITEM, data={"extended_date": "2030-01-02", "reason": "flood"}),
    Row("api:move_residual", "POST", POSTERS, ITEM, data={"amount_minor": 100, "number": "D1", "reference": "short"}),
    Row("api:periods", "GET", API & holding(P.CLOSE_PERIOD, P.POST_LEDGER, P.SEE_JOURNAL)),
    Row("api:close", "POST", API & holding(P.CLOSE_PERIOD), COMPANY_NAMED, place="body", data=JANUARY),
    Row("api:stops", "GET", ACCOUNTS),
    Row("api:lift", "POST", API & holding(P.LIFT_STOP), STOP, data={"reason": "understood"}),
    Row("api:dispute", "POST", RECORDERS, ITEM, data={"disputed_minor": 100, "reason": "short"}),
    # What leaves the desk as a file.
    Row("api:lists", "GET", EXPORTERS),
    Row("api:file_now", "GET", ACCOUNTS & EXPORTERS, query={"list": "accounts"}),
    Row("api:my_exports", "GET", EXPORTERS),
    Row("api:order", "POST", ACCOUNTS & EXPORTERS, data={"list": "accounts"}),
    Row("api:export", "GET", EXPORTERS, EXPORT),
    Row("api:export_file", "GET", EXPORTERS, EXPORT),
    # Follow-up.
    Row("api:work", "GET", API & holding(P.WORK_TICKLERS, P.SEE_EXCEPTIONS)),
    Row("api:exception_list", "GET", API & holding(P.SEE_EXCEPTIONS)),
    Row("api:accepted_exceptions", "GET", API & holding(P.SEE_EXCEPTIONS)),
    Row("api:team_day", "GET", API & holding(P.SEE_EXCEPTIONS)),
    Row("api:decide_on_exception", "POST", DECIDERS, CUSTOMER, data=DECISION),
    Row("api:promised", "GET", API & holding(P.SEE_HISTORY)),
    Row("api:promises_kept", "GET", API & holding(P.SEE_HISTORY), query={"first": "2026-01-01", "last": "2026-06-30"}),
    Row("api:promise", "GET", API & holding(P.SEE_HISTORY), PROMISE),
    Row("api:cancel_a_promise", "POST", RECORDERS, PROMISE, data={"reason": "taken back"}),
    Row("api:strategy", "GET", API & holding(P.SEE_HISTORY), CUSTOMER),
    Row("api:pause_a_strategy", "POST", WORKERS, CUSTOMER, data={"until": "2030-01-02", "reason": "away"}),
    Row("api:resume_a_strategy", "POST", WORKERS, CUSTOMER, data={"reason": "back"}),
    Row("api:skip_a_step", "POST", WORKERS, CUSTOMER, data={"step": "Call", "reason": "agreed"}),
    Row("api:finish_a_step", "POST", WORKERS, CUSTOMER, data={"step": "Check the portal", "note": "nothing new"}),
    Row("api:hand_a_step_up", "POST", WORKERS, CUSTOMER, data={"step": "Agency review"}),
    Row("api:delinquent_accounts", "GET", API & holding(P.SEE_HISTORY)),
    Row("api:activities", "GET", ACCOUNTS, CUSTOMER),
    Row("api:search_activities", "GET", API & holding(P.SEE_HISTORY), query={"q": "carrier"}),
    Row("api:note_list", "GET", API & holding(P.SEE_HISTORY), query={"system": "crm"}),
    Row("api:acknowledge_a_note", "POST", RECORDERS, NOTE_OUT, data={"system": "crm", "answer": "accepted"}),
    Row("api:record_activity", "POST", RECORDERS, CUSTOMER, data=NOTE),
    Row("api:correct_activity", "POST", RECORDERS, ACTIVITY, data=NOTE),
    Row("api:my_ticklers", "GET", WORKERS),
    Row("api:ticklers", "GET", ACCOUNTS, CUSTOMER),
    Row("api:open_tickler", "POST", WORKERS, CUSTOMER, data={"cause": "call again"}),
    Row("api:snooze", "POST", WORKERS, TICKLER, data={**SEEN, "until": "2030-01-02"}),
    Row("api:hand_over", "POST", WORKERS, TICKLER, data={**SEEN, "to": "bob"}),
    Row("api:done", "POST", WORKERS, TICKLER, data=SEEN),
    Row("api:cancel", "POST", WORKERS, TICKLER, data={**SEEN, "note": "paid"}),
    Row("api:reopen", "POST", WORKERS, TICKLER, data=SEEN),
    # Calls.
    Row("api:call_context", "GET", RECORDERS, CUSTOMER),
    Row("api:look_caller_up", "GET", ACCOUNTS, query={"number": "2125550101"}),
    Row("api:unknown_callers", "GET", WORKERS),
    Row("api:keep_unknown_call", "POST", WORKERS, data=UNKNOWN),
    Row("api:look_after_unknown_call", "POST", WORKERS, UNKNOWN_CALL, data={"note": "sent it"}),
    Row("api:my_day", "GET", WORKERS),
    # Imports.
    Row("api:imports", "GET", IMPORT_READERS),
    Row("api:upload", "POST", IMPORTERS, data={"file": b"", "company": "NL"}),
    Row("api:preview", "GET", IMPORT_READERS, IMPORT_FILE),
    Row("api:import_rows", "GET", IMPORT_READERS, IMPORT_FILE),
    Row("api:refused_book", "GET", IMPORT_READERS, IMPORT_FILE),
    Row("api:undo_consequences", "GET", IMPORT_READERS, IMPORT_FILE),
    Row("api:read_again", "POST", IMPORTERS, IMPORT_FILE, data={"revision": 1}),
    Row("api:save_profile", "POST", IMPORTERS, IMPORT_FILE, data={"name": "ours"}),
    Row("api:profiles", "GET", IMPORT_READERS),
    Row("api:forget_profile", "POST", IMPORTERS, PROFILE),
    Row("api:import_customers", "GET", IMPORT_READERS, IMPORT_FILE),
    Row(
        "api:decide_customers",
        "POST",
        IMPORTERS,
        IMPORT_FILE,
        data={"revision": 1, "decisions": [{"company": "NL", "number": "7", "meant": None}]},
    ),
    Row("api:import_differences", "GET", IMPORT_READERS, IMPORT_FILE),
    Row(
        "api:decide_differences",
        "POST",
        IMPORTERS,
        IMPORT_FILE,
        data={"lines": [2], "answer": "keep", "reason": "ours"},
    ),
    Row("api:import_decisions", "GET", IMPORT_READERS, IMPORT_FILE),
    Row("api:take_decision_back", "POST", IMPORTERS, DIFFERENCE_DECISION, data={"reason": "wrong"}),
    Row("api:reconciliation", "GET", IMPORT_READERS),
    Row("api:decided_numbers", "GET", IMPORT_READERS),
    Row("api:forget_number", "POST", IMPORTERS, DECIDED_NUMBER),
    Row("api:post", "POST", IMPORTERS, IMPORT_FILE, data={"revision": 1}),
    Row(
        "api:enter_balance",
        "POST",
        IMPORTERS,
        IMPORT_FILE,
        data={"company": "NL", "currency": "USD", "balance_minor": 1},
    ),
    Row("api:discard", "POST", IMPORTERS, IMPORT_FILE, data={"revision": 1}),
    Row("api:undo", "POST", UNDOERS, IMPORT_FILE, data={"reason": "wrong file"}),
    Row("api:go_on", "POST", IMPORTERS, IMPORT_FILE),
    # Webhooks.
    *MAIL_ROWS,
    *CASH_CONTROL_ROWS,
    Row("api:webhooks", "GET", WEBHOOKS),
    Row("api:make_webhook", "POST", WEBHOOKS, data=HOOK),
    Row("api:webhook", "GET", WEBHOOKS, WEBHOOK),
    Row("api:pause_webhook", "POST", WEBHOOKS, WEBHOOK),
    Row("api:resume_webhook", "POST", WEBHOOKS, WEBHOOK),
    Row("api:rotate_webhook_secret", "POST", WEBHOOKS, WEBHOOK),
    Row("api:test_webhook", "POST", WEBHOOKS, WEBHOOK),
    Row("api:end_webhook", "POST", WEBHOOKS, WEBHOOK),
    Row("api:webhook_deliveries", "GET", WEBHOOKS, WEBHOOK),
    Row("api:deliver_again", "POST", WEBHOOKS, DELIVERY),
    # Postings for the ERP.
    Row("api:erp_posting_list", "GET", API & holding(P.POST_LEDGER, P.SEE_JOURNAL)),
    Row("api:erp_posting", "GET", API & holding(P.POST_LEDGER, P.SEE_JOURNAL), ERP_POSTING),
    Row("api:acknowledge", "POST", POSTERS, ERP_POSTING, data={"answer": "accepted"}),
    # The policy.
    Row("api:policy", "GET", POLICY),
    Row("api:versions", "GET", POLICY),
    Row("api:version", "GET", POLICY, POLICY_VERSION),
    Row("api:version_changes", "GET", POLICY, POLICY_VERSION),
    Row("api:drafts", "GET", DRAFTS),
    Row("api:begin_draft", "POST", DRAFTERS, COMPANY_NAMED, place="body"),
    Row("api:draft", "GET", DRAFTS, POLICY_DRAFT),
    Row("api:change_draft", "POST", DRAFTERS, POLICY_DRAFT, data=SEEN),
    Row("api:catch_up_draft", "POST", DRAFTERS, POLICY_DRAFT, data=SEEN),
    Row("api:draft_changes", "GET", DRAFTS, POLICY_DRAFT),
    Row("api:draft_effect", "GET", DRAFTS, POLICY_DRAFT),
    Row(
        "api:submit_draft", "POST", DRAFTERS, POLICY_DRAFT, data={**SEEN, "reason": "x", "effective_from": "2030-01-02"}
    ),
    Row("api:withdraw_draft", "POST", DRAFTERS, POLICY_DRAFT, data=SEEN),
    Row("api:approve_draft", "POST", APPROVERS, POLICY_DRAFT, data={"sha256": "0" * 64, "compared_with": 0}),
    Row("api:reject_draft", "POST", APPROVERS, POLICY_DRAFT, data={"sha256": "0" * 64, "reason": "no"}),
)
