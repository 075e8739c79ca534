"""What people make beside the facts: lists of names with stages, notes and tags."""
