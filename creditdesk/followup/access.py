"""The only way to a tickler, an activity, a promise or a document: through a customer that the user may see."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from creditdesk.domain.visibility import Permission, Role, has_permission, visible_classes
from creditdesk.followup.models import Activity, Document, Promise, Tickler
from creditdesk.parties.access import NotVisible, visible_customers
from creditdesk.parties.models import Absence, Customer, User
from creditdesk.parties.reach import Reach, reach_of

# Screens name the type of what they are given.
__all__ = [
    "Activity",
    "Promise",
    "activity_for",
    "document_for",
    "possible_owners",
    "promise_for",
    "readable",
    "standing_documents",
    "tickler_for",
    "visible_activities",
    "visible_documents",
    "visible_promises",
]


def readable(user: User) -> Q:
    """The condition that an activity or document is of a class that the user may read, or is his own.

    docs/rules/authority.md.
    """
    classes = Q(visibility__in=[visibility.value for visibility in visible_classes(user.desk_role)])
    return classes | Q(by=user) if has_permission(user.desk_role, Permission.RECORD_ACTIVITY) else classes


def visible_activities(user: User, *, customer_id: int, channel: str = "", outcome: str = "") -> QuerySet[Activity]:
    """The customer's activities that the user may read, newest first. The customer itself is asked for elsewhere."""
    exact = {"channel": channel, "outcome": outcome}
    narrowed = {name: value for name, value in exact.items() if value}
    return Activity.objects.filter(readable(user), customer_id=customer_id, **narrowed)


def visible_documents(user: User, *, customer_id: int) -> QuerySet[Document]:
    """The customer's documents that the user may read, newest first, without their content."""
    found = standing_documents(user).filter(customer_id=customer_id)
    return found.select_related("by").defer("content")


def standing_documents(user: User) -> QuerySet[Document]:
    """The documents of classes that the user may read, but for those taken back from an account that they never were
    of. The customer is asked for elsewhere.
    """
    return Document.objects.filter(readable(user), taken_back__isnull=True)


def activity_for(user: User, activity_id: int, *, as_of: dt.date) -> Activity:
    """The activity of a customer that the user may see. Raises NotVisible."""
    found = Activity.objects.filter(readable(user), id=activity_id).select_related("customer__company", "by").first()
    if found is None or not _sees(user, found.customer_id, as_of=as_of):
        raise NotVisible(f"activity {activity_id}")
    return found


def tickler_for(user: User, tickler_id: int, *, as_of: dt.date) -> Tickler:
    """The tickler on a customer that the user may see. Raises NotVisible."""
    found = (
        Tickler.objects.filter(id=tickler_id)
        .select_related("customer__company", "customer__portfolio", "owner")
        .first()
    )
    if found is None or not _sees(user, found.customer_id, as_of=as_of):
        raise NotVisible(f"tickler {tickler_id}")
    return found


def visible_promises(user: User, *, as_of: dt.date, reach: Reach | None = None) -> QuerySet[Promise]:
    """The promises of the customers whose history the user may see, where his reach was asked for already: of that.

    docs/rules/authority.md.
    """
    if not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return Promise.objects.none()
    return Promise.objects.filter((reach or reach_of(user, as_of=as_of)).customers("customer__"))


def promise_for(user: User, promise_id: int, *, as_of: dt.date) -> Promise:
    """The promise with its customer and its conversation. Raises NotVisible."""
    found = visible_promises(user, as_of=as_of).filter(id=promise_id)
    promise = found.select_related("customer__company", "customer__portfolio", "activity__by").first()
    if promise is None:
        raise NotVisible(f"promise {promise_id}")
    return promise


def document_for(user: User, document_id: int, *, as_of: dt.date) -> Document:
    """The document with its content, for a download. Raises NotVisible."""
    found = standing_documents(user).filter(id=document_id).select_related("customer", "by").first()
    if found is None or not _sees(user, found.customer_id, as_of=as_of):
        raise NotVisible(f"document {document_id}")
    return found


def possible_owners(customer: Customer, *, as_of: dt.date) -> list[User]:
    """Who can be given a tickler of the customer: those who work ticklers and see the account, by name."""
    people = User.objects.filter(is_active=True, companies=customer.company_id).exclude(role=Role.MACHINE.value)
    reps = {customer.portfolio.rep_id} if customer.portfolio is not None else set()
    away = Absence.objects.filter(user__in=reps, first_day__lte=as_of, last_day__gte=as_of)
    reps |= set(away.values_list("substitute_id", flat=True))
    return [
        person
        for person in people.order_by("first_name", "last_name", "username")
        if has_permission(person.desk_role, Permission.WORK_TICKLERS)
        and (person.id in reps or has_permission(person.desk_role, Permission.SEE_ACCOUNTS_ALL))
    ]


def _sees(user: User, customer_id: int, *, as_of: dt.date) -> bool:
    return visible_customers(user, as_of=as_of).filter(id=customer_id).exists()
