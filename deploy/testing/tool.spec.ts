import { run, toolPath } from './tool';

it('checks run with the programs that were fetched for them', () => {
  expect(run(toolPath('HELM'), ['version', '--short'])).toMatch(/^v4\.1\.4/);
  expect(run(toolPath('PROMTOOL'), ['--version'])).toMatch(/promtool, version 2\./);
});
