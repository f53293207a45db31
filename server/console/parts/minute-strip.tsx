// One hour of one item as marks along its sixty minutes; shape and words tell the state, colour only helps.

import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Instant, Interval } from '../../../content/model/instant.ts';
import type { Mark, MarkState } from '../hour-strip.ts';
import { timeText } from '../zone.ts';
import classes from './minute-strip.module.css';

/** Above this many marks an hour there is room for bars only. */
const MOST_ROUND_MARKS = 20;

interface MinuteStripProps {
  readonly label: string;
  readonly hour: Interval;
  readonly marks: readonly Mark[];
  readonly now: Instant;
  readonly zone: string;
}

function shareOf(at: Instant, hour: Interval): string {
  return `${((at - hour.from) * 100) / (hour.to - hour.from)}%`;
}

export function MinuteStrip({ label, hour, marks, now, zone }: MinuteStripProps) {
  const { t } = useTranslation();
  if (marks.length === 0) {
    return (
      <Text fz="xs" c="dimmed">
        {t('hour.stripUnknown')}
      </Text>
    );
  }
  const describe = (mark: Mark) => {
    const why = mark.reason !== undefined ? `, ${t(`reason.${mark.reason}`)}` : '';
    return `${timeText(mark.at, zone)} · ${t(`mark.${mark.state}`)}${why}`;
  };
  return (
    <div className={`${classes.strip} ${marks.length > MOST_ROUND_MARKS ? classes.dense : ''}`}>
      <div className={classes.rail} aria-hidden="true">
        {now >= hour.from && now < hour.to && (
          <>
            <span className={classes.past} style={{ width: shareOf(now, hour) }} />
            <span className={classes.now} style={{ left: shareOf(now, hour) }} />
          </>
        )}
      </div>
      <ol className={classes.marks} aria-label={label}>
        {marks.map((mark) => (
          <li
            key={`${mark.at}${mark.state === 'made_good' ? '+' : ''}`}
            className={`${classes.mark} ${classes[mark.state]}`}
            style={{ left: shareOf(mark.at, hour) }}
            title={describe(mark)}
          >
            <MarkShape state={mark.state} />
            <VisuallyHidden>{describe(mark)}</VisuallyHidden>
          </li>
        ))}
      </ol>
    </div>
  );
}

function MarkShape({ state }: { state: MarkState }) {
  return (
    <svg viewBox="0 0 16 16" className={classes.shape} aria-hidden="true" focusable="false">
      {state === 'shown' && (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="M4.6 8.3l2.4 2.4 4.4-5" className={classes.inner} />
        </>
      )}
      {state === 'made_good' && (
        <>
          <path d="M8 0l8 8-8 8-8-8z" fill="currentColor" />
          <path d="M8 4.8v6.4M4.8 8h6.4" className={classes.inner} />
        </>
      )}
      {state === 'missed' && <path d="M3 3l10 10M13 3L3 13" className={classes.cross} />}
      {state === 'not_counted' && (
        <>
          <circle cx="8" cy="8" r="6" className={classes.ring} />
          <path d="M4 12l8-8" className={classes.ring} />
        </>
      )}
      {state === 'waiting' && <circle cx="8" cy="8" r="6" className={classes.dashed} />}
      {state === 'next' && (
        <>
          <circle cx="8" cy="8" r="6" className={classes.thick} />
          <circle cx="8" cy="8" r="2" fill="currentColor" />
        </>
      )}
      {state === 'ahead' && <circle cx="8" cy="8" r="4" className={classes.ring} />}
    </svg>
  );
}

const LEGEND: readonly MarkState[] = [
  'shown',
  'made_good',
  'missed',
  'not_counted',
  'waiting',
  'next',
  'ahead',
];

/** Explains the marks that are on the page. */
export function MarkLegend({ present }: { present: ReadonlySet<MarkState> }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.legend} aria-label={t('hour.legend')}>
      {LEGEND.filter((state) => present.has(state)).map((state) => (
        <li key={state} className={classes[state]}>
          <MarkShape state={state} />
          <span className={classes.legendWord}>{t(`mark.${state}`)}</span>
        </li>
      ))}
    </ul>
  );
}
