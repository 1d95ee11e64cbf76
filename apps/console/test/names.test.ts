import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { Me } from '@zuoxi/contract';
import { App, Form } from 'antd';
import { createElement, type ReactElement, type ReactNode } from 'react';
import { prerenderToNodeStream } from 'react-dom/static';
import { MemoryRouter } from 'react-router';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Feature, pagesOf } from '../src/app/feature.ts';
import { PreferencesProvider } from '../src/app/preferences.tsx';
import { SessionProvider } from '../src/app/session.tsx';
import { BulkFields } from '../src/features/accounts/bulk-fields.tsx';
import { AgentsSelect } from '../src/features/conferences/agents-select.tsx';
import { CustomerFields } from '../src/features/customers/customer-fields.tsx';
import { DialRuleFields } from '../src/features/dial-rules/dial-rule-fields.tsx';
import { NodeFields } from '../src/features/flows/properties/node-fields.tsx';
import { TargetsContext, useFlowTargets } from '../src/features/flows/use-flow-targets.ts';
import { InboundRouteFields } from '../src/features/inbound-routes/inbound-route-fields.tsx';
import * as list from '../src/features/list.ts';
import { QueueFields } from '../src/features/queues/queue-fields.tsx';
import { PhoneProvider } from '../src/phone/phone-context.tsx';
import { Choice } from '../src/ui/choice.tsx';
import { components, elementsOf } from './support/sources.ts';
import { startAllTexts } from './support/texts.ts';

const ID = '019300aa-0000-7000-8000-0000000000aa';
const IDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;

const features = Object.values<Feature>(list);

const me: Me = {
  accountId: '00000000-0000-7000-8000-000000000001',
  account: 'li',
  displayName: 'Li',
  role: 'administrator',
  tenant: { id: '00000000-0000-7000-8000-000000000002', code: 'demo', name: 'Demo' },
  extension: { number: '8001', phoneType: 'sip' },
  mustChangePassword: false,
  permissions: pagesOf(features).map(({ permission }) => permission),
};

/** What is read on it while nothing has come from the server yet: texts, and those of attributes that are read. */
async function shownText(element: ReactElement, address = '/'): Promise<string> {
  const queries = new QueryClient();
  queries.setQueryData(['session'], me);
  const within = [
    (inner: ReactNode) => createElement(PhoneProvider, null, inner),
    (inner: ReactNode) => createElement(SessionProvider, null, inner),
    (inner: ReactNode) => createElement(MemoryRouter, { initialEntries: [address] }, inner),
    (inner: ReactNode) => createElement(QueryClientProvider, { client: queries }, inner),
    (inner: ReactNode) => createElement(App, null, inner),
    (inner: ReactNode) => createElement(PreferencesProvider, null, inner),
  ].reduce<ReactNode>((inner, wrap) => wrap(inner), element);
  const { prelude } = await prerenderToNodeStream(within);
  let html = '';
  for await (const part of prelude) html += String(part);
  const read = [...html.matchAll(/ (?:title|aria-label|placeholder|alt)="([^"]*)"/g)].map(([, text]) => text);
  return [html.replace(/<style[^>]*>.*?<\/style>/gs, '').replace(/<[^>]*>/g, ' '), ...read].join('\n');
}

const inForm = (initialValues: object, ...fields: ReactElement[]) => createElement(Form, { initialValues }, ...fields);

function WithTargets({ children }: { children: ReactNode }) {
  return createElement(TargetsContext, { value: useFlowTargets() }, children);
}

const destinations = [
  { kind: 'queue', queueId: ID },
  { kind: 'voicemail', queueId: ID },
  { kind: 'flow', flowId: ID },
  { kind: 'extension', agentId: ID },
  { kind: 'hangup', promptId: ID },
];

