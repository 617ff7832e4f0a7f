"""Who asks: the `adjourn` command, and the servers that a laptop and the tests need."""
