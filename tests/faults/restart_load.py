"""Programs that work on the database of a desk while it crashes and comes back, and that count afterwards.

    python -m tests.faults.restart_load make     people, documents, files that wait; prints what the others need
    python -m tests.faults.restart_load act      four processes apply money and take it back until told to stop
    python -m tests.faults.restart_load found    prints what is there

`act` reads from its standard input what to act on, and goes on until the file `stop` is in the folder of the desk. Each
act has a key; where the answer fails to come, the same key is asked again, as a careful program does.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

PROCESSES, PROGRAMS = 4, 2
LARGE = 100_000_000_00
FILES, ROWS = 3, 1500
# Longest time that an act may need to be answered after all.
PATIENCE_SECONDS = 60
HEAD = "Customer,Name,Invoice,Date,Due,Currency,Amount\n"


def make() -> dict[str, Any]:
    """The cast, one payment and one invoice for each process and each program, and files in every state of waiting."""
    from creditdesk.config import clock
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage
    from creditdesk.parties.tokens import Scope, make_token
    from tests import builders
    from tests.world import make_world

    world, now = make_world(), clock.now()
    # A customer for each, or all would wait for one another.
    customers = [builders.customer(world.northlight) for _ in range(PROCESSES + PROGRAMS)]
    payments = [builders.payment(customer, amount=LARGE).id for customer in customers]
    invoices = [builders.invoice(customer, amount=LARGE).id for customer in customers]
    tokens = [
        make_token(
            world.erin, name=f"program {number}", scopes=(Scope.READ, Scope.LEDGER), days=1, by=None, at=now
        ).secret
        for number in range(PROGRAMS)
    ]
    for number in range(FILES):
        rows = "".join(
            f"N{row % 40},Customer {row % 40},R-{number}-{row},2026-05-01,2026-05-31,USD,{row}.00\n"
            for row in range(1, ROWS + 1)
        )
        file = actions.receive(
            [(HEAD + rows).encode()], name=f"{number}.csv", company=world.northlight, by=world.erin, at=now,
            as_of=clock.today(),
        )  # fmt: skip
        if number:  # the first one is left to be read
            stage(file.id, now=clock.now)
            file.refresh_from_db()
            actions.post(file, revision=file.revision, by=world.erin, at=clock.now())
    return {"by": world.erin.id, "payments": payments, "invoices": invoices, "tokens": tokens}


def act(work: dict[str, Any]) -> dict[str, Any]:
    """What four processes were answered: key → posting; and how often the answer failed to come."""
    from django.conf import settings

    stop = Path(settings.DATA_DIR) / "stop"
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork")) as crowd:
        found = list(crowd.map(functools.partial(_one, work=work, stop=stop), range(PROCESSES)))
    acknowledged = {key: posting for each in found for key, posting in each["acknowledged"].items()}
    return {"acknowledged": acknowledged, "unsure": sum(each["unsure"] for each in found)}


def _one(number: int, *, work: dict[str, Any], stop: Path) -> dict[str, Any]:
    from creditdesk.config import clock
    from creditdesk.parties.models import User
    from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
    from creditdesk.receivables.models import OpenItem, Posting

    told: dict[str, Any] = {"acknowledged": {}, "unsure": 0}
    by = _sure(lambda: User.objects.get(id=work["by"]), told)
    payment = _sure(lambda: OpenItem.objects.get(id=work["payments"][number]), told)
    today = clock.today()
    common: dict[str, Any] = {"posting_date": today, "as_of": today, "by": by}
    to, count = [ApplyTo(work["invoices"][number], 100 + number)], 0
    while not stop.exists():
        count += 1
        key = f"a/{number}/{count}"
        done = _sure(lambda key=key: apply_credit(payment, to=to, key=key, at=clock.now(), **common), told)  # type: ignore[misc]
        told["acknowledged"][key] = done.id
        if count % 3:
            key = f"r/{number}/{count}"
            back = lambda done=done, key=key: reverse_posting(  # noqa: E731
                Posting.objects.get(id=done.id), key=key, reason="wrong", at=clock.now(), **common
            )
            told["acknowledged"][key] = _sure(back, told).id
    return told


def _sure(do: Callable[[], Any], told: dict[str, Any]) -> Any:
    """Do it under its key until there is an answer."""
    from django.db import InterfaceError, OperationalError, close_old_connections

    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return do()
        except (OperationalError, InterfaceError):
            told["unsure"] += 1
            assert time.monotonic() < give_up, "the database did not come back"
            close_old_connections()
            time.sleep(0.1)


def found() -> dict[str, Any]:
    """The acts that are there, what is open of what they moved, the files, and the nights."""
    from creditdesk.intake.models import ImportFile
    from creditdesk.nightly.models import NightlyRun
    from creditdesk.receivables.models import OpenItem, Posting

    acts = Posting.objects.filter(kind__in=("application", "reversal")).order_by("id")
    nights = NightlyRun.objects.values_list("business_date", "finished_at", "broken")
    return {
        "acts": list(acts.values_list("id", flat=True)),
        "open": dict(OpenItem.objects.filter(original_minor__in=(LARGE, -LARGE)).values_list("id", "open_minor")),
        "files": list(ImportFile.objects.order_by("id").values_list("state", "rows_done")),
        "documents": OpenItem.objects.filter(number__startswith="R-").count(),
        "nights": [[day.isoformat(), ended is not None, broken] for day, ended, broken in nights],
    }


def main() -> None:
    """Do what the argument says; the last line is the answer, as JSON."""
    from creditdesk.__main__ import set_up

    what = sys.argv[1]
    given = json.loads(sys.stdin.read()) if what == "act" else {}
    set_up()
    answer = act(given) if what == "act" else {"make": make, "found": found}[what]()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
