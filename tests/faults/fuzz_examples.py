"""Examples for the fuzzed readers of text: two nights' lists, damaged lines, what is refused, and unknown headings."""

from __future__ import annotations

from collections.abc import Sequence

from tests.formats.files import text_file

NEXT_NIGHT = b"~~~ the next night ~~~\n"


def two_nights() -> list[bytes]:
    """Lists of two nights: one document is paid in part, one is gone, one is new, and one is as it was."""
    head = "Customer,Name,Invoice,Date,Due,Currency,Amount,Open amount"
    rows = [f"0042,Anvil Works,A-{n},2026-05-0{n},2026-05-31,USD,{n}00.50,{n}00.50" for n in range(1, 8)]
    paid = rows[2].replace("300.50,300.50", "300.50,100.25")
    new = '7,"Bolt, Nut & Co",A-9,2026-07-09,2026-08-09,USD,900.00,900.00'
    bad = "7,Bolt,A-8,2026-02-30,2026-08-09,USD,1.00,1.00"
    commas = [line.replace(",", ";").replace(".", ",").replace("2026-05-0", "2026-05-2") for line in (head, *rows)]

    def nights(first: Sequence[str], second: Sequence[str], **how: str) -> bytes:
        return text_file(*first, **how) + NEXT_NIGHT + text_file(*second, **how)

    return [
        nights([head, *rows], [head, *rows[:2], paid, *rows[4:], new]),
        nights([head, *rows, bad], [head, *rows, bad]),
        nights([head, *rows], [head, *rows], end="\r\n"),
        nights([head, *rows, new], [head, *rows, new.replace("900.00,900.00", "900.00,1.00")]),
        nights(commas, commas[:-2]),
        nights([head, *rows], [head, *rows, rows[0]]),
        nights([head, *rows], [head, *rows, rows[0].replace("A-1", "")]),
        nights([head, *rows], [head, *rows[:-1], rows[-1].replace("USD,", "EUR,")]),
        nights([head, *rows], [head.replace("Name", "Company name"), *rows]),
        nights(
            [head, *(row.replace("A-", "") + "" for row in rows)], [head, *(row.replace("A-", "") for row in rows[1:])]
        ),
    ]


def odd_texts() -> list[bytes]:
    """Texts in which lines are damaged: each of these is refused by itself, and the others are read."""
    head = "Customer,Invoice,Date,Due,Amount"
    good = ["0042,A-1,2026-05-01,2026-05-31,100.50", "7,A-2,2026-05-02,2026-06-01,7.50"]
    odd = [
        '7,"A-3,2026-05-01,2026-05-31,1.00',
        '7,"A-4"x,2026-05-01,2026-05-31,1.00',
        "7,A\x07-5,2026-05-01,2026-05-31,1.00",
        f"7,{'A' * 40_000},2026-05-01,2026-05-31,1.00",
        "7,A-6,2026-05-01,2026-05-31,1.00,more,and more",
        "7,A-7",
        head,
        "7,A-8,01-JAN-26,1. Februar 2026,1e5",
        "7,A-9,1900-01-01,2099-01-01,1.00",
        "7,A-10,2026-05-01,2026-05-31,1.005",
        "7,A-11,2026-05-01,2026-05-31,99999999999999999.00",
        "7,A-12,5-May-26,46143,(1 234.50)",
        "7,A-13,20260501,20260531,$1'234.50 CR",
        "1.5E+12,A-14,2026-05-01,2026-05-31,-12.00-",
        "7,1.2E+15,2026-05-01,2026-05-31,USD 5.00",
    ]
    amounts = [
        "1,234.56",
        "12,34,567.00",
        "1,23.45",
        "USD 5.00",
        "5.00 EUR",
        "€7",
        "--5",
        "(5",
        "5)",
        "+5",
        "5 DR",
        ".5",
        "5.",
    ]
    days = ["1-Feb-2026", "30-Feb-2026", "32.13.2026", "2026-1-5", "20260230", "99999", "5-5-26", "05/06/68", "1/1/1"]
    many = [f'C{n},A-{n},2026-05-0{n % 9 + 1},{days[n % len(days)]},"{amounts[n % len(amounts)]}"' for n in range(60)]
    return [
        text_file(head, *good, *odd),
        text_file(head, *many),
        text_file(head, *good)[:-3],
        text_file(*["a note above"] * 3, "7,A-0,2026-05-01,2026-05-31,1.00", head, *good),
        text_file(
            "Customer   Invoice     Date        Due         Amount",
            "Anvil Co   A-1         2026-05-01  2026-05-31     100.00",
            "",
            "Bolt \x07   A-2         2026-05-02  2026-06-01      -7.50",
        )[:-2],
        text_file("Customer,Invoice,Due,Amount,Amount,Amount,Customer", "1,A-1,2026-05-31,1.00,2.00,3.00,1"),
        text_file(head, '7,"A\n1",2026-05-01,2026-05-31,1.00', *(['7,"A'] * 220)),
        b"\xfe\xff" + text_file(head, *good, encoding="utf-16-be"),
    ]


