// The few signs of the console, drawn here so that no state is told by colour alone. Always beside words: hidden from
// screen readers.

const PATHS = {
  good: 'M5 12.5l4.5 4.5L19 7.5',
  bad: 'M6 6l12 12M18 6L6 18',
  warn: 'M12 6v7.5M12 17.6v.4',
  unknown: 'M8.6 9a3.4 3.4 0 1 1 4.7 3.2c-.9.4-1.3 1-1.3 2M12 17.6v.4',
  next: 'M9 6l6 6-6 6',
  previous: 'M15 6l-6 6 6 6',
  more: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.6l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.6l1-1',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  open: 'M6 9.5l6 6 6-6',
  grip: 'M9 5v.1M15 5v.1M9 12v.1M15 12v.1M9 19v.1M15 19v.1',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0',
} as const;

export type SignName = keyof typeof PATHS;

export function Sign({ name, className = '' }: { name: SignName; className?: string }) {
  return (
    <svg
      className={`vx-sign ${className}`}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
