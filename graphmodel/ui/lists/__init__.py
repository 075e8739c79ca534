"""The Lists page: shortlists with stages, notes and tags."""
