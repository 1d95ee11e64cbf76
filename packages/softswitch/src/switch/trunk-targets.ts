import { escapeUser, formatUri, parseUri, type Way } from '../sip/index.ts';
import type { SwitchContext } from './context.ts';
import type { Target } from './outbound-call.ts';
import { wayOptionsOf } from './outbound-way.ts';
import { isYes } from './pjsip-config.ts';

/** One place of a trunk, not opened yet. */
interface Place {
  uri: string;
  way: Way;
}

/**
 * Where the calls of a trunk go: its static contacts in their order, each with all the servers that DNS gives for it
 * (RFC 3263 section 4.3). Contacts that do not answer OPTIONS come last: one that is wrongly taken for dead is still better than
 * no call. One target; it has the others to fall back to. Empty when there is no way at all.
 */
export async function trunkTargets(context: SwitchContext, endpoint: string, number: string): Promise<Target[]> {
  const { config, stack, contacts } = context;
  const settings = config.get('endpoint', endpoint);
  const options = wayOptionsOf(config, settings?.get('transport'));
  const proxy = settings?.get('outbound_proxy') || undefined;
  const known = config.staticContacts(endpoint);
  const ordered = [
    ...known.filter(({ aor, uri }) => contacts.isReachable(aor, uri) !== false),
    ...known.filter(({ aor, uri }) => contacts.isReachable(aor, uri) === false),
  ];
  const places: Place[] = [];
  for (const { uri: contact } of ordered) {
    const parsed = parseUri(contact);
    if (!parsed) continue;
    const uri = number === '' ? contact : formatUri({ ...parsed, user: escapeUser(number) });
    for (const way of await stack.waysTo(proxy ?? contact, options)) places.push({ uri, way });
  }
  config.setServerAddresses(
    endpoint,
    places.map(({ way }) => way.destination.address),
  );
  const isSymmetric = isYes(settings?.get('rewrite_contact'));
  const target = openFirst(places, isSymmetric, proxy === undefined ? undefined : routeOf(proxy));
  return target ? [target] : [];
}

/** RFC 3261 section 8.1.2: a proxy all requests go through is a pre-loaded route. */
function routeOf(proxy: string): string {
  const uri = parseUri(proxy);
  return uri && !uri.params.has('lr') ? `<${proxy};lr>` : `<${proxy}>`;
}

function openFirst(places: readonly Place[], isSymmetric: boolean, route: string | undefined): Target | undefined {
  const [first, ...rest] = places;
  if (!first) return undefined;
  const flow = first.way.open();
  if (!flow) return openFirst(rest, isSymmetric, route);
  return {
    uri: first.uri,
    flow,
    // A connection we opened is the way for the whole call; who calls back over another one could be anybody.
    symmetric: isSymmetric || flow.reliable,
    route,
    next: () => openFirst(rest, isSymmetric, route),
    hasNext: rest.length > 0,
  };
}
