-- True where the broker set the record's own time when it appended the record (message.timestamp.type=LogAppendTime).
ALTER TABLE kafka_record ADD COLUMN append_time boolean NOT NULL DEFAULT false;
