"""Cash: the queue of payments that came, and the page on which one is matched, kept, or taken back."""
