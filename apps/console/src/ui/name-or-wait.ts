import type { ReactNode } from 'react';

/** `labelRender` of a select whose choices are rows: an id without its name, which is on its way, is nothing to read. */
export const nameOrWait = ({ label }: { label?: ReactNode }): ReactNode => label ?? '…';
