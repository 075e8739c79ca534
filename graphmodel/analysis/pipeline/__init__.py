"""Projects in progress: how long each has been in its stage, compared with similar ones."""
