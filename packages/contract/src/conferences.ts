import { z } from 'zod';
import { AgentState } from './agents.ts';
import type { Catalogue } from './catalogue.ts';
import { DialDigits, Id, Instant } from './roles.ts';
import { RequiredText, Text } from './text.ts';

/** CONF-1 */
export const ConferenceInput = z.object({
  /** Any characters; one of each in a call centre. */
  name: RequiredText(60),
  description: Text(500).default(''),
  recorded: z.boolean().default(false),
  /** Rung when it starts. */
  memberIds: z.array(Id).max(100).default([]),
});
export type ConferenceInput = z.infer<typeof ConferenceInput>;

/** ringing · joined · left (may be called again) · lost: his phone went away without a word · declined: did not take it */
export const ConferencePartyState = z.enum(['ringing', 'joined', 'left', 'lost', 'declined']);
export type ConferencePartyState = z.infer<typeof ConferencePartyState>;

export const ConferenceParty = z.object({
  /** Of this party while the conference goes on. */
  partyId: z.string(),
  /** Null: an outside number. */
  agentId: Id.nullable(),
  name: z.string().nullable(),
  number: z.string(),
  state: ConferencePartyState,
  muted: z.boolean(),
  talking: z.boolean(),
  since: Instant,
});
export type ConferenceParty = z.infer<typeof ConferenceParty>;

/** A conference that is being held. */
export const ConferenceSession = z.object({
  sessionId: Id,
  conferenceId: Id,
  startedAt: Instant,
  recording: z.boolean(),
  parties: z.array(ConferenceParty),
});
export type ConferenceSession = z.infer<typeof ConferenceSession>;

/** What is kept of a party when it is over. */
export const ConferencePartyRecord = z.object({
  agentId: Id.nullable(),
  name: z.string().nullable(),
  number: z.string(),
  /** Null: never came. */
  joinedAt: Instant.nullable(),
  leftAt: Instant.nullable(),
});
export type ConferencePartyRecord = z.infer<typeof ConferencePartyRecord>;

export const Conference = ConferenceInput.extend({
  id: Id,
  members: z.array(z.object({ accountId: Id, displayName: z.string(), extension: z.string() })),
  createdByName: z.string().nullable(),
  createdAt: Instant,
  /** Null: not being held. */
  session: ConferenceSession.nullable(),
});
export type Conference = z.infer<typeof Conference>;

/** GET /api/conferences/candidates: whoever of the call centre has an extension. */
export const ConferenceCandidate = z.object({
  accountId: Id,
  displayName: z.string(),
  extension: z.string(),
  phoneOnline: z.boolean(),
  state: AgentState,
});
export type ConferenceCandidate = z.infer<typeof ConferenceCandidate>;

/** GET /api/conferences/:id/sessions: the times it was held, newest first; the last 20. */
export const ConferenceHeld = z.object({
  sessionId: Id,
  startedAt: Instant,
  /** Null: going on. */
  endedAt: Instant.nullable(),
  startedByName: z.string().nullable(),
  parties: z.array(ConferencePartyRecord),
  /** One after the other; heard by GET /api/recordings/:id/audio. */
  recordings: z.array(z.object({ id: Id, startedAt: Instant, durationS: z.number(), ready: z.boolean() })),
});
export type ConferenceHeld = z.infer<typeof ConferenceHeld>;

/** POST /api/conferences/:id/invite: agents, or one outside number. */
export const ConferenceInvitation = z.union([z.object({ agentIds: z.array(Id).min(1).max(100) }), z.object({ number: DialDigits })]);
export type ConferenceInvitation = z.infer<typeof ConferenceInvitation>;

export const conferencesErrors = {
  'conferences.nameTaken': { status: 409, zh: '会议名“{name}”已存在', en: 'The conference "{name}" already exists' },
  'conferences.beingHeld': { status: 409, zh: '会议正在进行', en: 'The conference is in progress' },
  'conferences.notHeld': { status: 409, zh: '会议未在进行', en: 'The conference is not in progress' },
  'conferences.nobodyReachable': { status: 409, zh: '没有可以呼叫的与会人', en: 'No participant can be called' },
} as const satisfies Catalogue;
