import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newStackFolder } from '../harness/stack';

jest.setTimeout(400_000);

describe('a mixed run of faults', () => {
  it('ends with every invariant held', async () => {
    const start = join(__dirname, 'start.cjs');
    const run = spawn(process.execPath, [start, '--seed', '7', '--seconds', '60'], {
      env: { ...process.env, CHAOS_DIR: newStackFolder() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    run.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    const [code] = (await once(run, 'close')) as [number];
    // The whole report, so that a failure says what broke.
    expect({ code, broken: printed.match(/^.*BROKEN[^]*$/m)?.[0] }).toEqual({ code: 0, broken: undefined });
    expect(printed.match(/^I\d+ .*: (holds|not applicable)/gm)).toHaveLength(12);
    expect(printed).toMatch(/^fault \S+: [1-9]\d* tasks in flight/m);
  });
});
