import { engineOf } from './engines';

describe('the engine of the analyzer', () => {
  it('changes with ffmpeg and the architecture, and with nothing else', () => {
    const engine = engineOf({ ffmpeg: '5.1', arch: 'x64' });
    expect(engine).toMatch(/^[0-9a-f]{16}$/);
    expect(engineOf({ ffmpeg: '5.1', arch: 'x64' })).toBe(engine);
    expect(engineOf({ ffmpeg: '5.2', arch: 'x64' })).not.toBe(engine);
    expect(engineOf({ ffmpeg: '5.1', arch: 'arm64' })).not.toBe(engine);
  });
});
