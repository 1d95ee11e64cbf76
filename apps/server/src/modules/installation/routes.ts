import { Installation } from '@zuoxi/contract';
import type { App } from '../../platform/http/http.ts';

/** `where` is read at each request: the port of https is known only once it listens. */
export function installationRoutes(app: App, where: () => Installation): void {
  app.get('/api/installation', { config: { permission: 'installation.read' }, schema: { response: { 200: Installation } } }, where);
}
