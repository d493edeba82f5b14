import type { ClientBase } from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';

/**
 * One COPY … FROM STDIN. It hands the stream one chunk at a time: when Postgres refuses
 * the COPY, nothing waits in the stream that it would still try to send.
 */
export class CopySender {
  private readonly stream: CopyStreamQuery;
  private readonly failed: Promise<never>;
  private hasFailed = false;
  /** The write before; it may go on while the next chunk is encoded. */
  private previous: Promise<void> = Promise.resolve();

  constructor(client: ClientBase, statement: string) {
    this.stream = client.query(copyFrom(statement));
    this.failed = new Promise((_, reject) => {
      this.stream.on('error', (error) => {
        this.hasFailed = true;
        reject(error);
      });
    });
    this.failed.catch(() => undefined);
  }

  /** Takes the chunks out of the list; the last one may still be on its way when this resolves. */
  async send(chunks: Buffer[]): Promise<void> {
    for (const chunk of chunks) {
      await this.settled(this.previous);
      this.previous = new Promise((resolve) => this.stream.write(chunk, () => resolve()));
    }
    chunks.length = 0;
  }

  /** Resolves when Postgres has taken everything. */
  async end(): Promise<void> {
    await this.settled(this.previous);
    await this.settled(new Promise<void>((resolve) => this.stream.end(() => resolve())));
  }

  /** Makes Postgres drop the COPY, and waits until it has. */
  async abort(reason: Error): Promise<void> {
    if (this.hasFailed) return;
    const closed = new Promise<void>((resolve) => this.stream.once('close', () => resolve()));
    this.stream.destroy(reason);
    await closed;
  }

  private settled(step: Promise<void>): Promise<void> {
    return Promise.race([step, this.failed]);
  }
}
