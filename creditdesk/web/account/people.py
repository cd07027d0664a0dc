"""Who is who at an account: its family with payers and balances, the people, and whom to ask for next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from creditdesk.domain.visibility import Permission
from creditdesk.followup.contacting import attorney_instead
from creditdesk.parties.access import customers_within
from creditdesk.parties.people import MOST_PEOPLE, path_from, people_of, standing_of, superiors_seen
from creditdesk.parties.queries import family as family_of
from creditdesk.parties.queries import payers_around
from creditdesk.receivables.queries import positions, summed
from creditdesk.web.account.page import SEE, Account, opened, page
from creditdesk.web.permissions import may, needs

if TYPE_CHECKING:
    from creditdesk.parties.models import Contact, Customer
    from creditdesk.parties.people import Standing

# Members that stand on one page; a chain of thousands of stores is looked at in the list of accounts.
MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class Placed:
    """A person in the order of the reporting lines: how far below the first he stands, and who his superior is."""

    standing: Standing
    depth: int
    superior: Contact | None

    @property
    def contact(self) -> Contact:
        """The person."""
        return self.standing.contact


@require_GET
@needs(*SEE)
def family(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The whole family: parents and children, payers, what each owes, and the people with their reporting lines.

    Amounts are added up per company and currency: entities are never netted.
    """
    account = opened(request, customer_id)
    everyone = list(family_of(account.customer))
    around = payers_around(everyone)
    allowed = customers_within(account.reach, [one.id for one in (*everyone, *around)])
    members = _in_order([one for one in everyone if one.id in allowed])
    shown = members[:MOST_MEMBERS]
    facts = positions([one.id for one, _ in members], as_of=account.today, edges=account.edges)
    companies = {one.company.code: one.company for one, _ in members}
    totals = []
    for company in sorted(companies.values(), key=lambda one: one.code):
        ids = {one.id for one, _ in members if one.company_id == company.id}
        totals += [(company, one) for one in summed([one for one in facts if one.customer_id in ids])]
    known = {one.id: one for one in (*everyone, *around) if one.id in allowed}
    people = _people(account, [one.id for one, _ in shown])
    return page(
        request,
        account,
        tab="account_family",
        template="accounts/family.html",
        rows=[
            {
                "member": one,
                "depth": depth,
                "facts": [each for each in facts if each.customer_id == one.id],
                "payer": known.get(one.payer_id or 0),
                "pays_elsewhere": one.payer_id is not None and one.payer_id not in known,
            }
            for one, depth in shown
        ],
        around=[(one, [each for each in everyone if each.payer_id == one.id]) for one in around if one.id in allowed],
        totals=totals,
        people=[(one, people.get(one.id, [])) for one, _ in shown if people.get(one.id)],
        hidden=len(everyone) - len(members),
        cut=len(members) - len(shown),
    )


@require_GET
@needs(*SEE)
def contacts(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The customer's people in the order in which they are asked for, how each may be reached, and who comes after."""
    account = opened(request, customer_id)
    people = standing_of(people_of([customer_id]), on=account.today)
    return page(
        request,
        account,
        tab="account_contacts",
        template="accounts/contacts.html",
        people=[one for one in people if one.contact.left_on is None],
        gone=[one for one in people if one.contact.left_on is not None],
        superiors=superiors_seen((one.contact for one in people), reach=account.reach, known=[customer_id]),
        attorney=attorney_instead(account.customer, on=account.today, people=people),
        path=path_from(account.customer, reach=account.reach, on=account.today, people=people),
        edits=may(account.user, Permission.RECORD_ACTIVITY),
    )


def _in_order(members: list[Customer]) -> list[tuple[Customer, int]]:
    """Each parent before its children, with how far below the head it stands; of hidden parents the children first."""
    below: dict[int | None, list[Customer]] = {}
    known = {one.id for one in members}
    for one in members:
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    found: list[tuple[Customer, int]] = []
    waiting = [(one, 0) for one in reversed(below.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        found.append((one, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(one.id, []))]
    return found


def _people(account: Account, customer_ids: Sequence[int]) -> Mapping[int, list[Placed]]:
    """Customer → its people, each below whom he reports to."""
    everyone = standing_of(people_of(customer_ids)[:MOST_PEOPLE], on=account.today)
    here = [one for one in everyone if one.contact.left_on is None]
    superiors = superiors_seen((one.contact for one in here), reach=account.reach, known=customer_ids)
    found: dict[int, list[Placed]] = {}
    for customer_id in dict.fromkeys(one.contact.customer_id for one in here):
        found[customer_id] = _placed([one for one in here if one.contact.customer_id == customer_id], superiors)
    return found


def _placed(people: list[Standing], superiors: Mapping[int, Contact]) -> list[Placed]:
    known = {one.contact.id for one in people}
    below: dict[int | None, list[Standing]] = {}
    for one in people:
        above = one.contact.reports_to_id
        below.setdefault(above if above in known else None, []).append(one)
    found: list[Placed] = []
    waiting = [(one, 0) for one in reversed(below.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        found.append(Placed(one, depth, superiors.get(one.contact.id)))
        waiting += [(report, depth + 1) for report in reversed(below.get(one.contact.id, []))]
    return found
