import { Budget } from './budget';
import { GrowingBuffer } from './growing-buffer';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;

describe('a growing buffer', () => {
  it('holds what was appended, in order', () => {
    const buffer = new GrowingBuffer(new Budget(Infinity));
    for (let piece = 0; piece < 50_000; piece += 1) buffer.append(Buffer.from([piece % 251]));
    expect(buffer.bytes()).toEqual(Buffer.from(Array.from({ length: 50_000 }, (_, index) => index % 251)));
  });

  it('takes no more than the budget of all has left, until another is released', () => {
    const budget = new Budget(64 * KIBIBYTE);
    const [one, other] = [new GrowingBuffer(budget), new GrowingBuffer(budget)];
    expect(one.append(Buffer.alloc(33 * KIBIBYTE))).toBe(true);
    expect(other.append(Buffer.alloc(1))).toBe(false);
    one.release();
    expect(other.append(Buffer.alloc(64 * KIBIBYTE))).toBe(true);
    expect(other.append(Buffer.alloc(1))).toBe(false);
    expect(other.bytes()).toHaveLength(64 * KIBIBYTE);
  });

  it('released twice gives back once', () => {
    const budget = new Budget(16 * KIBIBYTE);
    const buffer = new GrowingBuffer(budget);
    buffer.append(Buffer.alloc(1));
    buffer.release();
    buffer.release();
    expect(budget.take(16 * KIBIBYTE)).toBe(true);
    expect(budget.take(1)).toBe(false);
  });

  it('takes less than a mebibyte more than it holds', () => {
    const budget = new Budget(38 * MEBIBYTE);
    const bodies = Array.from({ length: 4 }, () => new GrowingBuffer(budget));
    const piece = Buffer.alloc(84_000);
    for (let pieces = 0; pieces < 100; pieces += 1) {
      for (const body of bodies) expect(body.append(piece)).toBe(true);
    }
    expect(new GrowingBuffer(budget).append(Buffer.alloc(MEBIBYTE))).toBe(true);
  });
});
