"""Eight processes at once on the database of a test, each with a connection of its own.

`python -m tests.faults.crowd` reads from its standard input what they shall do, as JSON, and prints what came of it.
The test that starts it made all objects before, and looks at the database after.
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from tests.faults import crowd_orders, plan_race, settlement_race
from tests.faults.crowd_of_cash import match_cash, part_lists, post_and_match
from tests.faults.crowd_returns import return_receipts

EIGHT = 8
ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
# Longest time that the whole crowd may take before the test gives up on it, where the test says no other.
PATIENCE_SECONDS = 100
# How often one asks again who is told that his request is being carried out.
TRIES = 400

LOADED = ("creditdesk.intake.posting", "creditdesk.nightly.run", "creditdesk.receivables.actions")

Work = dict[str, Any]


def send_crowd(work: Work, *, folder: Path, patience_seconds: int = PATIENCE_SECONDS) -> list[Any]:
    """Let eight processes do the work on the connected database; returns the answer of each."""
    environment = os.environ | {
        "DATABASE_URL": connected_url(),
        "CREDITDESK_DEMO": "1",
        "CREDITDESK_DATA_DIR": str(folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.crowd"], env=environment, cwd=ROOT, input=json.dumps(work),
        capture_output=True, text=True, check=False, timeout=patience_seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def connected_url() -> str:
    """The DATABASE_URL of the database that the test is connected to."""
    from django.db import connection

    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)


def apply_and_reverse(worker: int, work: Work, meet: Callable[[], object]) -> dict[str, Any]:
    """Apply small amounts of shared payments to shared invoices, and take two of three back."""
    from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting

    by, credits, invoices = _objects(work)
    answer: dict[str, Any] = {"transactions": 0, "kept": [], "faults": [], "worst_seconds": 0.0}
    common: dict[str, Any] = {"posting_date": TODAY, "as_of": TODAY, "by": by, "at": NOW}
    meet()
    for number in range(work["rounds"]):
        credit = credits[(worker + number) % len(credits)]
        invoice = invoices[(worker * 3 + number) % len(invoices)]
        amount = 1 + worker * 100 + number
        try:
            began = perf_counter()
            posting = apply_credit(credit, to=[ApplyTo(invoice.id, amount)], key=f"a/{worker}/{number}", **common)
            answer["worst_seconds"] = max(answer["worst_seconds"], perf_counter() - began)
            answer["transactions"] += 1
            if number % 3:
                reverse_posting(posting, key=f"r/{worker}/{number}", reason="wrong", **common)
                answer["transactions"] += 1
            else:
                answer["kept"].append([credit.id, invoice.id, amount])
        except Exception as fault:  # whatever it is, the test must see it
            answer["faults"].append(f"{type(fault).__name__}: {fault}")
    return answer


def race(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all start the same act at the same moment; returns what each round gave this one."""
    from creditdesk.domain.reasons import Refusal
    from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
    from creditdesk.receivables.models import Posting

    by, credits, invoices = _objects(work)
    postings = [Posting.objects.get(id=posting_id) for posting_id in work.get("postings", ())]
    answers = []
    for number in range(work["rounds"]):
        key = f"{work['act']}/{number}" + ("" if work["same_key"] else f"/{worker}")
        common: dict[str, Any] = {"posting_date": TODAY, "as_of": TODAY, "by": by, "at": NOW, "key": key}
        meet()
        try:
            if work["act"] == "reverse":
                done = reverse_posting(postings[number], reason="NSF", **common)
            else:
                invoice = invoices[0 if work["same_key"] else worker]
                credit = credits[number]
                done = apply_credit(credit, to=[ApplyTo(invoice.id, -credit.original_minor)], **common)
            answers.append(f"posting {done.id}")
        except Refusal as refusal:
            answers.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            answers.append(f"{type(fault).__name__}: {fault}")
    return answers


def night(worker: int, work: Work, meet: Callable[[], object]) -> str:
    """Run the night's work; returns its result, or the reason why not."""
    from creditdesk.domain.reasons import Refusal
    from creditdesk.nightly.run import run_nightly

    meet()
    try:
        run = run_nightly(as_of=TODAY, at=NOW)
    except Refusal as refusal:
        return refusal.reasons[0].code
    return f"run {run.id}, {len(run.steps)} steps, {len(run.broken)} broken"


