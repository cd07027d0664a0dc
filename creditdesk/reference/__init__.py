"""What the research of deductions looks up: shipments, returns, deals, agreements, routing rules, lines of invoices.

models    what files brought, to look up; nothing is posted by it
records   the doors by which files bring it
claims    what a deduction on the account says of itself
queries   the evidence for a claim, and what it says
access    which of the records a user may see
"""
