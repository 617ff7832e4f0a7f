"""What happens: the Celery app, its tasks, advance, graphs and their saver."""
