"""What is fuzzed: each reader of files with small sound examples of what it reads, and what must hold of its answer.

A target takes bytes and makes a file of them, which goes through the same function as in the reading program; questions
are answered with what comes first, so that the rows are read as well. The answer is one of two: the file is refused in
words, or every row stands in it once, read or refused, and the totals are those of the rows.
"""

from __future__ import annotations

import io
import json
import signal
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from creditdesk.intake.formats.corrections import MARK, MARK_SHEET, NOTE, WHOLE
from creditdesk.intake.reading import answer_job
from tests.faults.fuzz_examples import NEXT_NIGHT, odd_texts, refused_texts, statements, strange_headings, two_nights
from tests.formats.files import repacked, text_file, workbook
from tests.formats.layouts.writers import REPORTS, Document

# Files of the targets are no longer; a reader that needs more processor time for one hangs.
LONGEST = 64 * 1024
SECONDS = 10.0
SHEET = "xl/worksheets/sheet1.xml"
MONEY = 2**63
CORPUS = Path(__file__).parent / "corpus"
# A disk in memory where there is one: a file is written for every mutant.
_MEMORY_DISK = Path("/dev/shm")  # noqa: S108  (only as the place of a fresh file)

Facts = list[tuple[str, Any]]


class Hung(BaseException):
    """The reader took too long. No Exception, or a reader's own net would catch it."""


@dataclass(frozen=True)
class Target:
    """How bytes become a file, and sound examples of those bytes."""

    file_of: Callable[[bytes], bytes]
    seeds: Callable[[], Sequence[bytes]]
    refused: Callable[[], Sequence[bytes]] = list  # examples of what is refused: mutants of them are near to the edge
    asked: Callable[[], Sequence[bytes]] = list  # examples of which a person must say what their columns are
    judge: Callable[[bytes], str] | None = None

    def run(self, data: bytes) -> str:
        """Read the file that the bytes make, to its end; how it ended. Any error but the declared one goes through."""
        with _limited():
            return (self.judge or how_it_ended)(self.file_of(data))


