"""The journal: who did what and when, and the proof that nothing of it was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.journal import verify as journal_verify
from creditdesk.journal.queries import PAGE, entries
from creditdesk.nightly import proof
from creditdesk.parties.access import NotVisible, companies_of
from creditdesk.parties.directory import usernames_meant, visible_users
from creditdesk.parties.sign_ins import record_private_read
from creditdesk.web.journal.subjects import known_to
from creditdesk.web.journal.words import GROUPS, told
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used
from creditdesk.web.sentences import with_days

if TYPE_CHECKING:
    from creditdesk.journal.models import JournalEntry
    from creditdesk.parties.models import User


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False, choices=[("", gettext_lazy("All")), *GROUPS])
    by = forms.CharField(
        label=gettext_lazy("Who"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off", "placeholder": gettext_lazy("Anybody")}),
    )
    customer = forms.IntegerField(label=gettext_lazy("Account"), required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)


@require_GET
@needs(Permission.SEE_JOURNAL)
def journal(request: HttpRequest) -> HttpResponse:
    """The entries of the user's companies, newest first."""
    user = current_user(request)
    form, people = FilterForm(request.GET), list(visible_users(user))
    form.full_clean()
    wanted = form.cleaned_data  # a field with a value that is not there narrows nothing
    found = entries(
        before=wanted.get("before"),
        kind=wanted.get("kind", ""),
        by=usernames_meant(name, among=people) if (name := wanted.get("by", "")) else [],
        customer_id=wanted.get("customer"),
        company_ids=list(companies_of(user).values_list("id", flat=True)),
    )
    rows = list(found[: PAGE + 1])
    older = newer = None
    query = request.GET.copy()
    if query.pop("before", None):
        newer = f"?{query.urlencode()}"
    if len(rows) > PAGE:
        query["before"] = str(rows[PAGE - 1].seq)
        older = f"?{query.urlencode()}"
    known = known_to(user, rows[:PAGE])
    context = {
        "form": form,
        "people": sorted({str(each) for each in people}),
        "rows": [told(row, known) for row in rows[:PAGE]],
        "known": known,
        "older": older,
        "newer": newer,
    }
    return render(request, "journal/list.html", context)


@require_GET
@needs(Permission.SEE_JOURNAL)
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with its facts and its place in the chain."""
    return _show(request, _entry(request, seq), with_private=False)


@require_POST
@needs(Permission.SEE_JOURNAL)
@needs(Permission.SEE_RESTRICTED)
def private(request: HttpRequest, seq: int) -> HttpResponse:
    """The entry with names and notes. That they were read is journaled first."""
    shown = _entry(request, seq)
    record_private_read(
        current_user(request),
        seq=seq,
        at=clock.now(),
        company_id=shown.company_id,
        customer_id=shown.customer_id,
    )
    return _show(request, shown, with_private=True)


def _entry(request: HttpRequest, seq: int) -> JournalEntry:
    mine = list(companies_of(current_user(request)).values_list("id", flat=True))
    found = entries(company_ids=mine).filter(seq=seq).first()
    if found is None:
        raise NotVisible(f"journal entry {seq}")
    return found


def _show(request: HttpRequest, shown: JournalEntry, *, with_private: bool) -> HttpResponse:
    user = current_user(request)
    known = known_to(user, [shown])
    context = {
        "told": told(shown, known),
        "known": known,
        "private": {name: with_days(str(text)) for name, text in shown.private.items()} if with_private else None,
        "may_read_private": bool(shown.private) and may(user, Permission.SEE_RESTRICTED),
        "erased": not shown.salt,
        "used": used(user, _version_of(shown)),
        "draft_id": _draft_of(user, shown),
    }
    return render(request, "journal/entry.html", context)


def _version_of(entry: JournalEntry) -> int | None:
    """The version of the policy that decided, or that the entry is about."""
    number = entry.facts.get("number" if entry.subject_kind == "policy_version" else "policy_version")
    return number if isinstance(number, int) else None


def _draft_of(user: User, entry: JournalEntry) -> int | None:
    """The draft of the policy that the entry is about, for those who may read drafts."""
    if not may(user, Permission.SEE_POLICY_DRAFTS):
        return None
    draft_id = entry.subject_id if entry.subject_kind == "policy_draft" else entry.facts.get("draft")
    return draft_id if isinstance(draft_id, int) else None


@require_POST
@needs(Permission.SEE_JOURNAL)
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds, or name the first broken fact."""
    faults = journal_verify.broken_facts(anchors=proof.anchors_file())
    if faults:
        messages.error(request, _("The journal is broken. %(fact)s") % {"fact": faults[0]})
    else:
        messages.success(request, _("The journal is whole: no entry is missing, changed or out of place."))
    return redirect("journal")
