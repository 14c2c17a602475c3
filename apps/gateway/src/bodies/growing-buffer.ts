import type { Budget } from './budget';

const FIRST_BYTES = 16 * 1024;
/** Doubled without an end, a body would count as almost twice its bytes. */
const LARGEST_STEP = 1024 ** 2;

/**
 * Bytes that arrive in pieces, copied into one block that grows: a body in a million pieces would hold a hundred times
 * its bytes as objects. Its block is counted in `budget` until `release`.
 */
export class GrowingBuffer {
  private block = Buffer.alloc(0);
  private length = 0;

  constructor(private readonly budget: Budget) {}

  /** False when the budget has no room for it. */
  append(piece: Buffer): boolean {
    if (!this.grow(this.length + piece.length)) return false;
    piece.copy(this.block, this.length);
    this.length += piece.length;
    return true;
  }

  /** What was appended; valid until `release`. */
  bytes(): Buffer {
    return this.block.subarray(0, this.length);
  }

  release(): void {
    this.budget.giveBack(this.block.length);
    this.block = Buffer.alloc(0);
    this.length = 0;
  }

  private grow(needed: number): boolean {
    if (needed <= this.block.length) return true;
    let size = Math.max(FIRST_BYTES, this.block.length);
    while (size < needed) size += Math.min(size, LARGEST_STEP);
    if (!this.budget.take(size - this.block.length)) return false;
    const block = Buffer.allocUnsafeSlow(size);
    this.bytes().copy(block);
    this.block = block;
    return true;
  }
}
