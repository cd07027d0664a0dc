"""What a draft changes and would do, and deciding about it: submit, withdraw, approve, reject."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain import policy_changes
from creditdesk.domain.policy import PolicyDocument, PolicyError, default_policy
from creditdesk.domain.policy_drafts import REASON_LONGEST, DraftState
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import bucket_labels
from creditdesk.followup.what_if import companies_under, effect_of
from creditdesk.policy import drafting
from creditdesk.policy.access import draft_for, works_for_all
from creditdesk.policy.queries import document_of
from creditdesk.web.fields import TypedDateField
from creditdesk.web.permissions import current_user, may, needs, needs_fresh_sign_in
from creditdesk.web.policy.draft_page import panes_of
from creditdesk.web.policy.drafts import may_write, standing_version
from creditdesk.web.policy.reading import edition_of
from creditdesk.web.sentences import day_words
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.followup.what_if import BucketEffect
    from creditdesk.policy.models import PolicyDraft


class SubmitForm(forms.Form):
    """Why, and from which day."""

    reason = forms.CharField(
        label=gettext_lazy("Why it changes"),
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The approver reads it, and it stays with the version."),
    )
    effective_from = TypedDateField(label=gettext_lazy("Takes effect on"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, as_of: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["effective_from"].as_of = as_of  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """What the approver saw, and what he says about it."""

    reason = forms.CharField(
        label=gettext_lazy("What you say about it"),
        required=False,
        max_length=REASON_LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to reject it."),
    )
    sha256 = forms.CharField(widget=forms.HiddenInput)
    compared_with = forms.IntegerField(widget=forms.HiddenInput)


@require_GET
@needs(Permission.SEE_POLICY_DRAFTS)
def changes(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the draft changes of the version that it would take over from."""
    return _show(request, draft_for(current_user(request), draft_id))


@require_GET
@needs(Permission.SEE_POLICY_DRAFTS)
def effect(request: HttpRequest, draft_id: int) -> HttpResponse:
    """What the draft would do today, worked out without writing anything."""
    user, today = current_user(request), clock.today()
    draft = draft_for(user, draft_id)
    try:
        document = PolicyDocument.parse_yaml(draft.text)
    except PolicyError:
        return redirect("policy_draft_changes", draft_id=draft_id)
    effects = [effect_of(document, company=company, as_of=today) for company in companies_under(draft, user)]
    shown = [(each, [_table(buckets) for buckets in each.buckets]) for each in effects]
    page = "policy/effect.html" if "HX-Request" in request.headers else "policy/effect_page.html"
    return render(request, page, {"draft": draft, "effects": shown, "today": today})


def _table(buckets: BucketEffect) -> dict[str, Any]:
    sides = (
        (_("Now"), zip(bucket_labels(buckets.edges_before), buckets.before, strict=True)),
        (_("With the draft"), zip(bucket_labels(buckets.edges_after), buckets.after, strict=True)),
    )
    return {"currency": buckets.currency, "sides": [(label, list(cells)) for label, cells in sides]}


