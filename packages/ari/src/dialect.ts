import type { Clock } from '@zuoxi/kit';
import type { AriFiles } from './http.ts';
import type { AriRequests } from './requests.ts';
import { FilePerSideRecordings, OneFileRecordings, type StereoRecordings } from './stereo-recording.ts';

/** Prompts of ours are named below this: `sound:zuoxi/zh/greeting`. */
export const OWN_SOUNDS = 'sound:zuoxi/';

/** The few things that the two engines are asked for in different words; call control knows one way only. */
export interface Dialect {
  readonly name: 'softswitch' | 'asterisk';
  readonly recordings: StereoRecordings;
  /** Prompts are put into the engine (`PUT /sounds/{name}`); else it fetches them itself. */
  readonly takesSounds: boolean;
  /** The way calls out are sent (`transport`) is pushed; in Asterisk it stands in pjsip.conf, since it listens. */
  readonly takesTransports: boolean;
  /** A registration made with a secret that is no longer the account's ends by itself; else its contact has to be deleted. */
  readonly endsRegistrations: boolean;
  /** `PUT /mailboxes`: phones are told how many messages wait. */
  readonly takesMailboxes: boolean;
  /** All contacts of a phone ring; else one has to be named. */
  readonly ringsAllContacts: boolean;
  /** Phones watch others by hints of the dialplan, in a context for each call centre; else by the endpoints themselves. */
  readonly watchesByContext: boolean;
  /** `GET /registrations` and `RegistrationStateChange`. */
  readonly tellsRegistrations: boolean;
  /** `POST /endpoints/…/qualify`; else a server is asked by making a contact of it for a moment (`ServerProbes`). */
  readonly asksServers: boolean;
  /** The media URI by which this engine plays a prompt of ours; any other URI is left as it is. */
  mediaUri(uri: string): string;
}

/**
 * @param version `system.version` of `GET /asterisk/info`
 * @param promptsUrl where the engine finds our prompts over HTTP, e.g. `http://127.0.0.1:8080/prompts`
 */
export function dialectOf(
  version: string,
  { requests, files, clock, promptsUrl }: { requests: AriRequests; files: AriFiles; clock: Clock; promptsUrl: () => string },
): Dialect {
  if (version.endsWith('-zuoxi')) {
    return {
      name: 'softswitch',
      recordings: new OneFileRecordings(requests, files),
      takesSounds: true,
      takesTransports: true,
      endsRegistrations: true,
      takesMailboxes: true,
      ringsAllContacts: true,
      watchesByContext: false,
      tellsRegistrations: true,
      asksServers: true,
      mediaUri: (uri) => uri,
    };
  }
  return {
    name: 'asterisk',
    recordings: new FilePerSideRecordings(requests, clock, files),
    takesSounds: false,
    takesTransports: false,
    endsRegistrations: false,
    // Debian's has no res_ari_mailboxes.
    takesMailboxes: false,
    ringsAllContacts: false,
    watchesByContext: true,
    tellsRegistrations: false,
    asksServers: false,
    // res_http_media_cache fetches it once and keeps it.
    mediaUri: (uri) => (uri.startsWith(OWN_SOUNDS) ? `sound:${promptsUrl()}/${uri.slice(OWN_SOUNDS.length)}.wav` : uri),
  };
}
