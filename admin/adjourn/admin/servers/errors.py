class ServerError(Exception):
    """An embedded server could not be started: one line that says why and what to do."""
