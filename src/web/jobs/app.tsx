import { useMemo, useState } from 'preact/hooks';
import { formatsOf } from '../design/formats.ts';
import { firstLanguage, remember } from '../design/remembered.ts';
import { SiteFrame, SiteRefusal } from '../design/site-frame.tsx';
import { useSiteSession } from '../design/site-session.ts';
import { JobsPage } from './jobs-page.tsx';
import { wordsOf } from './language/dictionary.ts';

export function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const { session, refused, refuse, again } = useSiteSession();
  const words = useMemo(() => wordsOf(language), [language]);
  const formats = useMemo(() => formatsOf(language), [language]);
  return (
    <SiteFrame
      page="jobs"
      title={words('page.title')}
      language={language}
      user={session?.user}
      onLanguage={(chosen) => {
        remember('language', chosen);
        setLanguage(chosen);
      }}
    >
      {refused ? (
        <SiteRefusal refusal={refused} language={language} onRetry={again} />
      ) : (
        <JobsPage words={words} formats={formats} onRefused={refuse} />
      )}
    </SiteFrame>
  );
}
