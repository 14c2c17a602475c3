import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskError, type FailureCode } from '@reelmill/contracts';
import { greyPng } from './grey-png.fixture';
import { probeMedia } from './probe';

const folder = mkdtempSync(join(tmpdir(), 'probe-'));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** Makes a file with ffmpeg; `format` names the muxer because assets have no extension. */
function make(name: string, format: string, ...args: string[]): string {
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-bitexact', ...args, '-f', format, path(name)]);
  return path(name);
}

function cut(from: string, name: string, keep: number): string {
  const bytes = readFileSync(from);
  writeFileSync(path(name), bytes.subarray(0, keep < 1 ? Math.floor(bytes.length * keep) : keep));
  return path(name);
}

const PICTURES = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=4'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=d=4'];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25'];
const ONE = [...PICTURES, '-frames:v', '1'];

const probe = (file: string) => probeMedia(file, { signal: new AbortController().signal });

async function codeOf(file: string): Promise<FailureCode> {
  const error = await probe(file).then(
    (found) => new Error(`accepted: ${JSON.stringify(found)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof TaskError)) throw error as Error;
  expect(error.message).not.toContain(folder);
  expect(error.failure.cause ?? '').not.toContain(folder);
  return error.failure.code;
}

const clip = make('clip', 'mp4', ...PICTURES, ...SOUND, ...H264, '-c:a', 'aac', '-movflags', '+faststart');
const endIndexed = make('end-indexed', 'mp4', ...PICTURES, ...SOUND, ...H264, '-c:a', 'aac');
const png = make('png', 'image2', ...ONE, '-c:v', 'png');
const jpeg = make('jpeg', 'image2', ...ONE, '-c:v', 'mjpeg');
const gif = make('gif', 'gif', ...PICTURES, '-t', '1', '-r', '10');
const mp3 = make('mp3', 'mp3', ...SOUND);

describe('probeMedia', () => {
  it('tells size, rate, length and sound of a video', async () => {
    expect(await probe(clip)).toEqual({
      kind: 'video',
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      durationUs: 4_000_000,
      picture: {
        width: 320,
        height: 180,
        rotation: 0,
        codec: 'h264',
        fps: { num: 25, den: 1 },
        hasAlpha: false,
      },
      audio: [{ codec: 'aac', channels: 1, sampleRate: 44_100, durationUs: 4_000_000 }],
    });
  });

  it('swaps the sides of a clip that players turn, and says how they turn it', async () => {
    const turned = make('turned', 'mp4', '-i', clip, '-c', 'copy', '-metadata:s:v', 'rotate=90');
    // ffmpeg 5 writes rotate=90 as a matrix that its own player turns counter-clockwise.
    expect((await probe(turned)).picture).toMatchObject({ width: 180, height: 320, rotation: 270 });
  });

  it('turns a photo by its EXIF orientation', async () => {
    const bytes = readFileSync(jpeg);
    const exif = Buffer.from(
      '457869660000' + '49492a0008000000' + '0100' + '1201030001000000' + '06000000' + '00000000',
      'hex',
    );
    const length = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
    writeFileSync(path('photo'), Buffer.concat([bytes.subarray(0, 2), length, exif, bytes.subarray(2)]));
    expect((await probe(path('photo'))).picture).toMatchObject({ width: 180, height: 320, rotation: 90 });
  });

  it('counts wide pixels as square ones', async () => {
    const wide = make('wide', 'mp4', ...PICTURES, '-vf', 'setsar=4/3', ...H264);
    expect((await probe(wide)).picture).toMatchObject({ width: 427, height: 180 });
  });

  it.each([
    ['png', ['image2', ...ONE, '-c:v', 'png']],
    ['mjpeg', ['image2', ...ONE, '-c:v', 'mjpeg']],
    ['webp', ['webp', ...ONE, '-c:v', 'libwebp']],
    ['bmp', ['image2', ...ONE, '-c:v', 'bmp']],
    ['tiff', ['image2', ...ONE, '-c:v', 'tiff']],
    ['gif', ['gif', ...ONE]],
    ['apng', ['apng', ...ONE, '-c:v', 'apng']],
  ])('takes one frame of %s for an image', async (codec, [format = '', ...args]) => {
    const found = await probe(make(`one-${codec}`, format, ...args));
    expect(found).toMatchObject({
      kind: 'image',
      durationUs: null,
      picture: { width: 320, height: 180, fps: null },
    });
  });

  it('takes an animation for a video', async () => {
    expect(await probe(gif)).toMatchObject({
      kind: 'video',
      durationUs: 1_000_000,
      picture: { fps: { num: 10, den: 1 } },
    });
    const apng = make('apng', 'apng', ...PICTURES, '-t', '1', '-c:v', 'apng');
    expect(await probe(apng)).toMatchObject({ kind: 'video', durationUs: 1_000_000 });
  });

  it('sees the alpha of a PNG and of VP9', async () => {
    const source = ['-f', 'lavfi', '-i', 'color=red@0.5:s=64x64:d=0.2,format=yuva420p'];
    const still = make('alpha-png', 'image2', ...source, '-frames:v', '1', '-pix_fmt', 'rgba', '-c:v', 'png');
    expect((await probe(still)).picture?.hasAlpha).toBe(true);
    expect((await probe(make('alpha-vp9', 'webm', ...source, '-c:v', 'libvpx-vp9'))).picture?.hasAlpha).toBe(
      true,
    );
    expect((await probe(png)).picture?.hasAlpha).toBe(false);
  });

  it.each([
    ['mp3', []],
    ['ipod', ['-c:a', 'aac']],
  ])('takes %s with cover art for sound', async (format, codec) => {
    const covered = ['-map', '0', '-map', '1', ...codec, '-c:v', 'copy', '-disposition:v:0', 'attached_pic'];
    const found = await probe(
      make(`cover-${format}`, format, ...SOUND, '-f', 'jpeg_pipe', '-i', jpeg, ...covered),
    );
    expect(found).toMatchObject({ kind: 'audio', picture: null, audio: [{ channels: 1 }] });
  });

  it.each([
    ['wav', []],
    ['flac', []],
    ['ogg', ['-c:a', 'libopus']],
    ['adts', ['-c:a', 'aac']],
    ['mp3', []],
    ['mp3', ['-write_xing', '0']],
  ])('measures sound in %s %j to a tenth of a second', async (format, more) => {
    const found = await probe(make(`sound-${format}`, format, ...SOUND, ...more));
    expect(found.kind).toBe('audio');
    expect(Math.abs((found.durationUs ?? 0) - 4_000_000)).toBeLessThan(100_000);
  });

  it.each(['mpegts', 'matroska', 'webm', 'avi'])('measures a video in %s', async (format) => {
    const codec = format === 'webm' ? ['-c:v', 'libvpx', '-deadline', 'realtime'] : H264;
    const found = await probe(make(`video-${format}`, format, ...PICTURES, ...codec));
    expect(found.kind).toBe('video');
    expect(Math.abs((found.durationUs ?? 0) - 4_000_000)).toBeLessThan(50_000);
  });

  it('measures a recording whose container says no duration', async () => {
    const live = make('live', 'webm', ...PICTURES, '-c:v', 'libvpx', '-deadline', 'realtime', '-live', '1');
    expect((await probe(live)).durationUs).toBe(4_000_000);
  });

  it('reads only the end of a long video, and the whole of one that cannot be sought', async () => {
    const long = [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=s=64x36:r=5:d=120',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-g',
      '10',
    ];
    for (const format of ['mp4', 'mpegts', 'matroska']) {
      const found = await probe(make(`long-${format}`, format, ...long));
      expect(Math.abs((found.durationUs ?? 0) - 120_000_000)).toBeLessThan(500_000);
    }
    expect(await codeOf(cut(path('long-matroska'), 'long-cut', 0.7))).toBe('media_truncated');
    make('long-front', 'mp4', '-i', path('long-mp4'), '-c', 'copy', '-movflags', '+faststart');
    expect(await codeOf(cut(path('long-front'), 'long-front-cut', 0.9))).toBe('media_truncated');
  });

  it('refuses text, playlists, empty files and noise', async () => {
    const write = (name: string, text: string | Buffer) => (writeFileSync(path(name), text), path(name));
    expect(await codeOf(write('text.mp4', 'hello, this is no video\n'))).toBe('media_unreadable');
    expect(await codeOf(write('text', 'hello, this is no video\n'.repeat(100)))).toBe('media_unreadable');
    expect(await codeOf(write('empty', ''))).toBe('media_unreadable');
    expect(await codeOf(write('list', `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${clip}\n`))).toBe(
      'media_unreadable',
    );
    expect(await codeOf(write('concat', `ffconcat version 1.0\nfile ${clip}\n`))).toBe('media_unreadable');
    expect(await codeOf(write('noise', Buffer.alloc(50_000, 'a5c31')))).toBe('media_unreadable');
  });

  it.each([0.9, 0.5, 0.1])('refuses a video of which %d are there', async (part) => {
    expect(await codeOf(cut(clip, 'cut', part))).toBe('media_truncated');
    expect(await codeOf(cut(endIndexed, 'cut', part))).toBe('media_truncated');
  });

  it.each([0.8, 0.5])('refuses pictures and sound of which %d are there', async (part) => {
    const flac = make('flac', 'flac', ...SOUND);
    const webp = make('webp', 'webp', ...ONE, '-c:v', 'libwebp');
    for (const whole of [png, jpeg, webp, mp3, flac])
      expect(await codeOf(cut(whole, 'cut', part))).toBe('media_truncated');
  });

  it('takes what is left of an uncompressed recording', async () => {
    const left = cut(make('wav', 'wav', ...SOUND), 'left', 0.5);
    expect(Math.abs(((await probe(left)).durationUs ?? 0) - 2_000_000)).toBeLessThan(100_000);
  });

  it('refuses a picture of 60,000 pixels, by its header alone', async () => {
    expect(await codeOf(pngOf(60_000, 10))).toBe('media_too_large');
    expect(await codeOf(pngOf(60_000, 60_000))).toBe('media_too_large');
    expect(await codeOf(pngOf(12_000, 12_000))).toBe('media_too_large');
    await expect(probe(pngOf(60_000, 10))).rejects.toThrow('60000x10 pixels');
  });

  it('takes a picture of exactly 100 megapixels, whatever buffer its decoder asks for', async () => {
    expect((await probe(pngOf(10_000, 10_000, 10_000))).picture).toMatchObject({
      width: 10_000,
      height: 10_000,
    });
    await expect(probe(pngOf(10_000, 10_001))).rejects.toThrow('10000x10001 pixels');
  });

  it('does not blame a file that has gone meanwhile', async () => {
    copyFileSync(clip, path('gone'));
    const { signal } = new AbortController();
    // The last thing before ffprobe is started.
    signal.throwIfAborted = () => rmSync(path('gone'), { force: true });
    const failed = probeMedia(path('gone'), { signal });
    await expect(failed).rejects.toMatchObject({ failure: { code: 'internal', retryable: true } });
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const probing = probeMedia(clip, { signal: stop.signal });
    stop.abort(new TaskError('cancelled', 'The job was cancelled.'));
    await expect(probing).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });

  it('does not need the extension to be right', async () => {
    copyFileSync(clip, path('clip.txt'));
    expect((await probe(path('clip.txt'))).kind).toBe('video');
  });
});

function pngOf(width: number, height: number, rows = 10): string {
  writeFileSync(path('grey'), greyPng(width, height, rows));
  return path('grey');
}
