import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  dialRules: {
    title: 'Dial rules',
    create: 'New dial rule',
    edit: 'Edit dial rule: {{name}}',
    safety:
      "International and premium numbers cannot be dialled unless an account's extension is given the right. What begins with 00 or + abroad is international whatever a rule says.",
    name: 'Name',
    pattern: 'Pattern',
    patternHint:
      'Digits as they are; X is 0–9, Z 1–9, N 2–9, [1-5] one of these, . at the end one or more digits. As 0Z., 1[3-9]XXXXXXXXX, 00.',
    transform: 'Number sent',
    strip: 'Digits removed',
    stripHint: '1 when 9 is dialled for a line',
    prefix: 'Put in front',
    prefixHint: 'After the removal',
    stripped: '{{count}} removed',
    prefixed: '{{prefix}} in front',
    trunks: 'Trunks',
    trunksHint: 'In the order chosen: when one is full or cannot carry the call, the next one is used.',
    refused: 'None: refused',
    callerId: 'Caller ID',
    callerIdHint: "Empty: the trunk's. An extension's own one comes before it.",
    permissionClass: 'Class',
    permissionClassHint: 'The extension must be allowed this class. 110, 119, 120 and 122 are always allowed.',
    enabled: 'Enabled',
    empty: 'No dial rules yet',
    emptyHint: 'Without rules, outside numbers go over all trunks for calls out, by name; the class is told from the number.',
    test: {
      title: 'Try a number',
      number: 'Number dialled',
      account: 'Dialled by',
      anyAccount: 'An ordinary extension',
      rule: 'Rule',
      noRule: 'No rules; trunks by name',
      sent: 'sends {{number}} · shows {{callerId}}',
      outcomes: {
        outside: 'Can be dialled, over these trunks in order',
        extension: 'An extension of your own; called directly',
        queue: 'A queue of your own; the caller waits in it',
        noTrunk: 'No trunk to use; cannot be dialled',
        numberInvalid: 'No rule fits, or not a number',
        notAllowed: 'This class is not allowed; cannot be dialled',
        capReached: "Today's limit is reached; cannot be dialled",
        blacklisted: 'The number is on the blacklist',
      },
    },
  },
  permissionClass: { internal: 'Internal', local: 'Local', national: 'National', international: 'International', premium: 'Premium rate' },
};
