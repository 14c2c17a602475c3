import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskSpaces, watchDisk } from './disk-space';
import { registry } from './metrics';

describe('the space of a disk', () => {
  it('is shown for a folder, with what is free of it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reelmill-disk-'));
    watchDisk('objects', folder);
    const [space] = await diskSpaces();
    await rm(folder, { recursive: true });
    expect(space?.volume).toBe('objects');
    expect(space!.free).toBeGreaterThan(0);
    expect(space!.size).toBeGreaterThanOrEqual(space!.free);
    const metrics = await registry.metrics();
    expect(metrics).toMatch(/^reelmill_disk_free_bytes\{volume="objects"\} \d+$/m);
    expect(metrics).toMatch(/^reelmill_disk_size_bytes\{volume="objects"\} \d+$/m);
  });

  it('of a folder that is absent is left out, and nothing else is', async () => {
    watchDisk('scratch', '/nowhere/at/all');
    const spaces = await diskSpaces();
    expect(spaces.map(({ volume }) => volume)).not.toContain('scratch');
    expect(await registry.metrics()).toContain('process_resident_memory_bytes');
  });

  it('is no longer shown when the folder is gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reelmill-disk-'));
    watchDisk('scratch', folder);
    expect(await registry.metrics()).toMatch(/^reelmill_disk_free_bytes\{volume="scratch"\}/m);
    await rm(folder, { recursive: true });
    watchDisk('scratch', folder);
    expect(await registry.metrics()).not.toMatch(/^reelmill_disk_\w+\{volume="scratch"\}/m);
  });
});
