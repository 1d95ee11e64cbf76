import type {
  Account,
  AccountWithSecret,
  AgentStatus,
  AgentWhy,
  AssignableAgent,
  BlacklistEntry,
  BlacklistInput,
  BulkAccounts,
  BulkResult,
  Callback,
  CallbackPlan,
  CallbackPlanInput,
  CallbackPlanQuery,
  CallbackQuery,
  CallDetail,
  CallQuery,
  CallRecord,
  ChangePassword,
  Conference,
  ConferenceCandidate,
  ConferenceHeld,
  ConferenceInput,
  ConferenceInvitation,
  ConferenceSession,
  CreateAccount,
  CrmField,
  CrmFieldInput,
  Customer,
  CustomerCalls,
  CustomerCard,
  CustomerCardQuery,
  CustomerInput,
  DialLimits,
  DialRule,
  DialRuleInput,
  DialTest,
  DialTestQuery,
  Flow,
  FlowFile,
  FlowImported,
  FlowInput,
  FlowTestInput,
  FlowTestResult,
  FlowUpdate,
  FlowVersion,
  Holiday,
  HolidayInput,
  InboundRoute,
  InboundRouteInput,
  InboundTest,
  InboundTestQuery,
  Installation,
  Me,
  OpeningHours,
  OpeningHoursInput,
  Page,
  PageQuery,
  PanelState,
  PanelTargets,
  PhoneCredentials,
  Prompt,
  PromptInput,
  PromptUpload,
  PublishFlow,
  Queue,
  QueueDryRun,
  QueueInput,
  QueueStatus,
  RecentCall,
  Recording,
  SatisfactionQuery,
  SatisfactionResult,
  SatisfactionSummary,
  ServiceRecord,
  ServiceRecordInput,
  SetAsideCount,
  SetAsideFact,
  SetAsideRun,
  SetDisposition,
  SetQueueStates,
  ShippedSounds,
  SignIn,
  Skill,
  SkillInput,
  Speech,
  SpokenPrompt,
  Storage,
  SupervisionOrder,
  SupervisionSettings,
  TalkingWith,
  Trunk,
  TrunkInput,
  TrunkTest,
  TrunkTestInput,
  UpdateAccount,
  Use,
  VoicemailMessage,
  VoicemailQuery,
  VoicemailUnhandled,
} from '@zuoxi/contract';
import { ApiError, http, queryString } from './client.ts';
import { sendFile } from './send-file.ts';

export type ListQuery = Partial<PageQuery>;
export type CallListQuery = Partial<CallQuery>;

interface Crud<Row, Input> {
  list(query: ListQuery, signal?: AbortSignal): Promise<Page<Row>>;
  create(input: Input): Promise<Row>;
  update(id: string, input: Input): Promise<Row>;
  remove(id: string): Promise<void>;
}

function crud<Row, Input>(path: string): Crud<Row, Input> {
  return {
    list: (query, signal) => http.get<Page<Row>>(path, query, signal),
    create: (input) => http.post<Row>(path, input),
    update: (id, input) => http.put<Row>(`${path}/${id}`, input),
    remove: (id) => http.delete<void>(`${path}/${id}`),
  };
}

export const storageApi = { read: () => http.get<Storage>('/storage') };
export const installationApi = { read: () => http.get<Installation>('/installation') };

