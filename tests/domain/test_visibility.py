"""Roles, permissions and the classes of what is written about a customer."""

import pytest

from creditdesk.domain.visibility import (
    PERMISSIONS,
    WRITING,
    Permission,
    Role,
    Visibility,
    may_see,
    needs_second_factor,
    visible_classes,
)

STATUS = frozenset({Visibility.STATUS})
HISTORY = STATUS | {Visibility.HISTORY}
EVERYTHING = HISTORY | {Visibility.RESTRICTED}


@pytest.mark.parametrize(
    ("role", "classes"),
    [
        (Role.REP, HISTORY),
        (Role.SUPERVISOR, EVERYTHING),
        (Role.CREDIT_MANAGER, EVERYTHING),
        (Role.CONTROLLER, EVERYTHING),
        (Role.CASH_APPLICATOR, HISTORY),
        (Role.DEDUCTION_ANALYST, HISTORY),
        (Role.SALES, STATUS),
        (Role.OTHER_DEPARTMENT, STATUS),
        (Role.AUDITOR, EVERYTHING),
        (Role.ADMINISTRATOR, STATUS),
        (Role.MACHINE, HISTORY),
    ],
)
def test_a_role_reads_its_classes_and_no_more(role: Role, classes: frozenset[Visibility]) -> None:
    assert visible_classes(role) == classes


def test_every_role_has_its_permissions_named() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_a_rep_reads_the_restricted_entry_that_the_rep_wrote() -> None:
    assert may_see(Role.REP, Visibility.RESTRICTED, is_author=True)
    assert not may_see(Role.REP, Visibility.RESTRICTED, is_author=False)


def test_a_rep_who_moved_to_sales_no_longer_reads_own_history() -> None:
    assert not may_see(Role.SALES, Visibility.HISTORY, is_author=True)


def test_an_auditor_reads_everything_and_writes_nothing() -> None:
    assert not PERMISSIONS[Role.AUDITOR] & WRITING
    assert {Permission.SEE_ACCOUNTS_ALL, Permission.SEE_JOURNAL, Permission.SEE_POLICY} <= PERMISSIONS[Role.AUDITOR]


def test_whoever_imports_files_sees_imports_and_so_does_the_auditor_who_imports_none() -> None:
    importing, seeing = (
        {role for role in Role if permission in PERMISSIONS[role]}
        for permission in (Permission.IMPORT_FILES, Permission.SEE_IMPORTS)
    )
    assert seeing == importing | {Role.AUDITOR}
    assert Role.AUDITOR not in importing


def test_a_rep_sees_own_accounts_only() -> None:
    assert Permission.SEE_ACCOUNTS_OWN in PERMISSIONS[Role.REP]
    assert Permission.SEE_ACCOUNTS_ALL not in PERMISSIONS[Role.REP]


def test_sales_sees_own_accounts_and_their_orders_and_can_but_report_what_happened_to_them() -> None:
    seen = {Permission.SEE_ACCOUNTS_OWN, Permission.SEE_ORDERS}
    assert PERMISSIONS[Role.SALES] == seen | {Permission.REPORT_EVENTS}


def test_only_the_administrator_manages_users() -> None:
    assert [role for role in Role if Permission.MANAGE_USERS in PERMISSIONS[role]] == [Role.ADMINISTRATOR]


def test_only_the_controller_closes_a_period() -> None:
    assert [role for role in Role if Permission.CLOSE_PERIOD in PERMISSIONS[role]] == [Role.CONTROLLER]


def test_those_who_approve_deductions_from_the_floor_do_not_post_cash() -> None:
    posting = {role for role in Role if Permission.POST_LEDGER in PERMISSIONS[role]}
    assert posting == {Role.CONTROLLER, Role.CASH_APPLICATOR, Role.MACHINE}


def test_those_who_approve_or_make_users_need_a_second_factor() -> None:
    needing = {role for role in Role if needs_second_factor(role)}
    assert needing == {Role.SUPERVISOR, Role.CREDIT_MANAGER, Role.CONTROLLER, Role.ADMINISTRATOR}
