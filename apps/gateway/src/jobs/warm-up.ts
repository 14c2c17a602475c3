import { parseJobRequest } from './job-request';

const src = 'https://example.org/medium';
const ELEMENTS = [
  { type: 'image', src, zoom: 1 },
  { type: 'video', src, duration: 1 },
  { type: 'audio', id: 'voice', src },
  { type: 'text', text: 'x', settings: { 'font-color': '#ffffff' } },
  { type: 'color', color: '#ffffff' },
];
/** One of each that a spec can have. */
export const WARM_UP_INPUT = {
  scenes: [
    { duration: 1, transition: { style: 'fade' }, elements: ELEMENTS.map(({ id: _, ...each }) => each) },
  ],
  elements: [...ELEMENTS, { type: 'subtitles', source: 'voice', settings: { style: 'classic' } }],
};

/**
 * Reads one request that nobody made. zod compiles a schema when it first reads something, which made the first caller
 * wait 24 to 46 ms, now 13 to 20 (the second waits 5).
 */
export function warmUp(): void {
  parseJobRequest({ type: 'render', input: WARM_UP_INPUT }, { fontFamilies: [] });
}
