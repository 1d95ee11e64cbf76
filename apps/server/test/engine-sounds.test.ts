import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AriFiles } from '@zuoxi/ari';
import { silentLogger } from '@zuoxi/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineSounds, PROMPTS_FOLDER, SoundLibrary } from '../src/modules/pbx/index.ts';
import type { prompt as promptTable } from '../src/modules/prompts/tables.ts';
import { loadSecretBox } from '../src/modules/secrets/index.ts';

type PromptRow = typeof promptTable.$inferSelect;

/** An engine as far as sounds go; what it has survives a new connection, as in the softswitch. */
class SoundStore {
  readonly sounds = new Map<string, Buffer>();
  readonly requests: string[] = [];
  /** Names it does not take. */
  readonly refused = new Set<string>();
  #server: Server | undefined;

  async start(): Promise<AriFiles> {
    this.#server = createServer((request, response) => {
      const name = decodeURIComponent((request.url ?? '').replace(/^\/ari\/sounds\/?/, ''));
      this.requests.push(`${request.method} ${name}`);
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        if (request.method === 'GET') return response.end(JSON.stringify([...this.sounds.keys()].map((id) => ({ id }))));
        if (request.method === 'PUT' && !this.refused.has(name)) this.sounds.set(name, Buffer.concat(parts));
        const isDone = request.method === 'PUT' ? !this.refused.has(name) : this.sounds.delete(name);
        return response.writeHead(isDone ? 204 : 404).end();
      });
    });
    await new Promise<void>((ready) => this.#server?.listen(0, '127.0.0.1', ready));
    // A server that listens on TCP has an address of this kind.
    return new AriFiles(`http://a:b@127.0.0.1:${(this.#server.address() as AddressInfo).port}/ari`);
  }

  async stop(): Promise<void> {
    await new Promise((ended) => this.#server?.close(ended));
  }

  puts(): string[] {
    return this.requests.filter((request) => request.startsWith('PUT ')).map((request) => request.slice('PUT '.length));
  }
}

const now = new Date();
const prompt = (id: string, revision = 1): PromptRow => ({
  id,
  tenantId: '019a0000-0000-7000-8000-000000000000',
  name: id,
  kind: 'prompt',
  source: 'upload',
  text: '',
  language: 'zh',
  state: 'ready',
  revision,
  durationS: 1,
  bytes: 1,
  createdAt: now,
  updatedAt: now,
});
const A = '019a0000-0000-7000-8000-00000000000a';
const B = '019a0000-0000-7000-8000-00000000000b';

describe('the sounds in an engine', () => {
  let folder: string;
  let store: SoundStore;
  let library: SoundLibrary;
  let sounds: EngineSounds;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zuoxi-engine-sounds-'));
    store = new SoundStore();
    library = new SoundLibrary(await loadSecretBox(folder), join(folder, 'prompts'));
    sounds = new EngineSounds({ files: await store.start(), sounds: library, logger: silentLogger });
  });
  afterEach(async () => {
    await store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function administrationHas(...rows: PromptRow[]): Promise<void> {
    for (const row of rows) {
      await mkdir(dirname(library.fileOf(row)), { recursive: true });
      await writeFile(library.fileOf(row), `sound of ${row.id} ${row.revision}`);
    }
    library.load(rows);
  }
  const nameOf = (row: PromptRow) => `zuoxi/${library.nameOf(row)}`;

  it('a new engine gets all of them; one that is back gets nothing again', async () => {
    await administrationHas(prompt(A));
    await sounds.pushAll();
    expect(store.sounds.get('zuoxi/zh/greeting')).toEqual(await readFile(`${PROMPTS_FOLDER}zh/greeting.wav`));
    expect(store.sounds.get('zuoxi/en/n/42')).toBeDefined();
    expect(store.sounds.get(nameOf(prompt(A)))?.toString()).toBe(`sound of ${A} 1`);
    const first = store.puts().length;
    expect(first).toBeGreaterThan(300);
    sounds.forget();
    await sounds.pushAll();
    expect(store.puts()).toHaveLength(first);
  });

  it('another shipped set is sent, and the mark of the old one goes', async () => {
    store.sounds.set('zuoxi/set/0123456789abcdef01234567', Buffer.alloc(0));
    await sounds.pushAll();
    expect([...store.sounds.keys()].filter((name) => name.startsWith('zuoxi/set/'))).toHaveLength(1);
    expect(store.sounds.has('zuoxi/set/0123456789abcdef01234567')).toBe(false);
  });

  it('a shipped sound that was refused is sent again at the next connection', async () => {
    store.refused.add('zuoxi/beep');
    await sounds.pushAll();
    store.refused.clear();
    sounds.forget();
    await sounds.pushAll();
    expect(store.sounds.has('zuoxi/beep')).toBe(true);
  });

  it('a change sends what is new and removes what is no more; sounds that are not ours stay', async () => {
    store.sounds.set('somebody/else', Buffer.alloc(0));
    await administrationHas(prompt(A));
    await sounds.pushAll();
    store.requests.length = 0;
    await administrationHas(prompt(A, 2), prompt(B));
    await sounds.pushChanges();
    expect(new Set(store.requests)).toEqual(
      new Set([`PUT ${nameOf(prompt(A, 2))}`, `PUT ${nameOf(prompt(B))}`, `DELETE ${nameOf(prompt(A))}`]),
    );
    expect(store.sounds.has('somebody/else')).toBe(true);
  });

  it('a spoken text is sent once, and dropped when it has left the cache', async () => {
    await sounds.pushAll();
    store.requests.length = 0;
    await sounds.deliver('s/key', Buffer.from('spoken'));
    await sounds.deliver('s/key', Buffer.from('spoken'));
    expect(store.requests).toEqual(['PUT zuoxi/s/key']);
    await sounds.drop('s/key');
    await sounds.drop('s/other');
    expect(store.requests).toEqual(['PUT zuoxi/s/key', 'DELETE zuoxi/s/key']);
  });

  it('an engine that is away, or fetches its sounds, is sent nothing', async () => {
    await administrationHas(prompt(A));
    await sounds.pushChanges();
    await sounds.deliver('s/key', Buffer.from('spoken'));
    expect(store.requests).toEqual([]);
  });

  it('a sound that an engine does not take keeps nobody else from being heard', async () => {
    await administrationHas(prompt(A), prompt(B));
    store.refused.add(nameOf(prompt(A)));
    await sounds.pushAll();
    expect(store.sounds.has(nameOf(prompt(B)))).toBe(true);
    await expect(sounds.deliver('s/key', Buffer.from('spoken'))).resolves.toBeUndefined();
  });
});
