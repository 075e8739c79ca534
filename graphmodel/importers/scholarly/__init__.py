"""Publications and their authors, from OpenAlex, Crossref and ORCID."""
