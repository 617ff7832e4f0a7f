"""Runs the migrations on the connection that `adjourn.models.migrate` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="adjourn")
with context.begin_transaction():
    context.run_migrations()
