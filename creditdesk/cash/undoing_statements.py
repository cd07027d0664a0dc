"""Taking a bank file back: its receipts are reversed, its statements and lines are marked, its remittances set aside.

A part at a time, backwards; what carries no mark yet is the cursor. Matches stand in the way: whoever made one takes it
back first. Then the same file may be loaded again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, QuerySet, Sum

from creditdesk.cash.bank_files import FILE_UNDONE
from creditdesk.cash.entered import untie
from creditdesk.cash.models import BankLine, BankStatement, Match, MatchedList, Receipt, Remittance, ReturnedPayment
from creditdesk.cash.told_twice import untell
from creditdesk.domain.periods import closed_period
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.intake.bank.keepers import GoingBack
from creditdesk.intake.models import ImportFile
from creditdesk.parties.locks import lock_customers
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import Act, By, turned_act, write_acts
from creditdesk.receivables.models import OpenItem, Period, Posting

CHUNK = 200
# More of what stands in the way helps nobody to read.
SHOWN = 20
State = BankStatement.State
_GONE = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)


def going_back(file: ImportFile) -> GoingBack:
    """What the undo of the file does, and what stands in its way."""
    receipts = _receipts(file)
    sums = receipts.order_by("currency").values_list("currency").annotate(Sum("amount_minor"))
    statements = BankStatement.objects.filter(file_id=file.id, state__in=(State.TAKEN, State.HELD))
    remittances = Remittance.objects.filter(file_id=file.id).exclude(state=Remittance.State.SET_ASIDE)
    returns = ReturnedPayment.objects.filter(file_id=file.id, state=ReturnedPayment.State.WAITING)
    return GoingBack(
        receipts=receipts.count(),
        sums=[(currency, int(total)) for currency, total in sums],
        statements=statements.count(),
        remittances=remittances.count(),
        returns=returns.count(),
        blockers=blockers(file),
    )


def _receipts(file: ImportFile) -> QuerySet[Receipt]:
    return Receipt.objects.filter(line__statement__file_id=file.id).exclude(standing__in=_GONE)


def blockers(file: ImportFile) -> list[Reason]:
    """What must be taken back first, in words."""
    receipts = Receipt.objects.filter(line__statement__file_id=file.id)
    return [*_used(receipts), *_rested_upon(file), *_returned(file), *_repeated(file)][:SHOWN]


def _used(receipts: QuerySet[Receipt]) -> Iterable[Reason]:
    matches = Match.objects.filter(receipt__in=receipts, taken_back="").select_related("receipt").order_by("id")
    for match in matches[:SHOWN]:
        text = "The payment %(number)s is matched since %(day)s by %(by)s: take the match back first."
        facts = {"number": match.receipt.number, "day": match.posting_date.isoformat(), "by": match.by}
        yield Reason("import.receipt_matched", text, facts)
    matched = Match.objects.filter(receipt__in=receipts, taken_back="").values("receipt")
    used = receipts.exclude(standing__in=_GONE).filter(item__isnull=False).exclude(item__open_minor=-F("amount_minor"))
    for receipt in used.exclude(id__in=matched).order_by("id")[:SHOWN]:
        text = "Part of the payment %(number)s was used on its account: take that back first."
        yield Reason("import.receipt_used", text, {"number": receipt.number})
    for receipt in receipts.filter(standing=Receipt.Standing.RETURNED).order_by("id")[:SHOWN]:
        text = "The payment %(number)s came back meanwhile: its return stands on it."
        yield Reason("import.receipt_returned", text, {"number": receipt.number})


def _rested_upon(file: ImportFile) -> Iterable[Reason]:
    """Matches that rest on a list of the file: without it nobody could say any more why they were made."""
    standing = MatchedList.objects.filter(remittance__file_id=file.id, match__taken_back="").order_by("id")
    for one in standing.select_related("match__receipt")[:SHOWN]:
        text = "The payment %(number)s is matched since %(day)s by a list of the file: take the match back first."
        facts = {"number": one.match.receipt.number, "day": one.match.posting_date.isoformat()}
        yield Reason("import.list_matched", text, facts)


def _returned(file: ImportFile) -> Iterable[Reason]:
    done = ReturnedPayment.objects.filter(file_id=file.id, state=ReturnedPayment.State.DONE).order_by("id")
    for one in done[:SHOWN]:
        text = "The return %(reference)s of the file is posted."
        yield Reason("import.return_posted", text, {"reference": one.reference or one.code})


def _repeated(file: ImportFile) -> Iterable[Reason]:
    later = BankLine.objects.filter(repeats__statement__file_id=file.id, taken_back_at__isnull=True)
    others = later.exclude(statement__file_id=file.id).order_by().values_list("statement__file_id", flat=True)
    for file_id in sorted({other for other in others.distinct()[:SHOWN] if other is not None}):
        text = "Import %(import)d tells payments of this file again: undo it first."
        yield Reason("import.repeated", text, {"import": file_id})


def take_back_some(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> bool:
    """Take the next part back in the open transaction; False where nothing was left. Raises Refusal."""
    if (statement := _last_statement(file)) is not None:
        _take_back_lines(file, statement, at=at, as_of=as_of)
        return True
    rows = file.rows.filter(record_id__isnull=False)
    if not rows.exists():
        return False
    if reasons := [*_rested_upon(file), *_returned(file)]:
        raise Refusal(tuple(reasons))
    decided = {"decided_at": at, "decided_by": file.undone_by, "why": FILE_UNDONE}
    remittances = Remittance.objects.filter(file_id=file.id).exclude(state=Remittance.State.SET_ASIDE)
    remittances.update(state=Remittance.State.SET_ASIDE, receipt=None, **decided)
    told = Q(id__in=rows.filter(row__sort="return").values("record_id"))
    own = Q(file_id=file.id, state=ReturnedPayment.State.WAITING)
    untell(ReturnedPayment.objects.filter(own | (told & _others(file))), file=file, why=FILE_UNDONE)
    rows.update(record_id=None)
    return True


def _others(file: ImportFile) -> Q:
    """Returns that another file, or a person, told first."""
    return Q(file_id__isnull=True) | ~Q(file_id=file.id)


def _last_statement(file: ImportFile) -> BankStatement | None:
    standing = BankStatement.objects.select_for_update().filter(file_id=file.id, state__in=(State.TAKEN, State.HELD))
    return standing.order_by("-id").first()


def _take_back_lines(file: ImportFile, statement: BankStatement, *, at: dt.datetime, as_of: dt.date) -> None:
    standing = statement.lines.filter(taken_back_at__isnull=True).order_by("-position")
    lines = list(standing[:CHUNK])
    receipts = list(Receipt.objects.filter(line__in=lines).exclude(standing__in=_GONE).order_by("-id"))
    lock_customers({one.customer_id for one in receipts if one.customer_id is not None})
    held = Receipt.objects.select_for_update(of=("self",)).filter(id__in=[one.id for one in receipts])
    receipts = list(held.select_related("item").order_by("-id"))
    if reasons := [*_used(Receipt.objects.filter(line__in=lines)), *_repeated(file)]:
        raise Refusal(tuple(reasons))
    _reverse(receipts, file=file, at=at, as_of=as_of)
    _back_in_hand(lines, file=file, at=at, as_of=as_of)
    waiting = Q(state=ReturnedPayment.State.WAITING)
    told = ReturnedPayment.objects.filter(waiting | _others(file), line__in=lines)
    untell(told, file=file, why=FILE_UNDONE)
    BankLine.objects.filter(id__in=[line.id for line in lines]).update(taken_back_at=at)
    if not standing.exists():
        statement.state, statement.decided_at, statement.decided_by = State.TAKEN_BACK, at, file.undone_by
        statement.save(update_fields=["state", "decided_at", "decided_by"])
        of_statement = Q(row__sort="statement") | Q(row__sort="entry")
        file.rows.filter(of_statement, record_id=statement.id).update(record_id=None)


def _reverse(receipts: Sequence[Receipt], *, file: ImportFile, at: dt.datetime, as_of: dt.date) -> None:
    """Reverse what each receipt posted: on its own day where nothing else happened to it and that day is open."""
    if not receipts:
        return
    policy = policy_in_force(as_of=as_of, company_id=file.company_id)
    closed = list(Period.objects.filter(company=file.company_id).values_list("first_day", "last_day"))
    acts: list[Act] = []
    for receipt in receipts:
        postings = _postings_of(receipt)
        alone = len(postings) == 1 and receipt.revision == 0
        for posting in postings:
            own = alone and closed_period(posting.posting_date, closed=closed) is None
            day = posting.posting_date if own else max(as_of, posting.posting_date)
            reason = f"import {file.id} undone"
            acts.append(turned_act(posting, posting_date=day, key=f"{posting.key}/undone", reason=reason))
    by = By(file.undone_by, at, policy.number)
    write_acts(file.company_id, acts, by=by, as_of=as_of, edges=policy.document.aging.buckets)
    OpenItem.objects.filter(id__in=[one.item_id for one in receipts if one.item_id]).update(voided_on=as_of)
    Receipt.objects.filter(id__in=[one.id for one in receipts]).update(
        standing=Receipt.Standing.TAKEN_BACK, standing_why=FILE_UNDONE, revision=F("revision") + 1
    )
    # The file comes again corrected: a list that another file or a message brought waits for that payment.
    of_others = Remittance.objects.filter(receipt__in=receipts).exclude(file_id=file.id)
    of_others.update(state=Remittance.State.WAITING, receipt=None, revision=F("revision") + 1)


def _back_in_hand(lines: Sequence[BankLine], *, file: ImportFile, at: dt.datetime, as_of: dt.date) -> None:
    """What was entered by hand before these lines told of it stays, and is cash in hand again."""
    if acts := untie(lines, as_of=as_of, at=at, reason=f"import {file.id} undone"):
        policy = policy_in_force(as_of=as_of, company_id=file.company_id)
        by = By(file.undone_by, at, policy.number)
        write_acts(file.company_id, acts, by=by, as_of=as_of, edges=policy.document.aging.buckets)


def _postings_of(receipt: Receipt) -> list[Posting]:
    """What the receipt posted and stands, the newest first: that it came, that it went on an account or off it."""
    own = Q(key=f"receipt/{receipt.id}")
    if receipt.revision or receipt.item_id:
        own |= Q(key__startswith=f"receipt/{receipt.id}/")
    found = Posting.objects.filter(own, company_id=receipt.company_id, reverses__isnull=True, reversed_by__isnull=True)
    return list(found.prefetch_related("entries").order_by("-id"))
