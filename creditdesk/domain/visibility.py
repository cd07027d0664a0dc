"""Who may see and do what: roles, permissions, and the three classes of what is written about a customer.

*Status* (on hold, past due, promised) is for everyone who may see the account. *History* (calls, notes, promises and
how they were kept) is for credit. *Restricted* (guarantors, legal advice, bank matters) is for those who decide, and
for its author. The classes are ordered: who may see one may see those before it::

    may_see(Role.SALES, Visibility.HISTORY, is_author=False)        # False
    may_see(Role.REP, Visibility.RESTRICTED, is_author=True)        # True

The portfolio is the other half of the question and is asked where objects are fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """The part that a user plays at the desk; a user has one."""

    REP = "rep"
    SUPERVISOR = "supervisor"
    CREDIT_MANAGER = "credit_manager"
    CONTROLLER = "controller"
    CASH_APPLICATOR = "cash_applicator"
    DEDUCTION_ANALYST = "deduction_analyst"
    SALES = "sales"
    OTHER_DEPARTMENT = "other_department"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    MACHINE = "machine"


class Visibility(StrEnum):
    """How far an entry about a customer may be read."""

    STATUS = "status"
    HISTORY = "history"
    RESTRICTED = "restricted"


class Permission(StrEnum):
    """One thing that a role may do. Screens, API and commands ask for permissions, never for roles."""

    SEE_ACCOUNTS_ALL = "see_accounts_all"
    SEE_ACCOUNTS_OWN = "see_accounts_own"
    SEE_HISTORY = "see_history"
    SEE_RESTRICTED = "see_restricted"
    SEE_CREDIT_FILE = "see_credit_file"
    RECORD_ACTIVITY = "record_activity"
    WORK_TICKLERS = "work_ticklers"
    REPORT_EVENTS = "report_events"
    DECIDE_EVENTS = "decide_events"
    DECIDE_REQUESTS = "decide_requests"
    SEE_EXCEPTIONS = "see_exceptions"
    SEE_IMPORTS = "see_imports"
    IMPORT_FILES = "import_files"
    UNDO_IMPORT = "undo_import"
    POST_LEDGER = "post_ledger"
    SEE_CASH = "see_cash"
    APPLY_CASH = "apply_cash"
    REVIEW_CASH = "review_cash"
    SEE_ORDERS = "see_orders"
    DECIDE_ORDERS = "decide_orders"
    TELL_ORDERS = "tell_orders"
    CLOSE_PERIOD = "close_period"
    LIFT_STOP = "lift_stop"
    SEE_POLICY = "see_policy"
    SEE_POLICY_DRAFTS = "see_policy_drafts"
    WRITE_POLICY = "write_policy"
    APPROVE_POLICY = "approve_policy"
    SEE_JOURNAL = "see_journal"
    MANAGE_USERS = "manage_users"
    MANAGE_PORTFOLIOS = "manage_portfolios"
    SET_CREDIT = "set_credit"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_MAILBOXES = "manage_mailboxes"
    EXPORT = "export"
    USE_API = "use_api"
    SEE_HEALTH = "see_health"


_P = Permission

_DESK = frozenset(
    {
        _P.SEE_HISTORY,
        _P.RECORD_ACTIVITY,
        _P.WORK_TICKLERS,
        _P.REPORT_EVENTS,
        _P.SEE_POLICY,
        _P.EXPORT,
        _P.USE_API,
    },
)
_LEAD = _DESK | {
    _P.SEE_ACCOUNTS_ALL,
    _P.SEE_RESTRICTED,
    _P.SEE_CREDIT_FILE,
    _P.SEE_EXCEPTIONS,
    _P.DECIDE_EVENTS,
    _P.DECIDE_REQUESTS,
}
# Whoever brings files in sees what became of them; an auditor only sees it.
_IMPORTS = frozenset({_P.SEE_IMPORTS, _P.IMPORT_FILES, _P.UNDO_IMPORT})
# How much of an order each may let go is the policy's ladder to say.
_ORDERS = frozenset({_P.SEE_ORDERS, _P.DECIDE_ORDERS})
# Whoever writes may also approve, but never what he wrote himself: it always takes two.
_POLICY = frozenset({_P.SEE_POLICY_DRAFTS, _P.WRITE_POLICY, _P.APPROVE_POLICY})

# Whoever posts cash does not approve credits or write-offs: of those who approve only the controller posts, to correct.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        # A rep applies the payments of his own accounts; a second person looks them through.
        Role.REP: _DESK | _ORDERS | {_P.SEE_ACCOUNTS_OWN, _P.SEE_CREDIT_FILE, _P.SEE_CASH, _P.APPLY_CASH},
        Role.SUPERVISOR: _LEAD | _ORDERS | {_P.MANAGE_PORTFOLIOS, _P.SEE_CASH, _P.REVIEW_CASH},
        Role.CREDIT_MANAGER: _LEAD
        | _ORDERS
        | {_P.TELL_ORDERS}
        | _POLICY
        | _IMPORTS
        | {_P.MANAGE_PORTFOLIOS, _P.SET_CREDIT, _P.SEE_JOURNAL, _P.SEE_CASH, _P.REVIEW_CASH},
        Role.CONTROLLER: _LEAD
        | _ORDERS
        | {_P.TELL_ORDERS}
        | _POLICY
        | _IMPORTS
        | {
            _P.SET_CREDIT,
            _P.POST_LEDGER,
            _P.SEE_CASH,
            _P.APPLY_CASH,
            _P.REVIEW_CASH,
            _P.CLOSE_PERIOD,
            _P.SEE_JOURNAL,
            _P.SEE_HEALTH,
        },
        Role.CASH_APPLICATOR: _DESK
        | _IMPORTS
        | {_P.SEE_ACCOUNTS_ALL, _P.POST_LEDGER, _P.SEE_CASH, _P.APPLY_CASH, _P.SEE_ORDERS},
        Role.DEDUCTION_ANALYST: _DESK | {_P.SEE_ACCOUNTS_ALL, _P.SEE_ORDERS},
        # Whoever hears that a store closed says so, also where he reads nothing but the status.
        # He sees that an order of his customer is held, and by which rule.
        Role.SALES: frozenset({_P.SEE_ACCOUNTS_OWN, _P.REPORT_EVENTS, _P.SEE_ORDERS}),
        Role.OTHER_DEPARTMENT: frozenset({_P.SEE_ACCOUNTS_OWN, _P.REPORT_EVENTS}),
        Role.AUDITOR: frozenset(
            {
                _P.SEE_ACCOUNTS_ALL,
                _P.SEE_HISTORY,
                _P.SEE_RESTRICTED,
                _P.SEE_CREDIT_FILE,
                _P.SEE_EXCEPTIONS,
                _P.SEE_IMPORTS,
                _P.SEE_CASH,
                _P.SEE_ORDERS,
                _P.SEE_POLICY,
                _P.SEE_POLICY_DRAFTS,
                _P.SEE_JOURNAL,
                _P.SEE_HEALTH,
                _P.EXPORT,
                _P.USE_API,
            },
        ),
        # Needs the customers to build portfolios and to check imports, but not what was said to them. Lifts posting
        # stops because the role posts nothing by hand.
        Role.ADMINISTRATOR: _IMPORTS
        | {
            _P.SEE_ACCOUNTS_ALL,
            _P.REPORT_EVENTS,
            _P.LIFT_STOP,
            _P.SEE_POLICY,
            _P.SEE_JOURNAL,
            _P.MANAGE_USERS,
            _P.MANAGE_PORTFOLIOS,
            _P.SET_CREDIT,
            _P.MANAGE_WEBHOOKS,
            _P.MANAGE_MAILBOXES,
            _P.USE_API,
            _P.SEE_HEALTH,
        },
        # The nightly run works every account; everything else is as for a rep, within the policy's automation.
        Role.MACHINE: frozenset(
            {
                _P.SEE_ACCOUNTS_ALL,
                _P.SEE_HISTORY,
                _P.RECORD_ACTIVITY,
                _P.WORK_TICKLERS,
                _P.REPORT_EVENTS,
                _P.SEE_POLICY,
                _P.SEE_IMPORTS,
                _P.IMPORT_FILES,
                # The ERP's own limits come in under its name.
                _P.SET_CREDIT,
                _P.POST_LEDGER,
                _P.SEE_CASH,
                _P.APPLY_CASH,
                _P.SEE_ORDERS,
                _P.TELL_ORDERS,
                _P.USE_API,
            },
        ),
    },
)

# Permissions that change something; an auditor has none of them.
WRITING: frozenset[Permission] = frozenset(
    {
        _P.RECORD_ACTIVITY,
        _P.WORK_TICKLERS,
        _P.REPORT_EVENTS,
        _P.DECIDE_EVENTS,
        _P.DECIDE_REQUESTS,
        _P.IMPORT_FILES,
        _P.UNDO_IMPORT,
        _P.POST_LEDGER,
        _P.APPLY_CASH,
        _P.REVIEW_CASH,
        _P.DECIDE_ORDERS,
        _P.TELL_ORDERS,
        _P.CLOSE_PERIOD,
        _P.LIFT_STOP,
        _P.WRITE_POLICY,
        _P.APPROVE_POLICY,
        _P.MANAGE_USERS,
        _P.MANAGE_PORTFOLIOS,
        _P.SET_CREDIT,
        _P.MANAGE_WEBHOOKS,
        _P.MANAGE_MAILBOXES,
    },
)

APPROVING_ROLES: frozenset[Role] = frozenset({Role.SUPERVISOR, Role.CREDIT_MANAGER, Role.CONTROLLER})


def has_permission(role: Role, permission: Permission) -> bool:
    """Whether the role may do the thing. Source: docs/rules/authority.md."""
    return permission in PERMISSIONS[role]


def may_see(role: Role, visibility: Visibility, *, is_author: bool) -> bool:
    """Whether the role may read an entry of the class. Source: docs/rules/authority.md.

    Authors read what they wrote for as long as their role still records activities: a rep who moves to sales loses
    the history with the role.
    """
    if visibility is Visibility.STATUS:
        return True
    if is_author and has_permission(role, Permission.RECORD_ACTIVITY):
        return True
    needed = Permission.SEE_HISTORY if visibility is Visibility.HISTORY else Permission.SEE_RESTRICTED
    return has_permission(role, needed)


def visible_classes(role: Role) -> frozenset[Visibility]:
    """The classes that the role may read from others, for use as a filter in queries."""
    return frozenset(visibility for visibility in Visibility if may_see(role, visibility, is_author=False))


def needs_second_factor(role: Role) -> bool:
    """Whether the role must sign in with a second factor: those who approve, and those who make users."""
    return role in APPROVING_ROLES or role is Role.ADMINISTRATOR
