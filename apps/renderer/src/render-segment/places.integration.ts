import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Layer } from '@reelmill/contracts';
import { Studio, fills, rect } from '../studio.fixture';
import { describeSource } from './source-picture';
import { BLACK, BLUE, RED, WHITE, expectClose, onBlack, whole } from './pictures.fixture';

jest.setTimeout(120_000);

let studio: Studio;
beforeAll(async () => {
  studio = await Studio.open();
});
afterAll(() => studio.close());

/** Adds an Exif segment with nothing but the orientation after the start mark of a JPEG. */
function withOrientation(jpeg: Buffer, orientation: number): Buffer {
  const tiff = Buffer.from(
    '4d4d002a00000008' + '0001' + '0112000300000001' + `000${orientation}0000` + '00000000',
    'hex',
  );
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const header = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), header, exif, jpeg.subarray(2)]);
}

/** Moves the `udta` of an MP4, where its cover is, before its tracks: the cover is then its first stream. */
function withCoverFirst(mp4: Buffer): Buffer {
  const boxes: { type: string; bytes: Buffer }[] = [];
  const moov = mp4.indexOf('moov', 0, 'latin1') - 4;
  const end = moov + mp4.readUInt32BE(moov);
  for (let at = moov + 8; at < end; at += boxes.at(-1)!.bytes.length) {
    const bytes = mp4.subarray(at, at + mp4.readUInt32BE(at));
    boxes.push({ type: bytes.toString('latin1', 4, 8), bytes });
  }
  const order = ['mvhd', 'udta', 'trak'];
  boxes.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type));
  return Buffer.concat([mp4.subarray(0, moov + 8), ...boxes.map(({ bytes }) => bytes), mp4.subarray(end)]);
}

