"""The worksheet of a case on paper, for counsel: what is claimed by document, the days with their rules, the facts.

It is for the desk's own people, so it is in the language of whoever prints it. docs/rules/bankruptcy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from creditdesk.bankruptcy.models import CaseStep
from creditdesk.bankruptcy.sheets import CaseSheet
from creditdesk.domain.letter_words import money, short_day, word
from creditdesk.domain.letters import printable
from creditdesk.domain.money import Money
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason
from creditdesk.letters.pdf import METRIC, compiled


def case_pdf(
    found: CaseSheet,
    steps: Sequence[CaseStep],
    *,
    today: dt.date,
    words: Mapping[str, Mapping[str, Any]],
    say: Callable[[Reason], str],
) -> bytes:
    """The worksheet as PDF. `words` name states, dates and sources; `say` tells a reason in the reader's language."""
    return compiled("worksheet.typ", case_content(found, steps, today=today, words=words, say=say))


def case_content(
    found: CaseSheet,
    steps: Sequence[CaseStep],
    *,
    today: dt.date,
    words: Mapping[str, Mapping[str, Any]],
    say: Callable[[Reason], str],
) -> dict[str, Any]:
    """What the paper says."""
    code = (get_language() or "en")[:2]
    language = LetterLanguage(code) if code in set(LetterLanguage) else LetterLanguage.ENGLISH
    case, sheet = found.case, found.sheet
    name = _("Case %(number)s") % {"number": case.id}
    content = {
        "language": language.value,
        "paper": "a4" if language.value in METRIC else "us-letter",
        "title": f"{_('Bankruptcy worksheet')} {case.id}",
        "day": today.isoformat(),
        "company": case.company.name,
        "heading": _("Bankruptcy worksheet"),
        "number": name,
        "facts": _facts(found, language, words),
        "lines": _lines(found, language, words),
        "booked": _dates(found, language, words, say),
        "evidence": [say(one) for one in (*sheet.preference.facts, *sheet.notes)],
        "decisions": _steps(steps, language, words),
        "signatures": [_("Prepared by"), _("Counsel"), _("Date")],
        "foot": f"{case.company.name} · {name} · {case.customer.number}",
        "words": {
            "page": word("page", language),
            "of": word("of", language),
            "totals": _("Days and their rules"),
            "evidence": _("What counsel is to look at"),
            "decisions": _("Where the worksheet went"),
        },
    }
    told: dict[str, Any] = printable(content)
    return told


def _facts(found: CaseSheet, language: LetterLanguage, words: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    case, sheet, petition = found.case, found.sheet, found.sheet.petition

    def minor(value: int) -> str:
        return money(Money(value, sheet.currency), language)

    return [
        [_("Customer"), f"{case.customer.name} ({case.customer.number})"],
        [_("Chapter"), petition.chapter],
        [_("Petition filed"), short_day(petition.filed_on, language)],
        [_("State"), str(words["states"][case.state])],
        [_("Claim"), minor(sheet.claim_minor)],
        [_("Of it with priority, 503(b)(9)"), minor(sheet.priority_minor)],
        [_("Unsecured"), minor(sheet.unsecured_minor)],
        [_("Goods that may be reclaimed"), minor(sheet.reclaimable_minor)],
        [_("Credit memos, not set off"), minor(sheet.memos_minor)],
        [_("Payments in the window"), minor(sheet.preference.total_minor)],
        [_("Open since the petition, apart"), minor(sheet.later_minor)],
        [_("Consigned stock, no receivable"), minor(found.consigned_minor)],
    ]


def _head(text: str, *, right: bool = False, wide: bool = False) -> dict[str, Any]:
    return {"text": text, "right": right, "wide": wide}


def _lines(found: CaseSheet, language: LetterLanguage, words: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    sheet = found.sheet
    rows = [
        [
            row.claim.number,
            short_day(row.claim.document_date, language),
            short_day(row.claim.received.on, language),
            str(words["sources"][row.claim.received.source]),
            money(Money(row.claim.open_minor, sheet.currency), language),
            money(Money(row.interest_minor, sheet.currency), language),
            money(Money(row.claim.open_minor if row.has_priority else 0, sheet.currency), language),
            money(Money(row.claim.open_minor if row.is_reclaimable else 0, sheet.currency), language),
        ]
        for row in sheet.rows
    ]
    sums = (sheet.principal_minor, sheet.interest_minor, sheet.priority_minor, sheet.reclaimable_minor)
    return {
        "heads": [
            _head(_("Document")),
            _head(_("Its day")),
            _head(_("Received")),
            _head(_("Known by"), wide=True),
            _head(_("Open"), right=True),
            _head(_("Interest"), right=True),
            _head(_("With priority"), right=True),
            _head(_("To be reclaimed"), right=True),
        ],
        "rows": rows,
        "totals": [[_("Total"), "", "", "", *(money(Money(one, sheet.currency), language) for one in sums)]],
    }


def _dates(
    found: CaseSheet, language: LetterLanguage, words: Mapping[str, Mapping[str, Any]], say: Callable[[Reason], str]
) -> dict[str, Any]:
    rows = [
        [
            str(words["dates"][one.name.value]),
            short_day(one.day, language) if one.day else _("not known"),
            (_("counsel's word; the rule: ") if one.is_said else "") + say(one.rule),
        ]
        for one in found.sheet.dates
    ]
    return {"heads": [_head(_("Day")), _head(""), _head(_("Rule"), wide=True)], "rows": rows, "totals": []}


def _steps(
    steps: Sequence[CaseStep], language: LetterLanguage, words: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    rows = [
        [
            short_day(one.at.date(), language),
            str(words["states"][one.state]),
            str(one.by),
            f"{one.counsel} {one.words}".strip(),
        ]
        for one in reversed(steps)
    ]
    return {
        "heads": [_head(_("Day")), _head(_("State")), _head(_("By")), _head(_("Words"), wide=True)],
        "rows": rows,
        "totals": [],
    }
