"""The new part of a reply: without what it quotes of the messages before, and without the signature.

::

    fresh_part("We pay on Friday.\\n\\nOn Mon, 3 Nov 2026 Bea wrote:\\n> Please pay.")     # "We pay on Friday."

Whoever answers below the quotation is heard too: then only the quoted lines go. Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re

_LINES_MOST = 5000
_LINE_READ = 400
# How programs introduce what they quote.
_INTRODUCES = re.compile(
    r"^\W{0,3}(On\b.{0,300}\bwrote\s*:|Am\b.{0,300}\bschrieb\b.{0,80}:|Le\b.{0,300}\ba [eé]crit\s*:|"
    r"El\b.{0,300}\bescribi[oó]\s*:)\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^\W{0,3}(On|Am|Le|El)\b", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*(-{2,}\s*(original message|forwarded message|mensaje original|message d'origine|message original|"
    r"urspr[uü]ngliche nachricht)\s*-{2,}|_{20,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W{0,3}(From|De|Von)\s?:\s*\S", re.IGNORECASE)
_SENT = re.compile(r"^\W{0,3}(Sent|Date|Enviado|Fecha|Envoy[eé]|Gesendet|Datum|To|Para|[AÀ]|An)\s?:", re.IGNORECASE)


def fresh_part(text: str) -> str:
    """What the sender wrote himself; the whole text where nothing of it is left so."""
    lines = text.splitlines()[:_LINES_MOST]
    kept: list[str] = []
    for place, line in enumerate(lines):
        if line.rstrip() == "--" or line == "-- ":
            break
        if _introduction(lines, place):
            kept += _below_quotation(lines[place + 1 :])
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() or text.strip()


def _introduction(lines: list[str], place: int) -> bool:
    """Whether what follows is quoted: one of the usual introductions, which may take two lines."""
    line = lines[place][:_LINE_READ]
    following = lines[place + 1][:_LINE_READ] if place + 1 < len(lines) else ""
    if _INTRODUCES.match(line) or _ORIGINAL.match(line):
        return True
    if _BEGINS.match(line) and _INTRODUCES.match(f"{line.rstrip()} {following.strip()}"):
        return True
    return bool(_FROM.match(line) and _SENT.match(following))


def _below_quotation(lines: list[str]) -> list[str]:
    """What was written below quoted lines; nothing where the quotation is not marked line by line."""
    quoted = [place for place, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not quoted or any(line.strip() for line in lines[1 : quoted[0]]):
        return []
    return [line.rstrip() for line in lines[quoted[0] :] if not line.lstrip().startswith(">")]
