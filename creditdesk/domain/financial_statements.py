"""What a financial statement says of a company: net worth, Altman Z′ and its zone.

Z′ = 0.717 working capital / total assets + 0.847 retained earnings / total assets + 3.107 EBIT / total assets
+ 0.420 book equity / total liabilities + 0.998 sales / total assets: above 2.9 safe, below 1.23 in distress, between
them grey. Ratios of .20, .15, .09, .4286 and 1.5 give 2.23, which is grey. Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR
from creditdesk.domain.reasons import Reason

# The weights of Altman's Z′ for private companies. They are the formula, not a policy.
_W1, _W2, _W3, _W4, _W5 = (Fraction(one) for one in ("0.717", "0.847", "3.107", "0.420", "0.998"))
# A company whose books are this many times a document's largest amount is a mistake of units.
MOST_MINOR = LARGEST_DOCUMENT_MINOR * 100


class Zone(StrEnum):
    """Where Z′ lies."""

    SAFE = "safe"
    GREY = "grey"
    DISTRESS = "distress"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one period, in minor units of one currency. Losses and negative equity are below zero."""

    current_assets: int
    current_liabilities: int
    total_assets: int
    total_liabilities: int
    retained_earnings: int
    ebit: int
    sales: int

    @property
    def net_worth(self) -> int:
        """What is left of the assets when all debts are paid: the book value of equity."""
        return self.total_assets - self.total_liabilities

    @property
    def working_capital(self) -> int:
        """Current assets less current liabilities."""
        return self.current_assets - self.current_liabilities


FIGURES = tuple(Figures.__dataclass_fields__)


def objections(figures: Figures) -> Iterable[Reason]:
    """Why these cannot be the figures of a company."""
    if any(abs(getattr(figures, name)) > MOST_MINOR for name in FIGURES):
        yield Reason("statement.large", "a figure is too large: are the units right?")
    if figures.total_assets <= 0:
        yield Reason("statement.assets", "the total assets are above zero")
    for name in ("current_assets", "current_liabilities", "total_liabilities", "sales"):
        if getattr(figures, name) < 0:
            text = "%(figure)s cannot be below zero"
            yield Reason("statement.negative", text, {"figure": name.replace("_", " ")})
    if figures.current_assets > figures.total_assets > 0:
        yield Reason("statement.current_assets", "the current assets are more than all assets")
    if figures.current_liabilities > figures.total_liabilities:
        yield Reason("statement.current_liabilities", "the current liabilities are more than all liabilities")


def ratios(figures: Figures) -> tuple[Fraction | None, ...]:
    """The five ratios of Z′ in the order of the formula; equity over liabilities is None where nothing is owed."""
    assets, owed = figures.total_assets, figures.total_liabilities
    return (
        Fraction(figures.working_capital, assets),
        Fraction(figures.retained_earnings, assets),
        Fraction(figures.ebit, assets),
        Fraction(figures.net_worth, owed) if owed else None,
        Fraction(figures.sales, assets),
    )


def z_score(figures: Figures) -> Decimal | None:
    """Z′ to two places; None where nothing is owed: there is no ratio then, and no distress either."""
    working, earned, ebit, equity, sales = ratios(figures)
    if working is None or earned is None or ebit is None or equity is None or sales is None:
        return None
    exact = _W1 * working + _W2 * earned + _W3 * ebit + _W4 * equity + _W5 * sales
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def zone_of(z: Decimal | None, *, safe: Decimal, distress: Decimal) -> Zone:
    """The zone of Z′. Whoever owes nothing is safe."""
    if z is None or z > safe:
        return Zone.SAFE
    return Zone.DISTRESS if z < distress else Zone.GREY
