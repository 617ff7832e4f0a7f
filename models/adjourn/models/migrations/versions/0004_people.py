"""People: who they are by which logins, and in which teams; who asked for a job, and through what it was answered."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"
_PARTS = ("people", "teams", "custody", "time", "notes", "moves", "answer_many", "erase", "sight", "open_requests")


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    for part in _PARTS:
        execute((_SQL / f"0004_{part}.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("what events and answers say of people cannot be taken back")
