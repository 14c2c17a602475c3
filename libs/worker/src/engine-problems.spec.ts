import { engineProblems } from './engine-problems';

describe('engineProblems', () => {
  it('accepts an engine for each keyed command, and none where there is no such command', () => {
    const engines = { 'segment.render': 'a', 'audio.mix': 'b', 'video.assemble': 'b' };
    expect(engineProblems('renderer', engines)).toEqual([]);
    expect(engineProblems('storage', {})).toEqual([]);
  });

  it('names each keyed command without an engine', () => {
    expect(engineProblems('renderer', { 'segment.render': 'a', 'audio.mix': 'b' })).toEqual([
      'No engine for video.assemble: the renderer has to say what it makes its bytes with.',
    ]);
  });

  it('names each engine that nothing is made with here', () => {
    expect(engineProblems('storage', { 'asset.ingest': 'a', 'audio.mix': 'b' })).toEqual([
      'An engine for asset.ingest: that is no keyed command of the storage, remove it.',
      'An engine for audio.mix: that is no keyed command of the storage, remove it.',
    ]);
  });
});
