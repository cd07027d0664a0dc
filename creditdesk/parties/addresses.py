"""Who has an e-mail address: looked up by an index, however it was typed.

Both databases fold the letters A to Z by themselves and answer from the index on the folded column; `iexact` would read
every row. Domain names have no others, and before the @ hardly anybody does.
"""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def has_address(address: str, *, column: str = "email") -> Exact[str]:
    """The condition that a contact or a customer has the address; nobody has an empty one, so do not ask for it."""
    return Exact(Lower(column), Lower(Value(address)))
