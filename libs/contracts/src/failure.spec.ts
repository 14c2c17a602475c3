import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { TaskError, toFailure } from './failure';

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('toFailure', () => {
  it('hands on the failure of a TaskError', () => {
    expect(toFailure(new TaskError('media_unreadable', 'It is no picture.'))).toEqual({
      code: 'media_unreadable',
      message: 'It is no picture.',
      retryable: false,
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['an error of this code', new TypeError('broken'), /^TypeError: broken\n +at /],
    // Under Jest, Node's own modules and other contexts make errors that are no instances of this one's Error.
    ['an error of Node', thrownBy(() => readFileSync('/nowhere/at/all')), /^Error: ENOENT.*\n +at /],
    ['an error of another context', runInNewContext('new RangeError("far")'), /^RangeError: far\n +at /],
    ['an error without a stack', Object.assign(new Error('bare'), { stack: undefined }), /^bare$/],
    ['a text', 'just so', /^just so$/],
    ['an object that is no error', { message: 'like one' }, /^\[object Object\]$/],
    ['nothing', undefined, /^undefined$/],
  ])('makes %s internal, worth another attempt, with its stack for operators', (_name, error, cause) => {
    expect(toFailure(error)).toEqual({
      code: 'internal',
      message: 'An unexpected error; the log of the worker has the details.',
      retryable: true,
      cause: expect.stringMatching(cause) as string,
    });
  });

  it('never throws, and keeps the cause short', () => {
    expect(toFailure({ toString: 1 }).cause).toBe('a thrown value that has no text');
    expect(toFailure(Object.create(null)).cause).toBe('a thrown value that has no text');
    expect(toFailure(new Error('x'.repeat(10_000))).cause).toHaveLength(8000);
  });
});

describe('TaskError', () => {
  it('keeps no text that a database refuses, also where cutting makes it', () => {
    const { failure } = new TaskError('render_failed', `a\0b\ud800c${'x'.repeat(3994)}😀`, {
      cause: '\udc00',
    });
    expect(failure.message).toBe(`a\ufffdb\ufffdc${'x'.repeat(3994)}\ufffd`);
    expect(failure.cause).toBe('\ufffd');
  });
});
