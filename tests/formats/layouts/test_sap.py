"""SAP line items: in five languages, as sheet, between bars, in fixed columns; and by the names of its fields."""

from __future__ import annotations

from datetime import date

import pytest

from tests.formats.files import Cells, text_file, workbook
from tests.formats.layouts.golden import items, layout, of_totals, passed, read, tied

SHEET = [
    "Account", "Assignment", "Document Number", "Document Type", "Document Date", "Posting Date", "Net due date",
    "Net due date symbol", "Arrears after net due date", "Amount in local currency", "Local currency",
    "Amount in doc. curr.", "Document currency", "Debit/Credit ind", "Terms of Payment", "Text",
]  # fmt: skip
DAYS: Cells = [date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 31), "@5C@", 61]
NO: Cells = [None] * 9


def test_a_sheet_has_a_subtotal_per_account_and_one_row_per_currency_at_the_end() -> None:
    found = read(
        workbook(
            SHEET,
            ["0000100001", "A", 1800000001.0, "RV", *DAYS, 110, "USD", 100, "EUR", "S", "N30", "t"],
            ["0000100001", "A", 1400000001.0, "DZ", *DAYS, -11, "USD", -10, "EUR", "H", None, "t"],
            [*NO, None, None, 90, "EUR"],
            ["0000100002", "A", 1800000002.0, "RV", *DAYS, 50, "USD", 50, "USD", "S", "N30", "t"],
            ["0000100002", "A", 1400000009.0, "DZ", *DAYS, 5, "USD", 5, "USD", "S", None, "rest"],
            ["0000100002", *NO[1:], None, None, 55, "USD"],
            [*NO, None, None, 90, "EUR"],
            [*NO, None, None, 55, "USD"],
            [*NO, 154, "USD"],
        )
    )
    assert layout(found) == "sap_fbl5n"
    assert items(found) == [
        "0000100001 | 1800000001 | invoice | 2026-05-01 | 2026-05-31 | EUR 10000 10000",
        "0000100001 | 1400000001 | payment | 2026-05-01 | 2026-05-31 | EUR -1000 -1000",
        "0000100002 | 1800000002 | invoice | 2026-05-01 | 2026-05-31 | USD 5000 5000",
        "0000100002 | 1400000009 | debit_memo | 2026-05-01 | 2026-05-31 | USD 500 500",
    ]
    assert found.refused == []
    assert passed(found) == {"total": 5}
    assert of_totals(found) == tied(4)
    assert found.totals.noted["credit_on_debit"] == 1


