"""What a programme or an event did, beside what would have been without it."""
