-- What Kafka does not tell of a consumer group: since when nobody is in it, and that an operator does not want to hear of it.
CREATE TABLE consumer_group_state (
  cluster_id     text NOT NULL,
  consumer_group text NOT NULL,
  -- null while it has members
  empty_since    timestamptz,
  muted_at       timestamptz,
  muted_by       text,
  -- null while muted: until somebody unmutes it
  muted_until    timestamptz,
  mute_reason    text,
  PRIMARY KEY (cluster_id, consumer_group)
);

-- The groups that recorders of this database have ever used: they are no business of anybody's.
CREATE TABLE recorder_group (
  consumer_group text PRIMARY KEY,
  first_used_at  timestamptz NOT NULL DEFAULT now()
);

-- False for groups that were abandoned or muted at the time: their lag is recorded, and in no headline.
ALTER TABLE group_minute ADD COLUMN counted boolean NOT NULL DEFAULT true;
