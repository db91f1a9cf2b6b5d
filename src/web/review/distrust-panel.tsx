import type { ReviewData } from '../../core/review/review.ts';
import { Panel } from '../design/panel.tsx';
import { doubtsOf } from './distrust.ts';
import { useReading } from './reading.tsx';

const shapes = {
  conflict: 'M2 3h5.5M5.5 1l2 2-2 2M10 9H4.500M6.500 7l-2 2 2 2',
  synthetic: 'M6 1.4 11.2 10.6H.8ZM6 4.6v2.7M6 8.6v.6',
  unread: 'M2.500 2.500l7 7M9.500 2.500l-7 7',
  caution: 'M6 1v6.400M6 9.600v1.200',
  quality: 'M1.500 10.500v-3M4.500 10.500v-5M7.500 10.500v-2M10.500 10.500v-6',
  waiting: 'M6 1.500a4.500 4.500 0 1 0 .01 0M6 3.600V6l1.800 1.200',
  missing: 'M6 1.500a4.500 4.500 0 1 0 .01 0',
} as const;

/** What stands against the figures, gravest first. */
export function DistrustPanel({ data }: { data: ReviewData }) {
  const reading = useReading();
  const { words } = reading;
  const doubts = doubtsOf(data, reading);
  return (
    <Panel id="distrust" title={words('distrust.title')} wide="span-4">
      {doubts.length === 0 && <p class="empty">{words('distrust.none')}</p>}
      <ul class="doubts">
        {doubts.map(({ kind, text, english }) => (
          <li key={`${kind} ${text}`} class={kind}>
            <svg class="mark" viewBox="0 0 12 12" aria-hidden="true">
              <path class="outline" d={shapes[kind]} />
            </svg>
            <span>
              <strong>{words(`distrust.${kind}`)}.</strong> <span lang={english ? 'en' : undefined}>{text}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
