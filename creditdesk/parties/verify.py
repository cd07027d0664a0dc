"""Proof that reporting lines at customers end: nobody is, by way of others, his own superior."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.parties.models import Contact


def broken_facts() -> list[BrokenFact]:
    """The broken facts in words, or nothing."""
    lines = Contact.objects.filter(reports_to__isnull=False).order_by("id")
    lost = _in_circles(dict(lines.values_list("id", "reports_to_id")))[:MOST_NAMED]
    contacts = Contact.objects.select_related("customer").in_bulk(lost)
    return [
        BrokenFact(
            f"contact {key} is, by way of others, his own superior",
            company_id=contacts[key].customer.company_id,
            customer_id=contacts[key].customer_id,
        )
        for key in lost
    ]


def _in_circles(superiors: dict[int, int]) -> list[int]:
    """Those who stand in a circle, each looked at once."""
    lost: list[int] = []
    sound: set[int] = set()
    for start in superiors:
        line: list[int] = []
        above: int | None = start
        while above is not None and above not in sound and above not in line:
            line.append(above)
            above = superiors.get(above)
        if above is not None and above in line:
            lost += line[line.index(above) :]
        sound |= set(line)
    return lost
