"""All that `adjourn migrate` makes in a database, as lines that can be compared."""

from __future__ import annotations

import psycopg

_SCHEMA = """
SELECT format('schema %s %s', nspname, nspacl) FROM pg_namespace WHERE nspname = 'adjourn'
UNION ALL SELECT format('%s %s %s %s', relkind, relname, relacl, reloptions)
  FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace
UNION ALL SELECT format('column %s.%s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod),
    attnotnull, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
  WHERE relnamespace = 'adjourn'::regnamespace AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'adjourn'::regnamespace
UNION ALL SELECT format('index %s valid %s', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace = 'adjourn'::regnamespace
UNION ALL SELECT format('trigger %s', pg_get_triggerdef(t.oid))
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE relnamespace = 'adjourn'::regnamespace AND NOT tgisinternal
UNION ALL SELECT format('function %s %s', pg_get_functiondef(oid), proacl)
  FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace
UNION ALL SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid))
  FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace AND relkind = 'v'
UNION ALL SELECT format('version %s', version_num) FROM adjourn.alembic_version
UNION ALL SELECT format('checkpointer %s', v) FROM adjourn.checkpoint_migrations
ORDER BY 1"""


def schema(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [line for (line,) in connection.execute(_SCHEMA)]
