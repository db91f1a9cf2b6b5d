import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { type ApiRefusal, pageAddress } from './api.ts';
import { LanguageChoice } from './language-choice.tsx';
import { siteWordsOf } from './site-words.ts';
import type { Language } from './words.ts';

const pages = ['worklist', 'models', 'jobs', 'value'] as const;
export type SitePage = (typeof pages)[number];

/** Frame of a page that is not about one patient: heading, the other pages, language. `user`: who is signed in. */
export function SiteFrame({
  page,
  title,
  language,
  user,
  fill,
  onLanguage,
  children,
}: {
  page: SitePage;
  title: string;
  language: Language;
  user?: string | undefined;
  /** The content takes the height of the window and scrolls by itself: for a long list. */
  fill?: boolean;
  onLanguage: (language: Language) => void;
  children: ComponentChildren;
}) {
  const words = siteWordsOf(language);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${title} – Fibrocast`;
  }, [language, title]);
  return (
    <>
      <a class="skip" href="#content">
        {words('site.skip')}
      </a>
      <header class="site-head">
        <span class="site-brand">Fibrocast</span>
        {/* The chosen page of the navigation says it to the eye. */}
        <h1 class="visually-hidden">{title}</h1>
        <nav aria-label={words('site.pages')}>
          {pages.map((one) => (
            <a key={one} href={pageAddress(one)} aria-current={one === page ? 'page' : undefined}>
              {words(`site.${one}`)}
            </a>
          ))}
        </nav>
        {user && <span class="soft site-user">{user}</span>}
        <LanguageChoice label={words('site.language')} language={language} onLanguage={onLanguage} />
      </header>
      <main id="content" class={fill ? 'site-main fill' : 'site-main'}>
        {children}
      </main>
    </>
  );
}

/** In place of the content: why there is none, and the way out. */
export function SiteRefusal({
  refusal,
  language,
  onRetry,
}: {
  refusal: Pick<ApiRefusal, 'kind' | 'said'>;
  language: Language;
  onRetry: () => void;
}) {
  const words = siteWordsOf(language);
  return (
    <div class="refusal">
      <div role="alert">
        <h2>{words(`site.${refusal.kind}.title`)}</h2>
        <p>{words(`site.${refusal.kind}.text`)}</p>
        {refusal.said && refusal.kind !== 'expired' && (
          <p class="soft" lang="en">
            {refusal.said}
          </p>
        )}
      </div>
      {refusal.kind === 'unreachable' && (
        <button type="button" class="primary" onClick={onRetry}>
          {words('site.retry')}
        </button>
      )}
    </div>
  );
}
