"""Predictions of who will work together: earlier history, candidates, features, the ranker."""
