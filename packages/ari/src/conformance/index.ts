// The suite every engine must pass. Not imported by production code.

export type { ConformanceCase } from './case.ts';
export { conformanceCases } from './cases.ts';
export { type ConformancePhone, type ConformancePhoneCall, type EngineUnderTest, EventLog } from './engine-under-test.ts';
export { fakeEngineUnderTest } from './fake-engine.ts';
export { type CaseResult, reset, runCase } from './run-case.ts';
