"""Who carries what from one market to another."""
