"""What a million waiting jobs need, and what no job does."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    execute((_SQL / "0003_speed.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("indexes: make and drop them by hand")
