"""A letter's content as the page draws it: its cells with the side on which they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The last columns that a total takes.
_AMOUNT_SPAN = 2


def for_page(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same words; the table's cells know their side, and its totals how wide their label is."""
    table = content["table"]
    if not table:
        return dict(content)
    heads = table["heads"]
    drawn = [
        [{"text": cell, "right": head["right"]} for cell, head in zip(row, heads, strict=True)] for row in table["rows"]
    ]
    return {**content, "table": {**table, "drawn": drawn, "span": max(1, len(heads) - _AMOUNT_SPAN)}}
