"""What columns may be whose headings nobody knows, told by their cells."""

from __future__ import annotations

from collections.abc import Sequence

from creditdesk.intake.formats.proposals import propose

HEADERS = ("Nr", "Kontrahent", "Faktura", "Termin", "Wystawiono", "Waluta", "Kwota", "Do zapłaty", "Uwagi")
ROWS = (
    ("00417", "Optyka", "FV/12/05", "04/05/2026", "05/04/2026", "PLN", "1.234,50", "234,50", ""),
    ("00418", "Soczewki", "FV/13/05", "06/05/2026", "07/04/2026", "PLN", "98,00", "98,00", "pilne"),
    ("00417", "Optyka", "FV/14/05", "07/05/2026", "07/04/2026", "EUR", "10,00", "10,00", ""),
)


def proposed(rows: Sequence[Sequence[str]], **columns: str) -> dict[str, str]:
    """Field → heading."""
    return {one.field: one.heading for one in propose(HEADERS, rows, columns)}


def test_every_column_is_told_by_its_cells() -> None:
    assert proposed(ROWS) == {
        "customer_number": "Nr",
        "customer_name": "Kontrahent",
        "document_number": "Faktura",
        "document_date": "Wystawiono",
        "due_date": "Termin",
        "currency": "Waluta",
        "original_amount": "Kwota",
        "open_amount": "Do zapłaty",
    }


def test_each_proposal_says_why() -> None:
    why = {one.field: str(one.reason) for one in propose(HEADERS, ROWS, {})}
    assert why["due_date"] == "Its cells are days, and later than those of Wystawiono."
    assert why["customer_number"] == "Its numbers come again in other rows, as those of customers do."


def test_what_is_known_is_not_proposed_again() -> None:
    found = proposed(ROWS, customer_number="Nr", due_date="Termin")
    assert found.keys().isdisjoint({"customer_number", "due_date"})
    assert found["document_date"] == "Wystawiono"


def test_one_row_shows_no_pattern() -> None:
    assert proposed(ROWS[:1]) == {}
