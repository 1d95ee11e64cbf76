// Preloaded (`--import`): drizzle-orm's package.json has 179 KB, and Node 24 reads it again for each of the 230 files that drizzle-orm imports of
// itself, which is 1 of the 3.5 s of processor time that the server's modules take to load. Whatever is imported by a relative path inside of it
// is a module and needs no look into package.json.
import { registerHooks } from 'node:module';

const OF = '/node_modules/drizzle-orm/';

registerHooks({
  resolve(specifier, context, nextResolve) {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || !specifier.endsWith('.js') || !parentURL?.includes(OF)) return nextResolve(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: 'module', shortCircuit: true };
  },
});
