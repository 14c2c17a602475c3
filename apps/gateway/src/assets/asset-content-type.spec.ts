import { Problem } from '../problems/problem';
import { assetContentType } from './asset-content-type';

test.each([
  ['video/mp4', 'video/mp4'],
  ['Text/VTT; charset=utf-8', 'text/vtt'],
  ['application/json', 'application/json'],
  [undefined, 'application/octet-stream'],
  ['', 'application/octet-stream'],
  ['no type', 'application/octet-stream'],
  ['application/x-www-form-urlencoded', 'application/octet-stream'],
])('%p is stored as %s', (header, type) => {
  expect(assetContentType(header)).toBe(type);
});

test('a form is refused with the way to do it', () => {
  expect(() => assetContentType('multipart/form-data; boundary=x')).toThrow(Problem);
  expect(() => assetContentType('multipart/form-data; boundary=x')).toThrow('--data-binary');
});
