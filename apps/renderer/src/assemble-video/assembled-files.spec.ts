import type { AssemblePlan } from '@reelmill/contracts';
import { assembledFile, outputsOf } from './assembled-files';

const plan: AssemblePlan = {
  ...{
    width: 1280,
    height: 720,
    fps: { num: 30_000, den: 1001 },
    thumbnailFrame: 0,
    audio: `assets/${'a'.repeat(64)}`,
  },
  encoder: { crf: 23, preset: 'veryfast' },
  segments: [120, 60].map((frames) => ({ object: `artifacts/${'b'.repeat(64)}/segment.mp4`, frames })),
};
const stored = { object: `artifacts/${'c'.repeat(64)}/video.mp4`, bytes: 5, sha256: 'd'.repeat(64) };

describe('the files of an assembled video', () => {
  it('are the video, a thumbnail, and captions when there are some', () => {
    expect(outputsOf(plan).map(({ file }) => file)).toEqual(['video.mp4', 'thumbnail.jpg']);
    expect(outputsOf({ ...plan, srt: '' }).map(({ file }) => file)).toEqual([
      'video.mp4',
      'thumbnail.jpg',
      'captions.srt',
    ]);
  });

  it('are described by the plan', () => {
    expect(assembledFile(plan, 'video', stored)).toEqual({
      ...stored,
      ...{ kind: 'video', contentType: 'video/mp4', width: 1280, height: 720, duration: 6.006 },
    });
    expect(assembledFile(plan, 'captions', stored)).toMatchObject({
      ...{ contentType: 'application/x-subrip', width: null, height: null, duration: null },
    });
  });
});
