import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  recordings: {
    title: 'Recordings',
    duration: 'Length',
    size: 'Size',
    state: 'Check',
    play: 'Play',
    download: 'Download',
    empty: 'No recordings yet',
    emptyHint: 'Calls of queues or extensions with recording on appear here when they have ended.',
    states: {
      recording: 'Recording',
      ready: 'Good',
      missing: 'Missing',
      damaged: 'Gap',
      short: 'Incomplete',
      silent: 'Silent',
      removed: 'Deleted',
    },
    stateHints: {
      recording: 'The call has not ended',
      ready: 'As long as the call, and both sides were heard',
      missing: 'The file was not found',
      damaged: 'About {{seconds}} s are missing: the disk was full, or the softswitch stood still',
      short: 'Shorter than the call',
      silent: 'One side was not heard',
      removed: 'Deleted with the oldest recordings to keep the disk free',
    },
  },
};
