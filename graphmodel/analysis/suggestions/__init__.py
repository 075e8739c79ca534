"""Suggests collaborators: who is close, the reasons for and against, and their weights."""
