import { SetupSteps } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Setup } from './setup.ts';

export function setupRoutes(app: App, setup: Setup): void {
  app.get('/api/setup', { config: { permission: 'setup.read' }, schema: { response: { 200: SetupSteps } } }, (request) =>
    setup.steps(sessionOf(request).actor),
  );
}
