import type { Texts } from '../../i18n/texts.ts';
import type { zh } from './texts.zh.ts';

export const en: Texts<typeof zh> = {
  dialRules: {
    title: 'Outbound routes',
    create: 'New outbound route',
    edit: 'Edit outbound route: {{name}}',
    safety:
      'International and premium-rate numbers are blocked until you allow them for an account. Numbers abroad that start with 00 or + always count as international.',
    name: 'Name',
    pattern: 'Dial pattern',
    patternHint:
      'Digits match themselves. X = 0–9, Z = 1–9, N = 2–9, [1-5] = one of these, final . = one or more digits. For example 0Z., 1[3-9]XXXXXXXXX, 00.',
    transform: 'Number manipulation',
    strip: 'Strip digits',
    stripHint: 'E.g. 1 if users dial 9 for an outside line.',
    prefix: 'Prepend',
    prefixHint: 'Added after stripping.',
    stripped: 'Strip {{count}}',
    prefixed: 'Prepend {{prefix}}',
    trunks: 'Trunks',
    trunksHint: 'Used in this order. If a trunk is full or fails, the next is tried.',
    refused: 'No trunk: call blocked',
    callerId: 'Outbound caller ID',
    callerIdHint: "Leave empty to use the trunk's. The extension's caller ID takes precedence.",
    permissionClass: 'Class',
    permissionClassHint: 'The extension needs permission for this class. 110, 119, 120 and 122 are always allowed.',
    enabled: 'Enabled',
    empty: 'No outbound routes yet',
    emptyHint:
      'Without rules, external calls use every trunk that allows outbound calls, in name order. The class follows from the number.',
    test: {
      title: 'Simulate a call',
      number: 'Dialled number',
      account: 'Dialled by',
      anyAccount: 'Any standard extension',
      rule: 'Rule',
      noRule: 'No rules: trunks by name',
      sent: 'Sends {{number}} · caller ID {{callerId}}',
      outcomes: {
        outside: 'Allowed. Trunks are used in this order',
        extension: 'Internal extension: called directly',
        queue: 'Internal queue: caller joins it',
        noTrunk: 'Blocked: no trunk available',
        numberInvalid: 'Blocked: no matching rule or invalid number',
        notAllowed: 'Blocked: class not allowed',
        capReached: 'Blocked: daily limit reached',
        blacklisted: 'Blocked: on the do-not-call list',
      },
    },
  },
  permissionClass: { internal: 'Internal', local: 'Local', national: 'National', international: 'International', premium: 'Premium rate' },
};
