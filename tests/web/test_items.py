"""Documents and postings: the trail behind an open amount, applying, taking back, disputing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import (
    ApplyTo,
    apply_credit,
    close_period,
    mark_disputed,
    reverse_posting,
    transfer_residual,
)
from creditdesk.receivables.models import Application, OpenItem, Posting
from creditdesk.receivables.recognition import NewItem, Source
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def erin(world: World) -> Client:
    """The browser of the cash applicator."""
    return client_of(world.erin)


def _apply(world: World, credit: OpenItem, to: OpenItem, amount: int, *, key: str = "k", discount: int = 0) -> Posting:
    lines = [ApplyTo(to.id, amount, discount)]
    return apply_credit(credit, to=lines, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=key)


def _reverse(world: World, posting: Posting) -> Posting:
    return reverse_posting(
        posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=f"r{posting.id}", reason="bounced"
    )


def _open(item: OpenItem) -> int:
    return OpenItem.objects.get(id=item.id).open_minor


def _form(client: Client, url: str) -> dict[str, str]:
    """What a browser would send if the person just pressed the button."""
    form = client.get(url).context["form"]
    sent = {"key": form.key, "seen": str(form.seen_open_minor), "posting_date": form.posting_date}
    for row in form.lines:
        item_id = row.line.item.id
        sent |= {f"amount_{item_id}": row.amount, f"discount_{item_id}": row.discount}
        sent[f"open_{item_id}"] = str(row.line.item.open_minor)
    return sent


# ---------------------------------------------------------------- the trail


def test_the_trail_ends_in_what_is_open_and_names_the_payment_behind_each_step(world: World, erin: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000)
    payment = builders.payment(world.acme, amount=60_000)
    first = _apply(world, payment, invoice, 25_000, key="a")
    _reverse(world, first)
    _apply(world, payment, invoice, 40_000, key="b")

    context = erin.get(reverse("item", args=[invoice.id])).context

    assert [(line.entry.amount_minor, line.open_after_minor) for line in context["trail"]] == [
        (100_000, 100_000),
        (-25_000, 75_000),
        (25_000, 100_000),
        (-40_000, 60_000),
    ]
    assert [[other.id for other in line.counterparts] for line in context["trail"]] == [[], *[[payment.id]] * 3]
    assert _open(invoice) == 60_000


def test_an_application_that_was_taken_back_is_struck_through_and_explained(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=100_000), builders.payment(world.acme, amount=60_000)
    _reverse(world, _apply(world, payment, invoice, 25_000))

    text = erin.get(reverse("item", args=[payment.id])).content.decode()

    assert "<s>" in text
    assert "it no longer counts" in text


def test_counterparts_of_accounts_that_one_may_not_see_are_not_named(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(payer=world.zenith)
    invoice = builders.invoice(world.acme, amount=100_000)
    payment = builders.payment(world.zenith, amount=60_000, number="SECRET-1")
    _apply(world, payment, invoice, 60_000)

    response = client_of(world.alice).get(reverse("item", args=[invoice.id]))

    assert response.context["trail"][1].hidden_counterparts == 1
    assert "SECRET-1" not in response.content.decode()
    assert "SECRET-1" in client_of(world.carol).get(reverse("item", args=[invoice.id])).content.decode()


def test_an_invoice_names_the_payment_and_not_the_other_invoices_that_it_paid(world: World, erin: Client) -> None:
    first, second = (builders.invoice(world.acme, amount=50_000) for _ in range(2))
    payment = builders.payment(world.acme, amount=100_000)
    lines = [ApplyTo(first.id, 50_000), ApplyTo(second.id, 50_000)]
    apply_credit(payment, to=lines, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k")

    of_invoice = erin.get(reverse("item", args=[first.id])).context["trail"][1].counterparts
    of_payment = erin.get(reverse("item", args=[payment.id])).context["trail"][1].counterparts

    assert [other.id for other in of_invoice] == [payment.id]
    assert [other.id for other in of_payment] == [first.id, second.id]


def test_a_rest_and_the_invoice_it_came_from_lead_to_each_other(world: World, erin: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000)
    moved: dict[str, Any] = {"amount_minor": 30_000, "number": "D1", "reference": "shortage", "posting_date": TODAY}
    deduction = transfer_residual(invoice, **moved, as_of=TODAY, by=world.erin, at=NOW, key="t")

    there = erin.get(reverse("item", args=[invoice.id])).content.decode()
    back = erin.get(reverse("item", args=[deduction.id])).content.decode()

    assert reverse("item", args=[deduction.id]) in there
    assert reverse("item", args=[invoice.id]) in back


def test_a_posting_shows_that_its_lines_sum_to_zero(world: World, erin: Client) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, terms_code="2/10 net 30")
    payment = builders.payment(world.acme, amount=98_000)
    posting = _apply(world, payment, invoice, 98_000, discount=2_000)

    sheet = erin.get(reverse("posting", args=[posting.id])).context["sheet"]

    assert sum(line.amount_minor for line in sheet.lines) == 0
    assert sheet.totals == {"USD": (100_000, -100_000)}
    assert [line.account for line in sheet.lines] == ["", "", "discount_allowed"]


def test_lines_of_accounts_that_one_may_not_see_are_counted_and_not_shown(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(payer=world.zenith)
    invoice, payment = builders.invoice(world.acme, amount=100), builders.payment(world.zenith, amount=100)
    posting = _apply(world, payment, invoice, 100)

    sheet = client_of(world.alice).get(reverse("posting", args=[posting.id])).context["sheet"]

    assert [line.customer for line in sheet.lines] == [world.acme]
    assert sheet.not_shown == 1
    assert sheet.totals == {"USD": (100, -100)}


def test_why_a_posting_was_taken_back_is_history_and_not_for_sales(world: World) -> None:
    invoice, payment = builders.invoice(world.acme, amount=100_000), builders.payment(world.acme, amount=100_000)
    posting = _apply(world, payment, invoice, 100_000)
    reversal = _reverse(world, posting)
    pages = [
        reverse("item", args=[invoice.id]),
        reverse("posting", args=[posting.id]),
        reverse("posting", args=[reversal.id]),
    ]
    for url in pages:
        assert "bounced" in client_of(world.alice).get(url).content.decode()
        for reader in (world.sam, world.adam):
            answer = client_of(reader).get(url)
            assert answer.status_code == 200
            assert "bounced" not in answer.content.decode()


def test_why_an_item_was_extended_is_history_and_not_for_sales(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000)
    day = dt.date(2026, 7, 30)
    builders.extension(invoice, extended_date=day, reason="owner in hospital", by=world.carol)
    url = reverse("item", args=[invoice.id])
    assert "owner in hospital" in client_of(world.alice).get(url).content.decode()
    for_sales = client_of(world.sam).get(url).content.decode()
    assert "owner in hospital" not in for_sales
    assert "granted on" in for_sales


# ---------------------------------------------------------------- applying


def test_the_oldest_debt_is_proposed_first_and_confirmed_with_one_press(world: World, erin: Client) -> None:
    newer = builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 6, 10))
    older = builders.invoice(world.acme, amount=50_000, due_date=dt.date(2026, 5, 10))
    payment = builders.payment(world.acme, amount=70_000)
    url = reverse("item_apply", args=[payment.id])

    answer = erin.post(url, _form(erin, url))

    assert answer.status_code == 302
    assert (_open(older), _open(newer), _open(payment)) == (0, 30_000, 0)


def test_a_discount_that_the_date_of_the_payment_still_earns_is_proposed(world: World, erin: Client) -> None:
    terms: dict[str, Any] = {"terms_code": "2/10 net 30", "discount_date": dt.date(2026, 6, 11)}
    invoice = builders.invoice(world.acme, amount=100_000, document_date=dt.date(2026, 6, 1), **terms)
    payment = builders.payment(world.acme, amount=98_000, document_date=dt.date(2026, 6, 10))
    url = reverse("item_apply", args=[payment.id])

    erin.post(url, _form(erin, url))

    assert (_open(invoice), _open(payment)) == (0, 0)
    assert Application.objects.get().discount_minor == 2_000


def test_a_discount_is_not_proposed_for_a_part_payment_nor_after_its_day(world: World, erin: Client) -> None:
    terms: dict[str, Any] = {"terms_code": "2/10 net 30", "discount_date": dt.date(2026, 6, 11)}
    builders.invoice(world.acme, amount=100_000, document_date=dt.date(2026, 6, 1), **terms)
    early = builders.payment(world.acme, amount=50_000, document_date=dt.date(2026, 6, 10))
    late = builders.payment(world.acme, amount=98_000, document_date=dt.date(2026, 6, 30), as_of=TODAY)

    for payment in (early, late):
        form = erin.get(reverse("item_apply", args=[payment.id])).context["form"]
        assert [row.discount for row in form.lines] == [""]


def test_a_parent_pays_for_its_children_and_a_payer_for_others(world: World, erin: Client) -> None:
    child = builders.customer(world.northlight, name="Acme West", parent=world.acme)
    paid_for = builders.customer(world.northlight, name="Annex", payer=world.acme)
    wanted = [builders.invoice(one, amount=1_000).id for one in (world.acme, child, paid_for)]
    builders.invoice(world.zenith, amount=1_000)
    builders.invoice(world.acme, amount=1_000, currency="CAD")
    payment = builders.payment(world.acme, amount=5_000)

    form = erin.get(reverse("item_apply", args=[payment.id])).context["form"]

    assert sorted(row.line.item.id for row in form.lines) == sorted(wanted)


def test_pressing_twice_posts_once(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=80_000), builders.payment(world.acme, amount=50_000)
    url = reverse("item_apply", args=[payment.id])
    sent = _form(erin, url)

    first, second = erin.post(url, sent), erin.post(url, sent)

    assert first["Location"] == second["Location"]
    assert _open(invoice) == 30_000


def test_what_does_not_fit_is_refused_word_for_word_and_what_was_typed_stays(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=80_000), builders.payment(world.acme, amount=50_000)
    url = reverse("item_apply", args=[payment.id])
    sent = _form(erin, url) | {f"amount_{invoice.id}": "500.01"}

    answer = erin.post(url, sent)

    assert answer.status_code == 422
    assert "the credit has 500.00 USD left" in answer.content.decode()
    assert 'value="500.01"' in answer.content.decode()
    assert _open(invoice) == 80_000


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [("amount", "12.345", "decimal places"), ("amount", "1,23", "not an amount"), ("posting_date", "never", "never")],
)
def test_what_cannot_be_read_is_told_beside_its_field(
    world: World, erin: Client, field: str, typed: str, says: str
) -> None:
    invoice, payment = builders.invoice(world.acme, amount=80_000), builders.payment(world.acme, amount=50_000)
    url = reverse("item_apply", args=[payment.id])
    name = f"amount_{invoice.id}" if field == "amount" else field

    answer = erin.post(url, _form(erin, url) | {name: typed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert _open(invoice) == 80_000


def test_a_posting_into_a_closed_period_is_refused(world: World, erin: Client) -> None:
    builders.invoice(world.acme, amount=80_000)
    payment = builders.payment(world.acme, amount=50_000)
    may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31)}
    close_period(world.northlight, **may, as_of=TODAY, by=world.dave, at=NOW)
    url = reverse("item_apply", args=[payment.id])

    answer = erin.post(url, _form(erin, url) | {"posting_date": "2026-05-20"})

    assert answer.status_code == 422
    assert "which is closed: post on a later day" in answer.content.decode()


def test_who_comes_second_is_told_who_was_faster_and_posts_nothing(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=50_000), builders.payment(world.acme, amount=50_000)
    url = reverse("item_apply", args=[payment.id])
    sent = _form(erin, url)
    _apply(world, payment, invoice, 50_000)

    answer = erin.post(url, sent)

    assert answer.status_code == 409
    assert "Somebody was faster" in answer.content.decode()
    assert "Erin moved" in answer.content.decode()
    assert Posting.objects.filter(kind="application").count() == 1


def test_a_line_that_a_colleague_settled_meanwhile_is_never_dropped_in_silence(world: World, erin: Client) -> None:
    first, second = (builders.invoice(world.acme, amount=50_000) for _ in range(2))
    payment, other = (builders.payment(world.acme, amount=100_000) for _ in range(2))
    url = reverse("item_apply", args=[payment.id])
    sent = _form(erin, url)
    _apply(world, other, first, 50_000)

    answer = erin.post(url, sent)

    assert answer.status_code == 409
    assert (_open(payment), _open(second)) == (-100_000, 50_000)


def test_an_item_of_another_company_cannot_be_named_in_the_form(world: World, erin: Client) -> None:
    foreign = builders.invoice(world.foreign, amount=50_000)
    payment = builders.payment(world.acme, amount=50_000)
    url = reverse("item_apply", args=[payment.id])

    answer = erin.post(url, _form(erin, url) | {f"amount_{foreign.id}": "500.00"})

    assert answer.status_code == 404
    assert _open(foreign) == 50_000


# ---------------------------------------------------------------- taking back, disputing


def test_a_posting_is_taken_back_with_its_reason_and_the_two_lead_to_each_other(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=50_000), builders.payment(world.acme, amount=50_000)
    posting = _apply(world, payment, invoice, 50_000)
    url = reverse("posting_reverse", args=[posting.id])
    key = str(erin.get(url).context["form"].initial["key"])

    answer = erin.post(url, {"reason": "returned by the bank", "key": key})
    reversal = Posting.objects.get(reverses=posting)

    assert answer["Location"] == reverse("posting", args=[reversal.id])
    assert (_open(invoice), _open(payment)) == (50_000, -50_000)
    assert reversal.reason == "returned by the bank"
    assert reverse("posting", args=[reversal.id]) in erin.get(reverse("posting", args=[posting.id])).content.decode()
    assert reverse("posting", args=[posting.id]) in erin.get(answer["Location"]).content.decode()


def test_taking_back_needs_a_reason_and_happens_once(world: World, erin: Client) -> None:
    invoice, payment = builders.invoice(world.acme, amount=50_000), builders.payment(world.acme, amount=50_000)
    posting = _apply(world, payment, invoice, 50_000)
    url = reverse("posting_reverse", args=[posting.id])
    key = str(erin.get(url).context["form"].initial["key"])

    without_reason = erin.post(url, {"reason": "", "key": key})
    _reverse(world, posting)
    second = erin.post(url, {"reason": "again", "key": key})

    assert (without_reason.status_code, second.status_code) == (422, 409)
    assert "this posting was taken back already" in second.content.decode()
    assert Posting.objects.filter(reverses=posting).count() == 1


def test_what_came_with_a_file_is_not_taken_back_by_hand(world: World, erin: Client) -> None:
    posting = builders.invoice(world.acme, amount=50_000).entries.get().posting
    url = reverse("posting_reverse", args=[posting.id])
    key = str(erin.get(url).context["form"].initial["key"])

    answer = erin.post(url, {"reason": "wrong", "key": key})

    assert answer.status_code == 422
    assert "undoing the import" in answer.content.decode()


def test_a_rep_records_what_is_disputed(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=50_000)
    url = reverse("item_dispute", args=[invoice.id])

    answer = client_of(world.alice).post(url, {"amount": "120.50", "reason": "shortage", "before": "0"})

    assert answer.status_code == 302
    assert OpenItem.objects.get(id=invoice.id).disputed_minor == 12_050


def test_more_than_is_open_cannot_be_disputed(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=50_000)
    url = reverse("item_dispute", args=[invoice.id])

    answer = client_of(world.alice).post(url, {"amount": "500.01", "reason": "all of it", "before": "0"})

    assert answer.status_code == 422
    assert "500.00 USD is open" in answer.content.decode()


def test_a_dispute_that_a_colleague_changed_is_shown_before_it_is_replaced(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=50_000)
    url = reverse("item_dispute", args=[invoice.id])
    alice = client_of(world.alice)
    mark_disputed(invoice, disputed_minor=10_000, reason="price", as_of=TODAY, by=world.fay, at=NOW)

    lost = alice.post(url, {"amount": "120.50", "reason": "shortage", "before": "0"})
    again = lost.context["form"].data
    won = alice.post(url, {name: again[name] for name in ("amount", "reason", "before")})

    assert lost.status_code == 409
    assert 'value="120.50"' in lost.content.decode()
    assert won.status_code == 302
    assert OpenItem.objects.get(id=invoice.id).disputed_minor == 12_050


def test_only_who_posts_is_offered_the_acts(world: World) -> None:
    payment = builders.payment(world.acme, amount=50_000)
    url = reverse("item", args=[payment.id])

    assert client_of(world.erin).get(url).context["may_apply"]
    assert not client_of(world.alice).get(url).context["may_apply"]


def test_a_large_import_posting_and_a_busy_item_take_few_queries(
    world: World, erin: Client, django_assert_max_num_queries: Any
) -> None:
    ids = _many(world.acme, 250)
    invoice = builders.invoice(world.acme, amount=100_000)
    for number in range(12):
        payment = builders.payment(world.acme, amount=1_000)
        _apply(world, payment, invoice, 1_000, key=f"k{number}")
    posting_id = OpenItem.objects.get(id=ids[0]).entries.get().posting_id
    erin.get(reverse("item", args=[invoice.id]))

    for url in (reverse("posting", args=[posting_id]), reverse("item", args=[invoice.id])):
        with django_assert_max_num_queries(QUERIES_MOST):
            assert erin.get(url).status_code == 200
    assert len(erin.get(reverse("posting", args=[posting_id])).context["sheet"].lines) == 200


def _many(customer: Customer, count: int) -> list[int]:
    day = dt.date(2026, 5, 1)
    items = [
        NewItem(customer.id, "invoice", f"M{number}", "USD", 100, document_date=day, posting_date=day, due_date=day)
        for number in range(count)
    ]
    ids = builders.take_over(items, source=Source(customer.company_id, by="builder", at=NOW, key="many"))
    builders.invoice(customer, amount=1)  # brings the position up to date
    return ids


def test_what_is_posted_changes_the_account_s_rank_at_once(world: World) -> None:
    from creditdesk.followup.models import WorklistRow
    from creditdesk.followup.worklist import refresh_worklist

    invoice = builders.invoice(world.acme, amount=100_000, due_date=dt.date(2026, 4, 30))
    refresh_worklist(as_of=TODAY)
    assert WorklistRow.objects.get(customer=world.acme).at_stake_minor == 100_000

    client = client_of(world.alice)
    client.post(f"/items/{invoice.id}/dispute/", {"amount": "1,000.00", "reason": "shortage", "before": "0"})

    assert not WorklistRow.objects.filter(customer=world.acme, at_stake_minor__gt=0).exists()


def test_the_page_of_an_application_says_what_is_applied_and_what_is_left(world: World, erin: Client) -> None:
    builders.invoice(world.acme, amount=60_00, number="A-1")
    credit = builders.payment(world.acme, amount=100_00)
    page = erin.get(reverse("item_apply", args=[credit.id])).content.decode()
    assert "Left of 100.00" in page
    assert ">60.00</output>" in page and ">40.00</output>" in page
