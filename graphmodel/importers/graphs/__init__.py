"""Graphs as other programs write them, and how their labels become kinds."""
