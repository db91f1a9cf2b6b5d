import type { ModelLine } from '../../core/models/model-overview.ts';
import type { Words } from './language/dictionary.ts';

/** Where a model stands, as a word with a shape of its own. */
export function StateMark({ line: { state, off }, words }: { line: ModelLine; words: Words }) {
  return (
    <span class={`state ${off ? 'off' : state}`}>
      <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
        {off ? (
          <path class="outline" d="M6 1.4v4M3.4 2.9a4.2 4.2 0 1 0 5.2 0" />
        ) : (
          <>
            {state === 'live' && <circle cx="6" cy="6" r="4.8" />}
            {state === 'silent' && <path d="M6 1.2a4.8 4.8 0 0 1 0 9.6Z" />}
            {state !== 'live' && <circle class="outline" cx="6" cy="6" r="4.2" />}
            {state === 'retired' && <path class="outline" d="M3 9l6-6" />}
          </>
        )}
      </svg>
      <span>
        <strong>{words(`state.${state}`)}</strong>
        {off ? `, ${words('state.off')}` : ''}
      </span>
    </span>
  );
}
