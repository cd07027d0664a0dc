"""A discount is what the item's terms let the payment earn, whoever posts it; the rest is refused with the reason."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Customer
from creditdesk.receivables.actions import apply_credit
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.models import Application, OpenItem, Posting
from creditdesk.receivables.proposals import propose
from tests import builders
from tests.world import NOW, TODAY, World

MAY_FIRST = dt.date(2026, 5, 1)
IN_TIME, GRACE_END, LATE = dt.date(2026, 5, 11), dt.date(2026, 5, 14), dt.date(2026, 5, 15)


def take(world: World, invoice: OpenItem, *, paid: int, discount: int, on: dt.date = IN_TIME) -> Posting:
    """Pay the invoice on the day, keeping a discount; it is applied today."""
    payment = builders.payment(world.acme, amount=paid, document_date=on)
    return apply_credit(
        payment,
        to=[ApplyTo(invoice.id, paid, discount)],
        posting_date=TODAY,
        as_of=TODAY,
        by=world.erin,
        at=NOW,
        key=f"take/{payment.id}",
    )


def refused(world: World, invoice: OpenItem, *, paid: int, discount: int, on: dt.date = IN_TIME) -> list[str]:
    """The reasons why the discount was refused; nothing is posted."""
    with pytest.raises(Refusal) as refusal:
        take(world, invoice, paid=paid, discount=discount, on=on)
    invoice.refresh_from_db()
    assert invoice.open_minor == invoice.original_minor
    assert not Posting.objects.filter(kind="application").exists()
    return [str(reason) for reason in refusal.value.reasons]


def test_a_cent_with_a_discount_of_the_rest_writes_nothing_off(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=878_49, number="88120", terms_code="net 30")
    assert refused(world, invoice, paid=1, discount=878_48) == [
        "878.48 USD discount taken on 88120, 0.00 USD earned: paid 2026-05-11",
        "the terms allow no discount",
    ]


def test_the_reason_says_what_was_earned_and_until_when(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, number="88121", terms_code="2/10 net 30")
    assert refused(world, invoice, paid=490_000, discount=20_000) == [
        "200.00 USD discount taken on 88121, 100.00 USD earned: paid 2026-05-11, discount to 2026-05-11",
        "100.00 USD discount earned: paid 2026-05-11, discount to 2026-05-11",
    ]
    assert refused(world, invoice, paid=980_000, discount=20_000, on=LATE) == [
        "200.00 USD discount taken on 88121, 0.00 USD earned: paid 2026-05-15, discount to 2026-05-11",
        "200.00 USD discount unearned: paid 2026-05-15, after the discount date 2026-05-11 and its grace",
    ]


@pytest.mark.parametrize("day", [IN_TIME, GRACE_END])
def test_the_payments_own_date_counts_however_late_it_is_applied(world: World, day: dt.date) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30")
    take(world, invoice, paid=980_000, discount=20_000, on=day)
    invoice.refresh_from_db()
    assert invoice.open_minor == 0
    assert Application.objects.get().discount_minor == 20_000


def test_a_part_payment_earns_its_share(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30")
    take(world, invoice, paid=490_000, discount=10_000)
    invoice.refresh_from_db()
    assert invoice.open_minor == 500_000


def test_less_than_was_earned_may_be_taken(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30")
    take(world, invoice, paid=990_000, discount=5_000)
    invoice.refresh_from_db()
    assert invoice.open_minor == 5_000


def test_the_customers_terms_count_where_the_item_states_none(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(terms_code="2/10 net 30")
    invoice = builders.invoice(world.acme, amount=1_000_000)
    take(world, invoice, paid=980_000, discount=20_000)


def test_a_discount_date_of_the_documents_own_counts(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 30", discount_date=LATE)
    take(world, invoice, paid=980_000, discount=20_000, on=LATE)


def test_terms_that_nobody_can_read_allow_no_discount(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="Z042", discount_date=LATE)
    assert "the terms allow no discount" in refused(world, invoice, paid=980_000, discount=20_000)


def test_a_credit_memo_earns_no_discount(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=100_000, number="88122", terms_code="2/10 net 30")
    memo = builders.credit_memo(world.acme, amount=98_000)
    with pytest.raises(Refusal, match="only a payment earns a discount"):
        apply_credit(
            memo,
            to=[ApplyTo(invoice.id, 98_000, 2_000)],
            posting_date=TODAY,
            as_of=TODAY,
            by=world.erin,
            at=NOW,
            key="memo",
        )


def test_anticipation_is_earned_for_the_days_paid_early_and_offered(world: World) -> None:
    """10,000.00 at 9 % paid 30 days early: 73.97."""
    invoice = builders.invoice(
        world.acme, amount=1_000_000, due_date=dt.date(2026, 6, 10), terms_code="net 40 anticipation 9%"
    )
    payment = builders.payment(world.acme, amount=992_603, document_date=IN_TIME)

    (line,) = propose(payment, visible=Customer.objects.all(), as_of=TODAY).lines

    assert (line.amount_minor, line.discount_minor) == (992_603, 7_397)
    take(world, invoice, paid=992_603, discount=7_397)


def test_a_cent_earns_no_anticipation_on_the_whole_item(world: World) -> None:
    terms = "net 40 anticipation 9%"
    invoice = builders.invoice(world.acme, amount=1_000_000, due_date=dt.date(2026, 6, 10), terms_code=terms)
    reasons = refused(world, invoice, paid=1, discount=7_397)
    assert "0.00 USD anticipation earned (9% a year for 30 days), 73.97 USD taken beyond it" in reasons


def test_what_is_proposed_is_what_is_allowed(world: World) -> None:
    invoice = builders.invoice(world.acme, amount=1_000_000, terms_code="2/10 net 60 anticipation 9%")
    payment = builders.payment(world.acme, amount=1_000_000, document_date=IN_TIME)

    (line,) = propose(payment, visible=Customer.objects.all(), as_of=TODAY).lines

    assert line.amount_minor + line.discount_minor == 1_000_000
    take(world, invoice, paid=line.amount_minor, discount=line.discount_minor)


def test_a_credit_memo_is_proposed_without_a_discount(world: World) -> None:
    builders.invoice(world.acme, amount=100_000, terms_code="2/10 net 30")
    memo = builders.credit_memo(world.acme, amount=100_000)
    (line,) = propose(memo, visible=Customer.objects.all(), as_of=TODAY).lines
    assert (line.amount_minor, line.discount_minor) == (100_000, 0)
