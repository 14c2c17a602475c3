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
export const statementsOf = ({ text }: Runbook): string[] =>
  [...text.matchAll(/```sql\n([^`]+)```/g)].flatMap(([, block]) =>
    block!
      .split(';')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ''),
  );
