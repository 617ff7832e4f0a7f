-- What other systems sent and no job was made of, so that nothing they send is gone without a word.

CREATE TABLE adjourn.refused (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  queue     text NOT NULL,            -- the Celery queue of the workers that took it, and try it again
  message   text NOT NULL,            -- JSON with id, args, kwargs; else what there was of it
  why       text NOT NULL,
  again_at  timestamptz,              -- when it is tried again by itself; NULL: never
  CONSTRAINT message_is_short CHECK (again_at IS NOT NULL OR octet_length(message) <= 65536)
);
COMMENT ON TABLE adjourn.refused IS
  'Messages of which no job was made, the newest 10,000. Set again_at to try one again, or delete it.';
CREATE INDEX refused_again ON adjourn.refused (again_at) WHERE again_at IS NOT NULL;
