"""Graphs written by other programs, and the mapping of their labels to kinds."""
