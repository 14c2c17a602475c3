import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const top = join(__dirname, '..', '..');
const read = (...path: string[]): string => readFileSync(join(top, ...path), 'utf8');

const variable = (name: string): string | undefined =>
  new RegExp(`^${name}=(.*)$`, 'm').exec(read('deploy', 'images.env'))?.[1];

describe('the Node image that ours are made from', () => {
  it('is one full version, in the Dockerfile as for the builder, and the Node that tests run beside it', () => {
    const tag = variable('NODE_IMAGE');
    expect(tag).toMatch(/^docker\.io\/library\/node:\d+\.\d+\.\d+-bookworm-slim$/);
    expect(/^ARG NODE_IMAGE=(.*)$/m.exec(read('deploy', 'Dockerfile'))?.[1]).toBe(tag);
    const tool = /node24: \{\s+version: '([\d.]+)'/.exec(read('scripts', 'tools', 'index.cjs'))?.[1];
    expect(tag).toContain(`:${tool}-`);
  });

  it('has a whole digest or none', () => {
    expect(variable('NODE_IMAGE_DIGEST')).toMatch(/^(sha256:[0-9a-f]{64})?$/);
  });

  it('is the base of every stage that is not made from one of ours', () => {
    const lines = [...read('deploy', 'Dockerfile').matchAll(/^FROM (\S+) AS (\S+)$/gm)];
    const names = lines.map(([, , name]) => name);
    expect(names).toEqual(expect.arrayContaining(['control', 'worker']));
    const others = lines.map(([, base = '']) => base).filter((base) => !names.includes(base));
    expect(new Set(others)).toEqual(new Set(['${NODE_IMAGE}']));
  });
});
