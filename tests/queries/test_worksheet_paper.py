"""The adjustment worksheet on paper, read back from its PDF."""

from __future__ import annotations

import io

from django.utils.translation import override
from pypdf import PdfReader

from creditdesk.approvals.models import Worksheet
from creditdesk.approvals.worksheet_queries import parts_of, requests_of
from creditdesk.letters.worksheets import worksheet_pdf
from creditdesk.parties.models import User
from tests import builders
from tests.asking import approve
from tests.worksheets import ask_by_worksheet, line, sheet
from tests.world import TODAY, World


def said(worksheet: Worksheet, *, by: User) -> tuple[str, int]:
    """The text of the paper, and its pages."""
    parts = parts_of(requests_of([worksheet.id], user=by, as_of=TODAY))
    paper = PdfReader(io.BytesIO(worksheet_pdf(worksheet, parts, today=TODAY)))
    return "\n".join(page.extract_text() for page in paper.pages), len(paper.pages)


def made(world: World, *, lines: int = 2) -> Worksheet:
    reasons = ["pricing", "shortage"]
    told = [
        line(builders.invoice(world.acme, amount=1_190_00, goods=1_000_00), 595_00, reasons[n % 2], claim=f"CLM-{n}")
        for n in range(lines)
    ]
    return ask_by_worksheet(world.acme, sheet(*told), by=world.alice)


def test_the_paper_says_whose_it_is_what_it_books_and_what_it_shows(world: World) -> None:
    worksheet = made(world)
    text, pages = said(worksheet, by=world.alice)
    assert pages == 1
    for words in (
        worksheet.number,
        "Northlight Supply",
        f"Acme Camera ({world.acme.number})",
        "Alice, ",
        "CLM-0",
        "sales_allowances",
        "logistics",
        "595.00 USD",
        "1,190.00 USD",
        "190.00",
        "Proof of the claim: price list of May",
        "Waiting for a decision",
        "Approved by",
    ):
        assert words in text, words


def test_once_decided_it_says_who_when_and_what_was_posted(world: World) -> None:
    worksheet = made(world)
    requests = [part.request for part in worksheet.parts.all()]
    approve(*requests, by=world.carol, words="agreed")
    text, _ = said(worksheet, by=world.carol)
    posting = requests[0].effects.get().posting
    assert posting is not None
    for words in ("Approved and carried out", "Carol", "Jun 15, 2026", "agreed", str(posting.id)):
        assert words in text, words


def test_many_lines_go_on_over_several_pages_with_their_heads(world: World) -> None:
    text, pages = said(made(world, lines=60), by=world.alice)
    assert pages >= 2
    assert text.count("Tax in it") >= pages


def test_the_paper_is_in_the_language_of_whoever_prints_it(world: World) -> None:
    worksheet = made(world)
    with override("fr"):
        text, _ = said(worksheet, by=world.alice)
    assert "595,00" in text
