import fc from 'fast-check';
import { parseCaptions } from './captions-file';

const cuesOf = (text: string) => {
  const parsed = parseCaptions(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.cues;
};

describe('parseCaptions', () => {
  it('reads SubRip with a byte order mark and CRLF', () => {
    expect(
      cuesOf(
        '\uFEFF1\r\n00:00:01,500 --> 00:00:02,000\r\nHello\r\nthere\r\n\r\n2\r\n00:01:00,000 --> 01:00:00,000\r\nBye\r\n',
      ),
    ).toEqual([
      { startMs: 1500, endMs: 2000, text: 'Hello\nthere' },
      { startMs: 60_000, endMs: 3_600_000, text: 'Bye' },
    ]);
  });

  it('reads WebVTT with header, notes, styles, identifiers, cue settings and times without hours', () => {
    const text = `WEBVTT - a title
Kind: captions

NOTE this --> is no cue
nor this

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.5 align:left line:0
<v Bob>Fish &amp; <i.loud>chips</i> <00:01.500>now&nbsp;&#x263a;

second one
00:03.000 --> 00:04.000
a < b
`;
    expect(cuesOf(text)).toEqual([
      { startMs: 1000, endMs: 2500, text: 'Fish & chips now\u00a0☺' },
      { startMs: 3000, endMs: 4000, text: 'a < b' },
    ]);
  });

  it('does without numbers and blank lines between cues', () => {
    expect(
      cuesOf('00:00:01.0 --> 00:00:02.0\none\n2\n00:00:02,000 --> 00:00:03,000\n{\\an8}two').map(
        (cue) => cue.text,
      ),
    ).toEqual(['one', 'two']);
  });

  it('sorts by start and leaves out what has no text or no length', () => {
    const text =
      '0:00:05 --> 0:00:06\nlate\n\n0:00:01 --> 0:00:01\nnever\n\n0:00:01 --> 0:00:02\n<b></b>\n\n0:00:00 --> 0:00:01\nearly';
    expect(cuesOf(text).map((cue) => cue.text)).toEqual(['early', 'late']);
  });

  it.each([
    ['1\n00:00:01,000 -> 00:00:02,000\nx', /no caption found/],
    ['1\n00:00:01,000 --> soon\nx', /^line 2: expected times/],
    ['00:00:03,000 --> 00:00:02,000\nx', /^line 1: the caption ends before it starts/],
    [`00:00:01,000 --> 00:00:02,000\n${'x'.repeat(2001)}`, /^line 1: .* more than 2000 characters/],
    ['', /no caption found/],
  ])('says what is wrong with %j', (text, message) => {
    expect(parseCaptions(text)).toEqual({ ok: false, message: expect.stringMatching(message) as string });
  });

  it('never throws, and what it gives is in order', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('', '1', 'WEBVTT', 'NOTE', '00:00:01,000 --> 00:00:02,000', '00:01.0 --> 9:00.0', '<i'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const parsed = parseCaptions(lines.join('\n'));
        const starts = parsed.ok ? parsed.cues.map((cue) => cue.startMs) : [];
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
    );
  });

  it('reads hostile text in linear time', () => {
    const hostile = `00:00:01,000 --> 00:00:02,000\n${'<i '.repeat(300_000)}`;
    const started = performance.now();
    expect(parseCaptions(hostile).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
