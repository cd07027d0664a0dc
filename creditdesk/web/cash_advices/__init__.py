"""Payers' lists: those that a person must look at, and the page on which one is corrected, accepted or set aside."""
