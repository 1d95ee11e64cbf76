import { isStorable } from '@zuoxi/contract';
import { cleanText } from '@zuoxi/kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { demo } from '../src/demo.ts';

/** As much of JSON Schema as the API's description uses. */
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  prefixItems?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  maxLength?: number;
  $ref?: string;
}
interface Operation {
  'x-permission'?: string;
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

let server: TestServer;
let admin: ApiUser;
let agent: ApiUser;
let api: OpenApi;
beforeAll(async () => {
  server = await startTestServer({ demo: true });
  const { tenant, password } = demo.summary;
  admin = await ApiUser.signIn(server.url, tenant, 'admin', password);
  agent = await ApiUser.signIn(server.url, tenant, 'wangli', password);
  api = (await admin.request('GET', '/api/openapi.json')).body as OpenApi;
});
afterAll(() => server.stop());

const HOSTILE = {
  NUL: 'a\u0000b',
  'a high surrogate alone': 'a\ud800',
  'a low surrogate alone': '\udc00a',
  'an escape': '\u001b[2J',
  'a backspace': 'a\u0008',
  DEL: 'a\u007f',
  'a noncharacter': 'a\uffff',
};

const resolved = (schema: Schema): Schema => {
  const name = schema.$ref?.split('/').at(-1);
  return name ? resolved(api.components?.schemas?.[name] ?? {}) : schema;
};

/** Every place in a value of this shape where a string may stand, as a path, with the string's own schema. */
function stringsOf(schema: Schema, path: (string | number)[] = []): { path: (string | number)[]; schema: Schema }[] {
  const at = resolved(schema);
  const inner = [...(at.anyOf ?? []), ...(at.oneOf ?? []), ...(at.allOf ?? [])].flatMap((one) => stringsOf(one, path));
  const properties = Object.entries(at.properties ?? {}).flatMap(([name, one]) => stringsOf(one, [...path, name]));
  const items = at.items ? stringsOf(at.items, [...path, 0]) : [];
  const named = typeof at.additionalProperties === 'object' ? stringsOf(at.additionalProperties, [...path, 'name']) : [];
  const isText = at.type === 'string' && at.enum === undefined && at.const === undefined;
  return [...(isText ? [{ path, schema: at }] : []), ...inner, ...properties, ...items, ...named];
}

/** A value that holds `text` at that place and nothing else. */
function valueWith(path: readonly (string | number)[], text: string): unknown {
  return path.reduceRight<unknown>((inner, key) => (typeof key === 'number' ? [inner] : { [key]: inner }), text);
}

const operations = () =>
  Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
const bodyOf = ({ requestBody }: Operation) => requestBody?.content['application/json']?.schema;
const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';
const asUrl = (path: string) => path.replaceAll(/\{[^}]*\}/g, NOBODYS_ID);

// Each walks over every route.
describe('text that cannot be stored', { timeout: 120_000 }, () => {
  it('is refused with its name in every field of every body of the API', async () => {
    const problems: string[] = [];
    let walked = 0;
    for (const { path, method, operation } of operations()) {
      const schema = bodyOf(operation);
      if (!schema) continue;
      // An administrator may do most, an agent what is the agents' own; nobody has to be anybody to sign in.
      for (const place of stringsOf(schema)) {
        for (const [what, text] of Object.entries(HOSTILE)) {
          walked += 1;
          const send = (user: ApiUser) => user.request(method, asUrl(path), valueWith(place.path, text));
          let answer = await send(admin);
          if (answer.status === 403) answer = await send(agent);
          const { code, params } = answer.body as { code?: string; params?: { field?: string } };
          const field = place.path.join('.') || 'body';
          if (answer.status !== 400 || code !== 'request.unstorable' || params?.field !== field)
            problems.push(`${method} ${path} ${field} with ${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(walked).toBeGreaterThan(500);
  });

  it('is refused in every query and every name in a path', async () => {
    const problems: string[] = [];
    let walked = 0;
    for (const { path, method, operation } of operations()) {
      for (const { name, in: where } of operation.parameters ?? []) {
        if (where !== 'query' && where !== 'path') continue;
        // Half a surrogate pair cannot be written in a URL.
        for (const text of [HOSTILE.NUL, HOSTILE['an escape'], HOSTILE.DEL]) {
          walked += 1;
          const encoded = encodeURIComponent(text);
          const url = where === 'path' ? asUrl(path.replace(`{${name}}`, encoded)) : `${asUrl(path)}?${name}=${encoded}`;
          const body = method === 'GET' || method === 'DELETE' ? undefined : {};
          let answer = await admin.request(method, url, body);
          if (answer.status === 403) answer = await agent.request(method, url, body);
          if (answer.status !== 400) problems.push(`${method} ${url}: ${answer.status}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(walked).toBeGreaterThan(150);
  });

  it('is refused at sign-in by a stranger, and as the name of a field', async () => {
    const stranger = new ApiUser(server.url);
    for (const field of ['tenant', 'account', 'password']) {
      const body = { tenant: 'demo', account: 'wangli', password: 'x', [field]: HOSTILE.NUL };
      expect(await stranger.request('POST', '/api/session', body)).toMatchObject({
        status: 400,
        body: { code: 'request.unstorable', params: { field } },
      });
    }
    const named = await agent.request('POST', '/api/panel/queue-states', { [HOSTILE.NUL]: 'x' });
    expect(named).toMatchObject({ status: 400, body: { code: 'request.unstorable', params: { field: 'body' } } });
  });

  it('is said in the language of the user', async () => {
    const answer = await agent.request('POST', '/api/panel/queue-states', { reason: HOSTILE.NUL }, { 'accept-language': 'en' });
    expect(answer.body).toMatchObject({ message: '"reason" contains characters that cannot be stored. Remove them and try again' });
  });

  it('in a body of deep nesting is answered like any other', async () => {
    const deep = `${'['.repeat(200_000)}"\\u0000"${']'.repeat(200_000)}`;
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: deep,
    });
    expect(response.status).toBe(400);
  });
});

describe('every text field', () => {
  it('has a longest length', () => {
    let walked = 0;
    const problems = operations().flatMap(({ path, method, operation }) => {
      const body = bodyOf(operation);
      const places = [
        ...(body ? stringsOf(body) : []),
        ...(operation.parameters ?? []).flatMap(({ name, schema }) => stringsOf(schema, [name])),
      ];
      walked += places.length;
      return places
        .filter(({ schema: { maxLength, format, pattern } }) => {
          const boundedPattern = pattern?.startsWith('^') && pattern.endsWith('$') && !/(?<!\\)[*+](?![^[]*\])|,\}/.test(pattern);
          return maxLength === undefined && format === undefined && !boundedPattern;
        })
        .map((place) => `${method} ${path} ${place.path.join('.')} ${JSON.stringify(place.schema)}`);
    });
    expect(walked).toBeGreaterThan(150);
    expect(problems).toEqual([]);
  });

  it('takes letters in whichever form they were typed, and keeps one', async () => {
    const name = 'Zoe\u0308 测试';
    const { status, body } = await admin.request('POST', '/api/conferences', { name, description: '', memberIds: [] });
    expect({ status, body }).toMatchObject({ status: 200, body: { name: 'Zo\u00eb 测试' } });
  });
});

describe('what may be typed and what a caller may bring', () => {
  it('is the same set of characters', () => {
    const different: string[] = [];
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCharCode(code);
      if (isStorable(character) !== (cleanText(character) !== '')) different.push(code.toString(16));
    }
    expect(different).toEqual([]);
  });
});
