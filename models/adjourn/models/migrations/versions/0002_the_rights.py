"""Rights: what is executed by whom, and with whose rights. Roles are apart, because they are made on request only."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQL = Path(__file__).parent.parent / "sql"


def upgrade() -> None:
    execute = op.get_bind().connection.driver_connection.execute  # type: ignore[union-attr]
    execute((_SQL / "0002_rights.sql").read_text(), prepare=False)


def downgrade() -> None:
    raise NotImplementedError("what 0002 takes from PUBLIC is not given back")
