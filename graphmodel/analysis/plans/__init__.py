"""Plans: who fills which place, proved to be best or with how far it may be from it."""
