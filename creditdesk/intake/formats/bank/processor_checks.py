"""What a table of a payment processor says of its own sums: gross less fee is net, the payments of a payout are the
payout, and a line below adds up the rows. Where it does not tie, the statement is held with the difference.
"""

from __future__ import annotations

from collections.abc import Sequence

from creditdesk.domain.money import Money
from creditdesk.intake.formats.bank.statement_rows import Line, RowReader, Summed
from creditdesk.intake.formats.bank.statement_words import Movement, movement_of
from creditdesk.intake.formats.bank.statements import Noticed

_SUMMED = ("amount", "debit", "credit", "gross", "fee", "net")


def check_nets(lines: Sequence[Line], *, rows: RowReader, noticed: Noticed) -> None:
    """Each row's net amount against its gross amount and its fee, and the currency of the fee."""
    for line in lines:
        if line.cells.get("net") and line.is_entry and line.status == "booked":
            gap = rows.amount(line, "net") - line.minor - line.fee
            if gap:
                said = "Gross and fee do not make the net amount; the difference is %(difference)s."
                difference = str(Money(gap, line.currency))
                noticed.remark("table_net", said, line=line.line, holds=True, difference=difference)
        other = line.cells.get("fee_currency", "").upper()
        if line.fee and other and other != line.currency:
            said = "The fee is in %(other)s, the payment in %(currency)s."
            facts = {"other": other, "currency": line.currency}
            noticed.remark("table_fee_currency", said, line=line.line, holds=True, **facts)


def check_payouts(lines: Sequence[Line], *, rows: RowReader, noticed: Noticed) -> None:
    """The net amounts of a payout's rows against the payout, where the table has both."""
    if "payout" not in rows.columns:
        return
    paid_out: dict[str, tuple[int, Line]] = {}
    came: dict[str, int] = {}
    for line in lines:
        payout = rows.identifier(line, "payout")
        net = line.minor + line.fee
        if payout and movement_of(line.cells.get("type", "")) is Movement.PAYOUT:
            before = paid_out[payout][0] if payout in paid_out else 0
            paid_out[payout] = before + net, line
        elif payout:
            came[payout] = came.get(payout, 0) + net
    for payout in sorted(paid_out.keys() & came.keys()):
        minor, line = paid_out[payout]
        if gap := minor + came[payout]:
            said = (
                "The payments of payout %(value)s come to %(came)s net, and %(paid)s was paid out; the difference is "
                "%(difference)s."
            )
            noticed.remark(
                "table_payout",
                said,
                line=line.line,
                holds=True,
                value=payout,
                came=str(Money(came[payout], line.currency)),
                paid=str(Money(-minor, line.currency)),
                difference=str(Money(gap, line.currency)),
            )


def check_totals(sums: Sequence[Summed], lines: Sequence[Line], *, rows: RowReader, noticed: Noticed) -> None:
    """A line below that adds up the rows, column by column: the signs are those of its column."""
    if len(sums) != 1 or not lines:
        return  # several add up parts, of which the table does not say which
    (total,) = sums
    currency = lines[0].currency
    for name in _SUMMED:
        if not total.cells.get(name):
            continue
        stated = rows.minor_of(total.cells[name], name, currency=currency, line=total.line)
        true = sum(rows.amount(line, name) for line in lines)
        if abs(stated) != abs(true):
            said = "The total of %(field)s is %(stated)s by the table and %(true)s by its rows."
            facts = {"stated": str(Money(stated, currency)), "true": str(Money(true, currency))}
            noticed.remark("table_total", said, line=total.line, holds=True, field=rows.columns[name], **facts)
