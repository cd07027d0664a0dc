"""The Cash screen: the queue with its totals, a payment matched by what is on the page, and what one may not see."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from creditdesk.cash.actions import enter_receipt, identify_receipt
from creditdesk.cash.models import Match, Proposal, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.config import clock
from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem
from tests.builders import credit_memo, customer, invoice
from tests.web.clients import client_of
from tests.web.files import csv_rows, taken
from tests.world import World


def received(world: World, amount: int, *, of: Customer | None = None, payer: str = "Acme Camera") -> Receipt:
    day = clock.today()
    new = NewReceipt(amount, "USD", day, day, customer=of, payer_name=payer)
    return enter_receipt(new, company=world.northlight, by=world.erin, as_of=day, at=clock.now())


def proposed(receipt: Receipt, *ways: tuple[OpenItem, ...], payers: tuple[Customer, ...] = (), sure: int = 900) -> None:
    """Keep an answer of the rules as they write it: each way pays its items in full."""
    why = Reason("cash.numbers", "it names %(number)s", {"number": "one"}).as_dict()
    told = [
        {
            "lines": [{"item_id": item.id, "applied_minor": item.open_minor} for item in way],
            "on_account_minor": 0,
            "basis": "whole.equal.agrees",
            "confidence": sure,
            "reasons": [why],
        }
        for way in ways
    ]
    Proposal.objects.create(
        receipt=receipt,
        asked_at=clock.now(),
        as_of=clock.today(),
        policy_version=policy_in_force(as_of=clock.today(), company_id=receipt.company_id).number,
        confidence=sure if ways else 0,
        is_ambiguous=len(ways) > 1,
        answer={
            "revision": receipt.revision,
            "payer": {"customer_ids": [one.id for one in payers], "by": "name", "reasons": []},
            "proposals": told,
            "stops": [],
            "is_ambiguous": len(ways) > 1,
        },
    )


def sent(receipt: Receipt, **fields: str) -> dict[str, str]:
    receipt.refresh_from_db()
    return {"key": "k1", "revision": str(receipt.revision), "seconds": "7", **fields}


@pytest.fixture
def erin(world: World) -> Client:
    return client_of(world.erin)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_shows_what_is_to_be_decided_with_its_control_totals(world: World, erin: Client) -> None:
    received(world, 500_00, of=world.acme)
    received(world, 77_77, payer="Nobody Known")
    page = text_of(erin, "/cash/")
    assert "Nobody Known" in page
    assert "577.77" in page
    assert "Nobody Known" not in text_of(erin, "/cash/?state=no_proposal")
    assert "Acme Camera" not in text_of(erin, "/cash/?state=unidentified&amount=77.77")
    assert "No payment fits the filter" in text_of(erin, "/cash/?q=nobody+is+called+so")


def test_a_proposal_is_accepted_as_it_stands_and_the_next_payment_comes_up(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=500_00), received(world, 500_00, of=world.acme)
    other = received(world, 10_00, of=world.acme)
    proposed(receipt, (item,))
    page = text_of(erin, f"/cash/{receipt.id}/")
    assert "it names one" in page
    assert "90% sure" in page
    answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "500.00"}))
    assert (answer.status_code, answer["Location"]) == (302, f"/cash/{other.id}/")
    made = Match.objects.get()
    assert (made.rank, made.basis, made.confidence, made.seconds) == (1, "whole.equal.agrees", 900, 7)
    item.refresh_from_db()
    assert item.open_minor == 0


def test_what_a_person_changes_is_his_own_match(world: World, erin: Client) -> None:
    first, second = invoice(world.acme, amount=500_00), invoice(world.acme, amount=300_00)
    memo = credit_memo(world.acme, amount=100_00)
    receipt = received(world, 650_00, of=world.acme)
    proposed(receipt, (first,))
    fields = {
        f"amount_{first.id}": "450",
        f"rest_{first.id}": "shortage",
        f"claim_{first.id}": "4411",
        f"amount_{second.id}": "300",
        f"amount_{memo.id}": "100.00",
    }
    assert erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **fields)).status_code == 302
    assert Match.objects.get().rank is None
    deduction = OpenItem.objects.get(kind="deduction")
    assert (deduction.open_minor, deduction.reference) == (50_00, "shortage 4411")
    memo.refresh_from_db()
    assert memo.open_minor == 0


def test_a_small_difference_is_cleared_with_the_match(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=2000_00), received(world, 1995_00, of=world.acme)
    fields = {f"amount_{item.id}": "1995", f"rest_{item.id}": "small"}
    assert erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **fields)).status_code == 302
    item.refresh_from_db()
    assert item.open_minor == 0


def test_what_is_refused_keeps_what_was_typed(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=500_00), received(world, 100_00, of=world.acme)
    answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "432.10"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "100.00 USD of the payment is left" in page
    assert 'value="432.10"' in page
    answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "4x"}))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Match.objects.exists()


def test_whoever_comes_second_is_told_who_was_faster(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=500_00), received(world, 400_00, of=world.acme)
    seen = sent(receipt, **{f"amount_{item.id}": "100.00"})
    assert client_of(world.dave).post(f"/cash/{receipt.id}/match/", seen | {"key": "k2"}).status_code == 302
    answer = erin.post(f"/cash/{receipt.id}/match/", seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dave matched it on" in page
    assert 'value="100.00"' in page
    assert Match.objects.count() == 1


def test_the_same_form_sent_twice_matches_once(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=500_00), received(world, 500_00, of=world.acme)
    once = sent(receipt, **{f"amount_{item.id}": "500"})
    for _ in range(2):
        assert erin.post(f"/cash/{receipt.id}/match/", once).status_code in (302, 422)
    assert Match.objects.count() == 1


def test_unidentified_money_is_given_to_whoever_paid_it(world: World, erin: Client) -> None:
    receipt = received(world, 55_00, payer="Who is it")
    assert f"?payer={world.zenith.id}" in text_of(erin, f"/cash/{receipt.id}/?who=zenith")
    invoice(world.zenith, amount=55_00, number="Z-55")
    assert "Z-55" in text_of(erin, f"/cash/{receipt.id}/?payer={world.zenith.id}")
    answer = erin.post(f"/cash/{receipt.id}/payer/", sent(receipt, payer=str(world.zenith.id)))
    assert answer.status_code == 302
    receipt.refresh_from_db()
    assert receipt.customer == world.zenith
    answer = erin.post(f"/cash/{receipt.id}/off/", sent(receipt, why="another Zenith"))
    assert answer.status_code == 302
    receipt.refresh_from_db()
    assert receipt.customer is None


def test_matching_money_of_nobody_says_who_paid_it(world: World, erin: Client) -> None:
    item, receipt = invoice(world.acme, amount=55_00), received(world, 55_00)
    proposed(receipt, (item,), payers=(world.acme,))
    assert item.number in text_of(erin, f"/cash/{receipt.id}/")
    answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "55"}))
    assert answer.status_code == 302
    receipt.refresh_from_db()
    assert receipt.customer == world.acme


def test_a_parent_pays_for_its_children(world: World, erin: Client) -> None:
    parent = customer(world.northlight, name="Parent")
    child = customer(world.northlight, name="Child", parent=parent)
    item, receipt = invoice(child, amount=40_00), received(world, 40_00, of=parent)
    assert item.number in text_of(erin, f"/cash/{receipt.id}/")
    answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "40"}))
    assert answer.status_code == 302


@pytest.mark.parametrize("standing", ["on_account", "refund", "full_settlement"])
def test_what_pays_nothing_is_decided_with_a_reason(world: World, erin: Client, standing: str) -> None:
    receipt = received(world, 40_00, of=world.acme)
    without = erin.post(f"/cash/{receipt.id}/standing/", sent(receipt, standing=standing, why=""))
    assert without.status_code == 422
    answer = erin.post(f"/cash/{receipt.id}/standing/", sent(receipt, standing=standing, why="they said so"))
    assert answer.status_code == 302
    receipt.refresh_from_db()
    assert (receipt.standing, receipt.standing_why) == (standing, "they said so")
    assert receipt.number in text_of(erin, f"/cash/?state={standing}")


def test_a_match_is_taken_back_with_its_cause_and_undone_at_once(world: World, erin: Client) -> None:
    item = invoice(world.acme, amount=500_00)
    for extra, fields in (("", {"cause": "wrong", "why": "another's"}), ("?at_once=1", {})):
        receipt = received(world, 500_00, of=world.acme)
        answer = erin.post(f"/cash/{receipt.id}/match/", sent(receipt, key=extra, **{f"amount_{item.id}": "500"}))
        assert answer.status_code == 302
        match = Match.objects.get(receipt=receipt)
        assert erin.get(f"/cash/matches/{match.id}/take-back/").status_code == 200
        assert erin.post(f"/cash/matches/{match.id}/take-back/{extra}", fields).status_code == 302
        match.refresh_from_db()
        assert match.taken_back == "wrong"
    assert erin.post(f"/cash/matches/{match.id}/take-back/", {"cause": "wrong", "why": "x"}).status_code == 409


def test_a_check_is_entered_by_hand(world: World, erin: Client) -> None:
    fields = {
        "company": "NL",
        "amount": "1,234.50",
        "currency": "USD",
        "value_date": "today",
        "channel": "check",
        "number": "CK 8812",
        "customer": "Acme",
    }
    assert erin.post("/cash/new/", fields).status_code == 302
    receipt = Receipt.objects.get()
    assert (receipt.amount_minor, receipt.trace, receipt.customer) == (1234_50, "CK 8812", world.acme)
    assert "No customer is called so" in erin.post("/cash/new/", fields | {"customer": "Nobody"}).content.decode()


def test_a_rep_sees_his_accounts_and_nobodys_money_and_no_other(world: World) -> None:
    alice = client_of(world.alice)
    others = received(world, 500_00, of=world.zenith, payer="Zenith Optics")
    own = received(world, 20_00, of=world.acme)
    nobodys = received(world, 33_00, payer="Somebody")
    strange = invoice(world.zenith, amount=33_00, number="SECRET-1")
    proposed(nobodys, (strange,), payers=(world.zenith,))
    page = text_of(alice, "/cash/")
    assert "Zenith" not in page
    assert alice.get(f"/cash/{others.id}/").status_code == 404
    assert alice.get(f"/cash/{own.id}/").status_code == 200
    page = text_of(alice, f"/cash/{nobodys.id}/")
    assert "SECRET-1" not in page
    assert "Zenith" not in page
    assert "1 proposal is left out" in page
    fields = {f"amount_{strange.id}": "33", "payer": str(world.zenith.id)}
    assert alice.post(f"/cash/{nobodys.id}/match/", sent(nobodys, **fields)).status_code == 404
    assert not Match.objects.exists()


def test_whoever_only_sees_cash_is_offered_no_act(world: World) -> None:
    receipt = received(world, 20_00, of=world.acme)
    invoice(world.acme, amount=20_00)
    audrey: Any = client_of(world.audrey)
    page = text_of(audrey, f"/cash/{receipt.id}/")
    assert "data-withhold" not in page
    assert audrey.post(f"/cash/{receipt.id}/match/", sent(receipt)).status_code == 403


def test_the_pages_ask_few_questions(world: World, erin: Client, django_assert_max_num_queries: Any) -> None:
    items = [invoice(world.acme, amount=100_00 + number) for number in range(5)]
    for number in range(8):
        receipt = received(world, 100_00 + number, of=world.acme)
        proposed(receipt, tuple(items[:2]), (items[3],))
    identify_receipt(
        received(world, 5_00), customer=world.zenith, revision=0, as_of=clock.today(), by=world.erin, at=clock.now()
    )
    for path in ("/cash/", f"/cash/{receipt.id}/"):
        text_of(erin, path)
        with django_assert_max_num_queries(25):
            erin.get(path)


def test_the_discount_that_the_money_still_earns_is_told(world: World, erin: Client) -> None:
    day = clock.today()
    item = invoice(world.acme, amount=1000_00, document_date=day, terms_code="2/10 net 30", as_of=day)
    late = invoice(
        world.acme, amount=900_00, document_date=day - dt.timedelta(days=40), terms_code="2/10 net 30", as_of=day
    )
    receipt = received(world, 980_00, of=world.acme)
    page = text_of(erin, f"/cash/{receipt.id}/")
    assert "20.00 USD discount earned" in page
    assert "no discount any more" in page
    fields = {f"amount_{item.id}": "980.00", f"discount_{item.id}": "20.00"}
    assert erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **fields)).status_code == 302
    assert OpenItem.objects.get(id=late.id).open_minor == 900_00


def test_a_filter_that_makes_no_sense_narrows_nothing(world: World, erin: Client) -> None:
    received(world, 20_00, of=world.acme)
    for query in (
        "state=x",
        "account=9x",
        "customer=9999999999999999999",
        "after=x~y",
        "sort=x",
        "amount=zz",
        "choose=99",
    ):
        assert erin.get(f"/cash/?{query}").status_code == 200, query


def test_a_payment_is_found_from_the_palette_and_from_its_account(world: World, erin: Client) -> None:
    receipt, nobodys = received(world, 4_312_77, of=world.acme), received(world, 51_13, payer="Who is it")
    assert f"/cash/{receipt.id}/" in text_of(erin, "/palette/?q=4,312.77")
    assert f"/cash/{nobodys.id}/" in text_of(erin, "/search/?q=51.13")
    assert f"/cash/{nobodys.id}/" in text_of(erin, f"/palette/?q={nobodys.number}")
    assert f"/cash/{receipt.id}/" in text_of(client_of(world.alice), f"/accounts/{world.acme.id}/payments/")
    others = received(world, 66_66, of=world.zenith)
    assert f"/cash/{others.id}/" not in text_of(client_of(world.alice), "/palette/?q=66.66")
    assert f"/cash/{others.id}/" not in text_of(client_of(world.fay), "/palette/?q=66.66")


def _whole_of(receipt: Receipt, item: OpenItem) -> dict[str, str]:
    return sent(receipt, **{f"amount_{item.id}": "500.00", f"open_{item.id}": "50000"})


def test_the_history_of_a_payment_says_who_what_when_and_on_what_grounds(world: World, erin: Client) -> None:
    receipt, item = received(world, 500_00, of=world.acme), invoice(world.acme, amount=500_00)
    proposed(receipt, (item,))
    page = text_of(erin, f"/cash/{receipt.id}/")
    assert f"/cash/{receipt.id}/history/" in page
    assert "What the rules said last" in text_of(erin, f"/cash/{receipt.id}/history/")
    erin.post(
        f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "500.00", f"open_{item.id}": "50000"})
    )
    match = Match.objects.get()
    erin.post(f"/cash/matches/{match.id}/take-back/", {"cause": "wrong", "why": "another invoice was meant"})
    erin.post(f"/cash/{receipt.id}/standing/", {**sent(receipt), "standing": "on_account", "why": "they will tell"})
    page = text_of(erin, f"/cash/{receipt.id}/history/")
    told = ("Payment taken in", "Matched by a person", "Match taken back", "Kept on account")
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    for one in ("The likeliest proposal", "another invoice was meant", "they will tell", item.number, "it names one"):
        assert one in page


def test_documents_and_accounts_lead_to_the_payments_that_touched_them(world: World, erin: Client) -> None:
    receipt, item = received(world, 500_00, of=world.acme), invoice(world.acme, amount=500_00)
    assert "Payments that touched it" not in text_of(erin, f"/items/{item.id}/")
    erin.post(
        f"/cash/{receipt.id}/match/", sent(receipt, **{f"amount_{item.id}": "500.00", f"open_{item.id}": "50000"})
    )
    receipt.refresh_from_db()
    for address in (f"/items/{item.id}/", f"/items/{receipt.item_id}/", f"/accounts/{world.acme.id}/payments/"):
        assert f'href="/cash/{receipt.id}/"' in text_of(erin, address)
    # Sales sees the invoice, and no cash.
    assert "Payments that touched it" not in text_of(client_of(world.sam), f"/items/{item.id}/")


def test_matches_go_out_as_a_file_with_a_row_for_each_item(world: World, erin: Client) -> None:
    receipt = received(world, 700_00, of=world.acme)
    items = [invoice(world.acme, amount=minor) for minor in (300_00, 400_00)]
    fields = {f"amount_{one.id}": str(one.open_minor // 100) for one in items}
    fields |= {f"open_{one.id}": str(one.open_minor) for one in items}
    erin.post(f"/cash/{receipt.id}/match/", sent(receipt, **fields))
    taker = client_of(world.erin, second_factor=True)
    for query in ({"receipt": receipt.id}, {"payer": world.acme.id}, {"document": items[0].id}):
        rows = csv_rows(taken(taker, "matches", query=query))
        assert [row["Document"] for row in rows] == [one.number for one in items]
        assert [row["Applied"] for row in rows] == ["300.00", "400.00"]
    assert csv_rows(taken(client_of(world.charlie, second_factor=True), "matches")) == []


def test_a_payment_entered_by_a_form_that_is_sent_twice_is_one(world: World) -> None:
    client = client_of(world.erin)
    page = client.get("/cash/new/").content.decode()
    (key,) = re.findall(r'name="key" value="([^"]+)"', page)
    typed = {
        "key": key, "company": "NL", "amount": "100.00", "currency": "USD", "value_date": "today", "channel": "check",
        "number": "1001", "customer": world.acme.number,
    }  # fmt: skip
    answers = [client.post("/cash/new/", typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Receipt.objects.get().trace == "1001"
