import { engineOf } from './engine';

const parts = { ffmpeg: '5.1.9', libx264: 'core 164 r3095', typesetting: 'abc', arch: 'x64' };

describe('the engine', () => {
  it('is short and the same for the same parts', () => {
    expect(engineOf(parts)).toMatch(/^[0-9a-f]{16}$/);
    expect(engineOf({ ...parts })).toBe(engineOf(parts));
  });

  it.each(Object.keys(parts))('is another one with another %s', (name) => {
    expect(engineOf({ ...parts, [name]: 'other' })).not.toBe(engineOf(parts));
  });
});
