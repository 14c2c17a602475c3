import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_LIMITS, MAX_CAPTION_LENGTH, MAX_TEXT_WIDTHS } from './job-limits';

const doc = readFileSync(join(__dirname, '../../../../docs/spec.md'), 'utf8');

/** The rows of the table whose first cell is the name of a limit. */
const documented = Object.fromEntries(
  [...doc.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)].map(
    ([, name = '', figure = '']) => [name, Number(figure.replaceAll(',', ''))] as const,
  ),
);

it('docs/spec.md states each limit of a job as the code has it', () => {
  const limits = Object.entries(JOB_LIMITS).map(([name, { most }]) => [name, most]);
  expect(documented).toEqual({
    ...Object.fromEntries(limits),
    textWidth: MAX_TEXT_WIDTHS,
    captionLength: MAX_CAPTION_LENGTH,
  });
});
