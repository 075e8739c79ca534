"""Access control for a shared explorer: users, sessions, rights and an audit log."""
