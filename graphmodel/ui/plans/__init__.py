"""The Plans page: who fills which place, to work on, to take along and to accept."""
