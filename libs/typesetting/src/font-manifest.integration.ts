import { readCodePoints } from './code-points';
import { candidateFaces, covers } from './face-coverage';
import { readFontFile } from './font-file';
import { FONT_MANIFEST } from './font-manifest';

const pinned = FONT_MANIFEST.flatMap((family) => [
  ...family.files.map((file) => ({ name: family.package, file })),
  ...(family.ranges ? [{ name: family.package, file: family.ranges }] : []),
]);

describe('the font manifest', () => {
  it('names files that the pinned packages hold (else run libs/typesetting/scripts/write-font-manifest.cjs)', () => {
    const broken = pinned.filter(({ name, file }) => {
      try {
        return readFontFile(name, file).bytes.length === 0;
      } catch {
        return true;
      }
    });
    expect(broken.map(({ name, file }) => `${name}/${file.path}`)).toEqual([]);
  });

  it('is refused when a file has other bytes', () => {
    const file = { path: '400Regular/Anton_400Regular.ttf', sha256: '0'.repeat(64) };
    expect(() => readFontFile('@expo-google-fonts/anton', file)).toThrow(/is not the pinned one/);
  });

  it('has fonts whose character maps can be read', () => {
    const empty = FONT_MANIFEST.flatMap(({ package: name, files }) =>
      files
        .filter((file) => readCodePoints(readFontFile(name, file).bytes).length === 0)
        .map(({ path }) => path),
    );
    expect(empty).toEqual([]);
  });

  it.each([
    ['Noto Sans', 'aßЖλẫन', 'ᚠ日'],
    ['Noto Sans Arabic', 'مپ؟', 'אж'],
    ['Noto Sans Hebrew', 'אש', 'م'],
    ['Noto Sans Thai', 'กู', 'א'],
    ['Noto Sans JP', '日あア。', '한'],
    ['Noto Sans KR', '한글', 'م'],
    ['Noto Sans SC', '你这', '한'],
    ['Montserrat', 'Łaж', 'α'],
    ['Noto Color Emoji', '😀🇫🇷❤', 'a'],
  ])('knows which characters %s has', (family, present, absent) => {
    const isCovered = (character: string) => {
      const point = character.codePointAt(0)!;
      return candidateFaces(family, 400, point).some((face) => covers(face, point));
    };
    expect([...present].filter((character) => !isCovered(character))).toEqual([]);
    expect([...absent].filter(isCovered)).toEqual([]);
  });
});
