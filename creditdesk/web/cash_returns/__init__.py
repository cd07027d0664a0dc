"""What becomes of money that pays nothing, or not any more: returns, held checks, offers in full, refunds, exchange."""
