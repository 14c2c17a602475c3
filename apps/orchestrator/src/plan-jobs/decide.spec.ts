import { createHash } from 'node:crypto';
import type { Builds, TaskSnapshot } from '@reelmill/workflow';
import { threeSeconds } from '../../test/probes';
import { decide } from './decide';

const engines = (...commands: string[]) => Object.fromEntries(commands.map((command) => [command, 'e']));
const builds: Builds = {
  analyzer: { build: 'a', engines: engines('media.analyze') },
  renderer: { build: 'r', engines: engines('segment.render', 'audio.mix', 'video.assemble') },
};
const sha256 = 'c'.repeat(64);
const src = 'https://example.com/speech.wav';
const color = { type: 'color', color: '#102030' };
const inScene = (element: object) => ({ scenes: [{ elements: [color, element] }] });

/** What is decided once all that can be known of the one source is known. */
function decided(input: unknown, source = src) {
  const succeeded = (name: string, reply: unknown): TaskSnapshot => ({ name, state: 'succeeded', reply });
  const ingest = `ingest/${createHash('sha256').update(source).digest('hex')}`;
  const tasks = [
    succeeded(ingest, { sha256, bytes: 1, contentType: 'audio/wav' }),
    succeeded(`analyze/${sha256}`, threeSeconds),
  ];
  return decide({ id: 'j', type: 'render', priority: 5, input, requests: 0, tasks }, builds);
}

describe('decide', () => {
  it.each([
    ['a file of another kind', { type: 'image', src }, 'media_unsuitable', '/src'],
    ['a file that ends before its seek', { type: 'audio', src, seek: 3 }, 'spec_impossible', '/seek'],
  ])('says where %s stands and which it is', (_what, element, code, key) => {
    const pointer = `/input/scenes/0/elements/1${key}`;
    expect(decided(inScene(element))).toMatchObject({ kind: 'fail', code, pointer, src });
  });

  it('points into the list, also where it is a list of one', () => {
    const image = inScene({ type: 'image', src });
    const pointer = '/input/0/scenes/0/elements/1/src';
    expect(decided([image])).toMatchObject({ kind: 'fail', pointer, src });
    expect(decided([image, image])).toMatchObject({ kind: 'fail', pointer, src });
  });

  it('names the source as the caller wrote it', () => {
    const written = `ASSET:${sha256.toUpperCase()}`;
    expect(decided({ elements: [{ type: 'image', src: written }] })).toMatchObject({
      pointer: '/input/elements/0/src',
      src: written,
    });
  });

  it('says where a spec is wrong, and of which source if it is in an element that has one', () => {
    expect(decided(inScene({ type: 'audio', src, fade_inn: 1 }))).toMatchObject({
      kind: 'fail',
      code: 'spec_impossible',
      pointer: '/input/scenes/0/elements/1/fade_inn',
      src,
    });
    const pointer = '/input/background_color';
    const elsewhere = decided({ ...inScene({ type: 'audio', src }), background_color: 'x' });
    expect(elsewhere).toMatchObject({ kind: 'fail', pointer });
    expect(elsewhere).not.toHaveProperty('src');
  });

  it('names no source that can not be one, since nobody could tell what in it is secret', () => {
    const failed = decided(inScene({ type: 'audio', src: 'me:hunter2@example.com/a.wav' }));
    expect(failed).toMatchObject({ kind: 'fail', pointer: '/input/scenes/0/elements/1/src' });
    expect(failed).not.toHaveProperty('src');
  });
});
