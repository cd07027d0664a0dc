"""What each of eight processes does to the same request at the same moment; `crowd` calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def requests_at_once(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round three quarters approve what they saw, and two change it. Returns what each round told this one."""
    from dataclasses import replace

    from creditdesk import dispatch
    from creditdesk.approvals.deciding import Seen
    from creditdesk.approvals.models import Request
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User
    from tests.world import NOW, TODAY

    writer, approver = (User.objects.get(id=work[name]) for name in ("writer", "approver"))
    told = []
    for request_id, sha256 in work["requests"]:
        meet()
        try:
            if worker < 2:
                request = Request.objects.get(id=request_id)
                line = replace(request.asked.lines[0], amount_minor=90_00 + worker)
                content = replace(request.asked, lines=(line,))
                dispatch.revise_request(request, content=content, seen=1, submit=True, by=writer, at=NOW, as_of=TODAY)
                told.append("changed")
            else:
                by = {"by": approver, "at": NOW, "as_of": TODAY}
                dispatch.approve_requests([Seen(request_id, sha256)], words="", **by)  # type: ignore[arg-type]
                told.append("approved")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            told.append(f"{type(fault).__name__}: {fault}")
    return told
