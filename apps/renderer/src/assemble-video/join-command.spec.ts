import { concatList, joinCommand } from './join-command';

describe('joining segments', () => {
  const fps = { num: 25, den: 1 };
  const files = { list: '/list', audio: '/audio' };
  const stamps = (preset: 'ultrafast' | 'veryfast' | 'medium') =>
    joinCommand({ fps, encoder: { crf: 23, preset } }, files).outputOptions.join(' ');

  it('puts every stamp on its tick, as far behind as the preset reorders', () => {
    expect(stamps('veryfast')).toContain(`setts=pts='round(PTS/512)*512':dts='(N-2)*512'`);
    expect(stamps('medium')).toContain(`dts='(N-2)*512'`);
    expect(stamps('ultrafast')).toContain(`dts='(N-0)*512'`);
  });

  it('encodes nothing', () => expect(stamps('medium')).toContain('-c copy'));

  it('lists files so that a quote in a path is part of it', () => {
    expect(concatList(['/a/b', "/it's"])).toBe("file 'file:/a/b'\nfile 'file:/it'\\''s'\n");
  });
});
