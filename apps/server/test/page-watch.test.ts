import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClientToServer, ServerToClient } from '@zuoxi/contract';
import { ManualClock, silentLogger } from '@zuoxi/kit';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../tests/support/eventually.ts';
import { ConnectionGuard } from '../src/api/connection-guard.ts';
import { PAGE_AWAY_MS, PageWatch, PINGS } from '../src/api/realtime/page-watch.ts';
import { Realtime } from '../src/api/realtime/realtime.ts';
import { allModules } from '../src/modules/index.ts';
import { Authorisation } from '../src/platform/authorisation.ts';
import { ClientAddresses } from '../src/platform/http/client-address.ts';
import { SESSION_COOKIE } from '../src/platform/http/cookie.ts';
import type { Session } from '../src/platform/http/session.ts';

describe('a page that is a phone', () => {
  let clock: ManualClock;
  let server: Server;
  let realtime: Realtime;
  let away: string[];
  const sockets: Socket<ServerToClient, ClientToServer>[] = [];

  beforeEach(async () => {
    clock = new ManualClock();
    away = [];
    server = createServer();
    // What of a session these connections look at.
    const session = {
      tokenHash: 'hash',
      me: { mustChangePassword: false },
      actor: { tenantId: 't1', accountId: 'a1', role: 'agent' },
    } as unknown as Session;
    realtime = new Realtime({
      servers: [server],
      feeds: [],
      news: [],
      authorisation: new Authorisation(allModules),
      sessions: { find: async () => session, onEnded: () => {} },
      roleOf: () => 'agent',
      onAdministered: () => {},
      connections: new ConnectionGuard(new ClientAddresses([])),
      onPhonePageAway: (accountId) => away.push(accountId),
      clock,
      logger: silentLogger,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect();
    await realtime.close();
  });

  async function page(pageId: string): Promise<Socket<ServerToClient, ClientToServer>> {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const socket: Socket<ServerToClient, ClientToServer> = io(url, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { cookie: `${SESSION_COOKIE}=token`, origin: url },
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    expect(await socket.emitWithAck('claimPhone', pageId, false)).toBe('mine');
    return socket;
  }

  it('and stands still, or is gone, has no phone any more within a minute', async () => {
    const socket = await page('p1');
    socket.disconnect();
    await eventually('the server has noticed', () => clock.pendingTimers > 0);
    clock.advance(PAGE_AWAY_MS - 1);
    expect(away).toEqual([]);
    clock.advance(1);
    expect(away).toEqual(['a1']);
  });

  it('and is loaded again keeps its phone', async () => {
    (await page('p1')).disconnect();
    await eventually('the server has noticed', () => clock.pendingTimers > 0);
    clock.advance(PAGE_AWAY_MS - 1);
    await page('p1');
    clock.advance(PAGE_AWAY_MS);
    expect(away).toEqual([]);
  });

  it('is one of several accounts, each with its own time', () => {
    const watched: string[] = [];
    const watch = new PageWatch({ clock, onAway: (accountId) => watched.push(accountId) });
    watch.gone('a1');
    clock.advance(PAGE_AWAY_MS / 2);
    watch.gone('a2');
    watch.gone('a3');
    watch.back('a3');
    clock.advance(PAGE_AWAY_MS / 2);
    expect(watched).toEqual(['a1']);
    clock.advance(PAGE_AWAY_MS / 2);
    expect(watched).toEqual(['a1', 'a2']);
    watch.gone('a1');
    watch.stop();
    clock.advance(PAGE_AWAY_MS);
    expect(watched).toEqual(['a1', 'a2']);
  });

  it('is known to stand still within a minute: the pings of its connection and the wait behind them', () => {
    expect(PINGS.pingInterval + PINGS.pingTimeout + PAGE_AWAY_MS).toBeLessThan(60_000);
  });
});
