import { readFileSync } from 'node:fs';
import { STRICT, type TlsTrust, type WayOptions } from '../sip/index.ts';
import { type ConfigObject, isYes, type PjsipConfig } from './pjsip-config.ts';

/** Read when they are first needed; another `put` of the transport reads them again. */
const authorities = new WeakMap<ConfigObject, string>();

function trustOf(transport: ConfigObject): TlsTrust {
  const file = transport.get('ca_list_file') ?? '';
  let ca = authorities.get(transport);
  if (file !== '' && ca === undefined) {
    // A file that cannot be read vouches for nobody: the call fails instead of being made unchecked.
    try {
      ca = readFileSync(file, 'utf8');
    } catch {
      ca = '';
    }
    authorities.set(transport, ca);
  }
  return {
    verifyServer: isYes(transport.get('verify_server')),
    allowWildcards: isYes(transport.get('allow_wildcard_certs')),
    ...(ca === undefined ? {} : { ca }),
  };
}

/** What the `transport=` of an endpoint or registration says about the way of its requests. */
export function wayOptionsOf(config: PjsipConfig, transportId: string | undefined): WayOptions {
  const transport = config.get('transport', transportId ?? '');
  if (!transport) return { trust: STRICT };
  const protocol = transport.get('protocol')?.toUpperCase();
  return {
    ...(protocol === 'UDP' || protocol === 'TCP' || protocol === 'TLS' ? { transport: protocol } : {}),
    trust: trustOf(transport),
  };
}
