"""When it happens: a Beat scheduler that rings for what is due."""
