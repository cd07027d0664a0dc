"""F12: what comes in from files, forms and programs stays text, in whatever goes out.

Every payload is brought in through every text field. Then every route that can be read, listed by machine, is read by
somebody who may: pages, tables, downloads and JSON.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.http.response import HttpResponseBase

from creditdesk.domain.scopes import Scope
from creditdesk.followup.actions import attach_document
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Contact, Customer, Portfolio, PortfolioRule, Salesperson, User
from creditdesk.parties.tokens import make_token
from creditdesk.receivables import positions
from creditdesk.receivables.actions import transfer_residual
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.recognition import NewItem, Source
from tests import builders
from tests.actions import importing
from tests.api.programs import Program
from tests.faults import payloads
from tests.faults.live_markup import Page
from tests.faults.poisoned_day import poison_day
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.web.clients import client_of
from tests.web.permission_matrix import Row
from tests.web.routes import ROWS, answer
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.long

# Whoever of these holds a route's permission reads it.
READERS = ("carol", "bob", "alice", "erin", "adam", "audrey", "dave", "sam")
OLD = dt.date(2026, 3, 2)
TEXT_OF_CSV = ("=", "+", "-", "@", "\t", "\r", "\n")
PART = figure(3, full=1)
# Below this a spreadsheet sees a plain number, which is no formula.
_NUMBER = re.compile(r"^-?[\d,.]+$")
# What the form of a worksheet reckons itself: where a reason is booked, and the sums; cells alone, no text of others.
_CELLS = r"(?:'[\w ]+'!)?\$?[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?"
_OURS = re.compile(
    rf'IF\({_CELLS}="","",IFERROR\(VLOOKUP\({_CELLS},{_CELLS},\d,FALSE\),""\)\)'
    rf"|SUMIFS\({_CELLS}(?:,{_CELLS}){{4}}\)|SUM\({_CELLS}\)"
)


@dataclass
class Poisoned:
    """The world, full of payloads: argument of an address → the objects to read."""

    world: World
    objects: dict[str, list[Any]]


@pytest.fixture(autouse=True)
def on_the_worlds_day(settings: Any) -> Iterator[None]:
    settings.EXPORTS_PER_HOUR = 1000
    with time_machine.travel(NOW, tick=False):
        yield


def split_off(items: list[OpenItem], *, by: User) -> int:
    """An act of ours on a document whose texts hold payloads, with more of them: the ERP is told of it."""
    claim = next(item for item in items if item.open_minor > 1)
    deduction = transfer_residual(
        claim,
        amount_minor=1,
        number=payloads.MARKUP[0][:60],
        reference=payloads.MARKUP[1][:120],
        posting_date=TODAY,
        as_of=TODAY,
        by=by,
        at=NOW,
        key="split",
    )
    return deduction.entries.get().posting_id


@pytest.fixture
def poisoned(world: World) -> Poisoned:
    """Every text field of everything holds payloads: short ones in turn, long ones several at once."""
    customers = [poison_customer(world, number, pack) for number, pack in enumerate(packs(150))]
    items = [
        item for customer, pack in zip(customers, packs(150), strict=True) for item in poison_items(customer, pack)
    ]
    for customer, pack in zip(customers, packs(150), strict=True):
        poison_followup(world, customer, pack)
    poison_people(world)
    files = [poison_import(world).id, poison_customers(world).id]
    refresh_worklist(as_of=TODAY)
    documents = [
        attach_document(world.acme, name=text, content=f"{number}".encode(), by=world.bob, at=NOW)
        for number, text in enumerate((*payloads.HEADERS_AND_PATHS, *payloads.MARKUP[:8]))
    ]
    credit = builders.payment(world.acme, amount=1_000_00)
    ids = [customer.id for customer in customers]
    first_items = [OpenItem.objects.filter(customer=customer).order_by("id")[0] for customer in customers]
    return Poisoned(
        world,
        {
            "customer_id": [world.acme.id, *ids],
            "customer": [world.acme.id, *ids],
            "item_id": [credit.id, *(item.id for item in first_items)],
            "posting_id": [split_off(items, by=world.fay)],
            "document_id": [document.id for document in documents],
            "tickler_id": list(Tickler.objects.values_list("id", flat=True)[:12]),
            "portfolio_id": list(Portfolio.objects.filter(company=world.northlight).values_list("id", flat=True)[:12]),
            "user_id": list(User.objects.filter(username__startswith="xq7").values_list("id", flat=True)[:12]),
            "file_id": files,
            "import_id": files,
            "seq": [poison_journal(world, text) for text in payloads.ALL[:12]],
            **poison_day(world),
        },
    )


def packs(width: int) -> list[list[str]]:
    """The payloads in groups that fit into a field of that width together."""
    groups: list[list[str]] = [[]]
    for text in payloads.ALL:
        if sum(map(len, groups[-1])) + len(text) > width:
            groups.append([])
        groups[-1].append(text[:width])
    return groups


def poison_customer(world: World, number: int, pack: list[str]) -> Customer:
    """A customer with a contact, every text of which is a payload."""
    name = "".join(pack)
    listed = Salesperson.objects.create(
        company=world.northlight,
        code=f"{number}{pack[0]}"[:60],
        name=name[:120],
        email=name[:160],
        user=world.sam,
    )
    customer = builders.customer(
        world.northlight,
        name=name,
        number=f"{number}{pack[0]}"[:40],
        portfolio=world.portfolio,
        salesperson=world.sam,
        listed_salesperson=listed,
        street=name[:120],
        city=pack[0][:80],
        region=pack[-1][:40],
        postal_code=pack[0][:20],
        phone=pack[-1][:40],
        email=name[:160],
        terms_code=pack[0][:60],
    )
    for text in pack:
        Contact.objects.create(customer=customer, name=text[:120], role=text[:80], phone=text[:40], email=text[:160])
    return customer


def poison_items(customer: Customer, pack: list[str]) -> list[OpenItem]:
    """An overdue invoice for each payload, which is its number, order and reference."""
    new = [
        NewItem(
            customer.id, "invoice", text[:60], "USD", 10_000, OLD, OLD, OLD, terms_code=text[:60], po_number=text[:60],
            order_number=text[:60], bol_number=text[:60], reference=text[:120],
        )
        for text in pack
    ]  # fmt: skip
    made = builders.take_over(new, source=Source(customer.company_id, pack[0], NOW, f"poison/{customer.id}"))
    positions.refresh([customer.id], as_of=TODAY, edges=builders.EDGES)
    return list(OpenItem.objects.filter(id__in=made))


def poison_followup(world: World, customer: Customer, pack: list[str]) -> None:
    """A note and a tickler for each payload."""
    common = {"company_id": customer.company_id, "customer": customer}
    for number, text in enumerate(pack):
        Activity.objects.create(
            **common, channel="note", direction="internal", outcome="noted", note=text, visibility="history",
            happened_at=NOW, recorded_at=NOW, by=world.alice, key=f"{customer.id}/{number}",
        )  # fmt: skip
        Tickler.objects.create(
            **common, owner=world.alice, due_date=TODAY, cause=text, created_by=world.alice, created_at=NOW,
            key=f"{customer.id}/{number}",
        )  # fmt: skip


def poison_people(world: World) -> None:
    """Users, portfolios, rules and tokens."""
    for number, text in enumerate(payloads.ALL[:24]):
        user = builders.user(f"xq7{number}", role=world.alice.desk_role, companies=[world.northlight])
        User.objects.filter(id=user.id).update(first_name=text, last_name=text, email=text)
        portfolio = Portfolio.objects.create(
            name=f"{number}{text}", company=world.northlight, rep=user, supervisor=user
        )
        PortfolioRule.objects.create(portfolio=portfolio, position=number, name_from=text[:40], region=text[:40])
    for text in payloads.ALL[:12]:
        make_token(world.bob, name=text[:80], scopes=[Scope.READ], days=9, by=None, at=NOW)


def poison_import(world: World) -> Any:
    """A file whose every cell is a payload: in good rows, in refused ones, and in a heading."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount", "PO", "<xq7 onload=xq7()>"])
    for number, text in enumerate(payloads.ALL):
        short = text.replace("\r", " ").replace("\n", " ")
        rows.writerow(
            [f"{number}{short}", short, f"N{number}", "2026-05-01", "2026-05-31", "USD", "10.00", short, short]
        )
        rows.writerow(["C1", short, f"R{number}", short, "2026-05-31", short, short, short, short])
    return importing.preview(
        out.getvalue(), company=world.northlight, by=world.erin, name='"><img src=xq7 onerror=xq7()>\r\nX-Xq7: a.csv'
    )


