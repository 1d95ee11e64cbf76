/**
 * What call control asks the world besides telephony for. A step never waits: the answer comes back as the input
 * `serviceAnswered`, also when there is none (`failed`), and whoever asked has a deadline of his own.
 */
export type ServiceRequest =
  /** Who is calling: name, the agent he belongs to. */
  | { ask: 'caller'; tenantId: string; number: string; queueId: string | null }
  /** Text into a sound that every engine can play. */
  | { ask: 'speech'; text: string; language: 'zh' | 'en' }
  | ({ ask: 'http' } & FlowRequest)
  /** A setting of an extension, made with its phone, is to be kept. */
  | { ask: 'extension'; tenantId: string; agentId: string; change: ExtensionChange };

/** `number` '' = forwarded no more. */
export type ExtensionChange = { doNotDisturb: boolean } | { forward: 'always' | 'busy' | 'noAnswer'; number: string };

export type ServiceAnswer =
  | { ask: 'caller'; name: string | null; assignedAgentId: string | null; lastAgentId: string | null }
  /** `media`: an ARI media URI. */
  | { ask: 'speech'; media: string }
  | { ask: 'http'; status: number; body: string }
  /** It is kept, and the directory knows it. */
  | { ask: 'extension' }
  | { ask: 'failed'; problem: string };

/** Implemented by the server's modules. A rejection is the answer `failed`. */
export interface Services {
  ask(request: ServiceRequest): Promise<ServiceAnswer>;
}
/** A look-up that an IVR makes on its way. */
export interface FlowRequest {
  tenantId: string;
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** '' = none. */
  body: string;
  timeoutS: number;
}
