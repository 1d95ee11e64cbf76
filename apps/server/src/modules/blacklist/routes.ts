import { BlacklistEntry, BlacklistInput } from '@zuoxi/contract';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import type { App } from '../../platform/http/http.ts';
import type { Blacklist } from './blacklist.ts';

export function blacklistRoutes(app: App, blacklist: Blacklist): void {
  const shapes = { row: BlacklistEntry, create: BlacklistInput, update: BlacklistInput, created: BlacklistEntry };
  crudRoutes(app, '/api/blacklist', { list: 'blacklist.list', write: 'blacklist.write' }, shapes, blacklist);
}
