import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.js';

const source = (library: string) => fileURLToPath(new URL(`../../libs/${library}/src/index.ts`, import.meta.url));
/** Where `npm run dev` finds the server. */
const server = process.env.DEV_SERVER_URL ?? 'http://127.0.0.1:4400';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [react(), precompress()],
  resolve: { alias: { '@contraflow/contract': source('contract'), '@contraflow/measure': source('measure') } },
  build: {
    outDir: 'dist', emptyOutDir: true, target: 'es2023', sourcemap: true, chunkSizeWarningLimit: 900,
    // Files only: the page's policy forbids fonts and scripts from data addresses.
    assetsInlineLimit: 0,
  },
  server: {
    strictPort: true,
    // The Origin has to be the server's own, or its socket refuses the browser.
    proxy: {
      '/api': { target: server, changeOrigin: true, headers: { origin: server } },
      '/socket.io': { target: server, changeOrigin: true, ws: true, headers: { origin: server } },
    },
  },
});
