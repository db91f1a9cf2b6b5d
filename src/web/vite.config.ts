import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * A page is a folder here and a folder of `dist/web`, built one at a time: `vite build --mode review`. The EHR page has its own address;
 * the pages of the service find their parts beside themselves, wherever they are mounted.
 */
const baseOf = (page: string) => (page === 'ehr' ? '/sandbox/ehr/' : './');

/** Nothing inline and nothing from elsewhere: the pages run under `default-src 'self'`. */
export default defineConfig(({ mode: page }) => {
  return {
    root: folder(page),
    base: baseOf(page),
    plugins: [preact()],
    build: {
      outDir: folder(`../../dist/web/${page}`),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2022',
      sourcemap: false,
    },
  };
});
