import type { SKRSContext2D } from '@napi-rs/canvas';
import { TextPicture } from '@reelmill/contracts';
import fc from 'fast-check';
import samples from '../golden/samples.json';
import { findFace } from './font-manifest';
import { layoutText } from './layout-text';
import { measureRun } from './measure';
import { skia } from './skia';
import type { TextBlock } from './text-block';

const block: TextBlock = { text: '', size: 40, color: '#ffffff', align: 'left', maxWidth: 300 };
const outline = { color: '#000000', width: 5 };

interface PlacedRun {
  text: string;
  x: number;
  end: number;
}

/** Runs by line, with their right ends. */
function linesOf({ picture }: ReturnType<typeof layoutText>): PlacedRun[][] {
  const lines = new Map<number, PlacedRun[]>();
  for (const run of picture.runs) {
    const width = measureRun({ ...run, face: findFace(run.face)! }, run.size);
    lines.set(run.y, [...(lines.get(run.y) ?? []), { text: run.text, x: run.x, end: run.x + width }]);
  }
  return [...lines.values()];
}

const anyText = fc
  .array(
    fc.constantFrom(
      'word',
      'WAVE',
      'extraordinarily',
      'שלום',
      'مرحبا',
      'नमस्ते',
      'สวัสดี',
      '日本語。',
      '한국어',
      '👍🏽',
      '12',
      '(',
      '\n',
    ),
    { maxLength: 15 },
  )
  .map((parts) => parts.join(' '));

describe('layoutText', () => {
  it.each(Object.entries(samples))('fits the contract and finds all glyphs: %s', (_, sample) => {
    const { picture, missing } = layoutText(sample as TextBlock);
    expect(TextPicture.parse(picture)).toEqual(picture);
    expect([picture.width % 2, picture.height % 2]).toEqual([0, 0]);
    expect(missing).toEqual([]);
  });

  it('never exceeds the width but for one character, loses none, and lets no run cover another', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 20, max: 400 }), (text, maxWidth) => {
        const lines = linesOf(layoutText({ ...block, text, maxWidth }));
        const characters = (joined: string) => [...joined.replaceAll(/\s/gu, '')].sort().join('');
        expect(
          characters(
            lines
              .flat()
              .map((run) => run.text)
              .join(''),
          ),
        ).toBe(characters(text));
        for (const line of lines) {
          const width = line.at(-1)!.end - line[0]!.x;
          const clusters = Array.from(new Intl.Segmenter('en').segment(line.map((run) => run.text).join('')));
          if (clusters.length > 1) expect(width).toBeLessThanOrEqual(maxWidth + 0.05);
          line.slice(1).forEach((run, index) => expect(run.x).toBeCloseTo(line[index]!.end, 1));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the same each time', () => {
    expect(layoutText(samples.japanese as TextBlock)).toEqual(layoutText(samples.japanese as TextBlock));
  });

  it('gives all captions of one style one height and one baseline', () => {
    const places = ['one', 'dog', 'Ålborg', 'ÉÄ', '...'].map((text) => {
      const { picture } = layoutText({ ...block, text, outline });
      return [picture.height, picture.runs[0]?.y];
    });
    expect(new Set(places.map(String)).size).toBe(1);
  });

  it('aligns lines', () => {
    const starts = (align: TextBlock['align']) =>
      linesOf(layoutText({ ...block, text: 'long line\nx', align })).map(([first]) => first!.x);
    const [left, center, right] = [starts('left'), starts('center'), starts('right')];
    expect(left[1]).toBe(left[0]);
    expect(center[1]! - center[0]!).toBeCloseTo((right[1]! - right[0]!) / 2, 1);
    expect(right[1]).toBeGreaterThan(right[0]! + 100);
  });

  it('reserves room for outline, shadow and box', () => {
    const size = (more: Partial<TextBlock>) => layoutText({ ...block, text: 'text', ...more }).picture;
    const plain = size({});
    const outlined = size({ outline });
    const shadowed = size({ shadow: { color: '#000000', dx: -6, dy: 8 } });
    expect([outlined.width - plain.width, outlined.height - plain.height]).toEqual([10, 10]);
    expect([shadowed.width - plain.width, shadowed.height - plain.height]).toEqual([6, 8]);
    expect(size({ box: { color: '#000000' } }).boxes).toHaveLength(1);
  });

  it('tells what cannot be shown, and draws nothing for nothing', () => {
    expect(layoutText({ ...block, text: 'aᚠ' }).missing).toEqual(['ᚠ']);
    expect(layoutText({ ...block, text: ' \n\u200e ' })).toEqual({
      picture: { width: 2, height: 2, boxes: [], runs: [] },
      missing: [],
      lines: 0,
    });
  });

  it('refuses text that is larger than any picture', () => {
    expect(() => layoutText({ ...block, text: 'a\n'.repeat(2000) })).toThrow(
      /shorten it or choose a smaller size/,
    );
  });
});

