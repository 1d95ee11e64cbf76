import type { ConfigTuple } from '@zuoxi/ari';
import { ariTimestamp } from '../switch/applications.ts';
import { AriError } from '../switch/ari-error.ts';
import { askServers } from '../switch/ask-servers.ts';
import type { SwitchContext } from '../switch/context.ts';
import type { Mailbox } from '../switch/event-packages.ts';
import { type AriReply, NO_CONTENT } from './request.ts';
import type { RouteCall, RouteTable } from './router.ts';

/** The version whose ARI this is. */
const VERSION = '22.5.0-zuoxi';

const MOST_MAILBOXES = 50_000;

const mailboxJson = (name: string, { newMessages, oldMessages }: Mailbox) => ({
  name,
  new_messages: newMessages,
  old_messages: oldMessages,
});

/** Endpoints, applications, the system and its configuration. */
export function systemRoutes(context: SwitchContext): RouteTable {
  const { apps, endpoints, registrations, subscriptions, clock, entityId, startedAt } = context;
  const globals = new Map<string, string>();
  return {
    'GET endpoints': () => ({ status: 200, json: endpoints.list() }),
    'GET endpoints/{tech}': (call) => {
      if (call.path('tech').toUpperCase() !== 'PJSIP') throw new AriError(404, `No Endpoints found - invalid tech ${call.path('tech')}`);
      return { status: 200, json: endpoints.list() };
    },
    'GET endpoints/{tech}/{resource}': (call) => ({ status: 200, json: endpoints.get(call.path('tech'), call.path('resource')) }),
    // Ours alone, as the next: Asterisk has no resource for it.
    'POST endpoints/{tech}/{resource}/qualify': async (call) => ({
      status: 200,
      json: await askServers(context, call.path('tech'), call.path('resource')),
    }),
    'GET registrations': () => ({ status: 200, json: registrations.list() }),
    'GET registrations/{id}': (call) => {
      const found = registrations.get(call.path('id'));
      if (!found) throw new AriError(404, 'Registration not found');
      return { status: 200, json: found };
    },

    // As res_ari_mailboxes: whoever keeps the messages says how many there are.
    'GET mailboxes': () => ({ status: 200, json: [...subscriptions.mailboxes()].map(([name, mailbox]) => mailboxJson(name, mailbox)) }),
    'GET mailboxes/{mailboxName}': (call) => {
      const name = call.path('mailboxName');
      const found = subscriptions.mailbox(name);
      if (!found) throw new AriError(404, 'Mailbox is not found');
      return { status: 200, json: mailboxJson(name, found) };
    },
    'PUT mailboxes/{mailboxName}': (call) => {
      const count = (name: string): number => {
        const value = call.parameters.number(name, Number.NaN);
        if (!Number.isInteger(value) || value < 0 || value > 1_000_000) throw new AriError(400, `${name} must be a number of messages`);
        return value;
      };
      const name = call.path('mailboxName');
      if (!subscriptions.mailbox(name) && subscriptions.mailboxes().size >= MOST_MAILBOXES) throw new AriError(503, 'Too many mailboxes');
      subscriptions.setMailbox(name, { newMessages: count('newMessages'), oldMessages: count('oldMessages') });
      return NO_CONTENT;
    },
    'DELETE mailboxes/{mailboxName}': (call) => {
      if (!subscriptions.mailbox(call.path('mailboxName'))) throw new AriError(404, 'Mailbox is not found');
      subscriptions.setMailbox(call.path('mailboxName'), undefined);
      return NO_CONTENT;
    },

    'GET applications': () => ({ status: 200, json: apps.list() }),
    'GET applications/{applicationName}': (call) => application(context, call),
    'POST applications/{applicationName}/subscription': (call) => subscription(context, call, true),
    'DELETE applications/{applicationName}/subscription': (call) => subscription(context, call, false),

    'GET asterisk/info': () => ({
      status: 200,
      json: {
        system: { version: VERSION, entity_id: entityId },
        config: { name: 'zuoxi', default_language: 'en' },
        status: { startup_time: ariTimestamp(startedAt), last_reload_time: ariTimestamp(startedAt) },
      },
    }),
    'GET asterisk/ping': () => ({
      status: 200,
      json: { asterisk_id: entityId, ping: 'pong', timestamp: ariTimestamp(clock.now()) },
    }),
    'GET asterisk/variable': (call) => {
      const variable = call.parameters.text('variable');
      if (variable === '') throw new AriError(400, 'Variable name is required');
      return { status: 200, json: { value: globals.get(variable) ?? '' } };
    },
    'POST asterisk/variable': (call) => {
      const variable = call.parameters.text('variable');
      if (variable === '') throw new AriError(400, 'Variable name is required');
      if (globals.size < 1_000) globals.set(variable, call.parameters.text('value'));
      return NO_CONTENT;
    },
    'GET asterisk/config/dynamic/{configClass}/{objectType}/{id}': (call) => {
      const type = objectType(context, call);
      const object = context.config.get(type, call.path('id'));
      if (!object) throw new AriError(404, `Object with id '${call.path('id')}' not found`);
      return { status: 200, json: context.config.tuples(object) };
    },
    'PUT asterisk/config/dynamic/{configClass}/{objectType}/{id}': (call) => {
      const type = objectType(context, call);
      return { status: 200, json: context.config.put(type, call.path('id'), fieldsOf(call.parameters.body.fields)) };
    },
    'DELETE asterisk/config/dynamic/{configClass}/{objectType}/{id}': (call) => {
      const id = call.path('id');
      if (!context.config.delete(objectType(context, call), id)) throw new AriError(404, `Object with id '${id}' not found`);
      return NO_CONTENT;
    },
  };
}

