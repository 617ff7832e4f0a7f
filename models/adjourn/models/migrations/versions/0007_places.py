"""Places under a limit whose jobs have ended are left."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    execute((_SQL / "0007_places.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("places would stay taken")
