"""Before a list leaves the desk: the right to it, a second factor, and no more of them than one person takes out.

@require_GET
@needs(Permission.SEE_HISTORY)
@takes_out_a_list
def as_csv(request: HttpRequest) -> HttpResponse: ...
"""

from __future__ import annotations

import functools
from typing import ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.parties.exports import refuse_too_many
from creditdesk.web.permissions import View, asked_from_the_desk, current_user, needs
from creditdesk.web.sign_in.adapter import has_second_factor

P = ParamSpec("P")


def takes_out_a_list(view: View[P]) -> View[P]:
    """Let only exporters with a second factor take the list out; who has none sets it up first, as those who decide do.

    Whoever has a second factor gave it when he signed in. The limit is asked before the list is made, and once more
    when it is journaled.
    """

    @needs(Permission.EXPORT)
    @asked_from_the_desk
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        user = current_user(request)
        if not has_second_factor(user):
            messages.info(request, _("A list leaves the desk with a second factor only. Set it up, then take it out."))
            return redirect("mfa_activate_totp")
        refuse_too_many(user, limit=settings.EXPORTS_PER_HOUR, at=clock.now())
        return view(request, *args, **kwargs)

    return guarded
