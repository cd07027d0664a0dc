"""Files of records on their way in: customers, contacts, rates, prices, terms, salespeople, portfolios.

They go the way of the open items beside them, with the same file, rows, states and rights: staged and judged for the
preview, written in short transactions, taken back. What differs from kind to kind stands in `parties.records`.
"""
