"""What third parties say of the real samples, in a form to compare with: parsed results that came with the samples."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

Facts = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Reads the dumped objects of another package as plain values; nothing of it is imported or run."""


def _plain(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node)
    if isinstance(node, yaml.SequenceNode):
        values = loader.construct_sequence(node)
        if suffix.endswith("Decimal"):
            return Decimal(values[0])
        if values and isinstance(values[0], bytes) and len(values[0]) == 4:
            year, month, day = int.from_bytes(values[0][:2]), values[0][2], values[0][3]
            return f"{year:04}-{month:02}-{day:02}"
        return values
    return suffix


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[Facts]:
    """First empty and then filled, since the objects point at one another."""
    found: Facts = {}
    yield found
    found.update({str(name): value for name, value in loader.construct_mapping(node).items()})


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _plain)


def of_mt940(path: Path) -> list[Facts]:
    """The transactions that another reader of MT940 found: amount in minor units without sign, days, references."""
    found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a safe loader, see above)
    return [one["data"] for one in found.get("transactions", [])] if isinstance(found, dict) else []


def of_camt(path: Path) -> tuple[list[Facts], Facts | None]:
    """Entries, and the first statement, that another reader of camt found."""
    found = json.loads(path.read_text(encoding="utf-8"))
    entries = [one for one in found["getEntries"] if isinstance(one, dict)]
    record = next((one["getRecord"] for one in entries if isinstance(one["getRecord"], dict)), None)
    return entries, record


def minor_of(money: Facts) -> tuple[int, str]:
    return int(money["getAmount"]), money["getCurrency"]["getCode"]


def day_of(stamp: Facts | None) -> str | None:
    return stamp["0"][:10] if stamp else None


def of_oca(path: Path) -> list[tuple[str, str, list[Facts]]]:
    """Statements as (currency, account, statements) by a third reader."""
    found = ast.literal_eval(path.read_text(encoding="utf-8"))
    return found if isinstance(found, list) else [found]


def ach_lines(content: bytes) -> Iterator[str]:
    """The records of an ACH file, cut by hand."""
    text = content.decode("utf-8", "replace")
    rows = text.splitlines()
    if len(rows) == 1:
        rows = re.findall(".{1,94}", rows[0])
    yield from (row.ljust(94) for row in rows if row.strip() and set(row.strip()) != {"9"})
