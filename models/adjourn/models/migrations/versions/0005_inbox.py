"""The page on which people answer: passwords, sessions, what became of questions, and what waits in numbers."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"
_PARTS = ("sessions", "history", "overview")


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    for part in _PARTS:
        execute((_SQL / f"0005_{part}.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("who is logged in cannot be taken back")
