import { inLanguage, recordingStateLabels, recordingTypeLabels } from '@zuoxi/contract';
import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  recordings: {
    title: 'Recordings',
    duration: 'Duration',
    size: 'Size',
    state: 'Check result',
    play: 'Play',
    download: 'Download',
    downloadChosen: 'Download {{count}} selected',
    tooMany: 'At most {{most}} at once',
    empty: 'No recordings yet',
    emptyHint: 'Recordings of queues and extensions with recording on appear here after each call.',
    states: inLanguage(recordingStateLabels, 'en'),
    types: inLanguage(recordingTypeLabels, 'en'),
    stateHints: {
      recording: 'The call is still in progress.',
      ready: 'Length matches the call; audio on both sides.',
      missing: 'Recording file not found.',
      damaged: 'About {{seconds}} s missing (disk full or softswitch stalled).',
      short: 'Length does not match the call.',
      silent: 'No audio on one side.',
      removed: 'Oldest recordings were deleted automatically because the disk was full.',
    },
  },
};
