"""Statuses that customer events propose: accepted by one person, asked for by a request, given by another."""

from __future__ import annotations

import pytest
from django.db import transaction

from creditdesk.approvals.models import Request, SalesNotice
from creditdesk.approvals.verify import broken_facts as requests_proven
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.customer_events import cure_event
from creditdesk.followup.models import CustomerEvent, StatusProposal
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Customer
from tests.actions.test_customer_events import DAY, SHOWN, codes, decide, end, report, verify
from tests.asking import approve
from tests.world import NOW, TODAY, World


def unwilling(world: World) -> CustomerEvent:
    """Acme, whose breaches of policy are enough: cash in advance is proposed."""
    for age in (100, 80, 5):
        verify(world, report(world, "policy_non_adherence", day=TODAY - age * DAY), "observed")
    return verify(world, report(world, "policy_non_adherence"), "observed")


def test_a_status_that_is_accepted_is_asked_for_and_given_by_another_person_who_may(world: World) -> None:
    event = unwilling(world)
    decide(world, accept=True, by=world.bob, note="four breaches")
    assert Customer.objects.get(id=world.acme.id).status == "active"
    request = Request.objects.get()
    assert (request.prepared_by, request.words, request.asked.status) == (world.bob, "four breaches", "cia")
    assert f"customer event {event.id}, policy non adherence" in request.asked.evidence[0].words
    with pytest.raises(Refusal):
        approve(request, by=world.bob)
    approve(request, by=world.carol)
    assert Customer.objects.get(id=world.acme.id).status == "cia"
    assert SalesNotice.objects.get().status == "cia"
    assert requests_proven() == []


def test_whose_level_suffices_is_not_alone_with_it_either(world: World) -> None:
    unwilling(world)
    decide(world, accept=True, by=world.carol)
    request = Request.objects.get()
    with pytest.raises(Refusal) as refusal:
        approve(request, by=world.carol)
    assert codes(refusal) == ["authority.own_request"]
    approve(request, by=world.dave)
    assert Customer.objects.get(id=world.acme.id).status == "cia"


def test_a_status_is_not_given_once_its_event_is_over(world: World) -> None:
    event = unwilling(world)
    decide(world, accept=True, by=world.bob)
    end(world, cure_event, event, proof=SHOWN)
    with pytest.raises(Refusal) as refusal:
        approve(Request.objects.get(), by=world.carol)
    assert codes(refusal) == ["request.event_over"]


def test_the_proof_finds_a_status_that_nobody_asked_for(world: World) -> None:
    event = unwilling(world)
    StatusProposal.objects.update(state="accepted", decided_by=world.bob, decided_at=NOW)
    changed = change_customer(world.acme.id, {"status": "cia"})
    with transaction.atomic():
        journal_changed(changed, cause=("customer_event", event.id), by=world.bob, at=NOW)
    told = [str(one) for one in requests_proven()]
    assert any("was accepted, and no request asked for it" in one for one in told)
    assert any("was given by no request" in one for one in told)
    StatusProposal.objects.update(state="open", decided_by=None, decided_at=None)
    Customer.objects.filter(id=world.acme.id).update(status="active")
