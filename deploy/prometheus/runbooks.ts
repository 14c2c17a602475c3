import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const RUNBOOKS = resolve(__dirname, '..', '..', 'docs', 'runbooks');

export interface Runbook {
  /** Of its alert. */
  name: string;
  text: string;
}

export const readRunbooks = (): Runbook[] =>
  readdirSync(RUNBOOKS).map((file) => ({
    name: file.replace(/\.md$/, ''),
    text: readFileSync(join(RUNBOOKS, file), 'utf8'),
  }));

/** The statements that a page tells to run. */
export const statementsOf = (page: Runbook): string[] =>
  blocksOf(page, 'sql').flatMap((block) => partsOf(block, ';'));

/** The queries that a page tells to ask, one a line. */
export const queriesOf = (page: Runbook): string[] =>
  blocksOf(page, 'promql').flatMap((block) => partsOf(block.replace(/^#.*$/gm, ''), '\n'));

/** All of a page but its blocks. */
export const proseOf = ({ text }: Runbook): string => text.replace(/^```\w+\n[\s\S]+?^```$/gm, '');

const blocksOf = ({ text }: Runbook, language: 'sql' | 'promql'): string[] =>
  [...text.matchAll(/^```(\w+)\n([\s\S]+?)^```$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , block]) => block!);

const partsOf = (block: string, separator: string): string[] =>
  block
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
