"""How much one client may ask in a time, so that nobody keeps the catalogue from all others."""
