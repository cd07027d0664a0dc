"""Files of banks and payers: staged statement by statement, posted and undone in chunks by the room that keeps cash."""
