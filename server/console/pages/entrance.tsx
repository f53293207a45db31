// The frame of the two pages before sign-in: brand, language, one card.

import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import mark from '../vong-xoay.svg';
import { LANGUAGES, speak, spokenLanguage } from '../words.ts';
import classes from './entrance.module.css';

export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Group gap="sm" justify="center">
          <img src={mark} width={48} height={48} alt="" />
          <div>
            <Text fw={700} fz="xl" lh={1.15}>
              {t('app.name')}
            </Text>
            <Text fz="sm" c="dimmed">
              {t('app.tagline')}
            </Text>
          </div>
        </Group>
        <section className="vx-panel">
          <Stack gap={4} mb="md">
            <Title order={1} fz="h3">
              {title}
            </Title>
            <Text c="dimmed" fz="sm">
              {lead}
            </Text>
          </Stack>
          {children}
        </section>
        <Group justify="center" gap="lg">
          {LANGUAGES.map(({ value, label }) => (
            <Anchor
              key={value}
              component="button"
              type="button"
              fz="sm"
              lang={value}
              underline="always"
              aria-current={spokenLanguage() === value ? 'true' : undefined}
              fw={spokenLanguage() === value ? 600 : 400}
              onClick={() => void speak(value)}
            >
              {label}
            </Anchor>
          ))}
        </Group>
      </div>
    </main>
  );
}
