"""S28 in the ledger itself: a credit memo larger than the invoice that it pays."""

from __future__ import annotations

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import Posting
from tests import builders
from tests.world import NOW, TODAY, World


def test_S28_a_memo_of_900_pays_an_invoice_of_800_and_100_stays_on_account(world: World) -> None:  # noqa: N802
    memo = builders.credit_memo(world.acme, amount=90_000)
    invoice = builders.invoice(world.acme, amount=80_000)
    facts = {"posting_date": TODAY, "as_of": TODAY, "by": world.erin, "at": NOW}

    with pytest.raises(Refusal, match=r"900\.00 USD asked, but the item has 800\.00 USD open"):
        apply_credit(memo, to=[ApplyTo(invoice.id, 90_000)], key="too-much", **facts)  # type: ignore[arg-type]
    assert not Posting.objects.filter(kind="application").exists()

    apply_credit(memo, to=[ApplyTo(invoice.id, 80_000)], key="fits", **facts)  # type: ignore[arg-type]
    memo.refresh_from_db()
    invoice.refresh_from_db()
    assert invoice.open_minor == 0
    assert memo.open_minor == -10_000
    assert world.acme.positions.get().credit_memo_minor == -10_000
