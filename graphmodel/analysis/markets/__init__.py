"""People who carry work from one market to another."""
