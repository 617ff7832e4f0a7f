"""The tables, their constraints and their legal moves.

Written as SQL, because the schema is the specification: it is what other systems and people see.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"
_PARTS = (
    "tables",
    "lanes",
    "job_moves",
    "enqueue",
    "answer_schemas",
    "request_moves",
    "ask_again",
    "answer_many",
    "open_requests",
    "progress",
    "refused",
)


def upgrade() -> None:
    # Unprepared and without parameters: only so does Postgres take many statements at once.
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    for part in _PARTS:
        execute((_SQL / f"0001_{part}.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("drop the schema adjourn instead: it holds nothing but Adjourn's own tables")
