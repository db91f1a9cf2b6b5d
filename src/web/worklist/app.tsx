import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatsOf } from '../design/formats.ts';
import { firstLanguage, remember } from '../design/remembered.ts';
import { SiteFrame, SiteRefusal } from '../design/site-frame.tsx';
import { useSiteSession } from '../design/site-session.ts';
import { addressWith, type Filters, filtersFrom } from './filters.ts';
import { wordsOf } from './language/dictionary.ts';
import { WorklistPage } from './worklist-page.tsx';

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const [filters, setFilters] = useState<Filters>(() => filtersFrom(new URLSearchParams(location.search)));
  const { session, refused, refuse, again } = useSiteSession();
  const reading = useMemo(() => ({ words: wordsOf(language), formats: formatsOf(language) }), [language]);

  useEffect(() => {
    const address = addressWith(filters, new URLSearchParams(location.search));
    history.replaceState(history.state, '', `${location.pathname}${address.size > 0 ? `?${address}` : ''}`);
  }, [filters]);

  return (
    <SiteFrame
      page="worklist"
      title={reading.words('page.title')}
      language={language}
      user={session?.user}
      fill={!refused}
      onLanguage={(chosen) => {
        remember('language', chosen);
        setLanguage(chosen);
      }}
    >
      {refused ? (
        <SiteRefusal refusal={refused} language={language} onRetry={again} />
      ) : (
        <WorklistPage filters={filters} onFilters={setFilters} onRefused={refuse} reading={reading} />
      )}
    </SiteFrame>
  );
}
