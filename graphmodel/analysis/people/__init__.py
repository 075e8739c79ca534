"""Finding people by description: facets, what they come to for each person, a sentence read."""
