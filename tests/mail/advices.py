"""Messages that bring a remittance advice, as files or as text."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import count

from tests.formats.advice.writers import drawn, from_stream
from tests.mail.post import OUR_ADDRESS

_fresh = count(1)
TABLE = "Invoice,Invoice date,Gross,Discount,Net paid\n"
SCAN = from_stream(b"")


def with_files(
    *files: tuple[str, bytes],
    text: str = "Please find our remittance attached.",
    subject: str = "Remittance advice",
    sender: str = "Ann Payer <ann@acme.example>",
    markup: str = "",
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A message with files, as a mail server hands it over."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, OUR_ADDRESS, subject
    made["Date"] = "Mon, 15 Jun 2026 13:00:00 +0000"
    made["Message-ID"] = f"<advice{next(_fresh)}@acme.example>"
    for name, value in headers:
        made[name] = value
    made.set_content(text)
    if markup:
        made.add_alternative(markup, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def table(*paid: tuple[str, int], total: int | None = None, head: str = "") -> bytes:
    """A table of documents and what is paid of each, in cents, with the sum."""
    lines = [f"{number},2026-05-01,{minor / 100:.2f},0.00,{minor / 100:.2f}\n" for number, minor in paid]
    whole = sum(minor for _, minor in paid) if total is None else total
    return (head + TABLE + "".join(lines) + f"Total,,,,{whole / 100:.2f}\n").encode()


def printed(*lines: str) -> bytes:
    """A PDF with the lines as text."""
    return drawn([[(40, line)] for line in lines])
