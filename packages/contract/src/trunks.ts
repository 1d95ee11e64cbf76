import { z } from 'zod';
import { Id, Instant } from './roles.ts';

/** An IPv4/IPv6 address or a network in CIDR notation. */
export const AddressPattern = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

export const TrunkInput = z.object({
  name: z.string().trim().min(1).max(60),
  /** Host or address calls are sent to. */
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9.:_-]{1,253}$/),
  port: z.number().int().min(1).max(65535),
  /** Source addresses the carrier's calls are recognised by. */
  matchAddresses: z.array(AddressPattern).max(50),
  /** Number shown on calls out; empty = the extension's. */
  callerId: z.string().regex(/^\+?[0-9]{0,32}$/),
  /** Whether calls out may use it. Of several, the first by name is used. */
  outbound: z.boolean(),
  enabled: z.boolean(),
});
export type TrunkInput = z.infer<typeof TrunkInput>;

/** A row of GET /api/trunks. */
export const Trunk = TrunkInput.extend({ id: Id, channelsInUse: z.number().int(), createdAt: Instant });
export type Trunk = z.infer<typeof Trunk>;
