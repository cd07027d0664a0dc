"""Contacts, rates, prices and portfolios go in as customers do: told by their headings, posted, changed, undone."""

from __future__ import annotations

import datetime as dt

from creditdesk.intake import verify
from creditdesk.intake.records.undo import not_taken_back
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Contact, ExchangeRate, Portfolio, Price
from creditdesk.parties.queries import exchange_rates, prices_for
from tests.actions.importing import load, preview, refusals, take_back
from tests.world import TODAY, World

RATES = "Date;Currency;To currency;Rate\n2026-06-01;EUR;USD;1,0842\n2026-06-01;JPY;USD;0,0063914\n"
PRICES = (
    "Price list,Customer no,Item no,Description,Price,Currency,Unit,Valid from,Valid to\n"
    "US 2026,,K-100,Camera,199.95,USD,piece,2026-01-01,9999-12-31\n"
    ",{acme},K-100,Camera,180.00,USD,piece,2026-01-01,\n"
    ",,K-200,Lens,80.00,USD,piece,2026-01-01,2025-12-31\n"
)


def test_contacts_are_known_by_customer_and_name_and_whoever_is_preferred_is_asked_first(world: World) -> None:
    text = (
        "Customer no,First name,Last name,Job title,Phone,Mobile,E-mail,Preferred\n"
        f"{world.acme.number},Ann,Reed,Payables,555-0101,555-0199,ann@acme.example,no\n"
        f"{world.acme.number},Bo,Lind,Owner,555-0102,,bo@acme.example,yes\n"
        f"{world.acme.number},Cy,Moe,Clerk,,,cy at acme,no\n"
        "404,Di,Noor,Clerk,555-0103,,,no\n"
    )
    file = load(text, company=world.northlight, by=world.erin)
    assert (file.content, file.state, file.problem) == ("contacts", "posted", "")
    assert refusals(file) == [(4, "intake.email_unreadable"), (5, "import.customer_unknown")]
    assert [(one.name, one.rank, one.mobile) for one in world.acme.contacts.order_by("rank")] == [
        ("Bo Lind", 1, ""),
        ("Ann Reed", 2, "555-0199"),
    ]
    later = load(text.replace("555-0101", "555-0777"), company=world.northlight, by=world.erin)
    assert (later.rows_changed, later.rows_unchanged) == (1, 1)
    (told,) = JournalEntry.objects.filter(kind="contact.changed")
    assert (told.customer_id, told.facts["fields"], told.facts["changes"]) == (world.acme.id, ["phone"], {})
    assert told.private["changes"] == {"phone": ["555-0101", "555-0777"]}
    take_back(later, by=world.erin)
    assert Contact.objects.get(name="Ann Reed").phone == "555-0101"
    take_back(file, by=world.erin)
    assert not Contact.objects.exists()
    assert verify.broken_facts() == []


def test_a_rate_is_kept_by_day_with_the_file_that_brought_it_and_ranks_from_then_on(world: World) -> None:
    file = load(RATES, company=world.northlight, by=world.erin)
    assert (file.content, file.state, file.rows_accepted) == ("exchange_rates", "posted", 2)
    assert exchange_rates(base="USD", as_of=TODAY) == {"USD": 1_000_000, "EUR": 1_084_200, "JPY": 6_391}
    assert set(ExchangeRate.objects.values_list("import_file_id", flat=True)) == {file.id}
    later = load(RATES.replace("1,0842", "1,0900"), company=world.northlight, by=world.erin)
    (told,) = JournalEntry.objects.filter(kind="rates.changed")
    assert told.facts["rates"] == [["2026-06-01", "EUR", "USD", 1_084_200, 1_090_000]]
    take_back(later, by=world.erin)
    assert exchange_rates(base="USD", as_of=TODAY)["EUR"] == 1_084_200
    take_back(file, by=world.erin)
    assert not ExchangeRate.objects.exists()


