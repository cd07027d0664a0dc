"""What the database refuses of statements, even to raw SQL: other facts than were told, one that stands again, a
reconciled or withdrawn statement that goes on being worked.
"""

from __future__ import annotations

from creditdesk.journal.triggers import AnyTrigger, Guard, unchanging

_STATEMENT = "reconciliation_customerstatement"
_LINE = "reconciliation_statementline"
_MATCH = "reconciliation_linematch"
_EXPLANATION = "reconciliation_explanation"
_TOLD = ("company_id", "customer_id", "currency", "day", "source", "document_id", "key", "by_id", "at")
_COLUMNS = {
    _LINE: ("statement_id", "place", "document", "reference", "day", "amount_minor", "words", "by_id", "at"),
    _MATCH: ("statement_id", "line_id", "item_id", "how", "by_id", "at"),
    _EXPLANATION: (
        *("statement_id", "item_id", "line_id", "key", "kind", "ours_minor", "theirs_minor"),
        *("cause", "action", "words", "tickler_id", "by_id", "at"),
    ),
}

_OVER = (
    "EXISTS (SELECT 1 FROM reconciliation_customerstatement s WHERE s.id = NEW.statement_id "
    "AND s.state IN ('reconciled', 'withdrawn'))"
)


def _guards(table: str) -> list[AnyTrigger]:
    return [
        *unchanging(table, _COLUMNS[table]),
        Guard(
            f"{table}_once",
            table,
            "UPDATE",
            "what does not stand any longer does not come back",
            "NOT OLD.stands AND NEW.stands",
        ),
        Guard(
            f"{table}_of_open", table, "INSERT", "a statement that is reconciled or withdrawn is not worked on", _OVER
        ),
    ]


RECONCILIATION_GUARDS: list[AnyTrigger] = [
    *unchanging(_STATEMENT, _TOLD),
    Guard(
        "reconciliation_withdrawn_stays",
        _STATEMENT,
        "UPDATE",
        "a statement that was withdrawn stays so",
        "OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'",
    ),
    *_guards(_LINE),
    *_guards(_MATCH),
    *_guards(_EXPLANATION),
]
