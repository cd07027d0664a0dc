"""The delinquent log: who is past due, what was done and what comes next; on the screen, as a file, by API."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from creditdesk.domain.money import Money
from creditdesk.domain.visibility import Role, Visibility
from creditdesk.followup.actions import NextAction, Said, open_tickler, record_activity
from creditdesk.followup.models import Activity
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Portfolio
from tests import builders
from tests.api.programs import Program
from tests.web.clients import client_of
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def the_day() -> object:
    """The desk's clock stands at the world's noon."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture
def busy(world: World) -> World:
    """Acme owes 500.00 of 40 days and 200.00 of 5, of which 50.00 is disputed, and promised 300.00; more at Zenith."""
    builders.invoice(world.acme, amount=500_00, due_date=ago(40))
    builders.invoice(world.acme, amount=200_00, due_date=ago(5), disputed=50_00)
    builders.invoice(world.acme, amount=900_00, due_date=TODAY)
    builders.invoice(world.zenith, amount=80_00, due_date=ago(2))
    builders.invoice(world.foreign, amount=70_00, due_date=ago(2))
    day = TODAY + dt.timedelta(days=3)
    said = Said("call", "inbound", "promised", promised=Money(300_00, "USD"), promised_date=day)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="p")
    then = NextAction("Ask for the check number", day, world.fay)
    open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
    refresh_worklist(as_of=TODAY)
    return world


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    return csv_rows(client.get(f"{reverse('export_delinquent_log')}{query}"))


def names(client: Client, query: str = "") -> list[str]:
    return [row["Customer"] for row in rows(client, query)]


def test_every_customer_past_due_has_a_line_with_what_was_done_and_what_comes_next(busy: World) -> None:
    acme, zenith = rows(client_of(busy.bob))
    expected = {
        "Customer": "Acme Camera",
        "Currency": "USD",
        "Past due": "700.00",
        "Not due": "900.00",
        "1–30": "200.00",
        "31–60": "500.00",
        "120+": "0.00",
        "Disputed": "50.00",
        "Oldest, days": "40",
        "Last contact": "2026-06-15",
        "Outcome": "Promised to pay",
        "Next action": "Ask for the check number",
        "Date": "2026-06-18",
        "Planned by": "a person",
        "Promised": "300.00",
        "Promised for": "2026-06-18",
        "Promise": "open",
        "Owner": "Fay",
        "Portfolio": "A–M",
    }
    assert {name: acme[name] for name in expected} == expected
    assert (zenith["Customer"], zenith["Owner"], zenith["Last contact"]) == ("Zenith Optics", "", "")
    assert zenith["Planned by"] == "the strategy"


def test_the_page_says_the_same_and_is_in_the_navigation_and_the_palette(busy: World) -> None:
    client = client_of(busy.bob)
    page = client.get(reverse("delinquent")).content.decode()
    for words in ("Acme Camera", "700.00", "Promised to pay", "Ask for the check number", "300.00", "Fay", "g l"):
        assert words in page
    assert "Foreign Retail" not in page
    assert reverse("delinquent") in client.get(f"{reverse('palette')}?q=delinq").content.decode()


def test_each_sees_his_own_accounts_only(busy: World) -> None:
    assert names(client_of(busy.alice, second_factor=True)) == ["Acme Camera"]
    assert names(client_of(busy.charlie, second_factor=True)) == ["Foreign Retail"]
    assert names(client_of(busy.audrey, second_factor=True)) == ["Acme Camera", "Zenith Optics"]


def test_the_filter_lives_in_the_address(busy: World) -> None:
    bob = client_of(busy.bob)
    assert names(bob, f"?portfolio={busy.portfolio.id}") == ["Acme Camera"]
    assert names(bob, f"?owner={busy.alice.id}") == ["Acme Camera"]
    assert names(bob, "?bucket=1") == ["Acme Camera", "Zenith Optics"]
    assert names(bob, "?bucket=2") == ["Acme Camera"]
    assert names(bob, "?bucket=5") == []
    assert names(bob, "?bucket=99&portfolio=x") == ["Acme Camera", "Zenith Optics"]
    assert "No account fits" in bob.get(f"{reverse('delinquent')}?bucket=5").content.decode()


def test_a_contact_of_a_class_that_one_may_not_read_is_not_the_last_contact(busy: World) -> None:
    said = Said("call", "outbound", "refused", visibility=Visibility.RESTRICTED)
    later = NOW + dt.timedelta(minutes=1)
    record_activity(busy.acme, said=said, by=busy.carol, at=later, as_of=TODAY, key="r")
    assert rows(client_of(busy.alice, second_factor=True))[0]["Outcome"] == "Promised to pay"
    assert rows(client_of(busy.carol))[0]["Outcome"] == "Refuses to pay"


def contact(world: World, *, key: str, days: int, **facts: object) -> Activity:
    """A contact of Zenith some days ago, as it stands in the books."""
    given: dict[str, object] = {"channel": "call", "direction": "outbound", "outcome": "spoke", "source": ""}
    at = NOW - dt.timedelta(days=days)
    return Activity.objects.create(
        company=world.northlight,
        customer=world.zenith,
        happened_at=at,
        recorded_at=at,
        by=world.bob,
        key=key,
        **(given | facts),
    )