def post_lists(worker: int, work: Work, meet: Callable[[], object]) -> str:
    """Post one of two lists of all open items, four people each, and work on both, a few rows at a time.

    Returns what this one was told when he posted his.
    """
    from creditdesk.domain.reasons import Refusal
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.posting import post_chunk
    from creditdesk.parties.models import User

    file = ImportFile.objects.get(id=work["lists"][worker % len(work["lists"])])
    by = User.objects.get(id=work["by"])
    meet()
    try:
        actions.post(file, revision=file.revision, confirmed=work["confirmed"], by=by, at=NOW)
        told = "posting"
    except Refusal as refusal:
        told = refusal.reasons[0].code
    turn = work["lists"][worker % 2 :] + work["lists"][: worker % 2]
    while sum(post_chunk(list_id, at=NOW, as_of=TODAY, chunk=3) for list_id in turn):
        pass
    return f"{worker % len(work['lists'])} {told}"


def decide(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all decide the same difference of a list at the same moment: half take the ERP's figure, half keep
    ours. Returns what each round told this one.
    """
    from creditdesk.domain.list_differences import Answer
    from creditdesk.domain.reasons import Refusal
    from creditdesk.intake import differences
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    file, by = ImportFile.objects.get(id=work["file"]), User.objects.get(id=work["by"])
    answer = Answer.TAKE if worker % 2 else Answer.KEEP
    told = []
    for line in work["lines"]:
        meet()
        try:
            differences.decide(file, lines=[line], answer=answer, reason=f"by {worker}", by=by, at=NOW, as_of=TODAY)
            told.append(f"{answer.value} {worker}")
        except Refusal as refusal:
            told.append(f"{refusal.reasons[0].code}: {refusal}")
        except Exception as fault:  # whatever it is, the test must see it
            told.append(f"{type(fault).__name__}: {fault}")
    return told


def decide_by_program(worker: int, work: Work, meet: Callable[[], object]) -> list[Any]:
    """The same by eight programs with one token and one key a round; who is told to ask again in a moment does so."""
    import time_machine
    from django.test import Client

    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {work['token']}"})
    told: list[Any] = []
    for number, line in enumerate(work["lines"]):
        body = {"lines": [line], "answer": "take", "reason": "asked them"}
        # A minute of its own for each round, or the token would be held back.
        with time_machine.travel(NOW + dt.timedelta(minutes=number), tick=False):
            meet()
            for _ in range(TRIES):
                answer = client.post(
                    f"/api/v1/imports/{work['file']}/differences", body, content_type="application/json",
                    headers={"Idempotency-Key": f"decide-{number}"},
                )  # fmt: skip
                if not answer.has_header("Retry-After"):
                    break
                sleep(0.05)
        told.append([answer.status_code, answer.json().get("decisions", answer.json())])
    return told


def promise(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all record a promise of the same account, in addition to what was promised before, and then judge
    its promises, both at the same moment. Returns what each round told this one of its promise.
    """
    from creditdesk.domain.money import Money
    from creditdesk.domain.reasons import Refusal
    from creditdesk.followup.actions import Said, record_activity
    from creditdesk.followup.promise_judging import judge_promises_of
    from creditdesk.parties.models import Customer, User

    by, told = User.objects.get(id=work["by"]), []
    said = Said(
        "call", "inbound", "promised", promised=Money(work["minor"], "USD"), promised_date=TODAY, in_addition=True
    )
    after = TODAY + dt.timedelta(days=5)
    for customer in Customer.objects.filter(id__in=work["customers"]).order_by("id"):
        meet()
        try:
            record_activity(customer, said=said, by=by, at=NOW, as_of=TODAY, key=f"{customer.id}/{worker}")
            told.append("promised")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
        meet()
        judge_promises_of([customer.id], as_of=after, at=NOW)
    return told


def letters(worker: int, work: Work, meet: Callable[[], object]) -> list[list[str]]:
    """In each round all draft the same letter of the same account, then all release it, then all note that it went,
    each at the same moment. Returns what each round told this one.
    """
    from creditdesk.domain.letter_fields import LetterKind
    from creditdesk.domain.reasons import Refusal
    from creditdesk.letters.drafting import Wanted, draft_letter
    from creditdesk.letters.models import Letter
    from creditdesk.letters.releasing import release_letter, settle
    from creditdesk.mail.models import OutgoingMessage
    from creditdesk.parties.models import Customer, User

    by, told = User.objects.get(id=work["people"][worker % len(work["people"])]), []
    for customer in Customer.objects.filter(id__in=work["customers"]).order_by("id"):
        round_told = []
        meet()
        try:
            key, wanted = f"{customer.id}/{worker}", Wanted(LetterKind.REMINDER_1)
            draft_letter(customer, wanted=wanted, by=by, at=NOW, as_of=TODAY, key=key)
            round_told.append("drafted")
        except Refusal as refusal:
            round_told.append(refusal.reasons[0].code)
        meet()
        letter = Letter.objects.get(customer=customer)
        meet()
        try:
            release_letter(letter, seen=1, by=by, at=NOW, as_of=TODAY)
            round_told.append("released")
        except Refusal as refusal:
            round_told.append(refusal.reasons[0].code)
        meet()
        OutgoingMessage.objects.filter(customer=customer).update(state="sent", state_at=NOW)
        meet()
        round_told.append("settled" if settle(letter.id, at=NOW) else "was settled")
        told.append(round_told)
    return told


def carry_mail(worker: int, work: Work, meet: Callable[[], object]) -> int:
    """Send whatever waits, all at the same moment, until nothing is due; how many messages this one dealt with."""
    from creditdesk.mail.outgoing import send_next

    meet()
    dealt_with = 0
    while send_next(now=lambda: NOW, may_go=lambda message, at: None):
        dealt_with += 1
    return dealt_with


def call(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all record a conversation of ours with the same customer; what each round told this one."""
    from creditdesk.domain.reasons import Refusal
    from creditdesk.followup.actions import Said, record_activity
    from creditdesk.parties.models import Customer, User

    by, told = User.objects.get(id=work["by"]), []
    for customer in Customer.objects.filter(id__in=work["customers"]).order_by("id"):
        meet()
        try:
            said = Said("call", "outbound", "spoke")
            record_activity(customer, said=said, by=by, at=NOW, as_of=TODAY, key=f"{customer.id}/{worker}")
            told.append("called")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
    return told


def change_contacts(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all change one contact as it stood at first, and then let one of two report to the other, the even
    ones this way round and the odd ones that. Returns what each round told this one of both.
    """
    from dataclasses import replace

    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.contact_actions import Card, change_contact
    from creditdesk.parties.models import Contact, User

    by, told = User.objects.get(id=work["by"]), []

    def attempt(contact: Contact, version: int, **facts: object) -> str:
        card = replace(Card.of(contact), **facts)  # type: ignore[arg-type]
        key = f"{contact.id}/{worker}/{sorted(facts)}"
        try:
            change_contact(contact, card=card, version=version, by=by, at=NOW, key=key)
        except Refusal as refusal:
            return refusal.reasons[0].code
        return "changed"

    for first_id, second_id in work["pairs"]:
        first, second = Contact.objects.select_related("customer__parent").filter(id__in=[first_id, second_id])
        meet()
        told.append(attempt(first, 1, phone=str(worker)))
        meet()
        first.refresh_from_db()
        below, above = (first, second) if worker % 2 else (second, first)
        told.append(attempt(below, below.version, reports_to_id=above.id))
    return told


def verify_events(worker: int, work: Work, meet: Callable[[], object]) -> list[list[str]]:
    """In each round all decide about one event, half of them this way and half that; then all record the call-back of
    the customer's new bank details, and then all confirm them. Returns what each round told this one of the three.
    """
    from creditdesk.domain.customer_events import Proof
    from creditdesk.domain.data_changes import CallBack, CallOutcome
    from creditdesk.domain.policy_events import Evidence
    from creditdesk.domain.reasons import Refusal
    from creditdesk.followup.customer_events import refute_event, verify_event
    from creditdesk.followup.data_changing import call_back, confirm_change
    from creditdesk.followup.models import CustomerEvent, DataChange
    from creditdesk.parties.models import User

    people = User.objects.in_bulk([work["by"], work["caller"]])
    by, caller = people[work["by"]], people[work["caller"]]
    proofs = [Proof(Evidence.REGISTRY, "dissolved"), Proof(Evidence.SECOND_SOURCE, "the landlord")]

    def tried(act: Callable[[], Any]) -> str:
        meet()
        try:
            return str(act().state)
        except Refusal as refusal:
            return refusal.reasons[0].code

    told = []
    for customer_id in work["customers"]:
        event = CustomerEvent.objects.get(customer=customer_id)
        change = DataChange.objects.get(customer=customer_id)
        common: dict[str, Any] = {"at": NOW, "as_of": TODAY, "key": f"{customer_id}/{worker}"}
        verify = partial(verify_event, event, proofs=proofs, by=by, **common)
        refute = partial(refute_event, event, note="they are open", by=by, **common)
        call = CallBack("212-555-0142", "Ann", CallOutcome.CONFIRMED)
        again = {**common, "key": f"{customer_id}/{worker}/second"}
        told.append(
            [
                tried(verify if worker % 2 else refute),
                tried(partial(call_back, change, call=call, by=caller, **common)),
                tried(partial(confirm_change, change, by=by, **again)),
            ]
        )
    return told


def let_rest(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round all leave out the same step of an account at the same moment. Returns what each round told this
    one.
    """
    from creditdesk.domain.reasons import Refusal
    from creditdesk.followup.strategy_actions import skip_step
    from creditdesk.parties.models import Customer, User

    by, told = User.objects.get(id=work["by"]), []
    for customer in Customer.objects.filter(id__in=work["customers"]).order_by("id"):
        meet()
        try:
            key = f"{customer.id}/{worker}"
            skip_step(customer, step=work["step"], reason="agreed", by=by, at=NOW, as_of=TODAY, key=key)
            told.append("left out")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
    return told


def count_calls(worker: int, work: Work, meet: Callable[[], object]) -> list[int]:
    """Count on a counter that all share; what each count said."""
    from creditdesk.config.counting import count

    meet()
    return [count("crowd", seconds=120) for _ in range(work["rounds"])]


def post_bank_files(worker: int, work: Work, meet: Callable[[], object]) -> str:
    """Post one of two bank files that tell the same statement, four people each, and work on both."""
    from creditdesk.domain.reasons import Refusal
    from creditdesk.intake import actions
    from creditdesk.intake.bank.posting import post_bank
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    file = ImportFile.objects.get(id=work["files"][worker % 2])
    meet()
    try:
        actions.post(file, revision=file.revision, by=User.objects.get(id=work["by"]), at=NOW)
        told = "posting"
    except Refusal as refusal:
        told = refusal.reasons[0].code
    while sum(post_bank(file_id, at=NOW, as_of=TODAY, chunk=3) for file_id in work["files"]):
        pass
    return told


TASKS: dict[str, Callable[[int, Work, Callable[[], object]], Any]] = {
    "apply_and_reverse": apply_and_reverse,
    "race": race,
    "night": night,
    "post_lists": post_lists,
    "post_bank_files": post_bank_files,
    "post_and_match": post_and_match,
    "decide": decide,
    **settlement_race.TASKS,
    "decide_by_program": decide_by_program,
    "promise": promise,
    "letters": letters,
    "carry_mail": carry_mail,
    "call": call,
    "change_contacts": change_contacts,
    "verify_events": verify_events,
    "let_rest": let_rest,
    "match_cash": match_cash,
    "part_lists": part_lists,
    "count_calls": count_calls,
    "return_receipts": return_receipts,
    **crowd_orders.TASKS | {"settle_plans": plan_race.settle_plans},
}


def _objects(work: Work) -> tuple[Any, list[Any], list[Any]]:
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import OpenItem

    found = OpenItem.objects.in_bulk([*work["credits"], *work["invoices"]])
    return (
        User.objects.get(id=work["by"]),
        [found[item_id] for item_id in work["credits"]],
        [found[item_id] for item_id in work["invoices"]],
    )


def _one(worker: int, work: Work, barrier: Any, answers: Any) -> None:
    from django.db import connection

    try:
        answers.put((worker, TASKS[work["task"]](worker, work, barrier.wait)))
    except BaseException as fault:
        barrier.abort()
        answers.put((worker, f"{type(fault).__name__}: {fault}"))
        raise
    finally:
        connection.close()


def main() -> None:
    """Read the work, fork eight that do it, and print their answers in order. No connection is open at the fork."""
    from creditdesk.__main__ import set_up
    from creditdesk.domain.policy import default_policy

    work = json.loads(sys.stdin.read())
    set_up()
    # Loaded once here, so that none of the eight has to; none of them opens the database.
    for module in LOADED:
        importlib.import_module(module)
    default_policy()
    if work["task"] == "decide_by_program":
        import creditdesk.config.urls  # noqa: F401  # once here, so that not each of them loads all pages
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(EIGHT), context.Queue()
    crowd = [context.Process(target=_one, args=(worker, work, barrier, answers)) for worker in range(EIGHT)]
    for one in crowd:
        one.start()
    found = dict(answers.get() for _ in crowd)
    for one in crowd:
        one.join()
    print(json.dumps([found[worker] for worker in range(EIGHT)]))


if __name__ == "__main__":
    main()
