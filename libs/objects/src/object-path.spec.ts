import { objectPath } from './object-path';

const HEX = 'ab12'.repeat(16);

describe('objectPath', () => {
  it('spreads objects over folders named by the first two digits', () => {
    expect(objectPath(`assets/${HEX}`)).toBe(`assets/ab/${HEX}`);
    expect(objectPath(`artifacts/${HEX}/video.mp4`)).toBe(`artifacts/ab/${HEX}.video.mp4`);
  });

  it.each([
    '',
    '../etc/passwd',
    `assets/../${HEX}`,
    `assets/${HEX}/x`,
    `assets/${HEX.toUpperCase()}`,
    `assets/${HEX}\n`,
    `artifacts/${HEX}/../../x`,
    `artifacts/${HEX}/.hidden`,
    `artifacts/${HEX}/a/b`,
    `artifacts/${HEX}`,
    `/artifacts/${HEX}/a`,
  ])('refuses %j', (name) => {
    expect(() => objectPath(name)).toThrow(RangeError);
  });
});
