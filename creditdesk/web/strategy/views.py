"""Where an account stands in its strategy, step by step, and the decisions of people about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.policy_desk import StepKind
from creditdesk.domain.policy_words import step_in_words
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.strategy import StepState
from creditdesk.domain.visibility import Permission
from creditdesk.followup.strategy_actions import (
    DONE_BY_HAND,
    REASON_LONGEST,
    escalate,
    finish_step,
    pause_strategy,
    resume_strategy,
    skip_step,
)
from creditdesk.followup.strategy_queries import StrategyStanding, decisions_about, standings_of
from creditdesk.web.account.page import Account, opened
from creditdesk.web.fields import TypedDateField
from creditdesk.web.permissions import may, needs
from creditdesk.web.policy.used import used_in
from creditdesk.web.templatetags.desk_formats import words

_STATES = {
    StepState.DONE: (gettext_lazy("done"), "success"),
    StepState.DUE: (gettext_lazy("due"), "warning"),
    StepState.REQUIRED: (gettext_lazy("waits for the step before it"), "info"),
    StepState.PASSED: (gettext_lazy("passed over"), "neutral"),
    StepState.LEFT_OUT: (gettext_lazy("left out: does not apply"), "neutral"),
    StepState.COMING: (gettext_lazy("coming"), "neutral"),
}
_DECIDED = {
    "paused": gettext_lazy("let it rest"),
    "resumed": gettext_lazy("let it go on"),
    "skipped": gettext_lazy("left a step out"),
    "done": gettext_lazy("did a step"),
}


class ReasonForm(forms.Form):
    """Why."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=REASON_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class PauseForm(ReasonForm):
    """Until when the strategy rests, and why."""

    until = TypedDateField(label=gettext_lazy("It goes on"))
    field_order = ("until", "reason", "key")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["until"].as_of = clock.today()


class SkipForm(ReasonForm):
    """Which step is left out, and why."""

    step = forms.CharField(max_length=120, widget=forms.HiddenInput)


class DoneForm(SkipForm):
    """Which step was done, and what came of it."""

    reason = forms.CharField(
        label=gettext_lazy("What came of it"), max_length=REASON_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_GET
@needs(Permission.SEE_HISTORY)
def strategy(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Every step of the account's strategy with where it stands, and what was decided about it."""
    account = opened(request, customer_id)
    customer = account.customer
    decided = decisions_about(customer)
    standings = standings_of(customer, as_of=account.today, policy=account.policy, decided=decided)
    latest = next((one for one in decided if one.kind in ("paused", "resumed")), None)
    rests = latest is not None and latest.kind == "paused" and bool(latest.until and latest.until > account.today)
    context = {
        "customer": customer,
        "standings": [_shown(one) for one in standings],
        "asked": _asked(standings),
        "decided": [(one, _DECIDED[one.kind]) for one in decided],
        "rests_by_hand": rests,
        "row": account.row,
        "today": account.today,
        "may_decide": may(account.user, Permission.WORK_TICKLERS),
        "used": used_in(
            account.user, [customer.company], numbers={customer.company_id: account.policy_number}, section="strategies"
        ),
    }
    return render(request, "strategy/strategy.html", context)


def _shown(one: StrategyStanding) -> dict[str, Any]:
    steps = [(each, step_in_words(each.step), *_STATES[each.state]) for each in one.steps]
    return {"standing": one, "steps": steps}


def _asked(standings: list[StrategyStanding]) -> dict[str, Any] | None:
    """The step that is asked for first, if the strategy does not rest."""
    asked = next((one.asked for one in standings if one.asked is not None and one.pause is None), None)
    if asked is None:
        return None
    return {"step": asked, "goes_up": asked.kind is StepKind.ESCALATE, "by_hand": asked.kind in DONE_BY_HAND}


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def pause(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Let the strategy rest until a day."""
    account = opened(request, customer_id)
    form = PauseForm(request.POST or None, initial=_fresh() | {"until": "+7"})
    words = {"title": _("Let the strategy rest"), "label": _("Let it rest")}

    def decide() -> None:
        data = form.cleaned_data
        pause_strategy(account.customer, until=data["until"], reason=data["reason"], key=data["key"], **_acts(account))

    return _decided(request, account, form, words, decide, _("The strategy rests."))


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def resume(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Let a strategy go on that a person let rest."""
    account = opened(request, customer_id)
    form = ReasonForm(request.POST or None, initial=_fresh())
    words = {"title": _("Let the strategy go on"), "label": _("Let it go on")}

    def decide() -> None:
        data = form.cleaned_data
        resume_strategy(account.customer, reason=data["reason"], key=data["key"], **_acts(account))

    return _decided(request, account, form, words, decide, _("The strategy goes on."))


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def skip(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Leave out the step that is asked for today."""
    account = opened(request, customer_id)
    decided = decisions_about(account.customer)
    asked = _asked(standings_of(account.customer, as_of=account.today, policy=account.policy, decided=decided))
    step = asked["step"].name if asked else ""
    form = SkipForm(request.POST or None, initial=_fresh() | {"step": step})
    words = {"title": _("Leave the step out"), "label": _("Leave it out"), "subject": request.POST.get("step") or step}

    def decide() -> None:
        data = form.cleaned_data
        skip_step(account.customer, step=data["step"], reason=data["reason"], key=data["key"], **_acts(account))

    return _decided(request, account, form, words, decide, _("The step is left out."))


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
def finish(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Say that the step that is asked for today was done, and what came of it."""
    account = opened(request, customer_id)
    decided = decisions_about(account.customer)
    asked = _asked(standings_of(account.customer, as_of=account.today, policy=account.policy, decided=decided))
    step = asked["step"].name if asked else ""
    form = DoneForm(request.POST or None, initial=_fresh() | {"step": step})
    words = {"title": _("The step is done"), "label": _("It is done"), "subject": request.POST.get("step") or step}

    def decide() -> None:
        data = form.cleaned_data
        finish_step(account.customer, step=data["step"], note=data["reason"], key=data["key"], **_acts(account))

    return _decided(request, account, form, words, decide, _("The step is done."))


@require_POST
@needs(Permission.WORK_TICKLERS)
def hand_up(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Hand the step that is asked for up to the supervisor."""
    account = opened(request, customer_id)
    step = request.POST.get("step", "").replace("\x00", "")[:120]
    try:
        tickler = escalate(account.customer, step=step, **_acts(account))
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, words(reason))
        return redirect("account_strategy", customer_id)
    messages.success(request, _("Handed up to %(owner)s.") % {"owner": tickler.owner})
    return redirect("account_strategy", customer_id)


def _fresh() -> dict[str, Any]:
    return {"key": str(uuid.uuid4())}


def _acts(account: Account) -> dict[str, Any]:
    return {"by": account.user, "at": clock.now(), "as_of": account.today}


def _decided(
    request: HttpRequest,
    account: Account,
    form: ReasonForm,
    words: dict[str, str],
    decide: Callable[[], None],
    done: str,
) -> HttpResponse:
    context = {"customer": account.customer, "form": form, **words}
    if request.method == "GET":
        return render(request, "strategy/decide.html", context)
    if not form.is_valid():
        return render(request, "strategy/decide.html", context, status=422)
    try:
        decide()
    except Refusal as refusal:
        return render(request, "strategy/decide.html", context | {"reasons": refusal.reasons}, status=422)
    messages.success(request, done)
    return redirect("account_strategy", account.customer.id)
