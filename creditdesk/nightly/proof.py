"""Everything that can be proved of the database, by name. Each proof returns the broken facts in words.

A fact knows whose books it breaks; postings stop there (docs/rules/stops.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from creditdesk.agency import verify as agency
from creditdesk.agency.triggers import AGENCY_GUARDS
from creditdesk.approvals import verify as approvals
from creditdesk.approvals.triggers import APPROVAL_GUARDS
from creditdesk.bankruptcy import verify as bankruptcy
from creditdesk.bankruptcy.triggers import BANKRUPTCY_GUARDS
from creditdesk.cash import verify as cash
from creditdesk.cash.triggers import CASH_GUARDS
from creditdesk.credit import verify as credit
from creditdesk.credit.triggers import CREDIT_GUARDS
from creditdesk.creditfile import verify as creditfile
from creditdesk.creditfile.triggers import CREDIT_FILE_GUARDS
from creditdesk.disputes import verify as disputes
from creditdesk.disputes.triggers import CASE_GUARDS
from creditdesk.domain.proof import BrokenFact
from creditdesk.followup import verify as followup
from creditdesk.followup.triggers import FOLLOWUP_GUARDS
from creditdesk.intake import verify as intake
from creditdesk.journal import triggers
from creditdesk.journal import verify as journal
from creditdesk.journal.models import JournalHead
from creditdesk.letters import verify as letters
from creditdesk.letters.triggers import LETTER_GUARDS
from creditdesk.mail import verify as mail
from creditdesk.mail.triggers import MAIL_GUARDS
from creditdesk.parties import verify as parties
from creditdesk.parties.triggers import PARTIES_GUARDS
from creditdesk.plans import verify as plans
from creditdesk.plans.triggers import PLAN_GUARDS
from creditdesk.policy import verify as policy
from creditdesk.policy.triggers import POLICY_GUARDS
from creditdesk.receivables import verify as ledger
from creditdesk.receivables.triggers import LEDGER_GUARDS
from creditdesk.reconciliation import verify as reconciliation
from creditdesk.reconciliation.triggers import RECONCILIATION_GUARDS
from creditdesk.settlements import verify as settlements
from creditdesk.settlements.triggers import SETTLEMENT_GUARDS


def anchors_file() -> Path:
    """Where the journal's head is anchored, unless told otherwise."""
    return Path(settings.DATA_DIR) / "anchors.jsonl"


def head() -> tuple[int, str]:
    """Sequence number and hash of the journal's last entry."""
    found = JournalHead.objects.filter(id=1).first()
    return (found.seq, found.hash) if found else (0, "")


def broken_guards() -> dict[str, str]:
    """Name → what is wrong, of every trigger that should protect the database."""
    books = (PARTIES_GUARDS, LEDGER_GUARDS, CASH_GUARDS, POLICY_GUARDS)
    decided = (CREDIT_GUARDS, APPROVAL_GUARDS, PLAN_GUARDS, SETTLEMENT_GUARDS, CREDIT_FILE_GUARDS, BANKRUPTCY_GUARDS)
    worked = (CASE_GUARDS, RECONCILIATION_GUARDS, AGENCY_GUARDS)
    rooms = (*books, FOLLOWUP_GUARDS, *decided, *worked, MAIL_GUARDS, LETTER_GUARDS)
    every = [*triggers.JOURNAL_GUARDS, *(guard for guards in rooms for guard in guards)]
    return triggers.broken(every, connection=connection)


def _guards(as_of: dt.date) -> list[BrokenFact]:
    return [BrokenFact(f"I7: the trigger {name} {what}") for name, what in broken_guards().items()]


def _ledger(as_of: dt.date) -> list[BrokenFact]:
    return ledger.broken_facts()


def _journal(as_of: dt.date) -> list[BrokenFact]:
    return journal.broken_facts(anchors=anchors_file())


def _intake(as_of: dt.date) -> list[BrokenFact]:
    return intake.broken_facts()


def _policy(as_of: dt.date) -> list[BrokenFact]:
    return policy.broken_facts()


def _cash(as_of: dt.date) -> list[BrokenFact]:
    return cash.broken_facts()


def _followup(as_of: dt.date) -> list[BrokenFact]:
    return followup.broken_facts()


def _credit(as_of: dt.date) -> list[BrokenFact]:
    return credit.broken_facts()


def _credit_files(as_of: dt.date) -> list[BrokenFact]:
    return creditfile.broken_facts()


def _approvals(as_of: dt.date) -> list[BrokenFact]:
    return approvals.broken_facts()


def _reconciliation(as_of: dt.date) -> list[BrokenFact]:
    return reconciliation.broken_facts()


def _settlements(as_of: dt.date) -> list[BrokenFact]:
    return settlements.broken_facts()


def _cases(as_of: dt.date) -> list[BrokenFact]:
    return disputes.broken_facts()


def _plans(as_of: dt.date) -> list[BrokenFact]:
    return plans.broken_facts()


def _bankruptcies(as_of: dt.date) -> list[BrokenFact]:
    return bankruptcy.broken_facts()


def _agency(as_of: dt.date) -> list[BrokenFact]:
    return agency.broken_facts()


def _letters(as_of: dt.date) -> list[BrokenFact]:
    return letters.broken_facts()


def _mail(as_of: dt.date) -> list[BrokenFact]:
    return mail.broken_facts()


def _parties(as_of: dt.date) -> list[BrokenFact]:
    return parties.broken_facts()


Prove = Callable[[dt.date], list[BrokenFact]]
PROOFS: dict[str, Prove] = {
    "guards": _guards,
    "ledger": _ledger,
    "journal": _journal,
    "imports": _intake,
    "cash": _cash,
    "policy": _policy,
    "follow-up": _followup,
    "orders": _credit,
    "approvals": _approvals,
    "reconciliations": _reconciliation,
    "settlements": _settlements,
    "credit files": _credit_files,
    "cases": _cases,
    "plans": _plans,
    "bankruptcies": _bankruptcies,
    "letters": _letters,
    "agencies": _agency,
    "mail": _mail,
    "contacts": _parties,
}


def broken_facts(*, as_of: dt.date) -> list[BrokenFact]:
    """Every proof's broken facts, one after the other; an empty list is the proof of all."""
    return [fact for prove in PROOFS.values() for fact in confirmed(prove, as_of=as_of)]


def confirmed(prove: Prove, *, as_of: dt.date) -> list[BrokenFact]:
    """What the proof finds twice, word for word.

    A proof asks several questions while people post. What only one asking finds was an act between two of them, and
    stops nobody's postings.
    """
    first = set(prove(as_of))
    return [fact for fact in prove(as_of) if fact in first] if first else []
