"""What a layout is: the report of one program, described by its columns and its rows, without a line of reading.

A description says how the report is recognised (`needs`, `says`) and which heading is which field. Where a report has
no column for a field, one is made of others, and stands beside those of the file under a heading of its own::

    FirstOf("customer_number", ...)    the customer of the row, or the name on a row of its own above the documents
    SumOf("open_amount", ...)          the columns by age, added up
    Counted("document_number", ...)    number and line item, where a document has several
    NetDue("due_date", ...)            the baseline and the days from it

How rows become table rows by a description is written once, in walk.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from creditdesk.intake.formats.synonyms import squashed

FACT_CELLS = 3  # a line that says something of the rows below fills no more
_FACT = re.compile(r"(?P<label>.{2,40}?)(?:\s*:\s*|\s{2,})(?P<value>\S.*)")
PARTY = "party"  # what stands on a row of its own above the documents of a customer
SUMMED = "Sum of the columns"  # the heading of what was added up; its cells are sums such as "10.00 + 2.50"


@dataclass(frozen=True, slots=True)
class FirstOf:
    """A column that takes the first filled one of several headings, or else what stood above.

    That is the party's row, or a line such as "Company Code 1000" (`fact` is its name).
    """

    field: str
    headings: tuple[str, ...]
    fact: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class SumOf:
    """A column that adds up those whose headings match `plus`, less those that match `minus`."""

    field: str
    plus: re.Pattern[str]
    minus: re.Pattern[str] | None = None
    # The report's own sum of the row, which must be the same where the row has one.
    total: tuple[str, ...] = ()
    least: int = 1
    heading: str = SUMMED


@dataclass(frozen=True, slots=True)
class Counted:
    """A column of a number and its line item: "4711", and "4711/002" for a further item of the same document."""

    field: str
    number: str
    item: str
    heading: str = "Number and item"


@dataclass(frozen=True, slots=True)
class NetDue:
    """A column of the due date: the baseline and the first days that are filled; of a credit alone the baseline."""

    field: str
    baseline: str
    days: tuple[str, ...]
    side: str  # its cell is "H" for a credit
    refers_to: str  # filled where a credit belongs to an invoice and shares its days
    heading: str = "Net due"


Made = FirstOf | SumOf | Counted | NetDue


@dataclass(frozen=True, slots=True)
class Layout:
    """The report of one program. Headings are compared as `synonyms.squashed` does; patterns ignore case.

    `needs` are groups of headings of each of which one must be there. `fields` are the headings of each field, the one
    preferred first; `others` belong to the report and are no field. `says` is what stands above the header or in a
    title. `facts` are the labels of lines such as "Company Code 1000".
    """

    name: str
    title: str
    needs: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    made: tuple[Made, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Rows with nothing but a name head the documents of a party; rows with a bucket's name head those of a bucket.
    parties: bool = False
    # Columns that may be filled on the row of a party beside its name; and whether lines of its address follow.
    about_party: tuple[str, ...] = ()
    party_block: bool = False
    sections: bool = False
    # An empty amount open is zero; else it is unknown, and the original is open.
    empty_is_zero: bool = False
    # Amounts carry their sign always: a payment above zero stands on the debit side and is no unsigned credit.
    signed: bool = False
    # How the program writes that there is no date.
    no_date: tuple[str, ...] = ()
    # The report ends with a total: without one the file may be cut off.
    ends_with_total: bool = False
    # What is known of totals that the program gets wrong itself, for whoever reads the warning.
    about_total: str = ""

    def headings(self) -> frozenset[str]:
        """Every heading of the layout, as headings are compared."""
        return frozenset(map(squashed, [*(one for many in self.fields.values() for one in many), *self.others]))

    def fact_of(self, texts: Sequence[str]) -> tuple[str, str] | None:
        """Name and value of a line such as "Company Code  1000" or "Customer: Anvil Works"; None for any other."""
        if not self.facts or len(texts) > FACT_CELLS or not (found := _FACT.fullmatch("  ".join(texts))):
            return None
        label = squashed(found["label"])
        names = (name for name, labels in self.facts.items() if any(squashed(one) == label for one in labels))
        return next(((name, found["value"]) for name in names), None)
