import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TaskError } from '@reelmill/contracts';
import { greyPng } from './grey-png.fixture';
import { ffmpegVersions, runFfmpeg, runFfprobe, type FfmpegRun } from './index';
import { groupOf, processesNaming, until } from './processes.fixture';

jest.setTimeout(60_000);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (more: Partial<FfmpegRun>): FfmpegRun => ({
  inputs: [],
  outputOptions: [],
  output: join(folder, 'out.mkv'),
  signal: new AbortController().signal,
  limitMs: 30_000,
  ...more,
});
/** Starts an ffmpeg that makes pictures in real time for half an hour, and waits until it makes some. */
async function endless(more: Partial<FfmpegRun> = {}): Promise<{ running: Promise<void>; pid: number }> {
  const output = join(folder, 'out.mkv');
  let running = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    running = runFfmpeg(
      run({
        ...ENDLESS,
        output,
        totalFrames: 54_000,
        onProgress: (fraction) => fraction > 0 && resolve(),
        ...more,
      }),
    );
    running.catch(reject);
  });
  const [pid] = processesNaming(output);
  return { running, pid: pid! };
}
const ENDLESS = {
  inputs: [{ source: 'testsrc2=s=64x36:r=30,realtime', options: [] }],
  outputOptions: ['-frames:v', '54000', '-c:v', 'ffv1'],
};

