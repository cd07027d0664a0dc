"""What the evidence says of a deduction: the finding by its reason, what is missing, and the records behind it.

The page only reads: it decides nothing, and what it says follows from the files that were loaded.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.policy_research import ClaimTest
from creditdesk.domain.visibility import Permission
from creditdesk.reference.access import deduction_for
from creditdesk.reference.queries import Research, research, subject_of
from creditdesk.web.items.views import head_of
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.research import words
from creditdesk.web.research.shown import sections


@require_GET
@needs(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
def evidence(request: HttpRequest, item_id: int) -> HttpResponse:
    """The finding for the reason that the claim names, or for the one that the reader chooses."""
    today = clock.today()
    item = deduction_for(current_user(request), item_id, as_of=today)
    asked = request.GET.get("reason", "")
    chosen = ClaimTest(asked) if asked in {one.value for one in ClaimTest} else None
    subject = subject_of(item, test=chosen)
    context: dict[str, Any] = head_of(item) | {
        "chosen": chosen,
        "test": subject.claim.test if subject else None,
        "choices": [(one.value, words.TESTS[one], subject and one is subject.claim.test) for one in ClaimTest],
    }
    if subject is not None:
        context |= _found(research(subject, as_of=today))
    return render(request, "research/evidence.html", context)


def _found(found: Research) -> dict[str, Any]:
    finding, claim = found.finding, found.subject.claim
    return {
        "finding": finding,
        "outcome": words.OUTCOMES[finding.outcome],
        "tone": words.TONES[finding.outcome],
        "cause": words.CAUSES[finding.root_cause] if finding.root_cause else "",
        "test_words": words.TESTS[claim.test],
        "sections": sections(found.evidence, currency=claim.currency),
        "earlier": found.evidence.earlier,
        "policy_version": found.policy_version,
        "read": _read(found),
    }


def _read(found: Research) -> list[tuple[str, str]]:
    """What was read out of the customer's words."""
    said = found.subject.words
    read = (
        (_("Claim"), said.claim_number),
        (_("Return authorisation"), ", ".join(said.authorisations)),
        (_("Deal"), ", ".join(said.deals)),
        (_("Item"), ", ".join(said.item_numbers)),
    )
    return [(name, value) for name, value in read if value]
