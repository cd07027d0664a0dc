"""What a token's scopes open: reading by `read` or by the scope of what is read, acts by their own scope only."""

from __future__ import annotations

import pytest

from creditdesk.domain.scopes import SCOPE_WORDS, Scope, opened_by, scopes_in, scopes_text

READ, WORK, INTAKE = Scope.READ, Scope.WORK, Scope.INTAKE


@pytest.mark.parametrize(
    ("held", "wanted", "is_reading", "opens"),
    [
        ({READ}, None, True, True),
        ({READ}, INTAKE, True, True),
        ({INTAKE}, INTAKE, True, True),
        ({INTAKE}, None, True, False),
        ({INTAKE}, INTAKE, False, True),
        ({READ}, INTAKE, False, False),
        ({WORK}, INTAKE, False, False),
        (set(Scope), None, False, False),
        (set(), READ, True, False),
    ],
)
def test_what_is_open(held: set[Scope], wanted: Scope | None, is_reading: bool, opens: bool) -> None:
    assert opened_by(held, wanted=wanted, is_reading=is_reading) is opens


def test_a_text_of_scopes_is_read_back_in_the_order_of_the_list() -> None:
    assert scopes_text([INTAKE, READ, INTAKE]) == "read intake"
    assert scopes_in("intake read") == (READ, INTAKE)
    assert scopes_in("") == ()
    with pytest.raises(ValueError, match="all"):
        scopes_in("read all")


def test_every_scope_says_what_it_opens() -> None:
    assert set(SCOPE_WORDS) == set(Scope)
