import {
  CallSomebody,
  CompleteConsult,
  Dial,
  DialResult,
  NextState,
  PanelState,
  PanelTargets,
  RecentCall,
  SendDtmf,
  SetDisposition,
  SetQueueStates,
  Switch,
  TalkWith,
} from '@zuoxi/contract';
import { z } from 'zod';
import { type App, sessionOf } from '../../platform/http/http.ts';
import type { Calls } from '../calls/index.ts';
import type { OwnOrder, Panel } from './panel.ts';

const empty = { response: { 204: z.null() } };

export function panelRoutes(app: App, panel: Panel, { calls }: { calls: Calls }): void {
  /** POST of an order about one's own call, which call control may refuse. */
  const order = <T extends z.ZodType>(path: string, body: T, orderOf: (input: z.output<T>) => OwnOrder) =>
    app.post(`/api/panel/${path}`, { config: { permission: 'panel.control' }, schema: { body, ...empty } }, async (request, reply) => {
      // The body was parsed by this very schema; Fastify's type provider cannot see that through the type parameter.
      panel.order(sessionOf(request).actor, orderOf(request.body as z.output<T>));
      return reply.status(204).send(null);
    });
  const bareOrder = (path: string, own: OwnOrder) =>
    app.post(`/api/panel/${path}`, { config: { permission: 'panel.control' }, schema: empty }, async (request, reply) => {
      panel.order(sessionOf(request).actor, own);
      return reply.status(204).send(null);
    });

  app.get('/api/panel', { config: { permission: 'panel.read' }, schema: { response: { 200: PanelState } } }, (request) =>
    panel.read(sessionOf(request).actor),
  );

  app.get('/api/panel/targets', { config: { permission: 'panel.read' }, schema: { response: { 200: PanelTargets } } }, (request) =>
    panel.targets(sessionOf(request).actor),
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

  app.post(
    '/api/panel/do-not-disturb',
    { config: { permission: 'panel.control' }, schema: { body: Switch, ...empty } },
    async (request, reply) => {
      await panel.doNotDisturb(sessionOf(request).actor, request.body.on);
      return reply.status(204).send(null);
    },
  );

  bareOrder('hangup', { type: 'hangup' });
  order('hold', Switch, ({ on }) => ({ type: 'hold', on }));
  order('mute', Switch, ({ on }) => ({ type: 'mute', on }));
  order('dtmf', SendDtmf, ({ digits }) => ({ type: 'dtmf', digits }));
  order('record', Switch, ({ on }) => ({ type: 'recordCall', on }));
  bareOrder('survey', { type: 'sendToSurvey' });
  order('consult', CallSomebody, ({ number }) => ({ type: 'consult', number }));
  order('consult/with', TalkWith, (input) => ({ type: 'talkWith', with: input.with }));
  order('consult/transfer', CompleteConsult, ({ hangUpCustomer }) => ({ type: 'completeConsult', hangUpCustomer }));
  bareOrder('consult/cancel', { type: 'cancelConsult' });
  order('transfer', CallSomebody, ({ number }) => ({ type: 'transfer', number }));
  bareOrder('transfer/cancel', { type: 'cancelTransfer' });
  order('hand', Switch, ({ on }) => ({ type: 'raiseHand', on }));
  order('next', NextState, ({ reason }) => ({ type: 'setNext', reason }));
  order('disposition', SetDisposition, (input) => ({ type: 'setDisposition', ...input }));
  bareOrder('wrap-up/end', { type: 'endWrapUp' });
  bareOrder('wrap-up/extend', { type: 'extendWrapUp' });
  bareOrder('rings-silently', { type: 'ringsSilently' });
  bareOrder('reclaim', { type: 'reclaim' });

  app.get(
    '/api/panel/recent-calls',
    { config: { permission: 'panel.read' }, schema: { response: { 200: z.array(RecentCall) } } },
    (request) => calls.recent(sessionOf(request).actor),
  );
}
