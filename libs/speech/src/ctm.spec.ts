import { parseCtm } from './ctm';

/** Recorded from pocketsphinx_batch 5prealpha on ffmpeg's flite: "we are watching, and you are not". */
const RECORDED = `2 1 0.13 0.26 we 1.000
2 1 0.40 0.13 are 0.928
2 1 0.54 0.55 watching 1.000
2 1 1.10 0.29 and 0.905
2 1 1.40 0.17 you 0.363
2 1 1.58 0.12 are 0.265
2 1 1.71 0.35 not 1.000
`;

describe('parseCtm', () => {
  it('reads words with times and confidence', () => {
    const words = parseCtm(RECORDED);
    expect(words.map(({ text }) => text).join(' ')).toBe('we are watching and you are not');
    expect(words[1]).toEqual({ utterance: '2', text: 'are', startMs: 400, endMs: 530, confidence: 0.928 });
    expect(words.every(({ startMs }, index) => startMs >= (words[index - 1]?.endMs ?? 0))).toBe(true);
  });

  it('keeps apostrophes', () => expect(parseCtm("0 1 3.99 0.18 it's 0.018")[0]?.text).toBe("it's"));

  it('bounds a confidence that is none', () => {
    const confidences = parseCtm('0 1 0.10 0.20 a 1.004\n0 1 0.30 0.10 b -nan\n').map(
      ({ confidence }) => confidence,
    );
    expect(confidences).toEqual([1, 0]);
  });

  it('leaves out what is no word', () => expect(parseCtm('\n;; comment\n0 1 x 0.20 a 0.5\n')).toEqual([]));
});
