"""NetSuite, Dynamics 365, Sage 50, Tally, OROMS and files derived from SAP, each in its exact shape."""

from __future__ import annotations

from datetime import date

from tests.formats.files import Cells, text_file, workbook
from tests.formats.layouts.golden import items, layout, of_totals, passed, read, tied


def test_netsuite_names_the_customer_above_its_rows_or_in_them() -> None:
    found = read(
        text_file(
            "Harbour Goods",
            "A/R Aging Detail",
            "As of 7/31/2026",
            "",
            "Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance",
            "C-1 Fenwick Optical,,,,,,,",
            ',Invoice,6/15/2026,INV10,PO1,7/15/2026,16,"$1,000.00"',
            ",Credit Memo,6/20/2026,CM3,,6/20/2026,41,($100.00)",
            "Total - C-1 Fenwick Optical,,,,,,,$900.00",
            "C-2 Marrow,Invoice,6/16/2026,INV11,PO1,7/16/2026,15,$10.00",
            "Total,,,,,,,$910.00",
        )
    )
    assert layout(found) == "netsuite"
    assert items(found) == [
        "C-1 Fenwick Optical | INV10 | invoice | 2026-06-15 | 2026-07-15 | USD 100000 100000",
        "C-1 Fenwick Optical | CM3 | credit_memo | 2026-06-20 | 2026-06-20 | USD -10000 -10000",
        "C-2 Marrow | INV11 | invoice | 2026-06-16 | 2026-07-16 | USD 1000 1000",
    ]
    assert passed(found) == {"title": 3, "party": 1, "total": 2}
    assert of_totals(found) == tied(2)


LEDGER_ENTRIES = [
    "Posting Date", "Document Date", "Due Date", "Document Type", "Document No.", "External Document No.",
    "Customer No.", "Customer Name", "Description", "Currency Code", "Original Amount", "Amount", "Amount (LCY)",
    "Remaining Amount", "Remaining Amt. (LCY)", "Open", "On Hold", "Payment Method Code", "Payment Terms Code",
    "Pmt. Discount Date", "Original Pmt. Disc. Possible", "Entry No.", "Applies-to ID",
]  # fmt: skip


def test_business_central_takes_the_remaining_amount_and_no_hold_for_a_dispute() -> None:
    day, due = date(2026, 5, 2), date(2026, 6, 1)
    customer = ["10000", "Fenwick Optical"]
    first: Cells = [True, None, None, "30D", date(2026, 5, 10), 20, 5]
    held: Cells = [True, "ADM", None, None, None, 0, 6]
    found = read(
        workbook(
            LEDGER_ENTRIES,
            [day, day, due, "Invoice", "S-INV1", "PO1", *customer, "Order 1", None, 1000, 1000, 1000, 400, 400, *first],
            [day, day, day, "Payment", "PAY1", None, *customer, "Paid", "EUR", -100, -100, -110, -100, -110, *held],
            [day, day, day, "Refund", "REF1", None, *customer, "Back", "EUR", 30, 30, 33, 30, 33, *held],
        )
    )
    assert layout(found) == "business_central"
    assert items(found) == [
        "10000 | S-INV1 | invoice | 2026-05-02 | 2026-06-01 | USD 100000 40000",
        "10000 | PAY1 | payment | 2026-05-02 | 2026-05-02 | EUR -10000 -10000",
        "10000 | REF1 | debit_memo | 2026-05-02 | 2026-05-02 | EUR 3000 3000",
    ]
    assert not any(item.disputed for item in found.accepted)
    assert found.accepted[0].discount_date == date(2026, 5, 10)