describe('the work of a layout', () => {
  const spies = () => {
    const prototype = Object.getPrototypeOf(skia().createCanvas(1, 1).getContext('2d')) as SKRSContext2D;
    return {
      canvases: jest.spyOn(skia(), 'createCanvas'),
      measured: jest.spyOn(prototype, 'measureText'),
      read: jest.spyOn(prototype, 'getImageData'),
    };
  };
  const lettersOf = ({ mock }: jest.SpiedFunction<SKRSContext2D['measureText']>) =>
    mock.calls.reduce((sum, [run]) => sum + run.length, 0);
  afterEach(() => jest.restoreAllMocks());

  it('needs no canvas of its own and reads a few thousand pixels a line, however long and many the lines are', () => {
    layoutText({ ...block, text: 'warm' });
    const { canvases, read } = spies();
    const wide = 'A line of words that goes on and on, '.repeat(20);
    for (let index = 0; index < 20; index += 1) {
      layoutText({ ...block, text: `${wide}${index}\n${'x\n'.repeat(50)}`, maxWidth: 8192, size: 20 });
    }
    expect(canvases).not.toHaveBeenCalled();
    const pixels = read.mock.calls.reduce((sum, [, , width, height]) => sum + width * height, 0);
    expect(pixels / (20 * 51)).toBeLessThan(2000);
  });

  it('measures an ideographic text a few times and not once for each end that a line could have', () => {
    const text = '日'.repeat(1000);
    layoutText({ ...block, text: '日' });
    const { measured } = spies();
    const { lines } = layoutText({ ...block, text, maxWidth: 2000 });
    expect(lines).toBe(20);
    expect(measured.mock.calls.length).toBeLessThan(15 * lines);
    expect(lettersOf(measured)).toBeLessThan(15 * text.length);
  });

  const LONG_WORD = Array.from({ length: 2000 }, (_, index) => 'abcdefg'[(index * index) % 7]).join('');

  it('measures a word without a place to break a few times', () => {
    layoutText({ ...block, text: 'warm' });
    const { measured } = spies();
    const { lines } = layoutText({ ...block, text: LONG_WORD, size: 4, maxWidth: 1 });
    expect(lines).toBe(LONG_WORD.length);
    expect(lettersOf(measured)).toBeLessThan(25 * LONG_WORD.length);
  });

  it.each([
    ['a word is', LONG_WORD],
    ['words are', Array.from({ length: 1000 }, (_, index) => index.toString(2)).join(' ')],
    ['lines are', Array.from({ length: 1000 }, (_, index) => index.toString(2)).join('\n')],
  ])('ends where %s higher than a picture can be', (_, text) => {
    const { measured } = spies();
    expect(() => layoutText({ ...block, text: `${text} ${text}`, size: 1000, maxWidth: 1 })).toThrow(
      /shorten it or choose a smaller size/,
    );
    expect(lettersOf(measured)).toBeLessThan(1000);
  });
});
