import type { Plane } from './viewer-plane.ts';
import type { WindowId } from './viewer-windows.ts';

/** What the reader has chosen; the same for both studies. */
export interface ViewerSettings {
  readonly plane: Plane;
  /** Undefined: the usual one of the series. */
  readonly windowId: WindowId | undefined;
  /** 0 to 1; 0 hides. */
  readonly regionOpacity: number;
  readonly activationOpacity: number;
  /** 1 shows the whole slice. */
  readonly zoom: number;
}

export const firstSettings: ViewerSettings = {
  plane: 'axial',
  windowId: undefined,
  regionOpacity: 0.8,
  activationOpacity: 0.5,
  zoom: 1,
};

const mostZoom = 6;
const zoomStep = 1.25;
/** Larger for a positive, smaller for a negative number of steps. */
export const zoomed = (zoom: number, steps: number): number =>
  Math.max(1, Math.min(mostZoom, zoom * zoomStep ** steps));

/** What a key means on an image: slices, steps of the cross, zoom; undefined for keys of the page. */
export type ViewerMove =
  | { readonly kind: 'slices'; readonly by: number }
  | { readonly kind: 'cross'; readonly across: number; readonly down: number }
  | { readonly kind: 'zoom'; readonly by: number }
  | { readonly kind: 'whole' };

const pageOfSlices = 10;
/** More than there are: the end. */
const allSlices = 1e6;
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function moveOf(event: {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): ViewerMove | undefined {
  // The browser's own: zoom of the page, history, tabs.
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const arrow = arrows[event.key];
  if (arrow) {
    const [across, down] = arrow;
    return event.shiftKey ? { kind: 'cross', across, down } : { kind: 'slices', by: across + down };
  }
  if (event.key === 'PageUp') return { kind: 'slices', by: -pageOfSlices };
  if (event.key === 'PageDown') return { kind: 'slices', by: pageOfSlices };
  if (event.key === 'Home') return { kind: 'slices', by: -allSlices };
  if (event.key === 'End') return { kind: 'slices', by: allSlices };
  if (event.key === '+' || event.key === '=') return { kind: 'zoom', by: 1 };
  if (event.key === '-') return { kind: 'zoom', by: -1 };
  if (event.key === '0') return { kind: 'whole' };
  return undefined;
}
