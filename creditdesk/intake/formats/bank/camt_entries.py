"""Entries of camt messages and the payments within them: direction, days, references, parties, remittance.

The sign of an entry is its own direction alone: a reversed credit is written as a debit and is one. The other party of
an entry is the payer of a credit and the payee of a debit; in what comes back the roles are those of the first payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from creditdesk.intake.formats.bank.meanings import iso_reason
from creditdesk.intake.formats.bank.statements import (
    Adjustment,
    BankCode,
    Detail,
    Entry,
    Noticed,
    Reference,
    RemittanceLine,
    Status,
)
from creditdesk.intake.formats.bank.values import currency_of, decimal_minor, iso_day, unsound
from creditdesk.intake.formats.bank.xml_tree import Node

_STATUS: dict[str, Status] = {"BOOK": "booked", "PDNG": "pending", "FUTR": "pending", "INFO": "information"}
_REFERENCES = {
    "MsgId": "message",
    "AcctSvcrRef": "bank",
    "PmtInfId": "batch",
    "InstrId": "instruction",
    "EndToEndId": "end to end",
    "UETR": "UETR",
    "TxId": "transaction",
    "MndtId": "mandate",
    "ChqNb": "check",
    "ClrSysRef": "clearing",
}
_NONE = "NOTPROVIDED"  # what banks write where the payer gave no reference


class BatchSums:
    """Count and sum of amounts."""

    def __init__(self, amounts: list[int]) -> None:
        self.count, self.total = len(amounts), sum(amounts)


def entry_of(node: Node, noticed: Noticed) -> Entry:
    """One Ntry as an entry. Raises FileRefused with the line for an amount, a day or a direction that is none."""
    minor, currency = _amount(node, "Amt", field="Ntry/Amt")
    debit = is_debit(node, field="Ntry/CdtDbtInd")
    details = tuple(_detail(detail, debit=debit) for detail in node.all("NtryDtls/TxDtls"))
    details = details or tuple(_detail(detail, debit=debit) for detail in node.all("TxDtls"))
    sums = [detail.minor for detail in details if detail.minor is not None and detail.currency == currency]
    signed = -minor if debit else minor
    if len(sums) == len(details) > 0:
        noticed.total("Ntry", stated=signed, true=sum(sums), line=node.line, holds=False)
    single = details[0] if len(details) == 1 else Detail()
    bank = node.said("AcctSvcrRef") or _kind(single, "bank")
    return Entry(
        minor=signed,
        currency=currency,
        booking_date=_day(node, "BookgDt"),
        value_date=_day(node, "ValDt"),
        status=_status(node),
        reversal=node.said("RvslInd") in ("true", "1"),
        code=_bank_code(node),
        bank_reference=bank,
        payer_reference=_kind(single, "end to end"),
        references=(*_entry_references(node), *single.references),
        party_name=single.party_name,
        party_account=single.party_account,
        text=(*single.text, *_texts(node, "AddtlNtryInf")),
        documents=single.documents,
        details=details if len(details) > 1 else (),
        returned=single.returned,
        line=node.line,
    )


def _amount(node: Node, path: str, *, field: str) -> tuple[int, str]:
    found = node.first(path)
    if found is None:
        raise unsound("no_amount_here", "%(field)s is missing.", line=node.line, field=field)
    currency = currency_of(found.attributes.get("Ccy", ""), line=found.line, field=field + "/Ccy")
    minor = decimal_minor(found.text, currency=currency, mark=".", line=found.line, field=field)
    if minor < 0:
        said = "%(field)s: %(value)s is negative; the direction stands in an element of its own."
        raise unsound("amount_negative", said, line=found.line, field=field, value=found.text)
    return minor, currency


def is_debit(node: Node, *, field: str) -> bool:
    """Whether the amount leaves the account. Raises FileRefused where it says neither."""
    said = node.said("CdtDbtInd")
    if said not in ("CRDT", "DBIT"):
        text = "%(field)s: %(value)s is neither credit nor debit."
        raise unsound("direction", text, line=node.line, field=field, value=said)
    return said == "DBIT"


def _status(node: Node) -> Status:
    said = node.said("Sts/Cd", "Sts/Prtry", "Sts")
    if said and said not in _STATUS:
        text = "%(field)s: %(value)s is no status of an entry."
        raise unsound("status", text, line=node.line, field="Ntry/Sts", value=said)
    return _STATUS[said] if said else "booked"


def _day(node: Node, path: str) -> date | None:
    found = node.first(path + "/Dt", path + "/DtTm")
    return iso_day(found.text, line=found.line, field=path) if found is not None and found.text else None


def _bank_code(node: Node) -> BankCode | None:
    parts = [node.said("BkTxCd/Domn/" + path) for path in ("Cd", "Fmly/Cd", "Fmly/SubFmlyCd")]
    if any(parts):
        return BankCode("iso20022", "-".join(filter(None, parts)))
    own = node.said("BkTxCd/Prtry/Cd")
    return BankCode(node.said("BkTxCd/Prtry/Issr") or "bank", own) if own else None


def _entry_references(node: Node) -> Iterator[Reference]:
    for name, kind in (("NtryRef", "entry"), ("NtryDtls/Btch/MsgId", "message"), ("NtryDtls/Btch/PmtInfId", "batch")):
        if said := node.said(name):
            yield Reference(kind, said)


def _kind(detail: Detail, kind: str) -> str:
    return next((reference.value for reference in detail.references if reference.kind == kind), "")


def _texts(node: Node, path: str) -> tuple[str, ...]:
    return tuple(found.text for found in node.all(path) if found.text)


def _detail(node: Node, *, debit: bool) -> Detail:
    returned = node.first("RtrInf")
    code = returned.said("Rsn/Cd", "Rsn/Prtry") if returned is not None else ""
    minor, currency = _detail_amount(node, debit=debit)
    name, account = _party(node, debit=debit, returned=returned is not None)
    words = returned.said("AddtlInf") if returned is not None else ""
    return Detail(
        minor=minor,
        currency=currency,
        party_name=name,
        party_account=account,
        references=tuple(_references(node)),
        text=(*_texts(node, "RmtInf/Ustrd"), *_texts(node, "RmtInf/Strd/AddtlRmtInf"), *_texts(node, "AddtlTxInf"))
        + ((words,) if words else ()),
        documents=tuple(line for strd in node.all("RmtInf/Strd") for line in _documents(strd)),
        returned=iso_reason(code) if code else None,
    )


def _detail_amount(node: Node, *, debit: bool) -> tuple[int | None, str]:
    """The payment's own amount in the direction of the payment; None where only the entry has one."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        if node.first(path) is not None:
            minor, currency = _amount(node, path, field="TxDtls/" + path)
            own = node.said("CdtDbtInd")
            return (-minor if own == "DBIT" or (debit and own != "CRDT") else minor), currency
    return None, ""


