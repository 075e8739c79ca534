"""Publications and their authors, as OpenAlex and ORCID describe them."""
