"""Cases through the database: how they come to be, what the ledger does to them, and what people do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.disputes.acting import merge_cases, reopen_case, split_case, withdraw_case
from creditdesk.disputes.deciding import demand_back
from creditdesk.disputes.models import Case, CaseItem, CaseLine, CaseResolution
from creditdesk.disputes.opening import Opening, open_case
from creditdesk.disputes.verify import broken_facts
from creditdesk.domain.cases import CaseKind
from creditdesk.domain.policy import default_policy
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from creditdesk.policy.actions import adopt_policy
from creditdesk.receivables.actions import mark_disputed, reverse_posting
from creditdesk.receivables.models import OpenItem
from tests import builders, disputing
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"at": NOW, "as_of": TODAY}


def _invoice(world: World, minor: int = 1_000_00) -> OpenItem:
    return builders.invoice(world.acme, amount=minor, as_of=TODAY)


def _fresh(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def test_a_deduction_that_was_partly_paid_before_has_its_case_over_the_whole(world: World) -> None:
    item = disputing.deduction_of(world.acme, 500_00, by=world.dave)
    disputing.pay(item, 200_00, by=world.dave)
    case = disputing.case_of(item)
    assert (case.claimed_minor, case.open_minor, case.source) == (500_00, 300_00, "short_payment")
    assert JournalEntry.objects.filter(kind="case.opened", subject_id=case.id).count() == 1
    disputing.look(world.acme)
    assert Case.objects.count() == 1


def test_what_is_contested_elsewhere_gets_a_case_with_the_words(world: World) -> None:
    item = _invoice(world)
    mark_disputed(item, disputed_minor=400_00, reason="three cartons short", by=world.alice, **WHEN)
    disputing.look(world.acme)
    case = disputing.case_of(item)
    assert (case.kind, case.claimed_minor, case.words) == ("dispute", 400_00, "three cartons short")
    mark_disputed(item, disputed_minor=150_00, reason="one carton came", by=world.alice, **WHEN)
    disputing.look(world.acme)
    assert (_fresh(case).open_minor, CaseResolution.objects.get().outcome) == (150_00, "withdrawn")
    mark_disputed(item, disputed_minor=0, reason="all came", by=world.alice, **WHEN)
    disputing.look(world.acme)
    assert _fresh(case).stage == "closed"


def test_a_clearing_that_is_reversed_opens_the_case_again(world: World) -> None:
    case = disputing.deducted(world.acme, 500_00, by=world.dave)
    item = OpenItem.objects.get(case_lines__case=case)
    posting = disputing.pay(item, 500_00, by=world.dave)
    assert _fresh(case).stage == "closed"
    reverse_posting(posting, posting_date=TODAY, by=world.dave, key="back", reason="wrong", **WHEN)
    disputing.look(world.acme)
    assert (_fresh(case).stage, _fresh(case).open_minor) == ("researching", 500_00)
    assert list(CaseResolution.objects.values_list("outcome", "amount_minor")) == [
        ("repaid", 500_00),
        ("repaid", -500_00),
    ]
    assert not broken_facts()


def test_a_credit_memo_nets_a_deduction_and_credits_an_invoice(world: World) -> None:
    case = disputing.deducted(world.acme, 500_00, by=world.dave)
    disputing.pay(OpenItem.objects.get(case_lines__case=case), 100_00, by=world.dave, memo=True)
    invoice = _invoice(world)
    dispute = disputing.disputed((invoice, 300_00), by=world.fay, is_another=True)
    disputing.pay(invoice, 200_00, by=world.dave, memo=True)
    assert {(one.line.case_id, one.outcome) for one in CaseResolution.objects.select_related("line")} == {
        (case.id, "netted"),
        (dispute.id, "credited"),
    }
    invoice.refresh_from_db()
    assert (invoice.open_minor, invoice.contested_minor, invoice.disputed_minor) == (800_00, 100_00, 100_00)


def test_money_for_the_contested_part_that_returns_is_contested_again(world: World) -> None:
    invoice = _invoice(world)
    case = disputing.disputed((invoice, 300_00), by=world.fay)
    posting = disputing.pay(invoice, 1_000_00, by=world.dave)
    assert _fresh(case).stage == "closed"
    reverse_posting(posting, posting_date=TODAY, by=world.dave, key="back", reason="bounced", **WHEN)
    disputing.look(world.acme)
    invoice.refresh_from_db()
    assert (invoice.disputed_minor, _fresh(case).open_minor) == (300_00, 300_00)


def test_the_invalid_part_of_an_invoice_is_collected_after_the_pause(world: World) -> None:
    invoice = _invoice(world)
    case = disputing.decide(disputing.disputed((invoice, 300_00), by=world.fay), 100_00, by=world.fay)
    demand_back(case, seen=case.version, by=world.fay, **WHEN)
    invoice.refresh_from_db()
    assert invoice.disputed_minor == 300_00
    later = TODAY + dt.timedelta(days=default_policy().aging.dispute_reentry_pause_days)
    dispatch.cases_looked_at(as_of=later - dt.timedelta(days=1), at=disputing.at(later))
    invoice.refresh_from_db()
    assert invoice.disputed_minor == 300_00
    dispatch.cases_looked_at(as_of=later, at=disputing.at(later))
    invoice.refresh_from_db()
    assert (invoice.disputed_minor, _fresh(case).open_minor) == (100_00, 300_00)


def test_split_and_merge_keep_what_is_claimed(world: World) -> None:
    case = disputing.deducted(world.acme, 900_00, by=world.dave)
    (line,) = CaseLine.objects.filter(case=case)
    told: dict[str, Any] = {"by": world.fay, **WHEN}
    other = split_case(case, amounts={line.id: 400_00}, seen=case.version, key="split", **told)
    assert (_fresh(case).claimed_minor, other.claimed_minor) == (500_00, 400_00)
    item = OpenItem.objects.get(case_lines=line)
    disputing.pay(item, 600_00, by=world.dave)
    assert (_fresh(case).stage, _fresh(other).open_minor) == ("closed", 300_00)
    with pytest.raises(Refusal, match="decided or over"):
        merge_cases(_fresh(other), _fresh(case), seen=_fresh(other).version, **told)
    third = disputing.deducted(world.acme, 100_00, by=world.dave, claim="freight 9")
    merged = merge_cases(_fresh(other), third, seen=_fresh(other).version, **told)
    assert (merged.claimed_minor, _fresh(third).stage, _fresh(third).claimed_minor) == (500_00, "merged", 0)
    assert not broken_facts()


def test_a_claim_is_made_once_and_a_document_is_claimed_as_far_as_it_is_open(world: World) -> None:
    invoice = _invoice(world)
    disputing.disputed((invoice, 300_00), by=world.fay, claim_number="CB-0044")
    with pytest.raises(Refusal, match=r"700\.00 USD is open and in no case"):
        disputing.disputed((invoice, 700_01), by=world.fay)
    with pytest.raises(Refusal, match="the same document and the same amount"):
        disputing.disputed((invoice, 300_00), by=world.fay)
    with pytest.raises(Refusal, match="the same claim number"):
        disputing.disputed((_invoice(world), 10_00), by=world.fay, claim_number="cb 44")
    disputing.disputed((invoice, 300_00), by=world.fay, is_another=True)
    assert CaseItem.objects.get().told_minor == 600_00
    deduction = disputing.deducted(world.acme, 10_00, by=world.dave)
    with pytest.raises(Refusal, match=f"in case {deduction.id} already"):
        disputing.disputed((OpenItem.objects.get(case_lines__case=deduction), 10_00), by=world.fay)


def test_withdrawal_lets_an_invoice_go_and_a_deduction_stay(world: World) -> None:
    invoice = _invoice(world)
    case = disputing.disputed((invoice, 300_00), by=world.fay)
    withdraw_case(case, words="found the cartons", seen=case.version, by=world.fay, **WHEN)
    invoice.refresh_from_db()
    assert (invoice.disputed_minor, _fresh(case).stage) == (0, "closed")
    deduction = disputing.deducted(world.acme, 10_00, by=world.dave)
    with pytest.raises(Refusal, match="stays open until it is repaid"):
        withdraw_case(deduction, words="sorry", seen=deduction.version, by=world.fay, **WHEN)


def test_new_evidence_opens_a_decided_case_and_two_credits_never_run(world: World) -> None:
    case = disputing.decide(disputing.deducted(world.acme, 500_00, by=world.dave), 200_00, by=world.fay, demand=True)
    disputing.ask_credit(case, by=world.fay)
    with pytest.raises(Refusal, match="waits for a decision"):
        disputing.ask_credit(case, by=world.fay)
    reopened = reopen_case(_fresh(case), words="a second POD", seen=_fresh(case).version, by=world.fay, **WHEN)
    assert reopened.stage == "researching"
    item = OpenItem.objects.get(case_lines__case=case)
    assert item.disputed_minor == 500_00


def test_an_inquiry_has_no_amount_and_a_claim_may_be_about_no_document_of_ours(world: World) -> None:
    told: dict[str, Any] = {"by": world.fay, **WHEN}
    asked = open_case(world.acme, Opening(CaseKind.INQUIRY, "USD", words="where is my order"), key="a", **told)
    assert (asked.claimed_minor, asked.stage) == (0, "new")
    with pytest.raises(Refusal, match="choose what it is about"):
        open_case(world.acme, Opening(CaseKind.DISPUTE, "USD", words="short"), key="b", **told)


def test_the_machine_clears_two_trifles_where_the_policy_says_so(world: World) -> None:
    cases = [disputing.deducted(world.acme, 20_00, by=world.dave, claim=f"shortage {one}") for one in (1, 2, 3)]
    assert dispatch.cases_looked_at(as_of=TODAY, at=NOW) == 0
    document = default_policy()
    policy = document.model_copy(update={"cases": document.cases.model_copy(update={"auto_clear": True})})
    adopt_policy(policy.to_yaml(), effective_from=TODAY, by="carol", at=NOW, reason="trifles")
    dispatch.cases_looked_at(as_of=TODAY, at=NOW)
    assert [_fresh(one).stage for one in cases] == ["closed", "closed", "new"]
    assert set(CaseResolution.objects.values_list("outcome", flat=True)) == {"auto_cleared"}
    assert not broken_facts()
