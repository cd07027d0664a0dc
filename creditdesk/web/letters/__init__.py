"""Letters: the drafts to be looked at, one letter as the customer gets it, runs of many, and the texts."""
