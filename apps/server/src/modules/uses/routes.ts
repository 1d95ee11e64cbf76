import { Id, Use } from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Uses } from './uses.ts';

export function useRoutes(app: App, uses: Uses): void {
  app.get(
    '/api/uses/:id',
    { config: { permission: 'uses.list' }, schema: { params: z.object({ id: Id }), response: { 200: z.array(Use) } } },
    (request) => uses.of(sessionOf(request).actor, request.params.id),
  );
}
