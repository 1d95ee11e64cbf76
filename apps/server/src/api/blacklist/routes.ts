import { BlacklistEntry, BlacklistInput } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import { crudRoutes } from '../crud-routes.ts';
import type { App } from '../http.ts';

export function blacklistRoutes(app: App, { blacklist }: Modules): void {
  const shapes = { row: BlacklistEntry, create: BlacklistInput, update: BlacklistInput, created: BlacklistEntry };
  crudRoutes(app, '/api/blacklist', { list: 'blacklist.list', write: 'blacklist.write' }, shapes, blacklist);
}
