"""Customers' statements: the list, a statement that comes in, and the page on which both sides are brought to zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.account_reconciliation import Action, Cause
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.reconciliation_words import ACTIONS, CAUSES, DIFFERENCE_KINDS, HOWS, STATEMENT_STATES
from creditdesk.followup.access import possible_owners
from creditdesk.letters.reconciliations import letter_of
from creditdesk.parties.access import customer_for
from creditdesk.reconciliation.access import statement_for
from creditdesk.reconciliation.loading import load_statement, read_file
from creditdesk.reconciliation.queries import compare, default_action, default_cause, proof_rows, statements_in
from creditdesk.web.account_reconciliation.forms import LineForm, StatementForm, TotalForm
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words as in_words

if TYPE_CHECKING:
    from creditdesk.reconciliation.access import CustomerStatement
    from creditdesk.reconciliation.queries import Compared

MOST = 100
# So many differences, pairs and lines are drawn; the workbook has them all.
MOST_ROWS = 300
TONES = {"open": "accent", "explained": "success", "reconciled": "neutral", "withdrawn": "neutral"}
SHOWN = {"work": ("open", "explained"), "reconciled": ("reconciled",), "withdrawn": ("withdrawn",)}


@require_GET
@needs(Permission.SEE_HISTORY)
def statements(request: HttpRequest) -> HttpResponse:
    """The statements that are worked on, those that are reconciled; of one account where the address names it."""
    user, today = current_user(request), clock.today()
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN else "work"
    asked = request.GET.get("customer", "")
    customer = customer_for(user, int(asked), as_of=today) if asked.isdecimal() and len(asked) < 19 else None
    states = () if customer else SHOWN[shown]
    found = statements_in(user, states=states, customer_id=customer.id if customer else None, as_of=today)
    rows = list(found[: MOST + 1])
    labels = {"work": _("To be worked on"), "reconciled": _("Reconciled"), "withdrawn": _("Withdrawn")}
    tabs = [
        {"label": label, "url": f"?show={name}", "active": name == shown, "count": None, "key": str(number)}
        for number, (name, label) in enumerate(labels.items(), start=1)
    ]
    context = {
        "rows": [(one, STATEMENT_STATES[one.state], TONES[one.state]) for one in rows[:MOST]],
        "more": len(rows) > MOST,
        "tabs": [] if customer else tabs,
        "customer": customer,
        "shown": shown,
        "may_load": customer is not None and may(user, Permission.RECORD_ACTIVITY),
    }
    return render(request, "account_reconciliation/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def new(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Load a statement of the customer, or begin one that is typed line by line."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    bound = request.method == "POST"
    form = StatementForm(
        request.POST if bound else None, request.FILES if bound else None, today=today, currency=customer.currency
    )
    earlier = f"{reverse('customer_statements')}?customer={customer.id}"
    context = {"customer": customer, "form": form, "list_url": earlier}
    if not bound or not form.is_valid():
        return render(request, "account_reconciliation/new.html", context, status=422 if bound else 200)
    told = form.cleaned_data
    try:
        file = None
        if told["file"]:
            content = told["file"].read()
            file = read_file(customer, name=told["file"].name, content=content, telling=form.telling(), as_of=today)
        made = load_statement(
            customer,
            day=told["day"],
            currency=told["currency"],
            told=file,
            stated_minor=told["stated"],
            even_if_foreign=told["even_if_foreign"],
            by=user,
            at=clock.now(),
            as_of=today,
            key=f"web/{told['key']}",
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return render(request, "account_reconciliation/new.html", context, status=refused_status(refusal))
    messages.success(request, _("Loaded and compared with the account as of its day."))
    return redirect("customer_statement", made.id)


@require_GET
@needs(Permission.SEE_HISTORY)
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Both sides, what differs and why, running down to zero."""
    return page(request, statement_for(current_user(request), statement_id, as_of=clock.today()))


def page(
    request: HttpRequest, found: CustomerStatement, *, refused: tuple[Reason, ...] = (), status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of the statement, with what was refused at its head."""
    user, today = current_user(request), clock.today()
    compared = compare(found)
    works = found.state in SHOWN["work"] and may(user, Permission.RECORD_ACTIVITY)
    free_lines, free_items = _free(compared)
    context: dict[str, Any] = {
        "one": found,
        "state": STATEMENT_STATES[found.state],
        "tone": TONES[found.state],
        "proof": compared.proof,
        "rows": [_row(one) for one in proof_rows(compared)[:MOST_ROWS]],
        "more_rows": len(compared.proof.lines) > MOST_ROWS,
        "pairs": _pairs(compared)[:MOST_ROWS],
        "pair_count": len(compared.matches),
        "proposals": _proposals(compared) if works else [],
        "free_lines": free_lines[:MOST_ROWS],
        "free_items": free_items[:MOST_ROWS],
        "remarks": [in_words(one) for one in found.reasons],
        "works": works,
        "may_reopen": found.state == "reconciled" and may(user, Permission.RECORD_ACTIVITY),
        "owners": possible_owners(found.customer, as_of=today) if works else [],
        "causes": [(one.value, CAUSES[one.value]) for one in Cause],
        "todo": [(one.value, ACTIONS[one.value]) for one in Action],
        "line_form": forms.get("line_form") or LineForm(None, currency=found.currency, today=today),
        "total_form": forms.get("total_form") or TotalForm(None, currency=found.currency),
        "refused": refused,
        "letter": letter_of(found),
    }
    return render(request, "account_reconciliation/statement.html", context, status=status)


def _row(row: Any) -> dict[str, Any]:
    said = row.explanation
    one = row.difference
    return {
        "row": row,
        "kind": DIFFERENCE_KINDS[said.kind if said else one.kind.value],
        "why": in_words(one.hint.reason),
        "said": said,
        "cause": CAUSES[default_cause(row).value],
        "action": ACTIONS[default_action(row).value],
        "cause_name": default_cause(row).value,
        "action_name": default_action(row).value,
        "other_id": one.hint.item_id,
    }


def _pairs(compared: Compared) -> list[dict[str, Any]]:
    items = {one.id: one for one in compared.sides.items}
    return [
        {"match": one, "item": items[one.item_id], "line": compared.lines[one.line_id], "how": HOWS[one.how]}
        for one in compared.matches
    ]


def _proposals(compared: Compared) -> list[dict[str, Any]]:
    items = {one.id: one for one in compared.sides.items}
    return [
        {"item": items[one.item_id], "line": compared.lines[one.line_id], "how": HOWS[one.how.value]}
        for one in compared.proposals()[:MOST_ROWS]
    ]


def _free(compared: Compared) -> tuple[list[Any], list[Any]]:
    lines, items = {one.line_id for one in compared.matches}, {one.item_id for one in compared.matches}
    return (
        [one for key, one in compared.lines.items() if key not in lines],
        [one for one in compared.sides.items if one.id not in items],
    )
