-- The page of what was set aside and lost asks for one source, newest first.
CREATE INDEX set_aside_source ON set_aside (source, recorded_at);
CREATE INDEX source_drop_source ON source_drop (source, recorded_at);
