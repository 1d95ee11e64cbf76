import * as contract from '@zuoxi/contract';
import { inputProblems, inputProblemText, isInputProblem } from '@zuoxi/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiUser, startTestServer, type TestServer } from '../../../tests/support/server.ts';
import { problemOfIssue } from '../src/api/invalid-input.ts';
import { demo } from '../src/demo.ts';

const WRONG: readonly unknown[] = [
  undefined,
  null,
  true,
  5,
  0.5,
  -1e12,
  1e12,
  Number.NaN,
  '',
  ' ',
  'x',
  '+',
  '24:00',
  'a\u0000b',
  'x'.repeat(5000),
  [],
  ['x', 'x'],
  Array.from({ length: 2000 }, () => 'x'),
  {},
  { unknown: 1 },
  { from: '09:00', to: '09:00' },
  { from: '2026-02-02', to: '2026-02-01' },
];

/** The schema and all that stands in it, once each. */
function schemasIn(schema: unknown, seen: Set<z.ZodType>): void {
  if (!(schema instanceof z.ZodType) || seen.has(schema)) return;
  seen.add(schema);
  const { def } = schema;
  const inner: unknown[] = Object.entries(def).flatMap(([key, value]) => (key === 'checks' || typeof value === 'function' ? [] : [value]));
  for (const value of inner) {
    if (value instanceof z.ZodType) schemasIn(value, seen);
    else if (Array.isArray(value)) for (const one of value) schemasIn(one, seen);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) schemasIn(one, seen);
  }
  if (schema instanceof z.ZodLazy) schemasIn(schema.unwrap(), seen);
}

const schemas = new Set<z.ZodType>();
for (const value of Object.values(contract)) schemasIn(value, schemas);

describe('what is wrong with something that was sent', () => {
  it('is said by the catalogue, for every schema and kind of wrong value, never by the validator', () => {
    const [problems, seen]: [string[], Set<string>] = [[], new Set()];
    let issues = 0;
    for (const schema of schemas) {
      for (const value of WRONG) {
        for (const { code, path: _path, message, ...params } of schema.safeParse(value).error?.issues ?? []) {
          issues += 1;
          const { problem, limit } = problemOfIssue({ keyword: code, message, params });
          seen.add(problem);
          const text = { zh: inputProblemText(problem, 'zh', limit), en: inputProblemText(problem, 'en', limit) };
          if (/[A-Za-z{}]/.test(text.zh) || /[\p{Script=Han}{}]|NaN|undefined/u.test(text.en)) problems.push(JSON.stringify(text));
          // A refinement says what it wants by a word of the catalogue.
          if (code === 'custom' && !isInputProblem(message)) problems.push(`a refinement without a word of the catalogue: ${message}`);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(schemas.size).toBeGreaterThan(300);
    expect(issues).toBeGreaterThan(3000);
    expect(seen.size).toBeGreaterThan(10);
  });

  it('has a sentence in both languages', () => {
    for (const [code, { zh, en }] of Object.entries(inputProblems)) {
      expect(zh.replace('{limit}', ''), code).not.toMatch(/[A-Za-z]/);
      expect(en.replace('{limit}', ''), code).not.toMatch(/\p{Script=Han}/u);
      expect(zh.includes('{limit}')).toBe(en.includes('{limit}'));
    }
  });
});

describe('over HTTP', () => {
  let server: TestServer;
  let admin: ApiUser;
  beforeAll(async () => {
    server = await startTestServer({ demo: true });
    admin = await ApiUser.signIn(server.url, demo.summary.tenant, 'admin', demo.summary.password);
  });
  afterAll(() => server.stop());

  const said = async (method: string, path: string, body: unknown, language: string) =>
    ((await admin.request(method, path, body, { 'accept-language': language })).body as { message: string }).message;

  it.each([
    [
      'GET',
      '/api/calls?minDurationS=-1',
      undefined,
      '“minDurationS”填写不正确：不能小于 0',
      '"minDurationS" is not valid: must not be less than 0',
    ],
    ['POST', '/api/blacklist', {}, '“number”填写不正确：必填', '"number" is not valid: required'],
    [
      'POST',
      '/api/test-customer',
      { language: 'fr' },
      '“language”填写不正确：不在可选范围内',
      '"language" is not valid: not one of the choices',
    ],
  ])('%s %s is refused in the language of the user', async (method, path, body, zh, en) => {
    expect(await said(method, path, body, 'zh-CN')).toContain(zh);
    expect(await said(method, path, body, 'en')).toContain(en);
  });

  it('what cannot be read at all is refused without the words of the parser', async () => {
    const answer = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a"',
    });
    expect(((await answer.json()) as { message: string }).message).toBe('“body”填写不正确：无法解析');
  });
});
