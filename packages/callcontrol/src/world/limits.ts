// The times of phones and conversations that a deadline is made of: what is stored of a call is read with them.

/** Nobody talks that long; a call that does is a leak and is looked at by the reconciler. */
export const LONGEST_TALK_MS = 12 * 3600_000;

/** How long a phone rings where no queue and no forwarding says it. */
export const RING_S = 30;

/** After this much more, an engine that says nothing is given up. */
export const GUARD_MS = 5000;

/** How long the phone of a party of a conference rings. */
export const CONFERENCE_RING_S = 45;

/** A page that is loaded again while its phone rings is back within this time. */
export const LOST_PHONE_MS = 6000;

/** How long a customer waits for an agent whose phone was lost in the conversation. */
export const LONGEST_ABSENCE_MS = 45_000;
