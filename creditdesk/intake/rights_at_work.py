"""Background work on a file is done in somebody's name, and with the rights that he has while it is done."""

from __future__ import annotations

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.intake.access import visible_files
from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import User


def refuse_without_rights(file: ImportFile) -> None:
    """Raise a Refusal where the one in whose name the file is posted or taken back may not do that any more.

    What is posted stays posted. Somebody who may lets the rest go on, in his own name.
    """
    undoing = file.state == ImportFile.State.UNDOING
    username = file.undone_by if undoing else file.posted_by
    user = User.objects.filter(username=username).first()
    if user is not None and _may(user, file, undoing=undoing):
        return
    text = "%(user)s, in whose name it is done, no longer has the right to do it. Somebody who has lets it go on."
    raise refuse("import.rights_lost", text, user=username)


def _may(user: User, file: ImportFile, *, undoing: bool) -> bool:
    right = Permission.UNDO_IMPORT if undoing else Permission.IMPORT_FILES
    return has_permission(user.desk_role, right) and visible_files(user).filter(id=file.id).exists()
