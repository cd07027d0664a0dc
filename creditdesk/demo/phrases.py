"""What is written down after a call: the sentences of the demo's notes, by what came of the contact."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """One way a contact goes. Notes may name {item}, {contact} and {weekday}; `weight` says how often it happens."""

    weight: int
    channel: str
    direction: str
    outcome: str
    notes: tuple[str, ...]
    visibility: str = "history"
    language: str = "en"


ORDINARY: tuple[Script, ...] = (
    Script(
        14,
        "call",
        "outbound",
        "no_answer",
        (
            "Rang out. Try again after lunch, their time.",
            "No answer at accounts payable, nor at the front desk.",
            "Line busy twice.",
        ),
    ),
    Script(
        18,
        "call",
        "outbound",
        "left_message",
        (
            "Left a message for {contact} about {item}.",
            "Voice mail of {contact}: asked for the payment date of {item}.",
            "The switchboard takes a note: {contact} is to call back about {item}.",
        ),
    ),
    Script(
        24,
        "call",
        "outbound",
        "spoke",
        (
            "{contact} has {item} approved; it goes out with the run on {weekday}.",
            "{contact} does not find {item}. Copy to be sent today.",
            "Went through the statement line by line; they agree with everything but {item}.",
            "{item} waits for the receiving slip. {contact} asks the warehouse.",
            "{contact} is friendly and short of cash until the weekend sales are in.",
        ),
    ),
    Script(
        4,
        "call",
        "outbound",
        "disputed",
        (
            "{contact} contests {item}: two cartons missing on arrival. Proof of delivery to be found.",
            "{contact} says {item} was billed at the old price. Price file of that day to be checked.",
            "{item}: goods refused at the dock, says {contact}. Asked for the return number.",
        ),
    ),
    Script(
        2, "call", "outbound", "refused", ("{contact} will not pay {item} before the credit for the return is there.",)
    ),
    Script(
        1, "call", "outbound", "wrong_number", ("The number now belongs to a bakery. New one asked for by e-mail.",)
    ),
    Script(
        5,
        "call",
        "inbound",
        "spoke",
        (
            "{contact} calls: needs the proof of delivery for {item}.",
            "{contact} calls back: {item} is on the list for {weekday}.",
        ),
    ),
    Script(
        12,
        "email",
        "outbound",
        "sent",
        ("Statement of today and a copy of {item} sent.", "Reminder with {item} sent.", "Copy of {item} sent again."),
    ),
    Script(
        7,
        "email",
        "inbound",
        "received",
        (
            "{contact} asks for a copy of {item}.",
            "Remittance advice received; {item} is on it.",
            "New address for invoices.",
        ),
    ),
    Script(2, "letter", "outbound", "sent", ("Third reminder sent by registered mail, with {item}.",)),
    Script(2, "visit", "outbound", "spoke", ("Our salesperson was in the store: shelves full, owner confident.",)),
    Script(
        6,
        "note",
        "internal",
        "noted",
        (
            "Pays on {weekday}s only; a call the day before helps.",
            "The books move to the owner's daughter next month.",
            "Wants the statement as a spreadsheet, not as a picture.",
            "Says invoices must carry the store number, or they go to the bottom of the pile.",
        ),
    ),
    Script(
        2,
        "note",
        "internal",
        "noted",
        ("Past due is being worked; no new terms until {item} is paid.", "Account reviewed; orders go out as usual."),
        visibility="status",
    ),
)
FRENCH: tuple[Script, ...] = (
    Script(
        10,
        "email",
        "inbound",
        "received",
        ("{contact} demande une copie : {item}.", "{contact} annonce le virement pour {weekday}."),
        language="fr",
    ),
    Script(
        10,
        "call",
        "outbound",
        "spoke",
        (
            "{contact} : {item} est approuvée, paiement au prochain cycle.",
            "{contact} n'a pas reçu {item} ; copie envoyée.",
        ),
        language="fr",
    ),
)
RESTRICTED: tuple[str, ...] = (
    "Bank reference: the line of credit is used to the limit; covenant under review.",
    "Personal guarantee of the owner is on file; counsel says it is good for new purchases only.",
    "Counsel advises to ask for a second guarantor before the limit is raised.",
    "The owner told us in confidence that the store is for sale.",
)
PROMISED: tuple[str, ...] = (
    "{contact} promises {amount} by {date}, by ACH.",
    "{contact}: check over {amount} leaves on {date}.",
    "{contact} pays {amount} on {date}, for the oldest items.",
)
# Habit → what was noted when contact had to stop, with its visibility and author.
LAST_WORDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "bankrupt": (
        (
            "Petition under chapter 11 filed. No contact from now on; mail goes to the court's address.",
            "status",
            "manager",
        ),
        (
            "Proof of claim prepared with all open invoices; goods of the last 20 days listed apart.",
            "restricted",
            "manager",
        ),
    ),
    "attorney": (
        ("Letter of their attorney received: all contact through counsel.", "status", "supervisor"),
        (
            "Their counsel claims a set-off for a cancelled exclusive. Our counsel has the file.",
            "restricted",
            "manager",
        ),
    ),
    "agency": (
        ("Placed with the agency with invoices, proofs of delivery and the log of our efforts.", "status", "manager"),
        ("The agency found the owner's new address; first letter is out.", "restricted", "manager"),
    ),
    "closed": (("The store is closed: mail comes back, telephone is dead. Sales was told.", "status", "supervisor"),),
}
# What is to be done, and which kind of work it is.
CAUSES: tuple[tuple[str, str], ...] = (
    ("Call about the oldest items", "call"),
    ("Did the promised payment arrive?", "payment"),
    ("Send the proof of delivery", "email"),
    ("Ask for the payment date again", "call"),
    ("Check the claim against the price file", "other"),
    ("Statement to the AP manager", "letter"),
    ("Ask sales what the buyer said", "other"),
)
