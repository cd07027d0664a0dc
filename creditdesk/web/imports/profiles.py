"""Saved profiles: how files of a header are read, kept under a name, listed and deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.intake import actions
from creditdesk.intake.access import file_for, profile_for, visible_profiles
from creditdesk.parties.directory import names_of
from creditdesk.web.imports.forms import ProfileForm
from creditdesk.web.imports.views import file_page, status_of
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words


@require_GET
@needs(Permission.SEE_IMPORTS)
def profiles(request: HttpRequest) -> HttpResponse:
    """The saved profiles of the user's companies."""
    user = current_user(request)
    found = list(visible_profiles(user))
    context = {
        "profiles": found,
        "names": names_of(each.saved_by for each in found),
        "may_load": may(user, Permission.IMPORT_FILES),
    }
    return render(request, "imports/profiles.html", context)


@require_POST
@needs(Permission.IMPORT_FILES)
def save(request: HttpRequest, file_id: int) -> HttpResponse:
    """Keep how the file was read, under a name."""
    user = current_user(request)
    shown = file_for(user, file_id)
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return file_page(request, shown, profile_form=form, status=422)
    try:
        kept = actions.save_profile(shown, name=form.cleaned_data["name"], by=user, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return file_page(request, shown, profile_form=form, status=status_of(refusal))
    messages.success(
        request, _("Saved as %(name)s: files with this header are read so from now on.") % {"name": kept.name}
    )
    return redirect("import", file_id)


@require_POST
@needs(Permission.IMPORT_FILES)
def forget(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Delete a profile."""
    user = current_user(request)
    profile = profile_for(user, profile_id)
    actions.forget_profile(profile, by=user, at=clock.now())
    messages.success(request, _("%(name)s was deleted.") % {"name": profile.name})
    return redirect("import_profiles")
