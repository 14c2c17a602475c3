import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './jobs-cursor';

const place = fc.record({ createdAtUs: fc.integer({ min: 0 }).map(String), id: fc.uuid() });

test('every place survives the way to the caller and back', () => {
  fc.assert(fc.property(place, (cursor) => expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor)));
});

test('a cursor can stand in a URL as it is', () => {
  fc.assert(fc.property(place, (cursor) => expect(encodeCursor(cursor)).toMatch(/^[\w-]+$/)));
});

test('what is no cursor is null', () => {
  fc.assert(fc.property(fc.string(), (text) => expect(decodeCursor(text)).toBeNull()));
  const id = '5c1b2f0e-2f43-4f0e-9d5a-7c0f2b6f3a11';
  for (const text of [`1 ${id} `, `-1 ${id}`, `9999999999999999 ${id}`, `1 ${id.toUpperCase()}`, '1 2']) {
    expect(decodeCursor(Buffer.from(text).toString('base64url'))).toBeNull();
  }
});
