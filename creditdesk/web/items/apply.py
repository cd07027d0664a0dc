"""Applying a payment or credit memo: the oldest debt is proposed, the person changes what is wrong and confirms."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.calendar import DateError, typed_date
from creditdesk.domain.money import AmountError, exponent, parse_amount
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import item_for
from creditdesk.receivables.actions import apply_credit
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.proposals import MOST_LINES, ProposedLine, propose
from creditdesk.receivables.queries import newest_posting
from creditdesk.web.fields import amount_typed, readers_habits
from creditdesk.web.items.views import head_of
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem


@dataclass(slots=True)
class LineInput:
    """One line of the form: the claim, what stands in its fields, and what is wrong with them."""

    line: ProposedLine
    amount: str
    discount: str
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ApplyInput:
    """The form as shown or as it came back."""

    credit: OpenItem
    lines: list[LineInput]
    posting_date: str
    key: str
    seen_open_minor: int
    to: list[ApplyTo] = field(default_factory=list)
    day: dt.date | None = None
    date_error: str = ""
    # The first item that a colleague moved since the form was shown.
    moved: OpenItem | None = None

    @property
    def applied_minor(self) -> int:
        """What the lines apply together, as typed; what cannot be read counts nothing."""
        found = 0
        for line in self.lines:
            with suppress(AmountError):
                found += _read_amount(line.amount, self.credit) if line.amount.strip() else 0
        return found

    @property
    def is_valid(self) -> bool:
        """Whether every field could be read."""
        return self.day is not None and not any(line.errors for line in self.lines)


@require_http_methods(["GET", "POST"])
@needs(Permission.POST_LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
def apply(request: HttpRequest, item_id: int) -> HttpResponse:
    """Propose, and on confirmation post one application. Nothing is posted unless everything fits."""
    user, today = current_user(request), clock.today()
    credit = item_for(user, item_id, as_of=today)
    proposal = propose(credit, visible=visible_customers(user, as_of=today), as_of=today)
    if request.method == "GET":
        return _page(request, _proposed(credit, proposal.lines), reasons=proposal.reasons)
    form = _typed(credit, proposal.lines, request.POST, user=user, today=today)
    if not form.is_valid or form.day is None:
        return _page(request, form, status=422)
    try:
        posting = apply_credit(
            credit,
            to=form.to,
            posting_date=form.day,
            as_of=today,
            by=user,
            at=clock.now(),
            key=f"apply/{form.key}",
        )
    except Refusal as refusal:
        return _refused(request, form, refusal.reasons)
    dispatch.posted(posting, as_of=today, at=clock.now())
    messages.success(request, _("Applied %(number)s.") % {"number": credit.number})
    return redirect("posting", posting.id)


def _refused(request: HttpRequest, form: ApplyInput, reasons: tuple[Reason, ...]) -> HttpResponse:
    """Why nothing was posted; a lost race (409) also says who did what since the form was shown."""
    if form.moved is None:
        return _page(request, form, reasons=reasons, refused=True, status=422)
    faster = newest_posting(form.moved)
    names = names_of([faster.by] if faster else [])
    form.seen_open_minor, form.key = form.credit.open_minor, str(uuid.uuid4())
    return _page(request, form, reasons=reasons, refused=True, faster=faster, names=names, moved=form.moved, status=409)


def _proposed(credit: OpenItem, lines: tuple[ProposedLine, ...]) -> ApplyInput:
    shown = [LineInput(line, _text(line.amount_minor, credit), _text(line.discount_minor, credit)) for line in lines]
    return ApplyInput(credit, shown, "today", str(uuid.uuid4()), credit.open_minor)


def _text(minor: int, credit: OpenItem) -> str:
    return amount_typed(minor, currency=credit.currency) if minor else ""


def _typed(
    credit: OpenItem, lines: tuple[ProposedLine, ...], sent: Mapping[str, str], *, user: User, today: dt.date
) -> ApplyInput:
    """What the person sent, read line by line, and the first item that somebody moved since the form was shown."""
    shown = [
        LineInput(line, sent.get(f"amount_{line.item.id}", ""), sent.get(f"discount_{line.item.id}", ""))
        for line in (*lines, *_gone(lines, sent, user=user, today=today))
    ]
    seen = _seen(sent.get("seen"), credit.open_minor)
    form = ApplyInput(credit, shown, sent.get("posting_date", ""), sent.get("key", "")[:64], seen)
    form.moved = credit if seen != credit.open_minor else None
    try:
        form.day = typed_date(form.posting_date, as_of=today, habits=readers_habits())
    except DateError as error:
        form.date_error = words(error.reason)
    for typed in form.lines:
        item = typed.line.item
        amount, discount = _minor(typed, typed.amount, credit), _minor(typed, typed.discount, credit)
        if amount or discount:
            form.to.append(ApplyTo(item.id, amount, discount))
            if form.moved is None and _seen(sent.get(f"open_{item.id}"), item.open_minor) != item.open_minor:
                form.moved = item
    return form


def _gone(
    lines: tuple[ProposedLine, ...], sent: Mapping[str, str], *, user: User, today: dt.date
) -> list[ProposedLine]:
    """Items that were confirmed but are no longer among the claims: they are asked for, so that they are refused."""
    known = {line.item.id for line in lines}
    named = [name.removeprefix("amount_") for name, text in sent.items() if name.startswith("amount_") and text.strip()]
    ids = [int(name) for name in named[:MOST_LINES] if name.isdecimal() and int(name) not in known]
    return [ProposedLine(item_for(user, item_id, as_of=today), 0, 0, 0) for item_id in ids]


def _seen(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,18}", text) else default


def _minor(line: LineInput, text: str, credit: OpenItem) -> int:
    if not text.strip():
        return 0
    try:
        return _read_amount(text, credit)
    except AmountError as error:
        line.errors.append(words(error.reason))
        return 0


def _read_amount(text: str, credit: OpenItem) -> int:
    return parse_amount(text, currency=credit.currency, decimal=readers_habits().decimal)


def _page(request: HttpRequest, form: ApplyInput, *, status: int = 200, **facts: object) -> HttpResponse:
    available, applied = -form.credit.open_minor, form.applied_minor
    totals = {"left_minor": available, "applied_minor": applied, "rest_minor": available - applied}
    context = head_of(form.credit) | {"form": form, "places": exponent(form.credit.currency)} | totals | facts
    return render(request, "items/apply.html", context, status=status)
