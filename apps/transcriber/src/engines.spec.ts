import { engineOf } from './engines';

describe('the engine of the transcriber', () => {
  it('changes with ffmpeg, a speech engine and the architecture, and with nothing else', () => {
    const parts = { ffmpeg: '5.1', speech: ['a', 'b'], arch: 'x64' };
    const engine = engineOf(parts);
    expect(engine).toMatch(/^[0-9a-f]{16}$/);
    expect(engineOf({ ...parts })).toBe(engine);
    for (const other of [{ ffmpeg: '5.2' }, { speech: ['a', 'c'] }, { arch: 'arm64' }]) {
      expect(engineOf({ ...parts, ...other })).not.toBe(engine);
    }
  });
});
