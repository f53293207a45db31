// The newest showings as the player recorded them: when, what, and whether each counts, or why not.

import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ParseKeys } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { PlayView, ScreenView } from '../../../content/model/api.ts';
import { useNow } from '../clock.ts';
import { lastPlaysQuery } from '../queries.ts';
import vi from '../words/vi.json';
import { durationText } from '../words.ts';
import { dateText, secondsText } from '../zone.ts';
import classes from './last-plays.module.css';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { Sign } from './sign.tsx';

/** A verdict newer than this page still reads as words, never as a code. */
function verdictKey(verdict: string): ParseKeys {
  return (verdict in vi.verdict ? `verdict.${verdict}` : 'verdict.other') as ParseKeys;
}

export function LastPlays({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(lastPlaysQuery(screen.id));
  return (
    <Panel title={t('plays.title')}>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text fz="sm">{t('plays.none')}</Text>}
      {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
      {data !== undefined && data.length > 0 && (
        <section className={classes.scroll} tabIndex={0} aria-label={t('plays.title')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('plays.at')}</th>
                <th scope="col">{t('plays.item')}</th>
                <th scope="col">{t('plays.role')}</th>
                <th scope="col" className={classes.number}>
                  {t('plays.shown')}
                </th>
                <th scope="col">{t('plays.counts')}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((play) => (
                <PlayRow
                  key={`${play.plannedAt}/${play.at}/${play.item}/${play.role}`}
                  play={play}
                  screen={screen}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

function PlayRow({ play, screen }: { play: PlayView; screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  const owes = play.role === 'slot' || play.role === 'make_good';
  const tone = play.counts ? 'vx-good' : owes ? 'vx-bad' : 'vx-quiet';
  return (
    <tr className={owes ? undefined : classes.filler}>
      <td className={classes.time}>
        {play.at === null ? t('plays.noTime') : secondsText(play.at, screen.zone)}
        {play.at !== null && dateText(play.at, screen.zone) !== dateText(now, screen.zone) && (
          <span className={classes.date}>{dateText(play.at, screen.zone)}</span>
        )}
      </td>
      <td className={classes.title}>{play.title}</td>
      <td className={classes.role}>{t(`playRole.${play.role}`)}</td>
      <td className={classes.number}>{durationText(t, play.shownMs)}</td>
      <td className={`${classes.result} ${tone}`}>
        {owes && <Sign name={play.counts ? 'good' : 'bad'} />} {t(verdictKey(play.verdict))}
      </td>
    </tr>
  );
}
