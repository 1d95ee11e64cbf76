import { ChangePassword, Me, PhoneCredentials, SignIn } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import type { Identity } from '../../modules/sessions/index.ts';
import { permissionsOf } from '../authorisation.ts';
import type { ClientAddresses } from '../client-address.ts';
import { type App, sessionOf } from '../http.ts';
import { clearSessionCookie, setSessionCookie } from './cookie.ts';

export function sessionRoutes(app: App, { sessions, phones }: Modules, addresses: ClientAddresses): void {
  app.post(
    '/api/session',
    {
      config: { permission: 'session.signIn', rateLimit: { max: 600, timeWindow: '1 minute' } },
      schema: { body: SignIn, response: { 200: Me } },
    },
    async (request, reply) => {
      const { token, session } = await sessions.signIn(request.body, addresses.of(request.raw));
      setSessionCookie(reply, token, request.protocol === 'https');
      return meOf(session.me);
    },
  );

  app.get('/api/session', { config: { permission: 'session.read' }, schema: { response: { 200: Me } } }, (request) =>
    meOf(sessionOf(request).me),
  );

  app.delete(
    '/api/session',
    { config: { permission: 'session.signOut' }, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      await sessions.signOut(sessionOf(request));
      clearSessionCookie(reply);
      return reply.status(204).send(null);
    },
  );

  app.put(
    '/api/session/password',
    { config: { permission: 'session.changePassword' }, schema: { body: ChangePassword, response: { 204: z.null() } } },
    async (request, reply) => {
      await sessions.changePassword(sessionOf(request), request.body);
      return reply.status(204).send(null);
    },
  );

  app.get('/api/phone', { config: { permission: 'phone.read' }, schema: { response: { 200: PhoneCredentials } } }, (request) =>
    phones.credentials(sessionOf(request)),
  );
}

const meOf = (identity: Identity): Me => ({ ...identity, permissions: permissionsOf(identity.role) });
