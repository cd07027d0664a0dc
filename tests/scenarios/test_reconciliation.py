"""S41: an account is reconciled with the customer's own statement, to a proof of zero."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.account_reconciliation import Action, DifferenceKind
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import Tickler
from creditdesk.intake.formats.customer_statement import Telling
from creditdesk.reconciliation.comparing import compare
from creditdesk.reconciliation.explaining import as_proposed, conclude_statement, explain_differences
from creditdesk.reconciliation.loading import load_statement, read_file
from creditdesk.reconciliation.models import CustomerStatement
from creditdesk.reconciliation.verify import broken_facts
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.date(2026, 6, 10)
OLD = dt.date(2026, 5, 4)
CSV = b"""Invoice,Date,Amount
7001,2026-05-04,"10,800.00"
DM-88,2026-05-20,(600.00)
Total,,"10,200.00"
"""


def test_s41_a_difference_of_2250_is_explained_by_three_documents_and_proves_to_zero(world: World) -> None:
    for number, amount, kind in (
        ("7001", 10_800_00, "invoice"),
        ("7002", 1_500_00, "invoice"),
        ("NSF-3", 150_00, "fee"),
    ):
        builders.item(world.acme, amount=amount, number=number, kind=kind, document_date=OLD)

    told = read_file(world.acme, name="ap.csv", content=CSV, telling=Telling("USD"), as_of=TODAY)
    statement = load_statement(
        world.acme, day=DAY, currency="USD", told=told, by=world.alice, at=NOW, as_of=TODAY, key="s41"
    )

    proof = compare(statement).proof
    assert (proof.ours_minor, proof.theirs_minor, proof.minor) == (12_450_00, 10_200_00, 2_250_00)
    assert proof.unexplained_minor == 2_250_00
    assert sorted((one.difference.kind, one.difference.minor) for one in proof.lines) == [
        (DifferenceKind.NOT_OURS, 600_00),
        (DifferenceKind.NOT_THEIRS, 150_00),
        (DifferenceKind.NOT_THEIRS, 1_500_00),
    ]

    with pytest.raises(Refusal) as refused:
        conclude_statement(statement, version=statement.version, by=world.alice, at=NOW)
    assert [one.code for one in refused.value.reasons] == ["account_reconciliation.unexplained"] * 3

    said = as_proposed(compare(statement))
    assert sorted(one.action for one in said) == [Action.CONFIRM_FEE, Action.OPEN_DEDUCTION, Action.SEND_INVOICE]
    explained = explain_differences(
        statement, said=said, version=statement.version, by=world.alice, at=NOW, as_of=TODAY
    )
    assert explained.state == CustomerStatement.State.EXPLAINED

    done = conclude_statement(explained, version=explained.version, by=world.alice, at=NOW)
    proof = compare(done).proof
    assert (done.state, done.unexplained_minor, proof.unexplained_minor, proof.lines[-1].left_minor) == (
        "reconciled",
        0,
        0,
        0,
    )
    ticklers = Tickler.objects.filter(customer=world.acme, owner=world.alice)
    assert sorted(one.cause.partition(" (")[0] for one in ticklers) == [
        "Have the fee confirmed NSF-3",
        "Open a deduction case for DM-88",
        "Send a copy of the invoice 7002",
    ]
    assert broken_facts() == []
