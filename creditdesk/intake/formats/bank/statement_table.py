"""Statements of banks and payment processors as tables: CSV of any dialect, or a sheet of a workbook.

A row is one entry: a day, and an amount with its sign, or a debit and a credit column, or an amount with a direction.
What a table does not tell is not guessed: the account, the currency, and signs that contradict their column are
questions, and a person's answer stands in `Said`. What cannot be read refuses the file with its line. A running
balance proves that no row is lost, and gives the opening and the closing balance.

A processor states what a customer paid (gross), what it kept (fee) and what is left (net). The customer paid the gross
amount: the fee is an entry of its own behind it, so that opening plus entries is closing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.intake.formats.bank.processor_checks import check_nets, check_payouts, check_totals
from creditdesk.intake.formats.bank.running_balance import Run, reading_that_ties, run_of
from creditdesk.intake.formats.bank.statement_rows import Line, RowReader, Said, Summed
from creditdesk.intake.formats.bank.statement_words import (
    CAME_BACK,
    DIRECTIONS,
    FEE_CODE,
    FEE_MEANING,
    MEANINGS,
    Movement,
    movement_of,
)
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BankCode,
    BankFile,
    Entry,
    Finding,
    Noticed,
    Reference,
    Statement,
)
from creditdesk.intake.formats.bank.values import unsound
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import Findings
from creditdesk.intake.formats.tabular import Table

# Lines of a file whose balances do not tie at all; more would tell nobody more.
MOST_TOLD = 20


class Asked(Exception):
    """What the table does not tell and a person must say: the setting, the column, and the question."""

    def __init__(self, setting: str, reason: Reason, *, column: str = "") -> None:
        super().__init__(setting)
        self.setting, self.reason, self.column = setting, reason, column


def read_statement_table(table: Table, mapping: ColumnMapping, *, findings: Findings, said: Said) -> BankFile:
    """The statements of the table, one for each account and currency.

    Raises Asked for what a person must say, and FileRefused with line, field and reason.
    """
    return _Reader(table, mapping, findings, said).read()


class _Reader:
    def __init__(self, table: Table, mapping: ColumnMapping, findings: Findings, said: Said) -> None:
        self._table, self._said = table, said
        self._columns = mapping.columns
        self._rows = RowReader(table, mapping, findings, said)
        self._noticed = Noticed(
            [Finding(warning, 1) for warning in findings.warnings if warning.code not in _OPEN_ENDS]
        )

    def read(self) -> BankFile:
        """The whole file. Raises Asked and FileRefused."""
        lines, sums = self._rows.lines(self._noticed)
        groups: dict[tuple[str, str], list[Line]] = {}
        for line in lines:
            account, currency = self._account_of(line), self._rows.currency(line)
            if not account or not currency:
                raise Asked("account", _NO_ACCOUNT if not account else _NO_CURRENCY)
            line.currency, line.status = currency, self._rows.status(line)
            groups.setdefault((account, currency), []).append(line)
        if not lines:
            self._noticed.remark("table_empty", "The table has no rows.", line=self._table.header_line)
        statements = []
        ends_tied = False
        for (account, currency), group in groups.items():
            statement, proved = self._statement(account, currency, group, sums if len(groups) == 1 else ())
            statements.append(statement)
            ends_tied = ends_tied or (proved and group[-1] is lines[-1])
        if lines and not ends_tied and self._rows.may_be_cut_off(lines[-1]) and not self._said.last_line_whole:
            raise Asked("last_line", _MAY_BE_CUT)
        return BankFile(TABLE, statements=tuple(statements), findings=self._noticed.take())

    def _account_of(self, line: Line) -> str:
        return self._rows.identifier(line, "account") or self._rows.account_above or self._said.account

    # --- one account -------------------------------------------------------------------------------------------------

    def _statement(
        self, account: str, currency: str, lines: list[Line], sums: Sequence[Summed]
    ) -> tuple[Statement, bool]:
        """The statement, and whether its running balance proves its last line."""
        noticed = Noticed()
        counted = [line for line in lines if line.status == "booked"]
        balances = self._balances(counted)
        days = [self._rows.day_of(line) for line in lines]
        known = [day for day in days if day is not None]
        downwards = not known or known[0] <= known[-1]
        self._take_amounts(lines, counted, balances, noticed)
        run = self._run(counted, balances, downwards=downwards, noticed=noticed) if balances else None
        downwards = run.downwards if run else downwards
        check_totals(sums, counted, rows=self._rows, noticed=noticed)
        check_payouts(counted, rows=self._rows, noticed=noticed)
        in_order = lines if downwards else lines[::-1]
        first, last = min(known, default=None), max(known, default=None)
        statement = Statement(
            format=TABLE,
            kind="statement",
            account=AccountNamed(account),
            currency=currency,
            entries=tuple(entry for line in in_order if line.is_entry for entry in self._entries(line, noticed)),
            opening=Balance("opening", run.opening, currency, first) if run else None,
            closing=Balance("closing", run.closing, currency, last) if run else None,
            from_date=first,
            to_date=last,
            findings=noticed.take(),
            line=lines[0].line,
        )
        proved = bool(run and not run.broken and balances and balances[-1] is not None and len(counted) > 1)
        return statement, proved and counted[-1] is lines[-1]

    def _balances(self, counted: list[Line]) -> list[int | None] | None:
        """The running balance of each row, None where it states none; None where no row does."""
        told = [self._rows.amount(line, "balance") if line.cells.get("balance") else None for line in counted]
        return told if any(one is not None for one in told) else None

    def _run(self, counted: list[Line], balances: list[int | None], *, downwards: bool, noticed: Noticed) -> Run:
        run = run_of([line.minor + line.fee for line in counted], balances, downwards=downwards)
        for place, gap in run.broken[:MOST_TOLD]:
            said = "The running balance does not tie on this line; the difference is %(difference)s."
            difference = str(Money(gap, counted[place].currency))
            noticed.remark("running_balance", said, line=counted[place].line, holds=True, difference=difference)
        for line, balance in zip(counted, balances, strict=True):
            line.running = balance
        return run

    def _take_amounts(
        self, lines: list[Line], counted: list[Line], balances: list[int | None] | None, noticed: Noticed
    ) -> None:
        """Give each row its amount and its fee."""
        for line in lines:
            if not line.is_entry and not line.cells.get("balance"):
                raise unsound("table_row_amount", "The row has no amount.", line=line.line, field="amount")
        self._take_fees(lines)
        readings = self._readings(lines)
        if self._said.signs == "turned":
            readings = [[-minor for minor in one] for one in readings]
        chosen: Sequence[int] = readings[0]
        if any(one != chosen for one in readings[1:]):
            chosen = self._chosen(readings, lines, counted, balances, noticed)
        for line, minor in zip(lines, chosen, strict=True):
            line.minor = minor
        check_nets(lines, rows=self._rows, noticed=noticed)

    def _readings(self, lines: list[Line]) -> list[list[int]]:
        """What the amounts may be: as they are written, and as the column or the direction alone says."""
        if "debit" in self._columns or "credit" in self._columns:
            debits = [self._rows.amount(line, "debit") for line in lines]
            credits = [self._rows.amount(line, "credit") for line in lines]
            both = list(zip(debits, credits, strict=True))
            for line, (debit, credit) in zip(lines, both, strict=True):
                if debit and credit:
                    said = "The row has both a debit and a credit."
                    raise unsound("table_both", said, line=line.line, field=self._columns.get("debit", "debit"))
            plain = [credit - debit for debit, credit in both]
            if min(*debits, *credits) >= 0:
                return [plain]
            return [plain, [abs(credit) - abs(debit) for debit, credit in both], [sum(one) for one in both]]
        amounts = [self._rows.amount(line, self._rows.paid) for line in lines]
        if "direction" not in self._columns:
            return [amounts]
        sides = [self._side(line) for line in lines]
        written = [side * minor for side, minor in zip(sides, amounts, strict=True)]
        return [written, [side * abs(minor) for side, minor in zip(sides, amounts, strict=True)]]

    def _side(self, line: Line) -> int:
        said = line.cells.get("direction", "").lower()
        if said not in DIRECTIONS and line.is_entry:
            words = "%(field)s: %(value)s is neither credit nor debit."
            raise unsound("direction", words, line=line.line, field=self._columns["direction"], value=said)
        side = DIRECTIONS.get(said, 1)
        if side == 0:
            line.status = "information"
        return side

    def _chosen(
        self,
        readings: list[list[int]],
        lines: list[Line],
        counted: list[Line],
        balances: list[int | None] | None,
        noticed: Noticed,
    ) -> Sequence[int]:
        """The reading that a person said, that the running balance proves, or that the column leaves. Raises Asked."""
        if self._said.signs in ("written", "column"):
            return readings[0 if self._said.signs == "written" else 1]
        if balances is not None:
            places = [place for place, line in enumerate(lines) if line.status == "booked"]
            parts = [[one[place] + lines[place].fee for place in places] for one in readings]
            tied = reading_that_ties(parts, balances)
            if tied is not None:
                return readings[parts.index(list(tied))]
        if "debit" in self._columns or "credit" in self._columns:
            debits = [self._rows.amount(line, "debit") for line in lines]
            if max(debits) <= 0 and all(self._rows.amount(line, "credit") >= 0 for line in lines):
                said = "The debits in %(field)s are written with a minus, and are read as debits."
                field = self._columns.get("debit", "debit")
                noticed.remark("table_debits", said, line=lines[0].line, field=field)
                return readings[1]
            column = self._columns.get("debit") or self._columns["credit"]
        else:
            column = self._columns["direction"]
            # "-20.00 D" beside "30.00 C": the sign says the same again.
            if all(one == other for one, other in zip(readings[1], self._as_signed(lines), strict=True)):
                return readings[1]
        raise Asked("signs", Reason(_SIGNS.code, _SIGNS.text, {"field": column}), column=column)

    def _as_signed(self, lines: list[Line]) -> list[int]:
        return [self._rows.amount(line, self._rows.paid) for line in lines]

    # --- processors --------------------------------------------------------------------------------------------------

    def _take_fees(self, lines: list[Line]) -> None:
        """A fee is taken off. Its sign is the same in the whole column, or the net amounts tell it."""
        if "fee" not in self._columns:
            return
        fees = [self._rows.amount(line, "fee") for line in lines]
        written_minus = min(fees) < 0 and max(fees) <= 0
        if min(fees) < 0 < max(fees):
            written_minus = self._minus_by_net(lines, fees)
        for line, fee in zip(lines, fees, strict=True):
            line.fee = fee if written_minus else -fee

    def _minus_by_net(self, lines: list[Line], fees: list[int]) -> bool:
        """Whether fees with a minus are those that were taken off, where some have it and some not."""
        if "net" in self._columns and self._rows.paid in self._columns:
            gaps = [self._rows.amount(line, "net") - self._rows.amount(line, self._rows.paid) for line in lines]
            for sign in (1, -1):
                if gaps == [sign * fee for fee in fees]:
                    return sign == 1
        said = "%(field)s: some fees have a minus and some have none, and no net amount tells what was taken off."
        raise unsound("table_fees", said, line=lines[0].line, field=self._columns["fee"])

    def _entries(self, line: Line, noticed: Noticed) -> Iterator[Entry]:
        """The payment, the fee behind it, and what was given back of it."""
        booked, value = self._rows.booking_day(line), self._rows.day(line, "value_date")
        if booked is None and value is None:
            field = self._columns.get("booking_date", "date")
            raise unsound("empty", "%(field)s is empty.", line=line.line, field=field)
        said, check = line.cells.get("type", ""), self._rows.identifier(line, "check_number")
        kind = movement_of(said)
        entry = Entry(
            minor=line.minor,
            currency=line.currency,
            booking_date=booked or value,
            value_date=value,
            status=line.status,
            code=_code(said, kind),
            bank_reference=self._rows.identifier(line, "bank_reference"),
            payer_reference=self._rows.identifier(line, "payer_reference"),
            references=(Reference("check", check),) if check else (),
            party_name=line.cells.get("party_name", ""),
            party_account=self._rows.identifier(line, "party_account"),
            text=tuple(told for name in ("text", "more_text") if (told := line.cells.get(name, ""))),
            line=line.line,
            raw=line.raw,
            running=line.running,
        )
        yield _as_it_moved(entry, kind)
        if line.fee:
            fee = replace(entry, minor=line.fee, code=BankCode(TABLE, FEE_CODE, FEE_MEANING), references=())
            # A fee that is given back is no customer's payment.
            yield replace(fee, party_name="", party_account="", payer_reference="", reversal=line.fee > 0)
        if given_back := self._rows.amount(line, "refunded"):
            yield self._given_back(entry, abs(given_back), noticed)

    def _given_back(self, entry: Entry, minor: int, noticed: Noticed) -> Entry:
        said = "%(amount)s of the payment was given back; the file does not say on which day."
        noticed.remark("table_refunded", said, line=entry.line, amount=str(Money(minor, entry.currency)))
        back = BankCode(TABLE, Movement.REFUND, MEANINGS[Movement.REFUND])
        return replace(entry, minor=-minor, booking_date=None, value_date=None, returned=back, running=None)


def _code(said: str, kind: Movement | None) -> BankCode | None:
    if kind is Movement.FEE:
        return BankCode(TABLE, FEE_CODE, FEE_MEANING)
    return BankCode(TABLE, said) if said else None


def _as_it_moved(entry: Entry, kind: Movement | None) -> Entry:
    """Money out that was refunded or taken back is a returned payment; money in of such a kind is no receipt."""
    if kind is None:
        return entry
    if entry.minor < 0:
        meaning = MEANINGS.get(kind)
        return replace(entry, returned=BankCode(TABLE, kind.value, meaning)) if kind in CAME_BACK else entry
    return replace(entry, reversal=True)


# Asked where it matters.
_OPEN_ENDS = ("intake.open_end", "intake.open_end_taken")
_NO_ACCOUNT = Reason("intake.bank_table_account", "The table does not name its account. Which of ours is it?")
_NO_CURRENCY = Reason(
    "intake.bank_table_currency", "The table does not tell its currency. Which of our accounts is it?"
)
_MAY_BE_CUT = Reason(
    "intake.bank_table_last_line",
    "The file does not end with a line end, so that its last line may be cut off. Is it whole?",
)
_SIGNS = Reason(
    "intake.bank_table_signs",
    "The signs of the amounts contradict %(field)s, and no running balance tells which is right. What do they mean?",
)
