"""Webhooks: which programs are told of what, and what came of every message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.events import EventKind
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.outbound import actions
from creditdesk.outbound.access import may_be_told, message_for, subscription_for, visible_subscriptions
from creditdesk.outbound.door import URL_LONGEST
from creditdesk.outbound.queries import PAGE, counts_of, messages_of
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs, needs_fresh_sign_in
from creditdesk.web.templatetags.desk_formats import words
from creditdesk.web.webhooks.words import EVENTS, OUTCOMES

if TYPE_CHECKING:
    from creditdesk.outbound.models import OutboxMessage, WebhookSubscription

_STATES = (
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting")),
    ("given_up", gettext_lazy("Given up")),
    ("withheld", gettext_lazy("Withheld")),
    ("delivered", gettext_lazy("Delivered")),
)


class WebhookForm(forms.Form):
    """Who is told, and of what."""

    name = forms.CharField(label=gettext_lazy("Who is told?"), max_length=actions.NAME_LONGEST)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=URL_LONGEST,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("It begins with https:// and leads to a public network."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Of what?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind.value, EVENTS[kind]) for kind in EventKind],
    )


@require_GET
@needs(Permission.MANAGE_WEBHOOKS)
def webhooks(request: HttpRequest) -> HttpResponse:
    """The subscriptions, with what waits and what was given up."""
    found = list(visible_subscriptions(current_user(request)))
    counts = counts_of([one.id for one in found])
    rows = [{"webhook": one, "silent": not may_be_told(one.owner), "counts": counts.get(one.id)} for one in found]
    return render(request, "webhooks/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_WEBHOOKS)
@needs_fresh_sign_in
@sensitive_variables("made")
def new(request: HttpRequest) -> HttpResponse:
    """Subscribe; the secret stands on this answer and nowhere else."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        kinds = [EventKind(kind) for kind in facts["kinds"]]
        try:
            made = actions.make_subscription(
                current_user(request), name=facts["name"], url=facts["url"], kinds=kinds, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, [words(reason) for reason in refusal.reasons])
        else:
            return render(request, "webhooks/made.html", {"made": made})
    return render(request, "webhooks/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@needs(Permission.MANAGE_WEBHOOKS)
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One subscription: how it does, and its messages with every attempt."""
    subscription = subscription_for(current_user(request), webhook_id)
    return render(request, "webhooks/webhook.html", _page(request, subscription))


def _page(request: HttpRequest, subscription: WebhookSubscription) -> dict[str, Any]:
    state = request.GET.get("state", "")
    state = state if state in dict(_STATES) else ""
    found = messages_of(subscription, state=state)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= 18:
        found = found.filter(id__lt=int(before))
    rows = list(found[: PAGE + 1])
    waiting, given_up = counts_of([subscription.id]).get(subscription.id, (0, 0))
    counts = {"waiting": waiting, "given_up": given_up}
    tabs = [
        {"label": label, "url": address(request.GET, state=name, before=None), "active": name == state, "count": count}
        for name, label in _STATES
        for count in [counts.get(name)]
    ]
    return {
        "webhook": subscription,
        "silent": not may_be_told(subscription.owner),
        "kinds": [EVENTS.get(kind, kind) for kind in subscription.kinds],
        "lines": [_line(row) for row in rows[:PAGE]],
        "waiting": waiting,
        "tabs": tabs,
        "older": address(request.GET, before=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None,
        "newer": address(request.GET, before=None) if before else None,
    }


def _line(message: OutboxMessage) -> dict[str, Any]:
    attempts = list(message.attempts.all())
    told = [{"attempt": one, "words": OUTCOMES.get(one.outcome, one.outcome)} for one in attempts]
    return {
        "message": message,
        "what": EVENTS.get(message.kind, message.kind),
        "last": told[-1] if told else None,
        "earlier": told[-2::-1],
        "again": message.state in {"given_up", "withheld"},
    }


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
def pause(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Send nothing for a while. It takes no fresh sign-in: it must be quick."""
    return _act(request, webhook_id, verb=actions.pause_subscription, words=_("Nothing is sent until it goes on."))


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
def resume(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Send again."""
    return _act(request, webhook_id, verb=actions.resume_subscription, words=_("It goes on, with all that waited."))


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
def test(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Send a test; the list of messages shows what comes of it."""
    return _act(request, webhook_id, verb=actions.ask_for_test, words=_("A test is on its way: see below."))


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
@needs_fresh_sign_in
def end(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """End it for good."""
    user = current_user(request)
    subscription = subscription_for(user, webhook_id)
    actions.end_subscription(subscription, by=user, at=clock.now())
    messages.success(request, _("“%(name)s” is told of nothing any more.") % {"name": subscription.name})
    return redirect("webhooks")


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
@needs_fresh_sign_in
@sensitive_variables("made")
def secret(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """Give a new secret, shown once."""
    user = current_user(request)
    made = actions.rotate_secret(subscription_for(user, webhook_id), by=user, at=clock.now())
    return render(request, "webhooks/made.html", {"made": made, "rotated": True})


@require_POST
@needs(Permission.MANAGE_WEBHOOKS)
def again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Send a message once more that was given up or withheld."""
    user = current_user(request)
    message = message_for(user, delivery_id)
    actions.send_again(message, by=user, at=clock.now())
    messages.success(request, _("It is sent again."))
    return redirect("webhook", webhook_id=message.subscription_id)


def _act(request: HttpRequest, webhook_id: int, *, verb: Callable[..., object], words: str) -> HttpResponse:
    user = current_user(request)
    verb(subscription_for(user, webhook_id), by=user, at=clock.now())
    messages.success(request, words)
    return redirect("webhook", webhook_id=webhook_id)
