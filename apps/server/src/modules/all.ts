import { type Module, withNeeded } from '../platform/module.ts';
import * as listed from './list.ts';

/** The listed modules and those that they need, in the order of needs. */
export const allModules: readonly Module[] = withNeeded(Object.values(listed));
