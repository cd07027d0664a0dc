"""The trade's rules as pure functions: facts in, decision with reasons out. No Django, no clock, no files."""
