"""The queue of held orders on the left, one of them on the right with what holds it and what could be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.credit import releasing
from creditdesk.credit.access import account_hold_for, order_for
from creditdesk.credit.kept_money import free_payments
from creditdesk.credit.queries import QUEUE_ORDERS, OrderFilter, holds_in_words, in_question, queue_page, story_of
from creditdesk.credit.release_requests import release_asked
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import order_words as words
from creditdesk.parties.actions import User
from creditdesk.parties.in_order import wanted_order
from creditdesk.web.contact.answers import refused_status
from creditdesk.web.holds.forms import (
    AnswerForm,
    DecideForm,
    HoldForm,
    KeepForm,
    LiftForm,
    MentionForm,
    OfferForm,
    QueueForm,
)
from creditdesk.web.holds.tabs import hold_tabs
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words as words_of

if TYPE_CHECKING:
    from django import forms

    from creditdesk.credit.access import Offer, Order
    from creditdesk.credit.queries import OrderInQuestion

PAGE = 50
_KEPT = ("standing", "code", "company", "customer", "q", "sort", "after")
_LOST = frozenset({"release.already", "release.asked", "release.changed_meanwhile", "release.not_held"})


@require_GET
@needs(Permission.SEE_ORDERS)
def holds(request: HttpRequest) -> HttpResponse:
    """The queue, and its first order ready to be decided."""
    frame = Frame(request)
    first = order_for(frame.user, frame.rows[0].id, as_of=frame.today) if frame.rows else None
    return page_of(request, frame, first, is_queue=True)


@require_GET
@needs(Permission.SEE_ORDERS)
def order(request: HttpRequest, order_id: int) -> HttpResponse:
    """One order."""
    frame = Frame(request)
    return page_of(request, frame, order_for(frame.user, order_id, as_of=frame.today))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def release(request: HttpRequest, order_id: int) -> HttpResponse:
    """Let a held order go within one's authority, and go on to the next."""
    return decide_and_go_on(request, order_id, _let_go, told=_("Order %(number)s is released until %(until)s."))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def reject(request: HttpRequest, order_id: int) -> HttpResponse:
    """Say that the order is not delivered on these terms, and go on to the next."""
    return decide_and_go_on(request, order_id, _turn_down, told=_("Order %(number)s is rejected."))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def hold(request: HttpRequest, order_id: int) -> HttpResponse:
    """Hold the customer's orders, or this one, by hand."""
    frame = Frame(request)
    shown = order_for(frame.user, order_id, as_of=frame.today)
    form = HoldForm(request.POST, today=frame.today)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422, hold_form=form)
    data = form.cleaned_data
    try:
        releasing.hold_account(
            shown.customer,
            why=data["why"],
            order=shown if data["only"] else None,
            until=data["until"],
            as_of=frame.today,
            by=frame.user,
            at=clock.now(),
            key=data["key"],
        )
    except Refusal as refusal:
        return page_of(request, frame, shown, refused=refusal.reasons, status=refused_status(refusal), hold_form=form)
    messages.success(request, _("The orders are held."))
    return redirect(frame.with_filter(reverse("order", args=[shown.id])))


