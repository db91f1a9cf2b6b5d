import { useEffect, useRef, useState } from 'preact/hooks';
import type { ReviewData, ReviewOpinion } from '../../core/review/review.ts';
import type { ApiRefusal } from '../design/api.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { CoursePanel } from './course-panel.tsx';
import { DistrustPanel } from './distrust-panel.tsx';
import { DriversPanel } from './drivers-panel.tsx';
import { ImagingPanel } from './imaging-panel.tsx';
import { letterText } from './letter-text.ts';
import { ModalityPanel } from './modality-panel.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { OpinionsPanel } from './opinions-panel.tsx';
import { type Choices, PatientBanner } from './patient-banner.tsx';
import { PrintSheet } from './print-sheet.tsx';
import { useReading } from './reading.tsx';
import { RiskPanel } from './risk-panel.tsx';
import { ScoresPanel } from './scores-panel.tsx';
import { SensitivityPanel } from './sensitivity-panel.tsx';
import { StagePanel } from './stage-panel.tsx';
import { StepsPanel } from './steps-panel.tsx';

export interface ReviewPageProps {
  readonly data: ReviewData;
  readonly user: string;
  /** Said at the top: that the session ends soon. */
  readonly notice?: string;
  readonly onChoose: (choices: Choices) => void;
  readonly onAgain: () => void;
  readonly onSignOut: () => void;
  readonly onRefused: (refusal: ApiRefusal) => void;
  readonly onOpinion: (opinion: ReviewOpinion) => void;
}

/** The whole review of one patient; on paper only the sheet of one page. */
export function ReviewPage({
  data,
  user,
  notice,
  onChoose,
  onAgain,
  onSignOut,
  onRefused,
  onOpinion,
}: ReviewPageProps) {
  const reading = useReading();
  const { words } = reading;
  const below = useAfterPaint();
  const [letter, setLetter] = useState<{ text: string; copied: boolean }>();

  async function copyLetter() {
    const text = letterText(data, reading);
    try {
      await navigator.clipboard.writeText(text);
      setLetter({ text, copied: true });
    } catch {
      // Inside the frame of an EHR the clipboard may be closed to this page.
      setLetter({ text, copied: false });
    }
  }

  return (
    <>
      <div class="screen">
        <a class="skip" href="#stage">
          {words('page.skip')}
        </a>
        <PatientBanner data={data} onChoose={onChoose} onLetter={() => void copyLetter()} onSignOut={onSignOut} />
        <div class="toast" role="status">
          {letter?.copied ? words('page.letter.done') : notice}
        </div>
        <main class="grid">
          <StagePanel data={data} />
          <RiskPanel data={data} />
          <StepsPanel data={data} />
          <ChangesPanel data={data} />
          <DistrustPanel data={data} />
          {below && (
            <>
              <DriversPanel data={data} />
              <ModalityPanel data={data} />
              <CoursePanel data={data} />
              <ImagingPanel data={data} onAgain={onAgain} />
              <ScoresPanel data={data} />
              <ModelsPanel data={data} />
              <SensitivityPanel data={data} />
              <OpinionsPanel data={data} user={user} onSaved={onOpinion} onRefused={onRefused} />
            </>
          )}
        </main>
        <footer>
          <p>{words('page.footer', { version: data.serviceVersion })}</p>
          <p>
            {words('page.assessment', { id: data.assessment.id.slice(0, 12) })}. {words('page.englishSentences')}
          </p>
        </footer>
        {letter && !letter.copied && <LetterDialog text={letter.text} onClose={() => setLetter(undefined)} />}
      </div>
      {below && <PrintSheet data={data} />}
    </>
  );
}

/** What matters first is painted first: true once a frame has been drawn. What comes then lies below and moves nothing. */
function useAfterPaint(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    let timer: number | undefined;
    const frame = requestAnimationFrame(() => {
      timer = window.setTimeout(() => setPainted(true));
    });
    return () => {
      cancelAnimationFrame(frame);
      window.clearTimeout(timer);
    };
  }, []);
  return painted;
}

function LetterDialog({ text, onClose }: { text: string; onClose: () => void }) {
  const { words } = useReading();
  const dialog = useRef<HTMLDialogElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    area.current?.select();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="letter-said" onClose={onClose}>
      <p id="letter-said">{words('page.letter.byHand')}</p>
      <textarea ref={area} rows={16} readOnly value={text} aria-label={words('page.letter')} />
      <button type="button" class="primary" onClick={() => dialog.current?.close()}>
        {words('page.close')}
      </button>
    </dialog>
  );
}
