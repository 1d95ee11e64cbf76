import { AriClient } from '@zuoxi/ari';
import { silentLogger, systemClock } from '@zuoxi/kit';
import type { Engine } from '../engines/engine.ts';

/** The product's own ARI client: REST over the event WebSocket. Resolves when it is connected. */
export async function connectAri(engine: Pick<Engine, 'ariUrl' | 'app'>): Promise<AriClient> {
  const client = new AriClient({ url: engine.ariUrl, app: engine.app, clock: systemClock, logger: silentLogger });
  const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
  client.connect();
  await connected;
  return client;
}
