import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `vite dev` finds the server; the fake of `dev/fake-api.ts` listens elsewhere. */
const server = process.env.ZUOXI_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
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
