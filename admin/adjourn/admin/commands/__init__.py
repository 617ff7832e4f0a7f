"""The commands of `adjourn`, each file those about one thing."""
