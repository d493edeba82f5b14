import { AT } from './layout.js';

const TWO_32 = 4_294_967_296;

const NOTHING = Buffer.alloc(0);

/** The bytes of a batch, with the means to read numbers in them. */
export class EntryBytes {
  view: DataView;

  constructor(public bytes: Buffer) {
    this.view = viewOf(bytes);
  }

  /** Lets the bytes go, for another use. Whoever reads here afterwards finds nothing, mostly by a RangeError, and never what lies there then. */
  letGo(): void {
    this.bytes = NOTHING;
    this.view = viewOf(NOTHING);
  }

  /** The int64 at `at`, as a double. */
  int8(at: number): number {
    return this.view.getInt32(at) * TWO_32 + this.view.getUint32(at + 4);
  }

  /**
   * Where a walked field of a checked exchange has its length.
   * @param from where the exchange's version stands
   * @param field its number, as in `WALKED`
   */
  walkTo(from: number, field: number): number {
    let at = from + AT.walk;
    for (let i = 0; i < field; i++) {
      const length = this.view.getInt32(at);
      at += length > 0 ? length + 4 : 4;
    }
    return at;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
