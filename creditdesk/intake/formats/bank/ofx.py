"""OFX and QFX: statements that a person takes from his bank's pages, of accounts and credit cards.

Only bank and card statements are read; investments are no cash. The header is looked at for the encoding alone, and
however it is broken over lines. OFX states one balance, at the end, so opening plus entries cannot be proved; entries
are known by the bank's number (FITID).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date

from creditdesk.intake.formats.bank.ofx_tree import Element, ofx_tree
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BankCode,
    BankFile,
    Entry,
    Noticed,
    Reference,
    Statement,
)
from creditdesk.intake.formats.bank.values import compact_day, currency_of, decimal_minor, text_of, unsound

_START = re.compile(rb"<OFX\s*>", re.IGNORECASE)
_CHARSET = re.compile(rb"CHARSET:\s*([A-Za-z0-9-]{1,20}?)\s*(?:COMPRESSION|\s|$)", re.IGNORECASE)
_CODE_PAGES = {"1252": "cp1252", "8859-1": "latin-1", "ISO-8859-1": "latin-1"}
_DAY = re.compile(r"(\d{8})(?:\d{2}(?:\d{2}(?:\d{2})?)?)?[.:\d]{0,8}\s*(?:\[[^\]]{0,20}\])?", re.ASCII)


def read_ofx(content: bytes) -> BankFile:
    """The statements of the file. Raises FileRefused with line, field, value and reason."""
    noticed = Noticed()
    text, line = _parts(content, noticed)
    root = ofx_tree(text, line=line)
    _check_status(root)
    statements = tuple(_statements(root))
    if not statements:
        said = "The file holds no statement of an account or a card."
        raise unsound("no_ofx_statement", said, line=line, field="STMTRS")
    return BankFile(
        "qfx" if "INTU.BID" in text.upper()[:5000] else "ofx",
        statements=statements,
        findings=noticed.take(),
        identification=_first(root, "TRNUID"),
        sender=_first(root, "ORG"),
    )


def _first(root: Element, name: str) -> str:
    return next((found.text for found in root.all(name)), "")


def _parts(content: bytes, noticed: Noticed) -> tuple[str, int]:
    """The text from <OFX> on, and the line on which that begins."""
    start = _START.search(content)
    if start is None:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            whole = text_of(content, noticed)
            place = whole.upper().find("<OFX>")
            if place >= 0:
                return whole[place:], 1 + whole[:place].count("\n")
        raise unsound("no_ofx", "The file has no element OFX.", line=1, field="OFX")
    header, body = content[: start.start()], content[start.start() :]
    line = 1 + len(re.findall(rb"\r\n|\r|\n", header))
    named = _CHARSET.search(header)
    page = _CODE_PAGES.get(named[1].decode("ascii").upper(), "") if named else ""
    if page and not body.isascii() and not _is_utf8(body):
        try:
            text = body.decode(page)
        except UnicodeDecodeError as error:
            at = line + body[: error.start].count(b"\n")
            said = "The file says that it is written in %(value)s, and is not."
            raise unsound("charset", said, line=at, field="CHARSET", value=page) from error
        return text.replace("\r\n", "\n").replace("\r", "\n"), line
    return text_of(body, noticed), line


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_status(root: Element) -> None:
    """A bank that could not answer says so; what follows is no statement."""
    for status in root.all("STATUS"):
        code, severity = status.said("CODE"), status.said("SEVERITY").upper()
        if severity == "ERROR" or (code not in ("", "0") and severity != "INFO"):
            said = "The bank refused to answer: %(value)s %(message)s."
            words = status.said("MESSAGE")[:80]
            raise unsound("bank_error", said, line=status.line, field="STATUS", value=code, message=words)


def _statements(root: Element) -> Iterator[Statement]:
    for node in root.all("STMTRS", "CCSTMTRS"):
        noticed = Noticed()
        account_node = node.first("BANKACCTFROM") or node.first("CCACCTFROM")
        number = account_node.said("ACCTID") if account_node is not None else ""
        if not number or account_node is None:
            raise unsound("no_account", "The statement does not name its account.", line=node.line, field="ACCTID")
        currency = _currency(node)
        bank = "/".join(filter(None, (account_node.said("BANKID"), account_node.said("BRANCHID"))))
        lists = [child for child in node.children if child.name == "BANKTRANLIST"]
        entries = tuple(
            _entry(found, currency=currency, noticed=noticed) for one in lists for found in one.all("STMTTRN")
        )
        closing = _balance(node, "LEDGERBAL", currency=currency)
        available = _balance(node, "AVAILBAL", currency=currency)
        for entry in entries:
            if entry.currency != currency:
                said = "An entry is in %(other)s, the account in %(currency)s."
                noticed.remark(
                    "mixed_entry", said, line=entry.line, holds=True, other=entry.currency, currency=currency
                )
        yield Statement(
            format="ofx",
            kind="statement",
            account=AccountNamed(number, bank=bank),
            currency=currency,
            entries=entries,
            closing=closing,
            balances=(available,) if available is not None else (),
            from_date=_period(lists, "DTSTART"),
            to_date=_period(lists, "DTEND"),
            findings=noticed.take(),
            line=node.line,
        )


def _currency(node: Element) -> str:
    """The statement's currency. Where a bank leaves it blank, the one in which all of its entries are."""
    said = node.first("CURDEF")
    if said is not None and said.text:
        return currency_of(said.text, line=said.line, field="CURDEF")
    named = {found.text for found in node.all("CURSYM") if found.text}
    if len(named) == 1:
        return currency_of(named.pop(), line=node.line, field="CURSYM")
    raise unsound("no_currency", "Nothing in the statement tells its currency.", line=node.line, field="CURDEF")


