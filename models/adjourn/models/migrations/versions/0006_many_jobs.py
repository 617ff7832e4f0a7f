"""Many jobs: in one statement, in batches, by the clock, and not too many at once; what becomes of them at last."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"
_PARTS = (
    "traces",
    "enqueue_many",
    "batches",
    "schedules",
    "limits",
    "begin_afresh",
    "multitask",
    "progress",
    "retention",
    "sizes",
    "outbox",
    "workers",
    "health",
)


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    for part in _PARTS:
        execute((_SQL / f"0006_{part}.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("batches, schedules and limits would be lost")
