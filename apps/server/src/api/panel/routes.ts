import { Dial, DialResult, PanelState, RecentCall, SendDtmf, SetQueueStates, Switch } from '@zuoxi/contract';
import { z } from 'zod';
import type { Modules } from '../../modules/index.ts';
import { type App, sessionOf } from '../app.ts';

const empty = { response: { 204: z.null() } };

export function panelRoutes(app: App, { panel, calls }: Modules): void {
  app.get('/api/panel', { config: { permission: 'panel.read' }, schema: { response: { 200: PanelState } } }, (request) =>
    panel.read(sessionOf(request).actor),
  );

  app.post(
    '/api/panel/queue-states',
    { config: { permission: 'panel.setQueueStates' }, schema: { body: SetQueueStates, ...empty } },
    async (request, reply) => {
      panel.setQueueStates(sessionOf(request).actor, request.body);
      return reply.status(204).send(null);
    },
  );

  app.post('/api/panel/dial', { config: { permission: 'panel.dial' }, schema: { body: Dial, response: { 200: DialResult } } }, (request) =>
    panel.dial(sessionOf(request).actor, request.body.number),
  );

  app.post('/api/panel/hangup', { config: { permission: 'panel.control' }, schema: empty }, async (request, reply) => {
    panel.hangup(sessionOf(request).actor);
    return reply.status(204).send(null);
  });

  app.post('/api/panel/hold', { config: { permission: 'panel.control' }, schema: { body: Switch, ...empty } }, async (request, reply) => {
    panel.hold(sessionOf(request).actor, request.body.on);
    return reply.status(204).send(null);
  });

  app.post('/api/panel/mute', { config: { permission: 'panel.control' }, schema: { body: Switch, ...empty } }, async (request, reply) => {
    panel.mute(sessionOf(request).actor, request.body.on);
    return reply.status(204).send(null);
  });

  app.post(
    '/api/panel/do-not-disturb',
    { config: { permission: 'panel.control' }, schema: { body: Switch, ...empty } },
    async (request, reply) => {
      await panel.doNotDisturb(sessionOf(request).actor, request.body.on);
      return reply.status(204).send(null);
    },
  );

  app.post('/api/panel/dtmf', { config: { permission: 'panel.control' }, schema: { body: SendDtmf, ...empty } }, async (request, reply) => {
    panel.dtmf(sessionOf(request).actor, request.body.digits);
    return reply.status(204).send(null);
  });

  app.post('/api/panel/survey', { config: { permission: 'panel.control' }, schema: empty }, async (request, reply) => {
    panel.sendToSurvey(sessionOf(request).actor);
    return reply.status(204).send(null);
  });

  app.post('/api/panel/wrap-up/end', { config: { permission: 'panel.control' }, schema: empty }, async (request, reply) => {
    panel.endWrapUp(sessionOf(request).actor);
    return reply.status(204).send(null);
  });

  app.get(
    '/api/panel/recent-calls',
    { config: { permission: 'panel.read' }, schema: { response: { 200: z.array(RecentCall) } } },
    (request) => calls.recent(sessionOf(request).actor),
  );

  app.get('/api/reasons', { config: { permission: 'reasons.list' }, schema: { response: { 200: z.array(z.string()) } } }, (request) =>
    panel.reasons(sessionOf(request).actor),
  );
}
