import {
  Conference,
  ConferenceCandidate,
  ConferenceHeld,
  ConferenceInput,
  ConferenceInvitation,
  ConferenceSession,
  Id,
  Switch,
} from '@zuoxi/contract';
import { z } from 'zod';
import { crudRoutes } from '../../platform/http/crud-routes.ts';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Board } from '../agents/index.ts';
import type { Conferences } from './conferences.ts';
import type { Holding } from './holding.ts';

export function conferenceRoutes(app: App, conferences: Conferences, { holding, board }: { holding: Holding; board: Board }): void {
  crudRoutes(
    app,
    '/api/conferences',
    { list: 'conferences.list', write: 'conferences.write' },
    { row: Conference, create: ConferenceInput, update: ConferenceInput, created: Conference },
    conferences,
  );

  const read = { config: { permission: 'conferences.list' } } as const;
  app.get('/api/conferences/candidates', { ...read, schema: { response: { 200: z.array(ConferenceCandidate) } } }, (request) =>
    board.extensions(sessionOf(request).actor.tenantId),
  );
  app.get('/api/conferences/:id', { ...read, schema: { params: z.object({ id: Id }), response: { 200: Conference } } }, (request) =>
    conferences.find(sessionOf(request).actor, request.params.id),
  );
  app.get(
    '/api/conferences/:id/sessions',
    { ...read, schema: { params: z.object({ id: Id }), response: { 200: z.array(ConferenceHeld) } } },
    (request) => conferences.held(sessionOf(request).actor, request.params.id),
  );

  const hold = { config: { permission: 'conferences.hold' } } as const;
  const params = z.object({ id: Id });
  const done = { 204: z.null() };

  app.post('/api/conferences/:id/start', { ...hold, schema: { params, response: { 200: ConferenceSession } } }, (request) =>
    holding.start(sessionOf(request).actor, request.params.id),
  );
  app.post(
    '/api/conferences/:id/invite',
    { ...hold, schema: { params, body: ConferenceInvitation, response: done } },
    async (request, reply) => {
      await holding.invite(sessionOf(request).actor, request.params.id, request.body);
      return reply.status(204).send(null);
    },
  );
  app.post('/api/conferences/:id/end', { ...hold, schema: { params, response: done } }, async (request, reply) => {
    await holding.end(sessionOf(request).actor, request.params.id);
    return reply.status(204).send(null);
  });

  const party = z.object({ id: Id, partyId: z.string().regex(/^p[0-9]{1,4}$/) });
  app.post(
    '/api/conferences/:id/parties/:partyId/mute',
    { ...hold, schema: { params: party, body: Switch, response: done } },
    async (request, reply) => {
      await holding.mute(sessionOf(request).actor, request.params.id, request.params.partyId, request.body.on);
      return reply.status(204).send(null);
    },
  );
  app.post(
    '/api/conferences/:id/parties/:partyId/remove',
    { ...hold, schema: { params: party, response: done } },
    async (request, reply) => {
      await holding.removeParty(sessionOf(request).actor, request.params.id, request.params.partyId);
      return reply.status(204).send(null);
    },
  );
  app.post(
    '/api/conferences/:id/parties/:partyId/call-again',
    { ...hold, schema: { params: party, response: done } },
    async (request, reply) => {
      await holding.callAgain(sessionOf(request).actor, request.params.id, request.params.partyId);
      return reply.status(204).send(null);
    },
  );
}
