"""Whether somebody may still act: he works here, and his role has the right.

Signing in and tokens ask the first before every request. Whoever decides about money, terms or holds is asked again
here, in the transaction of the act: it may be begun by a command or a background step in the name of a person who left.
"""

from __future__ import annotations

from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.models import User


def left(by: User) -> Reason | None:
    """The reason why the person decides nothing any more, as the database knows him now; None while he works here."""
    if User.objects.filter(id=by.id, is_active=True).exists():
        return None
    return Reason("person.left", "%(who)s does not work here any more", {"who": str(by)})


def refuse_left(by: User) -> None:
    """Raise a Refusal for somebody who does not work here any more."""
    if (reason := left(by)) is not None:
        raise Refusal((reason,))


def may_still(by: User, permission: Permission) -> bool:
    """Whether the person works here and his role has the right. Raises Refusal for somebody who left."""
    refuse_left(by)
    return has_permission(by.desk_role, permission)
