"""Files of a user or a stranger: read within bounds, written whole, never outside the folder meant."""
