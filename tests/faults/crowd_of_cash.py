"""What a crowd does with cash: see `crowd`, which starts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
Work = dict[str, Any]


def post_and_match(worker: int, work: Work, meet: Callable[[], object]) -> dict[str, int]:
    """Four post one of two files that tell one statement, a part at a time, while four machines match what is there."""
    from creditdesk.cash.running import match_by_itself
    from creditdesk.domain.reasons import Refusal
    from creditdesk.intake import actions
    from creditdesk.intake.bank.posting import post_bank
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    file = ImportFile.objects.get(id=work["files"][worker // 2 % 2])
    done = {"posting": 0, "matched": 0}
    meet()
    if worker % 2:
        while ImportFile.objects.filter(id__in=work["files"]).exclude(state="posted").exists():
            done["matched"] += match_by_itself(file.company_id, as_of=TODAY, at=NOW).posted
        return done
    try:
        actions.post(file, revision=file.revision, by=User.objects.get(id=work["by"]), at=NOW)
        done["posting"] = 1
    except Refusal:
        pass  # somebody was faster
    while ImportFile.objects.filter(id__in=work["files"]).exclude(state="posted").exists():
        for file_id in work["files"]:
            post_bank(file_id, at=NOW, as_of=TODAY, chunk=3)
    return done


def match_cash(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round four cashiers match one receipt and four machines all that is open. What a round told this one."""
    from creditdesk.cash.actions import match_receipt
    from creditdesk.cash.models import Receipt
    from creditdesk.cash.running import match_by_itself
    from creditdesk.cash.settling import Choice
    from creditdesk.domain.cash_proposals import MatchLine
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, told = User.objects.get(id=work["by"]), []
    for receipt_id, item_id in work["rounds"]:
        receipt = Receipt.objects.select_related("customer", "company").get(id=receipt_id)
        choice = Choice(receipt.customer, (MatchLine(item_id, receipt.amount_minor),))  # type: ignore[arg-type]
        common: dict[str, Any] = {"as_of": TODAY, "at": NOW}
        meet()
        try:
            if worker % 2:
                told.append(f"machine {match_by_itself(receipt.company_id, receipt_ids=[receipt.id], **common).posted}")
            else:
                match_receipt(receipt, choice=choice, revision=0, by=by, key=f"{receipt_id}/{worker}", **common)
                told.append("matched")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
    return told


def part_lists(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round four cashiers part one list over two payments, and four machines put another to one of them."""
    from creditdesk.cash.models import Receipt, Remittance
    from creditdesk.cash.running import match_by_itself
    from creditdesk.cash.several_payments import part_remittance
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, told = User.objects.get(id=work["by"]), []
    for list_id, receipt_ids in work["rounds"]:
        one, receipts = Remittance.objects.get(id=list_id), list(Receipt.objects.filter(id__in=receipt_ids))
        meet()
        try:
            if worker % 2:
                match_by_itself(one.company_id, as_of=TODAY, at=NOW, receipt_ids=receipt_ids)
                told.append("machine")
            else:
                part_remittance(one, receipts=receipts, revision=0, by=by, at=NOW)
                told.append("parted")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
    return told
