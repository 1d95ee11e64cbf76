import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from '@zuoxi/contract';
import { describe, expect, it } from 'vitest';
import { allModules } from '../src/modules/index.ts';
import * as listed from '../src/modules/list.ts';
import { Authorisation } from '../src/platform/authorisation.ts';
import { type Feed, feed } from '../src/platform/feed.ts';
import { defineModule, type Module } from '../src/platform/module.ts';
import { ServiceDesk } from '../src/platform/service-desk.ts';

const folder = join(import.meta.dirname, '../src/modules');
const words = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const sourceOf = (word: string, file: string) => readFileSync(join(folder, word, file), 'utf8');

/** Folders that are no modules, since nothing of them is made, started or asked over HTTP. */
const WITHOUT_MODULE: Record<string, string> = {
  'sound-files': 'converts sounds for those who have some',
  tenants: 'call centres are made before the modules are',
};

/** Rows whose word is not that of the module, and why. They stand in what others have written, or are seen: changing them is a step of its own. */
const OTHER_WORDS: Record<string, string> = {
  'session.signIn': 'one has one session: its routes are /api/session',
  'session.read': 'as above',
  'session.signOut': 'as above',
  'session.changePassword': 'as above',
  'phone.read': 'one has one browser phone: its route is /api/phone',
  'queueStatus.list': 'the figures of queues on the board of the agents',
  'agents.why': 'asked of an agent, answered out of the queues',
  'agents.supervise': 'routes of supervision are below /api/agents',
  'agents.direct': 'as above',
  'flows.test': 'test calls of IVRs, whose service is needed by none of the other routes',
};

const wordOf = (permission: string) => permission.split('.')[0] ?? '';

