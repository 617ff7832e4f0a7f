"""Everything is killed everywhere, and the rows must be as if nothing had happened."""
