import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The page that plays an EHR. Nothing inline and nothing from elsewhere: it runs under `default-src 'self'`. */
export default defineConfig({
  root: folder('ehr'),
  base: '/sandbox/ehr/',
  plugins: [preact()],
  build: {
    outDir: folder('../../dist/web/ehr'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    sourcemap: false,
  },
});