describe('the list of modules', () => {
  it('has a line for every folder with a module, and no folder is without one but those that say why', () => {
    const list = readFileSync(join(folder, 'list.ts'), 'utf8');
    const withModule = words.filter((word) => existsSync(join(folder, word, 'module.ts')));
    expect(withModule.filter((word) => !list.includes(`'./${word}/module.ts'`))).toEqual([]);
    expect(words.filter((word) => !withModule.includes(word))).toEqual(Object.keys(WITHOUT_MODULE).sort());
  });

  it('gives each module the name that it is exported by, and no name twice', () => {
    for (const [name, module] of Object.entries(listed)) expect(module.name).toBe(name);
    const names = allModules.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('has a declaration of everything that lies in a folder', () => {
    const problems = words.flatMap((word) => {
      if (word in WITHOUT_MODULE) return [];
      const declared = sourceOf(word, 'module.ts');
      const parts = { 'routes.ts': 'routes:', 'consumer.ts': 'consumers:', 'feeds.ts': 'feeds:', 'metrics.ts': 'metrics:' };
      return Object.entries(parts).flatMap(([file, part]) =>
        existsSync(join(folder, word, file)) && !declared.includes(part) && !new RegExp(`\\b${part.replace(':', '')}\\b`).test(declared)
          ? [`${word}/${file} is not declared`]
          : [],
      );
    });
    expect(problems).toEqual([]);
  });

  it('declares each permission where its word is', () => {
    const others = allModules.flatMap(({ name, permissions }) => Object.keys(permissions).filter((row) => wordOf(row) !== name));
    expect(others.sort()).toEqual(Object.keys(OTHER_WORDS).sort());
  });

  it('names in its routes only rows of its own module', () => {
    const problems = words.flatMap((word) => {
      if (!existsSync(join(folder, word, 'routes.ts'))) return [];
      const own = ownPermissions(word);
      const named = [...sourceOf(word, 'routes.ts').matchAll(/(?:permission|list|write): '([a-zA-Z]+\.[a-zA-Z]+)'/g)].map(
        (match) => match[1] ?? '',
      );
      if (named.length === 0) return [`${word}/routes.ts names no row`];
      return named.filter((row) => !own.includes(row)).map((row) => `${word}/routes.ts names ${row}`);
    });
    expect(problems).toEqual([]);
  });

  it('uses the same word for permissions, refusals and what the audit trail says', () => {
    const known = new Set([...allModules.flatMap(({ permissions }) => Object.keys(permissions).map(wordOf)), ...words.map(camelCase)]);
    const codes = Object.keys(errorCatalogue).map(wordOf);
    // `ruleOrder`: the order of rules, which four words keep in the same way.
    const ofTheHouse = ['internal', 'request', 'database', 'ruleOrder'];
    expect([...new Set(codes.filter((word) => !known.has(word) && !ofTheHouse.includes(word)))]).toEqual([]);
    const audited = globSync('**/*.ts', { cwd: folder }).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/audit\(\s*\w+,\s*[\w.]+,\s*'([a-zA-Z]+)\./g)].map((match) => match[1] ?? ''),
    );
    expect(audited.length).toBeGreaterThan(30);
    // These stand in stored rows: they are changed with a migration or not at all.
    expect([...new Set(audited.filter((word) => !known.has(word)))].sort()).toEqual(['dialLimits', 'holidays']);
  });
});

/** Of all modules that are declared in that folder. */
function ownPermissions(word: string): string[] {
  const declared = sourceOf(word, 'module.ts');
  return allModules
    .filter(({ name }) => new RegExp(`name: '${name}'`).test(declared))
    .flatMap(({ permissions }) => Object.keys(permissions));
}

const nothing = (name: string, more: Partial<Pick<Parameters<typeof defineModule>[0], 'permissions'>>): Module =>
  defineModule({ name, needs: {}, create: () => undefined, ...more });

describe('what modules declare', () => {
  it('is refused when two have the same permission', () => {
    const both = ['one', 'two'].map((name) => nothing(name, { permissions: { 'things.list': 'public' } }));
    expect(() => new Authorisation(both)).toThrow('The modules one and two both declare the permission things.list.');
  });

  it('is nobody’s when no module declares it', () => {
    const authorisation = new Authorisation([nothing('one', { permissions: { 'things.list': ['administrator'] } })]);
    expect(authorisation.isAllowed('things.list', 'administrator')).toBe(true);
    expect(authorisation.isAllowed('things.list', 'agent')).toBe(false);
    expect(authorisation.isAllowed('things.write', 'administrator')).toBe(false);
  });

  it('is refused when two answer the same question of call control; a question that nobody answers is a failure', async () => {
    const desk = new ServiceDesk();
    desk.register({ speech: async ({ text }) => ({ ask: 'speech', media: text }) });
    expect(await desk.ask({ ask: 'speech', text: 'hello', language: 'en' })).toEqual({ ask: 'speech', media: 'hello' });
    expect(() => desk.register({ speech: async () => ({ ask: 'speech', media: '' }) })).toThrow('Two modules answer');
    await expect(desk.ask({ ask: 'caller', tenantId: 't', number: '1', queueId: null })).rejects.toThrow('"caller"');
  });

  it('of every topic has a permission that some module declares', () => {
    const authorisation = new Authorisation(allModules);
    const sources = globSync('**/*.ts', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
    const feeds = sources.flatMap((source) => [...source.matchAll(/topic: '(\w+)',\s*permission: '([\w.]+)'/g)]);
    const topics = feeds.map(([, topic]) => topic);
    expect(topics.length).toBeGreaterThan(5);
    expect(new Set(topics).size).toBe(topics.length);
    expect(feeds.map(([, , permission = '']) => permission).filter((permission) => !authorisation.has(permission))).toEqual([]);
  });

  it('of a topic gives a viewer what their own scope leaves', () => {
    const agents: Feed = feed<'agents', { seen: string }>({
      topic: 'agents',
      permission: 'agents.list',
      scope: ({ accountId }) => ({ seen: accountId }),
      snapshot: () => [],
      listen: () => {},
      deltas:
        (ids) =>
        ({ scope }) =>
          ids.has(scope.seen) ? { upsert: [], remove: [scope.seen] } : undefined,
    });
    const actor = (accountId: string) => ({ tenantId: 't', accountId, role: 'agent' as const });
    const deltaFor = agents.deltas(new Set(['a']), true);
    expect(deltaFor({ actor: actor('a'), scope: agents.scope(actor('a')) })).toEqual({ upsert: [], remove: ['a'] });
    expect(deltaFor({ actor: actor('b'), scope: agents.scope(actor('b')) })).toBeUndefined();
  });
});
