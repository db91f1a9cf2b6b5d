import type { EvidenceClass } from '../../core/evidence.ts';
import type { BandLevel } from '../../core/score.ts';

/** Shape and word together: never colour alone. */
export function EvidenceMark({ evidence, children }: { evidence: EvidenceClass; children: string }) {
  return (
    <span class={`evidence ${evidence}`}>
      <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
        {evidence === 'established' && <circle cx="6" cy="6" r="4.6" />}
        {evidence === 'research' && <path class="outline" d="M6 1.2 10.8 6 6 10.8 1.2 6Z" />}
        {evidence === 'synthetic' && <path class="outline" d="M6 1.4 11.2 10.6H.8ZM6 4.6v2.7M6 8.6v.6" />}
      </svg>
      {children}
    </span>
  );
}

const bandShapes: Readonly<Record<BandLevel, string>> = {
  low: 'M2 10h8',
  indeterminate: 'M2 10h8M2 6.8h8',
  high: 'M2 10h8M2 6.8h8M2 3.6h8',
  'very-high': 'M2 10.6h8M2 7.6h8M2 4.6h8M2 1.6h8',
  none: 'M3 6h6',
};
/** Rungs of a ladder: one is low, four are very high. */
export function LevelMark({ level }: { level: BandLevel }) {
  return (
    <svg class={`mark level ${level}`} viewBox="0 0 12 12" aria-hidden="true">
      <path class="outline" d={bandShapes[level]} />
    </svg>
  );
}

export function UrgencyMark({ urgency }: { urgency: 'routine' | 'soon' | 'urgent' }) {
  const shape = {
    routine: 'M6 1.5a4.5 4.5 0 1 0 .01 0',
    soon: 'M6 1.5a4.5 4.5 0 1 0 .01 0M6 3.6V6l1.8 1.2',
    urgent: 'M6 1v6.4M6 9.6v1.2',
  }[urgency];
  return (
    <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
      <path class="outline" d={shape} />
    </svg>
  );
}