def refused_texts() -> list[bytes]:
    """Texts of which nothing can be read."""
    return [
        b"\xc3\xa4,\xff\xfe\x81,Customer,Invoice\n" * 3,
        "Käufer;Rechnung\n".encode() + b"\x81\x8d;1\n",
        b'"a"b\n' * 1_100,
        b"Amount," * 600 + b"\n",
        b"Customer,Invoice\n\x00\x00\n",
        b"1,2,3\n" * 5,
        b"word\n" * 5,
    ]


def strange_headings() -> list[bytes]:
    """What the wizard guesses at: nothing is known by its heading, much by its cells."""
    rows: list[tuple[object, ...]] = [
        (
            f"K{n % 3}",
            f"R-{1000 + n}",
            f"0{n + 1}.06.2026",
            f"1{n}.05.2026",
            "EUR",
            f"1.00{n},50",
            f"{n},25",
            "Werft",
            n,
        )
        for n in range(6)
    ]
    tables: list[list[tuple[object, ...]]] = [
        [("Aa", "Bb", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii"), *rows],
        [("Aa", "Bb", "Cc", "Ff"), *((f"{row[0]}{n}", row[1], row[2], row[5]) for n, row in enumerate(rows))],
        [("Aa", "Hh"), *((row[0], row[7]) for row in rows)],
        [("Aa", "Invoice", "Amount", "Ee"), *((row[7], row[1], row[5], row[4]) for row in rows)],
    ]
    return [text_file(*(";".join(map(str, row)) for row in table)) for table in tables]


def statements() -> list[bytes]:
    """Tables of banks and processors: with and without balances, debit and credit, gross and fee."""
    tables = (
        (
            "Account,Booking date,Value date,Amount,Currency,Balance,Partner name,Partner IBAN,Transaction ID,Text",
            "202051,2026-05-04,2026-05-05,250.50,EUR,1250.50,Bolt,DE89370400440532013000,B-1,R-1001",
            "202051,2026-05-05,2026-05-05,-10.00,EUR,1240.50,Bank,,B-2,Charges",
        ),
        (
            "Konto:;DE89370400440532013000",
            "Buchungstag;Verwendungszweck;Soll;Haben;Saldo",
            "13.05.2026;Rechnung 7;;1.234,50;1.234,50",
            "14.05.2026;Miete;-7,50;;1.227,00",
            ";Summe;7,50;1.234,50;",
        ),
        (
            "id,Type,Amount,Fee,Net,Currency,Created (UTC),Transfer,Status,Amount Refunded",
            "txn_1,charge,100.00,3.00,97.00,usd,2026-05-04 10:11,po_1,Paid,0.00",
            "txn_2,refund,-10.00,0.00,-10.00,usd,2026-05-04 11:11,po_1,Paid,",
            "po_1,payout,-87.00,0.00,-87.00,usd,2026-05-06 00:00,po_1,Paid,",
        ),
        ("Date,Description,Amount,D/C", "05/04/2026,A,20.00,C", "05/05/2026,B,7.50 DR,D"),
    )
    return [text_file(*lines) for lines in tables]