def test_what_is_no_rate_is_refused(world: World) -> None:
    text = "Date,Currency,Rate\n2026-06-01,USD,1.0\n2026-06-01,EUR,0.00000001\n2026-06-01,,1.5\n2026-06-01,CAD,0.73\n"
    file = preview(text, company=world.northlight, by=world.erin)
    assert refusals(file) == [
        (2, "intake.rate_to_itself"),
        (3, "intake.rate_out_of_bounds"),
        (4, "intake.field_missing"),
    ]


def test_a_price_is_of_a_list_or_of_a_customer_from_a_day_on(world: World) -> None:
    text = PRICES.format(acme=world.acme.number)
    file = load(text, company=world.northlight, by=world.erin)
    assert (file.content, file.state) == ("price_lists", "posted")
    assert refusals(file) == [(4, "intake.days_in_order")]
    listed, agreed = Price.objects.order_by("customer_id")
    if listed.customer_id:
        listed, agreed = agreed, listed
    assert (listed.price_list, listed.price_minor, listed.valid_to) == ("US 2026", 19_995, dt.date.max)
    assert (agreed.customer, agreed.price_minor, agreed.valid_to) == (world.acme, 18_000, None)
    by_day = {
        day: [(price.price_list, price.price_minor) for price in prices_for(world.acme, item_number="K-100", on=day)]
        for day in (TODAY, dt.date(2025, 12, 31))
    }
    assert by_day == {TODAY: [("", 18_000), ("US 2026", 19_995)], dt.date(2025, 12, 31): []}
    later = load(text.replace("180.00", "175.00"), company=world.northlight, by=world.erin)
    (told,) = JournalEntry.objects.filter(kind="prices.changed")
    assert told.facts["prices"][0]["changes"] == {"price_minor": [18_000, 17_500]}
    assert told.facts["prices"][0]["price"]["customer_number"] == world.acme.number
    take_back(later, by=world.erin)
    agreed.refresh_from_db()
    assert agreed.price_minor == 18_000


class TestPortfolios:
    def text(self, world: World) -> str:
        return (
            "Portfolio,Rep,Supervisor,Customer no,Names from,Names to,Country\n"
            f"West,alice,bob,{world.zenith.number},,,\n"
            f"West,alice,bob,{world.acme.number},,,\n"
            "West,alice,bob,,N,Z,US\n"
            "West,carol,bob,404,,,\n"
            "East,sam,bob,,,,\n"
        )

    def test_a_file_makes_portfolios_with_their_rep_accounts_and_rules(self, world: World) -> None:
        file = load(self.text(world), company=world.northlight, by=world.adam)
        assert (file.content, file.state, file.problem) == ("portfolios", "posted", "")
        assert (file.new_rows, file.rows_changed) == (1, 2)
        assert refusals(file) == [(5, "import.customer_unknown"), (6, "portfolio.unfit_user")]
        west = Portfolio.objects.get(name="West")
        assert (west.rep, west.supervisor) == (world.alice, world.bob)
        assert set(west.customers.all()) == {world.zenith, world.acme}
        assert [(rule.name_from, rule.name_to, rule.country) for rule in west.rules.all()] == [("N", "Z", "US")]
        again = preview(self.text(world) + "\n", company=world.northlight, by=world.adam)
        assert (again.rows_accepted, again.rows_unchanged) == (0, 3)

    def test_an_undo_puts_accounts_back_where_they_were_and_the_portfolio_goes(self, world: World) -> None:
        file = load(self.text(world), company=world.northlight, by=world.adam)
        take_back(file, by=world.adam)
        assert not_taken_back(file) == []
        world.acme.refresh_from_db()
        world.zenith.refresh_from_db()
        assert (world.acme.portfolio, world.acme.portfolio_by_hand) == (world.portfolio, False)
        assert world.zenith.portfolio is None
        assert not Portfolio.objects.filter(name="West").exists()

    def test_who_may_not_manage_portfolios_is_refused_row_by_row(self, world: World) -> None:
        file = preview(self.text(world), company=world.northlight, by=world.erin)
        assert (file.rows_accepted, file.rows_refused) == (0, 5)
        assert {code for _, code in refusals(file)} == {"import.not_permitted"}