def last_of(world: World) -> tuple[str, str]:
    row = next(row for row in rows(client_of(world.bob)) if row["Customer"] == "Zenith Optics")
    return row["Last contact"], row["Outcome"]


def test_a_call_from_a_crm_is_a_contact_and_its_note_is_none(busy: World) -> None:
    contact(busy, key="crm call", days=9, source="crm", outcome="left_message")
    contact(busy, key="crm note", days=3, source="crm", channel="note", direction="internal", outcome="noted")
    assert last_of(busy) == ("2026-06-06", "Left a message")


def test_what_was_corrected_or_taken_back_or_is_among_ourselves_is_no_last_contact(busy: World) -> None:
    contact(busy, key="visit", days=20, channel="visit")
    wrong = contact(busy, key="wrong", days=2)
    contact(busy, key="put right", days=15, outcome="no_answer", corrects=wrong)
    undone = contact(busy, key="undone", days=4, source="crm")
    contact(
        busy, key="back", days=4, source="crm", channel="note", direction="internal", outcome="noted", corrects=undone
    )
    contact(busy, key="e-mail among ourselves", days=1, channel="email", direction="internal", outcome="sent")
    assert last_of(busy) == ("2026-05-31", "No answer")


def test_the_columns_are_those_of_the_handbook(busy: World) -> None:
    page = client_of(busy.bob).get(reverse("delinquent")).content.decode()
    heads = [re.sub(r"<[^>]+>", "", head) for head in re.findall(r"<th scope=\"col\"[^>]*>(.*?)</th>", page)]
    assert heads == [
        "Customer",
        "Past due",
        *("not due", "1–30", "31–60", "61–90", "91–120", "120+"),
        "Disputed",
        "Last contact, outcome",
        "Next action, date",
        "Promise",
        "Owner",
    ]


def test_a_broken_promise_says_so(busy: World) -> None:
    with travel(NOW + dt.timedelta(days=14), tick=False):
        line = next(row for row in rows(client_of(busy.bob)) if row["Customer"] == "Acme Camera")
    assert (line["Promise"], line["Promised"]) == ("broken", "300.00")


def test_without_anybody_past_due_the_page_says_so(world: World) -> None:
    assert "Nobody is past due" in client_of(world.alice).get(reverse("delinquent")).content.decode()


def test_the_workbook_has_typed_cells_and_the_export_stands_in_the_journal(busy: World) -> None:
    answer = taken(client_of(busy.bob), "delinquent_log", form="xlsx", query={"bucket": "2"})
    heads, first, *_ = sheet(content_of(answer))
    line = dict(zip(heads, first, strict=True))
    assert (line["Past due"], line["Date"], line["Number"]) == (700.0, dt.date(2026, 6, 18), busy.acme.number)
    entry = JournalEntry.objects.get(kind="export.delinquent_log")
    assert (entry.by, entry.company_id) == ("bob", busy.northlight.id)
    assert entry.facts == {"as_of": "2026-06-15", "rows": 1, "narrowed": {"bucket": "2"}}


def test_a_name_that_looks_like_a_formula_stays_text(busy: World) -> None:
    busy.zenith.name = "=HYPERLINK(1)"
    busy.zenith.save()
    assert names(client_of(busy.bob))[1] == "'=HYPERLINK(1)"


def crowd(world: World, *, count: int) -> None:
    portfolio = Portfolio.objects.get(id=world.portfolio.id)
    for number in range(count):
        customer = builders.customer(world.northlight, name=f"C{number}", portfolio=portfolio)
        builders.invoice(customer, amount=100_00, due_date=ago(31), currency="USD" if number % 2 else "EUR")


def test_pages_follow_each_other_by_key_and_cost_the_same(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    crowd(world, count=60)
    client, query, seen = client_of(world.bob), "", []
    with django_assert_max_num_queries(25):
        first = client.get(reverse("delinquent"))
    while query is not None:
        answer = client.get(f"{reverse('delinquent')}{query}") if query else first
        seen += [line.customer.id for line, _ in answer.context["lines"]]
        query = answer.context["older"]
    assert len(seen) == len(set(seen)) == 60


def test_programs_read_the_same_in_pages(busy: World) -> None:
    crowd(busy, count=60)
    program, seen, cursor = Program(busy.bob), [], ""
    while cursor is not None:
        page = program.get(f"/delinquent-log?cursor={cursor}").json()
        seen += page["entries"]
        cursor = page["next"]
    assert len(seen) == 62
    acme = next(entry for entry in seen if entry["name"] == "Acme Camera")
    assert (acme["past_due"]["decimal"], acme["owner"], acme["outcome"]) == ("700.00", "fay", "promised")
    assert (acme["promised"]["minor"], acme["promise_broken"], acme["planned_by_strategy"]) == (300_00, False, False)
    assert [bucket["claims"]["minor"] for bucket in acme["buckets"]] == [900_00, 200_00, 500_00, 0, 0, 0]
    assert [entry["name"] for entry in program.get("/delinquent-log?bucket=1").json()["entries"]] == [
        "Acme Camera",
        "Zenith Optics",
    ]
    assert program.get("/delinquent-log?cursor=WyJVU0QiLDEsMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDBd").status_code == 422


def test_sales_have_no_log(busy: World) -> None:
    lee = builders.user("lee", role=Role.SALES, companies=[busy.northlight])
    assert client_of(lee).get(reverse("delinquent")).status_code == 403