def poison_customers(world: World) -> Any:
    """A customer master whose every text is a payload: in new rows, in a changed one, in refused ones, in a heading."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Customer no", "Legal name", "Customer name", "Street", "Country", "<xq7 onload=xq7()>"])
    for number, text in enumerate(payloads.ALL):
        short = text.replace("\r", " ").replace("\n", " ")[:100]
        rows.writerow([f"{number}{short}"[:40], short, short, short, "US", short])
        rows.writerow([f"R{number}", short, short, short, short, short])
    rows.writerow([world.acme.number, payloads.MARKUP[0], "Acme", payloads.MARKUP[1], "US", ""])
    file = importing.preview(out.getvalue(), company=world.northlight, by=world.erin, name="customers.csv")
    assert file.rows_changed, "former and new values are shown side by side"
    return file


@action
def poison_journal(world: World, text: str) -> int:
    """An entry of which everything is a payload."""
    return append(
        "item.disputed", by=text, at=NOW, subject=("item", 1), company_id=world.northlight.id,
        customer_id=world.acme.id, facts={"reason": text, text: 1}, private={"note": text, text: text},
    ).seq  # fmt: skip


def reader_of(row: Row, world: World) -> User | None:
    """Somebody of the world who may read the route."""
    cast = (getattr(world, name) for name in READERS)
    who = row.who & row.kind.sees_own if row.kind else row.who
    return next((user for user in cast if user.desk_role in who), None)


def asked(row: Row, poisoned: Poisoned) -> list[dict[str, Any]]:
    """The arguments of every request to the route: each poisoned object once."""
    if row.kind is None:
        return [{}]
    plain = row.kind.own(poisoned.world)
    (varied, *_) = [name for name in plain if name in poisoned.objects] or [""]
    if not varied or row.route in OF_THEIR_OWN:
        return [plain]
    # JSON is text by its nature, and all files come from one writer: a few objects show that each is written well.
    of_one_writer = row.route.startswith(("api:", "export_")) and row.route != "export_statement"
    objects = poisoned.objects[varied]
    # On each page a run shows the first and every third of the others, on the next page the next ones.
    first, *others = objects
    shown = objects[:3] if of_one_writer else [first, *others[READABLE.index(row) % PART :: PART]]
    return [{**plain, varied: value} for value in shown]


# Pages that only some of the objects have.
OF_THEIR_OWN = {"remittance_picture", "item_evidence", "api:item_evidence"}
READABLE = [row for row in ROWS if row.method == "GET" and not row.gone]


@pytest.mark.timeout(900)  # hundreds of routes, each read several times
def test_no_payload_is_alive_in_anything_that_goes_out(poisoned: Poisoned, counted: Counted) -> None:
    seen: Counter[str] = Counter()
    live: list[str] = []
    for row in READABLE:
        user = reader_of(row, poisoned.world)
        for arguments in asked(row, poisoned) if user else []:
            response = answer(row, user, arguments)
            if response.status_code in row.also:
                continue
            kind, found = inspect(response)
            seen[kind] += 1
            live += [f"{row.route} {arguments}: {fault}" for fault in found]
    counted(
        "F12",
        f"{len(payloads.ALL)} payloads, {sum(seen.values())} answers of {len(READABLE)} routes "
        f"({', '.join(f'{number} {kind}' for kind, number in sorted(seen.items()))}), {len(live)} live",
    )
    assert len(payloads.ALL) >= 60
    assert live == [], "\n".join(live)
    # The reader of this test must know that it looked at something.
    for kind in ("html", "csv", "xlsx", "json", "html with payloads", "csv with payloads", "xlsx with payloads"):
        assert seen[kind] > 0, seen


def inspect(response: HttpResponseBase) -> tuple[str, list[str]]:
    """What kind of answer it is, and what of it is alive."""
    faults = [f"header {name}" for name in response.headers if "xq7" in name.lower()]
    faults += [f"cookie {name}" for name in response.cookies if "xq7" in name.lower()]
    if response.status_code >= 500 or response.status_code in {403, 404}:
        return "refused", [*faults, f"answered {response.status_code}"]
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    media_type = response.headers.get("Content-Type", "").split(";")[0]
    if "Content-Security-Policy" not in response.headers:
        faults.append("no Content-Security-Policy")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    if media_type == "text/html":
        return html_faults(response, content.decode(), faults)
    if media_type == "text/csv":
        return csv_faults(content.decode("utf-8-sig"), faults)
    if "spreadsheetml" in media_type:
        return xlsx_faults(content, faults)
    if media_type in {"application/json", "application/problem+json"}:
        json.loads(content)
        return "json", faults
    if payloads.MARK.encode() in content and "attachment" not in response.headers.get("Content-Disposition", ""):
        faults.append(f"{media_type} is shown, not downloaded")
    return "download", faults


def html_faults(response: HttpResponseBase, text: str, faults: list[str]) -> tuple[str, list[str]]:
    policy = response.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"'nonce-([^']+)'", policy)
    page = Page(nonce=nonce[1] if nonce else "")
    page.feed(text)
    page.close()
    if payloads.RUN in text:
        faults.append(f"a template was run: {text[text.index(payloads.RUN) - 80 :][:120]}")
    if "unsafe" in policy:
        faults.append(f"policy {policy}")
    return "html with payloads" if page.shown else "html", faults + page.live


def csv_faults(text: str, faults: list[str]) -> tuple[str, list[str]]:
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    faults += [
        f"cell {cell!r}" for cell in cells if cell.lstrip(" ").startswith(TEXT_OF_CSV) and not _NUMBER.match(cell)
    ]
    return "csv with payloads" if payloads.MARK in text else "csv", faults


def xlsx_faults(content: bytes, faults: list[str]) -> tuple[str, list[str]]:
    shown = False
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            xml = book.read(name).decode()
            shown |= payloads.MARK in xml
            if "hyperlink" in xml or "externalLink" in name:
                faults.append(f"a link in {name}")
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for cell in ET.fromstring(xml).iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"):  # noqa: S314  (written by ourselves)
                formula = cell.find("{*}f")
                if formula is not None and not _OURS.fullmatch(formula.text or ""):
                    faults.append(f"formula in {cell.get('r')}")
                if payloads.MARK in "".join(cell.itertext()) and cell.get("t") not in {"s", "inlineStr"}:
                    faults.append(f"cell {cell.get('r')} is no text")
    return "xlsx with payloads" if shown else "xlsx", faults


@pytest.mark.parametrize("field", ["note", "cause", "reason"])
def test_programs_may_send_anything_and_get_an_answer(world: World, field: str, counted: Counted) -> None:
    program = Program(world.alice)
    item = builders.invoice(world.acme, amount=10_000)
    paths = {
        "note": f"/customers/{world.acme.id}/activities",
        "cause": f"/customers/{world.acme.id}/ticklers",
        "reason": f"/items/{item.id}/dispute",
    }
    bodies: dict[str, dict[str, Any]] = {
        "note": {"channel": "note", "direction": "internal", "outcome": "noted"},
        "cause": {},
        "reason": {"disputed_minor": 100},
    }
    statuses = Counter(
        program.post(paths[field], {**bodies[field], field: text}).status_code
        for text in (*payloads.ALL[::2], payloads.WITH_NUL, payloads.VERY_LONG)
    )
    counted("F12", f"{sum(statuses.values())} payloads as {field} by program: {dict(sorted(statuses.items()))}")
    assert set(statuses) <= {200, 201, 400, 422}
    assert program.post(paths[field], {**bodies[field], field: payloads.WITH_NUL}).status_code in {400, 422}
    assert program.post(paths[field], {**bodies[field], field: payloads.VERY_LONG}).status_code in {400, 422}


def test_forms_and_addresses_take_no_harm_from_anything(world: World, counted: Counted) -> None:
    supervisor, auditor = client_of(world.bob), client_of(world.audrey)
    texts = (*payloads.ALL[::3], payloads.WITH_NUL, payloads.VERY_LONG[:4000])
    statuses: Counter[int] = Counter()
    for text in texts:
        for path, names in {
            "/search/": ["q"],
            "/accounts/": ["q", "sort", "page", "portfolio", "status"],
            "/journal/": ["kind", "by", "before", "customer"],
            "/today/": ["sort", "portfolio", "after"],
            "/ticklers/": ["owner", "after"],
            f"/accounts/{world.acme.id}/statement/": ["to", "from", "as_of"],
        }.items():
            client = auditor if path == "/journal/" else supervisor
            response = client.get(path, dict.fromkeys(names, text))
            statuses[response.status_code] += 1
            if response.status_code == 200:
                assert inspect(response)[1] == []
    counted("F12", f"{sum(statuses.values())} addresses with payloads in their query: {dict(sorted(statuses.items()))}")
    assert set(statuses) <= {200, 302, 400, 404, 422}


@pytest.mark.parametrize("path", ["/nowhere/%00", "/nowhere/<xq7>", "/nowhere/%0d%0aX-Xq7:%201", "/accounts/1/%ff"])
def test_a_page_that_is_not_there_repeats_nothing_alive(world: World, path: str) -> None:
    for client in (client_of(world.bob), client_of(world.adam)):
        response = client.get(path)
        assert response.status_code == 404
        page = Page(nonce="")
        page.feed(response.content.decode())
        assert [fault for fault in page.live if "xq7" in fault] == []


def test_the_marks_of_life_are_seen_where_a_page_is_careless() -> None:
    """The checker checked: every payload of markup that is put into a page as it is, is found."""
    careless = [
        text for text in payloads.MARKUP if text.startswith(("<", '">', "'>", "</", "--", "]]")) and "ſ" not in text
    ]
    for text in careless:
        page = Page(nonce="n")
        page.feed(f"<p title='{text}'>{text}</p><title>{text}</title>")
        page.close()
        assert page.live, text
    assert len(careless) == 19
