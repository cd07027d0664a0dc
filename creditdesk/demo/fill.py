"""Fills an empty database with the demo company: its history in one transaction, then a list of its ERP by the actions
of a person.

The history is dated relative to `today` and follows from the seed, so that two fills of one day are equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from django.db import transaction

from creditdesk.demo.accounts import open_accounts
from creditdesk.demo.acts import Act, record
from creditdesk.demo.agencies import know_an_agency
from creditdesk.demo.askings import ask_for
from creditdesk.demo.bank import receive_bank_files
from creditdesk.demo.bankruptcies import file_petition
from creditdesk.demo.beside_crm import answer_notes, keep_people, load_crm, reporting_lines
from creditdesk.demo.beside_erp import answer_acts, load_list, subscribe
from creditdesk.demo.calls import take_calls
from creditdesk.demo.cases import work_cases
from creditdesk.demo.conversations import Conversations, standings
from creditdesk.demo.credit_files import keep_credit_files
from creditdesk.demo.evidence import bring_evidence
from creditdesk.demo.happenings import happen
from creditdesk.demo.ledger import Ledger
from creditdesk.demo.letters import policy_text
from creditdesk.demo.next_actions import next_actions
from creditdesk.demo.office import absences, exchange_rates, open_office, owner_of
from creditdesk.demo.orders import review_credit, take_in_orders
from creditdesk.demo.plans import make_plans
from creditdesk.demo.post import carry_post
from creditdesk.demo.reconciliations import make_statements
from creditdesk.demo.records import Records
from creditdesk.demo.releases_asked import ask_for_releases
from creditdesk.demo.story import CUSTOMERS, SEED, Story, tell_story
from creditdesk.demo.strategies import decide_on_strategies
from creditdesk.domain.policy import default_policy
from creditdesk.journal.queries import entries
from creditdesk.parties.models import Company
from creditdesk.policy.actions import adopt_policy
from creditdesk.policy.queries import versions
from creditdesk.receivables import positions

# What the journal says of a database that the demo filled.
FILLED = "demo.filled"

Progress = Callable[[str], None]


class NotEmpty(Exception):
    """The database holds something else than the demo; it is left as it is."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the demo company has."""

    customers: int
    documents: int
    activities: int
    ticklers: int


def is_filled() -> bool:
    """Whether this database holds the demo company."""
    return entries().filter(kind=FILLED).exists()


def fill(*, today: dt.date, at: dt.datetime, say: Progress, customers: int = CUSTOMERS, seed: str = SEED) -> Filled:
    """Write the demo company into the migrated, empty database; `say` hears what is being done.

    Raises NotEmpty if there is a company already.
    """
    if Company.objects.exists():
        raise NotEmpty("the database holds a company already; the demo is made in an empty one only")
    say("inventing customers and two years of business")
    story = tell_story(today=today, customers=customers, seed=seed)
    if not versions().exists():
        start = story.span.start
        adopt_policy(
            policy_text(),
            effective_from=start,
            reason="The policy with which the desk opens",
            by="manager",
            at=dt.datetime.combine(start, dt.time(12, 0), tzinfo=dt.UTC),
        )
    with transaction.atomic():
        made = _write(story, at=at, say=say, seed=seed)
    say("comparing the ERP's list of open items of one company")
    brought = load_list(today=today, at=at)
    say("taking in what shipping and sales know of deductions")
    bring_evidence(today=today, at=at)
    say("letting things happen to customers")
    happen(today=today, at=at)
    subscribe(at=at)
    say("taking in what the bank told of the last days")
    receive_bank_files(today=today, at=at)
    say("taking in the orders that wait to be shipped")
    review_credit(today=today, at=at)
    take_in_orders(today=today, at=at, seed=seed)
    say("carrying the post")
    carry_post(today=today, at=at)
    say("taking in what the old CRM knew")
    keep_people(today=today, at=at)
    talks = load_crm(today=today, at=at)
    decide_on_strategies(today=today, at=at)
    ask_for(today=today, at=at)
    ask_for_releases(today=today, at=at)
    keep_credit_files(today=today, at=at)
    make_plans(today=today, at=at)
    file_petition(today=today, at=at)
    work_cases(today=today, at=at)
    make_statements(today=today, at=at)
    know_an_agency(at=at)
    taken, confirmations = take_calls(today=today, at=at)
    return replace(
        made,
        documents=made.documents + brought,
        activities=made.activities + talks + taken,
        ticklers=made.ticklers + confirmations,
    )


def _write(story: Story, *, at: dt.datetime, say: Progress, seed: str) -> Filled:
    acts: list[Act] = []
    span, history = story.span, story.history
    say("opening the office: companies, people, portfolios")
    office = open_office(start=span.start, acts=acts)
    absences(office, today=span.today, calendar=span.calendar)
    exchange_rates(start=span.start, today=span.today, random=Random(f"{seed}/rates"))
    customers = open_accounts(story.accounts, office=office)
    reporting_lines()
    documents = len(history.documents) + len(history.withheld)
    say(f"posting {documents:,} documents of {len(customers)} customers, week by week")
    ledger = Ledger(
        companies=office.companies,
        customers={number: customer.id for number, customer in customers.items()},
        today=span.today,
        policy_version=1,
        acts=acts,
    )
    ledger.write(history)
    ledger.extend(story.extensions, by="manager")
    ledger.record_disputes(history, by="deductions")
    answer_acts([company.id for company in office.companies.values()], today=span.today, acts=acts)
    ledger.close_periods(start=span.start, by="controller")
    positions.refresh(None, as_of=span.today, edges=default_policy().aging.buckets)
    say("writing down calls, promises and ticklers")
    owners = {account.number: owner_of(account) for account in story.accounts}
    late = standings(history, today=span.today)
    talk = Conversations(history, span=span, owners=owners, random=Random(f"{seed}/talk"))
    activities = talk.hold(story.accounts, late)
    ticklers = next_actions(late, activities, span=span, owners=owners, random=Random(f"{seed}/ticklers"))
    records = Records(office=office, customers=customers, items=ledger.items, today=span.today, acts=acts)
    records.write_activities(activities)
    records.write_ticklers(ticklers)
    answer_notes(at=at)
    records.write_documents(history, random=Random(f"{seed}/papers"))
    say("writing the journal")
    company = office.companies["NL01"]
    # Nothing is written down ahead of its time, and nothing that is in the books is left out.
    record(replace(act, at=min(act.at, at)) for act in acts)
    facts: dict[str, object] = {"customers": len(customers), "documents": documents, "seed": seed}
    record([Act(FILLED, "machine", at, ("company", company.id), company.id, facts=facts)])
    return Filled(len(customers), documents, len(activities), len(ticklers))
