import { workerFault } from './worker-fault';

const fault = (messages: string, exitCode = 1) =>
  workerFault('/nowhere', { exitCode, messages }, { signal: new AbortController().signal });

describe('the fault of a worker', () => {
  it.each([
    '/srv/objects/abc: No such file or directory',
    'Failed to read frame size: Cannot allocate memory',
    '/srv/objects/abc: Too many open files',
    '/srv/objects/abc: No space left on device',
  ])('is what ffprobe says with "%s"', async (messages) => {
    expect((await fault(`${messages}\n`))?.failure).toMatchObject({ code: 'internal', retryable: true });
  });

  it('is nothing that the file itself is to blame for', async () => {
    expect(await fault('/srv/objects/abc: Invalid data found when processing input')).toBeNull();
    expect(await fault('[png @ 0x1] Cannot allocate memory', 0)).toBeNull();
  });
});
