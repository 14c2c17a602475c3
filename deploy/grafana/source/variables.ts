import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './panel';
import { of } from './promql';

export const datasource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus');

/** Several values or all. All is `.*` and not the list, so that series without the label are in it. */
const choice = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query(query)
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

export const namespace = (): QueryVariableBuilder =>
  choice('namespace', 'Namespace', 'label_values(up{job="reelmill"}, namespace)');

export const service = (): QueryVariableBuilder =>
  choice('service', 'Service', `label_values(${of('up')}, service)`);

export const queue = (): QueryVariableBuilder =>
  choice('queue', 'Queue', `label_values(${of('reelmill_tasks')}, queue)`);

export const command = (): QueryVariableBuilder =>
  choice('command', 'Command', `label_values(${of('reelmill_task_seconds_count')}, command)`);
