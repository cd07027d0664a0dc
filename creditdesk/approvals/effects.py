"""What an approval does: one row of the table for each kind, carried out in the transaction of the approval.

`dispatch` holds the table, since effects reach into many rooms. A row says in advance what it will do (`preview`),
does it (`carry_out`), and undoes it (`take_back`), each told as effects that are kept with the request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from creditdesk.approvals.models import Request, RequestEffect
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.requests import Content
from creditdesk.parties.models import User
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
    """One thing that was done; exactly one of the three is given."""

    posting_id: int | None = None
    extension_id: int | None = None
    status: tuple[str, str] = ("", "")

    def row(self, request: Request, number: int, *, takes_back: bool) -> RequestEffect:
        """The effect as it is kept."""
        before, after = self.status
        return RequestEffect(
            request=request,
            number=number,
            takes_back=takes_back,
            posting_id=self.posting_id,
            extension_id=self.extension_id,
            status_before=before,
            status_after=after,
        )


Preview = Callable[[Content, int, PolicyDocument, dt.date], list[Ahead]]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a kind of request does when it is approved, and when that is taken back."""

    preview: Preview
    carry_out: Callable[[Act], list[Done]]
    take_back: Callable[[Act, Sequence[RequestEffect], str], list[Done]]


@dataclass(frozen=True, slots=True)
class Table:
    """Kind → effect. A kind without a row cannot be asked for."""

    rows: Mapping[str, Effect] = field(default_factory=dict)

    def of(self, kind: str) -> Effect:
        """The row of the kind. Raises KeyError."""
        return self.rows[kind]