@require_POST
@needs(Permission.DECIDE_ORDERS)
def lift(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Lift a hold that a person placed."""
    user, today = current_user(request), clock.today()
    found = account_hold_for(user, hold_id, as_of=today)
    form = LiftForm(request.POST)
    back = reverse("order", args=[found.order_id]) if found.order_id else _orders_of(found.customer_id)
    if not form.is_valid():
        messages.error(request, _("Say why the hold need not stand any more."))
        return redirect(back)
    try:
        releasing.lift_hold(found, because=form.cleaned_data["because"], as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, "; ".join(map(words_of, refusal.reasons)))
        return redirect(back)
    messages.success(request, _("The hold is lifted."))
    return redirect(back)


def _orders_of(customer_id: int) -> str:
    return reverse("account_orders", args=[customer_id])


class Frame:
    """The queue as the address narrows it, for one reader on one day."""

    def __init__(self, request: HttpRequest) -> None:
        self.user: User = current_user(request)
        self.today: dt.date = clock.today()
        self.query = request.GET
        self.form = QueueForm(request.GET, user=self.user)
        self.chosen: OrderFilter = self.form.chosen(customer=request.GET.get("customer", ""))
        self.sort = wanted_order(request.GET.get("sort", ""), orders=QUEUE_ORDERS, default="ship_date")
        self.rows, self.after = queue_page(
            self.user,
            chosen=self.chosen,
            sort=self.sort,
            after=request.GET.get("after", ""),
            size=PAGE,
            as_of=self.today,
        )

    def with_filter(self, url: str) -> str:
        """The address with the filter, so that it stays while one works through the queue."""
        others = {name: None for name in self.query if name not in _KEPT}
        kept = address(self.query, **others).removeprefix("?")
        return f"{url}?{kept}" if kept else url

    def following(self, order: Order) -> str:
        """The address of the next order of the queue, or of the queue where none is left."""
        ids = [row.id for row in self.rows]
        place = ids.index(order.id) + 1 if order.id in ids else 0
        others = [one for one in ids[place:] + ids[:place] if one != order.id]
        url = reverse("order", args=[others[0]]) if others else reverse("holds")
        return self.with_filter(url)


def decide_and_go_on(
    request: HttpRequest, order_id: int, act: Callable[..., dict[str, Any]], *, told: str
) -> HttpResponse:
    """Do with the order what was decided, by what was typed, and go on to the next."""
    frame = Frame(request)
    shown = order_for(frame.user, order_id, as_of=frame.today)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return page_of(request, frame, shown, status=422, decide_form=form)
    following = frame.following(shown)
    try:
        facts = act(shown, form, user=frame.user, today=frame.today)
    except Refusal as refusal:
        lost = any(reason.code in _LOST for reason in refusal.reasons)
        now = order_for(frame.user, order_id, as_of=frame.today)
        status = 409 if lost else refused_status(refusal)
        return page_of(request, Frame(request), now, refused=refusal.reasons, status=status, decide_form=form)
    messages.success(request, told % {"number": shown.number, **facts})
    return redirect(following)


def _let_go(shown: Order, form: forms.Form, *, user: User, today: dt.date) -> dict[str, Any]:
    data = form.cleaned_data
    made = releasing.release_order(
        shown,
        comment=data["comment"],
        revision=data["revision"],
        as_of=today,
        by=user,
        at=clock.now(),
        key=data["key"],
    )
    return {"until": made.until.isoformat()}


def _turn_down(shown: Order, form: forms.Form, *, user: User, today: dt.date) -> dict[str, Any]:
    data = form.cleaned_data
    releasing.reject_order(
        shown, comment=data["comment"], revision=data["revision"], as_of=today, by=user, at=clock.now()
    )
    return {}


def page_of(
    request: HttpRequest,
    frame: Frame,
    shown: Order | None,
    *,
    is_queue: bool = False,
    status: int = 200,
    refused: tuple[Reason, ...] = (),
    decide_form: DecideForm | None = None,
    hold_form: HoldForm | None = None,
    keep_form: KeepForm | None = None,
    mention_form: MentionForm | None = None,
) -> HttpResponse:
    """The queue and the order beside it, with what was refused and what was typed."""
    user = frame.user
    context: dict[str, Any] = {
        "form": frame.form,
        "rows": [_row(one) for one in frame.rows],
        "order": shown,
        "is_queue": is_queue,
        "kept": frame.with_filter("").removeprefix("?"),
        "older": address(frame.query, after=frame.after) if frame.after else None,
        "newer": address(frame.query, after=None) if frame.query.get("after") else None,
        "narrowed": any(frame.query.get(name) for name in _KEPT[:-2]),
        "refused": refused,
        "may_decide": may(user, Permission.DECIDE_ORDERS),
        "hold_tabs": hold_tabs("holds", sees_report=may(user, Permission.SEE_HISTORY)),
        "sees_list": may(user, Permission.SEE_HISTORY),
    }
    if shown is not None:
        context |= _of_order(shown, user=user, today=frame.today)
        context |= {
            "decide_form": decide_form or DecideForm(initial={"revision": shown.revision}),
            "reject_form": _reject_form(shown, decide_form),
            "hold_form": hold_form or HoldForm(today=frame.today),
            "next_url": frame.following(shown),
        }
        if may(user, Permission.WORK_TICKLERS):
            question = context["question"]
            needs_level = question.authority.needs_role if question else None
            context["mention_form"] = mention_form or MentionForm(
                order=shown, by=user, today=frame.today, needs=needs_level
            )
        if keep_form is not None:
            context["keep_form"] = keep_form
    return render(request, "holds/work.html", context, status=status)


def _reject_form(shown: Order, decide_form: DecideForm | None) -> DecideForm:
    typed = decide_form.data if decide_form is not None and decide_form.errors else None
    return DecideForm(typed, named="reject", initial={"revision": shown.revision})


def _row(one: Order) -> dict[str, Any]:
    # The limit of the customer and that of his family are one reason here.
    codes = dict.fromkeys(code["code"] for code in one.holds)
    return {"order": one, "codes": [{"code": code, "label": words.HOLD_CODES[code]} for code in codes]}


def _of_order(shown: Order, *, user: User, today: dt.date) -> dict[str, Any]:
    """What is known of the order; what sales reads of it ends with the reasons' names."""
    story = story_of(shown)
    sees_history = may(user, Permission.SEE_HISTORY)
    question = in_question(shown, user=user, as_of=today) if sees_history and _is_open(shown) else None
    return {
        "standing": words.STANDINGS[shown.standing],
        "question": question,
        "found": [(one, words.HOLD_CODES[one.code.value]) for one in question.found] if question else [],
        "excluded": [(one, words.HOLD_CODES[one.hold.code.value]) for one in question.excluded] if question else [],
        "codes": [(code, words.HOLD_CODES[code], why) for code, why in holds_in_words(shown)],
        "ways": _ways(shown, question) if question else [],
        "offers": [_offer(one) for one in story.offers] if sees_history else [],
        "keep_form": _keep_form(shown, question) if question else None,
        "story": story,
        "asked": release_asked(user, shown, as_of=today) if sees_history else None,
        "spells": [(one, words.HOLD_CODES[one.code], words.ENDED_BY.get(one.ended_by, "")) for one in story.spells],
        "lift_forms": [(one, LiftForm(named=f"lift{one.id}")) for one in story.own_holds],
        "sees_history": sees_history,
    }


def _ways(shown: Order, question: OrderInQuestion) -> list[dict[str, Any]]:
    """The ways out, each with the form that offers it and a key."""
    return [
        {
            "way": one,
            "label": words.ALTERNATIVES[one.kind.value],
            "form": OfferForm(initial={"kind": one.kind.value, "revision": shown.revision}, named=f"way{place}"),
            "key": str(place),
        }
        for place, one in enumerate(question.alternatives, 1)
    ]


def _offer(one: Offer) -> dict[str, Any]:
    is_open = one.state == one.State.OPEN
    return {
        "offer": one,
        "words": Reason.from_dict(one.words),
        "label": words.ALTERNATIVES[one.kind],
        "state": words.OFFER_STATES[one.state],
        "form": AnswerForm(named=f"offer{one.id}") if is_open else None,
    }


def _keep_form(shown: Order, question: OrderInQuestion) -> KeepForm | None:
    """The form that keeps a payment for the order, where the customer has one that is free."""
    payments = free_payments(shown)
    return KeepForm(payments=payments, currency=shown.currency) if payments and question.found else None


def _is_open(shown: Order) -> bool:
    return Standing(shown.standing) in (Standing.HELD, Standing.RELEASED, Standing.PASSES)