def _day(found: Element | None, *, line: int, field: str) -> date:
    text = found.text if found is not None else ""
    matched = _DAY.fullmatch(text)
    at = found.line if found is not None else line
    return compact_day(matched[1] if matched else text, line=at, field=field)


def _period(lists: list[Element], name: str) -> date | None:
    """The period is not needed for anything: one that is written in another way is left out."""
    for one in lists:
        matched = _DAY.fullmatch(one.said(name))
        if matched:
            try:
                return date(int(matched[1][:4]), int(matched[1][4:6]), int(matched[1][6:]))
            except ValueError:
                return None
    return None


def _amount(found: Element | None, *, currency: str, line: int, field: str) -> int:
    """A point or a comma before the decimals; both at once, or more than one, is refused."""
    text = found.text.replace(" ", "") if found is not None else ""
    at = found.line if found is not None else line
    return decimal_minor(text, currency=currency, mark="," if "," in text else ".", line=at, field=field)


def _balance(node: Element, name: str, *, currency: str) -> Balance | None:
    found = node.first(name)
    if found is None or not (found.said("BALAMT") or found.said("DTASOF")):
        return None
    minor = _amount(found.first("BALAMT"), currency=currency, line=found.line, field=name + "/BALAMT")
    said = found.first("DTASOF")
    return Balance(
        kind="closing" if name == "LEDGERBAL" else "available",
        minor=minor,
        currency=currency,
        day=_day(said, line=found.line, field="DTASOF") if said is not None and said.text.strip("0") else None,
        code=name,
    )


def _entry(node: Element, *, currency: str, noticed: Noticed) -> Entry:
    own = node.said("CURRENCY/CURSYM")
    entry_currency = currency_of(own, line=node.line, field="CURSYM") if own else currency
    kind = node.said("TRNTYPE").upper()
    fitid = node.said("FITID")
    if not fitid:
        said = "The bank gave the entry no number (FITID); a repeated file cannot be told by it."
        noticed.remark("no_fitid", said, line=node.line)
    check = node.said("CHECKNUM")
    value = node.first("DTAVAIL")
    return Entry(
        minor=_amount(node.first("TRNAMT"), currency=entry_currency, line=node.line, field="TRNAMT"),
        currency=entry_currency,
        booking_date=_day(node.first("DTPOSTED"), line=node.line, field="DTPOSTED"),
        value_date=_day(value, line=node.line, field="DTAVAIL") if value is not None and value.text else None,
        code=BankCode("ofx", kind) if kind else None,
        bank_reference=fitid,
        payer_reference=check or node.said("REFNUM"),
        references=(Reference("check", check),) if check else (),
        party_name=node.said("NAME") or node.said("PAYEE/NAME"),
        party_account=node.said("BANKACCTTO/ACCTID") or node.said("CCACCTTO/ACCTID"),
        text=tuple(filter(None, (node.said("MEMO"), node.said("EXTDNAME")))),
        line=node.line,
    )
