"""Customer events: the list, the report, one event with what is to be done about it, and what sales is told."""
