"""Finding people by description: facets, their values for each person, and parsing of sentences."""
