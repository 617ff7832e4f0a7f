"""Real Postgres and Valkey from wheels, for laptop and tests: no Docker, no root, nothing installed."""
