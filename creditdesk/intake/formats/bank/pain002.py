"""pain.002, payment status report: which of our direct debits or transfers a bank took, refused, or has not decided.

A status of the whole file or of a batch that names no payment is told as one answer for the file or the batch. A
payment without a status of its own has that of its batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from creditdesk.intake.formats.bank.meanings import iso_reason
from creditdesk.intake.formats.bank.statements import BankCode, BankFile, Noticed, Reference, ReturnedPayment
from creditdesk.intake.formats.bank.values import currency_of, decimal_minor, iso_day, unsound
from creditdesk.intake.formats.bank.xml_tree import Node, read_tree

_REFERENCES = {
    "StsId": "bank",
    "OrgnlInstrId": "instruction",
    "OrgnlEndToEndId": "end to end",
    "OrgnlTxId": "transaction",
    "AcctSvcrRef": "bank",
}
_TAKEN = frozenset({"ACCP", "ACSC", "ACSP", "ACTC", "ACWC", "ACCC", "ACWP", "ACFC"})
_OPEN = frozenset({"PDNG", "RCVD", "PART", "PATC"})
Kind = Literal["return", "refusal", "change", "acceptance", "pending"]


def read_pain002(content: bytes) -> BankFile:
    """The answers of the file. Raises FileRefused with line, field, value and reason."""
    root = read_tree(content)
    message = root.first("CstmrPmtStsRpt", "pain.002.001.02") if root.name == "Document" else None
    if message is None:
        said = "The XML file is no payment status report; its element is %(value)s."
        value = root.children[0].name if root.children else root.name
        raise unsound("no_pain002", said, line=root.line, field="Document", value=value)
    noticed = Noticed()
    returns = tuple(_answers(message, noticed))
    if not returns:
        raise unsound("no_status", "The report holds no status of any payment.", line=message.line, field="TxInfAndSts")
    return BankFile(
        root.namespace.rpartition(":")[2] or "pain.002",
        returns=returns,
        findings=noticed.take(),
        identification=message.said("GrpHdr/MsgId"),
        sender=message.said("GrpHdr/CdtrAgt/FinInstnId/BIC", "GrpHdr/DbtrAgt/FinInstnId/BIC", "GrpHdr/InitgPty/Nm"),
    )


def _answers(message: Node, noticed: Noticed) -> Iterator[ReturnedPayment]:
    group = message.first("OrgnlGrpInfAndSts") or message.first("OrgnlGrpInf")
    if group is None:
        said = "The report does not say which file it answers."
        raise unsound("no_original", said, line=message.line, field="OrgnlGrpInfAndSts")
    original = Reference("message", group.said("OrgnlMsgId"))
    group_status = group.said("GrpSts")
    batches = list(message.all("OrgnlPmtInfAndSts"))
    direct = list(message.all("TxInfAndSts"))
    if not direct and not any(_payments(batch) or batch.said("PmtInfSts") for batch in batches) and group_status:
        yield _answer(group, group_status, (original,), reference=original.value)
    for payment in direct:
        yield _payment(payment, group_status, (original,))
    for batch in batches:
        mine = (original, Reference("batch", batch.said("OrgnlPmtInfId")))
        status = batch.said("PmtInfSts") or group_status
        payments = _payments(batch)
        if not payments and batch.said("PmtInfSts"):
            yield _answer(batch, status, mine, reference=mine[1].value)
        for payment in payments:
            yield _payment(payment, status, mine)
        stated = batch.said("OrgnlNbOfTxs")
        if stated.isascii() and stated.isdigit() and 0 < int(stated[:9]) < len(payments):
            noticed.count("OrgnlNbOfTxs", stated=int(stated[:9]), true=len(payments), line=batch.line, holds=True)


def _payments(batch: Node) -> list[Node]:
    return list(batch.all("TxInfAndSts"))


def _kind(status: str, *, line: int) -> Kind:
    if status == "RJCT":
        return "refusal"
    if status in _TAKEN:
        return "acceptance"
    if status in _OPEN:
        return "pending"
    said = "%(field)s: %(value)s is no status of a payment."
    raise unsound("status_payment", said, line=line, field="TxSts", value=status)


def _reason(node: Node) -> BankCode:
    code = node.said("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry", "StsRsnInf/StsRsn/Cd", "StsRsnInf/StsRsn/Prtry")
    return iso_reason(code)


def _answer(node: Node, status: str, known: tuple[Reference, ...], *, reference: str) -> ReturnedPayment:
    """A status of a file or a batch."""
    return ReturnedPayment(
        kind=_kind(status, line=node.line),
        code=_reason(node),
        reference=reference,
        minor=None,
        currency="",
        references=known,
        text=_words(node),
        line=node.line,
    )


def _words(node: Node) -> tuple[str, ...]:
    return tuple(found.text for found in node.all("StsRsnInf/AddtlInf") if found.text)


def _payment(node: Node, status: str, known: tuple[Reference, ...]) -> ReturnedPayment:
    own = node.said("TxSts") or status
    references = [Reference(kind, said) for name, kind in _REFERENCES.items() if (said := node.said(name))]
    amount = node.first("OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/Amt/EqvtAmt/Amt", "OrgnlTxRef/IntrBkSttlmAmt")
    minor, currency = None, ""
    if amount is not None:
        currency = currency_of(amount.attributes.get("Ccy", ""), line=amount.line, field="InstdAmt/Ccy")
        minor = decimal_minor(amount.text, currency=currency, mark=".", line=amount.line, field="InstdAmt")
    side = "OrgnlTxRef/Dbtr" if node.first("OrgnlTxRef/ReqdColltnDt", "OrgnlTxRef/MndtRltdInf") else "OrgnlTxRef/Cdtr"
    if mandate := node.said("OrgnlTxRef/MndtRltdInf/MndtId", "OrgnlTxRef/MndtRltdInf/DrctDbtMndt/MndtId"):
        references.append(Reference("mandate", mandate))
    return ReturnedPayment(
        kind=_kind(own, line=node.line),
        code=_reason(node),
        reference=node.said("OrgnlEndToEndId", "OrgnlInstrId", "OrgnlTxId"),
        minor=minor,
        currency=currency,
        party_name=node.said(side + "/Nm", side + "/Pty/Nm"),
        party_account=node.said(side + "Acct/Id/IBAN", side + "Acct/Id/Othr/Id"),
        day=_day(node),
        references=(*references, *known),
        text=_words(node),
        line=node.line,
    )


def _day(node: Node) -> date | None:
    found = node.first("OrgnlTxRef/ReqdColltnDt", "OrgnlTxRef/ReqdExctnDt/Dt", "OrgnlTxRef/ReqdExctnDt")
    return iso_day(found.text, line=found.line, field=found.name) if found is not None and found.text else None
