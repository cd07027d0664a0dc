"""The figures of a run as an SVG: a bar for each, on a logarithmic scale, with a mark where its baseline ends.

`python -m benchmarks.chart FIGURES.jsonl CHART.svg` draws the last run that `creditdesk bench --output` wrote there.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.measuring import time_in_words

Row = Mapping[str, Any]

WIDTH, MARGIN, BAR_END, VALUE_START = 960, 16, 590, 606
HEAD, STEP, BAR = 92, 42, 12

# The picture brings its own ground, so that it can be read wherever it stands; filled or hollow tells as colour does.
_STYLE = """
  svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
  .ground { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; } .scale { stroke: #d1d9e0; }
  .desk { fill: #0969da; stroke: #0969da; } .other { fill: none; stroke: #0969da; } .mark { stroke: #bc4c00; }
  .mark { stroke-width: 3; } .head { font-size: 16px; font-weight: 600; } .job { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .scale { stroke: #3d444d; }
    .desk { fill: #4493f8; stroke: #4493f8; } .other { stroke: #4493f8; } .mark { stroke: #f0883e; }
  }
"""


def drawn(rows: Sequence[Row]) -> str:
    """The rows of one run, each of them named in words, as the text of an SVG. Raises ValueError without a row."""
    if not rows:
        raise ValueError("no figures to draw")
    height = HEAD + STEP * len(rows) + MARGIN
    scale = _Scale(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title">',
        f'<title id="title">{escape(_heading(rows[0]))}</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        *_head(rows[0]),
        *scale.lines(bottom=height - MARGIN),
    ]
    for index, row in enumerate(rows):
        parts += _figure(row, scale, top=HEAD + STEP * index)
    return "\n".join([*parts, "</svg>", ""])


def last_run(text: str) -> list[Row]:
    """The rows of the last run in a file of JSON lines."""
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [row for row in rows if row["run"] == rows[-1]["run"]]


class _Scale:
    """Seconds on a logarithmic scale of whole decades."""

    def __init__(self, rows: Sequence[Row]) -> None:
        seconds = [row[key] for row in rows for key in ("seconds", "baseline_seconds") if row[key]] or [1]
        self.first = math.floor(math.log10(min(seconds)))
        # One decade at least, so that equal figures have a scale too.
        self.last = max(math.ceil(math.log10(max(seconds))), self.first + 1)

    def x(self, seconds: float) -> float:
        share = (math.log10(seconds) - self.first) / (self.last - self.first)
        return round(MARGIN + share * (BAR_END - MARGIN), 1)

    def lines(self, *, bottom: int) -> Iterator[str]:
        for decade in range(self.first, self.last + 1):
            x = self.x(10.0**decade)
            anchor = "start" if decade == self.first else "middle"
            yield f'<line class="scale" x1="{x}" x2="{x}" y1="{HEAD - 8}" y2="{bottom}"/>'
            yield _text(_round_time(decade), x=x, y=HEAD - 14, kind="quiet", anchor=anchor)


def _head(row: Row) -> Iterator[str]:
    yield _text(_heading(row), x=MARGIN, y=26, kind="head")
    yield f'<rect class="desk" x="{MARGIN}" y="40" width="24" height="{BAR}"/>'
    yield _text("the desk", x=MARGIN + 32, y=51)
    yield f'<rect class="other" x="{MARGIN + 110}" y="40" width="24" height="{BAR}"/>'
    yield _text("another way", x=MARGIN + 142, y=51)
    yield f'<line class="mark" x1="{MARGIN + 250}" x2="{MARGIN + 250}" y1="38" y2="54"/>'
    yield _text("what the ratio is taken against; wall time, logarithmic", x=MARGIN + 260, y=51)


def _figure(row: Row, scale: _Scale, *, top: int) -> Iterator[str]:
    """A line of words, and below it the bar, the mark of the baseline and the values."""
    job = f'<tspan class="job">{escape(row["job"])}</tspan>'
    yield f'<text x="{MARGIN}" y="{top + 14}">{job} {escape(row["what"])}</text>'
    if row["seconds"] is None:
        yield _text("not measured", x=VALUE_START, y=top + 31, kind="quiet")
        return
    kind, y = ("desk" if row["is_ours"] else "other"), top + 20
    yield f'<rect class="{kind}" x="{MARGIN}" y="{y}" width="{scale.x(row["seconds"]) - MARGIN:.1f}" height="{BAR}"/>'
    value = time_in_words(row["seconds"])
    if row["baseline_seconds"]:
        x = scale.x(row["baseline_seconds"])
        yield f'<line class="mark" x1="{x}" x2="{x}" y1="{y - 3}" y2="{y + BAR + 3}"/>'
        value += f" = {row['ratio']:.2f} × {row['baseline']}"
    yield _text(value, x=VALUE_START, y=top + 31)


def _heading(row: Row) -> str:
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(row["database"], row["database"])
    return f"{row['items']:,} open items on {database}; {row['machine']}"


def _round_time(decade: int) -> str:
    return f"{10**decade:,} s" if decade >= 0 else f"{10.0 ** (decade + 3):g} ms"


def _text(words: str, *, x: float, y: float, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


if __name__ == "__main__":
    source, target = sys.argv[1:]
    Path(target).write_text(drawn(last_run(Path(source).read_text(encoding="utf-8"))), encoding="utf-8")
