"""Effects of programmes and events, compared with what would have happened without them."""
