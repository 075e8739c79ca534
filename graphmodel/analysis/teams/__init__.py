"""Who would complete a project, and what each such team brings."""
