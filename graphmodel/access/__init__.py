"""Who may do what, where a team shares one explorer: users, sessions, rights, and a log of it."""
