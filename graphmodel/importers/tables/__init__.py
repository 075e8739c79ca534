"""Tables in any file format as frames of text columns with line numbers, for mappings to read."""
