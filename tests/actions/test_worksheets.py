"""Adjustment worksheets through the database: all requests or none, tied together, decided as any other."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from creditdesk.approvals.models import Request, Worksheet, WorksheetLine
from creditdesk.approvals.verify import broken_facts
from creditdesk.approvals.worksheet_queries import parts_of, requests_of, states_of, visible_worksheets, worksheet_for
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import State
from creditdesk.domain.worksheets import totals
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.receivables.models import Entry, OpenItem, Posting
from tests import builders
from tests.asking import approve
from tests.worksheets import ask_by_worksheet, line, sheet
from tests.world import TODAY, World


def taxed(world: World, amount: int, goods: int) -> OpenItem:
    return builders.invoice(world.acme, amount=amount, goods=goods)


def requests(worksheet: Worksheet) -> list[Request]:
    return [part.request for part in worksheet.parts.select_related("request").order_by("number")]


def test_lines_of_two_reasons_become_two_requests_that_are_tied_together(world: World) -> None:
    first, second, third = (taxed(world, 1_190_00, 1_000_00) for _ in "abc")
    told = sheet(line(first, 595_00), line(second, 119_00, "shortage", claim=" C 77 "), line(third, 1_190_00))
    made = ask_by_worksheet(world.acme, told, by=world.alice)
    pricing, shortage = requests(made)
    assert (pricing.reason, pricing.amount_minor, pricing.state) == ("pricing", 1_785_00, "submitted")
    assert (shortage.reason, shortage.amount_minor) == ("shortage", 119_00)
    kept = [(one.item_id, one.tax_minor, one.account, one.cost_centre) for one in pricing.lines.all()]
    assert kept == [(first.id, 95_00, "sales_allowances", "sales"), (third.id, 190_00, "sales_allowances", "sales")]
    assert list(shortage.lines.values_list("account", "cost_centre")) == [("shipping_claims", "logistics")]
    assert made.number == f"AW-{made.id}"
    assert WorksheetLine.objects.get(item=second).claim == "C 77"
    told_of = JournalEntry.objects.get(kind="worksheet.prepared")
    assert told_of.facts["requests"] == f"{pricing.id}, {shortage.id}"
    assert broken_facts() == []


def test_the_lines_tie_by_reason_account_and_cost_centre(world: World) -> None:
    items = [taxed(world, 100_00, 84_03) for _ in range(4)]
    told = sheet(
        *(
            line(item, 33_33, reason)
            for item, reason in zip(items, ["pricing", "pricing", "fee", "quality"], strict=True)
        )
    )
    made = ask_by_worksheet(world.acme, told, by=world.alice)
    parts = parts_of(requests_of([made.id], user=world.alice, as_of=TODAY))
    found = totals(one.total for part in parts for one in part.lines)
    assert [(one.account, one.cost_centre, one.amount_minor, one.tax_minor) for one in found] == [
        ("sales_allowances", "sales", 66_66, 10_65),  # twice 5.32 and a part of a cent
        ("late_fees", "credit", 33_33, 5_32),
        ("quality_claims", "quality", 33_33, 5_32),
    ]
    assert states_of(parts) == [State.SUBMITTED]


def test_currencies_are_requests_of_their_own(world: World) -> None:
    dollars = builders.invoice(world.acme, amount=100_00)
    pounds = builders.invoice(world.acme, amount=100_00, currency="GBP")
    told = sheet(line(dollars, 10_00), line(pounds, 10_00))
    made = ask_by_worksheet(world.acme, told, by=world.alice, submit=False)
    assert [one.currency for one in requests(made)] == ["USD", "GBP"]


def test_the_same_key_makes_one_worksheet_and_another_sheet_under_it_is_refused(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00)
    first = ask_by_worksheet(world.acme, sheet(line(item, 10_00)), by=world.alice, key="once")
    assert ask_by_worksheet(world.acme, sheet(line(item, 10_00)), by=world.alice, key="once") == first
    with pytest.raises(Refusal, match=f"loaded before, with other lines, as worksheet AW-{first.id}"):
        ask_by_worksheet(world.acme, sheet(line(item, 20_00)), by=world.alice, key="once")
    assert Request.objects.count() == 1


def test_one_bad_line_and_nothing_is_made_and_every_reason_is_told(world: World) -> None:
    good, small = builders.invoice(world.acme, amount=100_00), builders.invoice(world.acme, amount=5_00)
    other = builders.invoice(world.zenith, amount=100_00)
    told = sheet(line(good, 10_00), line(small, 5_01, "fee"), line(other, 1_00, "quality"))
    with pytest.raises(Refusal) as refused:
        ask_by_worksheet(world.acme, told, by=world.alice)
    said = str(refused.value)
    assert "only 5.00 USD is open any more" in said
    assert f"{other.number} is no document of the customer" in said
    assert not Request.objects.exists()
    assert not Worksheet.objects.exists()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"reason": "pity"}, "choose a reason"),
        ({"claim": "x" * 61}, "at most 60 letters"),
        ({"tax_minor": 10_01}, "the tax is part of the amount"),
    ],
)
def test_a_line_that_cannot_be_is_refused_in_words(world: World, bad: dict[str, object], said: str) -> None:
    item = builders.invoice(world.acme, amount=100_00)
    with pytest.raises(Refusal, match=said):
        ask_by_worksheet(world.acme, sheet(line(item, 10_00, **{"reason": "pricing", **bad})), by=world.alice)  # type: ignore[arg-type]


def test_a_document_stands_on_it_once(world: World) -> None:
    item = builders.invoice(world.acme, amount=100_00)
    with pytest.raises(Refusal, match="stands on the worksheet twice"):
        ask_by_worksheet(world.acme, sheet(line(item, 10_00), line(item, 5_00, "fee")), by=world.alice)


def test_without_proof_it_stays_a_draft_that_its_writer_sees(world: World) -> None:
    told = sheet(line(builders.invoice(world.acme, amount=100_00), 10_00), evidence=())
    with pytest.raises(Refusal, match="wants it shown: proof"):
        ask_by_worksheet(world.acme, told, by=world.alice)
    made = ask_by_worksheet(world.acme, told, by=world.alice, submit=False)
    assert worksheet_for(world.alice, made.id, as_of=TODAY) == made
    with pytest.raises(NotVisible):
        worksheet_for(world.carol, made.id, as_of=TODAY)


def test_approved_together_each_books_on_its_own_account_with_the_tax(world: World) -> None:
    first, second = taxed(world, 1_190_00, 1_000_00), taxed(world, 238_00, 200_00)
    told = sheet(line(first, 119_00), line(second, 238_00, "freight"))
    made = ask_by_worksheet(world.acme, told, by=world.alice)
    approve(*requests(made), by=world.carol)
    moved = dict(
        Entry.objects.filter(item__isnull=True, posting__kind="adjustment").values_list("account", "amount_minor")
    )
    assert moved["sales_allowances"] == 100_00
    assert moved["freight_out"] == 200_00
    tax = Entry.objects.filter(account="sales_tax_payable").values_list("amount_minor", flat=True)
    assert sorted(tax) == [19_00, 38_00]
    parts = parts_of(requests_of([made.id], user=world.carol, as_of=TODAY))
    assert [part.decision.by for part in parts if part.decision] == [world.carol, world.carol]
    assert [len(part.postings) for part in parts] == [1, 1]
    assert Posting.objects.filter(kind="adjustment").count() == 2
    assert broken_facts() == []


def test_whoever_prepared_it_approves_none_of_it(world: World) -> None:
    made = ask_by_worksheet(world.acme, sheet(line(builders.invoice(world.acme, amount=9_00), 1_00)), by=world.bob)
    with pytest.raises(Refusal, match="bob asked for this"):
        approve(*requests(made), by=world.bob)


def test_worksheets_of_other_accounts_are_not_there(world: World) -> None:
    item = builders.invoice(world.zenith, amount=100_00)
    made = ask_by_worksheet(world.zenith, sheet(line(item, 10_00)), by=world.fay)
    assert list(visible_worksheets(world.alice, as_of=TODAY)) == []
    assert list(visible_worksheets(world.carol, as_of=TODAY)) == [made]
    with pytest.raises(NotVisible):
        worksheet_for(world.charlie, made.id, as_of=TODAY)


def test_a_worksheet_is_never_changed_even_by_raw_sql(world: World) -> None:
    made = ask_by_worksheet(world.acme, sheet(line(builders.invoice(world.acme, amount=9_00), 1_00)), by=world.alice)
    for change in (
        lambda: Worksheet.objects.filter(id=made.id).update(words="other"),
        lambda: made.parts.all().delete(),
        lambda: WorksheetLine.objects.filter(worksheet=made).update(claim="other"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
