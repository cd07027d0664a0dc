"""A looked-through file as it is kept with a review, and shown again: figures, parts, advice, what is missing."""

from __future__ import annotations

from typing import Any

from creditdesk.domain.credit_advice import Looked
from creditdesk.domain.reasons import Reason


def snapshot_of(looked: Looked) -> dict[str, Any]:
    """Everything that the review's page showed, as JSON."""
    facts, record, limit = looked.facts, looked.record, looked.found_limit
    return {
        "currency": facts.currency,
        "index": record.index,
        "quarter_index": record.quarter_index,
        "days_beyond_terms": record.days_beyond_terms,
        "paid_minor": record.paid_minor,
        "purchases_minor": facts.purchases_minor,
        "purchases_before_minor": facts.purchases_before_minor,
        "high_credit_minor": facts.high_credit_minor,
        "open_minor": facts.open_minor,
        "collectable_minor": facts.collectable_minor,
        "oldest_days_late": facts.oldest_days_late,
        "returned_payments": facts.returned_payments,
        "z": str(looked.strength.z) if looked.strength and looked.strength.z is not None else None,
        "zone": looked.strength.zone.value if looked.strength else None,
        "net_worth_minor": looked.strength.net_worth_minor if looked.strength else None,
        "need_minor": limit.need_minor,
        "capacity_minor": limit.capacity_minor,
        "cover_minor": limit.cover_minor,
        "known_percent": looked.card.known_percent,
        "parts": [
            {"name": one.name, "weight": one.weight, "points": one.points, "why": one.why.as_dict()}
            for one in looked.card.parts
        ],
        "class_reasons": [one.as_dict() for one in looked.found_class.reasons],
        "recommended": [
            {"advice": one.advice.value, "reasons": [why.as_dict() for why in one.reasons]}
            for one in looked.recommended
        ],
        "missing": [one.as_dict() for one in looked.missing],
    }


def reasons_in(kept: list[dict[str, Any]]) -> list[Reason]:
    """Reasons of a snapshot."""
    return [Reason.from_dict(one) for one in kept]
