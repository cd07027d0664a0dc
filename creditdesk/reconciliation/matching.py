"""Which lines are which items, as people accept it: match again, accept or set a match, undo one."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.account_matching import How
from creditdesk.domain.reasons import refuse
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.reconciliation.comparing import compare, key_of_match
from creditdesk.reconciliation.models import CustomerStatement, Explanation, LineMatch
from creditdesk.reconciliation.working import judge, tell, worked_statement, write_sure_matches


@action
def match_again(statement: CustomerStatement, *, version: int, by: User, at: dt.datetime) -> CustomerStatement:
    """Match what is free by the rules again, as the account is known now. What a person undid stays undone."""
    found = worked_statement(statement, version=version)
    matched = write_sure_matches(found, by=by, at=at)
    judge(found)
    tell("matched_again", found, by=by, at=at, facts={"matched": matched})
    return found


@action
def accept_match(
    statement: CustomerStatement, *, line_id: int, item_id: int, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Say that the line is the item: as it was proposed, or against what the rules find.

    Raises Refusal where either is not there or is matched already.
    """
    found = worked_statement(statement, version=version)
    compared = compare(found)
    taken_lines, taken_items = {one.line_id for one in compared.matches}, {one.item_id for one in compared.matches}
    if line_id not in compared.lines or item_id not in {one.id for one in compared.sides.items}:
        text = "a line of the statement is matched with an item that was open on its day"
        raise refuse("account_reconciliation.no_match", text)
    if line_id in taken_lines or item_id in taken_items:
        raise refuse("account_reconciliation.matched", "the line or the item is matched already: undo that first")
    proposed = {(one.line_id, one.item_id): one.how for one in compared.found()}
    how = proposed.get((line_id, item_id), How.HAND)
    # A match whose item was not open any more held its line.
    LineMatch.objects.filter(statement=found, line_id=line_id, stands=True).update(stands=False)
    LineMatch.objects.create(statement=found, line_id=line_id, item_id=item_id, how=how.value, by=by, at=at)
    # What was said of either alone is not about both together.
    Explanation.objects.filter(statement=found, stands=True, key__in=[f"item-{item_id}", f"line-{line_id}"]).update(
        stands=False
    )
    judge(found)
    tell("matched", found, by=by, at=at, facts={"line": line_id, "item": item_id, "how": how.value})
    return found


@action
def undo_match(
    statement: CustomerStatement, *, line_id: int, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Say that a line is not the item that it was matched with: the pair does not come back by itself."""
    found = worked_statement(statement, version=version)
    match = LineMatch.objects.filter(statement=found, line_id=line_id, stands=True).first()
    if match is None:
        raise refuse("account_reconciliation.unmatched", "the line matches nothing")
    match.stands = False
    match.save(update_fields=["stands"])
    Explanation.objects.filter(statement=found, stands=True, key=key_of_match(match)).update(stands=False)
    judge(found)
    tell("unmatched", found, by=by, at=at, facts={"line": line_id, "item": match.item_id})
    return found
