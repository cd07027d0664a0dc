"""From drafts to a remittance: amounts read, totals compared, nothing told that the arithmetic leaves open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from creditdesk.intake.formats.advice.drafts import Draft, Gathered, TotalRow
from creditdesk.intake.formats.advice.figures import Figures
from creditdesk.intake.formats.advice.noticing import Notes, money, no_advice
from creditdesk.intake.formats.advice.parsed import Parsed, parse
from creditdesk.intake.formats.bank.statements import Adjustment, BankCode, Reference, Remittance, RemittanceLine

_METHODS = (("check", "check"), ("cheque", "check"), ("ach", "ach"), ("wire", "wire"), ("eft", "eft"), ("sepa", "sepa"))
# The largest of so many still add up to what the databases hold.
MOST_DOCUMENTS = 9_000
REASONS = "payer"  # the list that a reason in a payer's own words is of


def proved(gathered: Gathered, *, format_name: str, default_currency: str, notes: Notes) -> Remittance:
    """The remittance that was gathered, with what does not tie as findings."""
    figures = _learn(gathered, notes, default_currency)
    if len(gathered.drafts) > MOST_DOCUMENTS:
        said = "The advice names more than %(limit)d documents."
        raise no_advice("documents_many", said, limit=MOST_DOCUMENTS)
    lines = [parse(draft, figures, notes) for draft in gathered.drafts]
    bare = [one for one in lines if not one.draft.amounts() and not one.amiss]
    if len(bare) < len(lines):  # documents named beside others that have amounts: no sum counts them
        lines = [one for one in lines if one not in bare]
        _tell_bare(bare, notes)
    else:
        bare = []
    lines, totals = _with_totals(lines, gathered, figures, notes)
    stated = _stated(gathered, totals, figures, notes)
    if stated is None and not any(one.amiss for one in lines):
        stated = _found_sum(gathered, lines, figures)
    if not any(one.amiss for one in lines):
        lines = _agreed(lines, stated)
    _settle(lines, stated, notes)
    _compare(lines, stated, totals, figures, notes)
    _check_numbers(lines, notes)
    _tell_unexplained(gathered, notes, proven=stated is not None)
    lines = sorted([*lines, *bare], key=lambda one: one.line)
    return _remittance(gathered, lines, stated, figures, notes, format_name)


def _learn(gathered: Gathered, notes: Notes, default_currency: str) -> Figures:
    figures = Figures(notes, default_currency=default_currency)
    for written in _amounts_of(gathered):
        figures.see_amount(written)
    for draft in gathered.drafts:
        figures.see_unit(draft.currency)
        figures.see_day(draft.date)
    for written, _ in gathered.facts.get("payment_date", []):
        figures.see_day(written)
    for unit in gathered.units:
        figures.see_unit(unit)
    figures.decide()
    return figures


def _amounts_of(gathered: Gathered) -> Iterator[str]:
    for draft in gathered.drafts:
        yield from draft.amounts()
    for total in gathered.totals:
        yield from total.amounts.values()
    for role in ("payment_amount", "mentioned_amount"):
        yield from (written for written, _ in gathered.facts.get(role, []))
    yield from (written for written, _, _ in gathered.unexplained)


# --- totals ---------------------------------------------------------------------------------------------------------


def _sum(lines: Sequence[Parsed], part: str) -> int | None:
    """What the lines add up to in one column; None where a line does not tell."""
    tellers: dict[str, Callable[[Parsed], int | None]] = {
        "gross": lambda one: one.gross if one.gross is not None else one.settled(),
        "discount": lambda one: one.discount or 0,
        "deduction": lambda one: sum(off.minor for off in one.off),
        "adjustment": lambda one: sum(off.minor for off in one.off),
        "net": Parsed.settled,
        "amount": lambda one: one.either if one.either is not None else one.settled(),
        "plain": Parsed.settled,
    }
    found = [tellers[part](one) for one in lines]
    return None if None in found else sum(one for one in found if one is not None)


def _with_totals(
    lines: list[Parsed], gathered: Gathered, figures: Figures, notes: Notes
) -> tuple[list[Parsed], list[tuple[TotalRow, dict[str, int]]]]:
    """The totals read. A row of amounts without a word is a total where it adds up, else a line without a number."""
    totals: list[tuple[TotalRow, dict[str, int]]] = []
    more: list[Parsed] = []
    for total in gathered.totals:
        read = {part: figures.amount(written, line=total.line) for part, written in total.amounts.items()}
        known = {part: minor for part, minor in read.items() if minor is not None}
        if total.labelled or all(_sum(lines[: total.after], part) == minor for part, minor in known.items()):
            totals.append((total, known))
            continue
        said = "The amounts of this line stand beside no document."
        notes.remark("no_number", said, line=total.line, holds=True)
        draft = Draft(total.line, kind="other", in_table=True)
        draft.gross, draft.discount, draft.net = map(total.amounts.get, ("gross", "discount", "net"))
        one = parse(draft, figures, notes)
        one.amiss = True
        more.append(one)
    return sorted([*lines, *more], key=lambda one: one.line), totals


def _stated(
    gathered: Gathered, totals: list[tuple[TotalRow, dict[str, int]]], figures: Figures, notes: Notes
) -> int | None:
    """What the payer says that he pays in all. Two sums that differ are a finding, and the first stands."""
    said: list[tuple[int, int]] = []
    for written, line in gathered.facts.get("payment_amount", []):
        minor = figures.amount(written, line=line)
        if minor is not None:
            said.append((minor, line))
    for total, known in totals:
        if not total.part and total.labelled:
            said += [(known[part], total.line) for part in ("net", "plain", "amount") if part in known][:1]
    if not said:
        said = [(known["net"], total.line) for total, known in totals if not total.part and "net" in known]
    if not said:
        mentioned = gathered.facts.get("mentioned_amount", [])
        sums = {figures.amount(written, line=line): line for written, line in mentioned}
        said = [(minor, line) for minor, line in sums.items() if minor is not None]
    for minor, line in said[1:]:
        if minor != said[0][0]:
            words = "The advice says that %(first)s is paid in all, and elsewhere that %(other)s is."
            first, other = money(said[0][0], figures.currency), money(minor, figures.currency)
            notes.remark("sums_differ", words, line=line, holds=True, first=first, other=other)
            break
    return said[0][0] if said else None


def _found_sum(gathered: Gathered, lines: Sequence[Parsed], figures: Figures) -> int | None:
    """An amount of which no word tells what it is, and which is what all documents together come to."""
    for place, (written, _, line) in enumerate(gathered.unexplained):
        minor = figures.amount(written, line=line)
        if minor is not None and lines and _readings(lines, minor):
            del gathered.unexplained[place]
            return minor
    return None


def _agreed(lines: list[Parsed], stated: int | None) -> list[Parsed]:
    """The lines as the stated sum proves them: credits without a minus turned, an open amount as gross or as net."""
    return lines if stated is None else _readings(lines, stated) or lines


def _readings(lines: Sequence[Parsed], stated: int) -> list[Parsed]:
    """The first reading of the lines that adds up to the sum; empty where none does."""
    turned = [one.turned() if one.sign_open else one for one in lines]
    for these in (lines, turned):
        for reading in (_as_gross, _as_net):
            tried = [reading(one) for one in these]
            if _sum(tried, "net") == stated:
                return [replace(one, sign_open=False) for one in tried]
    return []


def _as_gross(one: Parsed) -> Parsed:
    """Its open amount taken as gross, and what is paid worked out."""
    if one.net is not None or one.settled() is None:
        return one
    gross = one.gross if one.gross is not None else one.either
    return replace(one, gross=gross, net=one.settled(), either=None)


def _as_net(one: Parsed) -> Parsed:
    """Its open amount taken as what is paid."""
    if one.net is not None or one.either is None:
        return _as_gross(one)
    return replace(one, net=one.either, either=None, gross=one.either + one.less())


def _settle(lines: list[Parsed], stated: int | None, notes: Notes) -> None:
    """Where nothing proves what is paid of a document, it is not told, and said so."""
    for one in lines:
        if one.amiss:
            one.net = None
        elif one.net is None and one.settled() is not None:
            said = "What is paid of %(number)s is not told, and no sum of the advice proves it."
            notes.remark("unproved", said, line=one.line, holds=True, number=one.draft.number)
        elif one.sign_open:
            said = "%(number)s is a credit or a deduction, and nothing proves whether it lowers the payment."
            notes.remark(
                "sign_open", said, line=one.line, holds=True, number=one.draft.number or " ".join(one.draft.text)
            )
        elif any(not off.sure for off in one.off) and one.gross is None:
            said = "Whether the adjustment of %(number)s was added or taken off is not told."
            notes.remark("adjustment_open", said, line=one.line, holds=True, number=one.draft.number)


def _compare(
    lines: list[Parsed],
    stated: int | None,
    totals: list[tuple[TotalRow, dict[str, int]]],
    figures: Figures,
    notes: Notes,
) -> None:
    """Every total that is stated against what the lines add up to."""
    nets = [one.net for one in lines]
    whole = None if None in nets or not lines else sum(one for one in nets if one is not None)
    if stated is not None and whole is not None and whole != stated:
        _differs(stated, whole, 0, figures, notes)
    if stated is not None and lines and whole is None and not any(one.holds for one in notes.found):
        said = "The sum of the advice cannot be compared: of some documents it is not told what is paid."
        notes.remark("sum_unproved", said, line=0)
    start = 0
    for total, known in totals:
        end = sum(one.line < total.line for one in lines)
        since = start if total.part else 0
        for part, minor in known.items():
            if part in ("net", "plain") and not total.part:
                continue  # compared above
            sums = {_sum(lines[since:end], part), _sum(lines[:end], part)}
            if part in ("deduction", "adjustment", "discount"):
                sums |= {-one for one in sums if one is not None}
            if part in ("amount",):
                sums |= {_sum(lines[:end], "net")}
            if minor not in sums and None not in sums:
                true = _sum(lines[since:end], part) or 0
                _differs(minor, true, total.line, figures, notes)
        start = end if total.part else start


def _differs(stated: int, true: int, line: int, figures: Figures, notes: Notes) -> None:
    said = "The advice states a sum of %(stated)s, and its lines add up to %(true)s; the difference is %(gap)s."
    told = {"stated": stated, "true": true, "gap": stated - true}
    sums = {name: money(minor, figures.currency) for name, minor in told.items()}
    notes.remark("total_differs", said, line=line, holds=True, **sums)


# --- what else is looked at -----------------------------------------------------------------------------------------


def _check_numbers(lines: Sequence[Parsed], notes: Notes) -> None:
    """The same document twice; a line that names none."""
    seen: dict[tuple[str, int | None], int] = {}
    for one in lines:
        number = one.draft.number
        if not number:
            if one.draft.nameless and (one.day or one.gross is not None or one.draft.kind == "other"):
                said = "A line pays a document and does not tell its number."
                notes.remark("number_missing", said, line=one.line, holds=True)
            elif one.draft.kind == "other" and not one.amiss:
                said = "The line pays %(value)s, which is no number of a document."
                value = " ".join(one.draft.text) or "?"
                notes.remark("no_document", said, line=one.line, value=value)
            continue
        first = seen.setdefault((number, one.net), one.line)
        if first != one.line:
            said = "%(number)s stands on line %(first)d already, with the same amount."
            notes.remark("twice", said, line=one.line, holds=True, number=number, first=first)


def _tell_bare(bare: Sequence[Parsed], notes: Notes) -> None:
    """Documents that are named without an amount, beside others that have one."""
    for one in bare:
        said = "%(number)s is named without an amount."
        notes.remark("no_amount", said, line=one.line, number=one.draft.number)


def _tell_unexplained(gathered: Gathered, notes: Notes, *, proven: bool) -> None:
    """Amounts of which it is not known what they mean; where no sum proves the rest, a person must look."""
    for written, text, line in gathered.unexplained:
        said = "What the amount %(value)s means is not told: %(text)s"
        notes.remark("unexplained", said, line=line, holds=not proven, value=written, text=text)


def _remittance(
    gathered: Gathered, lines: Sequence[Parsed], stated: int | None, figures: Figures, notes: Notes, format_name: str
) -> Remittance:
    def first(role: str) -> tuple[str, int]:
        return gathered.facts.get(role, [("", 0)])[0]

    numbers = {value for value, _ in gathered.facts.get("payment_reference", [])}
    if len(numbers) > 1:
        said = "The advice names several payments: %(value)s."
        notes.remark("payments", said, line=first("payment_reference")[1], holds=True, value=", ".join(sorted(numbers)))
    if not lines:
        said = "The advice names no document."
        notes.remark("no_lines", said, line=0, holds=True)
    if notes.open_end and stated is None and lines:
        said = "The file does not end with a line end and states no sum, so that its last line may be cut off."
        notes.remark("open_end", said, line=lines[-1].line, holds=True)
    method = first("method")[0].lower()
    paid_on, at = first("payment_date")
    return Remittance(
        format=format_name,
        payer=first("payer")[0],
        minor=stated,
        currency=figures.currency,
        lines=tuple(_line(one) for one in lines),
        payment_reference=first("payment_reference")[0],
        payment_date=figures.day(paid_on, line=at),
        method=next((name for word, name in _METHODS if word in method), ""),
        payee=first("payee")[0],
        references=tuple(Reference("payment", one) for one in sorted(numbers - {first("payment_reference")[0]})),
        findings=notes.take(),
        line=1,
    )


def _line(one: Parsed) -> RemittanceLine:
    """The line as it is told. An adjustment that lowers the payment is negative, as in X12 820."""
    draft = one.draft
    adjustments = tuple(Adjustment(-off.minor, BankCode(REASONS, off.reason)) for off in one.off if off.minor)
    reason = " ".join(draft.text)[:200]
    if not adjustments and not draft.number and one.net is not None and one.net < 0:
        adjustments = (Adjustment(one.net, BankCode(REASONS, reason)),)
    return RemittanceLine(
        document_number=draft.number,
        kind=draft.kind,
        net=one.net,
        gross=one.gross,
        discount=one.discount,
        document_date=one.day,
        adjustments=adjustments,
        references=tuple(Reference(kind, value) for kind, value in draft.references),
        text=tuple(text for text in draft.text if text),
        line=draft.line,
    )
