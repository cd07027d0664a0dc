"""The permission matrix: one row for each route and method, for test_permission_matrix.py and test_strangers.py.

To add a row for a new route, name the route as `reverse` does, its method, who may call it, and the kind of object that
its address holds::

    Row("tickler_done", "POST", holding(P.WORK_TICKLERS), TICKLER, data={"note": "done"}),

* `who`: `holding(permission, …)` (one of them is enough) or `SIGNED_IN` (every role); `anyone=True` also
  without a sign-in.
* object kinds are made anew for every request: `own` is what `sees_own` may see, `neighbour` (optional) is of the same
  company and outside of the portfolio of the rep and the accounts of sales, `foreign` belongs to another company.
  A new kind is a function or two and one line below.
* `query`: what the address of a GET asks for besides.
* `data`: the body of a POST. It need not be valid: an answer of 422 or 409 shows as well that the role got through.

What a row promises: a role that is not named gets 403; a named role gets an answer for its own object and 404 for
everything that it may not see; nobody without a sign-in gets anything but the way to the sign-in. A route without a
row fails the test, and so does a row without a route. Rows of the interface for programs: permission_matrix_api.py; of
what leaves the desk as a file: permission_matrix_exports.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import PERMISSIONS, Permission, Role
from creditdesk.followup.actions import attach_document
from creditdesk.parties.models import Absence, PortfolioRule
from creditdesk.parties.tokens import make_token
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.drafting import begin_draft
from tests import builders
from tests.world import NOW, TODAY, World

P = Permission
Arguments = dict[str, Any]
Make = Callable[[World], Arguments]

SIGNED_IN = frozenset(Role) - {Role.MACHINE}
_fresh = count(1)


def holding(*permissions: Permission) -> frozenset[Role]:
    """The roles of people that hold at least one of the permissions."""
    return frozenset(role for role in SIGNED_IN if PERMISSIONS[role] & set(permissions))


ALL_ACCOUNTS = holding(P.SEE_ACCOUNTS_ALL)
# Alice works the customer and Sam sells to it.
ITS_PEOPLE = ALL_ACCOUNTS | {Role.REP, Role.SALES}


@dataclass(frozen=True)
class Kind:
    """An object in an address: how to make one that one may see and one that one may not."""

    own: Make
    foreign: Make
    neighbour: Make | None = None
    sees_own: frozenset[Role] = SIGNED_IN
    sees_neighbour: frozenset[Role] = SIGNED_IN
    of_all: bool = False
    """It is of no company, such as a text for all of them: the same role sees it wherever it works."""


@dataclass(frozen=True)
class Row:
    """One route with one method: who may call it, on what."""

    route: str
    method: str
    who: frozenset[Role]
    kind: Kind | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    place: Literal["path", "query", "body"] = "path"
    """Where the address or the body names the object."""
    anyone: bool = False
    """Also without a sign-in."""
    also: frozenset[int] = frozenset()
    """Answers that are right as well, such as 404 where the user has no such thing of his own."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What the address of a GET asks for besides."""
    gone: bool = False
    """The route keeps a name that a library asks for, and answers 404 to everybody."""
    bodily: frozenset[str] = frozenset()  # arguments of the body even where the address names the object


def _user(company: str) -> Make:
    def make(world: World) -> Arguments:
        name = f"{company}-user-{next(_fresh)}"
        return {"user_id": builders.user(name, role=Role.REP, companies=[getattr(world, company)]).id}

    return make


def _portfolio(world: World, company: str) -> Any:
    return (world.acme if company == "northlight" else world.foreign).portfolio


def _rule(company: str) -> Make:
    def make(world: World) -> Arguments:
        rule = PortfolioRule.objects.create(portfolio=_portfolio(world, company), position=next(_fresh))
        return {"rule_id": rule.id}

    return make


def _absence(company: str) -> Make:
    def make(world: World) -> Arguments:
        away, stands_in = (world.alice, world.fay) if company == "northlight" else (world.charlie, world.alice)
        absence = Absence.objects.create(user=away, substitute=stands_in, first_day=TODAY, last_day=TODAY)
        return {"absence_id": absence.id}

    return make


