import { FilterTargets } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { FilterTargetList } from './filter-targets.ts';

export function visibilityRoutes(app: App, targets: FilterTargetList): void {
  app.get('/api/visibility', { config: { permission: 'visibility.read' }, schema: { response: { 200: FilterTargets } } }, (request) =>
    targets.of(sessionOf(request).actor),
  );
}
