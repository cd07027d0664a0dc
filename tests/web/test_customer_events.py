"""Customer events and data changes on their pages, as each role sees them."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer
from time_machine import travel

from creditdesk.approvals.models import Request
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.models import BankDetails, CustomerEvent, DataChange, HoldFinding, StatusProposal
from creditdesk.followup.timeline import Kind, timeline
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of, sign_in
from tests.web.files import csv_rows, taken
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


def report(world: World, kind: EventKind = EventKind.OUT_OF_BUSINESS, **details: str | int) -> CustomerEvent:
    told = Told(kind, TODAY, "the landlord rang", details)
    return report_event(world.acme, told=told, by=world.sam, at=NOW, as_of=TODAY, key=f"{kind}")


def verified(world: World) -> CustomerEvent:
    proofs = [Proof(Evidence.REGISTRY, "dissolved"), Proof(Evidence.SECOND_SOURCE, "the landlord")]
    return verify_event(report(world), proofs=proofs, by=world.alice, at=NOW, as_of=TODAY, key="v")


def page_of(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def key(page: str) -> str:
    return page.split('name="key" value="')[1].split('"', maxsplit=1)[0]


def test_a_report_is_made_on_two_pages_and_sent_twice_is_one(world: World) -> None:
    sam = client_of(world.sam)
    kinds = page_of(sam, "customer_event_new", world.acme.id)
    assert "Out of business" in kinds and "The store is closed for good." in kinds
    form = page_of(sam, "customer_event_new", world.acme.id, query="?kind=out_of_business")
    sent = {"kind": "out_of_business", "day": "6/10", "detail_consigned": "1.2k", "note": "shut", "key": key(form)}
    for _ in range(2):
        answer = sam.post(reverse("customer_event_new", args=[world.acme.id]), sent)
        assert answer.status_code == 302
    event = CustomerEvent.objects.get()
    assert (event.happened_on, event.details) == (dt.date(2026, 6, 10), {"consigned": 1_200_00})
    assert answer["Location"] == reverse("customer_event", args=[event.id])


def test_what_was_typed_stays_where_something_is_wrong(world: World) -> None:
    alice = client_of(world.alice)
    sent = {"kind": "bankruptcy", "day": "12/31/2026", "detail_chapter": "11", "detail_court": "SDNY", "key": "k"}
    answer = alice.post(reverse("customer_event_new", args=[world.acme.id]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="SDNY"' in page and "Petition filed on" in page
    sent |= {"detail_petition_date": "6/10/2026"}
    answer = alice.post(reverse("customer_event_new", args=[world.acme.id]), sent)
    assert answer.status_code == 422 and "is in the future" in answer.content.decode()
    unknown = alice.post(reverse("customer_event_new", args=[world.acme.id]), {"kind": "meteor"})
    assert unknown.status_code == 422 and "That is no kind of event" in unknown.content.decode()


def test_sales_sees_that_it_happened_and_nothing_of_what_was_said(world: World) -> None:
    event = verified(world)
    sam = client_of(world.sam)
    notices = page_of(sam, "notices")
    assert notices.count("Out of business") == 2 and "Verified" in notices and "Acme Camera" in notices
    page = page_of(sam, "customer_event", event.id)
    assert "Verified" in page and "Hold" in page
    for secret in ("the landlord rang", "dissolved", "Review the specific reserve", "Verify it"):
        assert secret not in page
    account = page_of(sam, "account_events", world.acme.id)
    assert "Out of business" in account and "Lift" not in account
    assert client_of(world.sam).get(reverse("customer_events")).status_code == 403


def test_evidence_verifies_on_the_page_and_what_follows_is_shown(world: World) -> None:
    event = report(world)
    alice = client_of(world.alice)
    address = reverse("customer_event_verify", args=[event.id])
    page = page_of(alice, "customer_event", event.id)
    assert "It needs 2 of these" in page and "the landlord rang" in page
    sent = {"evidence_registry": "dissolved on 6/1", "key": key(page)}
    refused = alice.post(address, sent)
    assert refused.status_code == 422
    assert "it needs 2 different pieces of evidence, and has 1" in refused.content.decode()
    assert 'value="dissolved on 6/1"' in refused.content.decode()
    assert alice.post(address, sent | {"evidence_second_source": "the landlord"}).status_code == 302
    page = page_of(alice, "customer_event", event.id)
    for told in ("H8", "Review the specific reserve", "Status Closed", "Everything is done", "dissolved on 6/1"):
        assert told in page
    late = client_of(world.bob).post(reverse("customer_event_refute", args=[event.id]), {"note": "no", "key": "x"})
    assert late.status_code == 409 and "Alice made it verified" in late.content.decode()


def test_a_proposed_status_is_accepted_by_another_person_on_the_page(world: World) -> None:
    event, proposal = verified(world), StatusProposal.objects.get
    address = reverse("status_decide", args=[proposal().id])
    assert "Out of business" in page_of(client_of(world.bob), "customer_events", query="?state=to_decide")
    assert client_of(world.alice).post(address, {"decision": "accept"}).status_code == 403
    bob = client_of(world.bob)
    assert bob.post(address, {"decision": "decline", "note": ""}).status_code == 422
    assert bob.post(address, {"decision": "accept", "note": ""})["Location"] == reverse(
        "customer_event", args=[event.id]
    )
    asked = Request.objects.get()
    assert (asked.kind, asked.state, asked.prepared_by, asked.needs_level) == (
        "status", "submitted", world.bob, "credit_manager",
    )  # fmt: skip
    assert reverse("request", args=[asked.id]) in page_of(bob, "customer_event", event.id)
    assert Customer.objects.get(id=world.acme.id).status == "active"
    assert "No event fits" in page_of(bob, "customer_events", query="?state=to_decide")


def test_the_account_shows_holds_stops_and_what_is_unverified_and_the_list_finds_them(world: World) -> None:
    verified(world)
    told = Told(EventKind.RETURNED_MAIL, TODAY, details={"sent_to": "1 Elm Street"})
    letter = report_event(world.acme, told=told, by=world.alice, at=NOW, as_of=TODAY, key="letter")
    proofs = [Proof(Evidence.DOCUMENT, "the envelope")]
    verify_event(letter, proofs=proofs, by=world.alice, at=NOW, as_of=TODAY, key="lv")
    page = page_of(client_of(world.alice), "account", world.acme.id)
    assert "Hold H8" in page and "No letters" in page
    bob = client_of(world.bob)
    for query, found in (("?sort=name&hold=H8", True), ("?sort=name&hold=any", True), ("?sort=name&hold=H4", False)):
        assert ("Acme Camera" in page_of(bob, "accounts", query=query)) is found
    assert "Zenith" not in page_of(bob, "accounts", query="?sort=name&hold=any")


def test_a_hold_is_lifted_with_a_reason_and_the_account_is_free(world: World) -> None:
    verified(world)
    address = reverse("hold_lift", args=[HoldFinding.objects.get().id])
    below = client_of(world.bob).post(address, {"because": "they opened again"})
    assert below.status_code == 422 and "lifted by credit manager or above" in below.content.decode()
    carol = client_of(world.carol)
    assert carol.post(address, {"because": ""}).status_code == 422
    assert carol.post(address, {"because": "they opened again"}).status_code == 302
    assert "Hold H8" not in page_of(carol, "account", world.acme.id)


def test_the_timeline_tells_what_happened_to_each_by_his_right(world: World) -> None:
    verified(world)
    told = timeline(world.acme, user=world.alice, kinds=[Kind.CASES]).entries
    assert [(str(one.what), one.body) for one in told] == [
        ("verified: out of business", ""),
        ("reported: out of business", "the landlord rang"),
    ]
    sales = timeline(world.acme, user=world.sam, kinds=[Kind.CASES]).entries
    assert [(str(one.what), one.body) for one in sales] == [
        ("verified: out of business", ""),
        ("reported: out of business", ""),
    ]


def test_the_list_is_narrowed_and_taken_out_as_a_file(world: World) -> None:
    report(world)
    alice = client_of(world.alice)
    assert "Out of business" in page_of(alice, "customer_events")
    assert "No event fits" in page_of(alice, "customer_events", query="?state=verified")
    assert "No event fits" in page_of(alice, "customer_events", query="?state=open&age=2")
    (row,) = csv_rows(taken(client_of(world.bob), "customer_events", query={"state": "open"}))
    assert (row["Event"], row["State"], row["Note"]) == ("Out of business", "Reported", "the landlord rang")
    (notice,) = csv_rows(taken(client_of(world.bob), "notices"))
    assert (notice["Event"], notice["Salesperson"]) == ("Out of business", "Sam") and "Note" not in notice
    assert client_of(world.sam).get(reverse("export_notices")).status_code == 403


# ---------------------------------------------------------------- data changes


@pytest.fixture
def reachable(world: World) -> World:
    Contact.objects.create(customer=world.acme, name="Ann Payer", phone="212-555-0142")
    return world


def asked(world: World, kind: str, **values: str) -> DataChange:
    alice = client_of(world.alice)
    form = page_of(alice, "data_change_new", world.acme.id, query=f"?kind={kind}")
    sent = {f"value_{name}": value for name, value in values.items()}
    sent |= {"kind": kind, "asked_by": "Mr. Smith", "channel": "email", "given": "646-555-0199", "key": key(form)}
    answer = alice.post(reverse("data_change_new", args=[world.acme.id]), sent)
    assert answer.status_code == 302
    return DataChange.objects.get()


def test_bank_details_go_by_two_people_and_are_shown_by_their_end(reachable: World) -> None:
    world = reachable
    change = asked(world, "bank", holder="Acme", account="000123456789")
    alice = client_of(world.alice)
    page = page_of(alice, "data_change", change.id)
    assert "unverified" in page and "212-555-0142" in page and "000123456789" in page  # she took it
    assert "Bank details: another one, unverified" in page_of(alice, "account", world.acme.id)
    call = {"number": "212-555-0142", "reached": "Ann", "outcome": "confirmed", "key": "c"}
    assert alice.post(reverse("data_change_call", args=[change.id]), call).status_code == 302
    assert client_of(world.fay).get(reverse("data_change", args=[change.id])).content.decode().count("0001234") == 0
    confirm = reverse("data_change_confirm", args=[change.id])
    assert alice.post(confirm, {"key": "d"}).status_code == 403
    bob = client_of(world.bob)
    assert "000123456789" in page_of(bob, "data_change", change.id)
    assert JournalEntry.objects.get(kind="restricted.read").by == "bob"
    assert bob.post(confirm, {"key": "d"}).status_code == 302
    assert BankDetails.objects.get().masked_account == "···6789"
    assert "···6789" in page_of(bob, "account_events", world.acme.id)
    assert "···6789" not in page_of(client_of(world.sam), "account_events", world.acme.id)
    rows = csv_rows(taken(bob, "data_changes", query={"state": ""}))
    assert "···6789" in str(rows) and "000123456789" not in str(rows)


def test_a_number_of_the_request_cannot_be_chosen_and_the_reason_stands_on_the_page(reachable: World) -> None:
    change = asked(reachable, "address", street="9 New Road", city="Albany")
    alice = client_of(reachable.alice)
    call = {"number": "646-555-0199", "reached": "Smith", "outcome": "confirmed", "key": "c"}
    answer = alice.post(reverse("data_change_call", args=[change.id]), call)
    assert answer.status_code == 422
    assert Customer.objects.get(id=reachable.acme.id).street == ""
    Customer.objects.filter(id=reachable.acme.id).update(street="5 Third Street")
    assert "The data moved meanwhile" in page_of(alice, "data_change", change.id)
    refused = alice.post(reverse("data_change_call", args=[change.id]), call | {"number": "212-555-0142"})
    assert refused.status_code == 422 and "5 Third Street" in refused.content.decode()


def test_without_a_known_number_the_page_says_so(world: World) -> None:
    change = asked(world, "email", email="ap@acme.example")
    assert "No number of theirs was known before" in page_of(client_of(world.alice), "data_change", change.id)
    assert "ap@acme.example" not in page_of(client_of(world.bob), "data_changes", query="?state=applied")
    assert "E-mail" in page_of(client_of(world.bob), "data_changes")


@pytest.mark.parametrize(
    "name", ["customer_events", "notices", "data_changes", "accounts", "account", "account_events"]
)
def test_no_page_asks_the_database_for_each_of_its_rows(
    reachable: World, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        one = builders.customer(reachable.northlight, name=f"Shop {number}", portfolio=reachable.portfolio)
        told = Told(EventKind.NSF, TODAY, details={"amount": 100})
        event = report_event(one, told=told, by=reachable.alice, at=NOW, as_of=TODAY, key=f"n{number}")
        proofs = [Proof(Evidence.BANK_NOTICE, "R01")]
        verify_event(event, proofs=proofs, by=reachable.alice, at=NOW, as_of=TODAY, key=f"v{number}")
    verified(reachable)
    asked(reachable, "address", street="9 New Road", city="Albany")
    bob, of = client_of(reachable.bob), [reachable.acme.id] if name.startswith("account") and name != "accounts" else []
    with django_assert_max_num_queries(25):
        page_of(bob, name, *of, query="?sort=name" if name == "accounts" else "")
    event = CustomerEvent.objects.get(kind="out_of_business")
    with django_assert_max_num_queries(25):
        page_of(bob, "customer_event", event.id)
    with django_assert_max_num_queries(25):
        page_of(bob, "data_change", DataChange.objects.get().id)


@pytest.mark.browser
def test_an_event_is_reported_and_verified_from_the_keyboard(world: World, page: Page, live_server: LiveServer) -> None:
    builders.invoice(world.acme, amount=9_300_00)
    sign_in(page, live_server, world.alice, reverse("account", args=[world.acme.id]))
    page.keyboard.press("v")
    page.wait_for_url("**/events/new/")
    page.keyboard.press("2")
    page.wait_for_url("**kind=dead_phone")
    page.get_by_label("Number").fill("212-555-0142")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/*/")
    expect(page.get_by_role("heading", name="Verify it")).to_be_visible()
    page.keyboard.press("e")
    page.keyboard.type("dialled it twice")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Find a telephone number that works").first).to_be_visible()
    assert accessibility_violations(page) == []
