"""The part of the policy about e-mail: how often it is tried, how much goes out, how much is taken in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from creditdesk.domain.policy_fields import Flag, Megabytes, PositiveDays, Section


class MailPolicy(Section):
    """E-mail out and in. Policies that were adopted before there was any do not say it."""

    attempts_max: Annotated[int, Field(strict=True, ge=1, le=50)] = Field(
        default=8, description="Tries after which a message that the server puts off has failed."
    )
    sent_per_day_max: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(
        default=2000, description="Most messages that a company sends within 24 hours; what is beyond waits."
    )
    max_sent_mb: Megabytes = Field(
        default=18,
        description="Most megabytes of files that go with one message out; on the way they grow by a third.",
    )
    max_message_mb: Megabytes = Field(
        default=25, description="Largest message that is taken in, in megabytes; of a larger one only the head is."
    )
    max_attachment_mb: Megabytes = Field(
        default=10, description="Largest attachment that is kept, in megabytes; a larger one is only named."
    )
    attachments_max: Annotated[int, Field(strict=True, ge=1, le=500)] = Field(
        default=20, description="Most attachments that are kept of one message."
    )
    reply_pauses_days: PositiveDays = Field(
        default=7, description="Days for which a customer's reply that nobody answered holds reminders back."
    )
    ask_for_delivery: Flag = Field(
        default=False,
        description="Whether servers that can are asked for a report once a message lies in its mailbox.",
    )
    filed_body_days: PositiveDays | None = Field(
        default=None,
        description="Days after which text and files of a filed message are removed; empty keeps them.",
    )
    unfiled_body_days: PositiveDays | None = Field(
        default=None,
        description="Days after which text and files of a message of no customer are removed; empty keeps them.",
    )
