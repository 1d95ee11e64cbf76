import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `vite dev` finds the server. */
const server = process.env.ZUOXI_SERVER ?? 'http://localhost:8080';

/** Writes `.br` and `.gz` beside each file; the server sends them as they are (`preCompressed` of @fastify/static). */
function precompress(): Plugin {
  const packers = [
    ['.br', promisify(brotliCompress)],
    ['.gz', promisify(gzip)],
  ] as const;
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = 'dist' }) {
      const names = await readdir(dir, { recursive: true });
      for (const name of names.filter((one) => /\.(js|css|svg|html)$/.test(one))) {
        const content = await readFile(join(dir, name));
        for (const [suffix, pack] of packers) await writeFile(join(dir, name + suffix), await pack(content));
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), precompress()],
  server: {
    port: 5173,
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
      '/sip': { target: server, ws: true },
    },
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    sourcemap: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // The contract's schemas are built at import; without this the first page would carry all of zod for its types.
      treeshake: {
        manualPureFunctions: ['z', 'pageOf'],
        moduleSideEffects: [{ test: /packages[\\/]contract/, sideEffects: false }],
      },
      output: {
        // What changes rarely is cached apart from what changes with every release. JsSIP, Socket.IO and
        // wavesurfer are imported where they are used, so the sign-in page never loads them.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/, priority: 3 },
            { name: 'i18n', test: /node_modules[\\/](i18next|react-i18next)[\\/]/, priority: 3 },
            { name: 'zod', test: /node_modules[\\/]zod[\\/]/, priority: 3 },
          ],
        },
      },
    },
  },
});
