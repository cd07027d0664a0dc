"""What a token for programs may be used for: its scopes, in the words of the trade.

A scope narrows and never widens: what the token's user may not do, no scope opens::

    opened_by({Scope.READ, Scope.INTAKE}, wanted=Scope.INTAKE, is_reading=False)     # True
    opened_by({Scope.INTAKE}, wanted=None, is_reading=True)                          # False: it wants `read`
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType


class Scope(StrEnum):
    """One part of the desk's work that a token opens."""

    READ = "read"
    WORK = "work"
    INTAKE = "intake"
    POSTINGS = "postings"
    LEDGER = "ledger"
    POLICY = "policy"
    WEBHOOKS = "webhooks"
    ADMIN = "admin"


SCOPE_WORDS: Mapping[Scope, str] = MappingProxyType(
    {
        Scope.READ: "read all that its user sees, and take lists out as files",
        Scope.WORK: "work accounts: activities, mail, ticklers, promises, disputes, requests, documents, exceptions",
        Scope.INTAKE: "bring files in, correct, post and undo them, and see what became of them",
        Scope.POSTINGS: "fetch postings for the ERP and acknowledge them",
        Scope.LEDGER: "apply credits, reverse postings, move residuals, decide requests, close periods, lift stops",
        Scope.POLICY: "write, submit and decide drafts of the policy",
        Scope.WEBHOOKS: "make, change and end webhooks",
        Scope.ADMIN: "manage users, mailboxes, portfolios and absences, and one's own tokens and calendar address",
    }
)


def opened_by(held: Collection[Scope], *, wanted: Scope | None, is_reading: bool) -> bool:
    """Whether the scopes open an operation that belongs to the wanted one. Source: docs/rules/access.md.

    `read` opens all reading; reading within another scope is open to that scope as well, so that a program which
    brings files in need not see the books. An act that belongs to no scope is open to nobody.
    """
    return (wanted is not None and wanted in held) or (is_reading and Scope.READ in held)


def scopes_in(text: str) -> tuple[Scope, ...]:
    """The scopes of a text such as `read work`, in the order of the list above. Raises ValueError for another word."""
    named = {Scope(word) for word in text.split()}
    return tuple(scope for scope in Scope if scope in named)


def scopes_text(scopes: Iterable[Scope]) -> str:
    """The scopes as one text, each once, in the order of the list above."""
    named = set(scopes)
    return " ".join(scope for scope in Scope if scope in named)
