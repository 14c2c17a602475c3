import { labelsOf } from './exported';
import { readExpression } from './expression';

/** What is wrong with the names in an expression: series that nobody has, and labels that none of its series has. */
export function unknownNames(expr: string): string[] {
  const { mistakes, series, labels } = readExpression(expr);
  const known = new Set(series.flatMap((each) => labelsOf(each) ?? []));
  return [
    ...mistakes,
    ...series.filter((each) => labelsOf(each) === null),
    ...labels.filter((label) => !known.has(label)),
  ];
}
