import { InboundRoute, InboundRouteInput } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import type { App } from '../app.ts';
import { crudRoutes } from '../crud-routes.ts';

export function inboundRouteRoutes(app: App, { inboundRoutes }: Modules): void {
  const shapes = { row: InboundRoute, create: InboundRouteInput, update: InboundRouteInput, created: InboundRoute };
  crudRoutes(app, '/api/inbound-routes', { list: 'inboundRoutes.list', write: 'inboundRoutes.write' }, shapes, inboundRoutes);
}
