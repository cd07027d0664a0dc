"""Which content a file has by its headings, and how a row of records is read."""

from __future__ import annotations

from typing import Any

import pytest

from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.findings import study
from creditdesk.intake.formats.records.known import KINDS, guess_columns, possible_contents
from creditdesk.intake.formats.records.reading import read_records
from creditdesk.intake.formats.refusals import RowRefused
from creditdesk.intake.formats.tabular import read_table
from tests.formats.files import DEFAULTS, text_file


def rows(*lines: str, content: str) -> list[Any]:
    """Every row of the file as it was read: its values, or the code of its refusal."""
    table, kind = read_table(text_file(*lines)), KINDS[content]
    mapping = guess_columns(kind, table.headers, table.sample())
    mapping = ColumnMapping.from_dict(mapping.as_dict(), fields=mapping.fields)
    read = read_records(table, mapping, kind=kind, defaults=DEFAULTS, findings=study(table, mapping))
    return [row.reason.code if isinstance(row, RowRefused) else row["values"] for row in read]


@pytest.mark.parametrize(
    ("headings", "contents"),
    [
        ("Customer,Name,Invoice,Date,Due,Currency,Amount,Open amount", ["open_items"]),
        ("Debtor,Name,Date,Open balance,Terms,Country", ["open_items"]),
        ("Customer,Invoice,Date,Due,Amount,Paid date", ["open_items"]),
        ("Customer,Invoice,Date,Currency,Amount,Exchange rate", ["open_items"]),
        ("No.,Name,Address,City,Post Code,Phone No.,Contact,Payment Terms Code,Credit Limit (LCY)", ["customers"]),
        ("KUNNR,NAME1,STRAS,PSTLZ,ORT01,LAND1,SPRAS,TELF1", ["customers"]),
        ("Kundennummer,Firma,Strasse,PLZ,Ort,Land,Kreditlimit,Zahlungsbedingung", ["customers"]),
        ("Code client,Nom,Rue,Ville,Code postal,Pays", ["customers"]),
        ("Customer,Company Name,First Name,Last Name,Main Email,Main Phone,Bill Addr City,Terms", ["customers"]),
        ("Customer,Salesperson", ["customers"]),
        ("Customer no,Contact name,Role,Phone,Mobile,Email,Preferred", ["contacts"]),
        ("Customer no,First name,Last name,Phone,Email", ["contacts"]),
        ("Date,Currency,To currency,Rate", ["exchange_rates"]),
        ("Datum,Währung,Kurs", ["exchange_rates"]),
        ("Customer,Item no,Description,Price,Currency,Valid from", ["price_lists"]),
        ("Portfolio,Rep,Supervisor,Names from,Names to", ["portfolios"]),
        ("Salesperson Code,Name,E-mail,User name", ["salespeople"]),
        ("VRTNR,Name,E-Mail", ["salespeople"]),
        ("Vertreter,Vorname,Nachname,E-Mail-Adresse", ["salespeople"]),
        ("Initials,Sales rep name", []),
        ("Sales Rep,Name,Email", ["salespeople"]),
        ("Code,Name,E-Mail,Phone No.", []),
        ("Customer no,Customer name,Sales rep,Email", ["customers"]),
        ("Customer,Customer name,Contact,Phone", ["customers", "contacts"]),
        ("Customer,Name,Credit limit,Balance,Created", ["open_items", "customers"]),
        ("One,Two,Three", []),
    ],
)
def test_the_headings_tell_what_a_file_holds_or_that_several_are_possible(headings: str, contents: list[str]) -> None:
    assert possible_contents(headings.split(","), []) == contents


def test_a_customer_is_read_field_by_field_and_an_empty_cell_says_nothing() -> None:
    read = rows(
        "Customer no;Customer name;Country;Credit limit;Currency;Language;Time zone;Status;Customer since;Phone",
        "7;Acme;Deutschland;1.500,50;EUR;DE;Europe/Berlin;gesperrt;31.01.2020;",
        "8;Bolt;fr;;;fr-CA;;;;n/a",
        content="customers",
    )
    assert read == [
        {
            "customer_number": "7",
            "name": "Acme",
            "status": "hold",
            "currency": "EUR",
            "credit_limit_minor": 150_050,
            "language": "de",
            "time_zone": "Europe/Berlin",
            "country": "DE",
            "opened_on": "2020-01-31",
        },
        {"customer_number": "8", "name": "Bolt", "country": "FR", "language": "fr-CA"},
    ]


def test_what_cannot_be_read_with_certainty_is_refused() -> None:
    head = "Customer no,Customer name,Language,Time zone,Email,Risk class,Credit limit"
    read = rows(
        head,
        "1,A,German,,,,1.00",
        "2,B,,Albany,,,1.00",
        "3,C,,,a b@c,,1.00",
        "4,D,,,,X,1.00",
        "5,E,,,,,-5.00",
        f"6,{'F' * 161},,,,,1.00",
        ",G,,,,,1.00",
        "8,H,,,,,1.00",
        "8,I,,,,,2.00",
        content="customers",
    )
    assert read[:-2] == [
        "intake.language_unknown",
        "intake.zone_unknown",
        "intake.email_unreadable",
        "intake.word_unknown",
        "intake.limit_negative",
        "intake.text_too_long",
        "intake.field_missing",
    ]
    assert read[-1] == "intake.same_number"


def test_a_rate_is_read_in_millionths_with_either_mark_and_a_price_in_minor_units() -> None:
    read = rows(
        "Date,Currency,To currency,Rate",
        "2026-06-01,EUR,USD,1.08425",
        "2026-06-01,GBP,USD,12x",
        content="exchange_rates",
    )
    assert read == [
        {"day": "2026-06-01", "currency": "EUR", "base": "USD", "rate_ppm": 1_084_250},
        "intake.rate_unreadable",
    ]
    priced = rows(
        "Item no,Price,Currency,Valid from", "K-1,1200,JPY,2026-01-01", "K-2,,JPY,2026-01-01", content="price_lists"
    )
    assert priced[0]["price_minor"] == 1200 and priced[0]["price_list"] == "general"
    assert priced[1] == "intake.field_missing"


def test_every_kind_names_only_fields_that_are_there() -> None:
    for kind in KINDS.values():
        named = {*kind.key, *(name for group in kind.needed for name in group)}
        assert named <= kind.fields.keys(), kind.name
        for other, fields in kind.foreign.items():
            if other in KINDS:
                assert fields <= KINDS[other].fields.keys(), (kind.name, other)
