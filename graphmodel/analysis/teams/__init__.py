"""Who would complete a project, and the properties of each such team."""
