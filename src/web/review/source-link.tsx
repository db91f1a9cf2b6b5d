import type { Source } from '../../core/evidence.ts';

/** The source with its full citation; a link where it has an address. */
export function SourceLink({ source }: { source: Source }) {
  const href = source.doi ? `https://doi.org/${source.doi}` : source.url;
  if (!href) return <span title={source.citation}>{source.label}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer" title={source.citation}>
      {source.label}
    </a>
  );
}
