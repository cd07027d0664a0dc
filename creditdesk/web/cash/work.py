"""The work page: the queue on the left, one payment on the right with what it may pay; Enter matches, and goes on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.cash.access import receipt_for
from creditdesk.cash.actions import GONE, State, match_receipt
from creditdesk.cash.asking import answer_for
from creditdesk.cash.entered import entered_and_seen, line_of
from creditdesk.cash.full_settlement import may_settle
from creditdesk.cash.queries import (
    Answer,
    Candidate,
    Proposed,
    candidates,
    matches_of,
    newest_decision,
    payers_found,
)
from creditdesk.cash.remittance_queries import lists_that_wait
from creditdesk.cash.settling import Choice, unapplied_minor
from creditdesk.config import clock
from creditdesk.domain.money import exponent
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words as words
from creditdesk.parties.access import customer_for, visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import items_for
from creditdesk.web.cash.frame import Frame
from creditdesk.web.cash.lines import (
    LineInput,
    items_sent,
    match_lines,
    proposed_lines,
    same_as_proposed,
    typed_lines,
)
from creditdesk.web.links import url_if
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt
    from creditdesk.parties.models import Customer

# Longer than a day nobody looks at one payment.
_SECONDS_MOST = 86_400
_CHANGED = "receipt.changed_meanwhile"
# Thousandths from which a proposal needs no list beside it.
_LIKELY = 900


@dataclass(slots=True)
class Work:
    """One payment before a person: what was said of it, who may have paid it, and what it may pay."""

    user: User
    receipt: Receipt
    today: dt.date
    answer: Answer | None = None
    customer: Customer | None = None
    payers: list[Customer] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def sees_all_payers(self) -> bool:
        """Whether the reader sees everybody who may have paid it, so that the reasons tell him nothing of others."""
        return self.answer is not None and len(self.payers) == len(self.answer.payer_ids)

    @property
    def shown(self) -> list[Proposed]:
        """The proposals all of whose items the reader sees: what pays others' items is not his to decide."""
        seen = {one.item.id for one in self.candidates}
        told = self.answer.proposals if self.answer else ()
        return [one for one in told if all(line.item_id in seen for line in one.lines)]

    @property
    def hidden(self) -> int:
        """How many proposals name items that the reader does not see, or that are open no more."""
        return len(self.answer.proposals) - len(self.shown) if self.answer else 0

    def proposal(self, rank: int | None) -> Proposed | None:
        """The proposal of the rank, else the likeliest."""
        return next((one for one in self.shown if one.rank == rank), next(iter(self.shown), None))


def work_on(
    receipt: Receipt, *, user: User, asked: Mapping[str, str], today: dt.date, also: set[int] | None = None
) -> Work:
    """Bring together what a person needs to decide about the receipt."""
    work = Work(user, receipt, today)
    visible = visible_customers(user, as_of=today)
    if unapplied_minor(receipt) > 0 and receipt.standing not in GONE and receipt.posting_date is not None:
        work.answer = answer_for(receipt, as_of=today, at=clock.now())
    if receipt.customer is not None:
        work.customer = receipt.customer
    else:
        ids = work.answer.payer_ids if work.answer else ()
        work.payers = list(visible.filter(id__in=ids).order_by("search_name", "id")) if ids else []
        chosen = asked.get("payer", "")
        if chosen.isdecimal() and len(chosen) < 19:
            work.customer = customer_for(user, int(chosen), as_of=today)
        elif len(ids) == 1 and work.payers:
            work.customer = work.payers[0]
    if work.answer is not None or work.customer is not None:
        named = (work.answer.item_ids if work.answer else set()) | (also or set())
        work.candidates = candidates(receipt, work.customer, named=named, visible=visible, as_of=today)
    return work


@require_GET
@needs(Permission.SEE_CASH)
def cash(request: HttpRequest) -> HttpResponse:
    """The queue, and its first payment ready to be decided."""
    user, today = current_user(request), clock.today()
    frame = Frame(request, user, today=today)
    rows, after = frame.page()
    if not rows:
        return render(request, "cash/work.html", frame.context(rows, after, shown=None))
    work = work_on(rows[0], user=user, asked={}, today=today)
    return _page(request, frame, work, rows=(rows, after), is_queue=True)


