"""Plans of an office: read from its tables or the network, saved, and accepted as facts."""
