/** As much as Node itself reads at once. */
const BYTES = 64 * 1024;
const SPARE = 64;

interface Block {
  readonly bytes: Buffer;
  /** Parts of it that are still to be written somewhere. */
  lent: number;
}

/** Blocks that no connection reads into and nobody writes from. */
const spare: Block[] = [];

/**
 * What one connection reads into, again and again: new memory for each read would cost more than the reading, and keep
 * the garbage collector busy. What is handed on without a copy is lent, and the next read goes elsewhere.
 */
export class ReadMemory {
  private block = blockToFill();

  /** Where the next bytes may be read to. */
  next(): Buffer {
    if (this.block.lent > 0) this.block = blockToFill();
    return this.block.bytes;
  }

  /** Keeps what was read last as it is. @returns to be called once, when it is no longer needed; without that it is left to the garbage collector */
  lend(): () => void {
    const { block } = this;
    block.lent += 1;
    return () => {
      block.lent -= 1;
      if (block.lent === 0 && block !== this.block && spare.length < SPARE) spare.push(block);
    };
  }
}

const blockToFill = (): Block => spare.pop() ?? { bytes: Buffer.allocUnsafeSlow(BYTES), lent: 0 };
