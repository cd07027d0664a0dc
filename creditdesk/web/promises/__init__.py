"""Promises: what is promised for which day, what became of it, and the cancelling of one."""
