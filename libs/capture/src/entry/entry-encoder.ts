import { BATCH_LIMITS } from '@contraflow/contract';
import { ByteWriter } from './byte-writer.js';
import { toCaptureEntry, type CapturedExchange, type SpoolEntry } from './captured-exchange.js';
import { writeExchange } from './encode-exchange.js';

/** Makes entries' bytes in a buffer that it uses again. */
export class EntryEncoder {
  private readonly out = new ByteWriter();

  /**
   * An entry as bytes, as the contract's `exchange-bytes.ts` says; without its bodies when they make it too long. An
   * exchange with a value that its field cannot hold goes as JSON, so that the server can say what is wrong with it.
   * @returns bytes that are good until the next call; null when the entry is longer than any may be
   */
  encode(entry: SpoolEntry): Uint8Array | null {
    const bytes = entry.kind === 'http' ? this.exchange(entry) : this.json(entry);
    if (bytes.length <= BATCH_LIMITS.entryBytes) return bytes;
    if (entry.kind !== 'http' || (!entry.requestBody && !entry.responseBody)) return null;
    return this.encode({ ...entry, requestBody: null, responseBody: null });
  }

  private exchange(entry: CapturedExchange): Uint8Array {
    const { out } = this;
    out.restart();
    try {
      writeExchange(out, entry);
    } catch {
      return this.json(entry);
    }
    return out.bytes.subarray(0, out.at);
  }

  private json(entry: SpoolEntry): Uint8Array {
    const { out } = this;
    const text = JSON.stringify(toCaptureEntry(entry));
    out.restart();
    out.ensure(text.length * 3);
    out.utf8(text);
    return out.bytes.subarray(0, out.at);
  }
}
