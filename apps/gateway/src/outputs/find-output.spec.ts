import type { JobOutput } from '@reelmill/persistence';
import { Problem } from '../problems/problem';
import { findOutput } from './find-output';

const video = { name: 'video.mp4' } as JobOutput;

function problemOf(act: () => unknown): Problem {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('no problem');
}

test('an output is found by its name', () => {
  expect(findOutput({ status: 'completed', outputs: [video] }, 'video.mp4')).toBe(video);
});

test('while the job is worked on, the problem says so and when to ask again', () => {
  const problem = problemOf(() => findOutput({ status: 'processing', outputs: [] }, 'video.mp4'));
  expect(problem).toMatchObject({ status: 404, code: 'output_not_ready', headers: { 'Retry-After': '1' } });
});

test('afterwards the problem names what there is', () => {
  const other = problemOf(() => findOutput({ status: 'completed', outputs: [video] }, 'film.mp4'));
  expect(other).toMatchObject({ status: 404, code: 'output_not_found' });
  expect(other.message).toContain('video.mp4');
  expect(problemOf(() => findOutput({ status: 'failed', outputs: [] }, 'x')).message).toContain('failed');
});
