import { Id, Use } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import { type App, sessionOf } from '../http.ts';

export function useRoutes(app: App, modules: Modules): void {
  app.get(
    '/api/uses/:id',
    { config: { permission: 'uses.list' }, schema: { params: z.object({ id: Id }), response: { 200: z.array(Use) } } },
    (request) => modules.uses(sessionOf(request).actor, request.params.id),
  );
}
