"""What becomes of a message out: from the answer of the mail server, or its silence, to the state of the message.

SMTP hands a message over with the final dot; whoever gets no answer to it cannot know whether the message was taken
(RFC 1047). Such a message is *uncertain*, and a person decides: sent again by itself, it could arrive twice::

    what_came_of(Step.BEFORE_DATA, code=None)     # LATER: nothing was handed over
    what_came_of(Step.AFTER_DOT, code=None)       # UNCERTAIN
    what_came_of(Step.AFTER_DOT, code=250)        # SENT
    what_came_of(Step.ENVELOPE, code=550)         # REFUSED
    what_came_of(Step.GREETING, code=535)         # LATER: the mailbox is at fault, not the message

Source: docs/rules/mail.md.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from creditdesk.domain.reasons import Reason


class MailState(StrEnum):
    """Where a message out stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    WITHHELD = "withheld"
    BOUNCED = "bounced"


class Step(StrEnum):
    """How far the talk with the server had come."""

    # Connection, encryption, greeting, sign-in: nothing in it is about this message.
    GREETING = "greeting"
    # Sender, recipient, and the leave to send the text.
    ENVELOPE = "envelope"
    # The text, up to but without the final dot.
    TEXT = "text"
    # The final dot may have reached the server.
    AFTER_DOT = "after_dot"


class Came(StrEnum):
    """What came of one attempt."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


# How long a message, or a mailbox, rests after its first, second, … failure in a row; then always the last.
_RESTS = tuple(dt.timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 3600, 7200))
_WORDS_LONGEST = 400


def what_came_of(step: Step, *, code: int | None) -> Came:
    """What the server's answer, or its silence (None), at the step means for the message."""
    if step is Step.GREETING:
        return Came.LATER
    if code is None:
        return Came.UNCERTAIN if step is Step.AFTER_DOT else Came.LATER
    if 200 <= code <= 299 and step is Step.AFTER_DOT:
        return Came.SENT
    return Came.REFUSED if 500 <= code <= 599 else Came.LATER


def next_try(failures: int, *, at: dt.datetime) -> dt.datetime:
    """When it is tried again after so many failures in a row, the newest at `at`."""
    assert failures >= 1, "without a failure there is nothing to wait for"
    return at + _RESTS[min(failures, len(_RESTS)) - 1]


def gives_up(attempts: int, *, most: int) -> Reason | None:
    """Why a message that the server puts off is not tried again: it was tried as often as the policy says."""
    if attempts < most:
        return None
    return Reason("mail.given_up", "the server put it off %(attempts)d times", {"attempts": attempts})


def plain_words(sentence: str) -> str:
    """A server's sentence fit to be shown: one line without control signs, not too long."""
    return re.sub(r"[^\x20-\x7e\xa0-\U0010ffff]+", " ", sentence).strip()[:_WORDS_LONGEST]


def refused_by_server(code: int | None, words: str) -> Reason:
    """The server's no, in its own words."""
    return Reason("mail.refused", "the mail server refused it: %(words)s", {"words": words, "code": code or 0})


def cannot_tell(words: str) -> Reason:
    """Why nobody but a person can say whether it went out."""
    text = "it may have gone out: %(words)s"
    return Reason("mail.uncertain", text, {"words": words})