LANGUAGES = {
    "English": "Account;Assignment;Document Number;Document Type;Document Date;Posting Date;Net due date;"
    "Arrears after net due date;Amount in local currency;Local currency;Amount in doc. curr.;Document currency;Text",
    "Dutch": "Rekening;Toewijzing;Documentnummer;Documentsoort;Documentdatum;Boekingsdatum;Netto vervaldatum;"
    "Achterstand na netto vervaldatum;Bedrag in EV;Eigen valuta;Bedrag in documentvaluta;Documentvaluta;Tekst",
    "French": "Compte;Affectation;Numéro de pièce;Type de pièce;Date de pièce;Date comptable;Date d'échéance nette;"
    "Retard après échéance nette;Montant en devise interne;Devise interne;Montant devise pièce;Devise de pièce;Texte",
    "German": "Konto;Zuordnung;Belegnummer;Belegart;Belegdatum;Buchungsdatum;Nettofälligkeit;"
    "Verzug nach Nettofälligkeit;Betrag in Hauswährung;Hauswährung;Betrag in Belegwährung;Belegwährung;Text",
    "Spanish": "Cuenta;Asignación;Nº documento;Clase de documento;Fecha de documento;Fecha contabilización;"
    "Vencimiento neto;Demora tras vencimiento neto;Importe en moneda local;Moneda local;Importe en moneda doc.;"
    "Moneda del documento;Texto",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_headings_are_known_in_five_languages(language: str, encoding: str) -> None:
    found = read(
        text_file(
            LANGUAGES[language],
            "100001;X;1800000001;RV;01.05.2026;02.05.2026;31.05.2026;61;1.300,00;USD;1.234,56;EUR;t",
            "100001;X;1800000002;DG;13.05.2026;13.05.2026;31.05.2026;61;34,56-;USD;34,56-;EUR;t",
            ";;;;;;;;1.265,44;USD;1.200,00;EUR;",
            encoding=encoding,
        )
    )
    assert layout(found) == "sap_fbl5n"
    assert items(found) == [
        "100001 | 1800000001 | invoice | 2026-05-01 | 2026-05-31 | EUR 123456 123456",
        "100001 | 1800000002 | credit_memo | 2026-05-13 | 2026-05-31 | EUR -3456 -3456",
    ]
    assert found.accepted[0].posting_date == date(2026, 5, 2)
    assert of_totals(found) == tied(1)


BARS = (
    "31.07.2026                       Einzelpostenliste Debitoren            1",
    "",
    "Debitor         100001",
    "Buchungskreis   1000",
    "Name            Fenwick Optik",
    "Ort             Hamburg",
    "-" * 100,
    "|  |Belegnummer|Art|Belegdatum|Nettofälligkeit|Betrag in Belegwährung|Belegwährung|Verzug nach Nettofälligkeit|",
    "-" * 100,
    "|  |1800000001 |RV |01.05.2026|31.05.2026     |            1.234,56  |EUR         |                         61|",
    "|  |1400000002 |DZ |13.05.2026|13.05.2026     |              200,00- |EUR         |                         79|",
    "|* |           |   |          |               |            1.034,56  |EUR         |                           |",
    "-" * 100,
    "Debitor         100002",
    "Buchungskreis   2000",
    "|  |1800000003 |RV |02.05.2026|01.06.2026     |               10,00  |USD         |                         61|",
    "|* |           |   |          |               |               10,00  |USD         |                           |",
    "|**|           |   |          |               |            1.034,56  |EUR         |                           |",
    "|**|           |   |          |               |               10,00  |USD         |                           |",
    "-" * 100,
)


def test_between_bars_the_account_its_name_and_its_company_stand_above_its_rows() -> None:
    found = read(text_file(*BARS, encoding="utf-8"))
    assert layout(found) == "sap_fbl5n"
    assert items(found) == [
        "100001 | 1800000001 | invoice | 2026-05-01 | 2026-05-31 | EUR 123456 123456",
        "100001 | 1400000002 | payment | 2026-05-13 | 2026-05-13 | EUR -20000 -20000",
        "100002 | 1800000003 | invoice | 2026-05-02 | 2026-06-01 | USD 1000 1000",
    ]
    about = [(item.company_code, item.customer_name) for item in found.accepted]
    assert about == [("1000", "Fenwick Optik"), ("1000", "Fenwick Optik"), ("2000", "")]
    assert passed(found) == {"title": 5, "rule": 4, "party": 2, "total": 4}
    assert of_totals(found) == tied(4)


FIXED = (
    "Harbour Goods                     Customer Line Item Display                     07/31/2026",
    "",
    "Customer            100001",
    "Company Code        1000",
    "Name                Fenwick Optical",
    "",
    "St  Document Number  Typ  Doc. Date   Net due date  Arrears   Amount in local cur.  LCurr  Text",
    "-" * 100,
    "*   1800000001       RV   2026-05-01  2026-05-31        61               1,234.56   USD    Lenses two boxes",
    "    1400000002       DZ   2026-05-13  2026-05-13        79                 200.00-  USD    Part payment in",
    "-" * 100,
    "*                                                                        1,034.56   USD",
    "-" * 100,
)


def test_in_fixed_columns_a_line_is_cut_where_the_header_and_every_row_have_a_blank() -> None:
    found = read(text_file(*FIXED))
    assert (layout(found), found.table.delimiter) == ("sap_fbl5n_local", "fixed")
    assert items(found) == [
        "100001 | 1800000001 | invoice | 2026-05-01 | 2026-05-31 | USD 123456 123456",
        "100001 | 1400000002 | payment | 2026-05-13 | 2026-05-13 | USD -20000 -20000",
    ]
    assert [item.reference for item in found.accepted] == ["Lenses two boxes", "Part payment in"]
    assert of_totals(found) == tied(1)


def test_in_fixed_columns_a_row_that_has_left_its_columns_is_refused_and_never_cut_elsewhere() -> None:
    sound = [FIXED[9].replace("1400000002", str(1400000002 + number)) for number in range(100)]
    shifted = FIXED[9].replace("79     ", "79            ")
    found = read(text_file(*FIXED[:8], *sound, shifted, FIXED[10]))
    assert len(found.accepted) == 100
    assert list(found.reasons) == [109]
    assert "a cell is missing, cut off or not quoted" in found.reasons[109]


FIELDS = "BUKRS|KUNNR|BELNR|BUZEI|GJAHR|BLART|BLDAT|BUDAT|ZFBDT|ZTERM|ZUONR|XBLNR|WAERS|WRBTR|DMBTR|SHKZG|AUGDT|REBZG"


def test_by_field_the_sign_comes_from_s_and_h_and_a_second_line_item_is_a_document_of_its_own() -> None:
    found = read(
        text_file(
            FIELDS,
            "1000|0000100001|1800000001|001|2026|RV|20260501|20260501|20260501|N030||INV1|EUR|100.00|110.00|S|00000000|",
            "1000|0000100001|1800000001|002|2026|RV|20260501|20260501|20260501|N030||INV1|EUR|50.00|55.00|S|00000000|",
            "1000|0000100001|1400000001|001|2026|DZ|20260601.0|20260601|20260501||||EUR|20.00|22.00|H|00000000|",
        )
    )
    assert layout(found) == "sap_bsid"
    assert items(found) == [
        "0000100001 | 1800000001 | invoice | 2026-05-01 | - | EUR 10000 10000",
        "0000100001 | 1800000001/002 | invoice | 2026-05-01 | - | EUR 5000 5000",
        "0000100001 | 1400000001 | payment | 2026-06-01 | - | EUR -2000 -2000",
    ]
    assert found.refused == []


def test_by_field_signed_amounts_are_preferred_to_unsigned_ones() -> None:
    header = "BUKRS|KUNNR|BELNR|BLART|BLDAT|ZTERM|WAERS|WRBTR|WRSHB|SHKZG"
    found = read(text_file(header, "1000|100001|1600000001|DG|20260601|N030|EUR|20.00|20.00-|H"))
    assert items(found) == ["100001 | 1600000001 | credit_memo | 2026-06-01 | - | EUR -2000 -2000"]


def test_by_field_the_due_date_is_the_baseline_and_the_last_days_and_a_credit_alone_is_due_at_once() -> None:
    header = "KUNNR|BELNR|BLART|BLDAT|ZFBDT|ZBD1T|ZBD2T|ZBD3T|WAERS|WRBTR|SHKZG|REBZG"
    found = read(
        text_file(
            header,
            "100001|1800000001|RV|13.05.2026|01.06.2026|14|30|45|EUR|10.00|S|",
            "100001|1800000002|RV|13.05.2026|01.06.2026|14.0|0|0|EUR|10.00|S|",
            "100001|1600000003|DG|13.05.2026|01.06.2026|14|0|0|EUR|10.00|H|",
            "100001|1600000004|DG|13.05.2026|01.06.2026|14|0|0|EUR|10.00|H|1800000001",
            "100001|1800000005|RV|13.05.2026|01.06.2026|soon|0|0|EUR|10.00|S|",
            "100001|1800000006|RV|13.05.2026|00000000|14|0|0|EUR|10.00|S|",
        )
    )
    due = [(item.number[-1], item.due_date.isoformat() if item.due_date else "") for item in found.accepted]
    assert due == [("1", "2026-07-16"), ("2", "2026-06-15"), ("3", "2026-06-01"), ("4", "2026-06-15"), ("6", "")]
    assert [str(row) for row in found.refused] == [
        "line 6, Net due, '01.06.2026 + soon': soon is not a number of days."
    ]


@pytest.mark.parametrize(
    "word", ["Total", "Result", "Ergebnis", "Gesamtergebnis", "Totaal", "Total général", "Resultado"]
)
def test_a_total_is_known_by_its_word_in_five_languages(word: str) -> None:
    header = "Account;Document Number;Document Date;Net due date;Amount in doc. curr.;Document currency"
    found = read(text_file(header, "1;2;2026-05-01;2026-05-31;10,00;EUR", f"{word};;;;10,00;EUR"))
    assert (len(found.accepted), found.refused, of_totals(found)) == (1, [], tied(1))
