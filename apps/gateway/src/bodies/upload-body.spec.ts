import type { IncomingMessage } from 'node:http';
import { PassThrough, Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { uploadBody } from './upload-body';

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
const closed = (stream: Readable) => new Promise((resolve) => stream.once('close', resolve));

describe('a reader that comes after an upload has failed finds', () => {
  let request: PassThrough;
  const start = (pace: Parameters<typeof uploadBody>[1]): Readable => {
    request = new PassThrough();
    return uploadBody(request as unknown as IncomingMessage, pace);
  };
  afterEach(() => request.destroy());

  it('that the client has gone', async () => {
    const body = start({ uploadBytesPerSecond: 1, uploadWindowMs: 60_000 });
    const gone = new Error('aborted');
    request.destroy(gone);
    await closed(body);
    await expect(pipeline(body, nowhere())).rejects.toBe(gone);
  });

  it('that the client was too slow', async () => {
    const body = start({ uploadBytesPerSecond: 1000, uploadWindowMs: 1 });
    await closed(body);
    await expect(pipeline(body, nowhere())).rejects.toMatchObject({ code: 'body_too_slow' });
  });
});