@require_POST
@needs(Permission.WRITE_POLICY)
def submit(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask for approval."""
    user, today = current_user(request), clock.today()
    draft = draft_for(user, draft_id)
    form = SubmitForm(request.POST, as_of=today)
    if not form.is_valid():
        return _show(request, draft, submit_form=form, status=422)
    facts = form.cleaned_data
    try:
        drafting.submit_draft(
            draft,
            reason=facts["reason"],
            effective_from=facts["effective_from"],
            seen=facts["version"],
            by=user,
            at=clock.now(),
            as_of=today,
        )
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return _show(request, draft_for(user, draft_id), submit_form=form, status=_status(refusal))
    messages.success(request, _("Submitted. Somebody else approves it."))
    return redirect("policy_draft_changes", draft_id=draft_id)


@require_POST
@needs(Permission.WRITE_POLICY)
def withdraw(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put the draft aside for good."""
    user = current_user(request)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdigit() and len(seen) < 10 else 0
    drafting.withdraw_draft(draft_for(user, draft_id), seen=version, by=user, at=clock.now())
    messages.success(request, _("Withdrawn. The draft is kept."))
    return redirect("policy_drafts")


@require_POST
@needs(Permission.WRITE_POLICY)
def catch_up(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take what was adopted meanwhile into the draft."""
    user = current_user(request)
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isdigit() and len(seen) < 10 else 0
    draft = draft_for(user, draft_id)
    drafting.catch_up_draft(draft, seen=version, by=user, at=clock.now(), as_of=clock.today())
    messages.success(request, _("The draft has what was adopted meanwhile."))
    return redirect("policy_draft_changes", draft_id=draft_id)


@require_POST
@needs(Permission.APPROVE_POLICY)
@needs_fresh_sign_in
def approve(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Adopt what was seen as the next version."""
    user, today = current_user(request), clock.today()
    draft, form = draft_for(user, draft_id), DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, decide_form=form, status=422)
    try:
        version = drafting.approve_draft(draft, **form.cleaned_data, by=user, at=clock.now(), as_of=today)
    except Refusal as refusal:
        return _refused(request, draft_id, form, refusal)
    words = {"number": version.number, "day": day_words(version.effective_from)}
    messages.success(request, _("Version %(number)d is adopted and takes effect on %(day)s.") % words)
    return redirect("policy_version", number=version.number)


@require_POST
@needs(Permission.APPROVE_POLICY)
@needs_fresh_sign_in
def reject(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give the draft back with a reason."""
    user = current_user(request)
    draft, form = draft_for(user, draft_id), DecideForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, decide_form=form, status=422)
    facts = form.cleaned_data
    try:
        drafting.reject_draft(draft, reason=facts["reason"], sha256=facts["sha256"], by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, draft_id, form, refusal)
    messages.success(request, _("Rejected. Its writers see why."))
    return redirect("policy_drafts")


def _refused(request: HttpRequest, draft_id: int, form: DecideForm, refusal: Refusal) -> HttpResponse:
    """The page as it is now, with the reasons and what was typed; the decision is about what it shows now."""
    draft = draft_for(current_user(request), draft_id)
    again = DecideForm({**_seen(draft), "reason": form.cleaned_data["reason"]})
    again.is_valid()
    again.add_error(None, [words(reason) for reason in refusal.reasons])
    return _show(request, draft, decide_form=again, status=_status(refusal))


def _status(refusal: Refusal) -> int:
    return 409 if any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons) else 422


def _seen(draft: PolicyDraft) -> dict[str, Any]:
    standing = standing_version(draft)
    return {"sha256": draft.sha256, "compared_with": standing.number if standing else 0}


def _show(
    request: HttpRequest,
    draft: PolicyDraft,
    *,
    submit_form: SubmitForm | None = None,
    decide_form: DecideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, today = current_user(request), clock.today()
    standing, state = standing_version(draft), DraftState(draft.state)
    final = state in {DraftState.ADOPTED, DraftState.WITHDRAWN}
    found, mistakes = _compared(draft, final=final)
    earliest = drafting.earliest_day(draft.company_id)
    likely = draft.effective_from or max(filter(None, (earliest, today + dt.timedelta(days=1))))
    first = {"reason": draft.reason, "effective_from": likely.isoformat(), "version": draft.version}
    reach = draft.company_id is not None or works_for_all(user)
    wrote = draft.writers.filter(id=user.id).exists()
    context = {
        "draft": draft,
        "standing": edition_of(standing),
        "pages": [(title, list(rows)) for title, rows in groupby(found, key=lambda change: change.page)],
        "count": len(found),
        "mistakes": mistakes,
        "base_moved": not final and draft.base_number != (standing.number if standing else 0),
        "is_final": final,
        "may_write": may_write(user, draft),
        "may_submit": may_write(user, draft) and state is not DraftState.SUBMITTED,
        "may_decide": reach and may(user, Permission.APPROVE_POLICY) and state is DraftState.SUBMITTED and not wrote,
        "is_own": wrote and state is DraftState.SUBMITTED,
        "submit_form": submit_form or SubmitForm(initial=first, as_of=today),
        "decide_form": decide_form or DecideForm(initial=_seen(draft)),
        "writers": draft.writers.order_by("username"),
    }
    return render(request, "policy/draft_changes.html", context, status=status)


def _compared(draft: PolicyDraft, *, final: bool) -> tuple[tuple[policy_changes.PolicyChange, ...], Any]:
    """What differs, or every mistake of a text that is no policy yet. What is done is compared with where it began."""
    standing = drafting.version_numbered(draft.base_number) if final else standing_version(draft)
    try:
        document = PolicyDocument.parse_yaml(draft.text)
    except PolicyError:
        return (), panes_of(draft.text, standing=standing).mistakes
    return policy_changes.changes(document_of(standing) if standing else default_policy(), document), ()
