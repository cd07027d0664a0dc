"""Cases in the reader's words."""

from __future__ import annotations

from creditdesk.exports.case_words import (
    CASE_KINDS,
    CASE_SOURCES,
    CASE_STAGES,
    DEPARTMENTS,
    OUTCOMES,
    PAPERS,
    reason_title,
)

__all__ = [
    "CASE_KINDS",
    "CASE_SOURCES",
    "CASE_STAGES",
    "DEPARTMENTS",
    "OUTCOMES",
    "PAPERS",
    "STAGE_TONES",
    "reason_title",
]

STAGE_TONES = {
    "new": "accent",
    "researching": "info",
    "valid": "success",
    "partly": "warning",
    "invalid": "danger",
    "closed": "neutral",
    "merged": "neutral",
}
