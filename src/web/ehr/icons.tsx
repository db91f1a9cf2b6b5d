/** Line icons of one weight; always beside a word, so hidden from assistive technology. */
const shapes = {
  info: 'M12 11v6M12 7.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  warning: 'M12 9v5M12 17v.5M10.3 3.9 2.6 17.4A2 2 0 0 0 4.3 20.4h15.4a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z',
  critical: 'M12 7.5v6M12 16.5v.5M8 2.8h8L21.2 8v8L16 21.2H8L2.8 16V8L8 2.8Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  quiet: 'M8.5 12.5 11 15l5-5.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  open: 'M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5',
  close: 'M6 6l12 12M18 6 6 18',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM20 20l-4-4',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M17.5 14a6.5 6.5 0 0 1 4 6',
  log: 'M4 5h16M4 10h16M4 15h10M4 20h7',
  test: 'M9 3h6M10 3v6.5L4.8 18a2 2 0 0 0 1.7 3h11a2 2 0 0 0 1.7-3L14 9.500V3M7.500 15h9',
  drug: 'M10.500 20.500a5 5 0 0 1-7-7l7-7a5 5 0 0 1 7 7l-7 7ZM7 10l7 7',
} as const;
export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
