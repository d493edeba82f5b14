import { Global, Module } from '@nestjs/common';
import { Partitions } from '@contraflow/store';
import { RecorderStats } from '../ports/recorder-stats.js';
import { Announcements, Recorder } from '../ports/recorder.js';
import { Announcer } from './announcer.js';
import { BatchRecorder } from './batch-recorder.js';
import { Figures } from './figures.js';
import { PartitionDropper } from './partition-dropper.js';
import { Retention } from './retention.js';
import { StorageFigures } from './storage-figures.js';

/** Recording, for every source: the queue in front, the transaction, the announcement after it, and how long it is kept. */
@Global()
@Module({
  providers: [
    Figures,
    Announcer,
    BatchRecorder,
    { provide: Partitions, useFactory: () => new Partitions() },
    StorageFigures,
    PartitionDropper,
    Retention,
    { provide: Recorder, useExisting: BatchRecorder },
    { provide: RecorderStats, useExisting: BatchRecorder },
    { provide: Announcements, useExisting: Announcer },
  ],
  exports: [Recorder, RecorderStats, Announcements],
})
export class RecorderModule {}
