import i18next, { type ParseKeys } from 'i18next';

/*
 * What a field of a request is called on its form. The texts name most labels as the API names the fields (`queues.labels.retryS`, `trunks.host`);
 * the others stand here. Null: the text of that name is no label.
 */
const elsewhere: Readonly<Record<string, Readonly<Record<string, ParseKeys | null>>>> = {
  accounts: {
    number: 'accounts.extension',
    callerId: 'extensions.callerId',
    mayDial: 'extensions.mayDial',
    dailyCallsCap: 'extensions.dailyCallsCap',
    dailyMinutesCap: 'extensions.dailyMinutesCap',
    doNotDisturb: 'extensions.doNotDisturb',
    always: 'extensions.forwarding.always',
    busy: 'extensions.forwarding.busy',
    noAnswer: 'extensions.forwarding.noAnswer',
    offline: 'extensions.forwarding.offline',
    noAnswerS: 'extensions.noAnswerS',
    pickupGroup: 'extensions.pickupGroup',
    dtmfMode: 'dtmf.mode',
    srtp: 'extensions.srtp',
    queueIds: 'accounts.queues',
    lines: 'extensions.bulk.lines',
  },
  agents: { ready: null, reason: 'panel.reason' },
  blacklist: { note: 'blacklist.reason' },
  callbackPlans: { note: 'callbackPlans.remark', state: null },
  conferences: { memberIds: 'conferences.members', agentIds: 'conferences.inviteAgents', number: 'conferences.inviteNumber' },
  customerCard: { internal: null },
  customers: { number: 'customers.numbers', assignedAgentId: 'customers.assignedAgent', content: 'customerCard.serviceNew' },
  dialLimits: {
    ownCallsCap: 'settings.ownCallsCap',
    ownMinutesCap: 'settings.ownMinutesCap',
    forwardedCallsCap: 'settings.forwardedCallsCap',
    forwardedMinutesCap: 'settings.forwardedMinutesCap',
  },
  dialRules: { trunkIds: 'dialRules.trunks' },
  flows: { updatedAt: null, callerNumber: 'flows.test.callerNumber', calledNumber: 'flows.test.calledNumber' },
  holidays: { fromDate: 'holidays.from', toDate: 'holidays.to' },
  inboundRoutes: { hoursId: 'inboundRoutes.hours' },
  panel: { ready: null, note: 'wrapUp.note', disposition: 'wrapUp.disposition' },
  queues: { skillId: 'queues.skill' },
  telephonySettings: { rtpTimeoutS: 'settings.rtpTimeout' },
  testCustomer: { calledNumber: 'testCustomer.target', queueId: 'testCustomer.target' },
  trunks: { secondPort: 'trunks.port', rtpTimeoutS: 'trunks.rtpTimeout', dtmfMode: 'dtmf.mode', number: 'trunks.test.number' },
  voicemail: { handled: null },
};

/** Of the address of any list: no form has them. */
const ofLists = ['page', 'pageSize', 'sort', 'order', 'search', 'after', 'before', 'last', 'exact'];

/** The key of a field's label. `word`: what the path of the request begins with, `inbound-routes`. */
export function labelKeyOf(word: string, field: string): string | undefined {
  if (ofLists.includes(field)) return undefined;
  const name = word.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
  const known = elsewhere[name]?.[field];
  if (known !== undefined) return known ?? undefined;
  return [`${name}.labels.${field}`, `${name}.${field}`].find((key) => typeof textOf(key) === 'string');
}

/** In the language of the console. `path`: as `request.invalid` names a field, `overflow.0.number`; the innermost that has a label counts. */
export function fieldLabel(word: string, path: string): string | undefined {
  for (const field of path.split('.').reverse()) {
    const key = labelKeyOf(word, field);
    const text = key === undefined ? undefined : textOf(key);
    if (typeof text === 'string') return text;
  }
  return undefined;
}

const textOf = (key: string): unknown => i18next.getResource(i18next.language, 'translation', key);
