"""Representation: agencies with their clients, organisations with their spokespeople."""
