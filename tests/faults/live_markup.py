"""What of a page is alive, read as a browser reads it: elements, attributes, scripts, addresses."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.faults.payloads import MARK

_ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "hx-get", "hx-post", "xlink:href"}
_SCHEME = re.compile(r"^[\s\x00-\x1f]*([a-z][a-z0-9+.\-\s]*):", re.IGNORECASE)
_HARMLESS_SCHEMES = {"http", "https", "mailto", "tel"}
_NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "style"}


class Page(HTMLParser):
    """A page after `feed`: what is wrong with it in `live`, and whether any payload is shown in `shown`."""

    def __init__(self, *, nonce: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nonce = nonce
        self.live: list[str] = []
        self.shown = 0
        self._script: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element: none may come from a payload, and none may carry code, nor may what a sandbox shows."""
        given = {name: value or "" for name, value in attrs}
        if tag == "iframe" and given.get("sandbox") == "":
            # Nothing runs in it, whatever it holds; and what it holds was cleaned before.
            inside = Page(nonce="")
            inside.feed(given.pop("srcdoc", ""))
            self.live += [f"in a sandbox: {fault}" for fault in inside.live]
            self.shown += inside.shown
            tag = "sandboxed"
        if MARK in tag or tag in _NEVER:
            self.live.append(f"element {tag} {given}")
        for name, value in given.items():
            if MARK in name or name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.live.append(f"attribute {name}={value!r} of {tag}")
            scheme = _SCHEME.match(value) if name in _ADDRESSES else None
            if scheme and scheme[1].lower() not in _HARMLESS_SCHEMES:
                self.live.append(f"address {name}={value!r} of {tag}")
            if name in _ADDRESSES and value.lstrip().startswith(("//", "\\\\", f"/{MARK}")):
                self.live.append(f"address {name}={value!r} of {tag}")
            self.shown += MARK in value
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.live.append("a refresh")
        if tag == "script":
            self._script = given

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that closes itself."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of a script ends what counts as its content."""
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        """Text is harmless, except within a script."""
        self.shown += MARK in data
        if self._script is None:
            return
        is_data = self._script.get("type") in {"application/json", "application/ld+json"}
        if data.strip() and not is_data and (not self.nonce or self._script.get("nonce") != self.nonce):
            self.live.append(f"script without nonce: {data[:80]!r}")
        if MARK in data and not is_data:
            self.live.append(f"payload within a script: {data[:80]!r}")

    def handle_comment(self, data: str) -> None:
        """A comment must not swallow what comes from outside."""
        if MARK in data:
            self.live.append(f"payload within a comment: {data[:80]!r}")
