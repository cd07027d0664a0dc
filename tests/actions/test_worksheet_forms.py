"""The worksheet as a form that is filled in outside: what comes back is taken as it stands, or named cell by cell."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditdesk.approvals import worksheet_form
from creditdesk.approvals.models import Request, Worksheet
from creditdesk.approvals.words import CAUSES
from creditdesk.approvals.worksheet_form import FormLine, form_line
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import attach_document
from creditdesk.intake.formats.filled_cells import address, filled_sheets
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.asking import adjustment, approve, ask
from tests.worksheets import (
    HEAD_ROW,
    LINES,
    ask_by_worksheet,
    cell_of,
    columns,
    filled_in,
    form_of,
    line,
    load,
    sheet,
    text,
    with_part,
)
from tests.world import NOW, World


def invoice(world: World, amount: int = 100_00, **facts: object) -> OpenItem:
    return builders.invoice(world.acme, amount=amount, **facts)


def requests(made: Worksheet) -> list[Request]:
    return [part.request for part in made.parts.select_related("request").order_by("number")]


def refused(content: bytes, world: World) -> list[str]:
    """The sentences with which the form is refused; nothing was made."""
    with pytest.raises(Refusal) as refusal:
        load(content, by=world.alice)
    assert not Worksheet.objects.exists()
    assert not Request.objects.exists()
    return [str(reason) for reason in refusal.value.reasons]


# ---------------------------------------------------------------- taking it out


def test_the_form_shows_what_is_known_and_the_journal_tells_of_it(world: World) -> None:
    item = invoice(world, 1_190_00, goods=1_000_00, reference="CLM-7")
    form = form_of(world.acme, item, by=world.alice, form_id="f1")
    row, place = filled_sheets(form)[LINES].rows[HEAD_ROW + 1], columns(form)
    shown = {name: text(row.get(column)) for name, column in place.items()}
    assert (shown["Item"], shown["Document"], shown["Claim"]) == (str(item.id), item.number, "CLM-7")
    assert (shown["Open"], shown["Tax in what is open"], shown["Currency"]) == ("1190", "190", "USD")
    assert row[place["GL account"]].is_formula
    told = JournalEntry.objects.get(kind="worksheet.form_taken")
    assert told.facts == {"form": "f1", "lines": 1}


def test_only_what_is_asked_for_can_be_typed_and_reasons_are_chosen(world: World) -> None:
    form = form_of(world.acme, invoice(world), by=world.alice)
    with zipfile.ZipFile(io.BytesIO(form)) as book:
        lines, listed = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/workbook.xml").decode()
    assert "<sheetProtection" in lines
    assert 'type="list"' in lines
    assert 'type="decimal"' in lines
    assert 'state="frozen"' in lines
    assert 'name="Creditdesk worksheet" sheetId="5" state="veryHidden"' in listed


def test_a_form_of_nothing_or_of_too_much_is_refused(world: World) -> None:
    with pytest.raises(Refusal, match="choose between 1 and 200 open documents"):
        form_of(world.acme, by=world.alice)


# ---------------------------------------------------------------- bringing it back


def test_a_form_that_was_filled_in_makes_its_requests(world: World) -> None:
    first, second, left_out = invoice(world, 1_190_00, goods=1_000_00), invoice(world), invoice(world)
    paper = attach_document(world.acme, name="pod.txt", content=b"x", by=world.alice, at=NOW)
    form = form_of(world.acme, first, second, left_out, by=world.alice, papers=[paper])
    cells = {
        cell_of(form, 1, "Amount"): 595.0,
        cell_of(form, 1, "Made for"): "Price difference",
        cell_of(form, 1, "Claim"): 4711,
        cell_of(form, 2, "Amount"): 20.1,
        cell_of(form, 2, "Tax in it"): 3.2,
        cell_of(form, 2, "Made for"): "Short shipment",
    }
    shown = {"B2": "signed short", "C2": f"{paper.id} · pod.txt", "D2": "https://example.com/pod"}
    made = load(filled_in(form, cells, evidence=shown), by=world.alice)
    pricing, shortage = requests(made)
    assert (pricing.reason, pricing.amount_minor, pricing.lines.get().tax_minor) == ("pricing", 595_00, 95_00)
    assert (shortage.reason, shortage.amount_minor, shortage.lines.get().tax_minor) == ("shortage", 20_10, 3_20)
    (proof,) = pricing.asked.evidence
    assert (proof.words, proof.document_id, proof.link) == ("signed short", paper.id, "https://example.com/pod")
    assert dict(made.lines.values_list("item_id", "claim")) == {first.id: "4711", second.id: ""}
    assert (made.words, made.prepared_by) == ("as talked over", world.alice)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine")
@pytest.mark.parametrize("kept_as", ["xlsx", "ods"])
def test_a_form_that_another_program_wrote_anew_is_read_the_same(world: World, tmp_path: Path, kept_as: str) -> None:
    first, second = invoice(world, 1_190_00, goods=1_000_00), invoice(world)
    form = form_of(world.acme, first, second, by=world.alice)
    cells = {
        cell_of(form, 1, "Amount"): 595.0,
        cell_of(form, 1, "Made for"): "Price difference",
        cell_of(form, 2, "Amount"): 20.1,
        cell_of(form, 2, "Made for"): "Short shipment",
    }
    given = tmp_path / "form.xlsx"
    given.write_bytes(filled_in(form, cells))
    for format_, folder in ((kept_as, "kept"), ("xlsx", "back")):
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", format_]
        subprocess.run([*command, "--outdir", str(tmp_path / folder), str(given)], check=True, capture_output=True)
        given = tmp_path / folder / f"form.{format_}"
    pricing, shortage = requests(load(given.read_bytes(), by=world.alice))
    assert (pricing.reason, pricing.amount_minor, pricing.lines.get().tax_minor) == ("pricing", 595_00, 95_00)
    assert (shortage.reason, shortage.amount_minor) == ("shortage", 20_10)


def test_the_same_form_makes_one_set_of_requests_even_after_they_were_carried_out(world: World) -> None:
    item = invoice(world)
    form = form_of(world.acme, item, by=world.alice)
    cells = {cell_of(form, 1, "Amount"): 10, cell_of(form, 1, "Made for"): "Freight"}
    made = load(filled_in(form, cells), by=world.alice)
    assert load(filled_in(form, cells), by=world.alice) == made
    approve(*requests(made), by=world.carol)
    assert load(filled_in(form, cells), by=world.alice) == made
    with pytest.raises(Refusal, match=f"loaded before, with other lines, as worksheet AW-{made.id}"):
        load(filled_in(form, cells | {cell_of(form, 1, "Amount"): 11}), by=world.alice)
    assert Request.objects.count() == 1


def test_a_document_is_added_in_an_empty_row_by_its_number(world: World) -> None:
    first, added = invoice(world), invoice(world, number="INV 900")
    form = form_of(world.acme, first, by=world.alice)
    cells = {
        cell_of(form, 2, "Document"): "INV 900",
        cell_of(form, 2, "Amount"): 5,
        cell_of(form, 2, "Made for"): "Quality claim",
    }
    made = load(filled_in(form, cells), by=world.alice)
    assert [one.item_id for one in made.lines.all()] == [added.id]


def test_a_form_in_spanish_is_read_by_somebody_who_reads_english(world: World) -> None:
    with override("es"):
        form = form_of(world.acme, invoice(world), by=world.alice)
        head, word = worksheet_form.heads(), str(CAUSES["freight"])
    lines, evidence, *_ = filled_sheets(form)
    assert (lines, word) not in {(LINES, "Freight"), (lines, "Freight")}
    place = {cell.text: column for column, cell in filled_sheets(form)[lines].rows[HEAD_ROW].items()}
    cells = {
        address(HEAD_ROW + 1, place[head["amount"]]): 12.5,
        address(HEAD_ROW + 1, place[head["reason"]]): word,
    }
    made = load(filled_in(form, cells, lines=lines, shows=evidence), by=world.alice)
    assert (requests(made)[0].reason, requests(made)[0].amount_minor) == ("freight", 12_50)


# ---------------------------------------------------------------- what is wrong is named, all of it


def test_every_bad_cell_is_named_at_once(world: World) -> None:
    items = [invoice(world) for _ in range(9)]
    form = form_of(world.acme, *items, by=world.alice)

    def at(row: int, heading: str) -> str:
        return cell_of(form, row, heading)

    good = {at(row, "Amount"): 10 for row in range(1, 10)} | {at(row, "Made for"): "Freight" for row in range(1, 10)}
    bad: dict[str, object] = {
        at(1, "Amount"): b"><f>1+1</f><v>2</v></c>",
        at(2, "Amount"): b' t="e"><f>#REF!*2</f><v>#REF!</v></c>',
        at(3, "Amount"): "10.00",
        at(4, "Made for"): "Pity",
        at(5, "Amount"): 100.01,
        at(6, "Amount"): 1.005,
        at(7, "Amount"): -1,
        at(8, "Tax in it"): 10.01,
        at(9, "Made for"): None,
    }
    said = refused(filled_in(form, good | bad, evidence={"D2": "ftp://x"}), world)
    assert said[:1] == [f"Worksheet, cell {at(1, 'Amount')}, 2: a formula stands here: type its value"]
    for row, heading, what in (
        (2, "Amount", ", #REF!: a formula is broken here"),
        (3, "Amount", ", 10.00: it is written as text: type a number"),
        (4, "Made for", ", Pity: that is not one of the list"),
        (5, "Amount", ", 100.01: only 100.00 USD is open of the document"),
        (6, "Amount", ", 1.005: 1.005 has more decimal places than USD has"),
        (7, "Amount", ", -1: an amount above zero is asked for"),
        (8, "Tax in it", ", 10.01: the tax is part of the amount"),
        (9, "Made for", ": choose what it is made for"),
    ):
        start = f"Worksheet, cell {at(row, heading)}{what}"
        assert any(sentence.startswith(start) for sentence in said), (start, said)
    assert any(sentence.startswith("Evidence, cell D2, ftp://x: a link begins with https://") for sentence in said)
    assert "Evidence, cell A2: the policy wants it shown: proof" in said
    assert len(said) == 11


def test_a_row_twice_an_item_of_another_account_and_a_changed_row_are_named(world: World) -> None:
    first, second, third = (invoice(world) for _ in "abc")
    other = builders.invoice(world.zenith, amount=100_00, number="Z 1")
    form = form_of(world.acme, first, second, third, by=world.alice)
    cells: dict[str, object] = {cell_of(form, row, "Amount"): 1 for row in range(1, 6)}
    cells |= {cell_of(form, row, "Made for"): "Freight" for row in range(1, 6)}
    cells |= {
        cell_of(form, 2, "Item"): other.id,
        cell_of(form, 3, "Document"): second.number,
        cell_of(form, 4, "Document"): first.number,
        cell_of(form, 5, "Document"): "Z 1",
    }
    assert refused(filled_in(form, cells), world) == [
        f"Worksheet, cell {cell_of(form, 2, 'Item')}, {other.id}: no document of this form has that key",
        f"Worksheet, cell {cell_of(form, 3, 'Document')}, {second.number}: "
        f"the key in front is that of {third.number}: the row was changed",
        f"Worksheet, cell {cell_of(form, 4, 'Document')}, {first.number}: the document stands in row 6 already",
        f"Worksheet, cell {cell_of(form, 5, 'Document')}, Z 1: the account has no open document of that number",
    ]


def test_a_document_that_was_closed_or_paid_in_part_meanwhile_is_named(world: World) -> None:
    closed, paid = invoice(world), invoice(world)
    form = form_of(world.acme, closed, paid, by=world.alice)
    approve(ask(world.acme, adjustment(closed), by=world.bob), by=world.carol)
    approve(ask(world.acme, adjustment(paid, amounts=(60_00,)), by=world.bob), by=world.carol)
    cells: dict[str, object] = {cell_of(form, row, "Amount"): 1 for row in (1, 2)}
    cells |= {cell_of(form, row, "Made for"): "Freight" for row in (1, 2)}
    with pytest.raises(Refusal) as refusal:
        load(filled_in(form, cells), by=world.alice)
    closed_said, paid_said = map(str, refusal.value.reasons)
    assert closed_said.endswith("nothing of the document is open any more")
    assert paid_said.endswith(
        "100.00 USD was open of it when the form was taken out, and 40.00 USD is now: take a new form out"
    )
    assert not Worksheet.objects.exists()


def test_nothing_filled_in_and_no_reason_why_are_named(world: World) -> None:
    form = form_of(world.acme, invoice(world), by=world.alice)
    assert refused(filled_in(form, {"B3": None}), world) == ["Worksheet, cell B3: say why it is asked for"]
    assert refused(filled_in(form, {}), world) == [
        f"Worksheet, cell {cell_of(form, 1, 'Amount')}: no line has an amount"
    ]


# ---------------------------------------------------------------- hostile forms


def test_a_mark_that_was_changed_or_is_of_another_desk_is_none(world: World) -> None:
    form = form_of(world.acme, invoice(world), by=world.alice)
    cells = {cell_of(form, 1, "Amount"): 1, cell_of(form, 1, "Made for"): "Freight"}
    good = filled_in(form, cells)
    mark = text(filled_sheets(good)["Creditdesk worksheet"].rows[1][8])
    for other in (mark[:-1] + ("A" if mark[-1] != "A" else "B"), mark[::-1], "x", ""):
        content = good
        for part in ("xl/sharedStrings.xml",):
            content = with_part(content, part, lambda xml, other=other: xml.replace(mark, other))  # type: ignore[misc]
        assert refused(content, world)[0].startswith("this is no worksheet form of this desk")


def test_a_form_of_an_account_that_one_does_not_see_is_none(world: World) -> None:
    item = builders.invoice(world.zenith, amount=100_00)
    form = form_of(world.zenith, item, by=world.carol)
    cells = {cell_of(form, 1, "Amount"): 1, cell_of(form, 1, "Made for"): "Freight"}
    assert refused(filled_in(form, cells), world)[0].startswith("this is no worksheet form of this desk for you")


def test_a_workbook_that_refers_to_others_or_is_none_is_refused_as_a_whole(world: World) -> None:
    form = form_of(world.acme, invoice(world), by=world.alice)
    linked = with_part(form, "xl/externalLinks/externalLink1.xml", lambda _: "<externalLink/>")
    assert refused(linked, world)[0].startswith("The workbook refers to other workbooks")
    assert refused(b"Item;Amount\n1;2\n", world)[0].startswith("The file is no workbook")
    assert refused(b"", world)[0].startswith("The file is empty")
    assert refused(form[: len(form) // 2], world)[0].startswith("The workbook is damaged")
    with_macro = with_part(form, "xl/vbaProject.bin", lambda _: "x")
    assert refused(with_macro, world)[0].startswith("The workbook contains macros")
    entity = with_part(form, "xl/sharedStrings.xml", lambda xml: xml.replace("<sst", "<!DOCTYPE a><sst"))
    assert refused(entity, world)[0].startswith("The workbook declares XML entities")


def test_a_heading_or_a_sheet_that_is_gone_is_named(world: World) -> None:
    form = form_of(world.acme, invoice(world), by=world.alice)
    gone = with_part(form, "xl/sharedStrings.xml", lambda xml: xml.replace(">Made for<", ">Because<"))
    assert refused(gone, world)[0].startswith("the sheet Worksheet has no heading Made for any more")
    renamed = with_part(form, "xl/workbook.xml", lambda xml: xml.replace('name="Evidence"', 'name="Proofs"'))
    assert refused(renamed, world)[0].startswith("the workbook has no sheet Evidence any more")


def test_names_from_files_are_never_formulas_on_the_form(world: World) -> None:
    item = invoice(world, number="=1+1", reference='=HYPERLINK("http://x")')
    row = filled_sheets(form_of(world.acme, item, by=world.alice))[LINES].rows[HEAD_ROW + 1]
    assert [cell.text for cell in row.values() if cell.text.startswith("=")] == ["=1+1", '=HYPERLINK("http://x")']
    assert not any(cell.is_formula for cell in row.values() if cell.text.startswith("="))


# ---------------------------------------------------------------- to the cent


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.tuples(st.integers(1, 10**9), st.booleans()), min_size=1, max_size=6))
def test_amounts_go_out_and_come_back_to_the_cent(world: World, told: list[tuple[int, bool]]) -> None:
    lines = []
    for amount, has_tax in told:
        item = invoice(world, amount + 1)
        lines.append(FormLine(item, amount, amount // 3 if has_tax else None, reason="pricing"))
    made = load(filled_in(form_of(world.acme, *lines, by=world.alice), {}), by=world.alice)
    back = {one.item_id: (one.amount_minor, one.tax_minor) for one in requests(made)[0].lines.all()}
    assert back == {one.item.id: (one.amount_minor, one.tax_minor or 0) for one in lines}


def test_a_form_that_is_filled_with_all_that_is_open_says_so(world: World) -> None:
    item = invoice(world, 12_34)
    filled = replace(form_line(item, fill=True), reason="pricing")
    made = load(filled_in(form_of(world.acme, filled, by=world.alice), {}), by=world.alice)
    assert requests(made)[0].amount_minor == 12_34
    with pytest.raises(Refusal):
        ask_by_worksheet(world.acme, sheet(line(item, 12_35)), by=world.alice)
