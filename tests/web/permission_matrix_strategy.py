"""The permission matrix of strategies; permission_matrix.py says how a row is written."""

from __future__ import annotations

from tests.web.permission_matrix import ACCOUNTS, CREDIT, CUSTOMER, P, Row, holding

WORKERS = ACCOUNTS & holding(P.WORK_TICKLERS)
ROWS: tuple[Row, ...] = (
    Row("account_strategy", "GET", CREDIT, CUSTOMER),
    *(
        Row(f"strategy_{verb}", method, WORKERS, CUSTOMER)
        for verb in ("pause", "resume", "skip", "done")
        for method in ("GET", "POST")
    ),
    Row("strategy_escalate", "POST", WORKERS, CUSTOMER),
)
