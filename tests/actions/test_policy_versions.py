"""Versions of the policy: which one is in force on a day, which decided, and that none changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk.domain.policy import PolicyError, default_policy_text
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.run import run_nightly
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.models import PolicyVersion
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.actions import ApplyTo, apply_credit
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
WIDER = default_policy_text().replace("buckets: [0, 30, 60, 90, 120]", "buckets: [0, 45, 90]")


def adopt(world: World, text: str, day: dt.date, *, company_id: int | None = None) -> PolicyVersion:
    return adopt_policy(text, effective_from=day, reason="agreed", by="carol", at=NOW, company_id=company_id)


def test_before_any_was_adopted_the_default_decides(world: World) -> None:
    in_force = policy_in_force(as_of=TODAY, company_id=world.northlight.id)
    assert (in_force.number, in_force.document.aging.buckets) == (0, (0, 30, 60, 90, 120))


def test_a_version_is_in_force_from_its_day_until_the_next(world: World) -> None:
    adopt(world, default_policy_text(), TODAY - 10 * DAY)
    adopt(world, WIDER, TODAY)
    numbers = {days: policy_in_force(as_of=TODAY + days * DAY).number for days in (-11, -10, -1, 0, 400)}
    assert numbers == {-11: 0, -10: 1, -1: 1, 0: 2, 400: 2}
    assert policy_in_force(as_of=TODAY).document.aging.buckets == (0, 45, 90)


def test_of_two_of_one_day_the_later_counts(world: World) -> None:
    adopt(world, default_policy_text(), TODAY)
    adopt(world, WIDER, TODAY)
    assert policy_in_force(as_of=TODAY).number == 2


def test_the_past_was_decided_and_is_not_decided_anew(world: World) -> None:
    adopt(world, default_policy_text(), TODAY)
    with pytest.raises(Refusal, match=f"version 1 is in force from {TODAY}: a new one cannot take effect earlier"):
        adopt(world, WIDER, TODAY - DAY)
    assert PolicyVersion.objects.count() == 1


def test_a_company_of_its_own_mind_keeps_it_and_the_others_follow_the_common_one(world: World) -> None:
    adopt(world, default_policy_text(), TODAY)
    adopt(world, WIDER, TODAY - 5 * DAY, company_id=world.northlight.id)  # earlier than the common one, and its own
    adopt(world, default_policy_text(), TODAY)
    assert policy_in_force(as_of=TODAY, company_id=world.northlight.id).number == 2
    assert policy_in_force(as_of=TODAY, company_id=world.southwind.id).number == 3
    assert policy_in_force(as_of=TODAY - 5 * DAY, company_id=world.southwind.id).number == 0


def test_a_text_that_is_no_policy_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(PolicyError, match="buckets"):
        adopt(world, WIDER.replace("[0, 45, 90]", "[0, 45, 30]"), TODAY)
    assert not PolicyVersion.objects.exists()
    assert not JournalEntry.objects.filter(kind="policy.adopted").exists()


def test_the_journal_holds_the_hash_of_the_text_that_was_adopted(world: World) -> None:
    version = adopt(world, WIDER, TODAY)
    entry = JournalEntry.objects.get(kind="policy.adopted")
    assert entry.facts == {"number": 1, "sha256": version.sha256, "effective_from": TODAY.isoformat()}
    assert entry.by == "carol"


@pytest.mark.parametrize(
    "statement", ["UPDATE policy_policyversion SET effective_from = '2020-01-01'", "DELETE FROM policy_policyversion"]
)
def test_a_version_is_never_changed_not_even_by_raw_sql(world: World, statement: str) -> None:
    adopt(world, WIDER, TODAY)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_decision_keeps_the_version_that_made_it(world: World) -> None:
    adopt(world, default_policy_text(), TODAY - DAY)
    adopt(world, WIDER, TODAY, company_id=world.northlight.id)
    invoice, payment = builders.invoice(world.acme, amount=10_000), builders.payment(world.acme, amount=10_000)
    posting = apply_credit(
        payment, to=[ApplyTo(invoice.id, 10_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k"
    )
    assert posting.policy_version == 2
    assert JournalEntry.objects.get(kind="credit.applied").facts["policy_version"] == 2


def test_other_buckets_reach_every_account_of_the_company_with_the_next_night(world: World) -> None:
    due = TODAY - 40 * DAY
    for customer in (world.acme, world.foreign):
        builders.invoice(customer, amount=10_000, due_date=due, document_date=due)
    adopt(world, WIDER, TODAY, company_id=world.northlight.id)

    run_nightly(as_of=TODAY, at=NOW)

    mine, other = world.acme.positions.get(), world.foreign.positions.get()
    assert (mine.edges, mine.bucket_1, mine.bucket_2) == ("0,45,90", 10_000, 0)
    assert (other.edges, other.bucket_1, other.bucket_2) == ("0,30,60,90,120", 0, 10_000)
