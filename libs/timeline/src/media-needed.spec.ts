import { sourcesOf, transcriptionsNeeded } from './media-needed';
import { facts, specOf, SRC } from '../test/sample-facts';

const probes = new Map([...facts().assets].map(([src, { probe }]) => [src, probe]));
const voice = { type: 'audio', src: SRC.voice };
const music = { type: 'audio', src: SRC.music };
const clip = { type: 'video', src: SRC.clip };
const subtitles = { type: 'subtitles' };
const needed = (spec: unknown) => transcriptionsNeeded(specOf(spec), probes).map(({ src }) => src);

it('names each source once, in the order of the spec, with the places where it stands', () => {
  const spec = specOf({
    scenes: [{ elements: [clip, voice] }, { elements: [voice] }],
    elements: [music, clip],
  });
  expect([...sourcesOf(spec)]).toEqual([
    [SRC.clip, ['/scenes/0/elements/0', '/elements/1']],
    [SRC.voice, ['/scenes/0/elements/1', '/scenes/1/elements/0']],
    [SRC.music, ['/elements/0']],
  ]);
});

describe('transcriptionsNeeded', () => {
  it('takes the audio of scenes before anything else', () => {
    expect(needed({ scenes: [{ elements: [voice, clip] }], elements: [music, subtitles] })).toEqual([
      SRC.voice,
    ]);
  });

  it('takes the clips of scenes when no audio is heard in them', () => {
    const scenes = [{ elements: [clip, { type: 'video', src: SRC.silent }, { ...voice, muted: true }] }];
    expect(needed({ scenes, elements: [music, subtitles] })).toEqual([SRC.clip]);
  });

  it('takes what does not loop in the video itself when the scenes are silent', () => {
    expect(needed({ scenes: [{}], elements: [voice, { ...music, loop: true }, subtitles] })).toEqual([
      SRC.voice,
    ]);
    expect(needed({ elements: [clip, subtitles] })).toEqual([SRC.clip]);
  });

  it('takes what is named, heard or not, in its language', () => {
    const spec = {
      elements: [{ ...music, id: 'm', muted: true }, voice, { ...subtitles, source: 'm', language: 'en-US' }],
    };
    expect(transcriptionsNeeded(specOf(spec), probes)).toEqual([{ src: SRC.music, language: 'en-US' }]);
  });

  it('needs nothing for captions that are given, or without captions', () => {
    expect(needed({ elements: [voice, { ...subtitles, captions: '00:00.0 --> 00:01.0\nHi' }] })).toEqual([]);
    expect(needed({ elements: [voice] })).toEqual([]);
  });
});
