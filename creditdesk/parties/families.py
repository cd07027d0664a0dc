"""The locks of whole families: what is decided for one member may use the limit of all."""

from __future__ import annotations

from collections.abc import Iterable

from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer
from creditdesk.parties.queries import heads_of


def lock_families(customers: Iterable[Customer]) -> None:
    """Hold the customers and the heads of their families, in the one order of locks."""
    those = list(customers)
    lock_customers({*(one.id for one in those), *heads_of(those).values()})
