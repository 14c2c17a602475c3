import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import {
  canTryAgain,
  classifyDatabaseError,
  isDatabaseFull,
  isDatabaseOutage,
  isLockTimeout,
} from './database-error';

const failed = (code: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('x'), { code }));
const named = (code: string, message = 'connect') => Object.assign(new Error(message), { code });

describe('classifyDatabaseError', () => {
  it.each([
    ['08006', 'a connection failure'],
    ['25006', 'a server that only reads'],
    ['25P03', 'a transaction that was idle too long'],
    ['28P01', 'a password that is being changed'],
    ['3D000', 'a database that is not there yet'],
    ['40P01', 'a deadlock'],
    ['42501', 'rights that were taken away'],
    ['53300', 'too many connections'],
    ['55P03', 'a lock that was not to be had'],
    ['57014', 'a statement that took too long'],
    ['57P01', 'a shut-down'],
    ['XX000', 'an internal error'],
  ])('lets SQLSTATE %s pass: %s', (code) => {
    expect(classifyDatabaseError(failed(code))).toBe('passing');
  });

  it.each(['21000', '22P05', '22021', '23505', '42703', '42P01', '54000', 'P0001'])(
    'holds SQLSTATE %s against the data or the code',
    (code) => expect(classifyDatabaseError(failed(code))).toBe('lasting'),
  );

  it.each([
    named('ECONNREFUSED'),
    new Error('Connection terminated unexpectedly'),
    new QueryRunnerAlreadyReleasedError(),
    new Error('anything'),
    'a text',
    null,
  ])('lets all pass that it does not know: %s', (error) => {
    expect(classifyDatabaseError(error)).toBe('passing');
  });

  it('knows defects of ours and values that fit no schema', () => {
    expect(classifyDatabaseError(new TypeError('x is undefined'))).toBe('lasting');
    expect(classifyDatabaseError(Object.assign(new Error('x'), { name: 'ZodError' }))).toBe('lasting');
  });
});

describe('views of the same table', () => {
  it.each(['08006', '53300', '57P01', '57P03'])('call SQLSTATE %s an outage', (code) => {
    expect(isDatabaseOutage(failed(code))).toBe(true);
  });

  it('call a full disk neither an outage nor lasting', () => {
    expect(isDatabaseFull(failed('53100'))).toBe(true);
    expect(isDatabaseFull(failed('53200'))).toBe(false);
    expect(isDatabaseFull(named('ENOSPC'))).toBe(false);
    expect(isDatabaseOutage(failed('53100'))).toBe(false);
    expect(classifyDatabaseError(failed('53100'))).toBe('passing');
  });

  it('tell a lock that was waited for in vain from a statement that took too long', () => {
    expect(isLockTimeout(failed('55P03'))).toBe(true);
    expect(isLockTimeout(failed('57014'))).toBe(false);
  });

  it('call a socket or the driver without a server an outage, and a wrong query none', () => {
    expect(isDatabaseOutage(named('ECONNRESET'))).toBe(true);
    expect(isDatabaseOutage(named('EPIPE'))).toBe(true);
    expect(isDatabaseOutage(new Error('timeout exceeded when trying to connect'))).toBe(true);
    expect(isDatabaseOutage(failed('42703'))).toBe(false);
    expect(isDatabaseOutage(new Error('else'))).toBe(false);
  });

  it.each([
    ['40001', true],
    ['40P01', true],
    ['57P03', true],
    ['23505', false],
    ['08006', false],
  ])('try a transaction again after SQLSTATE %s: %s', (code, again) => {
    expect(canTryAgain(failed(code))).toBe(again);
  });
});
