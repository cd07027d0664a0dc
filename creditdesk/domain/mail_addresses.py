"""E-mail addresses, names and subjects fit for a header: nothing that a person or a file brings makes a new line.

::

    fit_address(" Ann@Acme.Example ")      # "Ann@acme.example"
    fit_address("ann@acme.example, x@y")   # Refusal: one address, no list
    fit_line("Ann\\r\\nBcc: x@y")            # "Ann Bcc: x@y"

Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re
import unicodedata

from creditdesk.domain.reasons import refuse

ADDRESS_LONGEST = 254
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?")


def fit_address(written: str) -> str:
    """The one address that was written, its host in lower case. Raises Refusal for anything else than one address."""
    local, _, host = written.strip().rpartition("@")
    try:
        host = host.lower() if host.isascii() else host.lower().encode("idna").decode("ascii")
    except UnicodeError:
        host = ""
    address = f"{local}@{host}"
    if len(address) > ADDRESS_LONGEST or ".." in host or not _ADDRESS.fullmatch(address):
        raise refuse("mail.address", "%(address)s is not one e-mail address", address=fit_line(written, longest=80))
    return address


def same_address(one: str) -> str:
    """What tells addresses apart: nobody means two people by the case of the letters."""
    return one.strip().casefold()


def fit_line(text: str, *, longest: int = 250) -> str:
    """The text as one line without control signs or marks of direction, cut to a length."""
    kept = (sign for sign in text[: longest * 4] if unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(sign if sign.isprintable() else " " for sign in kept).split())[:longest].strip()
