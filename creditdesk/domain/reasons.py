"""A reason is why a rule decided as it did: a stable code, a sentence with named places, and the facts that fill them.

Example::

    Reason("worklist.past_due", "%(amount)s past due, oldest %(days)d days", {"amount": "1,200.00 USD", "days": 34})

A fact may be a reason itself, where one rule quotes another. `str(reason)` is the English sentence. The sentence with
its places unfilled is the key for translation, so the interface can say the same in Spanish or French without the rule
knowing of languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision was taken. `code` is `<rule set>.<rule>`; `facts` fill the named places of `text`."""

    code: str
    text: str
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return self.text % self.facts

    def as_dict(self) -> dict[str, object]:
        """The reason as it is stored in a journal entry or a worklist row, and read back by `from_dict`."""
        facts: dict[str, object] = dict(self.facts)
        for name, fact in self.facts.items():
            if isinstance(fact, Reason):
                facts[name] = fact.as_dict()
        return {"code": self.code, "text": self.text, "facts": facts}

    @classmethod
    def from_dict(cls, stored: Mapping[str, object]) -> Reason:
        """The reason stored by `as_dict`. Raises KeyError where `code` or `text` is missing."""
        facts = stored.get("facts", {})
        assert isinstance(facts, Mapping)
        told = {name: cls.from_dict(fact) if isinstance(fact, Mapping) else fact for name, fact in facts.items()}
        return cls(code=str(stored["code"]), text=str(stored["text"]), facts=told)


Fact: TypeAlias = "str | int | Reason"


# Neither frozen nor slotted: Python itself writes the traceback and notes of a raised exception onto it.
@dataclass(unsafe_hash=True)
class Refusal(Exception):
    """A rule said no. It is a value with its reasons; actions raise it so that the transaction rolls back."""

    reasons: tuple[Reason, ...]

    def __str__(self) -> str:
        return "; ".join(str(reason) for reason in self.reasons)


def refuse(code: str, text: str, /, **facts: Fact) -> Refusal:
    """A refusal with one reason, the common case: `raise refuse("ledger.closed_period", "...", period="2026-10")`."""
    return Refusal((Reason(code, text, facts),))


class UnreadableText(ValueError):
    """What a person typed has no meaning, or more than one. `reason` says why, in the words of a rule."""

    def __init__(self, code: str, text: str, /, **facts: Fact) -> None:
        self.reason = Reason(code, text, facts)
        super().__init__(str(self.reason))
