"""A list of several payments, or a payment of several lists, as the person sees and decides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from creditdesk import dispatch
from creditdesk.cash.access import remittance_for
from creditdesk.cash.remitting import amount_of
from creditdesk.cash.several_payments import named, put_together, told_together
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.actions import User
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt, Remittance

_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Shown:
    """A set of payments or lists; each list with what it says was paid. The first of one set has the key."""

    receipts: tuple[Receipt, ...]
    lists: tuple[tuple[Remittance, int | None], ...]
    key: str


def shown_together(shown: Remittance, *, user: User) -> list[Shown]:
    """What the list may be of besides one payment, for its page."""
    found = told_together(user, shown, as_of=clock.today())
    return [
        Shown(one.receipts, tuple((each, amount_of(each)) for each in one.lists), "p" if len(found) == 1 else "")
        for one in found
    ]


@require_POST
@needs(Permission.APPLY_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def put(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """The list is of these payments together, or with these lists of one; what it says is matched at once."""
    user, today, sent = current_user(request), clock.today(), request.POST
    shown = remittance_for(user, remittance_id)
    try:
        told = named(_ids(sent.getlist("receipts")), _ids(sent.getlist("lists")), user=user, as_of=today)
        revision = next(iter(_ids([sent.get("revision", "")])), -1)
        put_together(shown, told, revision=revision, by=user, at=clock.now())
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, words(reason))
        return redirect("remittance", remittance_id)
    ids = [one.id for one in told.receipts]
    dispatch.match_cash(shown.company_id, as_of=today, at=clock.now(), receipt_ids=ids)
    text = ngettext("The list is with %(n)d payment.", "The list is with %(n)d payments.", len(ids))
    messages.success(request, text % {"n": len(ids)})
    return redirect("remittance", remittance_id)


def _ids(typed: Sequence[str]) -> list[int]:
    return [int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) <= _LONGEST_ID]