def _entry(company: str) -> Make:
    def make(world: World) -> Arguments:
        from creditdesk.journal.actions import append
        from creditdesk.journal.transactions import action

        of = getattr(world, company)
        write = action(lambda: append("user.made", by="x", at=NOW, subject=("user", 1), company_id=of.id))
        return {"seq": write().seq}

    return make


def _import(company: str, **more: str) -> Make:
    def make(world: World) -> Arguments:
        from creditdesk.intake.models import ImportFile

        of, number = getattr(world, company), next(_fresh)
        facts = {"received_by": "x", "received_at": NOW, "as_of": TODAY, "default_currency": "USD"}
        file = ImportFile.objects.create(name="a.csv", sha256=str(number), state="previewed", company=of, **facts)
        return {"file_id": file.id, **more}

    return make


def _profile(company: str) -> Make:
    def make(world: World) -> Arguments:
        from creditdesk.intake.models import ImportProfile

        number = str(next(_fresh))
        facts = {"fingerprint": number, "choices": {"columns": {}}, "saved_by": "x", "saved_at": NOW}
        return {"profile_id": ImportProfile.objects.create(name=number, company=getattr(world, company), **facts).id}

    return make


def _decided_number(company: str) -> Make:
    def make(world: World) -> Arguments:
        from creditdesk.intake.models import DecidedNumber

        facts = {"number": str(next(_fresh)), "decided_by": "x", "decided_at": NOW}
        return {"decided_id": DecidedNumber.objects.create(company=getattr(world, company), **facts).id}

    return make


def _tickler(name: str) -> Make:
    def make(world: World) -> Arguments:
        from creditdesk.followup.models import Tickler

        customer, number = getattr(world, name), next(_fresh)
        tickler = Tickler.objects.create(
            company_id=customer.company_id,
            customer=customer,
            owner=world.alice,
            due_date=TODAY,
            cause="Call again",
            created_by=world.alice,
            created_at=NOW,
            key=f"matrix-{number}",
        )
        return {"tickler_id": tickler.id}

    return make


def _version(company: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, company)
        facts = {"effective_from": TODAY, "reason": "test", "by": "x", "at": NOW, "company_id": of.id}
        return {"number": adopt_policy(default_policy_text(), **facts).number}

    return make


def _draft(company: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, company)
        by = builders.user(f"writer-{next(_fresh)}", role=Role.CREDIT_MANAGER, companies=[of])
        begun = begin_draft(of, by=by, at=NOW, as_of=TODAY, key=f"matrix-{next(_fresh)}")
        return {"draft_id": begun.id}

    return make


def _token(person: str) -> Make:
    def make(world: World) -> Arguments:
        made = make_token(getattr(world, person), name="test", scopes=[Scope.READ], days=9, by=None, at=NOW)
        return {"token_id": made.token.id}

    return make


