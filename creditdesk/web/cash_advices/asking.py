"""Asking the payer what his payment pays: the letter is drafted, looked at, and let go as every other one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from creditdesk.cash.access import receipt_for
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.letters.remittances import ask_for_remittance
from creditdesk.web.cash.frame import Frame
from creditdesk.web.cash.work import refused_page, work_on
from creditdesk.web.permissions import current_user, needs


@require_POST
@needs(Permission.APPLY_CASH)
@needs(Permission.RECORD_ACTIVITY)
def ask(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Draft the letter, or go on with the one that is there; it leaves by the page of the letter."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    try:
        letter = ask_for_remittance(shown, by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        work = work_on(shown, user=user, asked={}, today=today)
        return refused_page(request, Frame(request, user, today=today), work, refusal)
    return redirect("letter", letter.id)
