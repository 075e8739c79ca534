"""Predicts who will work together: what was known before, candidates, features, the ranker."""