describe('no id is seen while names are on their way', () => {
  beforeAll(() => {
    const storage = { length: 0, key: () => null, getItem: () => null, setItem() {}, removeItem() {} };
    vi.stubGlobal('sessionStorage', storage);
    vi.stubGlobal('localStorage', storage);
    vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {}, removeEventListener() {} }));
    startAllTexts();
  });

  it('in a select: its value is waited for, and said to be deleted where nothing has that name', async () => {
    const one = { options: [{ value: 'other', label: 'Sales' }], value: ID };
    expect(await shownText(createElement(Choice, { ...one, loading: true }))).toContain('…');
    expect(await shownText(createElement(Choice, { ...one, loading: false }))).toContain('（已删除）');
    for (const loading of [true, false, undefined]) {
      const props = { ...one, ...(loading === undefined ? {} : { loading }) };
      expect(await shownText(createElement(Choice, props))).not.toMatch(IDS);
      expect(await shownText(createElement(Choice, { ...props, mode: 'multiple', value: [ID] }))).not.toMatch(IDS);
    }
    expect(await shownText(createElement(Choice, { ...one, value: 'other' }))).toContain('Sales');
    const words = { isOfWords: true, options: [], value: '退货' };
    expect(await shownText(createElement(Choice, words)), 'no longer offered, and said all the same').toContain('退货');
  });

  it('in any select: there is no other than that one', () => {
    const others = [...components].filter(([file, source]) => {
      const fromAntd = /import \{([^}]*)\} from 'antd'/.exec(source)?.[1] ?? '';
      return file !== 'ui/choice.tsx' && /\b(Select|TreeSelect|Cascader|Transfer|Mentions)\b/.test(fromAntd);
    });
    expect(others.map(([file]) => file)).toEqual([]);
    const choices = [...components].flatMap(([file, source]) =>
      elementsOf(source, /^Choice$/).map(({ attributes }) => ({ file, attributes })),
    );
    expect(choices.length).toBeGreaterThan(35);
    // Rows that are fetched can be on their way: the select is told, or it would wait for a deleted one for ever.
    const untold = choices.filter(
      ({ file, attributes }) =>
        /useQuery\(|useDestinationTargets|useTargets\(/.test(components.get(file) ?? '') &&
        !attributes.has('loading') &&
        !attributes.has('isOfWords') &&
        attributes.get('mode') !== '"tags"' &&
        // Choices of the contract, and nodes of the drawing itself.
        !/\.options\.map|as const|titleOf\(/.test(attributes.get('options') ?? ''),
    );
    expect(untold.map(({ file, attributes }) => `${file} ${attributes.get('options')}`)).toEqual([]);
  });

  it.each([
    [
      'a queue',
      { memberIds: [ID], penalties: {}, hoursId: ID, greetingPromptId: ID, requiredSkills: [{ skillId: ID, minLevel: 1, relax: [] }] },
      QueueFields,
    ],
    ['an inbound route', { hoursId: ID }, InboundRouteFields],
    ['an outbound route', { trunkIds: [ID, ID] }, DialRuleFields],
    ['many extensions', { queueIds: [ID], source: 'range' }, BulkFields],
  ] as const)('in the form of %s', async (_name, values, Fields) => {
    for (const destination of destinations) {
      const all = { ...values, destination, closedDestination: destination, overflow: [destination] };
      const shown = await shownText(inForm(all, createElement(Fields as () => ReactElement)));
      expect(shown).not.toMatch(IDS);
      expect(shown).toContain('…');
    }
  });

  it('in the form of a customer, and of a conference', async () => {
    const shown = await shownText(inForm({ assignedAgentId: ID, numbers: [] }, createElement(CustomerFields, { fields: [] })));
    expect(shown).not.toMatch(IDS);
    expect(shown).toContain('…');
    expect(await shownText(createElement(AgentsSelect, { candidates: [], loading: true, value: [ID] }))).not.toMatch(IDS);
  });

  it.each([
    ['play', { sounds: [{ kind: 'prompt', promptId: ID }] }],
    ['condition', { test: { on: 'hours', hoursId: ID } }],
    ['queue', { queueId: ID, skills: [{ skillId: ID, minLevel: 1, relax: [] }] }],
    ['extension', { agentId: ID }],
    ['voicemail', { queueId: ID }],
    ['flow', { flowId: ID }],
  ] as const)('in a node of a flow: %s', async (kind, values) => {
    function Fields() {
      const [form] = Form.useForm();
      return createElement(Form, { form, initialValues: values }, createElement(NodeFields, { kind, form, language: 'zh' }));
    }
    const shown = await shownText(createElement(WithTargets, null, createElement(Fields)));
    expect(shown).not.toMatch(IDS);
    expect(shown).toContain('…');
  });

  // All but the one that is about this browser alone, and asks it.
  const pages = pagesOf(features).filter(({ path }) => path !== '/preflight');
  it.each(pages.map(({ path, component }) => [path, component] as const))(
    'on %s, whatever the address filters by',
    async (path, Page) => {
      const filters = ['queue', 'agentId', 'state', 'type', 'answer', 'level', 'reason', 'handled', 'kind', 'language'];
      const address = `${path}?${filters.map((name) => `${name}=${ID}`).join('&')}`;
      const shown = await shownText(createElement(Page), address);
      expect(shown.length).toBeGreaterThan(20);
      expect(shown).not.toMatch(IDS);
    },
    30_000,
  );
});
