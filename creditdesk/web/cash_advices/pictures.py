"""The picture that a list came as, shown beside the form into which a person types what it says.

Files are downloads that no browser shows. A picture of these kinds, told by its first bytes, is the exception: it can
hold no program, and is sent so that nothing of it is taken for anything else.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from creditdesk.cash.access import remittance_for
from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.mail.access import attachment_for
from creditdesk.web.permissions import current_user, needs

# Those that every browser shows.
_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))


def kind_of(content: bytes) -> str | None:
    """The kind of a picture that is shown; None for everything else."""
    return next((kind for begins, kind in _KINDS if content.startswith(begins)), None)


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def picture(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """The picture of the list, for who may see its message; 404 where it is none."""
    user = current_user(request)
    shown = remittance_for(user, remittance_id)
    if shown.attachment_id is None:
        raise Http404
    content = bytes(attachment_for(user, shown.attachment_id, as_of=clock.today()).content or b"")
    kind = kind_of(content)
    if kind is None:
        raise Http404
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