describe('running ffmpeg', () => {
  it('makes the output and tells how far it is', async () => {
    const fractions: number[] = [];
    await runFfmpeg(
      run({
        filterGraph: 'testsrc2=s=64x36:r=30[out]',
        outputOptions: ['-map', '[out]', '-frames:v', '90', '-c:v', 'libx264'],
        totalFrames: 90,
        onProgress: (fraction) => fractions.push(fraction),
      }),
    );
    expect(await readdir(folder)).toEqual(['out.mkv']);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    const found = await runFfprobe(
      join(folder, 'out.mkv'),
      ['-show_entries', 'stream=codec_name,width,height'],
      run({}),
    );
    expect(found).toMatchObject({ streams: [{ codec_name: 'h264', width: 64, height: 36 }] });
  });

  it('takes a filter graph of any length', async () => {
    const chain = Array.from({ length: 3000 }, () => 'format=yuv420p,setpts=PTS').join(',');
    await runFfmpeg(
      run({
        filterGraph: `color=s=16x16,${chain}[out]`,
        outputOptions: ['-map', '[out]', '-frames:v', '1', '-c:v', 'ffv1'],
      }),
    );
  });

  it('tells how far a sound is', async () => {
    const fractions: number[] = [];
    await runFfmpeg(
      run({
        inputs: [{ source: 'sine=d=5', options: [] }],
        outputOptions: ['-c:a', 'pcm_s16le'],
        totalUs: 5_000_000,
        onProgress: (fraction) => fractions.push(fraction),
      }),
    );
    expect(fractions.at(-1)).toBeCloseTo(1);
  });

  it('says what ffmpeg said when it fails, without local paths', async () => {
    const input = join(folder, 'text.mp4');
    await writeFile(input, 'this is no video');
    const failed = runFfmpeg(run({ inputs: [{ path: input, options: [] }] }));
    await expect(failed).rejects.toMatchObject({
      failure: {
        code: 'render_failed',
        retryable: false,
        cause: expect.stringContaining('text.mp4') as string,
      },
    });
    await expect(failed).rejects.not.toMatchObject({
      failure: { cause: expect.stringContaining(folder) as string },
    });
  });

  it.each([
    ['a playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:1/x.ts\n'],
    ['a list of files', "ffconcat version 1.0\nfile '/etc/hostname'\n"],
    ['a picture that names others', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
  ])('does not open %s', async (_, text) => {
    const input = join(folder, 'media');
    await writeFile(input, text);
    const opened = run({ inputs: [{ path: input, options: [] }], outputOptions: ['-c:v', 'ffv1'] });
    await expect(runFfmpeg(opened)).rejects.toMatchObject({ failure: { code: 'render_failed' } });
    await expect(runFfprobe(input, ['-show_format'], opened)).rejects.toMatchObject({
      failure: { code: 'media_unreadable' },
    });
  });

  it('decodes no picture that is too large, whichever frame it is', async () => {
    const [pictures, input] = [join(folder, 'pictures'), join(folder, 'media')];
    await writeFile(pictures, Buffer.concat([greyPng(64, 64), greyPng(12_000, 12_000), greyPng(64, 64)]));
    const copy = ['-v', 'error', '-f', 'png_pipe', '-framerate', '25', '-i', pictures, '-c', 'copy'];
    execFileSync('ffmpeg', [...copy, '-f', 'avi', input]);
    const decoded = run({
      inputs: [{ path: input, options: [] }],
      outputOptions: ['-vf', 'scale=64:64', '-c:v', 'ffv1'],
    });
    await runFfmpeg(decoded);
    const counted = ['-count_packets', '-show_entries', 'stream=nb_read_packets'];
    expect(await runFfprobe(decoded.output, counted, decoded)).toMatchObject({
      streams: [{ nb_read_packets: '2' }],
    });
    expect(await runFfprobe(input, ['-show_entries', 'frame=width'], decoded)).toEqual({
      frames: [{ width: 64 }, { width: 64 }],
    });
  });

  it('hands ffmpeg an environment of its own, and a process group', async () => {
    const controller = new AbortController();
    const { running, pid } = await endless({ signal: controller.signal });
    expect(groupOf(pid)).toBe(pid);
    const environment = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    const names = environment
      .map((entry) => entry.split('=')[0])
      .filter((name) => name !== '' && name !== 'PWD');
    expect(names.sort()).toEqual(['AV_LOG_FORCE_NOCOLOR', 'LC_ALL', 'PATH']);
    controller.abort(new TaskError('cancelled', 'enough'));
    await expect(running).rejects.toThrow('enough');
  });
});

describe('ending ffmpeg', () => {
  const reason = new TaskError('cancelled', 'The job was cancelled.');

  it('takes less than two seconds after an abort, and throws its reason', async () => {
    const controller = new AbortController();
    const { running } = await endless({ signal: controller.signal });
    const start = Date.now();
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(Date.now() - start).toBeLessThan(2000);
    expect(processesNaming(folder)).toEqual([]);
  });

  it('takes less than two seconds also when ffmpeg does not listen', async () => {
    const controller = new AbortController();
    const { running, pid } = await endless({ signal: controller.signal });
    process.kill(pid, 'SIGSTOP');
    const start = Date.now();
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(Date.now() - start).toBeGreaterThan(900);
    expect(Date.now() - start).toBeLessThan(2000);
    expect(processesNaming(folder)).toEqual([]);
  });

  it('happens before it has begun when the signal is aborted already', async () => {
    await expect(runFfmpeg(run({ ...ENDLESS, signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    expect(await readdir(folder)).toEqual([]);
  });

  it('happens as it begins when the signal is aborted then', async () => {
    const controller = new AbortController();
    const running = runFfmpeg(run({ ...ENDLESS, signal: controller.signal }));
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(processesNaming(folder)).toEqual([]);
  });

  it('is due when its time is over', async () => {
    const running = runFfmpeg(run({ ...ENDLESS, limitMs: 500 }));
    await expect(running).rejects.toMatchObject({ failure: { code: 'timed_out', retryable: true } });
    expect(processesNaming(folder)).toEqual([]);
  });

  it('is due when it makes nothing any more', async () => {
    const { running, pid } = await endless({ stallMs: 1500 });
    process.kill(pid, 'SIGSTOP');
    await expect(running).rejects.toMatchObject({ failure: { code: 'timed_out', retryable: true } });
    expect(processesNaming(folder)).toEqual([]);
  });

  it('comes with the end of the process that runs it, also by SIGKILL', async () => {
    const worker = spawn(process.execPath, ['-e', WORKER, JSON.stringify(run(ENDLESS))], {
      cwd: resolve(__dirname, '../../..'),
      stdio: 'inherit',
    });
    const ffmpeg = () => processesNaming(folder).filter((pid) => pid !== worker.pid);
    await until(() => ffmpeg().some((pid) => groupOf(pid) === pid), 20_000);
    worker.kill('SIGKILL');
    await until(() => ffmpeg().length === 0, 2000);
  });
});

/** A process that compiles the sources as it loads them, as Jest does for this one. */
const WORKER = `
  const swc = require('@swc/core');
  require.extensions['.ts'] = (module, file) => module._compile(swc.transformFileSync(file).code, file);
  const { runFfmpeg } = require('./libs/media/src/run-ffmpeg.ts');
  runFfmpeg({ ...JSON.parse(process.argv[1]), signal: new AbortController().signal });
`;

describe('the versions', () => {
  it('are those of ffmpeg and of the libx264 that it is linked to', async () => {
    expect(await ffmpegVersions()).toEqual({
      ffmpeg: expect.stringMatching(/^\d+\.\d/) as string,
      libx264: expect.stringMatching(/^core \d+/) as string,
    });
  });
});
