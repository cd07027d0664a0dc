"""Bankruptcies in the reader's words."""

from __future__ import annotations

from creditdesk.exports.bankruptcy_words import DATES, FIELDS, SOURCES, STATES

__all__ = ["DATES", "FIELDS", "SOURCES", "STATES", "STATE_TONES"]

STATE_TONES = {
    "draft": "warning",
    "with_counsel": "accent",
    "confirmed": "success",
    "filed": "success",
    "closed": "neutral",
}
