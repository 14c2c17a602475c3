import { ffmpegFailure, stderrTail } from './ffmpeg-failure';

const failure = (message: string, stderr = '') => ffmpegFailure(new Error(message), stderr).failure;

describe('the failure of an ffmpeg run', () => {
  it('is final when ffmpeg could not use what it was given', () => {
    expect(
      failure('ffmpeg exited with code 1: x', 'clip: Invalid data found when processing input'),
    ).toMatchObject({
      code: 'render_failed',
      retryable: false,
      cause: 'clip: Invalid data found when processing input',
    });
  });

  it.each([
    [
      'the disk is full',
      'ffmpeg exited with code 1',
      'av_interleaved_write_frame(): No space left on device',
    ],
    ['there is no memory', 'ffmpeg exited with code 1', 'Error: Cannot allocate memory'],
    ['it was killed from outside', 'ffmpeg was killed with signal SIGKILL', ''],
  ])('is worth another attempt when %s', (_, message, stderr) => {
    expect(failure(message, stderr)).toMatchObject({ code: 'render_failed', retryable: true });
  });

  it('is one of the worker when there is no ffmpeg', () => {
    expect(failure('ffmpeg exited with code 127', 'sh: 1: exec: ffmpeg: not found').code).toBe('internal');
    const error = Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN' });
    expect(ffmpegFailure(error, '').failure).toMatchObject({ code: 'internal', retryable: true });
  });
});

describe('the tail of what ffmpeg said', () => {
  it('has the last twenty lines', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    expect(stderrTail(`${lines.join('\n')}\n`)).toBe(lines.slice(10).join('\n'));
  });

  it('names files without their folders', () => {
    const said =
      "[concat @ 0x5] Impossible to open 'file:/var/lib/objects/assets/ab/abcd'\n/tmp/x/out.mp4: Permission denied";
    expect(stderrTail(said)).toBe("[concat @ 0x5] Impossible to open 'abcd'\nout.mp4: Permission denied");
  });
});
