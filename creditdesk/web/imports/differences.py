"""What a list leaves to a person: decided row by row or many at once, taken back; and how every last list ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.list_differences import ANSWERS, Answer
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.intake import differences as deciding
from creditdesk.intake.access import ImportFile, decision_for, file_for
from creditdesk.intake.open_differences import OpenDifference, as_they_are, decisions_of, open_causes, open_rows
from creditdesk.intake.reconciling import Tie, reconciliations
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import items_for
from creditdesk.web.imports.labels import CAUSES
from creditdesk.web.imports.views import status_of
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import amount, count, words

PAGE, DECISIONS_SHOWN = 50, 50
_DIGITS_MOST = 9


class DecideForm(forms.Form):
    """Why, for all chosen rows together."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("What you found out, for whoever asks later."),
    )


@require_GET
@needs(Permission.SEE_IMPORTS)
def differences(request: HttpRequest, file_id: int) -> HttpResponse:
    """The open differences of a list, of one cause or of all, and what was decided about others."""
    return _page(request, file_for(current_user(request), file_id))


@require_POST
@needs(Permission.IMPORT_FILES)
def decide(request: HttpRequest, file_id: int) -> HttpResponse:
    """Take the ERP's figure, or keep ours, for the chosen rows."""
    user = current_user(request)
    shown = file_for(user, file_id)
    form = DecideForm(request.POST)
    answer = request.POST.get("answer", "")
    if not form.is_valid() or answer not in set(Answer):
        return _page(request, shown, form=form, status=422)
    lines = {int(line) for line in request.POST.getlist("line") if line.isdecimal() and len(line) <= _DIGITS_MOST}
    today = clock.today()
    try:
        made = deciding.decide(
            shown,
            lines=lines,
            answer=Answer(answer),
            reason=form.cleaned_data["reason"],
            by=user,
            at=clock.now(),
            as_of=today,
        )
    except Refusal as refusal:
        return _page(request, shown, form=form, refusal=refusal, status=status_of(refusal))
    if answer == Answer.TAKE:
        dispatch.accounts_changed(sorted({one.customer_id for one in made}), as_of=today, at=clock.now())
    text = ngettext("%(count)d document is decided.", "%(count)d documents are decided.", len(made))
    messages.success(request, text % {"count": len(made)})
    return redirect("import_differences", file_id)


@require_http_methods(["GET", "POST"])
@needs(Permission.IMPORT_FILES)
def take_back(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Let a decided difference be open again; what was posted for it is reversed."""
    user = current_user(request)
    decision = decision_for(user, decision_id)
    form, status, today = DecideForm(request.POST or None), 200, clock.today()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                deciding.take_back(decision, reason=form.cleaned_data["reason"], by=user, at=clock.now(), as_of=today)
            except Refusal as refusal:
                status = status_of(refusal)
                form.add_error(None, [words(reason) for reason in refusal.reasons])
            else:
                dispatch.accounts_changed([decision.customer_id], as_of=today, at=clock.now())
                messages.success(request, _("The difference is open again."))
                return redirect("import_differences", decision.file_id)
    return render(request, "imports/take_back.html", {"decision": decision, "form": form}, status=status)


@require_GET
@needs(Permission.SEE_IMPORTS)
def reconciliation(request: HttpRequest) -> HttpResponse:
    """How the last list of each company ties to the ledger, and what nobody has explained."""
    found = reconciliations(current_user(request), as_of=clock.today())
    rows = [{"of": one, "ties": [_tie(tie) for tie in one.ties]} for one in found]
    context = {
        "rows": rows,
        "listed": any(one.day for one in found),
        "may_load": may(current_user(request), Permission.IMPORT_FILES),
    }
    return render(request, "imports/reconciliation.html", context)


def _tie(tie: Tie) -> dict[str, Any]:
    shown = {
        name: amount(minor or 0, tie.currency)
        for name, minor in (
            ("undecided", tie.undecided_minor),
            ("unexplained", tie.unexplained_minor),
            ("off", tie.off_minor),
        )
    }
    waiting = ngettext("%(n)s difference", "%(n)s differences", tie.left) % {"n": count(tie.left)}
    return {"tie": tie, "documents": _documents(tie), "waiting": waiting, **shown}


def _documents(tie: Tie) -> list[dict[str, str]]:
    """How many documents of the list were not as the ledger had them, in words; those that are none are not named."""
    parts = (
        (tie.new, "new", _("%(n)s new")),
        (tie.changed, "changed", _("%(n)s changed")),
        (tie.settled, "missing", _("%(n)s settled")),
        (tie.decided, "", _("%(n)s decided")),
    )
    return [{"verdict": verdict, "text": text % {"n": count(found)}} for found, verdict, text in parts if found]


def _page(
    request: HttpRequest,
    shown: ImportFile,
    *,
    form: DecideForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    causes = open_causes(shown)
    cause = request.GET.get("cause", "")
    cause = cause if cause in causes else ""
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) <= _DIGITS_MOST else 0
    found = list(open_rows(shown, cause=cause).filter(line__gt=begin)[: PAGE + 1])
    waiting = as_they_are(shown, found[:PAGE])
    owing = _who_owe(current_user(request), waiting)
    decided = list(decisions_of(shown)[:DECISIONS_SHOWN])
    narrowed = f"cause={cause}&" if cause else ""
    context = {
        "file": shown,
        "form": form or DecideForm(),
        "refusal": refusal,
        "tabs": _tabs(causes, chosen=cause),
        "rows": [
            {**_shown(one, owing), "chosen": str(one.row.line) in request.POST.getlist("line")} for one in waiting
        ],
        "total": sum(causes.values()) if not cause else causes[cause],
        "older": f"?{narrowed}after={found[PAGE - 1].line}" if len(found) > PAGE else "",
        "newer": f"?{narrowed}" if begin else "",
        "decided": decided,
        "names": names_of(name for one in decided for name in (one.decided_by, one.taken_back_by)),
        "causes": CAUSES,
        "may_load": may(current_user(request), Permission.IMPORT_FILES),
        "may_post": may(current_user(request), Permission.POST_LEDGER),
    }
    return render(request, "imports/differences.html", context, status=status)


def _tabs(causes: dict[str, int], *, chosen: str) -> list[dict[str, Any]]:
    every = {"label": _("All"), "url": "?", "count": sum(causes.values()), "active": not chosen}
    return [
        every,
        *(
            {"label": CAUSES[cause], "url": f"?cause={cause}", "count": count, "active": cause == chosen}
            for cause, count in causes.items()
        ),
    ]


def _who_owe(user: User, waiting: Iterable[OpenDifference]) -> dict[int, str]:
    """Item → what its customer is called: an ERP's list often has the number alone."""
    asked = {document.facts["id"] for one in waiting for document in one.documents}
    return {item.id: item.customer.name for item in items_for(user, asked, as_of=clock.today())}


def _shown(one: OpenDifference, owing: Mapping[int, str]) -> dict[str, Any]:
    """The row with the sums of its documents on both sides."""
    row = one.row.row
    item = one.documents[0].facts["id"] if one.documents else None
    return {
        "line": one.row.line,
        "in_file": one.row.in_file,
        "number": row["number"],
        "customer": row.get("customer_name") or owing.get(item or 0, ""),
        "customer_number": row["customer_number"],
        "currency": row["currency"],
        "ours": sum(each.facts["open_minor"] for each in one.documents),
        "theirs": sum(each.stated.open_minor for each in one.documents),
        "item": item,
        "reason": one.reason,
        "may_take": Answer.TAKE in ANSWERS[one.cause],
    }
