import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfprobe } from './run-ffprobe';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffprobe-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { signal } = new AbortController();

describe('the failure of an ffprobe run', () => {
  it.each([
    ['is not there', () => join(folder, 'missing')],
    ['cannot be read', () => '/proc/self/mem'],
  ])('does not call a file unreadable that %s', async (_, file) => {
    await expect(runFfprobe(file(), ['-show_format'], { signal })).rejects.toMatchObject({
      failure: { code: 'internal', retryable: true },
    });
  });

  it('is not blamed on the disk for a cut file, though some demuxers do', async () => {
    const input = join(folder, 'media');
    const source = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=1', '-f', 'flac', input];
    execFileSync('ffmpeg', source);
    await truncate(input, 60);
    await expect(runFfprobe(input, ['-show_format'], { signal })).rejects.toMatchObject({
      failure: {
        code: 'media_unreadable',
        retryable: false,
        cause: expect.stringContaining('Input/output error') as string,
      },
    });
  });
});
