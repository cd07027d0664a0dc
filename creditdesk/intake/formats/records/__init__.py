"""Files of records: customers, contacts, rates, prices, portfolios. One module for each kind says what stands in them.

description   what a kind is: its fields, their headings, how a cell is read
customers …   the kinds
known         which kind a file holds, by its headings, and which column is which field
reading       one row at a time
"""
