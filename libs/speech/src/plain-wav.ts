import { open, type FileHandle } from 'node:fs/promises';
import { FRAME_MS, type Utterance } from './utterances';

const HEADER_BYTES = 44;
const SAMPLE_RATE = 16_000;
const FRAME_SAMPLES = (SAMPLE_RATE * FRAME_MS) / 1000;
const FRAME_BYTES = FRAME_SAMPLES * 2;
const BLOCK_FRAMES = 1000;
/** Below every real sample: 1e-9 of full power is -90 dBFS. */
const LEAST_POWER = 1e-9;

/** A 16 kHz mono s16 WAV file with a plain header of 44 bytes, read in pieces. */
export class PlainWav {
  private constructor(
    private readonly handle: FileHandle,
    /** How many whole 10 ms frames it has. */
    private readonly frames: number,
  ) {}

  /** @throws when the file is anything else; recognisers take a longer header for sound. */
  static async open(file: string): Promise<PlainWav> {
    const handle = await open(file);
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || !isPlain(header)) {
      await handle.close();
      throw new Error('expected a WAV file of 16 kHz mono s16 with a plain header');
    }
    const { size } = await handle.stat();
    return new PlainWav(handle, Math.floor((size - HEADER_BYTES) / FRAME_BYTES));
  }

  /** Loudness of each 10 ms frame, in dBFS. */
  async levels(): Promise<Float32Array> {
    const levels = new Float32Array(this.frames);
    for (let first = 0; first < this.frames; first += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, this.frames - first);
      const block = await this.read(first, count);
      for (let frame = 0; frame < count; frame += 1)
        levels[first + frame] = levelOf(block, frame * FRAME_BYTES);
    }
    return levels;
  }

  /** The samples of an utterance, little-endian. */
  async samplesOf(utterance: Utterance): Promise<Buffer> {
    const parts = [];
    for (const { from, to } of utterance) parts.push(await this.read(from, to - from));
    return Buffer.concat(parts);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async read(first: number, count: number): Promise<Buffer> {
    const bytes = Buffer.alloc(count * FRAME_BYTES);
    await this.handle.read(bytes, 0, bytes.length, HEADER_BYTES + first * FRAME_BYTES);
    return bytes;
  }
}

function isPlain(header: Buffer): boolean {
  const text = (from: number) => header.toString('latin1', from, from + 4);
  return (
    [text(0), text(8), text(12), text(36)].join() === 'RIFF,WAVE,fmt ,data' &&
    header.readUInt32LE(16) === 16 &&
    header.readUInt16LE(20) === 1 &&
    header.readUInt16LE(22) === 1 &&
    header.readUInt32LE(24) === SAMPLE_RATE &&
    header.readUInt16LE(34) === 16
  );
}

function levelOf(bytes: Buffer, from: number): number {
  let power = 0;
  for (let at = from; at < from + FRAME_BYTES; at += 2) power += (bytes.readInt16LE(at) / 32_768) ** 2;
  return 10 * Math.log10(power / FRAME_SAMPLES + LEAST_POWER);
}
