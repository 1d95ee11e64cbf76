import type { Conference, ConferenceParty, ConferenceSession } from '@zuoxi/contract';
import { currentLanguage } from '../../i18n/language.ts';
import { formatList } from '../../ui/format.ts';

/** His phone rings, or he is in. */
export const isLive = (party: ConferenceParty): boolean => party.state === 'ringing' || party.state === 'joined';

export const joinedCount = ({ parties }: ConferenceSession): number => parties.filter((party) => party.state === 'joined').length;

export const nameOf = (party: Pick<ConferenceParty, 'name' | 'number'>): string => party.name ?? party.number;

export const namesOfMembers = ({ members }: Pick<Conference, 'members'>): string =>
  formatList(
    members.map(({ displayName }) => displayName),
    currentLanguage(),
  );
