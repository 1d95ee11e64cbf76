import { Trunk, TrunkInput } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import type { App } from '../app.ts';
import { crudRoutes } from '../crud-routes.ts';

export function trunkRoutes(app: App, { trunks }: Modules): void {
  const shapes = { row: Trunk, create: TrunkInput, update: TrunkInput, created: Trunk };
  crudRoutes(app, '/api/trunks', { list: 'trunks.list', write: 'trunks.write' }, shapes, trunks);
}
