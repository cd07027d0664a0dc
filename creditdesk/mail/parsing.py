"""From the bytes of a message to what it says: pure, and ready for anything that calls itself a message.

Nothing here believes the message: charsets that do not exist, parts in parts without end, names with line breaks. What
cannot be read is left out or replaced, and only what breaks a limit is refused, with its reason. Runs in a process of
its own (`reading`).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

import nh3

from creditdesk.domain.mail_addresses import fit_line

_DEPTH_MOST = 20
_PARTS_MOST = 500
_TEXT_LONGEST = 200_000
_HTML_LONGEST = 400_000
_IDS_MOST = 50
_BLOCKS_MOST = 100
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response")
_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("hr", "i", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup"),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}


class UnreadableMail(Exception):
    """The message breaks a limit: a code of `TROUBLES`."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much of a message is kept."""

    attachment_bytes: int
    attachments: int


def read_mail(raw: bytes, *, limits: ReadLimits) -> dict[str, Any]:
    """What the message says, as plain data. Raises UnreadableMail."""
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        leaves = list(_leaves(message))
        return _said(message, leaves, limits=limits)
    except RecursionError as error:
        raise UnreadableMail("nested") from error
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        # The library's own faults on input that it was not made for: the message is at fault, not the desk.
        raise UnreadableMail("broken") from error


def _said(message: Message, leaves: list[Message], *, limits: ReadLimits) -> dict[str, Any]:
    name, address = _party(message, "From")
    plain = "\n".join(_text(leaf) for leaf in leaves if _is_text(leaf, "plain"))
    markup = "\n".join(_text(leaf) for leaf in leaves if _is_text(leaf, "html"))[:_HTML_LONGEST]
    files = [leaf for leaf in leaves if not _is_text(leaf, "plain", "html")]
    text = (plain if plain.strip() else _without_markup(markup))[:_TEXT_LONGEST]
    kept = _attachments(files, limits=limits)
    report = _report(message)
    return {
        "from_name": name,
        "from_address": address,
        "to": ", ".join(found for _, found in _parties(message, "To", "Cc"))[:2000],
        "subject": _header(message, "Subject", longest=500),
        "sent_at": _instant(message),
        "message_id": (_ids(_raw_header(message, "Message-ID")) or [""])[0],
        "in_reply_to": (_ids(_raw_header(message, "In-Reply-To")) or [""])[0],
        "references": _ids(_raw_header(message, "References")),
        "text": text,
        "html": _clean(markup),
        "signs": {
            "return_path": _raw_header(message, "Return-Path").strip() if message.get("Return-Path") else None,
            "auto_submitted": _header(message, "Auto-Submitted", longest=80),
            "precedence": _header(message, "Precedence", longest=40),
            "list_id": _header(message, "List-Id", longest=200),
            "auto_reply_marks": [mark for mark in _MARKS if message.get(mark) is not None],
        },
        "report": report,
        "mentioned": _mentioned(message, text),
        "attachments": kept,
    }


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something themselves. A message within the message is one file. Raises UnreadableMail."""
    if depth > _DEPTH_MOST:
        raise UnreadableMail("nested")
    # Asked first: the library decodes the payload of a part by a charset that may not exist.
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    payload = list(message.get_payload())
    if len(payload) > _PARTS_MOST:
        raise UnreadableMail("parts")
    for part in payload:
        if isinstance(part, Message):
            yield from _leaves(part, depth + 1)


def _is_text(leaf: Message, *subtypes: str) -> bool:
    """Whether the part is text to be read, and not a file that happens to hold text."""
    if leaf.get_content_maintype() != "text" or leaf.get_content_subtype() not in subtypes:
        return False
    return (
        not _file_name(leaf) and _raw_header(leaf, "Content-Disposition").split(";")[0].strip().lower() != "attachment"
    )


def _text(leaf: Message) -> str:
    charset = leaf.get_content_charset() or "utf-8"
    return _decoded(_content(leaf)[: _HTML_LONGEST * 2], charset)


def _content(leaf: Message) -> bytes:
    """The bytes of a part; a message within the message as it was written."""
    if leaf.get_content_maintype() == "message":
        parts = list(leaf.get_payload()) if leaf.is_multipart() else []
        return b"\n".join(_bytes(part) for part in parts if isinstance(part, Message))
    try:
        found = leaf.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        found = None
    return found if isinstance(found, bytes) else b""


def _bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
        return b""


def _decoded(content: bytes, charset: str) -> str:
    """The text by the charset that is claimed, or by the likeliest one; without signs that no database keeps."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            text = content.decode(name)
            break
        except (LookupError, UnicodeError, ValueError):
            continue
    else:
        text = content.decode("latin-1")
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text)


