import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A PNG of 64x64, the same bytes each time. */
export async function makePicture(): Promise<Buffer> {
  const source = 'testsrc=size=64x64:rate=1:duration=1';
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-'],
    { encoding: 'buffer' },
  );
  return stdout;
}
