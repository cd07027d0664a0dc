"""Every table of a page goes out as a file, with the filters of its page; a new one without a list fails here.

The templates are walked for tables: each has the control of a list on it, or stands below with the reason why not. Then
the pages are walked for their filters: each field by which a page is narrowed is one that its list knows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from creditdesk.exports.registry import LISTINGS
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.intake.models import DecidedNumber
from creditdesk.parties.models import Absence, Contact, ExchangeRate, PaymentTerms, Price, Salesperson, User
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import PostingStop
from tests import builders
from tests.actions.importing import TWO_INVOICES, load
from tests.web.clients import client_of
from tests.web.files import content_of, csv_rows, sheet, taken
from tests.world import NOW, TODAY, World

TEMPLATES = Path(__file__).parents[2] / "creditdesk/web/templates"
CONTROL = re.compile(r'{% export "(\w+)"')
SETTINGS = "settings of the desk, few and changed on the page"
SECRETS = "who may call and where to, told to nobody else"
FORM = "a form that is filled in, not a list"
PREVIEW = "a part of a file's preview, whose rows go out whole as import_rows"
WITHOUT_A_LIST = {
    "allauth/elements/table.html": "the frame of pages of the sign-in",
    "shell/gallery.html": "examples for those who make pages",
    "exports/list.html": "files that went out already",
    "items/apply.html": FORM,
    "approvals/ask.html": FORM,
    "settlements/ask.html": FORM,
    "agency/recommend.html": FORM,
    "agency/placeable.html": "what may be asked for now; what was asked for stands in requests",
    "agency/placement.html": "the documents and postings of one placement, which stand in items",
    "agency/agencies.html": "the scorecard, which is the sum of placements",
    "approvals/sweep.html": "what may be asked for now; what was asked for stands in requests",
    "settlements/settlement.html": "the documents of one settlement, which stand in items",
    "creditfile/account.html": "the scorecard of one customer, worked out when it is looked at",
    "creditfile/entries.html": "what was entered of one customer, a few lines each",
    "creditfile/review.html": "the scorecard of one review, as it was kept",
    "disputes/case.html": "the lines of one case and what became of each amount, which its page and the interface tell",
    "plans/ask.html": "the documents that a plan would be about, which stand in items",
    "plans/plan.html": "the documents of one plan, which stand in items",
    "plans/schedule.html": "the instalments of one plan, which its letter has as well",
    "worksheets/new.html": "a worksheet that is being filled in, which goes out as a form",
    "worksheets/totals.html": "the sums of one worksheet, whose lines go out from the list of worksheets",
    "approvals/request.html": "what one request does, line by line",
    "cash/lines.html": FORM,
    "cash_advices/lines.html": FORM,
    "holds/order.html": "the parts of one sum, which are the lines under it",
    "cash_advices/one.html": "the documents of one payer's list, whose control is above the lists",
    "items/sheet.html": "the lines of one posting, which stand in entries",
    "accounts/family.html": "members of one family, which stand in accounts",
    "accounts/documents.html": "files, which are fetched one by one",
    "periods/closed.html": "part of the page of periods, whose control is above it",
    "portfolios/rules.html": SETTINGS,
    "policy/effect.html": "a draft's effect, worked out when it is looked at",
    "policy/versions.html": "texts, which go out one by one",
    "policy/drafts.html": "texts, which go out one by one",
    "policy/policy.html": SETTINGS,
    "policy/change_list.html": SETTINGS,
    "policy/form.jinja": FORM,
    "webhooks/list.html": SECRETS,
    "webhooks/webhook.html": SECRETS,
    "tokens/list.html": SECRETS,
    "accounts/mail.html": "letters, no figures: each is read on its page, and the interface gives them whole",
    "mail/list.html": "letters that wait for a decision, no figures; the interface gives them whole",
    "mail/mailboxes.html": "settings of the installation, one line for each company",
    "calls/plan_lines.html": "a day worked out when it is looked at, of ticklers, promises and the worklist",
    "data_changes/one.html": "the few fields of one change, which the list of changes names",
    "promises/one.html": "the few items of one promise, which the list of promises names",
    "letters/body.html": "the items of one letter, which stand in the letter itself",
    "letters/texts.html": SETTINGS,
    "letters/text_fields.html": SETTINGS,
    "strategy/strategy.html": "the steps of the policy, with where one account stands",
    "cash_control/rates_table.html": "a part of the page of match rates, whose control is above it",
    "imports/profiles.html": SETTINGS,
    "imports/columns.html": FORM,
    "imports/read_so.html": "the columns of one file, which are part of how it was read",
    "imports/difference_rows.html": "a part of the page of differences, whose control is above it",
    "imports/customers.html": PREVIEW,
    "imports/listing.html": PREVIEW,
    "imports/bank_summary.html": PREVIEW,
    "imports/bank_rows.html": PREVIEW,
    "imports/summary.html": PREVIEW,
    "imports/records_table.html": PREVIEW,
    "imports/refused_table.html": PREVIEW,
    "imports/understood_table.html": PREVIEW,
}


def test_each_template_with_a_table_has_a_list_or_a_reason() -> None:
    texts = {
        str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.suffix in (".html", ".jinja")
    }
    with_table = {name for name, text in texts.items() if "<table" in text}
    with_list = {name for name, text in texts.items() if CONTROL.search(text)}
    assert with_table - with_list == WITHOUT_A_LIST.keys()


def test_each_list_has_its_control_on_a_page() -> None:
    shown = {name for path in TEMPLATES.rglob("*.html") for name in CONTROL.findall(path.read_text(encoding="utf-8"))}
    # The aging of any day is asked for in a form of its own on the page of accounts.
    assert shown | {"aging"} == LISTINGS.keys()
    assert "export_aging" in (TEMPLATES / "accounts/list.html").read_text(encoding="utf-8")


class Fields(HTMLParser):
    """The fields of the forms of a page that are sent by GET to the page itself, and the addresses that it leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            elsewhere = (told.get("action") or "?").startswith("/")
            self._inside = (told.get("method") or "get").lower() == "get" and not elsewhere
        elif tag in ("input", "select") and self._inside and told.get("name"):
            self.names.add(str(told["name"]))
        elif tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


