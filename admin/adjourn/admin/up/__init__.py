"""`adjourn up`: everything that a laptop needs, started, watched and ended together."""