describe('places', () => {
  it('are exact for boxes of colour, on odd pixels too', async () => {
    const [frame] = await studio.frames(
      onBlack([{ kind: 'color', color: '#ffffff', box: rect(11, 7, 9, 5) }]),
    );
    const luma = (x: number, y: number) => frame!.at(x, y)[0];
    expect([luma(10, 9), luma(11, 9), luma(19, 9), luma(20, 9)]).toEqual([BLACK, WHITE, WHITE, BLACK]);
    expect([luma(15, 6), luma(15, 7), luma(15, 11), luma(15, 12)]).toEqual([BLACK, WHITE, WHITE, BLACK]);
  });

  it('leave no gap between neighbours that meet on an odd pixel', async () => {
    const white = await studio.image('color=white:s=64x36,format=rgb24');
    const layers: Layer[] = [rect(0, 0, 31, 36), rect(31, 0, 33, 36)].map((box) => ({
      kind: 'image',
      asset: white,
      ...fills(box),
    }));
    const [frame] = await studio.frames(onBlack(layers));
    for (let x = 0; x < 64; x += 1) expect(frame!.at(x, 20)[0]).toBe(WHITE);
  });

  it('cut a picture that covers its box, and show what lies under one that is contained', async () => {
    const halves = await studio.image(
      'color=red:s=40x20,format=rgb24,drawbox=x=20:y=0:w=20:h=20:color=blue:t=fill',
    );
    const cover: Layer = {
      kind: 'image',
      asset: halves,
      place: { box: rect(0, 0, 20, 20), picture: rect(-10, 0, 40, 20) },
    };
    const contain: Layer = {
      kind: 'image',
      asset: halves,
      place: { box: rect(24, 0, 40, 36), picture: rect(0, 8, 40, 20) },
    };
    const [frame] = await studio.frames(onBlack([cover, contain]));
    expectClose(frame!.at(4, 10), RED);
    expectClose(frame!.at(16, 10), BLUE);
    expect(frame!.at(21, 10)[0]).toBe(BLACK);
    expect(frame!.at(40, 4)[0]).toBe(BLACK);
    expectClose(frame!.at(28, 18), RED);
    expectClose(frame!.at(60, 18), BLUE);
  });

  it('go beyond the canvas', async () => {
    const white = await studio.image('color=white:s=64x36,format=rgb24');
    const [frame] = await studio.frames(
      onBlack([{ kind: 'image', asset: white, ...fills(rect(-30, -20, 50, 40)) }]),
    );
    expect([frame!.at(19, 19)[0], frame!.at(20, 19)[0], frame!.at(19, 20)[0]]).toEqual([WHITE, BLACK, BLACK]);
  });

  it('keep the transparency of an image, and the colour at its edge', async () => {
    // What is transparent here is green: nothing of it may show.
    const disc = await studio.image(
      `color=green:s=128x72,format=rgba,geq=r='if(lt(X,64),255,0)':g='if(lt(X,64),0,255)':b=0:a='if(lt(X,64),255,0)'`,
    );
    const [frame] = await studio.frames(onBlack([{ kind: 'image', asset: disc, ...fills(whole) }]));
    expectClose(frame!.at(29, 18), RED);
    expectClose(frame!.at(34, 18), [BLACK, 128, 128]);
    expect(frame!.at(31, 18)[2]).toBeGreaterThan(128);
  });

  it.each(['libvpx', 'libvpx-vp9'])('keep the transparency of a clip: %s', async (encoder) => {
    const source = `color=red:s=64x36:r=30,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,32),255,0)',format=yuva420p`;
    const clip = await studio.asset(
      ...['-f', 'lavfi', '-i', source, '-frames:v', '3', '-c:v', encoder, '-auto-alt-ref', '0', 'webm'],
    );
    const layer: Layer = { kind: 'video', asset: clip, ...fills(whole), seekUs: 0, seekFrames: 0 };
    const [frame] = await studio.frames(onBlack([layer]));
    expectClose(frame!.at(10, 18), RED, 6);
    expectClose(frame!.at(50, 18), [BLACK, 128, 128], 4);
  });

  it('honour the rotation that a JPEG asks for', async () => {
    const halves = 'color=red:s=64x36,format=yuvj444p,drawbox=x=0:y=0:w=32:h=36:color=blue:t=fill';
    const upright = await studio.asset(
      '-f',
      'lavfi',
      '-i',
      halves,
      '-frames:v',
      '1',
      '-q:v',
      '1',
      '-c:v',
      'mjpeg',
      'image2',
    );
    const jpeg = await readFile(await studio.store.materialize(`assets/${upright}`, studio.folder));
    const turned = await studio.store.putAsset(Readable.from([withOrientation(jpeg, 6)]), { maxBytes: 1e6 });
    const layer: Layer = { kind: 'image', asset: turned.sha256, ...fills(rect(0, 0, 20, 36)) };
    const [frame] = await studio.frames(onBlack([layer]));
    // Orientation 6: turn it clockwise, left becomes top.
    expect(frame!.at(10, 4)[1]).toBeGreaterThan(200);
    expect(frame!.at(10, 32)[2]).toBeGreaterThan(200);
  });

  it('show a clip and not its cover', async () => {
    const cover = ['-map', '1', '-c:v:1', 'png', '-frames:v:1', '1', '-disposition:v:1', 'attached_pic'];
    const plain = await studio.asset(
      ...['-f', 'lavfi', '-i', 'color=red:s=1280x720:r=25:d=1,format=yuv420p'],
      ...['-f', 'lavfi', '-i', 'color=blue:s=32x32:r=25:d=1,format=rgba'],
      ...['-map', '0', '-c:v:0', 'mpeg4', '-q:v:0', '1', '-colorspace:v:0', 'smpte170m', ...cover, 'mp4'],
    );
    const mp4 = withCoverFirst(
      await readFile(await studio.store.materialize(`assets/${plain}`, studio.folder)),
    );
    const { sha256 } = await studio.store.putAsset(Readable.from([mp4]), { maxBytes: 1e7 });
    const file = await studio.store.materialize(`assets/${sha256}`, studio.folder);
    expect(await studio.probe(file, '-show_entries', 'stream=codec_name')).toMatchObject({
      streams: [{ codec_name: 'png' }, { codec_name: 'mpeg4' }],
    });
    const layer: Layer = { kind: 'video', asset: sha256, ...fills(whole), seekUs: 0, seekFrames: 0 };
    const [frame] = await studio.frames(onBlack([layer]));
    expectClose(frame!.at(32, 18), RED, 24);
    expect((await describeSource(file, studio.work())).hasAlpha).toBe(false);
  });

  it('honour the rotation that a clip asks for', async () => {
    const source = 'color=red:s=64x36,format=yuv420p,drawbox=x=0:y=0:w=32:h=36:color=blue:t=fill';
    const plain = studio.path();
    const upright = await studio.asset(
      '-f',
      'lavfi',
      '-i',
      source,
      '-frames:v',
      '5',
      '-c:v',
      'mpeg4',
      '-q:v',
      '1',
      'mp4',
    );
    const turned = await studio.asset(
      '-i',
      await studio.store.materialize(`assets/${upright}`, plain),
      '-c',
      'copy',
      '-metadata:s:v',
      'rotate=90',
      'mp4',
    );
    const layer: Layer = {
      kind: 'video',
      asset: turned,
      ...fills(rect(0, 0, 20, 36)),
      seekUs: 0,
      seekFrames: 0,
    };
    const [frame] = await studio.frames(onBlack([layer]));
    const [top, bottom] = [frame!.at(10, 4), frame!.at(10, 32)];
    // ffmpeg 5.1 writes a quarter turn counterclockwise for this: right becomes top.
    expect(top[2]).toBeGreaterThan(200);
    expect(bottom[1]).toBeGreaterThan(200);
  });
});
