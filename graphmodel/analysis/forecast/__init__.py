"""Foretelling who will work together: what was known, candidates, features, the ranker."""
