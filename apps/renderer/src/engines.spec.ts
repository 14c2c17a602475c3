import { COMMANDS } from '@reelmill/contracts';
import { enginesOf, type EngineParts } from './engines';

const parts = { ffmpeg: '5.1.9', libx264: 'core 164 r3095', typesetting: 'abc', arch: 'x64' };

describe('the engines of the renderer', () => {
  it('are short, and the same for the same parts', () => {
    const engines = enginesOf(parts);
    const owned = COMMANDS.filter(({ owner }) => owner === 'renderer').map(({ name }) => name);
    expect(Object.keys(engines).sort()).toEqual(owned.sort());
    for (const engine of Object.values(engines)) expect(engine).toMatch(/^[0-9a-f]{16}$/);
    expect(enginesOf({ ...parts })).toEqual(engines);
  });

  it.each<[keyof EngineParts, string[]]>([
    ['typesetting', ['segment.render']],
    ['libx264', ['segment.render']],
    ['ffmpeg', ['segment.render', 'audio.mix', 'video.assemble']],
    ['arch', ['segment.render', 'audio.mix', 'video.assemble']],
  ])('change with another %s only where it is used', (part, commands) => {
    const before = enginesOf(parts);
    const after = enginesOf({ ...parts, [part]: 'other' });
    expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual(commands);
  });
});
