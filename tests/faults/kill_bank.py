"""What `kill_steps` kills of bank files: one is posted, row by row, and taken back, with a payer who is known."""

from __future__ import annotations

from typing import Any

from tests.faults.kill_flows import LATER, NOW, TODAY, Flow, tell

IBAN = "DE89370400440532013000"


def _statement() -> str:
    from tests.actions.test_bank_files import camt, entry

    entries = [entry(f"{n}00.00", f"A{n}", name=f"Payer {n}", iban=f"DE0{n}") for n in range(1, 5)]
    back = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
    entries.append(entry("100.00", "R1", debit=True, more=back))
    first = camt(*entries[:3], closing="600.00")
    second = camt(*entries[3:], number=2, opening="600.00", closing="900.00", day="2026-06-13")
    inner = second[second.index("<Stmt>") : second.index("</BkToCstmrStmt>")]
    return first.replace("</Stmt>", "</Stmt>" + inner, 1)


def _arrive() -> None:
    from creditdesk.cash.models import BankAccount, PayerSign
    from creditdesk.intake import actions
    from creditdesk.intake.worker import run_pending
    from creditdesk.parties.models import Company, Customer, User

    company, user = Company.objects.get(), User.objects.get(username="erin")
    BankAccount.objects.create(company=company, name="Main", number=IBAN, currency="USD")
    customer = Customer.objects.create(company=company, number="C1", name="Acme", search_name="acme", currency="USD")
    sign = {"company": company, "kind": "bank_account", "learned_by": "erin", "learned_at": NOW}
    PayerSign.objects.create(customer=customer, value="DE01", **sign)
    actions.receive([_statement().encode()], name="b.xml", company=company, by=user, at=NOW, as_of=TODAY)
    run_pending(at=NOW, as_of=TODAY)


def _file() -> Any:
    from creditdesk.intake.models import ImportFile

    return ImportFile.objects.get()


def _post() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.bank.posting import post_bank
    from creditdesk.parties.models import User

    file = _file()
    if file.state == "previewed":
        actions.post(file, revision=file.revision, by=User.objects.get(username="erin"), at=NOW)
        tell("posts", 1)
    while post_bank(file.id, at=LATER, as_of=TODAY, chunk=2):
        pass


def _undo() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.bank.posting import undo_bank
    from creditdesk.parties.models import User

    file = _file()
    if file.state == "posted":
        actions.undo(file, reason="another bank's", by=User.objects.get(username="erin"), at=NOW)
        tell("undos", 1)
    while undo_bank(file.id, at=LATER, as_of=TODAY):
        pass


BANK_FLOWS = {
    "post bank": Flow(_post, _post, _arrive),
    "undo bank": Flow(_undo, _undo, _arrive, _post),
}
