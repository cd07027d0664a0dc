"""The policy's section on letters: who writes, in which language, which step asks for which, how many in a run.

Policies that were adopted before there were letters do not have it: each field has a default, and where an address is
empty, letters that name it are blocked until somebody fills it in.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_fields import Amount, Days, PositiveDays, Section, Words


class LetterLanguage(StrEnum):
    """The languages in which there are texts."""

    ENGLISH = "en"
    SPANISH = "es"
    FRENCH = "fr"


Address = Annotated[str, Field(max_length=200)]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")]


_STEPS: dict[str, LetterKind] = {
    "Courtesy notice": LetterKind.COURTESY,
    "Confirm the payment date": LetterKind.COURTESY,
    "Reminder 1": LetterKind.REMINDER_1,
    "Reminder 2": LetterKind.REMINDER_2,
    "Reminder 3": LetterKind.REMINDER_3,
    "Final demand": LetterKind.FINAL_DEMAND,
    "List of items to the named payables clerk": LetterKind.STATEMENT_COVER,
    "Written reminder of the promise": LetterKind.REMINDER_2,
}


class LettersPolicy(Section):
    """Letters to customers: our own addresses, languages, which step asks for which letter, limits."""

    sender_address: Address = Field(default="", description="Our address under the letterhead, parts with commas.")
    phone: Address = Field(default="", description="Our telephone number for questions.")
    email: Address = Field(default="", description="Our e-mail address, to which answers go.")
    remit_to: Address = Field(default="", description="Where payments go. Bank details are never changed by e-mail.")
    dispute_address: Address = Field(default="", description="Where the customer sends disputes.")
    language: LetterLanguage = Field(
        default=LetterLanguage.ENGLISH, description="Language where neither contact nor customer has one."
    )
    languages_by_region: dict[Region, LetterLanguage] = Field(
        default_factory=lambda: {"CA-QC": LetterLanguage.FRENCH},
        description="Language that the law asks for, by country and region.",
    )
    steps: dict[Words, LetterKind] = Field(
        default_factory=lambda: dict(_STEPS), description="The letter for which a step of a strategy asks, by its name."
    )
    follow_up_days: Days = Field(default=15, description="Days after a letter on which its follow-up tickler is due.")
    courtesy_days_ahead: PositiveDays = Field(
        default=10, description="A courtesy notice names what falls due within so many days."
    )
    reference_months: Annotated[int, Field(strict=True, ge=1, le=60)] = Field(
        default=12, description="A credit reference tells high credit and payments of so many months."
    )
    minimum_amount: Amount = Field(
        default=Decimal(0),
        description="Accounts with less to ask for get no dunning letter by night, in policy currency.",
    )
    per_run: Annotated[int, Field(strict=True, ge=1, le=100_000)] = Field(
        default=2000, description="Most letters that one night drafts for a company; more are left for the next."
    )
    per_print: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        default=250, description="Most letters in one file for the printer."
    )
