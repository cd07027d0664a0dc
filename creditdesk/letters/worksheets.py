"""The adjustment worksheet on paper: lines, what they book, what is shown, how it was decided, and lines to sign on.

It is for the desk's own people, so it is in the language of whoever prints it. docs/rules/worksheets.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from creditdesk.approvals.models import RequestEvidence, Worksheet
from creditdesk.approvals.words import CAUSES, SHOWN, STATES
from creditdesk.approvals.worksheet_queries import BookedLine, Part
from creditdesk.domain.letter_words import money, number, short_day, word
from creditdesk.domain.letters import printable
from creditdesk.domain.money import Money
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.worksheets import Total, grand_totals, totals
from creditdesk.letters.pdf import METRIC, compiled
from creditdesk.receivables.models import Posting


def worksheet_pdf(worksheet: Worksheet, parts: Sequence[Part], *, today: dt.date) -> bytes:
    """The worksheet as PDF, as its requests stand."""
    return compiled("worksheet.typ", worksheet_content(worksheet, parts, today=today))


def worksheet_content(worksheet: Worksheet, parts: Sequence[Part], *, today: dt.date) -> dict[str, Any]:
    """What the paper says, in the reader's language."""
    language = _language()
    customer = worksheet.customer
    content = {
        "language": language.value,
        "paper": "a4" if language.value in METRIC else "us-letter",
        "title": f"{_('Adjustment worksheet')} {worksheet.number}",
        "day": today.isoformat(),
        "company": worksheet.company.name,
        "heading": _("Adjustment worksheet"),
        "number": worksheet.number,
        "facts": [
            [_("Customer"), f"{customer.name} ({customer.number})"],
            [_("Prepared by"), f"{worksheet.prepared_by}, {short_day(worksheet.prepared_on, language)}"],
            [_("Why"), worksheet.words],
            [_("Printed"), short_day(today, language)],
        ],
        "lines": _lines(parts, language),
        "booked": _booked(parts, language),
        "evidence": _evidence(parts),
        "decisions": _decisions(parts, language),
        "signatures": [_("Prepared by"), _("Approved by"), _("Posted by"), _("Date")],
        "foot": f"{worksheet.company.name} · {worksheet.number} · {customer.number}",
        "words": {
            "page": word("page", language),
            "of": word("of", language),
            "totals": _("What it books"),
            "evidence": _("What it shows"),
            "decisions": _("How it was decided"),
        },
    }
    words: dict[str, Any] = printable(content)
    return words


def _language() -> LetterLanguage:
    code = (get_language() or "en")[:2]
    return LetterLanguage(code) if code in set(LetterLanguage) else LetterLanguage.ENGLISH


def _head(text: str, *, right: bool = False, wide: bool = False) -> dict[str, Any]:
    return {"text": text, "right": right, "wide": wide}


def _lines(parts: Sequence[Part], language: LetterLanguage) -> dict[str, Any]:
    booked = [line for part in parts for line in part.lines]
    rows = [_row(line, language) for line in booked]
    sums = grand_totals(line.total for line in booked)
    return {
        "heads": [
            _head(_("Request")),
            _head(_("Document")),
            _head(_("Claim"), wide=True),
            _head(_("Made for")),
            _head(_("GL account")),
            _head(_("Cost centre")),
            _head(_("Amount"), right=True),
            _head(_("Tax in it"), right=True),
            _head(_("Net"), right=True),
        ],
        "rows": rows,
        "totals": [[_("Total"), "", "", "", "", "", *_amounts(one, language)] for one in sums],
    }


def _row(line: BookedLine, language: LetterLanguage) -> list[str]:
    total = line.total
    return [
        str(line.request.id),
        line.line.number,
        line.claim,
        str(CAUSES.get(total.reason, total.reason)),
        total.account,
        total.cost_centre,
        *_amounts(total, language),
    ]


def _amounts(total: Total, language: LetterLanguage) -> list[str]:
    code = total.currency
    plain = [number(minor, currency=code, language=language) for minor in (total.tax_minor, total.net_minor)]
    return [money(Money(total.amount_minor, code), language), *plain]


def _booked(parts: Sequence[Part], language: LetterLanguage) -> dict[str, Any]:
    found = totals(line.total for part in parts for line in part.lines)
    return {
        "heads": [
            _head(_("Made for"), wide=True),
            _head(_("GL account"), wide=True),
            _head(_("Cost centre"), wide=True),
            _head(_("Amount"), right=True),
            _head(_("Tax in it"), right=True),
            _head(_("Net"), right=True),
        ],
        "rows": [
            [str(CAUSES.get(one.reason, one.reason)), one.account, one.cost_centre, *_amounts(one, language)]
            for one in found
        ],
        "totals": [[_("Total"), "", "", *_amounts(one, language)] for one in grand_totals(found)],
    }


def _evidence(parts: Sequence[Part]) -> list[str]:
    """Each piece once, though every request of the worksheet shows it."""
    return list(dict.fromkeys(evidence_words(one) for part in parts for one in part.evidence))


def evidence_words(one: RequestEvidence) -> str:
    """A piece of evidence in one line."""
    told = [one.words, one.document.name if one.document else "", one.link]
    if one.activity:
        told.append(_("entry of the account of %(day)s") % {"day": one.activity.happened_at.date().isoformat()})
    return f"{SHOWN[one.shows]}: {' · '.join(text for text in told if text)}"


def _decisions(parts: Sequence[Part], language: LetterLanguage) -> dict[str, Any]:
    return {
        "heads": [
            _head(_("Request")),
            _head(_("Made for")),
            _head(_("State")),
            _head(_("Decided by")),
            _head(_("Date")),
            _head(_("Words to it"), wide=True),
            _head(_("Posted")),
        ],
        "rows": [_decision(part, language) for part in parts],
        "totals": [],
    }


def _decision(part: Part, language: LetterLanguage) -> list[str]:
    decision, request = part.decision, part.request
    return [
        str(request.id),
        str(CAUSES.get(request.reason, request.reason)),
        str(STATES[request.state]),
        decider(part),
        short_day(decision.on, language) if decision else "",
        decision.words if decision else "",
        posted_words(part.postings),
    ]


def decider(part: Part) -> str:
    """Who decided it, and for whom."""
    decision = part.decision
    if decision is None:
        return ""
    if decision.on_behalf_of is None:
        return str(decision.by)
    return pgettext("who decided, for whom", "%(who)s for %(whom)s") % {
        "who": decision.by,
        "whom": decision.on_behalf_of,
    }


def posted_words(postings: Iterable[Posting]) -> str:
    """The postings by their numbers, with the ERP's document where it took them over."""
    return ", ".join(_posting(one) for one in postings)


def _posting(one: Posting) -> str:
    answer = getattr(one, "erp_answer", None)
    document = answer.erp_document if answer is not None and answer.accepted else ""
    return f"{one.id} ({document})" if document else str(one.id)
