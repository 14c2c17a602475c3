import { parseSpec, type SubtitlesElement } from '@reelmill/contracts';
import { captionBlock } from './text-placement';

const canvas = { width: 1280, height: 720 };
const captionsWith = (settings: object) => {
  const captions = '00:00.000 --> 00:01.000\nword';
  const parsed = parseSpec({ scenes: [{}], elements: [{ type: 'subtitles', captions, settings }] });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return captionBlock('word', (parsed.videos[0]!.elements[0] as SubtitlesElement).settings, canvas);
};

describe('captionBlock', () => {
  it('has an outline without being asked, so that captions can be read on any picture', () => {
    expect(captionsWith({ 'font-size': 50 }).outline).toEqual({ color: '#000000', width: 4 });
  });

  it('has no outline where none is wanted, or where a box is behind the letters', () => {
    expect(captionsWith({ 'outline-width': 0 }).outline).toBeUndefined();
    expect(captionsWith({ 'box-color': '#000000' }).outline).toBeUndefined();
  });
});
