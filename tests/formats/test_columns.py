"""Which column is which field: synonyms of the trade, misspellings, contradictions, and a person's corrections."""

from __future__ import annotations

import json

import pytest

from creditdesk.intake.formats.columns import FIELDS, ColumnMapping, MappingInvalid, guess_mapping
from creditdesk.intake.formats.synonyms import SYNONYMS, squashed


def columns(*headers: str) -> dict[str, str]:
    return dict(guess_mapping(headers, []).columns)


def test_headings_of_a_sap_derived_flat_file_are_known() -> None:
    headings = (
        "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,document_create_date,"
        "document_create_date.1,due_in_date,invoice_currency,document type,posting_id,area_business,"
        "total_open_amount,baseline_create_date,cust_payment_terms,invoice_id,isOpen"
    )
    assert columns(*headings.split(",")) == {
        "company": "business_code",
        "customer_number": "cust_number",
        "customer_name": "name_customer",
        "document_number": "invoice_id",
        "document_type": "document type",
        "document_date": "document_create_date",
        "posting_date": "posting_date",
        "due_date": "due_in_date",
        "currency": "invoice_currency",
        "open_amount": "total_open_amount",
        "settled_date": "clear_date",
        "is_open": "isOpen",
        "terms_code": "cust_payment_terms",
    }


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            "Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance",
            {"customer_number": "Customer", "po_number": "P.O. No.", "open_amount": "Open Balance"},
        ),
        (
            "Posting Date,Document Date,Due Date,Document Type,Document No.,Customer No.,Currency Code,"
            "Original Amount,Remaining Amount,Open,On Hold,Pmt. Discount Date",
            {
                "original_amount": "Original Amount",
                "open_amount": "Remaining Amount",
                "is_open": "Open",
                "disputed": "On Hold",
                "discount_date": "Pmt. Discount Date",
            },
        ),
        (
            "BUKRS,KUNNR,BELNR,BLART,BLDAT,BUDAT,ZTERM,XBLNR,WAERS,WRBTR,SHKZG,AUGDT",
            {"company": "BUKRS", "reference": "XBLNR", "debit_credit": "SHKZG", "settled_date": "AUGDT"},
        ),
        (
            "Account,Assignment,Document Number,Net due date,Net due date symbol,Arrears after net due date,"
            "Amount in local currency,Local currency,Amount in doc. curr.,Document currency,Clearing Document",
            {
                "customer_number": "Account",
                "due_date": "Net due date",
                "open_amount": "Amount in doc. curr.",
                "currency": "Document currency",
            },
        ),
    ],
)
def test_headings_of_other_programs_are_known(headings: str, expected: dict[str, str]) -> None:
    found = columns(*headings.split(","))
    assert {name: found.get(name) for name in expected} == expected


def test_a_misspelt_heading_is_taken_with_less_confidence_and_a_reason() -> None:
    mapping = guess_mapping(["Custmer Number", "Invioce Date", "Amount"], [])
    assert mapping.columns == {
        "customer_number": "Custmer Number",
        "document_date": "Invioce Date",
        "original_amount": "Amount",
    }
    assert mapping.confidence["original_amount"] == 100 > mapping.confidence["customer_number"]
    assert any("Custmer Number is taken for customer number" in str(reason) for reason in mapping.reasons)


def test_headings_near_to_a_field_but_of_other_meaning_are_left_alone() -> None:
    assert (
        columns("Days Late", "Arrears after net due date", "Business Year", "PaperlessDate", "Clearing Document") == {}
    )


def test_a_column_whose_cells_contradict_its_heading_is_left_out_with_a_reason() -> None:
    mapping = guess_mapping(["Customer", "Due Date", "Amount"], [["C1", "yes", "12.50"], ["C2", "no", "13"]])
    assert "due_date" not in mapping.columns
    assert any("Due Date sounds like due date, but its cells do not read so (yes)" in str(r) for r in mapping.reasons)


