"""The people of the demo company: one for each role, and the codes that their telephones would show.

Everything here is public and fixed, so that a visitor can sign in at once. A real installation knows none of it: the
list is read by the demo command and shown only where CREDITDESK_DEMO is set.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

PASSWORD = "demo-desk-2026"  # noqa: S105  (shown on the demo's own sign-in page)
# One telephone for all: any authenticator app takes it.
TOTP_SECRET = base64.b32encode(b"creditdesk-demo-2026").decode()
_PERIOD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in to the demo. All work for every company of the demo."""

    username: str
    first_name: str
    last_name: str
    role: Role
    description: Reason


def _does(text: str) -> Reason:
    return Reason("demo.does", text)


PEOPLE: tuple[Person, ...] = (
    Person("rep", "Alice", "Novak", Role.REP, _does("Works a portfolio: the ranked list, calls, notes, ticklers")),
    Person("rep2", "Nina", "Castellan", Role.REP, _does("Works the second portfolio and stands in for Alice")),
    Person("rep3", "Owen", "Brandt", Role.REP, _does("Works the third portfolio")),
    Person("rep4", "Lucie", "Gagné", Role.REP, _does("Works the Canadian accounts, in English and French")),
    Person("supervisor", "Bob", "Okafor", Role.SUPERVISOR, _does("Sees the team: exceptions, portfolios, substitutes")),
    Person(
        "manager", "Carol", "Lindqvist", Role.CREDIT_MANAGER, _does("Sets the policy, imports files, reads the journal")
    ),
    Person(
        "controller",
        "Dave",
        "Moreau",
        Role.CONTROLLER,
        _does("Closes periods, corrects the ledger, checks the journal"),
    ),
    Person("cash", "Erin", "Tanaka", Role.CASH_APPLICATOR, _does("Imports and applies what was paid")),
    Person("deductions", "Felix", "Duarte", Role.DEDUCTION_ANALYST, _does("Looks into short pays and disputes")),
    Person(
        "sales", "Sam", "Whitlock", Role.SALES, _does("Sees the status of his own accounts, not what was said to them")
    ),
    Person("sales2", "Ruth", "Abernethy", Role.SALES, _does("Sees the status of her own accounts")),
    Person(
        "auditor", "Audrey", "Penhallow", Role.AUDITOR, _does("Reads everything, changes nothing, verifies the journal")
    ),
    Person("admin", "Adam", "Reyes", Role.ADMINISTRATOR, _does("Makes users, assigns roles and portfolios")),
)

# The cards on the sign-in page: one person for each role.
SHOWN = ("rep", "supervisor", "manager", "controller", "cash", "deductions", "sales", "auditor", "admin")


def totp_code(*, at: dt.datetime, secret: str = TOTP_SECRET) -> str:
    """The six digits that an authenticator app shows at the instant (RFC 6238, 30 seconds, SHA-1)."""
    counter = int(at.timestamp()) // _PERIOD_SECONDS
    # The standard of authenticator apps; the secret stays secret with SHA-1 in HMAC.
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
