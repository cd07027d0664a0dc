"""The mailboxes of the companies: who they are, by which servers they send and receive, and whether those answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.mail.access import mailbox_for, people_for, visible_mailboxes
from creditdesk.mail.mailboxes import (
    Settings,
    change_mailbox,
    end_mailbox,
    make_mailbox,
    readers_of,
    set_readers,
    try_mailbox,
)
from creditdesk.parties.access import company_for
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.mail.forms import MailboxForm, ReadersForm
from creditdesk.web.permissions import current_user, needs, needs_fresh_sign_in

if TYPE_CHECKING:
    from creditdesk.mail.access import Mailbox

_PASSWORDS = ("smtp_password", "imap_password")


@require_GET
@needs(Permission.MANAGE_MAILBOXES)
def mailboxes(request: HttpRequest) -> HttpResponse:
    """The mailboxes, with what was wrong the last time."""
    rows = [
        {"box": one, "troubles": [trouble for trouble in (one.send_trouble, one.fetch_trouble) if trouble]}
        for one in visible_mailboxes(current_user(request))
    ]
    return render(request, "mail/mailboxes.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_MAILBOXES)
@needs_fresh_sign_in
@sensitive_post_parameters(*_PASSWORDS)
def new(request: HttpRequest) -> HttpResponse:
    """Give a company a mailbox."""
    user = current_user(request)
    form = MailboxForm(request.POST if request.method == "POST" else None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                company = company_for(user, form.cleaned_data["company"])
                box = make_mailbox(company, form.written(), by=user, at=clock.now())
            except Refusal as refusal:
                status = _told(form, refusal)
            else:
                messages.success(request, _("The mailbox is there. Try it."))
                return redirect("mailbox", box.id)
    return render(request, "mail/mailbox.html", {"form": form, "box": None}, status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_MAILBOXES)
@needs_fresh_sign_in
@sensitive_post_parameters(*_PASSWORDS)
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """One mailbox, to be looked at and changed."""
    user = current_user(request)
    box = mailbox_for(user, mailbox_id)
    kept = {name: getattr(box, name) for name in Settings.__dataclass_fields__ if name not in _PASSWORDS}
    posted = request.POST if request.method == "POST" else None
    form = MailboxForm(posted, user=user, fixed=True, initial={**kept, "version": box.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                version = form.cleaned_data["version"]
                change_mailbox(box, form.written(), version=version, by=user, at=clock.now())
            except Refusal as refusal:
                status = _told(form, refusal)
            else:
                messages.success(request, _("Changed. Try it."))
                return redirect("mailbox", box.id)
    return render(request, "mail/mailbox.html", {"form": form, "box": box, **_beside(box)}, status=status)


@require_POST
@needs(Permission.MANAGE_MAILBOXES)
@needs_fresh_sign_in
def readers(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Say who works what arrives at the mailbox and no rule could file: those who are ticked, and nobody else."""
    user = current_user(request)
    box = mailbox_for(user, mailbox_id)
    form = ReadersForm(request.POST, people=people_for(box))
    if not form.is_valid():
        raise refuse("mailbox.readers", "one of these people cannot read this mailbox")
    set_readers(box, form.chosen(), by=user, at=clock.now())
    messages.success(request, _("Changed. It counts from their next page on."))
    return redirect("mailbox", box.id)


def _beside(box: Mailbox) -> dict[str, Any]:
    """What stands beside the form of a mailbox: what was wrong the last time, and who works its queue."""
    chosen = [str(one.user_id) for one in readers_of(box)]
    return {
        "troubles": [one for one in (box.send_trouble, box.fetch_trouble) if one],
        "readers": ReadersForm(people=people_for(box), initial={"people": chosen}),
    }


@require_POST
@needs(Permission.MANAGE_MAILBOXES)
def test(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Sign in to both servers and say in words what fails; nothing is sent or fetched."""
    tried = try_mailbox(mailbox_for(current_user(request), mailbox_id))
    for way, words in ((_("Sending"), tried.sending), (_("Receiving"), tried.fetching)):
        if words is None:
            messages.info(request, _("%(way)s: no server is named.") % {"way": way})
        elif words:
            messages.error(request, _("%(way)s fails: %(words)s") % {"way": way, "words": words})
        else:
            messages.success(request, _("%(way)s works.") % {"way": way})
    return redirect("mailbox", mailbox_id)


@require_POST
@needs(Permission.MANAGE_MAILBOXES)
@needs_fresh_sign_in
def end(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """End it: nothing more is sent or fetched by it."""
    user = current_user(request)
    box = end_mailbox(mailbox_for(user, mailbox_id), by=user, at=clock.now())
    messages.success(
        request, _("%(address)s is ended. What waits, waits for another mailbox.") % {"address": box.address}
    )
    return redirect("mailboxes")


def _told(form: Any, refusal: Refusal) -> int:
    """Put the reasons beside the fields that they name, and say with which status the form comes back."""
    for reason, sentence in zip(refusal.reasons, refused_words(refusal), strict=True):
        name = reason.code.partition(".")[2]
        form.add_error(name if name in form.fields else None, sentence)
    return refused_status(refusal)
