"""SWIFT MT940 (statement) and MT942 (within the day), as banks hand them out, with or without the SWIFT envelope.

A message is a run of fields `:NN:`. A line is taken as a field only where its tag is one of those that the message has:
banks break text in the middle of a time of day, and `:26:37` is not a field. A statement names its account and has its
opening and its closing balance; a piece of one is refused, since nobody could tell what is missing.

Value dates such as 30 February are written by banks that count thirty days to every month. The entry is read with its
booking date and without a value date, and the statement waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from creditdesk.intake.formats.bank.meanings import swift_type
from creditdesk.intake.formats.bank.mt940_details import details_of
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BalanceKind,
    BankFile,
    Entry,
    Noticed,
    Statement,
    StatementKind,
)
from creditdesk.intake.formats.bank.values import (
    compact_day,
    count_of,
    currency_of,
    date_or_none,
    decimal_minor,
    text_of,
    unsound,
)

# All fields that the two messages have.
_TAGS = "13|13D|20|21|25|25P|28|28C|34F|60F|60M|61|62F|62M|64|65|86|90C|90D|NS"
_TAG = re.compile(rf":({_TAGS}):")
# What may follow the text of an entry or of the statement. A new message begins with :20:, and :21: or :25: follows.
_AFTER_TEXT = frozenset({"61", "86", "62F", "62M", "64", "65", "90C", "90D", "34F", "NS"})
_ENVELOPE = re.compile(r"\{1:[^{}\n]{0,60}\}(?:\{[23]:(?:[^{}\n]|\{[^{}\n]{0,60}\}){0,200}\})*\{4:\n?")
# Six lines of 65 characters are the standard, and banks write more; this is far beyond what any of them does.
LONGEST_TEXT = 20_000
_END = re.compile(r"-(?:\}.*|[A-Z]{3})?\s*")
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d[\d ]*,?\d*|,\d+)")
# Value date, entry date, direction, third letter of the currency, amount, type, references.
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?\s?(?P<amount>\d+,?\d*)"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)"
)
# What stands in place of a reference where there is none, or where it stands in the text.
_NO_REFERENCE = frozenset({"NONREF", "EREF+", "KREF+", "MREF+"})
_KINDS: dict[str, BalanceKind] = {
    "60F": "opening",
    "60M": "opening",
    "62F": "closing",
    "62M": "closing",
    "64": "available",
    "65": "forward",
}


@dataclass(slots=True)
class _Field:
    tag: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class _Message:
    """The fields of one message, and where it begins."""

    line: int
    fields: list[_Field] = field(default_factory=list)

    def first(self, *tags: str) -> _Field | None:
        return next((one for one in self.fields if one.tag in tags), None)


def read_mt940(content: bytes) -> BankFile:
    """The statements of the file. Raises FileRefused with line, field, value and reason."""
    noticed = Noticed()
    messages = list(_messages(text_of(content, noticed)))
    if not messages:
        raise unsound("no_mt940", "The file holds no message of MT940 or MT942.", line=1)
    statements = tuple(_statement(message) for message in messages)
    first = statements[0]
    return BankFile(first.format, statements=statements, findings=noticed.take(), sender=first.account.bank)


def _messages(text: str) -> Iterator[_Message]:
    lines = _ENVELOPE.sub("\n", text).split("\n") if text.lstrip().startswith("{") else text.split("\n")
    message: _Message | None = None
    for number, line in enumerate(lines, start=1):
        if _END.fullmatch(line):
            if message is not None:
                yield message
            message = None
            continue
        found = _TAG.match(line)
        if found and message is not None and not _is_text(message, found[1], lines, number):
            if found[1] == "20":
                yield message
                message = _Message(number)
        elif found and message is None:
            message = _Message(number)
        elif message is not None:
            message.fields[-1].lines.append(line)
            continue
        if found and message is not None:
            message.fields.append(_Field(found[1], number, [line[found.end() :]]))
    if message is not None:
        yield message


def _is_text(message: _Message, tag: str, lines: list[str], number: int) -> bool:
    """True where what looks like a tag stands within a text, as :20:15 in a time that was broken over two lines."""
    if message.fields[-1].tag not in ("86", "61") or tag in _AFTER_TEXT:
        return False
    if tag != "20":
        return tag not in ("25", "28C", "60F", "60M")
    following = next((line for line in lines[number : number + 3] if line.startswith(":")), "")
    return not following.startswith((":21:", ":25:", ":25P:"))


def _statement(message: _Message) -> Statement:
    within_day = message.first("34F", "13", "13D", "90C", "90D") is not None and message.first("60F", "60M") is None
    _check_once(message)
    account, account_currency = _account(message)
    balances = [_balance(one) for one in message.fields if one.tag in _KINDS]
    opening = next((one for one in balances if one.kind == "opening"), None)
    closing = next((one for one in balances if one.kind == "closing"), None)
    if not within_day:
        _check_whole(message, opening=opening, closing=closing)
    noticed = Noticed()
    currency = _currency(message, balances, account_currency)
    for balance in balances:
        if balance.currency != currency:
            said = "The balance %(code)s is in %(other)s, the account in %(currency)s."
            noticed.remark(
                "mixed",
                said,
                line=message.line,
                holds=True,
                other=balance.currency,
                currency=currency,
                code=balance.code,
            )
    entries = tuple(_entries(message, currency=currency, noticed=noticed))
    _check_sums(message, entries, currency=currency, noticed=noticed)
    number = message.first("28C", "28")
    head, _, page = (number.lines[0].strip() if number else "").partition("/")
    kind: StatementKind = "interim" if within_day else "statement"
    reference = message.first("20")
    return Statement(
        format="mt942" if within_day else "mt940",
        kind=kind,
        account=account,
        currency=currency,
        entries=entries,
        opening=opening,
        closing=closing,
        balances=tuple(one for one in balances if one is not opening and one is not closing),
        identification=reference.lines[0].strip() if reference else "",
        number=head,
        page=page,
        text=tuple(_text_of_statement(message)),
        findings=noticed.take(),
        line=message.line,
    )


def _check_once(message: _Message) -> None:
    """Account, number and first balance stand once: a second one is another statement that lost its beginning."""
    seen: set[str] = set()
    for one in message.fields:
        tag = one.tag if one.tag in ("20", "25", "28C") else one.tag[:2]
        if tag in ("20", "25", "28C", "60", "62") and tag in seen:
            said = "%(field)s stands twice in one statement: something before it is missing."
            raise unsound("field_twice", said, line=one.line, field=f":{one.tag}:", value=one.lines[0])
        seen.add(tag)


def _check_whole(message: _Message, *, opening: Balance | None, closing: Balance | None) -> None:
    last = message.fields[-1]
    if opening is None:
        said = "The statement has no opening balance (:60F: or :60M:): it is a piece of one, or damaged."
        raise unsound("no_opening", said, line=message.line, field=":60F:")
    if closing is None:
        said = "The statement has no closing balance (:62F: or :62M:): it is cut off."
        raise unsound("no_closing", said, line=last.line, field=":62F:")


def _account(message: _Message) -> tuple[AccountNamed, str]:
    """`BIC/123456/EUR`, `50880050/0194787400888`, `9223382012EUR` or a plain number; the currency where it is told."""
    found = message.first("25", "25P")
    said = found.lines[0].strip() if found else ""
    if found is None or not said:
        line = found.line if found else message.line
        raise unsound("no_account", "The statement does not name its account.", line=line, field=":25:")
    bank, _, number = said.rpartition("/") if said.count("/") == 1 else ("", "", said)
    currency = ""
    if said.count("/") == 2:
        bank, number, currency = said.split("/")
    if ending := re.fullmatch(r"([A-Z]{0,2}[A-Z0-9]{0,10}\d{4,20})\s?([A-Z]{3})", number):
        number, currency = ending[1], ending[2]
    return AccountNamed(number.strip(), bank=bank.strip()), currency.strip()


def _balance(one: _Field) -> Balance:
    tag = f":{one.tag}:"
    found = _BALANCE.fullmatch(one.lines[0].strip())
    if found is None:
        said = "%(field)s: %(value)s is not a balance."
        raise unsound("balance", said, line=one.line, field=tag, value=one.lines[0])
    currency = currency_of(found[3], line=one.line, field=tag)
    minor = decimal_minor(found[4], currency=currency, mark=",", line=one.line, field=tag)
    return Balance(
        kind=_KINDS[one.tag],
        minor=-minor if found[1] == "D" else minor,
        currency=currency,
        day=compact_day(found[2], line=one.line, field=tag),
        code=one.tag,
        intermediate=one.tag.endswith("M"),
    )


def _currency(message: _Message, balances: list[Balance], of_account: str) -> str:
    if balances:
        return balances[0].currency
    found = message.first("34F")
    if found is not None:
        return currency_of(found.lines[0][:3], line=found.line, field=":34F:")
    if of_account:
        return currency_of(of_account, line=message.line, field=":25:")
    raise unsound("no_currency", "Nothing in the statement tells its currency.", line=message.line, field=":34F:")


def _entries(message: _Message, *, currency: str, noticed: Noticed) -> Iterator[Entry]:
    fields = [*message.fields, _Field("", 0, [])]
    for place, one in enumerate(fields):
        if one.tag == "61":
            texts = [fields[place + 1]] if fields[place + 1].tag == "86" else []
            yield _entry(one, texts, currency=currency, noticed=noticed)


def _entry(one: _Field, texts: list[_Field], *, currency: str, noticed: Noticed) -> Entry:
    first, *more = one.lines
    if len(first) < 20 and more and re.fullmatch(r"\d{6}(?:\d{4})?[RE]?[CD][A-Z]?", first.strip()):
        first, more = first.strip() + more[0], more[1:]  # broken before the amount, as some savings banks do
    found = _ENTRY.fullmatch(first.rstrip())
    if found is None:
        said = "%(field)s: %(value)s is not an entry."
        raise unsound("entry", said, line=one.line, field=":61:", value=one.lines[0])
    minor = decimal_minor(found["amount"], currency=currency, mark=",", line=one.line, field=":61:")
    credit = found["mark"] in ("C", "RD", "EC")
    value, booked = _days(found["value"], found["booked"], one, noticed=noticed)
    payer_reference, _, bank_reference = found["rest"].partition("//")
    lines = [line for text in texts for line in text.lines]
    if sum(map(len, lines)) > LONGEST_TEXT:
        said = "%(field)s: the text of the entry is too long."
        raise unsound("text_long", said, line=texts[0].line, field=":86:", value=lines[0])
    details = details_of(lines)
    code = (found["type"] or "").strip()
    return Entry(
        minor=minor if credit else -minor,
        currency=currency,
        booking_date=booked,
        value_date=value,
        status="pending" if found["mark"][0] == "E" else "booked",
        reversal=found["mark"][0] == "R",
        code=swift_type(code[1:]) if code else None,
        bank_reference=bank_reference.strip(),
        payer_reference="" if payer_reference.strip() in _NO_REFERENCE else payer_reference.strip(),
        references=details.references,
        party_name=details.name,
        party_account=details.account,
        text=(*(line.strip() for line in more if line.strip()), *details.text),
        line=one.line,
        raw="\n".join([one.text, *(text.text for text in texts)]),
    )


def _days(value: str, booked: str | None, one: _Field, *, noticed: Noticed) -> tuple[date | None, date | None]:
    """Value date and booking date. The latter has no year: it is the one that lies next to the value date."""
    day = date_or_none(value)
    if day is None and (booked is None or not "01" <= value[2:4] <= "12"):
        said = "%(field)s: %(value)s is not a day of the calendar."
        raise unsound("date", said, line=one.line, field=":61:", value=value)
    if day is None:
        said = "The value date %(value)s is not a day of the calendar; the entry is read without it."
        noticed.remark("value_date", said, line=one.line, holds=True, value=value)
    if booked is None:
        return day, day
    year, month = int(value[:2]), int(value[2:4])
    turn = {("12", "01"): 1, ("01", "12"): -1}.get((f"{month:02}", booked[:2]), 0)
    return day, compact_day(f"{(year + turn) % 100:02}{booked}", line=one.line, field=":61:")


def _check_sums(message: _Message, entries: tuple[Entry, ...], *, currency: str, noticed: Noticed) -> None:
    """MT942 counts and sums its entries: :90D: the debits, :90C: the credits."""
    for one in message.fields:
        if one.tag not in ("90C", "90D"):
            continue
        found = re.fullmatch(r"(\d{1,5})([A-Z]{3})(\d+,?\d*)", one.lines[0].strip())
        tag = f":{one.tag}:"
        if found is None:
            said = "%(field)s: %(value)s is not a count with a sum."
            raise unsound("count_sum", said, line=one.line, field=tag, value=one.lines[0])
        sign = 1 if one.tag == "90C" else -1
        sums = [entry.minor * sign for entry in entries if entry.minor * sign > 0]
        noticed.count(
            tag, stated=count_of(found[1], line=one.line, field=tag), true=len(sums), line=one.line, holds=True
        )
        stated = decimal_minor(found[3], currency=currency, mark=",", line=one.line, field=tag)
        noticed.total(tag, stated=stated, true=sum(sums), line=one.line)


def _text_of_statement(message: _Message) -> Iterator[str]:
    """The :86: that stands behind the closing balance speaks of the whole statement."""
    before = ""
    for one in message.fields:
        if one.tag == "86" and before != "61":
            yield from (line.strip() for line in one.lines if line.strip())
        before = one.tag
