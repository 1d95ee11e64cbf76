import { z } from 'zod';
import { DialDigits, Id } from './roles.ts';

/** Where a call can be sent: by an inbound route, a queue's overflow, an IVR. */
export const Destination = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), queueId: Id }),
  z.object({ kind: z.literal('flow'), flowId: Id }),
  z.object({ kind: z.literal('extension'), agentId: Id }),
  z.object({ kind: z.literal('outside'), number: DialDigits }),
  z.object({ kind: z.literal('voicemail'), queueId: Id }),
  /** With a last word, if there is one. */
  z.object({ kind: z.literal('hangup'), promptId: Id.nullable() }),
]);
export type Destination = z.infer<typeof Destination>;

export const PromptLanguage = z.enum(['zh', 'en']);
export type PromptLanguage = z.infer<typeof PromptLanguage>;

/**
 * What an agent must know to get a call. While nobody does, it asks for less: at the latest of `relax` whose time has
 * come the level is that one, 0 = the skill is no longer asked for.
 */
export const SkillRequirement = z.object({
  skillId: Id,
  minLevel: z.number().int().min(1).max(10),
  relax: z.array(z.object({ afterS: z.number().int().min(1).max(7200), minLevel: z.number().int().min(0).max(10) })).max(10),
});
export type SkillRequirement = z.infer<typeof SkillRequirement>;

/** How far a number is, and what it costs: what an account may dial. */
export const PermissionClass = z.enum(['internal', 'local', 'national', 'international', 'premium']);
export type PermissionClass = z.infer<typeof PermissionClass>;

const ForwardTo = z.string().regex(/^(\+?[0-9]{2,31})?$/);

/** Where calls to an extension go instead; '' = nowhere. Calls of a queue are never forwarded. */
export const Forwarding = z.object({
  always: ForwardTo,
  busy: ForwardTo,
  noAnswer: ForwardTo,
  offline: ForwardTo,
  /** Seconds of ringing before `noAnswer`. */
  noAnswerS: z.number().int().min(5).max(60),
});
export type Forwarding = z.infer<typeof Forwarding>;

/** Something of the configuration that refers to another: what a delete would break. */
export const Use = z.object({ kind: z.enum(['inboundRoute', 'queue', 'flow', 'dialRule']), id: Id, name: z.string() });
export type Use = z.infer<typeof Use>;
