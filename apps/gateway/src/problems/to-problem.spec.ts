import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { StoreFullError } from '@reelmill/objects';
import { Problem } from './problem';
import { toProblem } from './to-problem';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

test('a problem stays itself', () => {
  const problem = new Problem({ status: 422, code: 'invalid_body', detail: 'wrong' });
  expect(toProblem(problem)).toBe(problem);
});

test('what Nest says of a request is handed on', () => {
  expect(toProblem(new NotFoundException('Cannot GET /x'))).toMatchObject({ status: 404, code: 'not_found' });
  expect(toProblem(new BadRequestException('Failed to decode'))).toMatchObject({
    status: 400,
    code: 'bad_request',
  });
});

test.each([new Error('/srv/secret'), new InternalServerErrorException('/srv/secret'), 'text', undefined])(
  '%p is an internal error that tells nothing of itself',
  (error) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ status: 500, code: 'internal', cause: error });
    expect(JSON.stringify(problem.toBody('1'))).not.toContain('secret');
  },
);

test.each([
  withCode('ECONNREFUSED'),
  withCode('57P01'),
  withCode('08006'),
  Object.assign(new Error('query failed'), { driverError: withCode('57P03') }),
  new Error('timeout exceeded when trying to connect'),
  new Error('Connection terminated unexpectedly'),
])('%p is an outage of the database: try again', (error) => {
  expect(toProblem(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
});

test.each([withCode('23505'), withCode('EACCES'), new Error('x'), 'ECONNREFUSED'])(
  '%p is no outage',
  (error) => {
    expect(toProblem(error)).toMatchObject({ status: 500 });
  },
);

test('the body has the members of RFC 9457 and at most two hundred errors', () => {
  const errors = Array.from({ length: 1000 }, (_, index) => ({ pointer: `/${index}`, message: 'x' }));
  const body = new Problem({ status: 422, code: 'invalid_body', detail: 'wrong', errors }).toBody('abc');
  expect(body).toMatchObject({
    type: 'about:blank',
    title: 'Unprocessable Entity',
    status: 422,
    detail: 'wrong',
    code: 'invalid_body',
    trace_id: 'abc',
  });
  expect(body.errors).toHaveLength(200);
});

test.each([withCode('ENOSPC'), withCode('EDQUOT'), new StoreFullError('3 bytes are free in /srv/secret')])(
  '%p is a full object store, which says nothing of itself',
  (error) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ status: 507, code: 'store_full' });
    expect(JSON.stringify(problem.toBody('1'))).not.toContain('secret');
  },
);

test('a full disk of the database is no full object store', () => {
  const error = Object.assign(new Error('query failed'), { driverError: withCode('53100') });
  const problem = toProblem(error);
  expect(problem).toMatchObject({ status: 507, code: 'database_full', headers: { 'Retry-After': '60' } });
  expect(problem.message).not.toContain('object store');
});
