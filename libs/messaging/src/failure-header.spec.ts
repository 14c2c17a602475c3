import { failureHeader, readFailureHeader } from './failure-header';

describe('the failure header', () => {
  it('comes back as it went, and stays under 64 KiB however long and odd the text', () => {
    const failure = {
      code: 'render_failed',
      message: 'ffmpeg failed.',
      retryable: true,
      cause: 'tail',
    } as const;
    expect(readFailureHeader(failureHeader(failure))).toEqual(failure);
    const long = failureHeader({ ...failure, message: '\u0001'.repeat(4000), cause: '\u0001'.repeat(8000) });
    expect(Buffer.byteLength(long)).toBeLessThan(60_000);
    expect(readFailureHeader(long)).not.toBeNull();
  });

  it('is null when it is no failure', () => {
    expect([undefined, 7, '{', '{"code":"nonsense"}'].map(readFailureHeader)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
