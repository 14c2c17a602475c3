import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { analyzeMedia } from '@reelmill/contracts';
import { openObjectStore, type ObjectStore } from '@reelmill/objects';
import { createLogger } from '@reelmill/observability';
import type { TaskContext } from '@reelmill/worker';
import { AnalyzeMediaHandler } from './analyze-media.handler';

describe('media.analyze', () => {
  let directory: string;
  let store: ObjectStore;
  let task: TaskContext;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'analyze-'));
    store = openObjectStore({ directory });
    task = {
      job: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a001',
      task: '0b9e4b1c-8c3f-4a57-9d57-6a3f6ea1a002',
      attempt: 1,
      key: null,
      engine: null,
      signal: new AbortController().signal,
      logger: createLogger({ service: 'analyzer', level: 'silent' }),
      scratch: await mkdtemp(join(directory, 'scratch-')),
      progress: () => undefined,
      reused: () => undefined,
    };
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('says what an asset is, by its contract, and leaves nothing in the scratch folder', async () => {
    const photo = join(directory, 'photo.jpg');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x36', '-frames:v', '1', photo]);
    const { sha256 } = await store.putAsset(createReadStream(photo), { maxBytes: 1e6 });
    const probe = await new AnalyzeMediaHandler(store).analyze({ asset: sha256 }, task);
    expect(analyzeMedia.reply.parse(probe)).toMatchObject({
      kind: 'image',
      picture: { width: 64, height: 36 },
    });
    expect(await readdir(task.scratch)).toEqual([]);
  });

  it('tells an asset that is no medium from one that is not there', async () => {
    const handler = new AnalyzeMediaHandler(store);
    const { sha256 } = await store.putAsset(Readable.from(['no medium']), { maxBytes: 100 });
    await expect(handler.analyze({ asset: sha256 }, task)).rejects.toMatchObject({
      failure: { code: 'media_unreadable' },
    });
    const absent = handler.analyze({ asset: 'f'.repeat(64) }, task);
    await expect(absent).rejects.toMatchObject({ failure: { code: 'input_missing' } });
  });
});
