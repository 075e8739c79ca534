"""Whom somebody should work with: who is near, what speaks for and against, how it weighs."""
