"""The People page: finding people by description."""
