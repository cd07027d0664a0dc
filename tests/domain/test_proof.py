"""Broken facts, whose books they break, and the posting stops that follow."""

from __future__ import annotations

from creditdesk.domain.proof import MOST_NAMED, BrokenFact, named, objections_to_lifting, stop_changes

ACME = BrokenFact("I2: item 5 is wrong", company_id=1, customer_id=7)
SOUTHWIND = BrokenFact("I11: company 2 is wrong", company_id=2)


def test_a_fact_is_its_sentence_and_knows_whose_books_it_breaks() -> None:
    (fact,) = named("I2", sentence="item {0} ({1}) is wrong", rows=[(5, "D-1", 1, 7)])
    assert fact == "I2: item 5 (D-1) is wrong"
    assert (fact.company_id, fact.customer_id) == (1, 7)


def test_of_very_many_the_first_are_named_and_the_books_of_all_are_broken() -> None:
    facts = named("I2", sentence="item {0} is wrong", rows=((number, 1, 7) for number in range(10 * MOST_NAMED)))
    assert len(facts) == MOST_NAMED + 1
    assert facts[-1] == "I2: more than 100 times: item … is wrong"
    assert (facts[-1].company_id, facts[-1].customer_id) == (None, None)


def test_what_is_found_stops_and_what_is_not_found_any_more_is_lifted() -> None:
    changes = stop_changes([ACME, SOUTHWIND], stopped={SOUTHWIND, "I6: long mended"}, decided=())
    assert changes.stop == (ACME,)
    assert changes.lift == {"I6: long mended"}


def test_a_fact_on_which_somebody_decided_stops_no_more_and_another_of_the_account_does() -> None:
    other = BrokenFact("I2: item 6 is wrong", company_id=1, customer_id=7)
    changes = stop_changes([ACME, other], stopped=(), decided={str(ACME)})
    assert changes.stop == (other,)


def test_one_fact_told_twice_is_one_stop() -> None:
    assert stop_changes([ACME, ACME], stopped=(), decided=()).stop == (ACME,)


def test_nobody_lifts_a_stop_where_he_posted_or_without_a_reason_or_for_strange_companies() -> None:
    assert objections_to_lifting(reason="understood", posted_there=False, works_for_all=True) == ()
    refused = objections_to_lifting(reason=" ", posted_there=True, works_for_all=False)
    assert [reason.code for reason in refused] == ["stop.no_reason", "stop.own_postings", "stop.other_companies"]
