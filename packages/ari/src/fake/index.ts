// The in-memory engine for tests. Production code does not import this entry.
export { type FakeCallIn, FakeEngine, type FakeEngineOptions } from './engine.ts';
export type { FakeLeg } from './leg.ts';
export type { FakePhone } from './phone.ts';
export { ServedFake } from './served.ts';
