"""One letter: as the customer gets it, with its files; sending it, and putting it aside."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.letter_fields import LetterKind, fields_of
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_CHANNELS, LETTER_KINDS, LETTER_LANGUAGES, LETTER_STATES
from creditdesk.letters.access import Letter, letter_for, visible_letters
from creditdesk.letters.drafting import REASON_LONGEST, discard_letter
from creditdesk.letters.files import as_file
from creditdesk.letters.queries import attachments_of, came_of, file_of
from creditdesk.letters.releasing import note_taken, release_letter
from creditdesk.parties.actions import User
from creditdesk.web.letters.paper import for_page
from creditdesk.web.letters.views import TONES
from creditdesk.web.permissions import asked_from_the_desk, current_user, may, needs

FORMS = ("pdf", "docx", "statement")


class DiscardForm(forms.Form):
    """Why the letter does not go."""

    reason = forms.CharField(
        label=gettext_lazy("Why it does not go"),
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "data-begin": ""}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


@require_GET
@needs(Permission.SEE_HISTORY)
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter as the customer gets it, and what stands against sending it."""
    user = current_user(request)
    return render(request, "letters/one.html", shown(user, letter_for(user, letter_id, as_of=clock.today())))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def send(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Let it go, and on to the next draft; with what stands against it, it stays."""
    user, today = current_user(request), clock.today()
    found = letter_for(user, letter_id, as_of=today)
    seen = request.POST.get("seen", "")
    try:
        released = release_letter(found, seen=_number(seen), by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        late = any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons)
        context = shown(user, letter_for(user, letter_id, as_of=today)) | {"against": refusal.reasons}
        return render(request, "letters/one.html", context, status=409 if late else 422)
    if released.state == Letter.State.READY:
        messages.success(request, _("It waits for the printer."))
    else:
        messages.success(request, _("It is on its way to %(address)s.") % {"address": released.recipient})
    return redirect(next_url(user, released))


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
def discard(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Put a draft aside, with the reason."""
    user, today = current_user(request), clock.today()
    found = letter_for(user, letter_id, as_of=today)
    form = DiscardForm(request.POST if request.method == "POST" else None, initial={"seen": found.version})
    context = {"letter": found, "form": form, "kind": LETTER_KINDS[found.kind]}
    if request.method == "GET":
        return render(request, "letters/discard.html", context)
    if not form.is_valid():
        return render(request, "letters/discard.html", context, status=422)
    read = form.cleaned_data
    try:
        discard_letter(found, reason=read["reason"], seen=read["seen"], by=user, at=clock.now())
    except Refusal as refusal:
        late = any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons)
        context["reasons"] = refusal.reasons
        return render(request, "letters/discard.html", context, status=409 if late else 422)
    messages.success(request, _("The letter was put aside. It is kept, with your reason."))
    return redirect(next_url(user, found))


@require_GET
@needs(Permission.SEE_HISTORY)
@asked_from_the_desk
def file(request: HttpRequest, letter_id: int, form: str) -> HttpResponse:
    """The letter as PDF or Word, or the statement that goes with it. That it was taken out is journaled."""
    user = current_user(request)
    found = letter_for(user, letter_id, as_of=clock.today())
    if form not in FORMS:
        raise Http404
    made = as_file(found, form)
    if made is None:
        raise Http404
    name, media_type, content = made
    note_taken(found, form=form, by=user, at=clock.now())
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def shown(user: User, found: Letter) -> dict[str, Any]:
    """The letter as the page shows it."""
    is_draft, is_ready = found.state == Letter.State.DRAFT, found.state == Letter.State.READY
    known = fields_of(LetterKind(found.kind))
    works = may(user, Permission.RECORD_ACTIVITY)
    blank = [(name, known[name].words if name in known else _("the address")) for name in found.missing]
    return {
        "letter": found,
        "content": for_page(found.content),
        "kind": LETTER_KINDS[found.kind],
        "state": LETTER_STATES[found.state],
        "tone": TONES[found.state],
        "channel": LETTER_CHANNELS[found.channel],
        "letter_language": LETTER_LANGUAGES[found.language],
        "blank": blank if is_draft else [],
        "reason": Reason.from_dict(found.reason) if found.reason else None,
        "attachments": attachments_of(found),
        "came": came_of([found]).get(found.id),
        "has_statement": file_of(found, "statement") is not None,
        "may_send": is_draft and works,
        "may_discard": works and (is_draft or (is_ready and found.print_run_id is None)),
        "text_words": _("version %(number)d") % {"number": found.text_number}
        if found.text_number
        else _("as it comes with the desk"),
    }


def next_url(user: User, done: Letter) -> str:
    """The next draft to look at, newest first as the list has them; else the list."""
    drafts = visible_letters(user, as_of=clock.today()).filter(state=Letter.State.DRAFT)
    following = drafts.filter(id__lt=done.id).order_by("-id").values_list("id", flat=True).first()
    return reverse("letter", args=[following]) if following else reverse("letters")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
