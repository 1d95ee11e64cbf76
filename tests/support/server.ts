import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErrorBody, errorCatalogue, isErrorCode } from '@zuoxi/contract';
import { silentLogger } from '@zuoxi/kit';
import { demo } from '../../apps/server/src/demo.ts';
import { type RunningServer, startServer } from '../../apps/server/src/start-server.ts';
import { freshDatabase } from './database.ts';
import { type PreparedDatabase, preparedDatabase } from './prepared-database.ts';

export interface TestServer extends RunningServer {
  url: string;
  databaseUrl: string;
  dataDir: string;
}

export interface TestServerOptions {
  /** Default: an address nobody listens at, for tests without telephony. */
  httpPort?: number;
  ariUrls?: string[];
  sipWebSocketUrls?: string[];
  /** Fill the demo call centre; else the first administrator only. */
  demo?: boolean;
  /** Hosts that IVRs may ask; default: none. */
  flowHttpAllow?: string[];
  /** Whose `X-Forwarded-For` is believed; default: nobody's. */
  trustedProxies?: string[];
  limits?: NonNullable<Parameters<typeof startServer>[0]['limits']>;
}

/** A server with a database of its own, data folder and ports. `stop` leaves nothing behind. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { dataDir, databaseUrl } = options.demo ? await withDemo() : await withNothing();
  const running = await run({ dataDir, databaseUrl }, options);
  return {
    ...running,
    url: `http://127.0.0.1:${running.httpPort}`,
    databaseUrl,
    dataDir,
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const withDemo = () =>
  preparedDatabase('demo', async (one) => {
    const first = await run(one, { demo: true });
    await first.stop();
  });

const withNothing = async (): Promise<PreparedDatabase> => ({
  dataDir: await mkdtemp(join(tmpdir(), 'zuoxi-server-')),
  databaseUrl: await freshDatabase(),
});

function run({ dataDir, databaseUrl }: PreparedDatabase, options: TestServerOptions): Promise<RunningServer> {
  return startServer({
    settings: {
      dataDir,
      httpPort: options.httpPort ?? 0,
      httpsPort: 0,
      bind: '127.0.0.1',
      ariUrls: options.ariUrls ?? ['http://nobody:nothing@127.0.0.1:9/ari'],
      sipWebSocketUrls: options.sipWebSocketUrls ?? [],
      promptsUrl: undefined,
      flowHttpAllow: options.flowHttpAllow ?? [],
      trustedProxies: options.trustedProxies ?? [],
      sipPort: 0,
      logLevel: 'error',
      databaseUrl,
    },
    logger: silentLogger,
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.demo ? { bootstrap: false, prepare: demo.prepare } : {}),
  });
}

/** A browser as far as HTTP goes: keeps the cookie, speaks JSON. */
export class ApiUser {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return this.#cookie;
  }

  static async signIn(url: string, tenant: string, account: string, password: string): Promise<ApiUser> {
    const user = new ApiUser(url);
    const { status, body } = await user.request('POST', '/api/session', { tenant, account, password });
    if (status !== 200) throw new Error(`could not sign in: ${JSON.stringify(body)}`);
    return user;
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie ? { cookie: this.#cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie) this.#cookie = cookie;
    const text = await response.text();
    const answer: unknown = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    if (response.status >= 400) expectWholeSentence(`${method} ${path}`, answer);
    return { status: response.status, body: answer };
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    // The server checks every answer against the contract's shape before it sends it.
    return body as T;
  }
}

/** Whatever was refused: its sentence has everything that it names. */
function expectWholeSentence(request: string, answer: unknown): void {
  const { success, data } = ErrorBody.safeParse(answer);
  if (!success || !isErrorCode(data.code)) return;
  const named = [...errorCatalogue[data.code].en.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const missing = named.filter((name) => data.params[name] === undefined);
  if (missing.length > 0) throw new Error(`${request} was refused with ${data.code} without its ${missing.join(', ')}: ${data.message}`);
}
