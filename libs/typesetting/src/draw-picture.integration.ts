import { createHash } from 'node:crypto';
import type { TextPicture } from '@reelmill/contracts';
import golden from '../golden/pictures.json';
import samples from '../golden/samples.json';
import { drawPicture } from './draw-picture';
import { typesettingFingerprint } from './fingerprint';
import { FONT_FAMILIES } from './font-families';
import { layoutText } from './layout-text';
import { skia } from './skia';
import type { TextBlock } from './text-block';

const pictures = Object.entries(samples).map(([name, block]) => ({
  name,
  picture: layoutText(block as TextBlock).picture,
}));

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

async function draw(picture: TextPicture): Promise<Pixels> {
  const image = await skia().loadImage(await drawPicture(picture));
  const context = skia().createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}

const MARGIN = 60;
const withMargin = (picture: TextPicture): TextPicture => ({
  width: picture.width + 2 * MARGIN,
  height: picture.height + 2 * MARGIN,
  boxes: [],
  runs: picture.runs.map((run) => ({ ...run, x: run.x + MARGIN, y: run.y + MARGIN })),
});

function inkOutside({ width, height, data }: Pixels): number {
  let count = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = x >= MARGIN && x < width - MARGIN && y >= MARGIN && y < height - MARGIN;
      if (!isInside && data[4 * (y * width + x) + 3] !== 0) count += 1;
    }
  }
  return count;
}

const countInk = ({ data }: Pixels) => data.filter((value, index) => index % 4 === 3 && value > 0).length;

describe('drawPicture', () => {
  it.each(pictures)('draws $name, all of it inside the picture', async ({ picture }) => {
    const drawn = await draw(picture);
    expect([drawn.width, drawn.height]).toEqual([picture.width, picture.height]);
    expect(countInk(drawn)).toBeGreaterThan(500);
    expect(inkOutside(await draw(withMargin(picture)))).toBe(0);
  });

  it('draws the pixels that this fingerprint stands for (golden/pictures.json, made on x64)', async () => {
    const hashes: Record<string, string> = {};
    for (const { name, picture } of pictures) {
      const { data } = await draw(picture);
      hashes[name] = createHash('sha256').update(data).digest('hex');
    }
    expect({ fingerprint: typesettingFingerprint(), pictures: hashes }).toEqual(golden);
  });

  it('keeps straight alpha and the colours as stated', async () => {
    const picture = {
      width: 4,
      height: 4,
      boxes: [{ rect: { x: 0, y: 0, width: 4, height: 4 }, color: '#ff000080' }],
    };
    const { data } = await draw({ ...picture, runs: [] });
    expect(Array.from(data.slice(0, 4))).toEqual([255, 0, 0, 128]);
  });

  it('draws a translucent outline nowhere twice as dense', async () => {
    const block = { text: 'AVA', size: 60, color: '#ffffff00', align: 'left', maxWidth: 500 } as const;
    const { picture } = layoutText({ ...block, outline: { color: '#00000080', width: 8 } });
    const { data } = await draw(picture);
    expect(data.filter((_, index) => index % 4 === 3).reduce((most, alpha) => Math.max(most, alpha), 0)).toBe(
      128,
    );
  });

  it('refuses a face that the manifest does not have', async () => {
    const { picture } = layoutText({ text: 'a', size: 20, color: '#ffffff', align: 'left', maxWidth: 50 });
    const foreign = { ...picture, runs: picture.runs.map((run) => ({ ...run, face: 'comic-sans-400' })) };
    await expect(drawPicture(foreign)).rejects.toMatchObject({ failure: { code: 'engine_mismatch' } });
  });

  it('knows no font of the machine', () => {
    const known = ['reelmill ', ...FONT_FAMILIES];
    const names = skia().GlobalFonts.families.map(({ family }) => family);
    expect(names.filter((name) => !known.some((prefix) => name.startsWith(prefix)))).toEqual([]);
  });
});
