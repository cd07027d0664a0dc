"""Which portfolio an account belongs to: the first rule that fits, unless a person put it somewhere by hand.

Example: with the rules "names A to F → East" and "names G to Z → West", an account "Fenwick Optical" goes East::

    portfolio_for(Account("fenwick optical", "B", "medium", "US", "NY"), rules)    # East's id
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """What the rules look at. The name is in lower case, as it is sorted."""

    search_name: str
    risk_class: str
    segment: str
    country: str
    region: str


@dataclass(frozen=True, slots=True)
class Rule:
    """An account fits when every filled-in field fits; a rule without any takes whatever is left."""

    portfolio_id: int
    name_from: str = ""
    name_to: str = ""
    risk_class: str = ""
    segment: str = ""
    country: str = ""
    region: str = ""

    def fits(self, account: Account) -> bool:
        """Whether the account belongs here. "A" to "F" holds every name that begins with A, B … or F."""
        name_from, name_to = self.name_from.lower(), self.name_to.lower()
        return (
            account.search_name >= name_from
            and (not name_to or account.search_name[: len(name_to)] <= name_to)
            and self.risk_class in ("", account.risk_class)
            and self.segment in ("", account.segment)
            and self.country in ("", account.country)
            and self.region in ("", account.region)
        )


def portfolio_for(account: Account, rules: Sequence[Rule]) -> int | None:
    """The portfolio of the first rule that fits, or None. Source: docs/rules/access.md."""
    for rule in rules:
        if rule.fits(account):
            return rule.portfolio_id
    return None
