"""One's own keys for programs: make one and see it once, look at them, end them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.scopes import SCOPE_WORDS, Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.calendar_keys import calendar_key_of
from creditdesk.parties.tokens import MOST_DAYS, make_token, revoke_token, token_for, tokens_of
from creditdesk.web.permissions import current_user, may, needs, needs_fresh_sign_in
from creditdesk.web.templatetags.desk_formats import words

_DAYS = 90


_CODE_AND_WORDS = lazy(format_html, SafeString)


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"), max_length=80, help_text=gettext_lazy("The program's name.")
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=[
            (scope.value, _CODE_AND_WORDS("<code>{}</code>: {}", scope, gettext_lazy(words)))
            for scope, words in SCOPE_WORDS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ.value],
        help_text=gettext_lazy("Never more than you may yourself."),
    )
    days = forms.IntegerField(label=gettext_lazy("It ends after"), min_value=1, max_value=MOST_DAYS, initial=_DAYS)


@require_GET
@needs(Permission.USE_API)
def tokens(request: HttpRequest) -> HttpResponse:
    """The user's tokens, those that count first."""
    user, now = current_user(request), clock.now()
    found = list(tokens_of(user))
    rows = [{"token": each, "counts": each.revoked_at is None and each.expires_at > now} for each in found]
    rows.sort(key=lambda row: not row["counts"])
    description = request.build_absolute_uri(reverse("api:openapi-json"))
    context = {
        "rows": rows,
        "description": description,
        "calendar_key": calendar_key_of(user),
        "may_have_calendar": may(user, Permission.WORK_TICKLERS),
    }
    return render(request, "tokens/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.USE_API)
@needs_fresh_sign_in
@sensitive_variables("made")
def new(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret stands on this answer and nowhere else."""
    user = current_user(request)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            made = make_token(
                user,
                name=facts["name"],
                scopes=[Scope(scope) for scope in facts["scopes"]],
                days=facts["days"],
                by=user,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, [words(reason) for reason in refusal.reasons])
        else:
            address = request.build_absolute_uri(reverse("api:me"))
            return render(request, "tokens/made.html", {"made": made, "address": address})
    return render(request, "tokens/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@needs(Permission.USE_API)
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of the user's tokens now. Ending one takes no fresh sign-in: it must be quick."""
    user = current_user(request)
    token = revoke_token(token_for(user, token_id), by=user, at=clock.now())
    messages.success(request, _("“%(name)s” does not count any more.") % {"name": token.name})
    return redirect("tokens")
