"""What an approval does: one row of the table for each kind, carried out in the transaction of the approval.

`dispatch` holds the table, since effects reach into many rooms. A row says in advance what it will do (`preview`),
does it (`carry_out`), and undoes it (`take_back`), each told as effects that are kept with the request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from creditdesk.approvals.models import Request, RequestEffect
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import Content
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import PolicyInForce


@dataclass(frozen=True, slots=True)
class Ahead:
    """One line of what will be done: what moves, from where to where, in signed minor units where it is money."""

    what: str
    minor: int | None = None
    currency: str = ""
    before: str = ""
    after: str = ""
    account: str = ""
    # A sentence instead of what stands before and after.
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Who carries out what, when, under which policy."""

    request: Request
    content: Content
    by: User
    at: dt.datetime
    as_of: dt.date
    policy: PolicyInForce


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done; exactly one of the four is given."""

    posting_id: int | None = None
    extension_id: int | None = None
    status: tuple[str, str] = ("", "")
    made: tuple[str, int] | None = None

    def row(self, request: Request, number: int, *, takes_back: bool) -> RequestEffect:
        """The effect as it is kept."""
        before, after = self.status
        kind, number_of_made = self.made or ("", None)
        return RequestEffect(
            request=request,
            number=number,
            takes_back=takes_back,
            posting_id=self.posting_id,
            extension_id=self.extension_id,
            status_before=before,
            status_after=after,
            made_kind=kind,
            made_id=number_of_made,
        )


Preview = Callable[[Content, int, PolicyDocument, dt.date], list[Ahead]]
# Why the kind's terms cannot be carried out as the account stands, beyond what `domain.requests.objections` finds.
Objections = Callable[[Content, int, PolicyDocument, dt.date], list[Reason]]


# What these people let go before, in minor units of the policy's currency, where the kind counts that by person.
Given = Callable[[Content, Customer, Collection[User], PolicyDocument, dt.date], int]


def no_objections(content: Content, customer_id: int, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """For kinds without terms of their own."""
    return []


@dataclass(frozen=True, slots=True)
class Effect:
    """What a kind of request does when it is approved, and when that is taken back."""

    preview: Preview
    carry_out: Callable[[Act], list[Done]]
    take_back: Callable[[Act, Sequence[RequestEffect], str], list[Done]]
    objections: Objections = no_objections
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Kind → effect. A kind without a row cannot be asked for."""

    rows: Mapping[str, Effect] = field(default_factory=dict)

    def of(self, kind: str) -> Effect:
        """The row of the kind. Raises KeyError."""
        return self.rows[kind]
