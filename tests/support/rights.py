"""Who may do what with each object of the schema, as Postgres decides it."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

Rights = dict[str, dict[str, str]]
Db = psycopg.Connection[dict[str, str]]

_COLUMNS = """
SELECT c.relname AS thing, a.attname AS part, who,
  concat(CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'SELECT') THEN 'r' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'INSERT') THEN 'i' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'UPDATE') THEN 'u' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'REFERENCES') THEN 'f' END,
         CASE WHEN has_table_privilege(who, c.oid, 'DELETE') THEN 'd' END,
         CASE WHEN has_table_privilege(who, c.oid, 'TRUNCATE') THEN 't' END,
         CASE WHEN has_table_privilege(who, c.oid, 'TRIGGER') THEN 'g' END) AS rights
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, unnest(%s::text[]) who
WHERE c.relnamespace = 'adjourn'::regnamespace AND c.relkind NOT IN ('i', 'I', 'S', 'c', 't')
  AND a.attnum > 0 AND NOT a.attisdropped"""
_SEQUENCES = """
SELECT 'sequence' AS thing, relname AS part, who,
  concat(CASE WHEN has_sequence_privilege(who, oid, 'USAGE') THEN 'x' END,
         CASE WHEN has_sequence_privilege(who, oid, 'SELECT') THEN 'r' END,
         CASE WHEN has_sequence_privilege(who, oid, 'UPDATE') THEN 'u' END) AS rights
FROM pg_class, unnest(%s::text[]) who WHERE relnamespace = 'adjourn'::regnamespace AND relkind = 'S'"""
# The second of a name is another one.
_FUNCTIONS = """
SELECT 'function' AS thing, concat(proname, nullif(dense_rank() OVER (PARTITION BY proname ORDER BY oid), 1),
    CASE WHEN prosecdef THEN ' owner ' ELSE ' caller ' END,
    CASE WHEN proconfig IS NULL THEN 'False' WHEN proconfig = '{"search_path=pg_catalog, pg_temp"}' THEN 'True'
         ELSE proconfig::text END) AS part,
  who, CASE WHEN has_function_privilege(who, oid, 'EXECUTE') THEN 'x' ELSE '' END AS rights
FROM pg_proc, unnest(%s::text[]) who WHERE pronamespace = 'adjourn'::regnamespace"""
_SCHEMA = """
SELECT 'schema' AS thing, nspname AS part, who,
  concat(CASE WHEN has_schema_privilege(who, oid, 'USAGE') THEN 'u' END,
         CASE WHEN has_schema_privilege(who, oid, 'CREATE') THEN 'c' END) AS rights
FROM pg_namespace, unnest(%s::text[]) who WHERE nspname = 'adjourn'"""
_OWNERS = """
SELECT relname AS thing, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace
UNION ALL SELECT proname, pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace
UNION ALL SELECT nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'adjourn'"""


def found(db: Db, whom: Sequence[str]) -> Rights:
    """Of each of these roles, or PUBLIC, with memberships of roles."""
    names = [who if who == "public" else f"adjourn_{who}" for who in whom]
    rights: Rights = {}
    for query in (_COLUMNS, _SEQUENCES, _FUNCTIONS, _SCHEMA):
        whose: dict[tuple[str, str], dict[str, str]] = {}
        for row in db.execute(query, (names,)):
            whose.setdefault((row["thing"], row["part"]), {})[row["who"]] = row["rights"] or "-"
        for (thing, part), each in whose.items():
            rights.setdefault(thing, {})[part] = " ".join(each[name] for name in names)
    return rights


def owners(db: Db) -> dict[str, str]:
    """Of each thing."""
    return {row["thing"]: row["owner"] for row in db.execute(_OWNERS)}
