import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newStackFolder } from '../harness/stack';

jest.setTimeout(400_000);

describe('a mixed run of faults', () => {
  let dir: string;
  let run: ChildProcess;
  let ended: Promise<unknown[]>;

  beforeEach(() => {
    dir = newStackFolder();
    run = spawn(process.execPath, [join(__dirname, 'start.cjs'), '--seed', '7', '--seconds', '60'], {
      env: { ...process.env, CHAOS_DIR: dir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    ended = once(run, 'close');
  });
  afterEach(async () => {
    run.kill('SIGTERM');
    await ended;
    rmSync(dir, { recursive: true });
  });

  it('ends with every invariant held', async () => {
    let printed = '';
    run.stdout!.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    const [code] = await ended;
    // The whole report, so that a failure says what broke.
    expect({ code, broken: printed.match(/^.*BROKEN[^]*$/m)?.[0] }).toEqual({ code: 0, broken: undefined });
    expect(printed.match(/^I\d+ .*: (holds|not applicable)/gm)).toHaveLength(12);
    expect(printed).toMatch(/^fault \S+: [1-9]\d* tasks in flight/m);
  });
});
