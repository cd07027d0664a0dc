"""Small files of every format, made by us: what a bank would send, with its deviations where a test asks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
REAL_DATA = Path(os.environ.get("CREDITDESK_REAL_DATA", REPOSITORY.parent / "shared" / "data"))


def real_files(folder: str, *patterns: str) -> list[Path]:
    """The real samples of a folder; none where they are not on this machine."""
    return sorted(path for pattern in patterns for path in (REAL_DATA / folder).glob(pattern) if path.is_file())


def lines(*said: str, end: str = "\n") -> bytes:
    return (end.join(said) + end).encode()


# --- ISO 20022 ------------------------------------------------------------------------------------------------------


def camt(*inside: str, kind: str = "053", version: str = "02") -> bytes:
    message, _ = {
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    return lines(
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}">',
        f"<{message}><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-05-05T18:00:00Z</CreDtTm></GrpHdr>",
        *inside,
        f"</{message}></Document>",
    )


def camt_statement(
    *entries: str, opening: str = "1000.00", closing: str = "1250.50", number: str = "12", element: str = "Stmt"
) -> str:
    return "\n".join(
        [
            f"<{element}><Id>S-{number}</Id><LglSeqNb>{number}</LglSeqNb>",
            "<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Anvil Works</Nm></Ownr></Acct>",
            camt_balance("OPBD", opening, "2026-05-04"),
            camt_balance("CLBD", closing, "2026-05-05"),
            *entries,
            f"</{element}>",
        ]
    )


def camt_balance(code: str, amount: str, day: str, *, currency: str = "EUR") -> str:
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def camt_entry(amount: str, *details: str, status: str = "<Sts>BOOK</Sts>", extra: str = "") -> str:
    side = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f'<Ntry><Amt Ccy="EUR">{amount.lstrip("-")}</Amt><CdtDbtInd>{side}</CdtDbtInd>{extra}{status}'
        "<BookgDt><Dt>2026-05-05</Dt></BookgDt><ValDt><Dt>2026-05-06</Dt></ValDt><AcctSvcrRef>B-77</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
        f"<NtryDtls>{''.join(details)}</NtryDtls></Ntry>"
    )


def camt_payment(*, name: str = "Bolt GmbH", reference: str = "E-1", remittance: str = "", more: str = "") -> str:
    return (
        f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{more}<RltdPties><Dbtr><Nm>{name}</Nm></Dbtr>"
        "<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></RltdPties>"
        f"<RmtInf>{remittance}</RmtInf></TxDtls>"
    )


STRUCTURED = (
    "<Strd><RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb>R-1001</Nb><RltdDt>2026-04-01</RltdDt>"
    '</RfrdDocInf><RfrdDocAmt><DuePyblAmt Ccy="EUR">260.00</DuePyblAmt><DscntApldAmt Ccy="EUR">5.20</DscntApldAmt>'
    '<AdjstmntAmtAndRsn><Amt Ccy="EUR">4.30</Amt><CdtDbtInd>DBIT</CdtDbtInd><Rsn>damaged</Rsn></AdjstmntAmtAndRsn>'
    '<RmtdAmt Ccy="EUR">250.50</RmtdAmt></RfrdDocAmt></Strd>'
)


def sound_camt() -> bytes:
    return camt(camt_statement(camt_entry("250.50", camt_payment(remittance=STRUCTURED))))


def pain002(*batches: str, status: str = "") -> bytes:
    group = f"<GrpSts>{status}</GrpSts>" if status else ""
    return lines(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>',
        "<GrpHdr><MsgId>P-1</MsgId></GrpHdr>",
        "<OrgnlGrpInfAndSts><OrgnlMsgId>OUR-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.02</OrgnlMsgNmId>"
        f"{group}</OrgnlGrpInfAndSts>",
        *batches,
        "</CstmrPmtStsRpt></Document>",
    )


def pain002_batch(*payments: str, status: str = "") -> str:
    said = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>BATCH-1</OrgnlPmtInfId>{said}{''.join(payments)}</OrgnlPmtInfAndSts>"


def pain002_payment(*, status: str = "RJCT", reason: str = "AM04", amount: str = "100.00") -> str:
    return (
        f"<TxInfAndSts><StsId>X-1</StsId><OrgnlEndToEndId>E-9</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>as told</AddtlInf></StsRsnInf>"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">{amount}</InstdAmt></Amt><ReqdColltnDt>2026-05-04</ReqdColltnDt>'
        "<Dbtr><Nm>Bolt GmbH</Nm></Dbtr><DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct></OrgnlTxRef>"
        "</TxInfAndSts>"
    )


# --- MT940 ----------------------------------------------------------------------------------------------------------


def mt940(
    *inside: str,
    number: str = "12/1",
    opening: str = "C260504EUR1000,00",
    closing: str = "C260505EUR1250,50",
    end: str = "\r\n",
) -> bytes:
    return lines(
        ":20:STARTUMS",
        ":25:12030000/0000202051",
        f":28C:{number}",
        f":60F:{opening}",
        *inside,
        f":62F:{closing}",
        "-",
        end=end,
    )


PAID = ":61:2605060505C250,50NTRFNONREF//B-77"
TOLD = ":86:166?00GUTSCHRIFT?20EREF+E-1?21SVWZ+RG R-1001?30COBADEFF?31DE89370400440532013000?32Bolt G?33mbH"


# --- BAI2 and lockbox -----------------------------------------------------------------------------------------------


def bai2(*account: str, total: str = "260550", account_records: int | None = None, end: str = "\n") -> bytes:
    count = len(account) + 1 if account_records is None else account_records
    return lines(
        "01,BANKONE,ANVIL,260505,0715,7,,,2/",
        "02,ANVIL,BANKONE,1,260504,2359,USD,2/",
        *account,
        f"49,{total},{count}/",
        f"98,{total},1,{count + 2}/",
        f"99,{total},1,{count + 4}/",
        end=end,
    )


BAI2_ACCOUNT = "03,0001234567,USD,010,100000,,,015,130275,,/"
BAI2_ENTRY = "16,195,30275,V,260505,,B-77,R-1001,WIRE FROM BOLT/NUT CO/"


def lockbox(*records: str, count: str = "001", total: str = "0000025050", all_records: int | None = None) -> bytes:
    number = len(records) + 6 if all_records is None else all_records
    return lines(
        "100ANVILWORKS01234567802605050715",
        "2ANVILWORKS0123456780000000000040008000801",
        "50000000012345260505ANVILWORKS0123456780",
        *records,
        f"70010000012345260505{count}{total}",
        f"80000000012345260505{count.zfill(4)}{total}",
        f"9{number:06}",
    )


CHECK = "6001001" + "0000025050" + "021000089" + "0000987654" + "0000004711" + "050126" + "BOLT NUT CO"
STUB = "4001001601" + "9" + "R-1001      0000020050" + "R-1002      0000005000"


# --- OFX ------------------------------------------------------------------------------------------------------------


def ofx(*entries: str, header: str | None = None, currency: str = "USD", balance: str = "1250.50") -> bytes:
    head = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n" if header is None else header
    return (
        head + "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>\n"
        "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1\n<STMTRS>"
        f"<CURDEF>{currency}\n<BANKACCTFROM><BANKID>021000089<ACCTID>1234567<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        "<BANKTRANLIST><DTSTART>20260501<DTEND>20260505\n" + "\n".join(entries) + "</BANKTRANLIST>\n"
        f"<LEDGERBAL><BALAMT>{balance}<DTASOF>20260505</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode("cp1252")


OFX_ENTRY = (
    "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260505120000[-5:EST]<TRNAMT>250.50<FITID>F-1<NAME>BOLT &amp; CO"
    "<MEMO>R-1001</STMTTRN>"
)


# --- NACHA ----------------------------------------------------------------------------------------------------------


def nacha(
    *records: str,
    kind: str = "CCD",
    service: str = "220",
    debits: int = 0,
    credits: int = 25_050,
    hashed: int | None = None,
) -> bytes:
    entries = [record for record in records if record[0] == "6"]
    true = sum(int(record[3:11]) for record in entries) % 10**10 if hashed is None else hashed
    sums = f"{debits:012}{credits:012}"
    return lines(
        "101 021000089 1234567802605050715A094101ANVIL BANK             BOLT BANK".ljust(94),
        f"5{service}BOLT NUT CO                         1234567890{kind}PAYABLES        260505   1021000080000001",
        *records,
        f"8{service}{len(records):06}{true:010}{sums}1234567890".ljust(79) + "021000080000001",
        f"9000001000001{len(records):08}{true:010}{sums}".ljust(94),
    )


def ach_entry(*, code: str = "22", amount: int = 25_050, addenda: bool = False, name: str = "ANVIL WORKS") -> str:
    return (
        f"6{code}021000089{'0001234567'.ljust(17)}{amount:010}{'R-1001'.ljust(15)}{name.ljust(22)}  "
        f"{int(addenda)}021000080000001"
    )


def ach_addenda(text: str, number: int = 1) -> str:
    return f"705{text.ljust(80)}{number:04}0000001"


def ach_return(code: str = "R01") -> str:
    return f"799{code}02100008000000100000002100008".ljust(35) + "NO MONEY".ljust(44) + "021000080000001"


def ach_change(code: str = "C01", corrected: str = "0007654321") -> str:
    return f"798{code}021000080000001      02100008".ljust(35) + corrected.ljust(44) + "021000080000001"


# --- X12 and EDIFACT ------------------------------------------------------------------------------------------------


def x12(*segments: str, end: str = "~\n", count: int | None = None, separator: str = "*") -> bytes:
    number = len(segments) + 2 if count is None else count
    isa = "ISA*00*          *00*          *ZZ*BOLT           *ZZ*ANVIL          *260505*0715*U*00401*000000007*0*P*>"
    all_segments = [
        isa,
        "GS*RA*BOLT*ANVIL*20260505*0715*7*X*004010",
        "ST*820*0001",
        *segments,
        f"SE*{number}*0001",
        "GE*1*7",
        "IEA*1*000000007",
    ]
    return "".join(segment.replace("*", separator) + end for segment in all_segments).encode()


BPR = "BPR*C*250.50*C*ACH*CTX*01*021000089*DA*987654*1234567890**01*021000021*DA*1234567*20260505"
SOUND_820 = (
    BPR, "TRN*1*PAY-7*1234567890", "N1*PR*BOLT NUT CO*92*V7", "N1*PE*ANVIL WORKS", "ENT*1",
    "RMR*IV*R-1001**200.50*210.00*4.50", "REF*PO*PO-5", "DTM*003*20260401", "ADX*-5.00*01*CM*C-9",
    "RMR*CM*G-3**-50.00", "RMR*IV*R-1002**100.00",
)  # fmt: skip


def edifact(*segments: str, una: str = "UNA:+.? '", end: str = "'\n", count: int | None = None) -> bytes:
    number = len(segments) + 2 if count is None else count
    return (
        una
        + "\n"
        + "".join(
            segment + end
            for segment in (
                "UNB+UNOC:3+4012345000009:14+4098765000001:14+260505:0715+7",
                "UNH+1+REMADV:D:96A:UN:EAN005",
                *segments,
                f"UNT+{number}+1",
                "UNZ+1+7",
            )
        )
    ).encode()


SOUND_REMADV = (
    "BGM+481+PAY-7+9", "DTM+137:20260505:102", "NAD+PR+4012345000009::9++Bolt ?+ Nut GmbH", "NAD+PE+4098765000001::9",
    "CUX+2:EUR:11", "DOC+380+R-1001", "MOA+9:260.00", "MOA+12:250.50", "DTM+137:20260401:102", "RFF+ON:PO-5",
    "AJT+1", "FTX+ABO+++Damaged", "DOC+381+G-3", "MOA+12:-50.50", "UNS+S", "MOA+12:200.00",
)  # fmt: skip


def sound() -> dict[str, bytes]:
    """One sound file of each format, by the name that the recogniser gives it."""
    return {
        "camt": sound_camt(),
        "pain.002": pain002(pain002_batch(pain002_payment())),
        "mt940": mt940(PAID, TOLD),
        "bai2": bai2(BAI2_ACCOUNT, BAI2_ENTRY),
        "lockbox": lockbox(CHECK, STUB),
        "ofx": ofx(OFX_ENTRY),
        "nacha": nacha(ach_entry(addenda=True), ach_addenda("RMR*IV*R-1001**250.50\\")),
        "x12 820": x12(*SOUND_820),
        "remadv": edifact(*SOUND_REMADV),
    }


def cut_anywhere(content: bytes, *, steps: int = 40) -> Iterator[bytes]:
    """The file cut off at as many places, never at its end."""
    for step in range(1, steps):
        yield content[: len(content.rstrip()) * step // steps]


def without_line(content: bytes, place: int) -> bytes:
    """The file without one of its lines."""
    kept: Sequence[bytes] = content.splitlines(keepends=True)
    return b"".join([*kept[:place], *kept[place + 1 :]])
