import { FONT_FAMILIES, findFamily, listFamilies } from './font-families';
import { FONT_MANIFEST, facesOfFamily, findFace } from './font-manifest';

describe('font families', () => {
  it('are found in any letter case', () => {
    expect(findFamily(' noto sans ')).toEqual({ family: 'Noto Sans' });
    expect(findFamily('Comic Sans')).toBeUndefined();
    expect(listFamilies()).toEqual([...FONT_FAMILIES]);
  });

  it('give the weight nearest to the wanted one', () => {
    expect(facesOfFamily('Roboto', 600).map(({ id }) => id)).toEqual(['roboto-700']);
    expect(facesOfFamily('Anton', 700).map(({ id }) => id)).toEqual(['anton-400']);
  });

  it('have faces with ids of their own', () => {
    const ids = FONT_FAMILIES.flatMap((family) =>
      [400, 700].flatMap((weight) => facesOfFamily(family, weight)),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(new Set(ids).size);
    expect(findFace('noto-sans-700')?.weight).toBe(700);
    expect(FONT_MANIFEST[0]?.family).toBe('Noto Sans');
  });
});
