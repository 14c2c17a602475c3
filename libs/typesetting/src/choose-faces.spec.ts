import { chooseFaces, fallbackFamilies } from './choose-faces';
import { splitClusters } from './clusters';
import { facesOfFamily, type Face } from './font-manifest';

const fallback = facesOfFamily('Noto Sans', 400)[0]!;
/** Faces as they would be if each family had just these characters. */
const glyphs: Record<string, string> = {
  'Noto Sans': 'abé5 ',
  'Luckiest Guy': 'a ',
  'Noto Sans Arabic': 'مرحبا ',
  'Noto Color Emoji': '5😀❤👍🏽 ',
};
const has = (face: Face, point: number) =>
  [...(glyphs[face.family.family] ?? '')].some((character) => character.codePointAt(0) === point);
const find = (family: string, points: readonly number[]) =>
  facesOfFamily(family, 400).find((face) => points.every((point) => has(face, point)));

function choose(text: string, wanted = 'Noto Sans') {
  const { faces, missing } = chooseFaces(splitClusters(text), fallbackFamilies(wanted, text), {
    find,
    has,
    fallback,
  });
  return { faces: faces.map((face) => face.id), missing };
}

describe('chooseFaces', () => {
  it('takes the wanted family, then the default one, then the scripts', () => {
    const { faces } = choose('abم', 'Luckiest Guy');
    expect(faces).toEqual(['luckiest-guy-400', 'noto-sans-400', 'noto-sans-arabic-400']);
  });

  it('lets a space continue the word before it', () => {
    expect(choose('م a a').faces).toEqual([
      'noto-sans-arabic-400',
      'noto-sans-arabic-400',
      'noto-sans-400',
      'noto-sans-400',
      'noto-sans-400',
    ]);
  });

  it('draws emoji sequences with the emoji face and spaces after them with text', () => {
    expect(choose('👍🏽 5❤️').faces).toEqual([
      'noto-color-emoji-400',
      'noto-sans-400',
      'noto-sans-400',
      'noto-color-emoji-400',
    ]);
  });

  it('tells characters that no face has, each once', () => {
    expect(choose('aᚠbᚠ')).toEqual({ faces: Array(4).fill('noto-sans-400'), missing: ['ᚠ'] });
  });

  it("tells a mark that is missing from its letter's face only", () => {
    expect(choose('b\u0332').missing).toEqual(['\u0332']);
  });
});

describe('fallbackFamilies', () => {
  it.each([
    ['骨 and かな', 'Noto Sans JP'],
    ['骨 한글', 'Noto Sans KR'],
    ['骨', 'Noto Sans SC'],
  ])('draws the ideographs of "%s" with %s', (text, family) => {
    expect(fallbackFamilies('Anton', text).find((name) => / (JP|KR|SC)$/.test(name))).toBe(family);
  });
});
