"""The shapes of questions that people meet in the wild, one recogniser a file."""
