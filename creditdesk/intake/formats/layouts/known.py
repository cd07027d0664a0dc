"""Every layout that is known, in the order in which equally likely ones are preferred."""

from __future__ import annotations

from creditdesk.intake.formats.layouts import (
    dynamics,
    flat_files,
    netsuite,
    oroms,
    quickbooks,
    sage,
    sap,
    tally,
    xero,
)
from creditdesk.intake.formats.layouts.description import Layout

LAYOUTS: tuple[Layout, ...] = (
    *quickbooks.LAYOUTS,
    *xero.LAYOUTS,
    *netsuite.LAYOUTS,
    *sap.LAYOUTS,
    *dynamics.LAYOUTS,
    *sage.LAYOUTS,
    *tally.LAYOUTS,
    *oroms.LAYOUTS,
    *flat_files.LAYOUTS,
)
BY_NAME = {layout.name: layout for layout in LAYOUTS}
NO_LAYOUT = "none"  # a person's word that it is none of them
