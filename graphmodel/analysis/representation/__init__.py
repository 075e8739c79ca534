"""Who acts or speaks for whom: agencies with their clients, organisations with spokespeople."""
