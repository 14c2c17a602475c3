import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Client } from './client';

/** The `src` that an uploaded file has, known before it is uploaded. */
const sourceOf = (bytes: Buffer): string => `asset:${createHash('sha256').update(bytes).digest('hex')}`;

/** What the specs show: a picture that callers upload, the same one on the web, and a file that is no picture. */
export class Media {
  readonly uploaded: string;
  readonly broken: string;

  private constructor(
    private readonly bytes: { picture: Buffer; text: Buffer },
    private readonly web: Server,
  ) {
    this.uploaded = sourceOf(bytes.picture);
    this.broken = sourceOf(bytes.text);
  }

  static async open(): Promise<Media> {
    const picture = await makePicture();
    const web = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': picture.length }).end(picture),
    );
    web.listen(0, '127.0.0.1');
    await once(web, 'listening');
    return new Media({ picture, text: Buffer.from('This is no picture.') }, web);
  }

  /** `host:port` of the web server. */
  get host(): string {
    return `127.0.0.1:${(this.web.address() as AddressInfo).port}`;
  }

  get sources(): readonly string[] {
    return [this.uploaded, `http://${this.host}/picture.png`];
  }

  async upload(client: Client): Promise<void> {
    for (const bytes of Object.values(this.bytes)) await client.upload(bytes);
  }

  close(): void {
    this.web.closeAllConnections();
    this.web.close();
  }
}

/** A PNG of 64x64, the same bytes each time. */
async function makePicture(): Promise<Buffer> {
  const source = 'testsrc=size=64x64:rate=1:duration=1';
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-'],
    { encoding: 'buffer' },
  );
  return stdout;
}
