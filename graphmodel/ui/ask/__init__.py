"""The Ask page: questions in Cypher, written or saved, and their answers."""
