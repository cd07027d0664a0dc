"""How the readers of advices say what they noticed, and how they refuse a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Fact, Reason
from creditdesk.intake.formats.bank.statements import Finding
from creditdesk.intake.formats.refusals import FileRefused, quoted

# Each kind of finding is told so often; a damaged advice of a thousand lines needs no thousand sentences.
TOLD = 20
_LOOK = "Nothing of it was taken. Keep it as a document and enter what it says by hand, or ask the sender for a table."


def no_advice(code: str, text: str, /, *, line: int | None = None, remedy: str = "", **facts: Fact) -> FileRefused:
    """The refusal of a whole advice."""
    told = {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return FileRefused("intake.advice_" + code, text, remedy=remedy or _LOOK, line=line, **told)


@dataclass(slots=True)
class Notes:
    """Findings as they are gathered. Beyond `TOLD` of a kind only the count goes on; what holds still holds."""

    found: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    open_end: bool = False  # the last line of a table has no line end: it may be cut off

    def remark(self, code: str, text: str, /, *, line: int, holds: bool = False, **facts: Fact) -> None:
        """Remember a finding."""
        self.counts[code] = self.counts.get(code, 0) + 1
        if self.counts[code] > TOLD:
            return
        told = {name: quoted(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        self.found.append(Finding(Reason("intake.advice_" + code, text, told), line, holds))

    def take(self) -> tuple[Finding, ...]:
        """All that was noticed; where a kind was too frequent, how often it was."""
        many = [count - TOLD for count in self.counts.values() if count > TOLD]
        said = "More of the same: %(count)d findings like those above were not listed."
        extra = [Finding(Reason("intake.advice_more", said, {"count": count}), 0) for count in many]
        return (*self.found, *extra)


def money(minor: int, currency: str) -> str:
    """An amount as a finding quotes it; without a currency as one of two decimal places."""
    return str(Money(minor, currency)) if currency else str(Money(minor, "USD")).removesuffix(" USD")
