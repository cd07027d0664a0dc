"""One advice written in every shape in which customers write them: the payer's program, his language, his layout."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import typst

from tests.formats.files import Cells, workbook


@dataclass(frozen=True)
class Paid:
    """One document: amounts in cents; `kept` is a deduction with its reason."""

    number: str
    day: date
    gross: int
    discount: int = 0
    kept: int = 0
    reason: str = ""

    @property
    def net(self) -> int:
        return self.gross - self.discount - self.kept


@dataclass(frozen=True)
class Advice:
    """What a payer tells of one payment."""

    payer: str
    reference: str
    day: date
    currency: str
    paid: Sequence[Paid]

    @property
    def total(self) -> int:
        return sum(one.net for one in self.paid)


def english(minor: int) -> str:
    whole = f"{abs(minor) // 100:,}.{abs(minor) % 100:02}"
    return f"({whole})" if minor < 0 else whole


def german(minor: int) -> str:
    whole = f"{abs(minor) // 100:,}".replace(",", ".") + f",{abs(minor) % 100:02}"
    return f"{whole}-" if minor < 0 else whole


def french(minor: int) -> str:
    whole = f"{abs(minor) // 100:,}".replace(",", " ") + f",{abs(minor) % 100:02}"
    return f"-{whole}" if minor < 0 else whole


def us_day(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def rows(advice: Advice, amount: Callable[[int], str], day: Callable[[date], str]) -> list[list[str]]:
    return [
        [
            one.number, day(one.day), amount(one.gross), amount(one.discount) if one.discount else "",
            amount(one.kept) if one.kept else "", one.reason, amount(one.net),
        ]
        for one in advice.paid
    ]  # fmt: skip


def total_row(advice: Advice, amount: Callable[[int], str], word: str) -> list[str]:
    gross, discount = sum(one.gross for one in advice.paid), sum(one.discount for one in advice.paid)
    kept = sum(one.kept for one in advice.paid)
    return [word, "", amount(gross), amount(discount), amount(kept), "", amount(advice.total)]


ENGLISH = ["Invoice No", "Invoice Date", "Gross Amount", "Discount", "Deduction", "Reason", "Net Amount"]
GERMAN = ["Ihre Rechnung", "Datum", "Rechnungsbetrag", "Skonto", "Abzug", "Grund", "Zahlbetrag"]
SPANISH = ["Factura", "Fecha", "Importe bruto", "Descuento", "Deducción", "Motivo", "Importe neto"]
FRENCH = ["N° facture", "Date", "Montant brut", "Escompte", "Retenue", "Motif", "Net payé"]


def quoted(cells: Sequence[str], sign: str) -> str:
    return sign.join(f'"{cell}"' if sign in cell else cell for cell in cells)


def comma_separated(advice: Advice) -> bytes:
    lines = [
        f'"{advice.payer}"',
        f"Payment No: {advice.reference},Payment Date: {us_day(advice.day)},Currency: {advice.currency}",
        "",
        quoted(ENGLISH, ","),
        *(quoted(row, ",") for row in rows(advice, english, us_day)),
        quoted(total_row(advice, english, "Total"), ","),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def semicolons(advice: Advice) -> bytes:
    lines = [
        f"Zahlungsnummer;{advice.reference}", f"Zahlungsdatum;{dotted(advice.day)}", f"Währung;{advice.currency}",
        ";".join(GERMAN), *(";".join(row) for row in rows(advice, german, dotted)),
        ";".join(total_row(advice, german, "Summe")),
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def tabs(advice: Advice) -> bytes:
    lines = [
        f"Referencia de pago:\t{advice.reference}", f"Fecha de pago:\t{dotted(advice.day)}",
        f"Moneda:\t{advice.currency}", "\t".join(SPANISH), *("\t".join(row) for row in rows(advice, german, dotted)),
        "\t".join(total_row(advice, german, "Total")),
    ]  # fmt: skip
    return ("\n".join(lines) + "\n").encode("utf-16")


def sheet(advice: Advice) -> bytes:
    """Typed cells, as a spreadsheet keeps them: numbers are numbers, days are days."""
    table: list[Cells] = [
        [one.number, one.day, one.gross / 100, one.discount / 100, one.kept / 100, one.reason, one.net / 100]
        for one in advice.paid
    ]
    gross, discount = sum(one.gross for one in advice.paid), sum(one.discount for one in advice.paid)
    kept = sum(one.kept for one in advice.paid)
    last: Cells = ["Total", None, gross / 100, discount / 100, kept / 100, None, advice.total / 100]
    head: list[Cells] = [
        ["Remittance advice"], ["Payment number", advice.reference], ["Payment date", advice.day],
        ["Currency", advice.currency],
    ]  # fmt: skip
    return workbook(*head, [], ENGLISH, *table, last, sheets={"Notes": [["Thank you"]]})


def page(advice: Advice) -> bytes:
    def cells(row: Sequence[str], tag: str = "td") -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"

    inner = "".join(cells(row) for row in rows(advice, french, dotted))
    return (
        "<!DOCTYPE html><html><head><title>Avis</title><style>td{color:red}</style></head><body>"
        "<table><tr><td><p>Bonjour,</p><p>Veuillez trouver ci-dessous le détail.</p>"
        f"<table><tr><td>Référence de paiement</td><td><b>{advice.reference}</b></td></tr>"
        f"<tr><td>Date de paiement</td><td>{dotted(advice.day)}</td></tr>"
        f"<tr><td>Devise</td><td>{advice.currency}</td></tr></table>"
        f"<table>{cells(FRENCH, 'th')}{inner}{cells(total_row(advice, french, 'Total'))}</table>"
        '<img src="https://tracker.example/pixel.gif"></td></tr></table></body></html>'
    ).encode()


WIDTHS = (16, 13, 20, 18, 18, 24, 20)


def columns(advice: Advice) -> bytes:
    def line(cells: Sequence[str]) -> str:
        found = ""
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True)):
            found += cell.ljust(width) if place in (0, 1, 5) else cell.rjust(width - 2) + "  "
        return found.rstrip()

    lines = [
        f"From: {advice.payer}",
        f"Check No: {advice.reference}     Check Date: {us_day(advice.day)}     Currency: {advice.currency}",
        "",
        line(ENGLISH),
        "-" * sum(WIDTHS),
        *(line(row) for row in rows(advice, english, us_day)),
        line(total_row(advice, english, "Total")),
    ]
    return ("\n".join(lines) + "\n").encode()


def letter(advice: Advice) -> bytes:
    def sentence(one: Paid) -> str:
        words = f"Invoice {one.number} of {us_day(one.day)}: gross {english(one.gross)}"
        words += f", discount {english(one.discount)}" if one.discount else ""
        words += f", less {english(one.kept)} {one.reason}" if one.kept else ""
        return f"{words}, paid {english(one.net)}"

    lines = [
        "Good morning,", "", "we paid these invoices today:", "", *(sentence(one) for one in advice.paid), "",
        f"Total payment: {advice.currency} {english(advice.total)}", f"Payment date: {us_day(advice.day)}",
        f"Payment reference: {advice.reference}", "", "Kind regards", advice.payer,
    ]  # fmt: skip
    return "\n".join(lines).encode()


LEFT = (40, 110, 180, 260, 320, 390, 480)
RIGHT = {2: 250, 3: 310, 4: 380, 6: 560}


def wide(text: str) -> float:
    """About how wide Courier at 9 points is: every letter the same."""
    return len(text) * 5.4


def drawn(lines: Sequence[Sequence[tuple[float, str]]]) -> bytes:
    """A PDF of one page, by hand: each piece of a line placed by itself, in Courier."""
    shown = []
    for number, line in enumerate(lines):
        for x, text in line:
            escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            shown.append(f"BT /F1 9 Tf 1 0 0 1 {x:.2f} {780 - 14 * number} Tm ({escaped}) Tj ET")
    return from_stream("\n".join(shown).encode("latin-1"))


def from_stream(stream: bytes, *, resources: bytes = b"") -> bytes:
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> "
        + resources + b" >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]  # fmt: skip
    return objects(parts)


def objects(parts: Sequence[bytes]) -> bytes:
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return out.getvalue()


def by_hand(advice: Advice) -> bytes:
    def line(cells: Sequence[str]) -> list[tuple[float, str]]:
        places = [(RIGHT[at] - wide(cell) if at in RIGHT else LEFT[at]) for at, cell in enumerate(cells)]
        return [(x, cell) for x, cell in zip(places, cells, strict=True) if cell]

    short = ["Invoice", "Date", "Gross", "Discount", "Less", "Reason", "Net paid"]
    return drawn(
        [
            [(40, f"From: {advice.payer}")],
            [(40, "Payment No"), (180, "Payment Date"), (320, "Currency")],
            [(40, advice.reference), (180, us_day(advice.day)), (320, advice.currency)],
            [],
            line(short),
            *(line(row) for row in rows(advice, english, us_day)),
            line(total_row(advice, english, "Total")),
        ]
    )


def typeset(advice: Advice) -> bytes:
    """A PDF as a program typesets it: the used letters of a font embedded, shown glyph by glyph."""
    cells = [GERMAN, *rows(advice, german, dotted), total_row(advice, german, "Summe")]
    table = ",".join(f"[#{typed(cell)}]" for row in cells for cell in row)
    source = (
        "#set page(width: 25cm, height: auto)\n#set text(size: 9pt)\n= Zahlungsavis\n"
        f"Zahlungsnummer: #{typed(advice.reference)}\n\nZahlungsdatum: #{typed(dotted(advice.day))}\n\n"
        f"Währung: {advice.currency}\n\n"
        f"#table(columns: 7, stroke: none, align: (left,left,right,right,right,left,right), {table})\n"
    )
    return bytes(typst.compile(source.encode()))


def typed(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


SHAPES: Mapping[str, Callable[[Advice], bytes]] = {
    "comma separated": comma_separated,
    "semicolons": semicolons,
    "tabs": tabs,
    "sheet": sheet,
    "page of HTML": page,
    "columns of text": columns,
    "letter": letter,
    "PDF by hand": by_hand,
    "PDF typeset": typeset,
}
