"""A letter as an e-mail: the same words twice, as text and as HTML in which every word is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_BODY = "font-family:Georgia,'Times New Roman',serif;font-size:15px;line-height:1.45;color:#222;max-width:46em"
_CELL = "padding:4px 8px;border-bottom:1px solid #ddd;text-align:"


def as_text(content: Mapping[str, Any]) -> str:
    """The plain text."""
    parts = []
    for block in content["blocks"]:
        if block.get("table"):
            if content["table"]:
                parts.append(_text_table(content["table"]))
        else:
            parts.append("\n".join(block["lines"]))
    if content["enclosed"]:
        parts.append(f"{content['words']['enclosed']}: {', '.join(content['enclosed'])}")
    return "\n\n".join(parts) + "\n"


def _text_table(table: Mapping[str, Any]) -> str:
    """The table in columns; each as wide as its widest cell."""
    heads = [head["text"] for head in table["heads"]]
    right = [head["right"] for head in table["heads"]]
    lines = [heads, *table["rows"]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    rows = [
        "  ".join(
            cell.rjust(width) if at_right else cell.ljust(width)
            for cell, width, at_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]
    totals = [f"{label}: {amount}" for label, amount in table["totals"]]
    return "\n".join([rows[0], "-" * len(rows[0]), *rows[1:], *totals])


def as_html(content: Mapping[str, Any]) -> str:
    """The HTML: no picture, no link, no script, nothing from elsewhere."""
    parts: list[SafeString] = []
    for block in content["blocks"]:
        if block.get("table"):
            if content["table"]:
                parts.append(_html_table(content["table"]))
        else:
            parts.append(format_html("<p>{}</p>", _lines(block["lines"])))
    if content["enclosed"]:
        parts.append(
            format_html("<p><small>{}: {}</small></p>", content["words"]["enclosed"], ", ".join(content["enclosed"]))
        )
    inner = format_html_join("", "{}", ((part,) for part in parts))
    return format_html(
        '<!doctype html><html lang="{}"><body style="{}">{}</body></html>', content["language"], _BODY, inner
    )


def _lines(lines: Sequence[str]) -> SafeString:
    # The separator is ours; every line is escaped.
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _html_table(table: Mapping[str, Any]) -> SafeString:
    sides = ["right" if head["right"] else "left" for head in table["heads"]]
    heads = format_html_join(
        "",
        '<th style="{}{}">{}</th>',
        ((_CELL, side, head["text"]) for head, side in zip(table["heads"], sides, strict=True)),
    )
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        (
            (
                format_html_join(
                    "", '<td style="{}{}">{}</td>', ((_CELL, side, cell) for cell, side in zip(row, sides, strict=True))
                ),
            )
            for row in table["rows"]
        ),
    )
    span = len(sides) - 1
    totals = format_html_join(
        "",
        '<tr><th colspan="{}" style="{}left">{}</th><th style="{}right">{}</th></tr>',
        ((span, _CELL, label, _CELL, amount) for label, amount in table["totals"]),
    )
    return format_html(
        '<table style="border-collapse:collapse;font-size:13px"><thead><tr>{}</tr></thead><tbody>{}</tbody>'
        "<tfoot>{}</tfoot></table>",
        heads,
        rows,
        totals,
    )
