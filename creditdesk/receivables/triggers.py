"""What the database refuses of the ledger's tables, even to raw SQL. See docs/rules/ledger.md."""

from __future__ import annotations

from creditdesk.journal.triggers import CommitGuard, Guard, append_only, unchanging

_ITEM_FACTS = (
    "company_id",
    "customer_id",
    "kind",
    "number",
    "currency",
    "original_minor",
    "document_date",
    "posting_date",
    "due_date",
    "discount_date",
    "goods_minor",
    "terms_code",
    "po_number",
    "order_number",
    "bol_number",
    "reference",
    "origin_id",
    "import_file_id",
)
_POSTING_OF_ENTRY = "FROM receivables_posting p WHERE p.id = NEW.posting_id"

LEDGER_GUARDS: list[Guard | CommitGuard] = [
    *unchanging("receivables_openitem", _ITEM_FACTS),
    *append_only("receivables_posting"),
    *append_only("receivables_entry"),
    *append_only("receivables_application"),
    *append_only("receivables_extension"),
    Guard(
        "receivables_extension_has_a_source",
        "receivables_extension",
        "INSERT",
        "a collection date is put off by an approved request, or by the ERP",
        "NEW.source = ''",
    ),
    *append_only("receivables_period"),
    *append_only("receivables_erpanswer"),
    *append_only("receivables_setoffconsent"),
    *unchanging("receivables_stay", ("company_id", "customer_id", "event_id", "since")),
    Guard(
        "receivables_stay_ends_once",
        "receivables_stay",
        "UPDATE",
        "a stay that is over stays over: another petition is another stay",
        "OLD.ended_at IS NOT NULL",
    ),
    *unchanging("receivables_postingstop", ("company_id", "customer_id", "fact", "stopped_at", "stopped_by")),
    Guard(
        "receivables_posting_open_period",
        "receivables_posting",
        "INSERT",
        "the period is closed: it takes no postings",
        "EXISTS (SELECT 1 FROM receivables_period c WHERE c.company_id = NEW.company_id "
        "AND NEW.posting_date BETWEEN c.first_day AND c.last_day)",
    ),
    # A posting says how many entries it has, so none can be slipped in later.
    Guard(
        "receivables_entry_of_its_posting",
        "receivables_entry",
        "INSERT",
        "the entry does not belong to its posting: line, date or company differ",
        # Compared after the look-up by key: as search conditions they would tempt the planner to a worse index.
        "COALESCE((SELECT CASE WHEN NEW.line <= p.entry_count AND NEW.posting_date = p.posting_date "
        f"AND NEW.company_id = p.company_id THEN 1 ELSE 0 END {_POSTING_OF_ENTRY}), 0) = 0",
        of_all="EXISTS (SELECT 1 FROM added a LEFT JOIN receivables_posting p ON p.id = a.posting_id WHERE NOT "
        "COALESCE(a.line <= p.entry_count AND a.posting_date = p.posting_date AND a.company_id = p.company_id, FALSE))",
    ),
    Guard(
        "receivables_entry_integer",
        "receivables_entry",
        "INSERT",
        "an amount is a whole number of minor units",
        "typeof(NEW.amount_minor) <> 'integer'",
        vendors=("sqlite",),
    ),
    Guard(
        "receivables_openitem_integer",
        "receivables_openitem",
        "INSERT",
        "an amount is a whole number of minor units",
        "typeof(NEW.original_minor) <> 'integer' OR typeof(NEW.open_minor) <> 'integer'",
        vendors=("sqlite",),
    ),
    CommitGuard(
        "receivables_posting_balances",
        "receivables_posting",
        # One look at the entries: how many they are where each currency balances.
        "IF NEW.entry_count <> COALESCE((SELECT CASE WHEN MAX(ABS(c.total)) = 0 THEN SUM(c.entries) ELSE -1 END FROM "
        "(SELECT COUNT(*) AS entries, SUM(e.amount_minor) AS total FROM receivables_entry e "
        "WHERE e.posting_id = NEW.id GROUP BY e.currency) c), 0) "
        "THEN RAISE EXCEPTION 'the posting does not balance' USING ERRCODE = 'check_violation'; END IF;",
    ),
]
