"""Plans: who fills which place, proved optimal or with a bound on the gap."""
