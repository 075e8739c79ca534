"""Mapping files: what the columns of a table mean in the terms of the graph model."""