def _raw_header(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:20_000]


def _header(message: Message, name: str, *, longest: int) -> str:
    """A header as it is to be read, on one line."""
    written = _raw_header(message, name)
    try:
        parts = [
            _decoded(part, charset or "ascii") if isinstance(part, bytes) else part
            for part, charset in decode_header(written)
        ]
    except (ValueError, LookupError, MessageError, UnicodeError):
        parts = [written]
    return fit_line("".join(parts), longest=longest)


def _parties(message: Message, *names: str) -> list[tuple[str, str]]:
    written = [str(value)[:20_000] for name in names for value in message.get_all(name, [])]
    try:
        found = getaddresses(written[:20])
    except (ValueError, IndexError, TypeError):
        found = []
    return [(name, fit_line(address, longest=254)) for name, address in found[:100] if "@" in address]


def _party(message: Message, name: str) -> tuple[str, str]:
    """The first person of a header, by name and address."""
    found = _parties(message, name)
    if not found:
        return "", ""
    shown = Message()
    shown["Name"] = found[0][0].replace("\n", " ").replace("\r", " ")
    return _header(shown, "Name", longest=200), found[0][1]


def _instant(message: Message) -> str | None:
    try:
        at = parsedate_to_datetime(_raw_header(message, "Date"))
        return at.replace(tzinfo=at.tzinfo or dt.UTC).astimezone(dt.UTC).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _ids(written: str) -> list[str]:
    return [one for one in dict.fromkeys(_MESSAGE_ID.findall(written)) if one.isprintable()][:_IDS_MOST]


def _mentioned(message: Message, text: str) -> list[str]:
    """The ids of messages that are named anywhere in it: a bounce often names what came back in its text only."""
    inner = [str(part.get("Message-ID", ""))[:600] for part in message.walk() if part is not message]
    listed = "\n".join(
        _decoded(_content(part)[:20_000], "utf-8")
        for part in message.walk()
        if part.get_content_subtype() == "rfc822-headers"
    )
    return _ids("\n".join([*inner, listed, text]))


def _report(message: Message) -> dict[str, str] | None:
    """What a delivery report says (RFC 3464): the action, the status, whom it is about, and why. Of several recipients
    (the address was one of many) the one that was not reached counts.
    """
    found: list[dict[str, str]] = []
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        found += [
            {
                "action": _header(block, "Action", longest=40).lower(),
                "status": _header(block, "Status", longest=40),
                "recipient": _header(block, "Final-Recipient", longest=254).rpartition(";")[2].strip(),
                "diagnostic": _header(block, "Diagnostic-Code", longest=300),
            }
            for block in list(part.get_payload())[:_BLOCKS_MOST]
            if isinstance(block, Message) and block.get("Action")
        ]
    return next((one for one in found if one["action"] == "failed"), found[0] if found else None)


def _file_name(leaf: Message) -> str:
    try:
        written = leaf.get_filename() or ""
    except (ValueError, LookupError, TypeError, UnicodeError):
        return "attachment"
    shown = Message()
    shown["Name"] = str(written).replace("\n", " ").replace("\r", " ")
    return fit_line(re.split(r"[\\/]", _header(shown, "Name", longest=300))[-1], longest=150)


def _attachments(files: list[Message], *, limits: ReadLimits) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for place, leaf in enumerate(files[:_PARTS_MOST]):
        content = _content(leaf)
        if leaf.get_content_type() == "message/delivery-status" or (not content and not _file_name(leaf)):
            continue
        fits = place < limits.attachments and len(content) <= limits.attachment_bytes
        media_type = fit_line(leaf.get_content_type(), longest=100)
        kept.append(
            {
                "name": _file_name(leaf) or ("message.eml" if media_type == "message/rfc822" else "attachment"),
                "media_type": media_type,
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "content": base64.b64encode(content).decode("ascii") if fits else None,
            }
        )
    return kept


def _clean(markup: str) -> str:
    """The markup without anything that runs, sends, loads or hides: text, tables, and links."""
    if not markup.strip():
        return ""
    attributes: Mapping[str, set[str]] = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}}
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={name: set(found) for name, found in attributes.items()},
        clean_content_tags={"script", "style", "title", "noscript", "template", "object", "iframe"},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )[:_HTML_LONGEST]


def _without_markup(markup: str) -> str:
    """The text of a message that came as markup only."""
    broken = re.sub(r"(?i)<(br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,200}>", "\n", markup)
    plain = nh3.clean(broken, tags=set(), clean_content_tags={"script", "style", "title", "noscript", "template"})
    text = html.unescape(plain).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


__all__ = ["ReadLimits", "UnreadableMail", "read_mail"]
