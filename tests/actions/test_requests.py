"""Requests through the database: made, changed, decided once, taken back; what the database itself refuses."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.approvals.deciding import Seen, refuse_request, send_back
from creditdesk.approvals.models import Request, RequestDecision, RequestEffect
from creditdesk.approvals.preparing import withdraw_request
from creditdesk.approvals.queries import precedents, standing
from creditdesk.approvals.verify import broken_facts
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import Evidence, State
from creditdesk.followup.actions import attach_document
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Absence, Customer, ExchangeRate, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Entry, OpenItem, Posting
from tests import builders
from tests.asking import adjustment, approve, ask, conversion, debit, extension, seen, write_off
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


def state(request: Request) -> str:
    return Request.objects.get(id=request.id).state


def revise(request: Request, *, by: User, seen_revision: int = 1, submit: bool = True, **facts: object) -> Request:
    content = replace(request.asked, **facts)  # type: ignore[arg-type]
    return dispatch.revise_request(
        request, content=content, seen=seen_revision, submit=submit, by=by, at=NOW, as_of=TODAY
    )


def reverse(request: Request, *, by: User, as_of: dt.date = TODAY) -> Request:
    return dispatch.reverse_request(seen(request), words="a mistake", by=by, at=NOW, as_of=as_of)


# ---------------------------------------------------------------- asking


def test_what_is_asked_changes_nothing_and_the_same_key_asks_once(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=500_00)
    first = ask(world.acme, write_off(invoice), by=world.alice, key="once")
    assert ask(world.acme, write_off(invoice), by=world.alice, key="once").id == first.id
    invoice.refresh_from_db()
    assert (invoice.open_minor, first.state, first.needs_level) == (500_00, "submitted", "credit_manager")
    told = JournalEntry.objects.get(kind="request.submitted")
    assert (told.subject_id, told.facts["sha256"]) == (first.id, first.sha256)


def test_without_the_evidence_that_the_policy_wants_it_stays_a_draft(world: World) -> None:
    content = write_off(builders.invoice(world.acme, amount=500_00), evidence=())
    with pytest.raises(Refusal, match="wants it shown: efforts"):
        ask(world.acme, content, by=world.alice)
    draft = ask(world.acme, content, by=world.alice, submit=False)
    with pytest.raises(Refusal, match="changed the request meanwhile"):
        approve(draft, by=world.carol)
    told = revise(draft, by=world.alice, evidence=(Evidence(Shown.EFFORTS, words="ten calls"),))
    approve(told, by=world.carol)
    assert state(draft) == State.CARRIED_OUT


def test_a_credit_of_the_customer_never_becomes_income(world: World) -> None:
    credit = builders.credit_memo(world.acme, amount=300_00)
    with pytest.raises(Refusal, match="never becomes income"):
        ask(world.acme, write_off(credit, amounts=(300_00,)), by=world.alice)
    with pytest.raises(Refusal, match="never becomes income"):
        ask(world.acme, adjustment(credit, amounts=(300_00,)), by=world.alice)


def test_documents_and_evidence_of_another_account_are_refused(world: World) -> None:
    with pytest.raises(Refusal, match="is no document of the customer"):
        ask(world.acme, write_off(builders.invoice(world.zenith, amount=100)), by=world.alice)
    paper = attach_document(world.zenith, name="a.txt", content=b"x", by=world.carol, at=NOW)
    content = write_off(
        builders.invoice(world.acme, amount=100), evidence=(Evidence(Shown.EFFORTS, document_id=paper.id),)
    )
    with pytest.raises(Refusal, match="not of this account"):
        ask(world.acme, content, by=world.carol)


def test_more_than_is_open_and_a_document_twice_are_refused(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_00)
    with pytest.raises(Refusal, match=r"only 100\.00 USD is open any more"):
        ask(world.acme, write_off(invoice, amounts=(100_01,)), by=world.alice)
    with pytest.raises(Refusal, match="stands in it twice"):
        ask(world.acme, write_off(invoice, invoice), by=world.alice)


# ---------------------------------------------------------------- deciding


def test_tax_comes_back_with_a_claim_and_the_posting_goes_to_the_erp(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_190_00)
    content = write_off(invoice)
    content = replace(content, lines=(replace(content.lines[0], tax_minor=190_00),))
    approve(ask(world.acme, content, by=world.alice), by=world.carol)
    posting = Posting.objects.get(kind="write_off")
    beside = {entry.account: entry.amount_minor for entry in posting.entries.filter(item__isnull=True)}
    assert beside == {"allowance": 1_000_00, "sales_tax_payable": 190_00}
    assert (posting.by, posting.batch, posting.key) == ("carol", "", f"request/{Request.objects.get().id}")


def test_a_debit_adjustment_makes_a_debit_memo(world: World) -> None:
    request = ask(world.acme, debit(45_00), by=world.alice)
    approve(request, by=world.bob)
    memo = OpenItem.objects.get(kind="debit_memo")
    assert (memo.number, memo.open_minor, memo.customer_id) == (f"ADJ-{request.id}-1", 45_00, world.acme.id)
    assert Entry.objects.get(account="late_fees").amount_minor == -45_00
    reverse(request, by=world.bob)
    memo.refresh_from_db()
    assert memo.open_minor == 0


def test_splitting_does_not_help(world: World) -> None:
    invoices = [builders.invoice(world.acme, amount=3_000_00) for _ in range(2)]
    first, second = (ask(world.acme, write_off(one), by=world.alice) for one in invoices)
    approve(first, by=world.carol)
    with pytest.raises(Refusal, match=r"3,000\.00 USD granted in the last 30 days is added up"):
        approve(second, by=world.carol)
    with pytest.raises(Refusal, match=r"6,000\.00 USD"):
        approve(second, by=world.carol, as_of=TODAY + 29 * DAY)
    approve(second, by=world.carol, as_of=TODAY + 30 * DAY)


def test_several_at_once_are_added_up_and_all_or_none_is_done(world: World) -> None:
    asked = [ask(world.acme, write_off(builders.invoice(world.acme, amount=3_000_00)), by=world.alice) for _ in "ab"]
    with pytest.raises(Refusal, match=f"request {asked[1].id}: "):
        approve(*asked, by=world.carol)
    assert not Posting.objects.filter(kind="write_off").exists()
    approve(*asked, by=world.dave)
    assert Posting.objects.filter(kind="write_off").count() == 2


def test_what_was_taken_back_counts_no_more(world: World) -> None:
    first, second = (
        ask(world.acme, write_off(builders.invoice(world.acme, amount=3_000_00)), by=world.alice) for _ in "ab"
    )
    approve(first, by=world.carol)
    assert reverse(first, by=world.carol).state == State.REVERSED
    assert reverse(first, by=world.carol).state == State.REVERSED  # once
    approve(second, by=world.carol)
    assert Posting.objects.filter(kind="reversal").count() == 1
    assert broken_facts() == []


def test_another_currency_is_converted_and_without_a_rate_it_is_said(world: World) -> None:
    request = ask_in_euro = builders.invoice(world.acme, amount=4_800_00, currency="EUR")
    with pytest.raises(Refusal, match="no rate"):
        ask(world.acme, write_off(ask_in_euro), by=world.alice)
    ExchangeRate.objects.create(currency="EUR", base="USD", day=TODAY, rate_ppm=1_100_000)
    asked = ask(world.acme, write_off(request), by=world.alice)
    with pytest.raises(Refusal, match=r"5,280\.00 USD"):
        approve(asked, by=world.carol)


def test_beyond_the_ladder_the_controller_shows_the_word_of_the_cfo(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=40_000_00)
    request = ask(world.acme, write_off(invoice), by=world.alice)
    with pytest.raises(Refusal, match="show the CFO's approval"):
        approve(request, by=world.dave)
    paper = attach_document(world.acme, name="cfo.txt", content=b"approved", by=world.alice, at=NOW)
    word = Evidence(Shown.OUTSIDE_APPROVAL, document_id=paper.id)
    told = revise(request, by=world.alice, evidence=(*request.asked.evidence, word))
    with pytest.raises(Refusal, match="lowest role that may approve it is the CFO"):
        approve(told, by=world.carol)
    approve(told, by=world.dave)


def test_an_edit_makes_an_approval_of_what_stood_before_void(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=900_00)
    request = ask(world.acme, adjustment(invoice, amounts=(100_00,)), by=world.alice)
    looked_at = seen(request)
    revise(request, by=world.alice, lines=(replace(request.asked.lines[0], amount_minor=900_00),))
    with pytest.raises(Refusal, match="changed the request meanwhile"):
        dispatch.approve_requests([looked_at], words="", by=world.bob, at=NOW, as_of=TODAY)
    assert not Posting.objects.filter(kind="adjustment").exists()
    request.refresh_from_db()
    assert (request.revision, request.lines.count()) == (2, 2)  # the first stays as it was


def test_whoever_changed_it_does_not_approve_it(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=900_00)
    request = revise(ask(world.acme, adjustment(invoice), by=world.alice), by=world.bob, words="checked")
    with pytest.raises(Refusal, match="bob asked for this"):
        approve(request, by=world.bob)
    approve(request, by=world.carol)


def test_two_accounts_of_one_person_are_one_person(world: World) -> None:
    User.objects.filter(username__in=["alice", "bob"]).update(email="Same@Example.com")
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=900_00)), by=world.alice)
    with pytest.raises(Refusal, match="the same person by their e-mail address"):
        approve(request, by=User.objects.get(username="bob"))


def test_a_substitute_decides_in_the_name_of_whoever_is_away(world: World) -> None:
    request = ask(world.acme, write_off(builders.invoice(world.acme, amount=900_00)), by=world.alice)
    with pytest.raises(Refusal, match="the role supervisor may not approve it"):
        approve(request, by=world.bob)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    approve(request, by=world.bob)
    decision = RequestDecision.objects.get()
    assert (decision.by, decision.on_behalf_of) == (world.bob, world.carol)


def test_a_substitute_of_whoever_asked_does_not_decide_in_his_name(world: World) -> None:
    request = ask(world.acme, write_off(builders.invoice(world.acme, amount=900_00)), by=world.carol)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    with pytest.raises(Refusal):
        approve(request, by=world.bob)
    approve(request, by=world.dave)


def test_sent_back_with_a_question_it_is_answered_and_decided_anew(world: World) -> None:
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=900_00)), by=world.alice)
    with pytest.raises(Refusal, match="say why"):
        send_back(seen(request), words=" ", by=world.bob, at=NOW, as_of=TODAY)
    send_back(seen(request), words="which price list?", by=world.bob, at=NOW, as_of=TODAY)
    assert state(request) == State.SENT_BACK
    approve(revise(request, by=world.alice, words="that of May"), by=world.bob)
    assert list(RequestDecision.objects.values_list("what", "revision")) == [("send_back", 1), ("approve", 2)]


def test_refused_and_withdrawn_are_the_end_of_it(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=900_00)
    request, other = (ask(world.acme, adjustment(invoice), by=world.alice) for _ in "ab")
    with pytest.raises(Refusal, match="right to decide about requests"):
        refuse_request(seen(request), words="no", by=world.alice, at=NOW, as_of=TODAY)
    refuse_request(seen(request), words="the price was right", by=world.bob, at=NOW, as_of=TODAY)
    with pytest.raises(Refusal, match="Bob decided on 2026-06-15 14:00 UTC: refused"):
        approve(request, by=world.carol)
    with pytest.raises(Refusal, match="whoever prepared it"):
        withdraw_request(other, by=world.bob, at=NOW)
    withdraw_request(other, by=world.alice, at=NOW)
    with pytest.raises(Refusal, match="withdrawn meanwhile"):
        approve(other, by=world.bob)


def test_a_document_that_was_paid_meanwhile_cannot_be_written_off(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=900_00)
    first, second = (ask(world.acme, adjustment(invoice), by=world.alice) for _ in "ab")
    approve(first, by=world.bob)
    with pytest.raises(Refusal, match=r"only 0\.00 USD is open any more"):
        approve(second, by=world.carol)
    assert state(second) == State.SUBMITTED


def test_an_extension_and_a_status_are_taken_back(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=900_00)
    later = ask(world.acme, extension(invoice, until=TODAY + 40 * DAY), by=world.alice)
    cod = ask(world.acme, conversion("cod"), by=world.alice)
    approve(later, cod, by=world.carol)
    assert Customer.objects.get(id=world.acme.id).status == "cod"
    reverse(cod, by=world.carol)
    reverse(later, by=world.carol)
    assert Customer.objects.get(id=world.acme.id).status == "active"
    newest = invoice.extensions.first()
    assert newest is not None and newest.extended_date == invoice.due_date
    assert broken_facts() == []


def test_late_requests_go_up_a_level_and_precedents_are_shown(world: World) -> None:
    earlier = ask(world.acme, adjustment(builders.invoice(world.acme, amount=90_00)), by=world.alice)
    approve(earlier, by=world.bob)
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=80_00)), by=world.alice)
    policy = policy_in_force(as_of=TODAY, company_id=world.northlight.id).document
    now = standing(request, by=world.bob, table=dispatch.APPROVED, policy=policy, as_of=TODAY)
    assert (now.may_approve, now.waiting.level, now.waiting.is_late) == (True, "supervisor", False)
    later = standing(request, by=world.bob, table=dispatch.APPROVED, policy=policy, as_of=TODAY + 2 * DAY)
    assert (later.waiting.level, later.waiting.is_late) == ("credit_manager", True)
    (precedent,) = precedents(request, by=world.bob, as_of=TODAY)
    assert precedent.request_id == earlier.id


# ---------------------------------------------------------------- raw SQL


def sql(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def asked(world: World) -> Request:
    return ask(world.acme, write_off(builders.invoice(world.acme, amount=900_00)), by=world.alice)


@pytest.mark.parametrize(
    "change",
    [
        "amount_minor = 1",
        "words = 'other'",
        "content = '{}'",
        "revision = 2, state = 'carried_out'",
        "state = 'carried_out'",
        "state = 'reversed'",
        "prepared_by_id = prepared_by_id + 1",
        "customer_id = customer_id + 1",
    ],
)
def test_the_database_keeps_what_is_asked(asked: Request, change: str) -> None:
    with pytest.raises(DatabaseError):
        sql(f"UPDATE approvals_request SET {change} WHERE id = %s", asked.id)


def _decision(request: Request, by: User, **facts: object) -> RequestDecision:
    told = {"revision": request.revision, "sha256": request.sha256, "what": "approve", **facts}
    return RequestDecision(request=request, by=by, at=NOW, on=TODAY, authority=[], policy_version=1, **told)


def test_the_database_takes_no_approval_of_ones_own_or_of_another_content(world: World, asked: Request) -> None:
    for decision in (
        _decision(asked, world.alice),
        _decision(asked, world.carol, on_behalf_of=world.alice),
        _decision(asked, world.carol, sha256="0" * 64),
        _decision(asked, world.carol, revision=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            decision.save(force_insert=True)


def test_the_database_takes_no_effect_without_an_approval(world: World, asked: Request) -> None:
    posting = Posting.objects.order_by("id").first()
    with pytest.raises(DatabaseError), transaction.atomic():
        RequestEffect.objects.create(request=asked, number=1, posting=posting)
    approve(asked, by=world.carol)
    for table in ("requestdecision", "requesteffect", "requestline", "requestevidence", "request_writers"):
        with pytest.raises(DatabaseError):
            sql(f"DELETE FROM approvals_{table}")
    with pytest.raises(DatabaseError):
        sql("UPDATE approvals_request SET state = 'submitted' WHERE id = %s", asked.id)


def test_somebody_who_saw_something_else_is_told_so(world: World, asked: Request) -> None:
    with pytest.raises(Refusal, match="changed the request meanwhile"):
        dispatch.approve_requests([Seen(asked.id, "0" * 64)], words="", by=world.carol, at=NOW, as_of=TODAY)