@pytest.fixture
def busy(world: World) -> Iterator[World]:
    """Something on every page: documents late and closed, a payment, a file, records."""
    with time_machine.travel(NOW, tick=False):
        builders.invoice(world.acme, amount=500_00, number="1", due_date=TODAY - dt.timedelta(days=40))
        builders.payment(world.acme, amount=100_00, number="P1")
        payment, paid = builders.payment(world.acme, amount=5_00), builders.invoice(world.acme, amount=5_00)
        to = [ApplyTo(paid.id, 5_00)]
        apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k")
        load(TWO_INVOICES, company=world.northlight, by=world.erin)
        PaymentTerms.objects.create(
            company=world.northlight, code="ZB01", notation="2/14 net 30", description="Two weeks"
        )
        PaymentTerms.objects.create(company=world.southwind, code="ZB09", notation="net 5")
        Salesperson.objects.create(
            company=world.northlight, code="V01", name="Dana", email="d@example.com", user=world.sam
        )
        ExchangeRate.objects.create(day=TODAY, currency="EUR", base="USD", rate_ppm=1_084_250)
        Contact.objects.create(customer=world.acme, name="=Ann Reed", phone="555 0100", do_not_contact=True)
        for customer, price in ((None, 19_995), (world.acme, 18_000), (world.zenith, 17_000)):
            Price.objects.create(
                company=world.northlight, customer=customer, price_list="" if customer else "US", item_number="K-1",
                currency="USD", price_minor=price, valid_from=TODAY,
            )  # fmt: skip
        then = NextAction("Ask for the check", TODAY, world.alice)
        open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
        refresh_worklist(as_of=TODAY)
        yield world


def pages(world: World) -> dict[str, tuple[User, str]]:
    """List → who looks, and the page."""
    account = [world.acme.id]
    of_account = {"items": "account", "closed": "account_closed", "payments": "account_payments"}
    return {
        "accounts": (world.bob, reverse("accounts")),
        "worklist": (world.bob, reverse("today")),
        "ticklers": (world.alice, reverse("ticklers")),
        "delinquent_log": (world.bob, reverse("delinquent")),
        "exceptions": (world.bob, reverse("exceptions")),
        "journal": (world.audrey, reverse("journal")),
        "imports": (world.erin, reverse("imports")),
        "returned_payments": (world.erin, reverse("returned_payments")),
        "erp_postings": (world.dave, reverse("erp_postings")),
        "statement": (world.bob, reverse("account_statement", args=account)),
        **{name: (world.bob, reverse(route, args=account)) for name, route in of_account.items()},
    }


