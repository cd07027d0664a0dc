"""What the cash says to the rows of a bank file: which account a statement is of, whether it came before, whether it
follows the last one, whether a remittance or a return is known. Each row is judged for the preview and again when it is
posted. docs/rules/cash_bank_files.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from creditdesk.cash.models import BankAccount, BankStatement, Remittance, ReturnedPayment
from creditdesk.cash.overlapping_tables import table_findings
from creditdesk.domain.cash_remittances import ListLine, against_sums
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.intake.bank.keepers import GoingBack, Judged, Row, Written
from creditdesk.intake.formats.bank.proof import Before, check_order, same_account
from creditdesk.intake.formats.bank.statements import AccountNamed, Balance, Statement
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.parties.models import User

Verdict = StagedRow.Verdict
State = BankStatement.State
# A remittance or a return of these kinds means money; the others only tell.
MONEY_BACK = ("return", "refusal")


@dataclass(slots=True)
class Ground:
    """The cash of a company as rows of a bank file meet it; what the file itself brings is added as it is judged."""

    file: ImportFile
    accounts: list[BankAccount]
    # Accounts of other companies for which whoever loads the file works, with their codes.
    elsewhere: list[BankAccount]
    # Account and key → the figures of a statement that the file itself brought before.
    keys: dict[tuple[int, str], tuple[Any, ...]] = field(default_factory=dict)
    before: dict[int, Before] = field(default_factory=dict)
    # Place of a statement in the file → its line and verdict.
    statements: dict[int, tuple[int, str]] = field(default_factory=dict)
    remittances: dict[str, Row] = field(default_factory=dict)
    returns: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, file: ImportFile) -> Ground:
        """The ground for one reading of the file."""
        user = User.objects.get(username=file.received_by)
        open_ones = BankAccount.objects.filter(closed_on__isnull=True).select_related("company")
        mine = user.companies.exclude(id=file.company_id).values("id")
        return cls(file, list(open_ones.filter(company=file.company_id)), list(open_ones.filter(company__in=mine)))


def judge(rows: Iterable[Row], *, on: Ground) -> list[Judged]:
    """Judge each row, in the order of the file."""
    by_sort = {"statement": _statement, "entry": _entry, "remittance": _remittance, "return": _return}
    return [by_sort[row["sort"]](row, on) for row in rows]


def _statement(row: Row, on: Ground) -> Judged:
    account = account_of(row, on.accounts)
    judged = _judged_statement(row, account, on) if account else Judged(Verdict.REFUSED, [_no_account(row, on)])
    on.statements[row["place"]] = row["line"], judged.verdict
    return judged


def account_of(row: Row, accounts: Sequence[BankAccount]) -> BankAccount | None:
    """The account of ours that the statement names, kept in its currency."""
    named = AccountNamed(row["account"], row["bank"])
    found = [one for one in accounts if one.currency == row["currency"] and same_account(named, one.number)]
    exact = [one for one in found if one.bank and one.bank == row["bank"]]
    return next(iter(exact or found), None)


def _no_account(row: Row, on: Ground) -> Reason:
    facts: dict[str, Fact] = {"account": row["account"] or "–", "bank": row["bank"], "currency": row["currency"]}
    if other := account_of(row, on.elsewhere):
        text = "The account %(account)s is one of the company %(company)s: load the file there."
        return Reason("intake.bank_other_company", text, {**facts, "company": other.company.code})
    named = AccountNamed(row["account"], row["bank"])
    if same := next((one for one in on.accounts if same_account(named, one.number)), None):
        text = "The account %(account)s is kept in %(kept)s, and the statement is in %(currency)s."
        return Reason("intake.bank_other_currency", text, {**facts, "kept": same.currency})
    text = "No bank account of the company has the number %(account)s in %(currency)s: make the account first."
    return Reason("intake.bank_no_own_account", text, facts)


def _judged_statement(row: Row, account: BankAccount, on: Ground) -> Judged:
    key, figures = key_of(row), figures_of(row)
    findings: list[Reason] = []
    if (account.id, key) in on.keys:
        if on.keys[account.id, key] == figures:
            return Judged(Verdict.UNCHANGED, [Reason("intake.bank_twice", "The statement stands in the file twice.")])
        findings.append(_other_figures(row))
    known = BankStatement.objects.filter(account=account, key=key, state__in=(State.TAKEN, State.HELD))
    for there in known.exclude(file_id=on.file.id).order_by("-id"):
        if _same_figures(there, figures):
            return Judged(Verdict.UNCHANGED, [_taken_before(there)])
        findings.append(_other_figures(row))
        break
    told = table_findings(row, account)
    findings += told if told is not None else _out_of_order(row, account, on)
    if row["strange_currency"]:
        text = "Entries of the statement are in another currency than its account."
        findings.append(Reason("intake.bank_mixed", text))
    said = [*row["findings"], *_new_findings(row, findings)]
    held = any(one["holds"] for one in said)
    on.keys[account.id, key] = figures
    if row["kind"] == "statement" and not held:
        on.before[account.id] = Before(row["number"], row["page"], row["closing_minor"], _day(row["day"]))
    return Judged(Verdict.NEW, added={"findings": said, "held": held, "account_id": account.id})


def key_of(row: Row) -> str:
    """By what a statement of an account is known: its number and name with its day, or all that it says."""
    if row["number"] or row["identification"]:
        named = (row["kind"], row["number"], row["page"], row["identification"], row["day"] or "")
        return "/".join(named)
    return f"{row['kind']}/{row['digest']}"


def figures_of(row: Row) -> tuple[Any, ...]:
    """By what two statements of one key are the same."""
    return row["opening_minor"], row["closing_minor"], row["credits_minor"], row["debits_minor"]


def _same_figures(there: BankStatement, figures: tuple[Any, ...]) -> bool:
    balances = there.opening_minor, there.closing_minor
    moved = there.credits_minor, there.debits_minor
    if there.state == State.HELD or _is_at_work(there):
        return balances == figures[:2]
    return (*balances, *moved) == figures


def _is_at_work(there: BankStatement) -> bool:
    """Whether the file that brought it is posted right now: not all of its lines are there yet."""
    return (
        there.file_id is not None
        and ImportFile.objects.filter(id=there.file_id, state=ImportFile.State.POSTING).exists()
    )


def _taken_before(there: BankStatement) -> Reason:
    facts: dict[str, Fact] = {
        "number": there.number or there.key[:40],
        "day": there.closing_date.isoformat(),
        "id": there.file_id or 0,
    }
    if there.state == State.HELD:
        text = "The statement %(number)s of %(day)s came with import %(id)d and is held there."
        return Reason("intake.bank_held_before", text, facts)
    text = "The statement %(number)s of %(day)s was taken in before, with import %(id)d."
    return Reason("intake.bank_taken_before", text, facts)


def _other_figures(row: Row) -> Reason:
    text = "A statement %(number)s of that day came before with other figures."
    return Reason("intake.bank_other_figures", text, {"number": row["number"] or row["identification"] or "–"})


def _out_of_order(row: Row, account: BankAccount, on: Ground) -> list[Reason]:
    """Whether number and opening follow the last statement that was taken before its day."""
    if row["kind"] != "statement":
        return []
    before = on.before.get(account.id) or last_taken(account, until=_day(row["day"]) or on.file.as_of, but=key_of(row))
    if before is None:
        return []
    opening, day = row["opening_minor"], before.closing_day
    balance = None if opening is None else Balance("opening", opening, row["currency"], day)
    named = AccountNamed(row["account"], row["bank"])
    statement = Statement(
        row["format"], "statement", named, row["currency"], opening=balance, number=row["number"], page=row["page"]
    )
    return [finding.reason for finding in check_order(statement, before) if finding.holds]


def last_taken(account: BankAccount, *, until: dt.date, but: str) -> Before | None:
    """The last statement of the account that took effect and closed no later than the day."""
    taken = BankStatement.objects.filter(account=account, state=State.TAKEN, kind="statement", closing_date__lte=until)
    last = taken.exclude(key=but).order_by("-closing_date", "-id").first()
    return None if last is None else Before(last.number, last.page, last.closing_minor, last.closing_date)


def _new_findings(row: Row, found: Iterable[Reason]) -> list[dict[str, Any]]:
    """What the ledger noticed and the reader did not."""
    there = [one["reason"] for one in row["findings"]]
    reasons = [reason.as_dict() for reason in found]
    return [{"reason": one, "line": row["file_line"], "holds": True} for one in reasons if one not in there]


def _entry(row: Row, on: Ground) -> Judged:
    line, verdict = on.statements[row["place"]]
    added = {"statement_line": line}
    if verdict == Verdict.REFUSED:
        text = "The statement that it stands in is refused."
        return Judged(Verdict.REFUSED, [Reason("intake.bank_of_refused", text)], added)
    if verdict == Verdict.UNCHANGED or not row["payments"]:
        return Judged(Verdict.UNCHANGED, added=added)
    return Judged(Verdict.NEW, added=added)


def _remittance(row: Row, on: Ground) -> Judged:
    key = remittance_key(row)
    holds = any(one["holds"] for one in row["findings"])
    earlier = on.remittances.get(key)
    states = Remittance.State
    known = Remittance.objects.filter(company=on.file.company_id, key=key).exclude(state=states.SET_ASIDE)
    there = known.exclude(file_id=on.file.id).order_by("id").first()
    on.remittances.setdefault(key, row)
    if (earlier and _same_remittance(row, earlier["minor"], earlier["documents"])) or any(
        _same_remittance(row, one.amount_minor, one.lines) for one in known.exclude(file_id=on.file.id)
    ):
        text = "The remittance %(reference)s came before."
        return Judged(Verdict.UNCHANGED, [Reason("intake.remittance_before", text, {"reference": _named(row)})])
    if earlier or there:
        text = "The remittance %(reference)s came before with another amount: it is held."
        reason = Reason("intake.remittance_other_amount", text, {"reference": _named(row)})
        finding = {"reason": reason.as_dict(), "line": row["file_line"], "holds": True}
        return Judged(Verdict.NEW, added={"held": True, "findings": [*row["findings"], finding]})
    lines = [ListLine(str(one.get("number") or ""), one.get("paid_minor")) for one in row["documents"]]
    if not holds and (untied := against_sums(lines, currency=row["currency"][:3], amount_minor=row["minor"])):
        found = [{"reason": one.as_dict(), "line": row["file_line"], "holds": True} for one in untied]
        return Judged(Verdict.NEW, added={"held": True, "findings": [*row["findings"], *found]})
    return Judged(Verdict.NEW, added={"held": holds})


def remittance_key(row: Row) -> str:
    """By what a remittance is known: who pays, and how he names the payment."""
    payer = row["payer_number"] or row["payer_account"] or row["payer_name"]
    reference = row["payment_reference"] or row.get("digest") or f"{row['payment_date']}/{row['minor']}"
    return f"{payer}/{reference}"[:160]


def _named(row: Row) -> str:
    return row["payment_reference"] or row["payer_name"] or "–"


def _same_remittance(row: Row, minor: int | None, documents: Sequence[Mapping[str, Any]]) -> bool:
    return bool(row["minor"] == minor and row["documents"] == list(documents))


def _return(row: Row, on: Ground) -> Judged:
    if row["kind"] not in MONEY_BACK:
        text = "It tells of a payment and moves no money: %(reason)s."
        facts = {"reason": row["reason"] or row["code"] or row["kind"]}
        return Judged(Verdict.UNCHANGED, [Reason("intake.return_tells", text, facts)])
    if not row["minor"]:
        text = "The amount of the returned payment is not told: look for the payment and return it by hand."
        return Judged(Verdict.REFUSED, [Reason("intake.return_amount", text)])
    key = return_key(row)
    there = ReturnedPayment.objects.filter(Q(key=key) | Q(other_key=key), company=on.file.company_id)
    standing = there.exclude(state=ReturnedPayment.State.SET_ASIDE, why=FILE_UNDONE).exclude(file_id=on.file.id)
    if key in on.returns or standing.exists():
        text = "The return %(reference)s came before."
        return Judged(Verdict.UNCHANGED, [Reason("intake.return_before", text, {"reference": row["reference"]})])
    on.returns.add(key)
    return Judged(Verdict.NEW)


# Why a waiting return of a file that was undone is set aside; the same file brings it back.
FILE_UNDONE = "its file was undone"


def return_key(row: Row) -> str:
    """By what a return is known: its code, our reference, amount and day."""
    return f"{row['code']}/{row['reference']}/{row['currency']}{abs(row['minor'])}/{row['day'] or ''}"[:160]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


class BankFiles:
    """What the imports ask of the cash about files of banks and payers."""

    def accounts(self, file: ImportFile) -> list[tuple[str, str]]:
        """Number and currency of the open bank accounts of the company."""
        mine = BankAccount.objects.filter(company=file.company_id, closed_on__isnull=True).order_by("id")
        return list(mine.values_list("number", "currency"))

    def judge(self, rows: Sequence[Row], *, file: ImportFile, seen: dict[Any, Any]) -> list[Judged]:
        """What becomes of rows of one reading."""
        on = seen.setdefault("ground", None) or Ground.of(file)
        seen["ground"] = on
        return judge(rows, on=on)

    def post(self, file: ImportFile, rows: Sequence[StagedRow], *, at: dt.datetime, as_of: dt.date) -> list[Written]:
        """Post rows in the open transaction."""
        from creditdesk.cash.taking_statements import post_rows

        return post_rows(file, rows, at=at, as_of=as_of)

    def take_back(self, file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> bool:
        """Take the next part of the file back; False where nothing was left."""
        from creditdesk.cash.undoing_statements import take_back_some

        return take_back_some(file, at=at, as_of=as_of)

    def going_back(self, file: ImportFile, *, as_of: dt.date) -> GoingBack:
        """What an undo does, and what stands in its way."""
        from creditdesk.cash.undoing_statements import going_back

        return going_back(file)