CUSTOMER = Kind(
    own=lambda world: {"customer_id": world.acme.id},
    neighbour=lambda world: {"customer_id": world.zenith.id},
    foreign=lambda world: {"customer_id": world.foreign.id},
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
TICKLER = Kind(
    own=_tickler("acme"),
    neighbour=_tickler("zenith"),
    foreign=_tickler("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
COMPANY = Kind(own=lambda world: {"code": "NL"}, foreign=lambda world: {"code": "SW"})
COMPANY_NAMED = Kind(own=lambda world: {"company": "NL"}, foreign=lambda world: {"company": "SW"})
USER = Kind(own=_user("northlight"), foreign=_user("southwind"))
PORTFOLIO = Kind(
    own=lambda world: {"portfolio_id": world.portfolio.id},
    foreign=lambda world: {"portfolio_id": world.foreign.portfolio_id},
)
RULE = Kind(own=_rule("northlight"), foreign=_rule("southwind"))
ABSENCE = Kind(own=_absence("northlight"), foreign=_absence("southwind"))
POLICY_DRAFT = Kind(own=_draft("northlight"), foreign=_draft("southwind"))
POLICY_VERSION = Kind(own=_version("northlight"), foreign=_version("southwind"))
# Alice's own, which nobody else sees.
TOKEN = Kind(own=_token("alice"), foreign=_token("charlie"), sees_own=frozenset({Role.REP}))
CALENDAR = Kind(own=lambda world: {"secret": "nobodys"}, foreign=lambda world: {"secret": "nobodys"})
JOURNAL_ENTRY = Kind(own=_entry("northlight"), foreign=_entry("southwind"))
IMPORT = Kind(own=_import("northlight"), foreign=_import("southwind"))
PROFILE = Kind(own=_profile("northlight"), foreign=_profile("southwind"))
DECIDED_NUMBER = Kind(own=_decided_number("northlight"), foreign=_decided_number("southwind"))
IMPORT_ROWS = Kind(own=_import("northlight", verdict="new"), foreign=_import("southwind", verdict="new"))


def _document(customer: str) -> Make:
    def make(world: World) -> Arguments:
        of = getattr(world, customer)
        name, content = f"{next(_fresh)}.txt", f"proof {next(_fresh)}".encode()
        return {"document_id": attach_document(of, name=name, content=content, by=world.bob, at=NOW).id}

    return make


def _posting(customer: str) -> Make:
    def make(world: World) -> Arguments:
        item = builders.invoice(getattr(world, customer), amount=10_000)
        return {"posting_id": item.entries.get().posting_id}

    return make


def _stop(customer: str) -> Make:
    """A stop that was lifted, so that it stops none of the other requests."""

    def make(world: World) -> Arguments:
        from creditdesk.domain.proof import BrokenFact
        from creditdesk.receivables.stops import record_proof

        of = getattr(world, customer)
        fact = BrokenFact(f"false {next(_fresh)}", company_id=of.company_id, customer_id=of.id)
        stop = record_proof([fact], by="test", at=NOW)[-1]
        record_proof([], by="test", at=NOW)
        return {"stop_id": stop.id}

    return make


CUSTOMER_ASKED = Kind(
    own=lambda world: {"customer": world.acme.id},
    neighbour=lambda world: {"customer": world.zenith.id},
    foreign=lambda world: {"customer": world.foreign.id},
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
COMPANY = Kind(own=lambda world: {"code": "NL"}, foreign=lambda world: {"code": "SW"})
ITEM = Kind(
    own=lambda world: {"item_id": builders.invoice(world.acme, amount=10_000).id},
    neighbour=lambda world: {"item_id": builders.invoice(world.zenith, amount=10_000).id},
    foreign=lambda world: {"item_id": builders.invoice(world.foreign, amount=10_000).id},
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
POSTING = Kind(
    own=_posting("acme"),
    neighbour=_posting("zenith"),
    foreign=_posting("foreign"),
    sees_own=ITS_PEOPLE,
    sees_neighbour=ALL_ACCOUNTS,
)
STOP = Kind(own=_stop("acme"), neighbour=_stop("zenith"), foreign=_stop("foreign"), sees_own=ALL_ACCOUNTS)
DOCUMENT = Kind(
    own=_document("acme"),
    neighbour=_document("zenith"),
    foreign=_document("foreign"),
    # The credit department's class: not for sales, and not for the administrator.
    sees_own=ITS_PEOPLE & holding(P.SEE_HISTORY),
    sees_neighbour=ALL_ACCOUNTS & holding(P.SEE_HISTORY),
)

USERS = holding(P.MANAGE_USERS)
PORTFOLIOS = holding(P.MANAGE_PORTFOLIOS)
JOURNAL = holding(P.SEE_JOURNAL)
POLICY = holding(P.SEE_POLICY)
DRAFTS = holding(P.SEE_POLICY_DRAFTS)
DRAFTERS = holding(P.WRITE_POLICY)
APPROVERS = holding(P.APPROVE_POLICY)
TOKEN_HOLDERS = holding(P.USE_API)
ACCOUNTS = holding(P.SEE_ACCOUNTS_ALL, P.SEE_ACCOUNTS_OWN)
CREDIT = ACCOUNTS & holding(P.SEE_HISTORY)
RECORDERS = ACCOUNTS & holding(P.RECORD_ACTIVITY)
POSTERS = ACCOUNTS & holding(P.POST_LEDGER)
EXPORTERS = ACCOUNTS & holding(P.EXPORT)
IMPORTS = holding(P.SEE_IMPORTS)
IMPORTERS = holding(P.IMPORT_FILES)
TICKLER_WORKERS = holding(P.WORK_TICKLERS)
DECIDERS = TICKLER_WORKERS & holding(P.SEE_EXCEPTIONS)

ROWS: tuple[Row, ...] = (
    # The door, the look, and the sign of life.
    Row("home", "GET", SIGNED_IN),
    Row("theme", "POST", SIGNED_IN, data={"theme": "dark", "next": "/health/"}),
    Row("language", "POST", SIGNED_IN, anyone=True, data={"language": "es", "next": "/health/"}),
    Row("health", "GET", SIGNED_IN, anyone=True),
    # In the tests nobody is at the background work, and it says so.
    Row("ready", "GET", SIGNED_IN, anyone=True, also=frozenset({503})),
    # For a program that sends the installation's token; here none is set.
    Row("metrics", "GET", SIGNED_IN, anyone=True, gone=True),
    Row("gallery", "GET", SIGNED_IN),
    # Signing in. The library's own steps send on whoever is at another step.
    Row("account_login", "GET", SIGNED_IN, anyone=True),
    Row("account_login", "POST", SIGNED_IN, anyone=True, data={"login": "nobody", "password": "wrong"}),
    Row("account_logout", "GET", SIGNED_IN),
    Row("account_logout", "POST", SIGNED_IN, also=frozenset({302})),
    Row("account_reauthenticate", "GET", SIGNED_IN),
    Row("account_change_password", "GET", SIGNED_IN),
    Row("mfa_index", "GET", SIGNED_IN),
    Row("mfa_authenticate", "GET", SIGNED_IN),
    Row("mfa_reauthenticate", "GET", SIGNED_IN),
    Row("mfa_activate_totp", "GET", SIGNED_IN),
    Row("mfa_deactivate_totp", "GET", SIGNED_IN, also=frozenset({404})),
    Row("mfa_view_recovery_codes", "GET", SIGNED_IN, also=frozenset({404})),
    Row("mfa_generate_recovery_codes", "GET", SIGNED_IN),
    Row("mfa_download_recovery_codes", "GET", SIGNED_IN, also=frozenset({404})),
    Row("account_inactive", "GET", SIGNED_IN, gone=True),
    Row("account_signup", "POST", SIGNED_IN, gone=True),
    Row("account_email", "GET", SIGNED_IN, gone=True),
    Row("account_email_verification_sent", "GET", SIGNED_IN, gone=True),
    Row("account_set_password", "POST", SIGNED_IN, gone=True),
    Row("account_reset_password", "POST", SIGNED_IN, gone=True),
    # Users.
    Row("users", "GET", USERS),
    Row("user_new", "GET", USERS),
    Row("user_new", "POST", USERS),
    Row("user", "GET", USERS, USER),
    Row("user", "POST", USERS, USER),
    Row("user_disable", "POST", USERS, USER),
    Row("user_enable", "POST", USERS, USER),
    Row("user_password", "POST", USERS, USER),
    Row("user_second_factor", "POST", USERS, USER),
    # Portfolios.
    Row("portfolios", "GET", PORTFOLIOS),
    Row("portfolio_new", "GET", PORTFOLIOS),
    Row("portfolio_new", "POST", PORTFOLIOS),
    Row("portfolio", "GET", PORTFOLIOS, PORTFOLIO),
    Row("portfolio", "POST", PORTFOLIOS, PORTFOLIO),
    Row("portfolio_account", "GET", PORTFOLIOS),
    Row("portfolio_account", "POST", PORTFOLIOS),
    Row("portfolio_rules", "GET", PORTFOLIOS, COMPANY),
    Row("portfolio_rules", "POST", PORTFOLIOS, COMPANY),
    Row("portfolio_assign", "POST", PORTFOLIOS, COMPANY),
    Row("portfolio_rule_remove", "POST", PORTFOLIOS, RULE),
    Row("portfolio_rule_earlier", "POST", PORTFOLIOS, RULE),
    Row("absences", "GET", PORTFOLIOS),
    Row("absences", "POST", PORTFOLIOS),
    Row("absence_cancel", "POST", PORTFOLIOS, ABSENCE),
    # Imports.
    Row("imports", "GET", IMPORTS),
    Row("import_new", "GET", IMPORTERS),
    Row("import_new", "POST", IMPORTERS),
    Row("import", "GET", IMPORTS, IMPORT),
    Row("import_profiles", "GET", IMPORTS),
    Row("import_profile_save", "POST", IMPORTERS, IMPORT),
    Row("import_profile_forget", "POST", IMPORTERS, PROFILE),
    Row("import_customers", "POST", IMPORTERS, IMPORT),
    Row("import_decided_numbers", "GET", IMPORTS),
    Row("import_number_forget", "POST", IMPORTERS, DECIDED_NUMBER),
    Row("import_progress", "GET", IMPORTS, IMPORT),
    Row("import_read_again", "POST", IMPORTERS, IMPORT),
    Row("import_last_line", "POST", IMPORTERS, IMPORT),
    Row("import_every_line", "POST", IMPORTERS, IMPORT),
    Row("import_post", "POST", IMPORTERS, IMPORT),
    Row("import_balance", "POST", IMPORTERS, IMPORT),
    Row("import_discard", "POST", IMPORTERS, IMPORT),
    Row("import_go_on", "POST", IMPORTERS, IMPORT),
    Row("import_undo", "GET", holding(P.UNDO_IMPORT), IMPORT),
    Row("import_undo", "POST", holding(P.UNDO_IMPORT), IMPORT),
    Row("import_rows", "GET", IMPORTS, IMPORT_ROWS),
    Row("import_refused_xlsx", "GET", IMPORTS, IMPORT),
    # The journal.
    Row("journal", "GET", JOURNAL),
    Row("journal_verify", "POST", JOURNAL),
    Row("journal_entry", "GET", JOURNAL, JOURNAL_ENTRY),
    Row("journal_private", "POST", JOURNAL & holding(P.SEE_RESTRICTED), JOURNAL_ENTRY),
    # Accounts, their documents and postings.
    Row("accounts", "GET", ACCOUNTS),
    Row("account", "GET", ACCOUNTS, CUSTOMER),
    Row("account_closed", "GET", ACCOUNTS, CUSTOMER),
    Row("account_payments", "GET", ACCOUNTS, CUSTOMER),
    Row("account_family", "GET", ACCOUNTS, CUSTOMER),
    Row("account_contacts", "GET", ACCOUNTS, CUSTOMER),
    Row("account_documents", "GET", CREDIT, CUSTOMER),
    Row("account_document_new", "POST", RECORDERS, CUSTOMER),
    Row("account_timeline", "GET", CREDIT, CUSTOMER),
    Row("account_newest", "GET", CREDIT, CUSTOMER),
    Row("account_why", "GET", ACCOUNTS, CUSTOMER),
    Row("account_statement", "GET", ACCOUNTS, CUSTOMER),
    Row("document", "GET", ACCOUNTS, DOCUMENT),
    Row("item", "GET", ACCOUNTS, ITEM),
    Row("item_apply", "GET", POSTERS, ITEM),
    Row("item_apply", "POST", POSTERS, ITEM),
    Row("item_dispute", "GET", RECORDERS, ITEM),
    Row("item_dispute", "POST", RECORDERS, ITEM),
    Row("item_extend", "GET", RECORDERS, ITEM),
    Row("item_extend", "POST", RECORDERS, ITEM),
    Row("item_move", "GET", POSTERS, ITEM),
    Row("item_move", "POST", POSTERS, ITEM),
    Row("stops", "GET", ACCOUNTS),
    Row("stop_lift", "GET", holding(P.LIFT_STOP), STOP),
    Row("stop_lift", "POST", holding(P.LIFT_STOP), STOP),
    Row("periods", "GET", holding(P.CLOSE_PERIOD, P.POST_LEDGER, P.SEE_JOURNAL)),
    Row("period_close", "GET", holding(P.CLOSE_PERIOD), COMPANY),
    Row("period_close", "POST", holding(P.CLOSE_PERIOD), COMPANY),
    Row("posting", "GET", ACCOUNTS, POSTING),
    Row("posting_reverse", "GET", POSTERS, POSTING),
    Row("posting_reverse", "POST", POSTERS, POSTING),
    # The day's work.
    Row("today", "GET", TICKLER_WORKERS),
    Row("ticklers", "GET", TICKLER_WORKERS),
    Row("exceptions", "GET", holding(P.SEE_EXCEPTIONS)),
    Row("exception_decide", "GET", DECIDERS, CUSTOMER_ASKED, place="query"),
    Row("exception_decide", "POST", DECIDERS, CUSTOMER_ASKED, place="query"),
    Row("delinquent", "GET", holding(P.SEE_HISTORY)),
    Row("contact_new", "GET", holding(P.RECORD_ACTIVITY), CUSTOMER_ASKED, place="query"),
    Row("contact_new", "POST", holding(P.RECORD_ACTIVITY), CUSTOMER_ASKED, place="query"),
    Row("tickler_new", "GET", TICKLER_WORKERS, CUSTOMER_ASKED, place="query"),
    Row("tickler_new", "POST", TICKLER_WORKERS, CUSTOMER_ASKED, place="query"),
    Row("tickler_snooze", "GET", TICKLER_WORKERS, TICKLER),
    Row("tickler_snooze", "POST", TICKLER_WORKERS, TICKLER, data={"until": "+1", "version": 1}),
    Row("tickler_hand_over", "GET", TICKLER_WORKERS, TICKLER),
    Row("tickler_hand_over", "POST", TICKLER_WORKERS, TICKLER),
    Row("tickler_done", "POST", TICKLER_WORKERS, TICKLER),
    Row("tickler_cancel", "GET", TICKLER_WORKERS, TICKLER),
    Row("tickler_cancel", "POST", TICKLER_WORKERS, TICKLER),
    Row("tickler_reopen", "POST", TICKLER_WORKERS, TICKLER),
    # The policy.
    Row("policy", "GET", POLICY),
    Row("policy_versions", "GET", POLICY),
    Row("policy_version", "GET", POLICY, POLICY_VERSION),
    Row("policy_changes", "GET", POLICY, POLICY_VERSION),
    Row("policy_text", "GET", POLICY, POLICY_VERSION),
    Row("policy_download", "GET", POLICY, POLICY_VERSION),
    Row("policy_drafts", "GET", DRAFTS),
    Row("policy_draft_new", "POST", DRAFTERS, COMPANY_NAMED, place="body"),
    Row("policy_draft", "GET", DRAFTS, POLICY_DRAFT),
    Row("policy_draft", "POST", DRAFTERS, POLICY_DRAFT),
    Row("policy_draft_changes", "GET", DRAFTS, POLICY_DRAFT),
    Row("policy_draft_effect", "GET", DRAFTS, POLICY_DRAFT),
    Row("policy_draft_catch_up", "POST", DRAFTERS, POLICY_DRAFT),
    Row("policy_draft_submit", "POST", DRAFTERS, POLICY_DRAFT),
    Row("policy_draft_withdraw", "POST", DRAFTERS, POLICY_DRAFT),
    Row("policy_draft_approve", "POST", APPROVERS, POLICY_DRAFT),
    Row("policy_draft_reject", "POST", APPROVERS, POLICY_DRAFT),
    # One's own tokens for programs.
    Row("tokens", "GET", TOKEN_HOLDERS),
    Row("token_new", "GET", TOKEN_HOLDERS),
    Row("token_new", "POST", TOKEN_HOLDERS, data={"name": "ERP", "scope": "read", "days": 9}),
    Row("token_revoke", "POST", TOKEN_HOLDERS, TOKEN),
    # The calendar of one's own ticklers. An address that nobody was given is not found, whoever asks.
    Row("calendar_feed", "GET", SIGNED_IN, CALENDAR, gone=True, anyone=True),
    Row("calendar_key_new", "GET", TICKLER_WORKERS),
    Row("calendar_key_new", "POST", TICKLER_WORKERS),
    Row("calendar_key_revoke", "POST", TICKLER_WORKERS),
    # Search.
    Row("palette", "GET", SIGNED_IN),
    Row("search", "GET", ACCOUNTS),
)