# What is no filter: the day of the statement and of the aging, and the documents that are marked for an act.
ELSEWHERE = {"statement": {"as_of", "known_at", "basis"}, "accounts": {"as_of"}, "items": {"item", "next"}}


@pytest.mark.django_db
def test_what_a_page_is_narrowed_by_narrows_its_list(busy: World) -> None:
    unknown, narrowed = {}, set()
    for name, (who, path) in pages(busy).items():
        answer = client_of(who, second_factor=True).get(path)
        assert answer.status_code == 200, path
        page = Fields(answer.content.decode())
        assert any(f"/exports/{name.replace('_', '-')}/" in link for link in page.links), f"{path} has no {name}"
        known = {*LISTINGS[name].filters, *ELSEWHERE.get(name, ())}
        if page.names - known:
            unknown[name] = page.names - known
        narrowed |= {name} if page.names else set()
    assert unknown == {}
    assert narrowed >= {"accounts", "worklist", "delinquent_log", "journal"}


@pytest.mark.django_db
def test_what_files_of_records_brought_goes_out(busy: World) -> None:
    bob, alice = client_of(busy.bob), client_of(busy.alice, second_factor=True)
    (terms,) = csv_rows(taken(bob, "payment_terms"))
    assert list(terms.values()) == ["NL", "ZB01", "2/14 net 30", "Two weeks"]
    (seller,) = csv_rows(taken(bob, "salespeople"))
    assert list(seller.values()) == ["NL", "V01", "Dana", "d@example.com", "sam"]
    (rate,) = csv_rows(taken(bob, "exchange_rates", query={"currency": "EUR"}))
    assert list(rate.values()) == ["2026-06-15", "EUR", "USD", "1.084250"]
    assert csv_rows(taken(bob, "exchange_rates", query={"currency": "JPY"})) == []
    (contact,) = csv_rows(taken(alice, "contacts", customer_id=busy.acme.id))
    assert (contact["Name"], contact["Phone"], contact["Do not contact"]) == ("'=Ann Reed", "555 0100", "yes")
    assert taken(alice, "contacts", customer_id=busy.foreign.id).status_code == 404


@pytest.mark.django_db
def test_prices_go_out_with_those_of_the_accounts_that_one_sees(busy: World) -> None:
    bob, alice = client_of(busy.bob), client_of(busy.alice, second_factor=True)
    assert [row["Price"] for row in csv_rows(taken(bob, "prices"))] == ["199.95", "180.00", "170.00"]
    assert [row["Price"] for row in csv_rows(taken(alice, "prices"))] == ["199.95", "180.00"]
    (agreed,) = csv_rows(taken(alice, "prices", query={"customer": str(busy.acme.id)}))
    assert (agreed["Customer number"], agreed["Price list"], agreed["Price"]) == (busy.acme.number, "", "180.00")
    head, first, *_ = sheet(content_of(taken(bob, "prices", form="xlsx", query={"price_list": "US"})))
    assert dict(zip(head, first, strict=True))["Price"] == 199.95


@pytest.mark.django_db
def test_who_is_away_what_is_stopped_and_what_numbers_mean_goes_out(busy: World) -> None:
    away = {"user": busy.alice, "substitute": busy.charlie, "first_day": TODAY, "last_day": TODAY}
    Absence.objects.create(**away)
    for customer, fact in ((busy.acme, "A position of ours is not its entries"), (busy.foreign, "Another's")):
        PostingStop.objects.create(
            company=customer.company, customer=customer, fact=fact, stopped_at=NOW, stopped_by="night"
        )
    DecidedNumber.objects.create(
        company=busy.northlight, number="0042", name="Acme", customer=busy.acme, decided_by="erin", decided_at=NOW
    )
    (absent,) = csv_rows(taken(client_of(busy.bob, second_factor=True), "absences"))
    assert (absent["Away"], absent["First day"]) == (str(busy.alice), "2026-06-15")
    (stop,) = csv_rows(taken(client_of(busy.dave, second_factor=True), "posting_stops"))
    assert (stop["Account"], stop["What is broken"]) == (busy.acme.number, "A position of ours is not its entries")
    (meant,) = csv_rows(taken(client_of(busy.erin, second_factor=True), "decided_numbers"))
    assert (meant["Number"], meant["Means"], meant["By"]) == ("0042", busy.acme.number, str(busy.erin))
