"""Whom somebody should work with: who is close, the reasons for and against, and their weights."""
