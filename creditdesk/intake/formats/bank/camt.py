"""What a bank tells of an account in ISO 20022: camt.052 (within the day), camt.053 (statement), camt.054 (notice).

All versions are read by the names of their elements, which differ little from version to version; where they do, both
names are tried. Entries are taken one after another, so that a large statement needs little memory. Statements without
a balance are read (camt.052 and camt.054 need none); what does not tie is a finding.
"""

from __future__ import annotations

from datetime import date

from creditdesk.intake.formats.bank.camt_entries import BatchSums, entry_of, is_debit
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BalanceKind,
    BankFile,
    Entry,
    Finding,
    Noticed,
    Statement,
    StatementKind,
)
from creditdesk.intake.formats.bank.values import currency_of, decimal_minor, iso_day, unsound
from creditdesk.intake.formats.bank.xml_tree import Node, read_tree

_MESSAGES: dict[str, tuple[str, StatementKind, str]] = {
    "BkToCstmrStmt": ("camt.053", "statement", "Stmt"),
    "BkToCstmrAcctRpt": ("camt.052", "interim", "Rpt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "notice", "Ntfctn"),
}
_BALANCES: dict[str, BalanceKind] = {
    "OPBD": "opening",
    "CLBD": "closing",
    "OPAV": "available",
    "CLAV": "available",
    "ITAV": "available",
    "FWAV": "forward",
}


def read_camt(content: bytes) -> BankFile:
    """The statements of a camt message. Raises FileRefused with line, field, value and reason."""
    reader = _Reader()
    pieces = {"Ntry": reader.take_entry, "Stmt": reader.take, "Rpt": reader.take, "Ntfctn": reader.take}
    root = read_tree(content, pieces=pieces)
    message = root.children[0] if root.name == "Document" and len(root.children) == 1 else None
    name = message.name.removesuffix("V01") if message else ""
    if message is None or name not in _MESSAGES:
        said = "The XML file is no account statement, report or notice of ISO 20022; its element is %(value)s."
        raise unsound("no_camt", said, line=root.line, field="Document", value=(message or root).name)
    kind, _, element = _MESSAGES[name]
    if not reader.statements or any(node.name != element for node, *_ in reader.statements):
        raise unsound("no_statement", "The message holds no statement.", line=message.line, field=element)
    version = root.namespace.rpartition(":")[2] or kind
    statements = tuple(
        _statement(node, entries, noted, message=name, version=version) for node, entries, noted in reader.statements
    )
    return BankFile(
        version,
        statements=statements,
        identification=message.said("GrpHdr/MsgId"),
        sender=statements[0].account.bank,
    )


class _Reader:
    """Gathers entries as they end, and gives them to the statement that ends after them."""

    def __init__(self) -> None:
        self.statements: list[tuple[Node, tuple[Entry, ...], tuple[Finding, ...]]] = []
        self._entries: list[Entry] = []
        self._noticed = Noticed()

    def take_entry(self, node: Node) -> None:
        """One entry has ended."""
        self._entries.append(entry_of(node, self._noticed))

    def take(self, node: Node) -> None:
        """One statement has ended: the entries so far are its own."""
        self.statements.append((node, tuple(self._entries), self._noticed.take()))
        self._entries = []


def _statement(
    node: Node, entries: tuple[Entry, ...], noted: tuple[Finding, ...], *, message: str, version: str
) -> Statement:
    kind = _MESSAGES[message][1]
    noticed = Noticed(list(noted))
    balances = [_balance(balance) for balance in node.all("Bal")]
    opening = _of_kind(balances, "opening") or next((bal for bal in balances if bal.code == "PRCD"), None)
    closing = _of_kind(balances, "closing")
    currency = _currency(node, balances, entries)
    _check_currencies(node, balances, entries, currency=currency, noticed=noticed)
    _check_summary(node, entries, currency=currency, noticed=noticed)
    copy = node.said("CpyDplctInd")
    if copy in ("DUPL", "CODU"):
        said = "The bank says that this is a duplicate (%(value)s) of a statement that it sent before."
        noticed.remark("bank_says_duplicate", said, line=node.line, value=copy)
    return Statement(
        format=version,
        kind=kind,
        account=_account(node),
        currency=currency,
        entries=entries,
        opening=opening,
        closing=closing,
        balances=tuple(bal for bal in balances if bal not in (opening, closing)),
        identification=node.said("Id"),
        number=node.said("LglSeqNb", "ElctrncSeqNb"),
        page=node.said("StmtPgntn/PgNb", "RptPgntn/PgNb", "NtfctnPgntn/PgNb"),
        from_date=_day(node, "FrToDt/FrDtTm"),
        to_date=_day(node, "FrToDt/ToDtTm"),
        text=tuple(text for name in ("AddtlStmtInf", "AddtlRptInf", "AddtlNtfctnInf") if (text := node.said(name))),
        findings=noticed.take(),
        line=node.line,
    )


def _account(node: Node) -> AccountNamed:
    number = node.said("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/BBAN", "Acct/Id/PrtryAcct/Id", "Acct/Prxy/Id")
    if not number:
        raise unsound("no_account", "The statement does not name its account.", line=node.line, field="Acct/Id")
    servicer = "Acct/Svcr/FinInstnId/"
    return AccountNamed(
        number,
        bank=node.said(servicer + "BICFI", servicer + "BIC", servicer + "ClrSysMmbId/MmbId", servicer + "Nm"),
        owner=node.said("Acct/Ownr/Nm", "Acct/Nm"),
    )


def _day(node: Node, path: str) -> date | None:
    found = node.first(path)
    return iso_day(found.text, line=found.line, field=path) if found is not None and found.text else None


def _balance(node: Node) -> Balance:
    code = node.said("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    amount = node.first("Amt")
    if amount is None:
        raise unsound("no_amount", "The balance %(value)s has no amount.", line=node.line, field="Bal/Amt", value=code)
    currency = currency_of(amount.attributes.get("Ccy", ""), line=amount.line, field="Bal/Amt/Ccy")
    minor = decimal_minor(amount.text, currency=currency, mark=".", line=amount.line, field="Bal/Amt")
    return Balance(
        kind=_BALANCES.get(code, "other"),
        minor=-minor if is_debit(node, field="Bal/CdtDbtInd") else minor,
        currency=currency,
        day=_day(node, "Dt/Dt") or _day(node, "Dt/DtTm"),
        code=code,
        intermediate=node.said("Tp/SubTp/Cd") == "INTM",
    )


def _of_kind(balances: list[Balance], kind: BalanceKind) -> Balance | None:
    return next((balance for balance in balances if balance.kind == kind), None)


def _currency(node: Node, balances: list[Balance], entries: tuple[Entry, ...]) -> str:
    """The account's own word first, then the balances', then the entries'."""
    said = node.first("Acct/Ccy")
    if said is not None and said.text:
        return currency_of(said.text, line=said.line, field="Acct/Ccy")
    for facts in (balances, entries):
        for fact in facts:
            return fact.currency
    return ""


def _check_currencies(
    node: Node, balances: list[Balance], entries: tuple[Entry, ...], *, currency: str, noticed: Noticed
) -> None:
    """An account has one currency. An amount of another one may be right, and a person must say so."""
    for balance in balances:
        if balance.currency != currency:
            said = "The balance %(code)s is in %(other)s, the account in %(currency)s."
            noticed.remark(
                "mixed", said, line=node.line, holds=True, code=balance.code, other=balance.currency, currency=currency
            )
    for entry in entries:
        if entry.currency != currency:
            said = "An entry is in %(other)s, the account in %(currency)s."
            noticed.remark("mixed_entry", said, line=entry.line, holds=True, other=entry.currency, currency=currency)


def _check_summary(node: Node, entries: tuple[Entry, ...], *, currency: str, noticed: Noticed) -> None:
    """What the bank counted and summed itself must be what stands in the statement."""
    for name, sign in (("TtlCdtNtries", 1), ("TtlDbtNtries", -1)):
        summary = node.first("TxsSummry/" + name)
        if summary is None or not currency:
            continue
        sums = BatchSums([entry.minor * sign for entry in entries if entry.minor * sign > 0])
        stated = summary.first("NbOfNtries")
        if stated is not None and stated.text.isascii() and stated.text.isdigit() and len(stated.text) < 12:
            noticed.count(name, stated=int(stated.text), true=sums.count, line=stated.line, holds=True)
        total = summary.first("Sum")
        if total is not None and total.text:
            minor = decimal_minor(total.text, currency=currency, mark=".", line=total.line, field=name)
            noticed.total(name, stated=minor, true=sums.total, line=total.line)
