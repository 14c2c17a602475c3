import { Problem } from '../problems/problem';
import { encodeCursor } from './jobs-cursor';
import { parseListQuery } from './list-query';

function errorsOf(query: unknown): unknown {
  try {
    parseListQuery(query);
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return error.errors;
    throw error;
  }
  throw new Error('the query was taken');
}

test('nothing said means the newest twenty of every status', () => {
  expect(parseListQuery({})).toEqual({ limit: 20 });
});

test('limit, cursor and status are taken', () => {
  const cursor = { createdAtUs: '1764000000000001', id: '5c1b2f0e-2f43-4f0e-9d5a-7c0f2b6f3a11' };
  expect(parseListQuery({ limit: '100', cursor: encodeCursor(cursor), status: 'failed' })).toEqual({
    limit: 100,
    cursor,
    status: 'failed',
  });
});

test.each(['0', '101', '-1', '1.5', '1e1', '', 'ten', ['1', '2']])('a limit of %p is refused', (limit) => {
  expect(errorsOf({ limit })).toEqual([expect.objectContaining({ parameter: 'limit' })]);
});

test('everything that is wrong is named at once, also what is unknown', () => {
  const errors = errorsOf({ limit: '0', cursor: 'x', status: 'done', staus: 'failed' });
  expect(errors).toHaveLength(4);
  for (const parameter of ['limit', 'cursor', 'status', 'staus']) {
    expect(errors).toContainEqual(expect.objectContaining({ parameter }));
  }
});
