"""Reading what may be a payer's list and is no import: a file or the text of a message, in the reading program.

What it says comes as the rows that a bank file has. A statement of a bank, or a notice of returned payments, is none:
what comes by e-mail never moves money.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from creditdesk.intake import reader
from creditdesk.intake.formats.advice.recognition import is_picture
from creditdesk.intake.formats.bank.answers import BANK
from creditdesk.parties.models import Company
from creditdesk.policy.queries import policy_in_force

__all__ = ["is_picture", "lists_in"]

Row = dict[str, Any]


def lists_in(content: bytes, *, company: Company, as_of: dt.date) -> list[Row]:
    """The payers' lists that the bytes hold; none where they are something else. Raises Unreadable with the reason."""
    policy = policy_in_force(as_of=as_of, company_id=company.id).document.intake
    told = reader.defaults(company=company.code, currency=company.currency, as_of=as_of, customers={}, aliases={})
    with tempfile.NamedTemporaryFile(prefix="creditdesk-intake-") as copy:
        copy.write(content)
        copy.flush()
        answers = reader.read(
            Path(copy.name),
            limits=reader.limits(policy),
            defaults=told,
            choices={"content": BANK},
            profiles=[],
            known=lambda mark: None,
        )
        rows = [fact for what, fact in answers if what == "row"]
    return rows if all(row["sort"] == "remittance" for row in rows) else []
