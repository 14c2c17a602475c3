import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openObjectStore } from './filesystem-object-store';
import { mediaTypeOf } from './media-type';

const store = openObjectStore({ directory: mkdtempSync(join(tmpdir(), 'objects-')) });

describe('the media type of an object', () => {
  it.each([
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'image/png'],
    ['a video', Buffer.from('0000001c6674797069736f6d0000020069736f6d69736f32', 'hex'), 'video/mp4'],
    ['sound', Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(5000)]), 'audio/wav'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'application/octet-stream'],
    ['text', Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nhello\n'), 'application/octet-stream'],
    ['a byte', Buffer.from('x'), 'application/octet-stream'],
  ])('%s is told by its first bytes', async (_, bytes, type) => {
    const { sha256 } = await store.putAsset(Readable.from([bytes]), { maxBytes: 10_000 });
    expect(await mediaTypeOf(store, `assets/${sha256}`)).toBe(type);
  });
});
