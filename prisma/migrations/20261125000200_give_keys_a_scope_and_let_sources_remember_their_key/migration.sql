-- What a key may do, until when, and for which names of sources. Keys that are there go on as they were.
ALTER TABLE "api_key"
    ADD COLUMN "scopes" TEXT[] NOT NULL DEFAULT ARRAY['capture', 'metrics'],
    ADD COLUMN "sources" TEXT[] NOT NULL DEFAULT ARRAY['*'],
    ADD COLUMN "expires_at" TIMESTAMPTZ(6);

-- The key that claimed a source last: no other one claims or writes it while that key is good. Null for sources that are
-- not senders', and for those of senders until their next claim.
ALTER TABLE source_position ADD COLUMN key_id uuid;
CREATE INDEX source_position_key_id ON source_position (key_id) WHERE key_id IS NOT NULL;
