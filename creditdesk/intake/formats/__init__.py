"""Pure readers of the files that come in: one module per step, no Django, no clock, no network.

A file passes through them in this order::

    inspection.inspect    what is it, by its content; is it within bounds           -> FileKind or FileRefused
    tabular.read_table    characters, delimiter, header line, sheet                 -> Table of text cells with lines
    layouts               the report of which program it is, and its rows as rows of a plain table
    columns.guess_mapping which column is which field; a person may correct it      -> ColumnMapping
    findings.study        what only a whole column can tell: date order, decimals   -> Findings
    records               files of customers, contacts, rates, prices, portfolios: which, and one row at a time
    open_items            one row at a time, and what is no document                -> OpenItemRow, RowRefused, Passed
    stated                what a report adds up itself, against the rows read       -> warnings
    totals.ControlTotals  counts and sums that must tie with the rows read

A file that cannot be read with certainty is refused as a whole (`FileRefused`); a row that cannot is refused alone
(`RowRefused`) and the others go in.
"""
