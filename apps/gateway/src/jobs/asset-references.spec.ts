import { assetReferences } from './asset-references';

const SHA = 'ab'.repeat(32);

test('every uploaded asset is found with the pointer to it', () => {
  const input = [
    {
      comment: `asset:${SHA}`,
      scenes: [
        {
          elements: [
            { type: 'image', src: `asset:${SHA}` },
            { type: 'text', text: `asset:${SHA}` },
          ],
        },
      ],
      elements: [{ src: 'https://example.org/a.mp4' }, { src: `ASSET:${SHA.toUpperCase()}` }],
    },
  ];
  expect(assetReferences(input, '/input')).toEqual([
    { pointer: '/input/0/scenes/0/elements/0/src', sha256: SHA },
    { pointer: '/input/0/elements/1/src', sha256: SHA },
  ]);
});
