"""Contacts on their pages: who may be reached how, who comes next, the family; and what was said, by its words."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from time_machine import travel

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity, NoteAnswer, WorklistRow
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.contact_actions import Card, add_contact, leave_contact, mark_contact
from creditdesk.parties.models import Contact, Customer
from tests import builders
from tests.plugins.browser import accessibility_violations
from tests.web.clients import client_of, sign_in
from tests.world import NOW, TODAY, World

KEY = "11111111-2222-3333-4444-555555555555"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with travel(NOW, tick=False):
        yield


def add(world: World, name: str, *, at: Customer | None = None, **facts: object) -> Contact:
    card = Card(name, **facts)  # type: ignore[arg-type]
    return add_contact(at or world.acme, card=card, by=world.alice, at=NOW, key=f"add {name}")


def opt_out(world: World, contact: Contact, channel: Channel | None = Channel.EMAIL, kind: str = "opted_out") -> None:
    mark = Mark(MarkKind(kind), channel, TODAY, "her reply of today")
    mark_contact(contact, mark=mark, by=world.alice, at=NOW, as_of=TODAY, key=f"{contact.id}{channel}{kind}")


def page_of(client: Client, name: str, *arguments: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=arguments) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(**facts: object) -> dict[str, object]:
    return {"key": KEY, "name": "Ann Reed", "rank": "1", "authorised": "on", **facts}


def test_a_contact_is_added_on_the_page_once_however_often_the_form_is_sent(world: World) -> None:
    alice, address = client_of(world.alice), reverse("contact_person_new", args=[world.acme.id])
    for _ in range(2):
        answer = alice.post(address, typed(role="AP clerk", kind="ap_clerk", email="ann@acme.example"))
        assert answer.status_code == 302
    assert Contact.objects.get().role == "AP clerk"
    assert "Ann Reed" in page_of(alice, "account_contacts", world.acme.id)


def test_what_cannot_be_stays_in_the_form_with_the_reason_at_its_field(world: World) -> None:
    address = reverse("contact_person_new", args=[world.acme.id])
    answer = client_of(world.alice).post(address, typed(time_zone="Mars", email="nobody"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mars is no time zone such as America/Chicago" in page
    assert 'value="Mars"' in page and 'value="nobody"' in page
    assert not Contact.objects.exists()


def test_a_lost_race_says_who_and_what_and_keeps_what_was_typed(world: World) -> None:
    ann = add(world, "Ann Reed", phone="1")
    address = reverse("contact_person", args=[ann.id])
    assert client_of(world.bob).post(address, typed(version="1", phone="2")).status_code == 302
    late = client_of(world.alice).post(address, typed(key=KEY[::-1], version="1", phone="3"))
    assert late.status_code == 409
    assert f"{world.bob} changed this contact on" in late.content.decode()
    assert 'value="3"' in late.content.decode()
    assert Contact.objects.get().phone == "2"


def test_who_left_stands_apart_and_who_is_barred_has_no_link_to_call_or_write(world: World) -> None:
    ann = add(world, "Ann Reed", phone="555-0101", email="ann@acme.example")
    opt_out(world, ann)
    bo = add(world, "Bo Lind")
    address = reverse("contact_person_left", args=[bo.id])
    answer = client_of(world.alice).post(address, {"key": KEY, "version": "1", "left_on": "today"})
    assert answer.status_code == 302
    page = page_of(client_of(world.alice), "account_contacts", world.acme.id)
    assert "tel:555-0101" in page and "mailto:" not in page
    assert "Ann Reed does not want e-mail since" in page
    assert "Not there any more" in page and "left on" in page
    # Sales sees that he must not be written to, and nothing to change it with.
    sales = page_of(client_of(world.sam), "account_contacts", world.acme.id)
    assert "does not want e-mail" in sales and reverse("contact_person", args=[ann.id]) not in sales


def test_how_it_became_known_is_read_on_the_contact_page(world: World) -> None:
    ann = add(world, "Ann Reed", email="ann@acme.example")
    address = reverse("contact_person_mark", args=[ann.id])
    told = {"key": KEY, "kind": "opted_out", "channel": "email", "address": "", "day": "6/14", "cause": "her letter"}
    assert client_of(world.alice).post(address, told).status_code == 302
    assert client_of(world.alice).post(address, told).status_code == 302
    assert ann.marks.get().day == dt.date(2026, 6, 14)
    assert "her letter" in page_of(client_of(world.alice), "contact_person", ann.id)
    refused = client_of(world.alice).post(address, {**told, "key": KEY[::-1], "cause": ""})
    assert refused.status_code == 422 and "say how it became known" in refused.content.decode()


def test_the_form_for_a_contact_proposes_who_may_be_reached_and_refuses_who_may_not(world: World) -> None:
    ann = add(world, "Ann Reed", kind="ap_clerk")
    bo = add(world, "Bo Lind", rank=2, kind="ap_manager")
    opt_out(world, ann)
    opt_out(world, ann, None, "represented")
    lena = add(world, "Lena Lex", kind="attorney", rank=9)
    page = page_of(client_of(world.alice), "contact_new", query=f"?customer={world.acme.id}&channel=email")
    assert f'<option value="{bo.id}" selected>' in page
    assert "ask Lena Lex, attorney, instead" in page
    told = {
        "key": KEY, "customer": world.acme.id, "channel": "email", "direction": "outbound", "outcome": "sent",
        "contact": ann.id, "note": "your invoice", "visibility": "history", "owner": world.alice.id,
    }  # fmt: skip
    answer = client_of(world.alice).post(reverse("contact_new"), told)
    assert answer.status_code == 422
    assert "Ann Reed is represented by an attorney since" in answer.content.decode()
    assert "your invoice" in answer.content.decode()
    assert client_of(world.alice).post(reverse("contact_new"), told | {"contact": lena.id}).status_code == 302
    assert Activity.objects.get().contact == lena


def test_the_path_stands_beside_a_next_step_that_escalates(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - dt.timedelta(days=70))
    boss = add(world, "Bo Lind", kind="ap_manager", rank=2)
    add(world, "Ann Reed", kind="ap_clerk", reports_to_id=boss.id)
    said = Said("note", "internal", "noted", note="x")
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="x")
    alice = client_of(world.alice)
    for kind, stands in (("call", False), ("escalate", True)):
        WorklistRow.objects.filter(customer=world.acme).update(next_step_kind=kind)
        assert ("Ask for" in page_of(alice, "account", world.acme.id)) is stands
    assert "Ann Reed reports to this person" in page_of(alice, "account_contacts", world.acme.id)


def test_the_family_shows_payers_and_people_and_hides_those_of_other_portfolios(world: World) -> None:
    store = builders.customer(
        world.northlight, name="Acme Store", portfolio=world.portfolio, parent=world.acme, payer=world.acme
    )
    hidden = builders.customer(world.northlight, name="Acme Outlet", parent=world.acme)
    factor = builders.customer(world.northlight, name="Factor Bank", portfolio=world.portfolio)
    Customer.objects.filter(id=world.acme.id).update(payer=factor)
    boss = add(world, "Bo Lind", at=world.acme)
    add(world, "Ann Reed", at=store, reports_to_id=boss.id)
    add(world, "Hid Den", at=hidden)
    page = page_of(client_of(world.alice), "account_family", store.id)
    for told in ("Acme Store", "Acme Camera", "Factor Bank", "Ann Reed", "reports to Bo Lind, elsewhere in the family"):
        assert told in page
    assert "Acme Outlet" not in page and "Hid Den" not in page
    assert "1 member is in another portfolio and not shown" in page
    assert "Acme Outlet" in page_of(client_of(world.bob), "account_family", store.id)


def test_a_superior_at_an_account_of_another_portfolio_is_not_named(world: World) -> None:
    hidden = builders.customer(world.northlight, name="Acme Outlet", parent=world.acme)
    boss = add(world, "Hid Den", at=hidden, kind="owner")
    add(world, "Ann Reed", reports_to_id=boss.id, kind="ap_clerk")
    for name in ("account_contacts", "account_family", "contact_new"):
        query = f"?customer={world.acme.id}" if name == "contact_new" else ""
        arguments = [] if name == "contact_new" else [world.acme.id]
        assert "Hid Den" not in page_of(client_of(world.alice), name, *arguments, query=query)
    assert "Hid Den" in page_of(client_of(world.bob), "account_contacts", world.acme.id)


def test_what_was_said_is_found_and_that_a_restricted_entry_was_shown_is_journaled(world: World) -> None:
    for by, visibility in ((world.alice, Visibility.HISTORY), (world.carol, Visibility.RESTRICTED)):
        said = Said("note", "internal", "noted", note=f"carrier strike, says {by}", visibility=visibility)
        record_activity(world.acme, said=said, by=by, at=NOW, as_of=TODAY, key=str(by))
    page = page_of(client_of(world.alice), "search_said", query="?q=STRIKE+carrier")
    assert "carrier strike, says Alice" in page and "Carol" not in page
    assert not JournalEntry.objects.filter(kind="restricted.read").exists()
    page = page_of(client_of(world.bob), "search_said", query=f"?q=strike&customer={world.acme.id}")
    assert "carrier strike, says Carol" in page and "Restricted" in page
    told = JournalEntry.objects.get(kind="restricted.read")
    assert (told.by, told.customer_id) == ("bob", world.acme.id)
    assert "Nothing that you may read says this" in page_of(client_of(world.alice), "search_said", query="?q=zeppelin")
    assert client_of(world.alice).get(reverse("search_said") + f"?q=x&customer={world.zenith.id}").status_code == 404


def test_notes_stand_on_their_page_until_they_are_answered(world: World) -> None:
    said = Said("call", "outbound", "spoke", note="pays on Friday")
    one = record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="k")
    alice = client_of(world.alice)
    assert "pays on Friday" in page_of(alice, "notes")
    address = reverse("note_answer", args=[one.id])
    refused = alice.post(address, {"system": "crm", "answer": "refused", "reference": "", "reason": ""})
    assert refused.status_code == 422 and "Say why it was refused." in refused.content.decode()
    answered = alice.post(address, {"system": "crm", "answer": "accepted", "reference": "77", "reason": ""})
    assert answered.status_code == 302
    assert NoteAnswer.objects.get().reference == "77"
    assert "pays on Friday" not in page_of(alice, "notes")
    assert "pays on Friday" in page_of(alice, "notes", query="?system=erp")
    assert "77" in page_of(alice, "notes", query="?system=crm&state=accepted")


def test_no_page_of_people_asks_more_the_more_people_there_are(
    world: World, django_assert_max_num_queries: object
) -> None:
    boss: Contact | None = None
    for number in range(30):
        boss = add(world, f"Person {number}", rank=number + 1, reports_to_id=boss.id if boss else None)
    said = Said("note", "internal", "noted", note="strike")
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="x")
    client = client_of(world.alice)
    for name, query in (("account_contacts", ""), ("account_family", ""), ("notes", ""), ("search_said", "?q=strike")):
        arguments = [world.acme.id] if name.startswith("account") else []
        with django_assert_max_num_queries(25):  # type: ignore[operator]
            page_of(client, name, *arguments, query=query)
    assert boss is not None
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        page_of(client, "contact_person", boss.id)


def test_who_left_long_ago_cannot_be_chosen_for_a_contact(world: World) -> None:
    ann = add(world, "Ann Reed")
    leave_contact(ann, left_on=TODAY - dt.timedelta(days=3), version=1, by=world.alice, at=NOW, as_of=TODAY, key="gone")
    assert "Ann Reed" not in page_of(client_of(world.alice), "contact_new", query=f"?customer={world.acme.id}")


@pytest.mark.browser
def test_a_contact_is_added_from_the_keyboard_alone(world: World, live_server: LiveServer, page: Page) -> None:
    sign_in(page, live_server, world.alice, reverse("account_contacts", args=[world.acme.id]))
    page.keyboard.press("a")
    page.wait_for_url("**/contacts/new/")
    page.keyboard.type("Ann Reed")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('account_contacts', args=[world.acme.id])}")
    assert page.get_by_role("rowheader", name="Ann Reed").is_visible()
    assert accessibility_violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("o")
