import { Queue, QueueInput } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import type { App } from '../app.ts';
import { crudRoutes } from '../crud-routes.ts';

export function queueRoutes(app: App, { queues }: Modules): void {
  const shapes = { row: Queue, create: QueueInput, update: QueueInput, created: Queue };
  crudRoutes(app, '/api/queues', { list: 'queues.list', write: 'queues.write' }, shapes, queues);
}
