"""Which module of the parties keeps which content."""

from __future__ import annotations

from collections.abc import Mapping

from creditdesk.intake.models import ImportFile
from creditdesk.parties.records import customers
from creditdesk.parties.records.kept import Records

KEEPERS: Mapping[str, Records] = {
    ImportFile.Content.CUSTOMERS: customers,
}
