"""Type codes of BAI2: which are credits, which debits, and what those mean that a collections department meets."""

from __future__ import annotations

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.statements import BalanceKind

KEYS_OF_BALANCES: dict[str, BalanceKind] = {
    "010": "opening",
    "015": "closing",
    "040": "available",
    "045": "available",
    "060": "available",
    "072": "available",
    "074": "available",
}
_MEANINGS = {
    "108": "Credit",
    "115": "Lockbox deposit",
    "116": "Item in a lockbox deposit",
    "118": "Lockbox adjustment credit",
    "135": "Deposit of documentary collections",
    "142": "ACH credit received",
    "143": "Item in an ACH deposit",
    "145": "ACH concentration credit",
    "147": "Individual ACH deposit",
    "155": "Preauthorised draft credit",
    "158": "Instant payment received",
    "164": "Corporate trade payment credit",
    "165": "Preauthorised ACH credit",
    "166": "ACH settlement credit",
    "169": "Various ACH credit",
    "171": "Individual loan deposit",
    "172": "Deposit correction",
    "174": "Other deposit",
    "175": "Check deposit package",
    "187": "Cash letter credit",
    "191": "Individual incoming internal money transfer",
    "195": "Incoming money transfer",
    "206": "Book transfer credit",
    "208": "International money transfer credit",
    "212": "Foreign letter of credit",
    "218": "Proceeds of a letter of credit",
    "221": "Foreign check deposited",
    "255": "Check posted and returned",
    "257": "Individual ACH return",
    "266": "Return item",
    "275": "Balance transfer credit",
    "301": "Commercial deposit",
    "354": "Interest credit",
    "357": "Credit adjustment",
    "366": "Currency and coin deposited",
    "399": "Various credit",
    "409": "Debit",
    "447": "ACH disbursement",
    "451": "ACH debit received",
    "455": "Preauthorised ACH debit",
    "464": "Corporate trade payment debit",
    "466": "ACH settlement debit",
    "469": "Various ACH debit",
    "475": "Check paid",
    "491": "Individual outgoing internal money transfer",
    "495": "Outgoing money transfer",
    "506": "Book transfer debit",
    "508": "International money transfer debit",
    "555": "Deposited item returned",
    "557": "Individual ACH return item",
    "558": "ACH reversal",
    "566": "Return item",
    "575": "Balance transfer debit",
    "654": "Interest debit",
    "657": "Debit adjustment",
    "661": "Account analysis fee",
    "666": "Currency and coin shipped",
    "698": "Various fees",
    "699": "Various debit",
    "890": "Information without an amount",
}


def is_credit(code: str) -> bool:
    """True where money comes in: 100 to 399, and the bank's own 920 to 959."""
    return 100 <= int(code) <= 399 or 920 <= int(code) <= 959


def is_debit(code: str) -> bool:
    """True where money goes out: 400 to 699, and the bank's own 960 to 999."""
    return 400 <= int(code) <= 699 or 960 <= int(code) <= 999


def meaning_of(code: str) -> Reason | None:
    """What the type means; None where it is not in the list."""
    return Reason("bank.bai2", _MEANINGS[code]) if code in _MEANINGS else None
