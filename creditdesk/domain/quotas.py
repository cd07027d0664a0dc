"""How much one person may bring into the desk within a day: work needs little of it, mischief would fill the disk."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.reasons import Reason

WINDOW = dt.timedelta(days=1)
MEGABYTE = 1_000_000


def over_quota(*, files: int, size: int, files_most: int, megabytes_most: int) -> Reason | None:
    """Why nobody takes the next file of a person who has brought so many files and bytes within the window, if so."""
    if files < files_most and size < megabytes_most * MEGABYTE:
        return None
    text = (
        "%(files)d files with %(megabytes)d megabytes within a day are the most that one person brings in. "
        "Go on tomorrow, or ask your administrator."
    )
    return Reason("quota.used_up", text, {"files": files, "megabytes": size // MEGABYTE})
