import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TaskError } from '@reelmill/contracts';
import { LAUNCHER } from './launch/launchers';

const run = promisify(execFile);

/**
 * The versions that decide over bytes, such as `5.1.9-0+deb12u1` and `core 164 r3095 baee400`. ffmpeg does not say
 * which x264 it is linked to; x264 itself does, in the first SEI of all that it encodes, so one tiny frame is encoded.
 * @throws TaskError `internal` when ffmpeg or its libx264 is missing.
 */
export async function ffmpegVersions(): Promise<{ ffmpeg: string; libx264: string }> {
  try {
    const about = await run(LAUNCHER, ['ffmpeg', '-hide_banner', '-version']);
    const frame = await run(
      LAUNCHER,
      ['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'color=s=16x16', '-frames:v', '1'].concat([
        '-c:v',
        'libx264',
        '-threads',
        '1',
        '-f',
        'h264',
        'pipe:1',
      ]),
      { encoding: 'latin1' },
    );
    return {
      ffmpeg: matched(about.stdout, /^ffmpeg version (\S+)/),
      libx264: matched(frame.stdout, /x264 - (core [^-]+?) - H\.264/),
    };
  } catch (error) {
    throw new TaskError('internal', 'ffmpeg with libx264 is needed on this worker; install it.', {
      retryable: true,
      cause: error instanceof Error ? error.message : String(error),
    });
  }
}

function matched(text: string, pattern: RegExp): string {
  const version = pattern.exec(text)?.[1];
  if (version === undefined) throw new Error(`no version in what ffmpeg said (${pattern.source})`);
  return version;
}
