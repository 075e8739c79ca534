"""Mapping files: what the columns of a table say, in the terms of the graph model."""