@require_GET
@needs(Permission.SEE_CASH)
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One payment; `?choose=2` takes the second proposal, `?payer=` says who may have paid it."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    work = work_on(shown, user=user, asked=request.GET, today=today)
    return _page(request, Frame(request, user, today=today), work)


@require_POST
@needs(Permission.APPLY_CASH)
def match(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Match the payment as the form says, and go on to the next of the queue."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    frame, sent = Frame(request, user, today=today), request.POST
    also = {item.id for item in items_for(user, items_sent(sent), as_of=today)}
    work = work_on(shown, user=user, asked=sent, today=today, also=also)
    typed = typed_lines(work.candidates, sent)
    lines = match_lines(typed)
    if any(one.errors for one in typed):
        return _page(request, frame, work, lines=typed, status=422)
    payer = work.customer or _owner(lines, work.candidates)
    if payer is None:
        nobody = Reason("receipt.nobodys", "nobody is known to have paid it: say first who did")
        return _page(request, frame, work, lines=typed, refused=(nobody,), status=422)
    same = same_as_proposed(lines, work.answer)
    choice = Choice(
        customer=payer,
        lines=lines,
        rank=same.rank if same else None,
        basis=same.basis if same else "",
        confidence=same.confidence if same else 0,
        reasons=same.reasons if same else (),
        seconds=_seconds(sent),
    )
    try:
        made = match_receipt(
            shown,
            choice=choice,
            revision=_whole(sent, "revision"),
            as_of=today,
            by=user,
            at=clock.now(),
            key=f"screen/{sent.get('key', '')[:64]}",
        )
    except Refusal as refusal:
        return refused_page(request, frame, work, refusal, lines=typed)
    dispatch.accounts_changed(_moved(payer, lines, work.candidates), as_of=today, at=clock.now())
    text = ngettext("%(number)s matched to %(count)d item.", "%(number)s matched to %(count)d items.", len(lines))
    undo = reverse("cash_take_back", args=[made.id]) + "?at_once=1"
    told = text % {"number": shown.number, "count": len(lines)}
    messages.success(request, told, extra_tags=f"undo:{undo}")
    return redirect(frame.following(shown))


def refused_page(
    request: HttpRequest, frame: Frame, work: Work, refusal: Refusal, *, lines: list[LineInput] | None = None
) -> HttpResponse:
    """Why nothing was posted, with what was typed; a lost race (409) also says who did what meanwhile."""
    lost = any(reason.code in (_CHANGED, "receipt.gone") for reason in refusal.reasons)
    work.receipt = receipt_for(work.user, work.receipt.id, as_of=work.today)
    faster = newest_decision(work.receipt) if lost else None
    names = names_of([faster.by] if faster else [])
    status = 409 if lost else 422
    told: dict[str, Any] = {"refused": refusal.reasons, "faster": faster, "faster_names": names}
    return _page(request, frame, work, lines=lines, status=status, **told)


def _owner(lines: Sequence[Any], shown: Sequence[Candidate]) -> Customer | None:
    """Who paid, where nobody said so and all the items are of one account: he did."""
    chosen = {line.item_id for line in lines}
    owners = {one.item.customer_id: one.item.customer for one in shown if one.item.id in chosen}
    return next(iter(owners.values())) if len(owners) == 1 else None


def _moved(payer: Customer, lines: Sequence[Any], shown: Sequence[Candidate]) -> list[int]:
    chosen = {line.item_id for line in lines}
    return sorted({payer.id} | {one.item.customer_id for one in shown if one.item.id in chosen})


def _seconds(sent: Mapping[str, str]) -> int | None:
    text = sent.get("seconds", "")
    return min(int(text), _SECONDS_MOST) if text.isdecimal() and len(text) < 10 else None


def _whole(sent: Mapping[str, str], name: str) -> int:
    text = sent.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _page(
    request: HttpRequest,
    frame: Frame,
    work: Work,
    *,
    rows: tuple[list[Receipt], str] | None = None,
    lines: list[LineInput] | None = None,
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    shown, user = work.receipt, work.user
    listed, after = rows or frame.page()
    chosen = request.GET.get("choose", "")
    proposal = work.proposal(int(chosen) if chosen.isdecimal() and len(chosen) < 4 else None)
    form_lines = proposed_lines(work.candidates, proposal) if lines is None else lines
    left = unapplied_minor(shown)
    made, lists = matches_of(shown), list(shown.remittances.all())
    applied = sum(line.applied_minor for line in match_lines(form_lines))
    words_asked = request.GET.get("who", "")[:80]
    visible = visible_customers(user, as_of=work.today)
    context = frame.context(listed, after, shown=shown)
    context |= {
        "receipt": shown,
        "work": work,
        "answer": work.answer,
        "proposal": proposal,
        "lines": form_lines,
        "applied_minor": applied,
        "left_minor": left,
        "rest_minor": left - applied,
        "places": exponent(shown.currency),
        "key": str(uuid.uuid4()),
        "matches": told_matches(made, user=user, today=work.today),
        "names": names_of([*(one.by for one in made), *(one.taken_back_by for one in made), shown.recorded_by]),
        "remittances": lists,
        "found": payers_found(shown, words=words_asked, visible=visible) if shown.customer is None else [],
        "who": words_asked,
        "rests": words.RESTS,
        "entered": entered_and_seen(shown, user=user, as_of=work.today),
        "standing": words.STANDINGS[shown.standing],
        "channel": words.CHANNELS[shown.channel],
        "may_apply": may(user, Permission.APPLY_CASH),
        "may_ask": left > 0 and shown.customer_id is not None and not lists and may(user, Permission.RECORD_ACTIVITY),
        "sees_lists": may(user, Permission.SEE_ACCOUNTS_ALL),
        "waiting_lists": lists_that_wait(user, shown) if _may_lack_a_list(work, lists, left=left) else [],
        "is_open": left > 0 and shown.standing not in GONE and shown.posting_date is not None,
        "line_url": line_url(shown, user=user),
        "next_url": frame.following(shown),
        "is_queue": False,
        "beside": _beside(shown, user=user),
        "applied_before": shown.item is not None and shown.item.open_minor != shown.item.original_minor,
    }
    return render(request, "cash/work.html", context | facts, status=status)


def _may_lack_a_list(work: Work, lists: Sequence[Any], *, left: int) -> bool:
    """Whether a list that waits may tell what no proposal does: none came, nothing is applied, nothing is likely."""
    likely = any(one.confidence >= _LIKELY for one in work.answer.proposals) if work.answer else False
    return not (lists or likely) and left == work.receipt.amount_minor and may(work.user, Permission.SEE_ACCOUNTS_ALL)


def line_url(shown: Receipt, *, user: User) -> str | None:
    """Where the bank's line stands that told of the payment, for those who see the bank's statements."""
    line = line_of(shown)
    if line is None or not may(user, Permission.SEE_ACCOUNTS_ALL):
        return None
    page = url_if("bank_statement", line.statement_id)
    return f"{page}?after={line.position - 1}#line-{line.id}" if page else None


def _beside(shown: Receipt, *, user: User) -> list[dict[str, Any]]:
    """The acts on special kinds of money that the user may do; those of a rep are others'."""
    if shown.standing in GONE:
        return []
    if shown.standing == State.FULL_SETTLEMENT and may_settle(user):
        return [{"url": reverse("receipt_settlement", args=[shown.id]), "label": _("Decide about the offer")}]
    if not may(user, Permission.SEE_ACCOUNTS_ALL) or not may(user, Permission.APPLY_CASH):
        return []
    acts = [("receipt_return", _("It came back"))] if shown.posting_date is not None else []
    if shown.standing == State.POST_DATED:
        acts.append(("receipt_held", _("Deposit it")))
    if shown.item_id is not None and shown.exchanged_from_id is None and unapplied_minor(shown) > 0:
        acts.append(("receipt_exchange", _("Change it into another currency")))
    return [{"url": url, "label": label} for name, label in acts if (url := url_if(name, shown.id))]


def told_matches(made: Sequence[Any], *, user: User, today: dt.date) -> list[dict[str, Any]]:
    """The matches with the items that they name, as far as the reader sees them."""
    ids = {line["item_id"] for one in made for line in one.lines}
    items = {item.id: item for item in items_for(user, ids, as_of=today)}
    told = []
    for one in made:
        lines = [{**line, "item": items[line["item_id"]]} for line in one.lines if line["item_id"] in items]
        reasons = [Reason.from_dict(reason) for reason in one.reasons] if len(lines) == len(one.lines) else []
        hidden, cause = len(one.lines) - len(lines), words.TAKEN_BACK.get(one.taken_back, "")
        told.append({"match": one, "lines": lines, "hidden": hidden, "reasons": reasons, "cause": cause})
    return told
