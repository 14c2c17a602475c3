import { QueryFailedError } from 'typeorm';
import { isLasting } from './lasting-error';

const failed = (code: string) =>
  new QueryFailedError('SELECT 1', [], Object.assign(new Error('x'), { code }));

describe('isLasting', () => {
  it.each(['08006', '40P01', '53300', '57P01', '57P03'])('lets SQLSTATE %s pass', (code) => {
    expect(isLasting(failed(code))).toBe(false);
  });

  it.each(['21000', '22P05', '23505', '42703', 'P0001'])('holds SQLSTATE %s against the data', (code) => {
    expect(isLasting(failed(code))).toBe(true);
  });

  it('lets a lost connection pass, and holds a defect of ours against the data', () => {
    expect(isLasting(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(false);
    expect(isLasting(new Error('Connection terminated unexpectedly'))).toBe(false);
    expect(isLasting(new TypeError('x is undefined'))).toBe(true);
    expect(isLasting(new Error('a needs b, which is not planned'))).toBe(true);
  });
});
