"""The policy's sections on calling: what follows a call, what is spoken of, and how a day of calls is planned.

Policies that were adopted before these sections were made do not say them: each has a default for them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import ClockTime, Count, Days, Mistake, Section, clock_time


class CallOutcome(StrEnum):
    """How a call ended, as far as something follows by itself."""

    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"
    SPOKE = "spoke"
    DISPUTED = "disputed"
    REFUSED = "refused"
    WRONG_NUMBER = "wrong_number"
    SENT = "sent"
    RECEIVED = "received"


Minutes = Annotated[int, Field(strict=True, ge=1, le=480)]

FOLLOW_UP_DAYS = {
    CallOutcome.NO_ANSWER: 2,
    CallOutcome.LEFT_MESSAGE: 2,
    CallOutcome.SPOKE: 5,
    CallOutcome.DISPUTED: 5,
    CallOutcome.REFUSED: 1,
    CallOutcome.WRONG_NUMBER: 1,
    CallOutcome.SENT: 5,
    CallOutcome.RECEIVED: 1,
}


class CallsPolicy(Section):
    """What is spoken of in a call, and what is planned after it."""

    follow_up_days: dict[CallOutcome, Days] = Field(
        default=FOLLOW_UP_DAYS,
        description="Business days after which the next action is proposed, by outcome; none is proposed for an "
        "outcome that is not named.",
    )
    oldest_items: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        default=3, description="How many of the oldest undisputed items the talking points name."
    )
    closing_window_days: Days = Field(
        default=5, description="A discount that can still be earned for at most so many days is spoken of."
    )


class DayPlanPolicy(Section):
    """How a day of work is planned."""

    work_hours: tuple[ClockTime, ClockTime] = Field(
        default=(clock_time("08:30"), clock_time("17:30")),
        description="First and last time of day of our own work, on the company's clock.",
    )
    minutes_per_call: Minutes = Field(default=10, description="Minutes that a call takes, with what is written of it.")
    minutes_per_task: Minutes = Field(default=5, description="Minutes that other work on an account takes.")
    most_accounts: Annotated[Count, Field(ge=1, le=300)] = Field(
        default=60, description="How many accounts of the worklist the plan of a day looks at, beside what is due."
    )

    @model_validator(mode="after")
    def _from_before_to(self) -> Self:
        begins, ends = self.work_hours
        if begins >= ends:
            hours = {"begins": begins, "ends": ends}
            raise Mistake(Phrase("work_hours begin at %(begins)s, which is not before %(ends)s", hours))
        return self


__all__ = ["CallOutcome", "CallsPolicy", "DayPlanPolicy"]
