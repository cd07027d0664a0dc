"""The text of an MT940 entry (:86:) as facts: who, from which account, by which references, for what.

Three notations are usual. German and Polish banks number subfields, `166?00GUTSCHRIFT?20EREF+7?32KARL` (the mark is the
character after the first three digits); Dutch ones name them, `/EREF/7//NAME/KARL`; the others write plain lines. What
fits none of them stays as the lines that it is: nothing of the text is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from creditdesk.intake.formats.bank.statements import Reference

_NUMBERED = re.compile(r"\s?(\d{3})([?>~^@+])(\d{2})")
_SUBFIELDS = {
    "?": re.compile(r"\?(\d{2})"),
    ">": re.compile(r">(\d{2})"),
    "~": re.compile(r"~(\d{2})"),
    "^": re.compile(r"\^(\d{2})"),
    "@": re.compile(r"@(\d{2})"),
    "+": re.compile(r"\+(\d{2})"),
}
_PURPOSE = (*range(20, 30), *range(60, 64))
_KEYWORD = re.compile(r"((?:EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT)\+|MTLG:)")
_NAMED = re.compile(r"/(EREF|MARF|CSID|NAME|IBAN|BIC|REMI|BENM|ORDP|TRTP|ID|ADDR|ISDT|PREF|RTRN|CNTP|USTD|STRD|CREF)/")
_NO_VALUE = frozenset({"NOTPROVIDED", "NONREF"})
_KINDS = {
    "EREF": "end to end",
    "KREF": "batch",
    "MREF": "mandate",
    "MARF": "mandate",
    "CRED": "creditor",
    "CSID": "creditor",
    "DEBT": "debtor",
    "PREF": "batch",
    "CREF": "creditor",
}


@dataclass(frozen=True, slots=True)
class Details:
    """What the text tells; `text` is what is meant for a person, in its order."""

    text: tuple[str, ...] = ()
    name: str = ""
    account: str = ""
    references: tuple[Reference, ...] = ()


def details_of(lines: list[str]) -> Details:
    """The facts of the text of one entry."""
    if not any(line.strip() for line in lines):
        return Details()
    joined = "".join(lines)
    if numbered := _NUMBERED.match(joined):
        return _numbered(joined[numbered.start(2) :].lstrip(), mark=numbered[2])
    if _NAMED.match(joined.lstrip()):
        return _named(joined.strip(), lines)
    return Details(text=tuple(line.strip() for line in lines if line.strip()))


def _numbered(text: str, *, mark: str) -> Details:
    parts = _SUBFIELDS[mark].split(text)
    fields: dict[int, str] = {}
    for number, said in zip(parts[1::2], parts[2::2], strict=True):
        fields[int(number)] = fields.get(int(number), "") + said
    words, references = _keywords([fields[number] for number in _PURPOSE if number in fields])
    name = " ".join((fields.get(32, "") + fields.get(33, "")).split())
    account = (fields.get(38) or fields.get(31, "")).strip()
    others = [said.strip() for number, said in fields.items() if number in (0, 34) or number not in _KNOWN]
    return Details(
        text=tuple(said for said in (*others[:1], *words, *others[1:]) if said),
        name=name,
        account=account,
        references=references,
    )


# Posting text, batch number, purpose, bank, account, names, text key, IBAN.
_KNOWN = frozenset({0, 10, *_PURPOSE, 30, 31, 32, 33, 34, 38})


def _keywords(purpose: list[str]) -> tuple[list[str], tuple[Reference, ...]]:
    """`EREF+7MREF+8SVWZ+for what`: references, and the words that remain.

    With keywords the purpose is one text that was cut into pieces; without them each piece is a line of its own.
    """
    parts = _KEYWORD.split("".join(purpose))
    if len(parts) == 1:
        return [line.strip() for line in purpose if line.strip()], ()
    words, references = [parts[0].strip()], []
    for keyword, said in zip(parts[1::2], parts[2::2], strict=True):
        value, kind = said.strip(), _KINDS.get(keyword[:-1])
        if kind and value and value not in _NO_VALUE:
            references.append(Reference(kind, value))
        elif value:
            words.append(value)
    return [word for word in words if word], tuple(references)


def _named(text: str, lines: list[str]) -> Details:
    parts = _NAMED.split(text)
    fields: dict[str, str] = {}
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        fields[name] = fields.get(name, "") + said.strip().rstrip("/")
    return Details(
        text=tuple(line.strip() for line in lines if line.strip()),
        name=fields.get("NAME", ""),
        account=fields.get("IBAN", ""),
        references=tuple(
            Reference(_KINDS[name], said)
            for name, said in fields.items()
            if name in _KINDS and said and said not in _NO_VALUE
        ),
    )
