import type { Reading } from './row-sentences.ts';

/** Always there and of one height, so that nothing moves when the first patient is chosen. */
export function ActionBar({
  chosen,
  canTakeBack,
  said,
  reading,
  onReview,
  onSnooze,
  onTakeBack,
  onRevert,
  onClear,
}: {
  chosen: number;
  /** Whether one of the chosen has a mark. */
  canTakeBack: boolean;
  /** What was done last. */
  said: string | undefined;
  reading: Reading;
  onReview: () => void;
  onSnooze: () => void;
  onTakeBack: () => void;
  /** Undefined where nothing can be undone. */
  onRevert: (() => void) | undefined;
  onClear: () => void;
}) {
  const { words } = reading;
  return (
    <section class={chosen > 0 ? 'actions some' : 'actions'} aria-label={words('action.bar')}>
      <p role="status">
        {chosen > 0
          ? words.counted('action.chosen', chosen)
          : (said ?? <span class="soft">{words('action.none')}</span>)}
      </p>
      {chosen === 0 && said && onRevert && (
        <button type="button" onClick={onRevert}>
          {words('action.revert')}
        </button>
      )}
      {chosen > 0 && (
        <>
          <button type="button" class="primary" onClick={onReview}>
            {words('action.review')}
          </button>
          <button type="button" onClick={onSnooze}>
            {words('action.snooze')} …
          </button>
          {canTakeBack && (
            <button type="button" onClick={onTakeBack}>
              {words('action.undo')}
            </button>
          )}
          <button type="button" class="quiet" onClick={onClear}>
            {words('action.clear')}
          </button>
        </>
      )}
    </section>
  );
}
