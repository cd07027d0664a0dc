"""A program that takes one file in as the desk's worker does, and tells what it needed; others may work meanwhile.

    python -m benchmarks.taking_in FILE COMPANY USER     prints {"wall": …, "reader_mb": …, "desk_mb": …, …}

It is a process of its own, so that its peak of memory is that of this one file. The reader's is the greatest of its
children, and it has one; the kernel counts what a child had before it became another program, so that the figure is
never too low.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

from creditdesk.__main__ import set_up

PIECE = 1_000_000
# The kernel's unit of the peak: kilobytes on Linux, bytes on macOS.
_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


def main(path: str, company_code: str, username: str) -> None:
    """Receive, read and post the file, and print the figures as JSON."""
    from django.db.models import Sum

    from creditdesk.config import clock
    from creditdesk.intake import actions
    from creditdesk.intake.worker import advance
    from creditdesk.parties.models import Company, User
    from creditdesk.receivables.models import OpenItem

    company, by = Company.objects.get(code=company_code), User.objects.get(username=username)
    began = perf_counter()
    with Path(path).open("rb") as stream:
        pieces = iter(lambda: stream.read(PIECE), b"")
        now, today = clock.now, clock.today()
        file = actions.receive(pieces, name=Path(path).name, company=company, by=by, at=now(), as_of=today)
    while advance(file.id, now=now, as_of=today):
        file.refresh_from_db()
        if file.state == "previewed":
            break
    read = perf_counter()
    if file.state == "previewed":
        actions.post(file, revision=file.revision, by=by, at=now())
    while advance(file.id, now=now, as_of=today):
        pass
    file.refresh_from_db()
    sums = OpenItem.objects.filter(import_file_id=file.id).aggregate(
        original=Sum("original_minor"), left=Sum("open_minor")
    )
    print(
        json.dumps(
            {
                "state": file.state,
                "said": file.refusal or file.problem,
                "rows": file.rows_done,
                "original_minor": sums["original"],
                "open_minor": sums["left"],
                "reading": read - began,
                "wall": perf_counter() - began,
                "cpu": process_time() + _cpu_of_children(),
                "reader_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _PER_MB),
                "desk_mb": _own_peak_mb(),
            }
        )
    )


def _own_peak_mb() -> int:
    """The peak of this program alone. What the kernel tells of a process counts the program that started it as well,
    whose memory it shared for an instant; of the program itself Linux tells apart.
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines() if ":" in line)
        return round(int(told["VmHWM"].split()[0]) / 1024)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _PER_MB)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    set_up()
    main(*sys.argv[1:])
