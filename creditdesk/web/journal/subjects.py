"""What the journal names by a number of the database, as people know it: documents by number, users by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from creditdesk.config import clock
from creditdesk.intake.access import visible_files
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_by_id, names_of
from creditdesk.receivables.access import items_for
from creditdesk.web.templatetags.ledger import item_kind

if TYPE_CHECKING:
    from creditdesk.journal.queries import JournalEntry

# The facts whose numbers are those of items, of users and of postings.
ITEMS, PEOPLE, POSTINGS = {"items"}, {"owner", "from_owner", "to_owner", "rep_id", "supervisor_id"}, {"reverses"}
# The lines of a posting: item or account, currency, minor units.
LINES = "entries"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a fact in words, and where it leads, as far as the reader may go there."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the entries of a page name, as the reader may see it today; the chain itself holds no names."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Usernames → what the people are called."""
    people: Mapping[int, str] = field(default_factory=dict)
    accounts: Mapping[int, str] = field(default_factory=dict)
    items: Mapping[int, str] = field(default_factory=dict)
    companies: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)

    def item(self, item_id: object) -> Part | None:
        """The document, None where the reader may not see it."""
        text = self.items.get(item_id) if isinstance(item_id, int) else None
        return Part(text, reverse("item", args=[item_id])) if text else None

    def person(self, user_id: object) -> Part | None:
        """The user, None where there is none of the number."""
        text = self.people.get(user_id) if isinstance(user_id, int) else None
        return Part(text) if text else None

    def file(self, file_id: object) -> Part | None:
        """The import by the name of its file, None where the reader may not open it."""
        text = self.files.get(file_id) if isinstance(file_id, int) else None
        return Part(text, reverse("import", args=[file_id])) if text else None

    def posting(self, posting_id: object) -> Part:
        """The posting, by the number that its own page bears."""
        return Part(_("Posting %(number)s") % {"number": posting_id}, reverse("posting", args=[posting_id]))


def known_to(reader: User, rows: Iterable[JournalEntry]) -> Known:
    """What the entries name, as far as the reader may see it."""
    entries, today = list(rows), clock.today()
    visible = visible_customers(reader, as_of=today).filter(
        id__in={row.customer_id for row in entries if row.customer_id}
    )
    items = items_for(reader, {number for row in entries for number in _items_in(row)}, as_of=today)
    return Known(
        names=names_of(row.by for row in entries),
        people=names_by_id({number for row in entries for number in _people_in(row)}),
        accounts=dict(visible.values_list("id", "name")),
        companies=dict(companies_of(reader).values_list("id", "name")),
        files=_files_in(reader, entries),
        items={item.id: f"{item_kind(item.kind)} {item.number}" for item in items},
    )


def _files_in(reader: User, entries: Iterable[JournalEntry]) -> dict[int, str]:
    asked = {row.subject_id for row in entries if row.subject_kind == "import_file"}
    return dict(visible_files(reader).filter(id__in=asked).values_list("id", "name")) if asked else {}


def _items_in(row: JournalEntry) -> Iterable[int]:
    if row.subject_kind == "item":
        yield row.subject_id
    for name in ITEMS & row.facts.keys():
        yield from _numbers(row.facts[name])
    for line in row.facts.get(LINES) or ():
        if isinstance(line, list):
            yield from _numbers(line[0])


def _people_in(row: JournalEntry) -> Iterable[int]:
    if row.subject_kind == "user":
        yield row.subject_id
    for name in PEOPLE & row.facts.keys():
        yield from _numbers(row.facts[name])


def _numbers(value: Any) -> list[int]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, int)]
