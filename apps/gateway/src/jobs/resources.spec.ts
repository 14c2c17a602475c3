import type { JobFields } from './job-resource';
import { jobResource } from './job-resource';
import { taskResource } from './task-resource';

const job: JobFields = {
  id: '5c1b2f0e-2f43-4f0e-9d5a-7c0f2b6f3a11',
  type: 'render',
  priority: 5,
  status: 'completed',
  progress: 1,
  stage: 'completed',
  progressMessage: 'done',
  error: null,
  warnings: [],
  outputs: [
    {
      name: 'video.mp4',
      kind: 'video',
      object: `artifacts/${'ab'.repeat(32)}/video.mp4`,
      contentType: 'video/mp4',
      bytes: 10,
      sha256: 'cd'.repeat(32),
      width: 640,
      height: 360,
      duration: 1.5,
    },
  ],
  createdAt: new Date('2026-11-22T10:00:00.123Z'),
  startedAt: new Date('2026-11-22T10:00:01Z'),
  completedAt: null,
};

test('a job is shown in snake_case, with paths to its outputs and without their names in the store', () => {
  expect(jobResource(job)).toEqual({
    job_id: job.id,
    type: 'render',
    status: 'completed',
    stage: 'completed',
    progress: 1,
    progress_message: 'done',
    priority: 5,
    created_at: '2026-11-22T10:00:00.123Z',
    started_at: '2026-11-22T10:00:01.000Z',
    completed_at: null,
    error: null,
    warnings: [],
    outputs: [
      {
        name: 'video.mp4',
        kind: 'video',
        url: `/v1/jobs/${job.id}/outputs/video.mp4`,
        content_type: 'video/mp4',
        bytes: 10,
        sha256: 'cd'.repeat(32),
        width: 640,
        height: 360,
        duration: 1.5,
      },
    ],
  });
});

test.each([
  [
    'where the cause stands and of which source',
    { pointer: '/input/scenes/0/elements/1', src: 'https://e.org/a.png' },
  ],
  ['where the cause stands', { pointer: '/input' }],
  ['nothing of the place of a cause that has none', {}],
])('a failed job shows %s', (_what, cause) => {
  const error = { code: 'media_unsuitable', message: 'The file is a video.', task: null, ...cause };
  expect(jobResource({ ...job, status: 'failed', error }).error).toStrictEqual(error);
});

test('a failed task shows code and message of its failure, not the cause', () => {
  const shown = taskResource({
    name: 'video-1/segment-1',
    command: 'segment.render',
    state: 'failed',
    attempt: 3,
    crashes: 1,
    progress: 0.5,
    startedAt: null,
    finishedAt: new Date('2026-11-22T10:00:00Z'),
    failure: { code: 'render_failed', message: 'ffmpeg could not.', retryable: false, cause: '/srv/secret' },
  });
  expect(shown.failure).toEqual({ code: 'render_failed', message: 'ffmpeg could not.' });
  expect(JSON.stringify(shown)).not.toContain('/srv');
});
