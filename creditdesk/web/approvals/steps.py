"""What every form that asks for something does: find the documents and papers, ask, change, and say what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import visible_documents
from creditdesk.receivables.access import items_for
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.permissions import current_user

if TYPE_CHECKING:
    from django import forms

    from creditdesk.approvals.models import Request
    from creditdesk.domain.requests import Content
    from creditdesk.followup.models import Document
    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import OpenItem

SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
MOST_PAPERS = 50


def ids_of(request: HttpRequest) -> list[int]:
    """The documents that the address names, by their keys."""
    return [int(one) for one in request.GET.getlist("item") if one.isdecimal() and len(one) < 19]


def chosen(request: HttpRequest, customer: Customer) -> list[OpenItem]:
    """The documents that were chosen on the account, the first due first. Raises Http404 for those of another."""
    ids = ids_of(request)
    found = items_for(current_user(request), ids, as_of=clock.today())
    if len(found) != len(set(ids)) or any(one.customer_id != customer.id for one in found):
        raise Http404
    return sorted(found, key=lambda one: (one.due_date, one.id))


def asked_about(request: HttpRequest, content: Content) -> list[OpenItem]:
    """The documents that a request names, in its order, as far as the reader sees them."""
    ids = [line.item_id for line in content.lines if line.item_id is not None]
    return sorted(items_for(current_user(request), ids, as_of=clock.today()), key=lambda one: ids.index(one.id))


def papers(request: HttpRequest, customer: Customer) -> list[Document]:
    """The newest documents of the account, which may be shown as evidence."""
    return list(visible_documents(current_user(request), customer_id=customer.id).defer("content")[:MOST_PAPERS])


def is_draft(request: HttpRequest) -> bool:
    """Whether what was typed is kept as a draft."""
    return request.POST.get("act") == "draft"


def ask(request: HttpRequest, customer: Customer, content: Content, *, key: str) -> Request:
    """Ask for it, or keep it as a draft. Raises Refusal."""
    return dispatch.prepare_request(
        customer,
        content=content,
        submit=not is_draft(request),
        by=current_user(request),
        at=clock.now(),
        as_of=clock.today(),
        key=f"web/{key}",
    )


def seen(request: HttpRequest, found: Request) -> str:
    """The revision that the reader saw."""
    return request.POST.get("seen", str(found.revision))


def ask_anew(request: HttpRequest, found: Request, content: Content) -> Request:
    """Put the content in the place of what an open request says, and say so. Raises Refusal."""
    revision = seen(request, found)
    changed = dispatch.revise_request(
        found,
        content=content,
        seen=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
        submit=not is_draft(request),
        by=current_user(request),
        at=clock.now(),
        as_of=clock.today(),
    )
    messages.success(request, _("Changed. It is decided about as it says now."))
    return changed


def say_asked(request: HttpRequest, asked: str = "") -> None:
    """Say what came of asking."""
    kept, submitted = _("Kept as a draft that only you see."), asked
    if not submitted:
        submitted = _("Asked for. It counts once somebody with the authority approves it.")
    messages.success(request, kept if is_draft(request) else submitted)


def refused(form: forms.Form, refusal: Refusal) -> int:
    """Put the reasons of the refusal to the form; returns the status of the answer."""
    for sentence in refused_words(refusal):
        form.add_error(None, sentence)
    return refused_status(refusal)
