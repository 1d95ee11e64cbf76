import { lists } from './bench/benchmarks/l1-lists.ts';
const t = Date.now();
const s = await lists.open(undefined);
console.log('filled', (Date.now()-t)/1000);
const n = Number(process.argv[2] ?? 1);
try { for (let i=0;i<n;i++) { const r = await s.repeat(); console.log(r.value, JSON.stringify(r.details, null, 1)); } }
catch (e) { console.error(e, (e as Error & {cause?: unknown}).cause); }
await s.close();
process.exit(0);