def _party(node: Node, *, debit: bool, returned: bool) -> tuple[str, str]:
    sides = ("Dbtr", "Cdtr") if debit == returned else ("Cdtr", "Dbtr")
    for side in sides:
        at = "RltdPties/" + side
        name = node.said(at + "/Nm", at + "/Pty/Nm", f"RltdPties/Ultmt{side}/Nm", f"RltdPties/Ultmt{side}/Pty/Nm")
        account = node.said(at + "Acct/Id/IBAN", at + "Acct/Id/Othr/Id", at + "Acct/Id/BBAN")
        if name or account:
            return name, account
    return "", ""


def _references(node: Node) -> Iterator[Reference]:
    for name, kind in _REFERENCES.items():
        said = node.said("Refs/" + name)
        if said and said != _NONE:
            yield Reference(kind, said)
    for own in node.all("Refs/Prtry"):
        if said := own.said("Ref"):
            yield Reference("bank's own", said)
    for found in node.all("RmtInf/Strd/CdtrRefInf"):
        if said := found.said("Ref", "CdtrRef"):
            yield Reference("creditor", said)


def _documents(strd: Node) -> Iterator[RemittanceLine]:
    """The documents of one structured remittance. Amounts stand once for all that it names: they go to the first."""
    named = list(strd.all("RfrdDocInf"))
    amounts = strd.first("RfrdDocAmt")
    for place, document in enumerate(named):
        mine = amounts if place == 0 else None
        day = document.first("RltdDt", "RltdDt/Dt")
        yield RemittanceLine(
            document_number=document.said("Nb", "RfrdDocNb"),
            kind=document.said("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "RfrdDocTp/Cd"),
            net=_optional(mine, "RmtdAmt"),
            gross=_optional(mine, "DuePyblAmt"),
            discount=_optional(mine, "DscntApldAmt/Amt", "DscntApldAmt"),
            document_date=iso_day(day.text, line=day.line, field="RltdDt") if day is not None and day.text else None,
            adjustments=tuple(_adjustments(mine)) if mine is not None else (),
            references=tuple(Reference("creditor", said) for said in [strd.said("CdtrRefInf/Ref")] if said),
            line=document.line,
        )


def _optional(node: Node | None, *paths: str) -> int | None:
    for path in paths:
        found = node.first(path) if node is not None else None
        if node is not None and found is not None and found.text:
            return _amount(node, path, field=path)[0]
    return None


def _adjustments(node: Node) -> Iterator[Adjustment]:
    for found in node.all("AdjstmntAmtAndRsn"):
        minor, _ = _amount(found, "Amt", field="AdjstmntAmtAndRsn/Amt")
        sign = -1 if found.said("CdtDbtInd") == "DBIT" else 1
        yield Adjustment(sign * minor, BankCode("payer", found.said("Rsn")), found.said("AddtlInf"))
