import { ChangePassword, Me, SignIn } from '@zuoxi/contract';
import { z } from 'zod';
import type { Authorisation } from '../../platform/authorisation.ts';
import type { ClientAddresses } from '../../platform/http/client-address.ts';
import { clearSessionCookie, setSessionCookie } from '../../platform/http/cookie.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Identity } from '../../platform/http/session.ts';
import type { Sessions } from './sessions.ts';

interface Given {
  clientAddresses: ClientAddresses;
  authorisation: Authorisation;
}

export function sessionRoutes(app: App, sessions: Sessions, { clientAddresses, authorisation }: Given): void {
  const meOf = (identity: Identity): Me => ({ ...identity, permissions: authorisation.permissionsOf(identity.role) });

  app.post(
    '/api/session',
    {
      config: { permission: 'session.signIn', rateLimit: { max: 600, timeWindow: '1 minute' } },
      schema: { body: SignIn, response: { 200: Me } },
    },
    async (request, reply) => {
      const { token, session } = await sessions.signIn(request.body, clientAddresses.of(request.raw));
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
}
