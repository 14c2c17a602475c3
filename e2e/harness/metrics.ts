/** The value of `reelmill_artifacts_total` for a command and result; 0 when it was never counted. */
export async function artifacts(
  adminUrl: string,
  command: string,
  result: 'made' | 'reused',
): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const line = text
    .split('\n')
    .find(
      (each) =>
        each.startsWith('reelmill_artifacts_total{') &&
        each.includes(`command="${command}"`) &&
        each.includes(`result="${result}"`),
    );
  return line === undefined ? 0 : Number(line.split(' ').at(-1));
}