def test_finance_is_open_with_what_is_not_settled_and_has_a_voucher_where_there_is_no_invoice() -> None:
    found = read(
        text_file(
            "AccountNum\tInvoice\tVoucher\tTransDate\tDueDate\tCurrencyCode\tAmountCur\tAmountMST\tSettleAmountCur\t"
            "PaymTermId",
            "US-001\tCIV-1\tV-1\t2026-05-01\t2026-05-31\tUSD\t1,000.00\t1,000.00\t400.00\tNet30",
            "US-001\t\tPMT-2\t2026-05-05\t1900-01-01\tUSD\t-250.00\t-250.00\t-50.00\t",
            "US-001\tCIV-3\tV-3\t2026-05-06\t2026-06-05\tUSD\t10.25\t10.25\t\tNet30",
        )
    )
    assert layout(found) == "dynamics_custtrans"
    assert items(found) == [
        "US-001 | CIV-1 | invoice | 2026-05-01 | 2026-05-31 | USD 100000 60000",
        "US-001 | PMT-2 | credit_memo | 2026-05-05 | - | USD -25000 -20000",
        "US-001 | CIV-3 | invoice | 2026-05-06 | 2026-06-05 | USD 1025 1025",
    ]


def test_sage_50_of_the_states_has_a_collection_manager() -> None:
    found = read(
        text_file(
            "Collection Manager,,,,,,,",
            "Age,Ref,Doc. Date,Disc. Date,Due Date,Tot. Amt.,Amt. Rec.,Amt. Due",
            "Fenwick Optical,,,,,,,",
            "61,5001,5/1/2026,5/11/2026,5/31/2026,100.00,40.00,60.00",
            "10,5002,6/21/2026,,7/21/2026,-20.00,,-20.00",
            "Total Fenwick Optical,,,,,80.00,40.00,40.00",
            "Customer: Name Brand Stores,,,,,,,",
            "10,5003,6/21/2026,,7/21/2026,5.00,,5.00",
            "Report Total,,,,,85.00,40.00,45.00",
        )
    )
    assert layout(found) == "sage_us"
    assert items(found) == [
        "Fenwick Optical | 5001 | invoice | 2026-05-01 | 2026-05-31 | USD 10000 6000",
        "Fenwick Optical | 5002 | credit_memo | 2026-06-21 | 2026-07-21 | USD -2000 -2000",
        "Name Brand Stores | 5003 | invoice | 2026-06-21 | 2026-07-21 | USD 500 500",
    ]
    assert of_totals(found) == tied(2)


def test_sage_50_of_canada_has_payments_on_rows_of_their_own() -> None:
    found = read(
        text_file(
            "Harbour Goods",
            "Customer Aged Detail As at 31/07/2026",
            "",
            "Source,Date,Terms,Type,Total,Current,31-60,61-90,91+",
            "Fenwick Optical,,,,,,,,",
            "1001,15/05/2026,Net 30,Invoice,500.00,-,-,500.00,-",
            "DD12,20/06/2026,,Payment,-200.00,-,-200.00,-,-",
            "Total outstanding:,,,,300.00,-,-200.00,500.00,-",
            "Marrow,,,,,,,,",
            "1003,16/07/2026,Net 30,Invoice,5.25,5.25,-,-,-",
            "Total outstanding:,,,,5.25,5.25,-,-,-",
            "Total unpaid invoices:,,,,305.25,5.25,-200.00,500.00,-",
            "Generated On: 31/07/2026",
        )
    )
    assert layout(found) == "sage_ca"
    assert items(found) == [
        "Fenwick Optical | 1001 | invoice | 2026-05-15 | - | USD 50000 50000",
        "Fenwick Optical | DD12 | payment | 2026-06-20 | - | USD -20000 -20000",
        "Marrow | 1003 | invoice | 2026-07-16 | - | USD 525 525",
    ]
    assert passed(found) == {"title": 2, "party": 2, "total": 3, "footer": 1}
    assert of_totals(found) == tied(3)


