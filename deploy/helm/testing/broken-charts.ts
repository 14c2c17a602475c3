import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHART } from './chart';

/** Charts as somebody could make them by a small edit: in a template, what is replaced by what. */
export const BROKEN = {
  'the version in a selector': {
    file: 'templates/_names.tpl',
    from: 'app.kubernetes.io/component: {{ .component }}\n',
    to: 'app.kubernetes.io/component: {{ .component }}\nreelmill/version: {{ .root.Chart.AppVersion | quote }}\n',
  },
  'another service name of a StatefulSet': {
    file: 'templates/trial/_server.tpl',
    from: 'serviceName: {{ $name }}',
    to: 'serviceName: {{ $name }}-peers',
  },
  'a volume that is mounted otherwise': {
    file: 'templates/objects.yaml',
    from: 'ReadWriteOnce',
    to: 'ReadWriteOncePod',
  },
} as const;

/** Makes the broken chart in a folder; returns where. */
export function breakChart(variant: keyof typeof BROKEN, folder: string): string {
  const { file, from, to } = BROKEN[variant];
  const chart = join(folder, variant.replaceAll(' ', '-'));
  cpSync(CHART, chart, { recursive: true });
  const text = readFileSync(join(chart, file), 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}: change the variant "${variant}"`);
  writeFileSync(join(chart, file), text.replace(from, to));
  return chart;
}
