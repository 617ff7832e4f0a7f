"""What all else stands on: settings, the database, errors, logs, the broker."""
