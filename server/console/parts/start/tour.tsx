// A short walk through the seeded programme: a card that names what is marked on the page. It covers nothing, can be left
// with Escape at any stop, and begins again from Trợ giúp.

import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './tour.module.css';
import { useTour } from './tour-state.ts';

const STOPS = [
  { to: '/', mark: '[data-tour="answer"]', words: 'answer' },
  { to: '/', mark: '[data-tour="hour"]', words: 'hour' },
  { to: '/danh-sach-phat', mark: 'main', words: 'playlists' },
  { to: '/lich', mark: 'main table', words: 'calendar' },
  { to: '/noi-dung', mark: 'main', words: 'items' },
  { to: '/duyet', mark: 'main', words: 'approvals' },
] as const;

const MARKED = 'data-tour-marked';

export function Tour() {
  const { t } = useTranslation();
  const { stop, go, end } = useTour();
  const navigate = useNavigate();
  const card = useRef<HTMLElement>(null);
  const at = stop === null ? undefined : STOPS[stop];

  useEffect(() => {
    if (at === undefined) return;
    void navigate({ to: at.to });
    card.current?.focus();
    return markWhenThere(at.mark);
  }, [at, navigate]);

  if (stop === null || at === undefined) return null;
  const isLast = stop === STOPS.length - 1;
  return (
    <section
      ref={card}
      className={classes.card}
      aria-label={t('tour.title')}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end();
      }}
    >
      <Text fz="xs" c="dimmed">
        {t('tour.place', { stop: stop + 1, all: STOPS.length })}
      </Text>
      <Text fw={600} component="h2" fz="md" m={0}>
        {t(`tour.${at.words}.title`)}
      </Text>
      <Text fz="sm">{t(`tour.${at.words}.text`)}</Text>
      <Group gap="sm" mt="xs">
        {stop > 0 && (
          <Button variant="default" onClick={() => go(stop - 1)}>
            {t('tour.back')}
          </Button>
        )}
        <Button onClick={() => (isLast ? end() : go(stop + 1))}>
          {t(isLast ? 'tour.done' : 'tour.next')}
        </Button>
        {!isLast && (
          <Button variant="subtle" onClick={end}>
            {t('tour.leave')}
          </Button>
        )}
      </Group>
    </section>
  );
}

/** Marks the element as soon as its page has drawn it; the mark goes with the stop. */
function markWhenThere(selector: string): () => void {
  let marked: Element | null = null;
  const look = () => {
    if (marked?.isConnected === true) return;
    marked = document.querySelector(selector);
    if (marked === null) return;
    marked.setAttribute(MARKED, '');
    marked.scrollIntoView({ block: 'nearest' });
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  look();
  return () => {
    observer.disconnect();
    marked?.removeAttribute(MARKED);
  };
}