@pytest.mark.parametrize(
    "heading", ["Document", "Doc.", "Doc No", "Document ID", "Bill No.", "Inv #", "Voucher", "Facture"]
)
def test_usual_headings_over_numbers_are_the_document_number(heading: str) -> None:
    rows = [["C1", "2026-01-31", "5", "INV-17"], ["C1", "2026-01-31", "5", "18"]]
    mapping = guess_mapping(["Customer", "Due Date", "Amount", heading], rows)
    assert mapping.columns["document_number"] == heading


def test_a_loose_heading_over_words_is_the_type_and_over_dates_nothing() -> None:
    headings = ["Customer", "Due Date", "Amount", "Document"]
    words = guess_mapping(headings, [["C1", "2026-01-31", "5", "Invoice"], ["C1", "2026-01-31", "5", "Credit memo"]])
    assert words.columns["document_type"] == "Document"
    assert "document_number" not in words.columns
    dates = guess_mapping(headings, [["C1", "2026-01-31", "5", "2026-01-01"], ["C1", "2026-01-31", "5", "2026-01-02"]])
    assert not {"document_number", "document_type"} & dates.columns.keys()


def test_a_better_heading_beats_a_loose_one() -> None:
    rows = [["C1", "2026-01-31", "5", "9001", "INV-17"]]
    mapping = guess_mapping(["Customer", "Due Date", "Amount", "Document", "Invoice Number"], rows)
    assert mapping.columns["document_number"] == "Invoice Number"


def test_a_name_stands_for_the_missing_customer_number() -> None:
    mapping = guess_mapping(["Customer full name", "Due date", "Open balance"], [])
    assert mapping.columns["customer_number"] == mapping.columns["customer_name"] == "Customer full name"
    assert mapping.confidence["customer_number"] < 100


def test_missing_fields_are_named() -> None:
    assert guess_mapping(["Due Date"], []).missing() == ("customer_number", "original_amount or open_amount")
    assert guess_mapping(["Customer", "Due Date", "Amount"], []).missing() == ()


def test_a_person_can_correct_the_guess_and_it_survives_storage() -> None:
    guess = guess_mapping(["Customer", "Due Date", "Amount", "Betrag offen"], [])
    corrected = guess.corrected(open_amount="Betrag offen", original_amount=None)
    stored = json.loads(json.dumps({**corrected.as_dict(), "day_order": "dmy"}))
    restored = ColumnMapping.from_dict(stored)
    assert restored.columns == {"customer_number": "Customer", "due_date": "Due Date", "open_amount": "Betrag offen"}
    assert (restored.day_order, restored.decimal) == ("dmy", None)
    assert restored.reasons == guess.reasons


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"columns": {"shoe_size": "Amount"}}, "unknown field 'shoe_size'"),
        ({"columns": {}, "day_order": "ydm"}, "day order 'ydm'"),
        ({"columns": {}, "decimal": ";"}, "decimal mark ';'"),
        ({"columns": ["Amount"]}, "columns must be a table"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(stored: dict[str, object], words: str) -> None:
    with pytest.raises(MappingInvalid, match=words):
        ColumnMapping.from_dict(stored)


def test_a_mapping_to_a_column_that_the_file_has_not_is_refused() -> None:
    with pytest.raises(MappingInvalid, match="the file has no column 'Amount'"):
        ColumnMapping(columns={"open_amount": "Amount"}).check(["Customer"])


def test_no_spelling_belongs_to_two_fields_and_every_field_is_known() -> None:
    seen: dict[str, str] = {}
    for field, spellings in SYNONYMS.items():
        assert field in FIELDS
        for spelling in spellings:
            assert seen.setdefault(squashed(spelling), field) == field, spelling
    assert set(SYNONYMS) == set(FIELDS)


def test_a_heading_open_over_amounts_is_the_open_amount_and_over_yes_and_no_the_flag() -> None:
    headings = ["Customer No.", "Document No.", "Due Date", "Amount", "Open"]
    amounts = guess_mapping(headings, [["1", "77", "2026-01-31", "100.00", "60.00"]])
    flags = guess_mapping(headings, [["1", "77", "2026-01-31", "100.00", "yes"]])

    assert amounts.columns["open_amount"] == "Open"
    assert "is_open" not in amounts.columns
    assert flags.columns["is_open"] == "Open"