export const sessionApi = {
  /** Null when nobody is signed in. */
  async me(): Promise<Me | null> {
    try {
      return await http.get<Me>('/session');
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
  signIn: (input: SignIn) => http.post<Me>('/session', input),
  signOut: () => http.delete<void>('/session'),
  changePassword: (input: ChangePassword) => http.put<void>('/session/password', input),
};

export const phoneApi = { credentials: () => http.get<PhoneCredentials>('/phone') };

export const panelApi = {
  state: () => http.get<PanelState>('/panel'),
  setQueueStates: (input: SetQueueStates) => http.post<void>('/panel/queue-states', input),
  dial: (number: string) => http.post<{ callId: string }>('/panel/dial', { number }),
  hangup: () => http.post<void>('/panel/hangup'),
  hold: (on: boolean) => http.post<void>('/panel/hold', { on }),
  mute: (on: boolean) => http.post<void>('/panel/mute', { on }),
  dtmf: (digits: string) => http.post<void>('/panel/dtmf', { digits }),
  doNotDisturb: (on: boolean) => http.post<void>('/panel/do-not-disturb', { on }),
  sendToSurvey: () => http.post<void>('/panel/survey'),
  record: (on: boolean) => http.post<void>('/panel/record', { on }),
  hand: (on: boolean) => http.post<void>('/panel/hand', { on }),
  targets: () => http.get<PanelTargets>('/panel/targets'),
  consult: (number: string) => http.post<void>('/panel/consult', { number }),
  talkWith: (party: TalkingWith) => http.post<void>('/panel/consult/with', { with: party }),
  completeConsult: (hangUpCustomer: boolean) => http.post<void>('/panel/consult/transfer', { hangUpCustomer }),
  cancelConsult: () => http.post<void>('/panel/consult/cancel'),
  transfer: (number: string) => http.post<void>('/panel/transfer', { number }),
  cancelTransfer: () => http.post<void>('/panel/transfer/cancel'),
  setNext: (reason: string | null) => http.post<void>('/panel/next', { reason }),
  setDisposition: (input: SetDisposition) => http.post<void>('/panel/disposition', input),
  reclaim: () => http.post<void>('/panel/reclaim'),
  endWrapUp: () => http.post<void>('/panel/wrap-up/end'),
  recentCalls: () => http.get<RecentCall[]>('/panel/recent-calls'),
};

export const agentsApi = {
  list: () => http.get<AgentStatus[]>('/agents'),
  queueStatus: () => http.get<QueueStatus[]>('/queue-status'),
  why: (id: string) => http.get<AgentWhy>(`/agents/${id}/why`),
};

export const supervisionApi = {
  supervise: (agentId: string, mode: SupervisionOrder) => http.post<void>(`/agents/${agentId}/supervise`, { mode }),
  pickUp: (agentId: string) => http.post<void>(`/agents/${agentId}/pick-up`),
  setQueueStates: (agentId: string, input: SetQueueStates) => http.post<void>(`/agents/${agentId}/queue-states`, input),
  endWrapUp: (agentId: string) => http.post<void>(`/agents/${agentId}/wrap-up/end`),
  signOut: (agentId: string) => http.post<void>(`/agents/${agentId}/sign-out`),
};

const conferences = crud<Conference, ConferenceInput>('/conferences');
export const conferencesApi = {
  ...conferences,
  find: (id: string, signal?: AbortSignal) => http.get<Conference>(`/conferences/${id}`, {}, signal),
  /** Of all conferences, those that are being held. */
  held: async () => (await conferences.list({ pageSize: 100 })).rows.flatMap(({ session }) => session ?? []),
  sessions: (id: string, signal?: AbortSignal) => http.get<ConferenceHeld[]>(`/conferences/${id}/sessions`, {}, signal),
  candidates: () => http.get<ConferenceCandidate[]>('/conferences/candidates'),
  start: (id: string) => http.post<ConferenceSession>(`/conferences/${id}/start`),
  invite: (id: string, invitation: ConferenceInvitation) => http.post<void>(`/conferences/${id}/invite`, invitation),
  end: (id: string) => http.post<void>(`/conferences/${id}/end`),
  mute: (id: string, partyId: string, on: boolean) => http.post<void>(`/conferences/${id}/parties/${partyId}/mute`, { on }),
  removeParty: (id: string, partyId: string) => http.post<void>(`/conferences/${id}/parties/${partyId}/remove`),
  callAgain: (id: string, partyId: string) => http.post<void>(`/conferences/${id}/parties/${partyId}/call-again`),
};

export const callsApi = {
  list: (query: CallListQuery, signal?: AbortSignal) => http.get<Page<CallRecord>>('/calls', query, signal),
  detail: (id: string) => http.get<CallDetail>(`/calls/${id}`),
};

export const recordingsApi = {
  list: (query: CallListQuery, signal?: AbortSignal) => http.get<Page<Recording>>('/recordings', query, signal),
  audioUrl: (id: string, download = false) => `/api/recordings/${id}/audio${queryString({ download: download ? 1 : undefined })}`,
};

export const voicemailApi = {
  list: (query: Partial<VoicemailQuery>, signal?: AbortSignal) => http.get<Page<VoicemailMessage>>('/voicemail', query, signal),
  unhandled: () => http.get<VoicemailUnhandled>('/voicemail/unhandled'),
  setHandled: (id: string, handled: boolean) => http.put<VoicemailMessage>(`/voicemail/${id}/handled`, { handled }),
  audioUrl: (id: string, download = false) => `/api/voicemail/${id}/audio${queryString({ download: download ? 1 : undefined })}`,
};

export const satisfactionApi = {
  list: (query: Partial<SatisfactionQuery>, signal?: AbortSignal) => http.get<Page<SatisfactionResult>>('/satisfaction', query, signal),
  summary: (query: Partial<SatisfactionQuery>, signal?: AbortSignal) =>
    http.get<SatisfactionSummary>('/satisfaction/summary', query, signal),
};

export const callbacksApi = {
  list: (query: Partial<CallbackQuery>, signal?: AbortSignal) => http.get<Page<Callback>>('/callbacks', query, signal),
  cancel: (id: string) => http.post<void>(`/callbacks/${id}/cancel`),
};

export const customersApi = {
  ...crud<Customer, CustomerInput>('/customers'),
  /** Whom a customer may be assigned to. */
  agents: () => http.get<AssignableAgent[]>('/customers/agents'),
  addServiceRecord: (id: string, input: ServiceRecordInput) => http.post<ServiceRecord>(`/customers/${id}/service-records`, input),
};

export const customerCardApi = {
  find: (query: CustomerCardQuery, signal?: AbortSignal) => http.get<CustomerCard>('/customer-card', query, signal),
  calls: (query: CustomerCardQuery, signal?: AbortSignal) => http.get<CustomerCalls>('/customer-card/calls', query, signal),
};

export const callbackPlansApi = {
  list: (query: Partial<CallbackPlanQuery>, signal?: AbortSignal) => http.get<Page<CallbackPlan>>('/callback-plans', query, signal),
  create: (input: CallbackPlanInput) => http.post<CallbackPlan>('/callback-plans', input),
  update: (id: string, input: CallbackPlanInput) => http.put<CallbackPlan>(`/callback-plans/${id}`, input),
  finish: (id: string) => http.post<CallbackPlan>(`/callback-plans/${id}/done`),
  remove: (id: string) => http.delete<void>(`/callback-plans/${id}`),
};

export const crmFieldsApi = {
  ...crud<CrmField, CrmFieldInput>('/crm-fields'),
  order: (ids: string[]) => http.put<void>('/crm-fields/order', { ids }),
};

export const reasonsApi = {
  list: () => http.get<string[]>('/reasons'),
  replace: (reasons: string[]) => http.put<void>('/reasons', reasons),
};

export const dialLimitsApi = {
  read: () => http.get<DialLimits>('/dial-limits'),
  update: (limits: DialLimits) => http.put<DialLimits>('/dial-limits', limits),
};

export const supervisionSettingsApi = {
  read: () => http.get<SupervisionSettings>('/supervision-settings'),
  update: (settings: SupervisionSettings) => http.put<SupervisionSettings>('/supervision-settings', settings),
};

export const accountsApi = {
  list: (query: ListQuery, signal?: AbortSignal) => http.get<Page<Account>>('/accounts', query, signal),
  create: (input: CreateAccount) => http.post<AccountWithSecret>('/accounts', input),
  update: (id: string, input: UpdateAccount) => http.put<Account>(`/accounts/${id}`, input),
  remove: (id: string) => http.delete<void>(`/accounts/${id}`),
  createMany: (input: BulkAccounts) => http.post<BulkResult>('/accounts/bulk', input),
  newSipSecret: (id: string) => http.post<AccountWithSecret>(`/accounts/${id}/sip-secret`),
};

export const blacklistApi = crud<BlacklistEntry, BlacklistInput>('/blacklist');
export const setAsideFactsApi = {
  list: (query: ListQuery, signal?: AbortSignal) => http.get<Page<SetAsideFact>>('/set-aside-facts', query, signal),
  count: () => http.get<SetAsideCount>('/set-aside-facts/count'),
  run: (id: string) => http.post<SetAsideRun>(`/set-aside-facts/${id}/run`),
  runAll: () => http.post<SetAsideRun>('/set-aside-facts/run'),
  remove: (id: string) => http.delete<void>(`/set-aside-facts/${id}`),
};
export const queuesApi = {
  ...crud<Queue, QueueInput>('/queues'),
  dryRun: (id: string) => http.get<QueueDryRun>(`/queues/${id}/dry-run`),
};
export const skillsApi = crud<Skill, SkillInput>('/skills');
export const trunksApi = {
  ...crud<Trunk, TrunkInput>('/trunks'),
  test: (id: string, input: TrunkTestInput) => http.post<TrunkTest>(`/trunks/${id}/test`, input),
};
export const inboundRoutesApi = {
  ...crud<InboundRoute, InboundRouteInput>('/inbound-routes'),
  order: (ids: string[]) => http.put<void>('/inbound-routes/order', { ids }),
  test: (query: InboundTestQuery) => http.get<InboundTest>('/inbound-routes/test', query),
};
export const dialRulesApi = {
  ...crud<DialRule, DialRuleInput>('/dial-rules'),
  order: (ids: string[]) => http.put<void>('/dial-rules/order', { ids }),
  test: (query: DialTestQuery) => http.get<DialTest>('/dial-rules/test', query),
};
export const openingHoursApi = crud<OpeningHours, OpeningHoursInput>('/opening-hours');
export const holidaysApi = {
  ...crud<Holiday, HolidayInput>('/holidays'),
  import: (text: string) => http.post<Holiday[]>('/holidays/import', { text }),
};
export const usesApi = { of: (id: string) => http.get<Use[]>(`/uses/${id}`) };

export const promptsApi = {
  list: (query: ListQuery, signal?: AbortSignal) => http.get<Page<Prompt>>('/prompts', query, signal),
  shipped: (signal?: AbortSignal) => http.get<ShippedSounds>('/prompts/shipped', {}, signal),
  upload: (options: PromptUpload, file: File, onProgress: (percent: number) => void) =>
    sendFile<Prompt>('POST', `/prompts${queryString(options)}`, file, onProgress),
  replace: (id: string, file: File, onProgress: (percent: number) => void) =>
    sendFile<Prompt>('PUT', `/prompts/${id}/sound`, file, onProgress),
  /** How a text would sound. */
  preview: (speech: Speech) => http.postForBlob('/prompts/speech', speech),
  speak: (input: SpokenPrompt) => http.post<Prompt>('/prompts/spoken', input),
  replaceBySpeech: (id: string, speech: Speech) => http.put<Prompt>(`/prompts/${id}/speech`, speech),
  /** One's own phone rings. */
  record: (input: PromptUpload) => http.post<Prompt>('/prompts/record', input),
  recordAgain: (id: string) => http.post<void>(`/prompts/${id}/record`),
  update: (id: string, input: PromptInput) => http.put<Prompt>(`/prompts/${id}`, input),
  remove: (id: string) => http.delete<void>(`/prompts/${id}`),
  /** With the revision in it: a new sound is another address. */
  audioUrl: ({ id, revision }: Prompt) => `/api/prompts/${id}/audio${queryString({ revision })}`,
};

export const flowsApi = {
  list: (query: ListQuery, signal?: AbortSignal) => http.get<Page<Flow>>('/flows', query, signal),
  find: (id: string, signal?: AbortSignal) => http.get<Flow>(`/flows/${id}`, {}, signal),
  create: (input: FlowInput) => http.post<Flow>('/flows', input),
  update: (id: string, input: FlowUpdate) => http.put<Flow>(`/flows/${id}`, input),
  remove: (id: string) => http.delete<void>(`/flows/${id}`),
  publish: (id: string, input: PublishFlow) => http.post<Flow>(`/flows/${id}/publish`, input),
  versions: (id: string, signal?: AbortSignal) => http.get<FlowVersion[]>(`/flows/${id}/versions`, {}, signal),
  rollback: (id: string, version: number) => http.post<Flow>(`/flows/${id}/versions/${version}/rollback`),
  exportUrl: (id: string) => `/api/flows/${id}/export`,
  import: (file: FlowFile) => http.post<FlowImported>('/flows/import', file),
  /** One's own phone rings. */
  testCall: (id: string, input: FlowTestInput) => http.post<FlowTestResult>(`/flows/${id}/test-call`, input),
};
