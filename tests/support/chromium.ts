import { existsSync } from 'node:fs';

/** Debian's build without windows opens in half the processor time of the whole browser, and renders and rings alike. */
const SHELL = '/usr/bin/chromium-headless-shell';
/** The shell denies every page its notifications; what it can do otherwise, it does like the whole browser. */
export const WHOLE_CHROMIUM = '/usr/bin/chromium';
export const CHROMIUM = existsSync(SHELL) ? SHELL : WHOLE_CHROMIUM;
export const chromiumInstalled = existsSync(WHOLE_CHROMIUM);

export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page of a test lives for seconds: compiling its scripts for speed costs more than it saves (40 % of what a page load takes).
  '--js-flags=--no-opt --no-maglev --no-sparkplug',
];
