"""What differs between two policies, in the words of their pages::

changes(before, after)
# (PolicyChange(page=Named("Aging"), slug="aging", label=Named("Upper edges, days past due"),
#               before=Listed((0, 30, 60, 90, 120)), after=Listed((0, 30, 60, 90)), reference="aging.buckets"),)
"""

from __future__ import annotations

from dataclasses import dataclass

from creditdesk.domain.phrases import Spoken
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_words import PolicyRow, pages


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One value that differs. Without `before` it was added, without `after` it is gone."""

    page: Spoken
    slug: str
    label: Spoken
    before: Spoken | None
    after: Spoken | None
    reference: str


def changes(before: PolicyDocument, after: PolicyDocument) -> tuple[PolicyChange, ...]:
    """Every value that differs, in the order of the pages; what is gone stands after what is there."""
    old, new = _rows(before), _rows(after)
    found = []
    for place in [*new, *(place for place in old if place not in new)]:
        was, is_now = old.get(place), new.get(place)
        if was and is_now and was[1].value == is_now[1].value:
            continue
        title, row = is_now or old[place]
        before_it, after_it = (was[1].value if was else None), (is_now[1].value if is_now else None)
        found.append(PolicyChange(title, place[0], row.label, before_it, after_it, row.reference))
    return tuple(found)


# A place on the pages: slug, reference and label, since a list of days is one reference with a row for each year.
_Place = tuple[str, str, Spoken]


def _rows(policy: PolicyDocument) -> dict[_Place, tuple[Spoken, PolicyRow]]:
    return {(page.slug, row.reference, row.label): (page.title, row) for page in pages(policy) for row in page.rows}
