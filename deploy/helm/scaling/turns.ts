/** How often a row of numbers changes its direction: up after down, or down after up. */
export function turns(values: readonly number[]): number {
  const steps = values.slice(1).map((value, index) => Math.sign(value - (values[index] ?? 0)));
  const moves = steps.filter((step) => step !== 0);
  return moves.slice(1).filter((move, index) => move !== moves[index]).length;
}
