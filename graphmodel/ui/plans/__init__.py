"""The Plans page: who fills which place, to edit, download and accept."""
