import type { ConferenceParty, ConferenceSession } from '@zuoxi/contract';

/** His phone rings, or he is in. */
export const isLive = (party: ConferenceParty): boolean => party.state === 'ringing' || party.state === 'joined';

export const joinedCount = ({ parties }: ConferenceSession): number => parties.filter((party) => party.state === 'joined').length;

export const nameOf = (party: Pick<ConferenceParty, 'name' | 'number'>): string => party.name ?? party.number;
