import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * A number that takes effect while it is typed, as long as it is one and within its bounds; until then the last sound one counts.
 * Leaving the field shows what counts.
 */
export function NumberField({
  id,
  label,
  value,
  bounds,
  invalid,
  class: name,
  onStart,
  onValue,
}: {
  id: string;
  /** For a field without a visible label. */
  label?: string;
  /** As it is shown: a share in percent. */
  value: number;
  bounds: readonly [number, number];
  /** Sentence for a text that is no such number. */
  invalid: string;
  class?: string;
  /** Before the first change: what is typed is measured against the numbers as they were. */
  onStart?: () => void;
  onValue: (value: number) => void;
}) {
  const [text, setText] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const typed = text === undefined ? value : text.trim() === '' ? Number.NaN : Number(text);
  const isSound = Number.isFinite(typed) && typed >= bounds[0] && typed <= bounds[1];
  useEffect(() => field.current?.setCustomValidity(isSound ? '' : invalid), [isSound, invalid]);
  return (
    <>
      <input
        ref={field}
        id={id}
        class={name}
        type="number"
        step="any"
        min={bounds[0]}
        max={bounds[1]}
        value={text ?? plain(value)}
        aria-label={label}
        aria-invalid={!isSound}
        aria-describedby={isSound ? undefined : `${id}-invalid`}
        onFocus={onStart}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          const next = currentTarget.value.trim() === '' ? Number.NaN : Number(currentTarget.value);
          if (Number.isFinite(next) && next >= bounds[0] && next <= bounds[1]) onValue(next);
        }}
        onBlur={() => setText(undefined)}
      />
      {!isSound && (
        <span id={`${id}-invalid`} class="invalid" role="alert">
          {invalid}
        </span>
      )}
    </>
  );
}

/** At most six digits: 0.65 %, not 0.6500000001. */
const plain = (value: number) => String(Number(value.toPrecision(6)));
