import { splitClusters } from './clusters';
import { lineBreaks } from './line-breaks';

/** The pieces between the places where a line may end. */
function pieces(text: string): string[] {
  const clusters = splitClusters(text);
  const breaks = lineBreaks(clusters);
  const result = [''];
  clusters.forEach((cluster, index) => {
    if (breaks.has(index)) result.push('');
    result[result.length - 1] += cluster.text;
  });
  return result;
}

describe('lineBreaks', () => {
  it.each([
    ['after spaces', 'one two  three', ['one ', 'two  ', 'three']],
    ['after a hyphen inside a word, not before a number', 'well-known -5', ['well-', 'known ', '-5']],
    ['not at a no-break space', '10\u00a0kg of', ['10\u00a0kg ', 'of']],
    ['between ideographs and kana', '日本の', ['日', '本', 'の']],
    ['never before closing or after opening marks', '「日本」です。', ['「日', '本」', 'で', 'す。']],
    ['never before a small kana or a long mark', 'キャラー', ['キャ', 'ラー']],
    ['between Thai words', 'สวัสดีชาวโลก', ['สวัสดี', 'ชาว', 'โลก']],
    ['at the spaces of Korean only', '한국어 텍스트', ['한국어 ', '텍스트']],
    ['between emoji', '🎉🎉', ['🎉', '🎉']],
    ['at a zero-width space', 'a\u200bb', ['a\u200b', 'b']],
  ])('breaks %s', (_, text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });
});
