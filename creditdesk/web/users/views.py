"""The administrator's pages: who can sign in, as what, for which companies."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission, needs_second_factor
from creditdesk.exports.words import ROLE_LABELS
from creditdesk.parties import actions
from creditdesk.parties.directory import second_factor_users, state_of, user_for, visible_users
from creditdesk.web.permissions import current_user, needs, needs_fresh_sign_in
from creditdesk.web.templatetags.desk_formats import words
from creditdesk.web.users.forms import NewUserForm, UserForm


def new_password() -> str:
    """A password that nobody chose: 96 random bits."""
    return secrets.token_urlsafe(12)


@require_GET
@needs(Permission.MANAGE_USERS)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who works for the administrator's companies."""
    found = list(visible_users(current_user(request)))
    with_factor = second_factor_users([each.id for each in found])
    rows = [
        {
            "user": each,
            "role": ROLE_LABELS.get(each.desk_role, each.role),
            "companies": ", ".join(company.code for company in each.companies.all()),
            "second_factor": each.id in with_factor,
            "factor_missing": needs_second_factor(each.desk_role) and each.id not in with_factor,
        }
        for each in found
    ]
    return render(request, "users/list.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_USERS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a user; the password is shown once, on the answer."""
    if request.method == "POST":
        return _make(request)
    return _show_new(request, NewUserForm(admin=current_user(request)))


@needs_fresh_sign_in
@sensitive_variables("password")
def _make(request: HttpRequest) -> HttpResponse:
    admin = current_user(request)
    form = NewUserForm(request.POST, admin=admin)
    if not form.is_valid():
        return _show_new(request, form)
    password = new_password()
    try:
        made = actions.make_user(
            form.cleaned_data["username"], **form.facts(), password=password, by=admin, at=clock.now()
        )
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return _show_new(request, form)
    return _show_password(request, made, password=password)


def _show_new(request: HttpRequest, form: NewUserForm) -> HttpResponse:
    return render(request, "users/form.html", {"form": form, "person": None}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_USERS)
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """See and change one user."""
    return _change(request, user_id) if request.method == "POST" else _show(request, user_id)


@needs_fresh_sign_in
def _change(request: HttpRequest, user_id: int) -> HttpResponse:
    """Take over what the form says; a refusal is shown on it."""
    admin = current_user(request)
    person = user_for(admin, user_id)
    form = UserForm(request.POST, admin=admin)
    if not form.is_valid():
        return _show(request, user_id, form=form, status=422)
    try:
        actions.change_user(person, **form.facts(), state=form.cleaned_data["state"], by=admin, at=clock.now())
    except Refusal as refusal:
        lost_race = refusal.reasons[0].code == "user.changed_meanwhile"
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return _show(request, user_id, form=form, status=409 if lost_race else 422)
    messages.success(request, _("%(user)s was changed.") % {"user": person.username})
    return redirect("users")


def _show(request: HttpRequest, user_id: int, *, form: UserForm | None = None, status: int = 200) -> HttpResponse:
    admin = current_user(request)
    person = user_for(admin, user_id)
    shown = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "role": person.role,
        "companies": [company.code for company in person.companies.all()],
        "state": state_of(person),
    }
    context = {
        "form": form or UserForm(initial=shown, admin=admin),
        "person": person,
        "oneself": person.id == admin.id,
        "second_factor": bool(second_factor_users([person.id])),
    }
    return render(request, "users/form.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_USERS)
@needs_fresh_sign_in
def disable(request: HttpRequest, user_id: int) -> HttpResponse:
    """End the user's access at once."""
    return _act(request, user_id, verb=actions.disable_user, words=_("%(user)s can no longer sign in."))


@require_POST
@needs(Permission.MANAGE_USERS)
@needs_fresh_sign_in
def second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """Remove a lost telephone."""
    words = _("The second factor of %(user)s is removed.")
    return _act(request, user_id, verb=actions.reset_second_factor, words=words)


def _act(request: HttpRequest, user_id: int, *, verb: Callable[..., object], words: str) -> HttpResponse:
    admin = current_user(request)
    person = user_for(admin, user_id)
    verb(person, by=admin, at=clock.now())
    messages.success(request, words % {"user": person.username})
    return redirect("user", user_id=user_id)


@require_POST
@needs(Permission.MANAGE_USERS)
@needs_fresh_sign_in
@sensitive_variables("password")
def enable(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give access back with a new password, shown once."""
    return _with_new_password(request, user_id, verb=actions.enable_user)


@require_POST
@needs(Permission.MANAGE_USERS)
@needs_fresh_sign_in
def password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a new password, shown once. The second factor stays."""
    return _with_new_password(request, user_id, verb=actions.reset_password)


@sensitive_variables("made")
def _with_new_password(request: HttpRequest, user_id: int, *, verb: Callable[..., object]) -> HttpResponse:
    admin = current_user(request)
    person = user_for(admin, user_id)
    made = new_password()
    verb(person, password=made, by=admin, at=clock.now())
    return _show_password(request, person, password=made)


@sensitive_variables("password")
def _show_password(request: HttpRequest, person: actions.User, *, password: str) -> HttpResponse:
    return render(request, "users/password.html", {"person": person, "password": password})
