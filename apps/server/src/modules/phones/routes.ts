import { PhoneCredentials } from '@zuoxi/contract';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Phones } from './phones.ts';

export function phoneRoutes(app: App, phones: Phones): void {
  app.get('/api/phone', { config: { permission: 'phone.read' }, schema: { response: { 200: PhoneCredentials } } }, (request) =>
    phones.credentials(sessionOf(request)),
  );
}
