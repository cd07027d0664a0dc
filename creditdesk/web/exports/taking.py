"""A list on a screen leaves the desk as a file, with the screen's filters and order.

    path("exports/accounts/", take_out("accounts"), name="export_accounts")     # ?format=xlsx&currency=USD&late=on

The rules by which it leaves are told in docs/rules/access.md. A small file is the answer itself; a large one is
ordered, and the answer is the page that shows how far it is.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission
from creditdesk.exports.access import is_counted, listing_named, needs_right
from creditdesk.exports.actions import order_export, record_taken
from creditdesk.exports.asking import Asked, Listing
from creditdesk.exports.making import ask, is_large, make, sources_in
from creditdesk.exports.writers import MEDIA_TYPES
from creditdesk.parties.exports import refuse_too_many
from creditdesk.web.fields import PastDayField
from creditdesk.web.permissions import View, asked_from_the_desk, current_user, needs
from creditdesk.web.sign_in.adapter import has_second_factor

# What a screen asks for: the day, and what the list is narrowed to.
Wanted = tuple[dt.date, dict[str, str]]
Read = Callable[[HttpRequest, Listing], Wanted]
# Filters that say of what one thing a list is: a remittance's statement, the case of a bankruptcy.
_NAMED_IN_THE_QUERY = ("statement", "case")


def take_out(name: str, *, read: Read | None = None) -> View[...]:
    """The view that gives the list out. `read` tells what the screen asks for, where its address says it otherwise."""
    listing = listing_named(name)

    def taken(request: HttpRequest, /, **subject: int) -> HttpResponse:
        user = current_user(request)
        as_of, wanted = (read or as_in_the_address)(request, listing)
        of = {key.removesuffix("_id"): str(number) for key, number in subject.items()}
        asked = ask(listing, user=user, wanted={**wanted, **of}, as_of=as_of, today=clock.today(), now=clock.now())
        # What one may not see does not exist, before anything else is asked; some lists name it in the query.
        if subject or any(asked.get(name) is not None for name in _NAMED_IN_THE_QUERY):
            asked.require_visible()
        if is_counted(listing):
            if not has_second_factor(user):
                text = _("A list leaves the desk with a second factor only. Set it up, then take it out.")
                messages.info(request, text)
                return redirect("mfa_activate_totp")
            refuse_too_many(user, limit=settings.EXPORTS_PER_HOUR, at=clock.now())
        return _given_out(asked, form="xlsx" if request.GET.get("format") == "xlsx" else "csv")

    guarded: View[...] = asked_from_the_desk(taken)
    if needs_right(listing):
        guarded = needs(Permission.EXPORT)(guarded)
    return require_GET(needs(*listing.permissions)(guarded))


def as_in_the_address(request: HttpRequest, listing: Listing) -> Wanted:
    """As of today, or of the address's day where the list has a past; what is no filter of the list narrows nothing."""
    today = clock.today()
    as_of = _day(request.GET.get("as_of", ""), today) if listing.has_past else today
    return as_of, readable(listing, {name: request.GET[name] for name in request.GET})


def readable(listing: Listing, given: Mapping[str, str]) -> dict[str, str]:
    """Those of the filters that the list has and that can be read, as the screen takes them."""
    return {
        name: text for name, text in given.items() if text and name in listing.filters and _fits(listing, name, text)
    }


def _fits(listing: Listing, name: str, text: str) -> bool:
    try:
        listing.filters[name](text)
    except ValueError:
        return False
    return True


def _day(text: str, today: dt.date) -> dt.date:
    """The day as it was typed: a file of another day than was meant would go out unseen. Raises Refusal."""
    try:
        return PastDayField(today=today).clean(text) or today
    except ValidationError as error:
        raise refuse("filter.unreadable", "%(problem)s", problem=" ".join(error.messages)) from error


def _given_out(asked: Asked, *, form: str) -> HttpResponse:
    limit = settings.EXPORTS_PER_HOUR
    sources = sources_in(asked, form=form)
    if is_large(sources):
        export = order_export(
            asked,
            form=form,
            language=get_language() or "en",
            sources=sources,
            at=clock.now(),
            limit=limit,
            key=f"web/{secrets.token_hex(16)}",
        )
        return redirect("export", export.id)
    made = make(asked, form=form)
    record_taken(asked, rows=made.rows, at=clock.now(), limit=limit)
    response = HttpResponse(made.content, content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.name) or ""
    return response
