import type { ServerAnswer } from '@zuoxi/ari';
import type { ClientTransaction, Way } from '../sip/index.ts';
import { AriError } from './ari-error.ts';
import type { SwitchContext } from './context.ts';
import { optionsRequest } from './options-request.ts';
import { wayOptionsOf } from './outbound-way.ts';

/** Long enough for the fourth packet over UDP (3.5 s); somebody waits for the result. */
const LIMIT_MS = 5_000;

type Outcome = Omit<ServerAnswer, 'uri'>;

const without = (outcome: ServerAnswer['outcome']): Outcome => ({ outcome, status: 0, roundtrip_usec: 0 });

/**
 * Asks every configured server of an endpoint now (OPTIONS), whether it is watched or not. Throws 404. It changes nothing of what is known of
 * its contacts.
 */
export function askServers(context: SwitchContext, technology: string, resource: string): Promise<ServerAnswer[]> {
  const { config } = context;
  const endpoint = config.get('endpoint', resource);
  if (technology.toUpperCase() !== 'PJSIP' || !endpoint) throw new AriError(404, 'Endpoint not found');
  const options = wayOptionsOf(config, endpoint.get('transport'));
  return Promise.all(
    config.staticContacts(resource).map(async ({ uri }) => {
      const ways = context.stack.waysTo(endpoint.get('outbound_proxy') || uri, options);
      return { uri, ...(await askServer(context, uri, ways)) };
    }),
  );
}

/** All addresses of a name at once: the first that answers counts; when none does, what became of the first that is named. */
function askServer(context: SwitchContext, uri: string, ways: Promise<readonly Way[]>): Promise<Outcome> {
  const { clock } = context;
  const result = Promise.withResolvers<Outcome>();
  const running = new Set<ClientTransaction>();
  let failures: (Outcome | undefined)[] | undefined;
  let isOver = false;
  const end = (outcome: Outcome): void => {
    if (isOver) return;
    isOver = true;
    limit.cancel();
    for (const transaction of running) context.stack.abandon(transaction);
    result.resolve(outcome);
  };
  // A name server that says nothing is as good as none.
  const limit = clock.setTimer(LIMIT_MS, () => end(failures ? (failures[0] ?? without('timeout')) : without('unresolved')));
  void ways.then((known) => {
    if (isOver) return;
    if (known.length === 0) return end(without('unresolved'));
    const failed: (Outcome | undefined)[] = known.map(() => undefined);
    failures = failed;
    const fails = (index: number, outcome: Outcome): void => {
      failed[index] ??= outcome;
      if (failed.every((one) => one !== undefined)) end(failed[0] ?? outcome);
    };
    for (const [index, way] of known.entries()) {
      const flow = way.open();
      if (!flow) {
        fails(index, without('unreachable'));
        continue;
      }
      const before = clock.monotonic();
      const broken = (): void => fails(index, without(OF_FAILURE[flow.failure ?? 'other']));
      const transaction = context.stack.send(optionsRequest(context, uri, flow), flow, {
        onResponse: ({ status }) => {
          if (status < 200) return;
          if (transaction) running.delete(transaction);
          end({ outcome: 'answered', status, roundtrip_usec: Math.round((clock.monotonic() - before) * 1000) });
        },
        onTimeout: () => fails(index, without('timeout')),
        onTransportError: broken,
      });
      if (transaction) running.add(transaction);
      else broken();
    }
  });
  return result.promise;
}

const OF_FAILURE = { refused: 'refused', certificate: 'certificate', other: 'unreachable' } as const;
