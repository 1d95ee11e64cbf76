import { Storage } from '@zuoxi/contract';
import type { Modules } from '../../modules/index.ts';
import type { App } from '../http.ts';

export function storageRoutes(app: App, { diskSpace }: Modules): void {
  app.get('/api/storage', { config: { permission: 'storage.read' }, schema: { response: { 200: Storage } } }, () => diskSpace.now());
}
