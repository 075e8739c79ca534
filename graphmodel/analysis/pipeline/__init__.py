"""Projects on their way: how long each has been in its stage, beside others like it."""
