import { Storage } from '@zuoxi/contract';
import type { App } from '../../platform/http/http.ts';
import type { DiskSpace } from './disk-space.ts';

export function storageRoutes(app: App, diskSpace: DiskSpace): void {
  app.get('/api/storage', { config: { permission: 'storage.read' }, schema: { response: { 200: Storage } } }, () => diskSpace.now());
}
