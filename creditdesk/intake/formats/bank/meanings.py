"""What the codes of banks mean, in our words: why a payment came back, and what kind of movement an entry is.

The lists are the public ones of Nacha (return reasons, notices of change), ISO 20022 (external status and return
reasons) and SWIFT (transaction types of MT940). A code that is not here is given as it stands, without a meaning.
"""

from __future__ import annotations

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.statements import BankCode

_ACH_RETURNS = {
    "R01": "Not enough funds",
    "R02": "Account closed",
    "R03": "No account, or the account cannot be found",
    "R04": "Account number is not valid",
    "R05": "Debit to a consumer's account that he did not authorise",
    "R06": "Returned because the sending bank asked for it",
    "R07": "The customer took his authorisation back",
    "R08": "Payment stopped",
    "R09": "Funds not collected yet",
    "R10": "The customer says that he did not authorise the debit",
    "R11": "The customer says that the debit is not what he authorised",
    "R12": "Account sold to another bank",
    "R13": "Routing number is not valid",
    "R14": "Representative payee deceased or unable",
    "R15": "Account holder deceased",
    "R16": "Account frozen",
    "R17": "Entry could not be handled as the file has it",
    "R18": "The effective date is not valid",
    "R19": "The amount field is wrong",
    "R20": "Account takes no such payments",
    "R21": "Company identification is not valid",
    "R22": "Individual identification is not valid",
    "R23": "Credit refused by the receiver",
    "R24": "Entry was sent twice",
    "R25": "The addenda are wrong",
    "R26": "A field that must be filled is wrong or empty",
    "R27": "The trace number is wrong",
    "R28": "The check digit of the routing number is wrong",
    "R29": "The business customer did not authorise the debit",
    "R30": "The bank takes no part in check truncation",
    "R31": "Returned late with the sender's consent",
    "R32": "The receiving bank cannot settle the entry",
    "R33": "Returned converted check",
    "R34": "The bank may take part only in a limited way",
    "R35": "Improper debit entry",
    "R36": "Improper credit entry",
    "R37": "The check behind the entry was presented too",
    "R38": "The check behind the entry was stopped",
    "R39": "The document behind the entry is improper",
    "R40": "The enrolment entry was returned",
    "R41": "The transaction code of the enrolment is not valid",
    "R42": "The routing number of the enrolment is wrong",
    "R43": "The account number of the enrolment is not valid",
    "R44": "The individual identification of the enrolment is not valid",
    "R45": "The name in the enrolment is not valid",
    "R46": "The representative payee of the enrolment is not valid",
    "R47": "The enrolment was sent twice",
    "R50": "State law does not allow that the check is presented again",
    "R51": "The check may not be presented again",
    "R52": "The check that was presented again was stopped",
    "R53": "The check and its entry were both presented",
    "R61": "Return was sent to the wrong bank",
    "R62": "Return of an erroneous entry or of its reversal",
    "R67": "Return was sent twice",
    "R68": "Return came too late",
    "R69": "Fields of the return are wrong",
    "R70": "The sending bank did not ask for this return",
    "R71": "Dishonored return was sent to the wrong bank",
    "R72": "Dishonored return came too late",
    "R73": "The first return came in time",
    "R74": "Corrected return",
    "R75": "The return was not sent twice",
    "R76": "No errors were found in the return",
    "R77": "The dishonored return is not accepted",
    "R80": "The international entry is wrongly coded",
    "R81": "The bank takes no part in international entries",
    "R82": "The identification of the foreign bank is not valid",
    "R83": "The foreign bank cannot settle the entry",
    "R84": "The gateway did not handle the entry",
    "R85": "The outgoing international payment is wrongly coded",
}
_ACH_CHANGES = {
    "C01": "The account number was wrong",
    "C02": "The routing number was wrong",
    "C03": "Routing number and account number were wrong",
    "C04": "The name was wrong",
    "C05": "The kind of account was wrong",
    "C06": "Account number and kind of account were wrong",
    "C07": "Routing number, account number and kind of account were wrong",
    "C08": "The bank identification of a foreign payment was wrong",
    "C09": "The individual identification was wrong",
    "C13": "The format of the addenda was wrong",
    "C14": "The payment type for foreign payments was wrong",
    "C61": "The notice of change was sent to the wrong bank",
    "C62": "The trace number of the notice of change is wrong",
    "C63": "The company identification of the notice of change is wrong",
    "C64": "The individual identification of the notice of change is wrong",
    "C65": "The corrected data of the notice of change are wrong",
    "C66": "The discretionary data of the notice of change are wrong",
    "C67": "The routing number of the notice of change is not that of the entry",
    "C68": "The account number of the notice of change is not that of the entry",
    "C69": "The transaction code of the notice of change is wrong",
}
_ISO_REASONS = {
    "AC01": "Account number is not valid",
    "AC02": "The payer's account number is not valid",
    "AC03": "The payee's account number is not valid",
    "AC04": "Account closed",
    "AC06": "Account blocked",
    "AC13": "The payer's account is of the wrong kind",
    "AG01": "The account takes no such payments",
    "AG02": "The bank operation code is not valid",
    "AM01": "The amount is zero",
    "AM02": "The amount is above what is allowed",
    "AM04": "Not enough funds",
    "AM05": "Sent twice",
    "AM09": "The amount is not what was agreed",
    "AM10": "The control sum does not tie",
    "BE01": "The name does not belong to the account",
    "BE05": "The party that started the payment is not known",
    "CNOR": "The payee's bank is not reachable",
    "CURR": "The currency is wrong",
    "CUST": "The customer asked for it",
    "DNOR": "The payer's bank is not reachable",
    "DT01": "The date is not valid",
    "DUPL": "Sent twice",
    "ED05": "Settlement failed",
    "FF01": "The format of the file is not valid",
    "FOCR": "Returned because it was asked back",
    "MD01": "No mandate",
    "MD02": "Data of the mandate are missing or wrong",
    "MD06": "The payer asks his money back",
    "MD07": "The payer is deceased",
    "MS02": "Refused by the customer, no reason given",
    "MS03": "Refused by the bank, no reason given",
    "NARR": "The reason is given in words",
    "RC01": "The bank identification is not valid",
    "RR01": "The payer's account or identification is missing",
    "RR02": "The payer's name or address is missing",
    "RR03": "The payee's name or address is missing",
    "RR04": "For regulatory reasons",
    "SL01": "The payer's bank offers a service that refuses it",
    "SL11": "The payee is not on the payer's list",
    "SL12": "The payee is on the payer's list of those refused",
    "TM01": "Came after the cut-off time",
}
_SWIFT_TYPES = {
    "BNK": "Securities, bank fees",
    "BOE": "Bill of exchange",
    "BRF": "Brokerage fee",
    "CHG": "Charges",
    "CHK": "Check",
    "CLR": "Cash letter or check remittance",
    "CMI": "Cash management, no detail",
    "CMN": "Cash management, notional pooling",
    "CMT": "Cash management, transfer",
    "COL": "Collection",
    "COM": "Commission",
    "DCR": "Documentary credit",
    "DDT": "Direct debit",
    "DIV": "Dividends",
    "ECK": "Eurocheck",
    "FEX": "Foreign exchange",
    "INT": "Interest",
    "LBX": "Lockbox",
    "LDP": "Loan deposit",
    "MSC": "Various",
    "RTI": "Returned item",
    "SEC": "Securities",
    "STO": "Standing order",
    "TCK": "Travellers' checks",
    "TRF": "Credit transfer",
    "VDA": "Value date adjustment",
}


def ach_return(code: str) -> BankCode:
    """Why an ACH payment came back."""
    return BankCode("nacha", code, _meaning("bank.ach_return", _ACH_RETURNS[code]) if code in _ACH_RETURNS else None)


def ach_change(code: str) -> BankCode:
    """What a notice of change says was wrong."""
    return BankCode("nacha", code, _meaning("bank.ach_change", _ACH_CHANGES[code]) if code in _ACH_CHANGES else None)


def iso_reason(code: str) -> BankCode:
    """Why a payment was refused or returned, by ISO 20022."""
    return BankCode("iso20022", code, _meaning("bank.iso", _ISO_REASONS[code]) if code in _ISO_REASONS else None)


def swift_type(code: str) -> BankCode:
    """The transaction type of MT940, without the letter before it."""
    return BankCode("swift", code, _meaning("bank.swift", _SWIFT_TYPES[code]) if code in _SWIFT_TYPES else None)


def is_ach_change(code: str) -> bool:
    """True for the codes of a notice of change that Nacha has."""
    return code in _ACH_CHANGES


def _meaning(code: str, text: str) -> Reason:
    return Reason(code, text)
