import { buildOf } from './build';

describe('buildOf', () => {
  it('is the same whatever order the commands come in', () => {
    expect(buildOf({ 'audio.mix': 'b', 'segment.render': 'a' })).toBe(
      buildOf({ 'segment.render': 'a', 'audio.mix': 'b' }),
    );
  });

  it('changes with the engine of any command', () => {
    const engines = { 'segment.render': 'a', 'audio.mix': 'b' };
    expect(buildOf({ ...engines, 'audio.mix': 'c' })).not.toBe(buildOf(engines));
  });

  it('is short enough for a queue name and a routing key', () => {
    expect(buildOf({})).toMatch(/^[0-9a-f]{16}$/);
  });
});
