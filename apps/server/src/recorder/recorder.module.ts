import { Global, Module } from '@nestjs/common';
import { RecorderStats } from '../ports/recorder-stats.js';
import { Announcements, Recorder } from '../ports/recorder.js';
import { Announcer } from './announcer.js';
import { BatchRecorder } from './batch-recorder.js';
import { Figures } from './figures.js';

/** Recording, for every source: the queue in front, the transaction, and the announcement after it. */
@Global()
@Module({
  providers: [
    Figures,
    Announcer,
    BatchRecorder,
    { provide: Recorder, useExisting: BatchRecorder },
    { provide: RecorderStats, useExisting: BatchRecorder },
    { provide: Announcements, useExisting: Announcer },
  ],
  exports: [Recorder, RecorderStats, Announcements],
})
export class RecorderModule {}
