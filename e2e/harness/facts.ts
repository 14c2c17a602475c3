import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface VideoFacts {
  videoCodec: string;
  audioCodec: string;
  frames: number;
  durationSeconds: number;
}

/** What ffprobe says of a file, all frames decoded and counted. */
export async function probeFile(file: string): Promise<VideoFacts> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-count_frames',
    '-show_streams',
    '-show_format',
    '-of',
    'json',
    file,
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: { codec_type: string; codec_name: string; nb_read_frames?: string }[];
    format: { duration: string };
  };
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  const audio = streams.find(({ codec_type }) => codec_type === 'audio');
  return {
    videoCodec: video?.codec_name ?? 'none',
    audioCodec: audio?.codec_name ?? 'none',
    frames: Number(video?.nb_read_frames),
    durationSeconds: Number(format.duration),
  };
}

/** The sum of md5 over the decoded picture of these frame numbers, one a frame. */
export async function frameHashes(file: string, frames: readonly number[]): Promise<string[]> {
  const chosen = frames.map((frame) => `eq(n,${frame})`).join('+');
  const { stdout } = await run('ffmpeg', [
    ...[
      '-v',
      'error',
      '-i',
      file,
      '-map',
      '0:v',
      '-vf',
      `select='${chosen}'`,
      '-vsync',
      '0',
      '-f',
      'framemd5',
      '-',
    ],
  ]);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('0,'))
    .map((line) => line.split(',').at(-1)!.trim());
}

/** Seconds, as the container says. */
export async function durationOf(file: string): Promise<number> {
  const { stdout } = await run('ffprobe', [
    '-v',
    'error',
    '-show_entries',
    'format=duration',
    '-of',
    'csv=p=0',
    file,
  ]);
  return Number(stdout);
}
