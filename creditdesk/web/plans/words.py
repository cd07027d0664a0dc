"""Plans in the reader's words."""

from __future__ import annotations

from creditdesk.exports.plan_words import PART_STATES, PLAN_STATES

__all__ = ["PART_STATES", "PART_TONES", "PLAN_STATES", "PLAN_TONES"]

PLAN_TONES = {
    "approved": "accent",
    "active": "success",
    "completed": "neutral",
    "defaulted": "danger",
    "terminated": "warning",
}
PART_TONES = {"paid": "success", "partly": "accent", "open": "neutral", "late": "danger", "spared": "neutral"}
