"""Tables of every form as batches of text columns with their lines, for mappings to read."""