def test_tally_has_a_header_over_two_rows_and_totals_without_a_word() -> None:
    found = read(
        workbook(
            ["Harbour Goods Pvt Ltd"],
            ["Group : Sundry Debtors"],
            ["Pending Bills"],
            ["1-Apr-26 to 31-Jul-26"],
            ["Date", "Ref. No.", "Party's Name", "Opening", "Pending", "Due on", "Overdue"],
            [None, None, None, "Amount", "Amount", None, "by days"],
            ["Fenwick Traders"],
            ["1-May-26", "F/1", None, "1,20,000.00 Dr", "20,000.00 Dr", "31-May-26", 61],
            ["2-May-26", "F/2", None, "5,000.00 Cr", "5,000.00 Cr", "2-May-26", 90],
            [None, None, None, "1,15,000.00 Dr", "15,000.00 Dr"],
            ["Marrow Stores"],
            ["3-May-26", "M/1", None, "10.00 Dr", "10.00 Dr", "2-Jun-26", 59],
            [None, None, None, "10.00 Dr", "10.00 Dr"],
            ["Total", None, None, "1,15,010.00 Dr", "15,010.00 Dr"],
        )
    )
    assert layout(found) == "tally"
    assert found.table.headers[3:5] == ("Opening Amount", "Pending Amount")
    assert items(found) == [
        "Fenwick Traders | F/1 | invoice | 2026-05-01 | 2026-05-31 | USD 12000000 2000000",
        "Fenwick Traders | F/2 | credit_memo | 2026-05-02 | 2026-05-02 | USD -500000 -500000",
        "Marrow Stores | M/1 | invoice | 2026-05-03 | 2026-06-02 | USD 1000 1000",
    ]
    assert found.refused == []
    assert passed(found) == {"title": 4, "party": 2, "total": 3}
    assert of_totals(found) == tied(3)


def test_oroms_writes_a_credit_with_a_minus_behind_it() -> None:
    found = read(
        text_file(
            "Bill to account,Company name,Open item type,Invoice number,Created,Due,Total,Discount,Paid,Balance,"
            "Paid in full date",
            "1234,Fenwick,I,77001,5/01/26,5/31/26,100.00,,25.00,75.00,",
            "1234,Fenwick,C,77002,5/13/26,5/13/26,10.00-,,,10.00-,",
        )
    )
    assert layout(found) == "oroms"
    assert items(found) == [
        "1234 | 77001 | invoice | 2026-05-01 | 2026-05-31 | USD 10000 7500",
        "1234 | 77002 | credit_memo | 2026-05-13 | 2026-05-13 | USD -1000 -1000",
    ]


def test_a_flat_file_derived_from_sap_has_floats_for_numbers_and_a_misspelt_heading() -> None:
    found = read(
        text_file(
            "business_code,cust_number,name_customer,clear_date,buisness_year,doc_id,posting_date,document_create_date,"
            "document_create_date.1,due_in_date,invoice_currency,document type,posting_id,area_business,"
            "total_open_amount,baseline_create_date,cust_payment_terms,invoice_id,isOpen",
            "U001,0200700001,FENW corp,,2020.0,1930000001.0,2020-02-26,20200225,20200226,20200311.0,USD,RV,1.0,,"
            "54273.28,20200226.0,NAH4,1930000001.0,1",
            "U001,0200700002,MARR corp,,2020.0,1930000002.0,2020-02-26,20200225,20200226,20200311.0,USD,RV,1.0,,9.00,"
            "20200226.0,NAH4,1930000002.0,1",
            "U001,200700003,MARR co,,2020.0,1930000003.0,2020-02-26,20200225,20200226,20200311.0,USD,RV,1.0,,10.5,"
            "20200226.0,NAH4,1930000003.0,1",
        )
    )
    assert layout(found) == "sap_flat_file"
    assert items(found) == [
        "0200700001 | 1930000001 | invoice | 2020-02-25 | 2020-03-11 | USD 5427328 5427328",
        "0200700002 | 1930000002 | invoice | 2020-02-25 | 2020-03-11 | USD 900 900",
        "0200700003 | 1930000003 | invoice | 2020-02-25 | 2020-03-11 | USD 1050 1050",
    ]
