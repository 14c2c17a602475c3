import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { httpTiming } from './http-timing';
import { httpRequestSeconds } from './metrics';

describe('httpTiming', () => {
  beforeEach(() => httpRequestSeconds.reset());

  const measure = (
    request: { method: string; url: string; route?: { path: string } },
    status: number,
  ): void => {
    const response = Object.assign(new EventEmitter(), { statusCode: status });
    httpTiming(request as Request, response as unknown as Response, () => undefined);
    response.emit('close');
  };
  const series = async () =>
    (await httpRequestSeconds.get()).values
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => ({ ...labels, value }));

  it('counts requests of one route together, whatever their ids are', async () => {
    for (const id of [1, 2])
      measure({ method: 'GET', url: `/things/${id}`, route: { path: '/things/:id' } }, 200);
    expect(await series()).toEqual([{ method: 'GET', route: '/things/:id', status: 200, value: 2 }]);
  });

  it('makes no series for the paths and methods that strangers think of', async () => {
    for (let n = 0; n < 50; n++) measure({ method: 'GET', url: `/wp-admin/${n}` }, 404);
    for (const method of ['PROPFIND', 'M-SEARCH', 'MKCOL']) measure({ method, url: '/' }, 404);
    expect(await series()).toEqual([
      { method: 'GET', route: 'none', status: 404, value: 50 },
      { method: 'other', route: 'none', status: 404, value: 3 },
    ]);
  });
});
