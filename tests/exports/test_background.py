"""Large files are made in the background: in short steps that survive being killed, for their owner, for a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.exports import worker
from creditdesk.exports.making import refuse_too_long
from creditdesk.exports.models import Export, ExportPart
from creditdesk.exports.writers import SHEET_ROWS_MOST
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, Portfolio, User
from tests import builders
from tests.web.clients import client_of, give_second_factor
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
STEP = 3


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def many(world: World, settings: Any) -> World:
    """Eight accounts that owe something, where more than one is a large list, read three at a time."""
    settings.EXPORT_ROWS_AT_ONCE = 1
    for number in range(8):
        builders.invoice(builders.customer(world.northlight, name=f"Customer {number}"), amount=100 * (number + 1))
    return world


def ordered(world: World, *, form: str, name: str = "accounts", user: User | None = None) -> Export:
    """A large file that somebody asked for."""
    answer = taken(client_of(user or world.bob), name, form=form)
    export = Export.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, reverse("export", args=[export.id]))
    return export


def work(steps: int = 100) -> int:
    """How many of so many steps the worker made."""
    return sum(worker.step(now=clock.now, size=STEP) for _ in range(steps))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_large_list_is_ordered_read_in_steps_and_fetched_by_its_owner(many: World, form: str) -> None:
    export = ordered(many, form=form)
    bob = client_of(many.bob)
    assert work(1) == 1
    page = bob.get(reverse("export_progress", args=[export.id]))
    assert 'value="3" max="8"' in page.content.decode()
    assert bob.get(reverse("export_file", args=[export.id])).status_code == 422
    assert 2 <= work() <= 3
    assert bob.get(reverse("export_progress", args=[export.id]))["HX-Refresh"] == "true"
    answer = bob.get(reverse("export_file", args=[export.id]))
    assert answer["Content-Disposition"] == f'attachment; filename="accounts-2026-06-15.{form}"'
    content = content_of(answer)
    assert str(len(content)) == answer["Content-Length"]
    if form == "csv":
        names = [row["Customer"] for row in csv_rows(bob.get(reverse("export_file", args=[export.id])))]
    else:
        heads, *rows, _free, total = sheet(content)
        names = [row[heads.index("Customer")] for row in rows]
        assert total[heads.index("Open")] == 36.0
        assert dict(sheet(content, number=1))["Rows"] == 8.0
    assert names == [f"Customer {number}" for number in reversed(range(8))]
    kinds = JournalEntry.objects.filter(by="bob").values_list("kind", flat=True)
    assert list(kinds.order_by("seq"))[:2] == ["export.accounts", "export.fetched"]
    assert not ExportPart.objects.filter(is_file=False).exists()


def test_a_step_that_was_killed_is_made_again_and_nothing_comes_twice(many: World) -> None:
    export = ordered(many, form="csv")
    assert work(1) == 1
    # A process took its turn, and was killed before it kept anything.
    Export.objects.filter(id=export.id).update(turn_until=NOW + worker.TURN)
    assert work(3) == 0
    with time_machine.travel(NOW + worker.TURN, tick=False):
        assert work() == 2
        rows = csv_rows(client_of(many.bob).get(reverse("export_file", args=[export.id])))
    assert len({row["Number"] for row in rows}) == len(rows) == 8


def test_after_midnight_a_list_goes_on_as_that_of_its_day(many: World) -> None:
    export = ordered(many, form="csv")
    assert work(1) == 1
    with time_machine.travel(NOW + dt.timedelta(hours=15), tick=False):
        work()
        rows = csv_rows(client_of(many.bob).get(reverse("export_file", args=[export.id])))
    assert [row["Customer"] for row in rows] == [f"Customer {number}" for number in reversed(range(8))]


def test_a_process_that_was_overtaken_keeps_nothing(many: World) -> None:
    export = ordered(many, form="csv")
    turn = worker._take_turn(export.id, at=NOW)
    assert turn is not None
    later = NOW + worker.TURN + dt.timedelta(seconds=1)
    worker.advance(export.id, now=lambda: later, size=STEP)
    asked = worker._asked(turn)
    with pytest.raises(worker.Overtaken):
        worker._read_on(turn, asked, size=STEP)
    assert ExportPart.objects.filter(export=export).count() == 1


def test_the_file_is_its_owners_alone(many: World) -> None:
    export = ordered(many, form="csv")
    work()
    carol = client_of(many.carol)
    for route in ("export", "export_progress", "export_file"):
        assert carol.get(reverse(route, args=[export.id])).status_code == 404
    assert export.name in client_of(many.bob).get(reverse("exports")).content.decode()
    assert export.name not in carol.get(reverse("exports")).content.decode()


def test_whoever_loses_the_right_gets_no_file(many: World) -> None:
    export = ordered(many, form="csv")
    work(1)
    User.objects.filter(id=many.bob.id).update(role=Role.SALES.value)
    work()
    export.refresh_from_db()
    assert export.state == Export.State.STOPPED
    assert "no longer have the right" in export.problem
    assert not ExportPart.objects.filter(export=export).exists()
    assert client_of(User.objects.get(id=many.bob.id)).get(reverse("export_file", args=[export.id])).status_code == 403


@pytest.mark.parametrize("when", ["while it is made", "when it is fetched"])
def test_whoever_left_a_company_gets_no_file_with_its_accounts(many: World, when: str) -> None:
    many.bob.companies.add(many.southwind)
    builders.invoice(many.foreign, amount=700)
    export = ordered(many, form="csv")
    work(1 if when == "while it is made" else 100)
    many.bob.companies.remove(many.southwind)
    work()
    export.refresh_from_db()
    assert export.state == (Export.State.STOPPED if when == "while it is made" else Export.State.READY)
    assert client_of(many.bob).get(reverse("export_file", args=[export.id])).status_code == 403
    # Who sees more than when he asked has lost nothing; what was stopped stays so.
    many.bob.companies.add(many.southwind, builders.company(code="EW"))
    again = client_of(many.bob).get(reverse("export_file", args=[export.id])).status_code
    assert again == (422 if when == "while it is made" else 200)


def test_a_rep_whose_portfolio_went_to_another_gets_no_file_of_it(many: World) -> None:
    Customer.objects.filter(company=many.northlight).update(portfolio=many.portfolio)
    give_second_factor(many.alice)
    export = ordered(many, form="csv", user=many.alice)
    work()
    assert client_of(many.alice).get(reverse("export_file", args=[export.id])).status_code == 200
    Portfolio.objects.filter(id=many.portfolio.id).update(rep=many.fay)
    assert client_of(many.alice).get(reverse("export_file", args=[export.id])).status_code == 403


def test_a_day_later_it_is_gone(many: World) -> None:
    export = ordered(many, form="csv")
    work()
    with time_machine.travel(NOW + dt.timedelta(days=1, seconds=1), tick=False):
        assert client_of(many.bob).get(reverse("export_file", args=[export.id])).status_code == 404
        work(1)
    assert not Export.objects.exists()
    assert not ExportPart.objects.exists()


def test_large_files_are_counted_like_small_ones(many: World, settings: Any) -> None:
    settings.EXPORTS_PER_HOUR = 1
    ordered(many, form="csv")
    assert taken(client_of(many.bob), "accounts").status_code == 429
    assert Export.objects.count() == 1


def test_a_list_longer_than_a_sheet_is_refused_as_a_workbook() -> None:
    refuse_too_long(SHEET_ROWS_MOST)
    with pytest.raises(Refusal, match="take it out as CSV"):
        refuse_too_long(SHEET_ROWS_MOST + 1)