function objectType(context: SwitchContext, call: RouteCall) {
  return context.config.typeOf(call.path('configClass'), call.path('objectType'));
}

/** `{"fields": [{"attribute": …, "value": …}]}` */
function fieldsOf(value: unknown): ConfigTuple[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new AriError(400, "'fields' must be an array");
  return value.map((field: unknown) => {
    if (typeof field === 'object' && field !== null && 'attribute' in field && 'value' in field) {
      if (typeof field.attribute === 'string') return { attribute: field.attribute, value: String(field.value) };
    }
    throw new AriError(400, "'fields' must hold attribute and value");
  });
}

function application(context: SwitchContext, call: RouteCall): AriReply {
  const found = context.apps.get(call.path('applicationName'));
  if (!found) throw new AriError(404, 'Application not found');
  return { status: 200, json: found };
}

/** `eventSource=channel:{id},bridge:{id},endpoint:PJSIP/{resource}` */
function subscription(context: SwitchContext, call: RouteCall, on: boolean): AriReply {
  const name = call.path('applicationName');
  if (!context.apps.exists(name)) throw new AriError(404, 'Application not found');
  const sources = call.parameters.list('eventSource');
  if (sources.length === 0) throw new AriError(400, 'Missing parameter eventSource');
  const changes = sources.map((source) => {
    const colon = source.indexOf(':');
    const id = source.slice(colon + 1);
    const kind = source.slice(0, Math.max(0, colon));
    if (kind === 'channel') {
      if (on && !context.channels.find(id)) throw new AriError(422, 'Event source does not exist');
      return { kind: 'channels' as const, id };
    }
    if (kind === 'bridge') return { kind: 'bridges' as const, id };
    if (kind === 'endpoint') return { kind: 'endpoints' as const, id };
    throw new AriError(400, 'Invalid event source URI scheme');
  });
  for (const { kind, id } of changes) {
    if (on) context.apps.subscribe(name, kind, id);
    else context.apps.unsubscribe(name, kind, id);
  }
  return application(context, call);
}
