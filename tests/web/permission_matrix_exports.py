"""The permission matrix of what leaves the desk as a file; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.config import clock
from creditdesk.domain.visibility import Role
from creditdesk.exports.models import Export
from tests.web.permission_matrix import (
    CUSTOMER,
    EXPORTERS,
    IMPORT,
    IMPORTS,
    ITEM,
    JOURNAL,
    PORTFOLIOS,
    TICKLER_WORKERS,
    USERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.world import TODAY, World

_keys = count(1)


def _export(person: str) -> Make:
    def make(world: World) -> Arguments:
        # Asked for in this moment: it is there for a day, and the matrix runs on the clock of its machine.
        facts = {"listing": "accounts", "as_of": TODAY, "format": "csv", "language": "en", "asked_at": clock.now()}
        made = Export.objects.create(
            user=getattr(world, person), state="ready", name="a.csv", total=0, key=f"matrix-{next(_keys)}", **facts
        )
        return {"export_id": made.id}

    return make


# Alice's own, which nobody else sees.
EXPORT = Kind(own=_export("alice"), foreign=_export("charlie"), sees_own=frozenset({Role.REP}))
TAKERS = holding(P.EXPORT, P.MANAGE_USERS, P.MANAGE_PORTFOLIOS, P.SEE_IMPORTS)
XLSX = {"format": "xlsx"}

ROWS: tuple[Row, ...] = (
    Row("exports", "GET", TAKERS),
    Row("export", "GET", TAKERS, EXPORT),
    Row("export_progress", "GET", TAKERS, EXPORT),
    Row("export_file", "GET", TAKERS, EXPORT),
    Row("export_accounts", "GET", EXPORTERS),
    Row("export_accounts", "GET", EXPORTERS, query=XLSX),
    Row("export_aging", "GET", EXPORTERS),
    Row("export_worklist", "GET", TICKLER_WORKERS & holding(P.EXPORT)),
    Row("export_ticklers", "GET", TICKLER_WORKERS & holding(P.EXPORT)),
    Row("export_bankruptcies", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_plans", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_account_reconciliations", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_cases", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_promises", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_requests", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_placements", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_settlements", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_unclaimed", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_delinquent_log", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_credit_reviews", "GET", holding(P.SEE_CREDIT_FILE) & holding(P.EXPORT)),
    Row("export_exceptions", "GET", holding(P.SEE_EXCEPTIONS) & holding(P.EXPORT)),
    Row("export_items", "GET", EXPORTERS, CUSTOMER),
    Row("export_closed", "GET", EXPORTERS, CUSTOMER),
    Row("export_payments", "GET", EXPORTERS, CUSTOMER),
    Row("export_statement", "GET", EXPORTERS, CUSTOMER),
    Row("export_statement", "GET", EXPORTERS, CUSTOMER, query=XLSX),
    Row("export_figure", "GET", EXPORTERS, CUSTOMER),
    Row("export_entries", "GET", EXPORTERS, ITEM),
    Row("export_journal", "GET", JOURNAL & holding(P.EXPORT)),
    Row("export_imports", "GET", IMPORTS),
    Row("export_import_rows", "GET", IMPORTS & holding(P.EXPORT), IMPORT),
    Row("export_import_refused", "GET", IMPORTS, IMPORT),
    Row("export_decided_numbers", "GET", IMPORTS & holding(P.EXPORT)),
    Row("export_list_differences", "GET", IMPORTS & holding(P.EXPORT), IMPORT),
    Row("export_reconciliation", "GET", IMPORTS),
    Row("export_notes", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_erp_postings", "GET", holding(P.POST_LEDGER, P.SEE_JOURNAL) & holding(P.EXPORT)),
    Row("export_returned_payments", "GET", holding(P.SEE_CASH) & holding(P.EXPORT)),
    # What files of records brought.
    Row("export_payment_terms", "GET", EXPORTERS),
    Row("export_salespeople", "GET", EXPORTERS),
    Row("export_prices", "GET", EXPORTERS),
    Row("export_exchange_rates", "GET", EXPORTERS),
    Row("export_shipments", "GET", EXPORTERS),
    Row("export_returns", "GET", EXPORTERS),
    Row("export_deals", "GET", EXPORTERS),
    Row("export_coop_agreements", "GET", EXPORTERS),
    Row("export_routing_rules", "GET", EXPORTERS),
    Row("export_invoice_lines", "GET", EXPORTERS),
    Row("export_contacts", "GET", EXPORTERS, CUSTOMER),
    # Lists of the desk itself, which tell of no account.
    Row("export_periods", "GET", holding(P.CLOSE_PERIOD, P.POST_LEDGER, P.SEE_JOURNAL)),
    Row("export_users", "GET", USERS),
    Row("export_portfolios", "GET", PORTFOLIOS),
    Row("export_absences", "GET", PORTFOLIOS),
    Row("export_posting_stops", "GET", JOURNAL & holding(P.EXPORT)),
)
