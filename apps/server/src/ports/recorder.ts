import type { Observable } from 'rxjs';
import type { RecordedBatch, SourceBatch, SourceClaim, SourceDescription } from '@contraflow/store';

/** The one writer, as its sources see it. Also the token it is injected by. */
export abstract class Recorder {
  /**
   * Takes a source over and says where to go on. Waits while Postgres is away.
   * @throws SourceHeld when another API key has it; Error when `signal` aborts first
   */
  abstract claim(source: SourceDescription, signal?: AbortSignal): Promise<SourceClaim>;

  /**
   * Queues a batch and resolves once it is committed. Batches of one source are
   * committed in the order they were handed in. While Postgres is away they wait.
   * @throws FenceRefused when somebody else took the source over: claim it again
   */
  abstract record(batch: SourceBatch): Promise<RecordedBatch>;

  /** Resolves when there is room for about `bytes`; sources call it before they read on. */
  abstract room(bytes: number, signal?: AbortSignal): Promise<void>;

  /** True when a batch handed in now would have to wait for room. */
  abstract isFull(): boolean;
}

/** What has been committed, in order, for whoever shows it. Also the token it is injected by. */
export abstract class Announcements {
  abstract readonly committed$: Observable<RecordedBatch[]>;
}