@contextmanager
def _limited() -> Iterator[None]:
    """Processor time and not the clock's: other programs may be in the way."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise Hung(f"more than {SECONDS} seconds for one small file")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def how_it_ended(content: bytes) -> str:
    """Read and check one file, its questions answered: "refused", "asked" or "read"."""
    with tempfile.NamedTemporaryFile(dir=_MEMORY_DISK if _MEMORY_DISK.is_dir() else None) as file:
        file.write(content)
        file.flush()
        choices: dict[str, Any] = {}
        for _ in range(4):
            facts = _answer(file.name, choices)
            ended = _checked(facts)
            if ended != "asked" or not _decide(facts, choices):
                return ended
        return "asked"


def _answer(path: str, choices: Mapping[str, Any], *, before: Mapping[str, Any] | None = None) -> Facts:
    out, job = io.StringIO(), JOB | {"path": path, "choices": choices, "before": before}
    answer_job(job, out=out, told=io.StringIO(json.dumps(EARLIER) + "\n"))
    return [next(iter(json.loads(line).items())) for line in out.getvalue().splitlines()]


def _decide(facts: Facts, choices: dict[str, Any]) -> bool:
    """Answer what was asked; False where a person would have to map columns."""
    understood = dict(facts)["understood"]
    for question in understood["questions"]:
        answers = {"day_order": "dmy", "decimal": ".", "content": (understood["possible"] or ["open_items"])[0]}
        answers |= {"account": "4711 USD", "signs": "column", "last_line": "whole"}
        choices[question["setting"]] = answers[question["setting"]]
    return bool(understood["questions"])


def _checked(facts: Facts) -> str:
    """How the file ended. Every row must be there, and no amount of it zero without a word."""
    kinds = Counter(kind for kind, _ in facts)
    last, said = facts[-1]
    if last == "file_refused":
        assert said["reason"]["text"] and said["remedy"]["text"], said
        return "refused"
    assert (last, kinds["end"], kinds["understood"]) == ("end", 1, 1), kinds
    understood = dict(facts)["understood"]
    if understood["missing"] or understood["questions"]:
        return "asked"
    rows = [fact for kind, fact in facts if kind == "row"]
    lines = [fact["line"] for kind, fact in facts if kind in ("row", "refused")]
    assert len(lines) == len(set(lines)) == said["rows_read"], (lines, said)
    if understood["content"] == "open_items":
        _check_items(rows, said["totals"])
    return "read"


def _check_items(rows: Sequence[Mapping[str, Any]], totals: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        original, left = row["original_minor"], row["open_minor"]
        assert 0 < abs(original) < MONEY, row
        assert 0 <= left * (1 if original > 0 else -1) <= abs(original), row
        assert left or row.get("settled_date"), f"open is zero, and nothing says why: {row}"
    assert sum(total[-2] for total in totals) == sum(row["original_minor"] for row in rows), totals
    assert sum(total[-1] for total in totals) == sum(row["open_minor"] for row in rows), totals


def how_two_nights_ended(content: bytes) -> str:
    """Read a list beside the one of the night before, and whole: the same must come of it. "asked" where one cannot be
    read without a person.
    """
    yesterday, _, today = content.partition(NEXT_NIGHT)
    with tempfile.TemporaryDirectory(dir=_MEMORY_DISK if _MEMORY_DISK.is_dir() else None) as folder:
        first, second = Path(folder, "yesterday"), Path(folder, "today")
        first.write_bytes(yesterday)
        second.write_bytes(today)
        known, whole = _answer(str(first), {}), _answer(str(second), {})
        ended = [_checked(known), _checked(whole)]
        if ended != ["read", "read"]:
            return min(ended, key=["refused", "asked", "read"].index)
        before = {
            "path": str(first),
            "understood": dict(known)["understood"],
            "sums": dict(known)["end"]["totals"],
            "refused": [fact["line"] for kind, fact in known if kind == "refused"],
            "wanted": ["A-2"],
        }
        beside = _answer(str(second), {}, before=before)
    kinds = Counter(kind for kind, _ in beside)
    read = [fact for kind, fact in beside if kind == "row"]
    assert dict(beside)["end"]["totals"] == dict(whole)["end"]["totals"], (beside[-1], whole[-1])
    assert all(fact in [row for kind, row in whole if kind == "row"] for fact in read), read
    assert _reasons(beside) == _reasons(whole)
    return "read beside" if kinds["unchanged"] else "read"


def _reasons(facts: Facts) -> dict[int, str]:
    return {fact["line"]: fact["reason"]["code"] for kind, fact in facts if kind == "refused"}


AS_OF = date(2026, 7, 31)
JOB: dict[str, Any] = {
    "limits": {
        "file_bytes": 1_000_000,
        "unpacked_bytes": 2_000_000,
        "entries": 200,
        "ratio": 100,
        "rows": 5_000,
        "earliest_date": "1990-01-01",
        "furthest_days_ahead": 730,
    },
    "defaults": {
        "company": "US01",
        "currency": "USD",
        "as_of": AS_OF.isoformat(),
        "customers": {"US01": ["0042", "7", "0000000071"]},
        "aliases": {"US01": {"71": "0042"}},
    },
    "profiles": [],
}
COLUMNS = {"customer_number": "Customer", "document_number": "Invoice", "due_date": "Due", "original_amount": "Amount"}
EARLIER: dict[str, Any] = {
    "import": 1,
    "choices": {"content": "open_items", "columns": COLUMNS},
    "earlier": {"day_orders": {"due_date": "dmy"}, "decimals": {"original_amount": ","}, "customer_width": 4},
    "defaults": JOB["defaults"],
}


def _text_seeds() -> list[bytes]:
    head = "Customer,Name,Invoice,Type,Date,Due,Currency,Amount,Open amount,D/C,Disputed,Settled date,Terms"
    plain = [
        head,
        "0042,Anvil Works,A-1,Invoice,2026-05-01,2026-05-31,USD,100.50,60.50,,no,,N30",
        '7,"Bolt, Nut ""& Co",A-2,Credit memo,2026-05-02,2026-06-01,KWD,-7.125,,,yes,,',
        "7.0,Łódź,A-3,RV,05/13/2026,2026-06-02,JPY,1200,,D,,2026-06-20,N30",
        ",Total,,,,,,1300.00,,,,,",
    ]
    commas = [
        "Aging report",
        "",
        "Kundennummer;Rechnung;Belegdatum;Fälligkeitsdatum;Währung;Amount",
        '42;R-1;13.05.2026;12.06.2026;EUR;"1.234,56"',
        "42;;1.5.2026;31.5.2026;EUR;12,5-",
    ]
    unsure = ["Customer|Invoice|Date|Amount", "C1|A-1|01/02/2026|1,234", "C1|A-2|03/04/2026|2.345"]
    fixed = [
        "Customer   Invoice     Date        Due         Amount",
        "Anvil Co   A-1         2026-05-01  2026-05-31     100.00",
        "Bolt Inc   A-2         2026-05-02  2026-06-01      -7.50",
        "---------------------------------------------------------",
    ]
    return [
        text_file(*plain),
        text_file(*commas, end="\r\n", encoding="utf-8-sig"),
        text_file(*commas, encoding="cp1252"),
        text_file(*unsure, encoding="utf-16"),
        text_file(*fixed),
        text_file(*(line.replace(",", "\t") for line in plain), end="\r"),
    ]


@cache
def _sound_workbook() -> bytes:
    return workbook(
        ["Customer", "Name", "Invoice", "Date", "Due", "Amount", "Open amount"],
        ["0042", "Anvil Works", 1930571429, date(2026, 5, 1), date(2026, 5, 31), 100.5, 60.25],
        ["7", "Bolt", "A-2", "13.05.2026", None, -7.5, None],
        [None, "Total", None, None, None, 93, True],
    )


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def _sheet_seeds() -> list[bytes]:
    sheet = _part(_sound_workbook(), SHEET)
    more = (
        b'<row r="5"><c r="A5" t="inlineStr"><is><t>7</t></is></c><c r="C5" t="str"><f>1+1</f><v>A-9</v></c>'
        b'<c r="D5" s="1"><v>46143</v></c><c r="F5"><f>2*50</f></c><c r="G5" t="e"><v>#REF!</v></c>'
        b'<c r="H5" t="b"><v>1</v></c><c r="I5" t="s"><v>0</v></c><c r="J5" t="d"><v>2026-05-01</v></c></row>'
        b"</sheetData>"
        b'<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    )
    return [sheet, sheet.replace(b"</sheetData>", more)]


def _refused_containers() -> list[bytes]:
    sheet = _part(_sound_workbook(), SHEET)
    changes: list[dict[str, bytes | None]] = [
        {"xl/vbaProject.bin": b"x"},
        {"../x": b"x"},
        {"XL/workbook.xml": b"x"},
        {"xl/workbook.xml": None},
        {"xl/media/sheet.xml": sheet},
        {"docProps/app.xml": b"<!DOCTYPE a>"},
        {SHEET: sheet.decode().encode("utf-16")},
        {SHEET: sheet.replace(b"</sheetData>", b"<row><c><v>1</v></c></row></sheetData>")},
        {SHEET: sheet.replace(b"</sheetData>", b'<row r="9999"><c r="XFD9999"><v>1</v></c></row></sheetData>')},
        {"xl/media/many": b"A" * 1_200_000},
        {f"xl/media/{number}": b"" for number in range(201)},
    ]
    kinds = [b"", b"%PDF-1.7", b"\x1f\x8b", b"  <html>", b"SQLite format 3\x00"]
    return [*kinds, *(repacked(_sound_workbook(), change) for change in changes)]


def _report_seeds() -> list[bytes]:
    start = date(2026, 5, 13)
    ledger = [
        Document(
            customer=("Fenwick Optical", "Marrow & Sons")[number // 2],
            number=f"18000000{number}7",
            day=start + timedelta(days=number),
            due=start + timedelta(days=30 + number),
            original=(-1 if number == 3 else 1) * (10_000 + 1_111 * number),
            open=(-1 if number == 3 else 1) * (9_000 + 1_111 * number),
        )
        for number in range(4)
    ]
    lines = text_file(
        "BUKRS,KUNNR,BELNR,BUZEI,BLDAT,BUDAT,ZFBDT,ZBD1T,ZBD2T,ZBD3T,WAERS,WRBTR,SHKZG,REBZG,BLART",
        "US01,0042,1800000001,1,20260513,20260513,20260513,14,30,0,USD,100.00,S,,RV",
        "US01,0042,1800000001,2,20260513,20260513,20260513,0,0,0,USD,50.00-,H,,DG",
        "US01,0042,1800000002,1,20260513,20260513,00000000,,,,USD,7.00,H,1800000001,DZ",
    )
    return [*(report.write(ledger) for report in REPORTS), lines]


def _record_seeds() -> list[bytes]:
    tables = (
        (
            "Customer no;Customer name;Country;Credit limit;Currency;Language;Time zone;Status;Customer since;Parent",
            "7;Acme;Deutschland;1.500,50;EUR;DE;Europe/Berlin;gesperrt;31.01.2020;",
            "0042;Bolt;fr;;;fr-CA;;;;7",
            "Bolt;Bolt;Atlantis;-5,00;;Klingon;Mars;frei;32.01.2020;Bolt",
            "8;Acht;;-5,00;XXX;;;;;8",
        ),
        (
            "Customer no,Contact name,Role,Phone,Mobile,Email,Preferred",
            "7,Ann Lee,buyer,+1 555 0100,,ann@acme.example,yes",
            f"7,{'Long ' * 30},owner,,,ann at acme,2",
            ",,,,,,no",
        ),
        ("Customer no,First name,Last name,Phone,Email", "7,Ann,Lee,555,ann@acme.example", "7,,,555,"),
        (
            "Date,Currency,To currency,Rate",
            "2026-06-01,EUR,USD,1.08425",
            "2026-06-01,JPY,USD,0.0064",
            "2026-06-01,USD,USD,1",
            ",,,0",
        ),
        (
            "Customer,Item no,Description,Price,Currency,Valid from,Valid to",
            "7,K-1,Lamp,12.00,USD,2026-01-01,9999-12-31",
        ),
        (
            "Price list,Customer,Item no,Price,Currency,Valid from,Valid to",
            "A,7,K-1,1.00,USD,2026-01-01,",
            ",,K-2,-1.00,USD,2026-01-01,",
            "A,,K-3,1.00,USD,2026-02-01,2026-01-01",
            ",,K-4,1.00,,2026-02-01,",
        ),
        (
            "Portfolio,Rep,Supervisor,Names from,Names to,Country",
            "North,alice,bob,A,M,US",
            "South,alice,bob,Z,A,US",
            ",,,,,",
        ),
        ("Customer,Customer name,Contact,Phone", "7,Acme,Ann,555"),
        ("Customer no,Contact name,Role,Phone", "7,Ann Lee,(clear),(clear)", "(clear),Bo,buyer,"),
        (
            "Terms code,Description,Net days,Discount percent,Discount days",
            "ZB01,Two weeks,30,2.50,14",
            "ZB02,,30.0,0,",
            "ZB03,,,2,14",
            "ZB04,,30,2,",
            "ZB05,,soon,2,14",
            "ZB06,,30,much,14",
            ",,30,,",
        ),
        ("Terms code,Terms", "N30,net 30", "T2,2/10 net 30", "X,some day", "Y,"),
        (
            "Salesperson Code,Name,E-mail,User",
            "V01,Dana Alvarez,dana@example.com,dana",
            "V02,Sam,sam at example,(clear)",
            ",Nobody,,",
        ),
        (
            "Customer number,Name,Credit limit,Currency,Customer since,Parent",
            '"Alvarez, Dana",,"1,000.00",USD,2020-01-15,(clear)',
            "(clear),Bolt,(clear),(clear),(clear),",
            "9,Nine,1.005,USD,13/13/2020,9",
        ),
    )
    return [text_file(*lines) for lines in tables]


def _correction(data: bytes) -> bytes:
    """A workbook of refused rows, its cells the ones of the text: a line is a row, a tab ends a cell."""
    text = data.decode("utf-8", errors="replace").translate({code: "?" for code in range(32) if code not in (9, 10)})
    rows = [[cell[:200] for cell in line.split("\t")[:30]] for line in text.split("\n")[:60]]
    marks = [[MARK, "1.abc:def"], [NOTE, "Line"], [NOTE, "Amount: why"], [WHOLE, "Row"]]
    return workbook(*rows, sheets={MARK_SHEET: marks})


def _correction_seeds() -> list[bytes]:
    return [
        b"Line\tRow\tCustomer\tInvoice\tDue\tAmount\tAmount: why\n"
        b"3\t\t42\tA-1\t13.05.2026\t1.234,56\tno amount\n"
        b"4\tcut off\t7\tA-2\t13.05.2026\t5\t\n"
        b"5\t\t\tA-3\t05/13/2026\t\t\n"
    ]


TARGETS: dict[str, Target] = {
    "text": Target(lambda data: data, lambda: [*_text_seeds(), *odd_texts()], refused_texts, strange_headings),
    "two nights": Target(lambda data: data, two_nights, judge=how_two_nights_ended),
    "sheet": Target(lambda data: repacked(_sound_workbook(), {SHEET: data}), _sheet_seeds),
    "container": Target(lambda data: data, lambda: [_sound_workbook()], _refused_containers),
    "reports": Target(lambda data: data, _report_seeds),
    "records": Target(lambda data: data, _record_seeds),
    "statements": Target(lambda data: data, statements),
    "corrections": Target(_correction, _correction_seeds),
}


def corpus(name: str) -> dict[str, bytes]:
    """The examples of the target, and what once made it fail, by name."""
    kept = {path.name: path.read_bytes() for path in sorted((CORPUS / name).glob("*"))}
    examples = [*TARGETS[name].seeds(), *TARGETS[name].refused(), *TARGETS[name].asked()]
    return {f"example {number}": seed for number, seed in enumerate(examples, start=1)} | kept
