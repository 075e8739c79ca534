"""User-made records kept alongside the facts, such as lists of names with stages, notes and
tags."""
