"""Adjourn as it may be after the next release: this code, with a newer schema."""

from __future__ import annotations

import shutil
from pathlib import Path

from adjourn.models import schema_version

EXPANDS = """
ALTER TABLE adjourn.jobs ADD COLUMN note text;
ALTER TABLE adjourn.human_requests ADD COLUMN colour text;
CREATE TABLE adjourn.colours (name text PRIMARY KEY);
"""
_VERSION = '''
from alembic import op

revision, down_revision, branch_labels, depends_on = "{version}", "{before}", None, None


def upgrade():
    op.get_bind().connection.driver_connection.execute("""{sql}""", prepare=False)
'''


def make(folder: Path, *versions: str) -> str:
    """With a version of the schema for each of these SQL texts. Returns what goes first on PYTHONPATH."""
    shutil.copytree(schema_version.MIGRATIONS.parent, folder / "adjourn" / "models")
    before = schema_version.of_code()
    for number, sql in enumerate(versions, int(before) + 1):
        text = _VERSION.format(version=f"{number:04}", before=before, sql=sql)
        (folder / "adjourn/models/migrations/versions" / f"{number:04}_next.py").write_text(text)
        before = f"{number:04}"
    return str(folder)


def contracts(sql: str, oldest: str) -> str:
    """What takes something away that code before version `oldest` needs."""
    return f"{sql}; UPDATE adjourn.contract SET oldest = '{oldest}'"
