"""How likely a claim is valid, by what became of the customer's earlier claims with the same reason.

    31 of 40 such claims were found valid: 78 %; said beforehand, this would have been right for 29 of 35

The likelihood orders the work and never decides a claim. It comes with the number of claims that it is drawn from, and
with its record: at each earlier claim the majority of those before it is taken as a forecast, and compared with what
was decided. Where fewer claims than the policy asks for were decided, there is no likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creditdesk.domain.money import share_of
from creditdesk.domain.policy_research import DeductionTestsPolicy
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim that was decided, in minor units; it counts as valid where more than half of it was."""

    valid_minor: int
    claimed_minor: int

    @property
    def was_valid(self) -> bool:
        """Whether more of it was valid than not."""
        return 2 * self.valid_minor > self.claimed_minor


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The share of earlier claims that were valid, in per cent, what it is drawn from, and how often it was right."""

    percent: int
    valid: int
    decided: int
    right: int
    foretold: int

    @property
    def reason(self) -> Reason:
        """The likelihood in words, with its denominator and its record."""
        facts: dict[str, str | int | Reason] = {
            "valid": self.valid,
            "decided": self.decided,
            "percent": self.percent,
            "right": self.right,
            "foretold": self.foretold,
        }
        if not self.foretold:
            text = "%(valid)d of %(decided)d such claims were found valid: %(percent)d %%"
            return Reason("claim.likelihood", text, facts)
        text = (
            "%(valid)d of %(decided)d such claims were found valid: %(percent)d %%; said beforehand, this was right "
            "for %(right)d of %(foretold)d"
        )
        return Reason("claim.likelihood_record", text, facts)


def likelihood(outcomes: Iterable[Outcome], *, policy: DeductionTestsPolicy) -> Likelihood | None:
    """How likely the next claim is valid, from the decided ones in the order of their decision; None for too few."""
    valid, decided, right, foretold = 0, 0, 0, 0
    for one in outcomes:
        # As many for as against foretell nothing; nor do fewer than the policy asks for.
        if decided >= max(policy.history_least, 1) and 2 * valid != decided:
            foretold += 1
            right += one.was_valid == (2 * valid > decided)
        decided += 1
        valid += one.was_valid
    if decided < max(policy.history_least, 1):
        return None
    return Likelihood(share_of(100, numerator=valid, denominator=decided), valid, decided, right, foretold)
