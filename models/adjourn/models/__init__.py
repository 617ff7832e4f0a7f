"""Every durable fact and every legal move: tables, migrations, settings, errors."""
