import { cleanJson } from '@zuoxi/kit';

/** Plain printable ASCII without \\u escapes holds nothing to clean; nearly every message is that. */
const MAY_NEED_CLEANING = /\\u|[^\t\r\n -~]/;

/**
 * What an engine says, with nothing in it that cannot be stored: a caller chooses his From, his name and his variables, and all of them
 * arrive in events and answers. The one way in for ARI's JSON. Throws SyntaxError for text that is not JSON.
 */
export function parseStorable<T>(text: string): T {
  // The conformance suite proves for every engine that messages have ARI's shapes; cleaning changes characters only.
  const value = JSON.parse(text) as T;
  return MAY_NEED_CLEANING.test(text) ? cleanJson(value) : value;
}
