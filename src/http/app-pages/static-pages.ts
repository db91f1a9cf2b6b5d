import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, type Response, Router } from 'express';
import { Failure } from '../../core/failure.ts';

/** Pages of this service: address under /app and folder below `dist/web`. */
const pages: readonly { readonly at: string; readonly folder: string }[] = [
  { at: '/review', folder: 'review' },
  { at: '/worklist', folder: 'worklist' },
  { at: '/jobs', folder: 'jobs' },
  { at: '/models', folder: 'models' },
  { at: '/value', folder: 'value' },
  // Last, because it answers every address that is left: the launch ends here.
  { at: '/', folder: 'review' },
];

/**
 * Everything comes from this service, nothing is inline, and only the EHR's own pages may frame it. `X-Frame-Options` knows no list of
 * origins and is taken away, so that it does not contradict.
 */
export function pagePolicy(frameOrigins: readonly string[]): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${["'self'", ...frameOrigins].join(' ')}`,
  ].join('; ');
  return (_request, response, next) => {
    response.set('Content-Security-Policy', policy).removeHeader('X-Frame-Options');
    next();
  };
}

/** The built pages. Hashed files may be kept for ever, pages are asked for again each time. */
export function staticPages(webFolder: string): Router {
  const router = Router();
  for (const { at, folder } of pages) {
    const root = join(webFolder, folder);
    router.use(
      at,
      express.static(root, {
        index: 'index.html',
        redirect: true,
        setHeaders: (response: Response, path) => {
          const hashed = /-[\w-]{8,}\.[a-z0-9]+$/.test(path) && !path.endsWith('.html');
          response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
      }),
    );
    router.get(at === '/' ? '/' : [at, `${at}/`], () => {
      if (existsSync(join(root, 'index.html'))) throw new Failure('not-found', 'There is nothing at this address.');
      throw new Failure('not-implemented', 'This page has not been built: npm run build makes it.');
    });
  }
  return router;
}
