"""J7: finding what was said, by the index of words, beside a plain look through the texts.

    CREDITDESK_DEMO=1 CREDITDESK_DATA_DIR=build/notes python -m benchmarks.notes 100000

`DATABASE_URL` names another database; it must be empty. Notes of thirty words on 400 accounts of ten portfolios.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

import django
from django.db import connection

RUNS = 5
ACCOUNTS = 400
# One note in so many holds the word.
RARE, COMMON = 70, 2


def main(count: int) -> None:
    """Make the notes and print a line of Markdown for each search."""
    django.setup()
    from creditdesk.commands.migrate import prepare_database

    prepare_database()
    from benchmarks import data
    from benchmarks.run import database_version

    data.make_people()
    customers = data.make_customers(ACCOUNTS)
    print(f"{connection.vendor} {database_version()}; {count:,} notes", flush=True)
    began = perf_counter()
    _write(customers, count=count)
    print(f"written in {perf_counter() - began:.1f} s\n\n| search | by the index | through the texts |\n|---|---|---|")
    for what, indexed, plain in searches():
        print(f"| {what} | {_milliseconds(indexed)} | {_milliseconds(plain)} |", flush=True)


def searches() -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """What is asked for, by the desk's way and by a pattern within what the same reader sees."""
    from benchmarks import data
    from creditdesk.followup.access import readable
    from creditdesk.followup.models import Activity
    from creditdesk.followup.searching import search_page
    from creditdesk.parties.models import Customer, User
    from creditdesk.parties.reach import reach_of

    supervisor, rep = User.objects.get(username="supervisor"), User.objects.get(username="rep0")
    one = Customer.objects.filter(portfolio__rep=rep).order_by("id").values_list("id", flat=True)[0]

    def plain(user: User, text: str, customer_id: int | None) -> list[Activity]:
        found = Activity.objects.filter(readable(user), reach_of(user, as_of=data.TODAY).customers("customer__"))
        found = found.filter(customer_id=customer_id) if customer_id is not None else found
        for word in text.split():
            found = found.filter(search_text__contains=word)
        return list(found.select_related("customer__company", "by", "contact").order_by("-happened_at", "-id")[:51])

    for what, user, text, customer_id in (
        (f"a word of every {RARE}th note, all accounts", supervisor, "carrier", None),
        ("two rare words, all accounts", supervisor, "carrier pallet", None),
        ("the beginning of a number that one note names", supervisor, "chk70000", None),
        (f"a word of every {COMMON}nd note, all accounts", supervisor, "invoice", None),
        ("a word that nobody said, all accounts", supervisor, "zeppelin", None),
        ("the rare word, a rep's own accounts", rep, "carrier", None),
        ("the rare word, one account", rep, "carrier", one),
    ):
        yield (
            what,
            lambda user=user, text=text, key=customer_id: search_page(  # type: ignore[misc]
                user, text, as_of=data.TODAY, customer_id=key
            ),
            lambda user=user, text=text, key=customer_id: plain(user, text, key),  # type: ignore[misc]
        )


def _write(customers: list[int], *, count: int) -> None:
    from benchmarks import data
    from creditdesk.followup.models import Activity
    from creditdesk.parties.models import Company, User

    chance, company = random.Random(20261130), Company.objects.get(code="BM")
    by = User.objects.get(username="supervisor")
    words = [f"{first}{last}" for first in ("pay", "ship", "call", "promis", "disput") for last in _endings()]

    def note(number: int) -> str:
        said = chance.choices(words, k=27)
        said.append(f"CHK{number + 600_000}")
        said.append("carrier" if number % RARE == 0 else "truck")
        said.append("pallet" if number % (RARE * 3) == 0 else "box")
        said.append("invoice" if number % COMMON == 0 else "statement")
        return " ".join(said)

    for start in range(0, count, 2000):
        Activity.objects.bulk_create(
            Activity(
                company=company,
                customer_id=customers[chance.randrange(len(customers))],
                channel="note",
                direction="internal",
                outcome="noted",
                note=note(number),
                happened_at=data.NOW - dt.timedelta(minutes=7 * (count - number)),
                recorded_at=data.NOW,
                by=by,
                key=f"bench-{number}",
            )
            for number in range(start, min(start + 2000, count))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _endings() -> list[str]:
    return [f"{a}{b}" for a in "aeiouy" for b in ("", "d", "n", "r", "s", "t", "ing", "ed", "er", "ment")]


def _milliseconds(work: Callable[[], object]) -> str:
    from benchmarks.measuring import median_time

    work()
    return f"{median_time(work, runs=RUNS)[0] * 1000:.1f} ms"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
