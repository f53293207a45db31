// The bar above every page: whose console this is, whether figures arrive live, and the person's own settings.

import { Button, Group, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../content/model/api.ts';
import type { LiveState } from '../live.ts';
import { useSignOut } from '../queries.ts';
import { LANGUAGES, speak, spokenLanguage } from '../words.ts';
import mark from '../vong-xoay.svg';
import classes from './page-header.module.css';
import { Sign } from './sign.tsx';

interface PageHeaderProps {
  readonly person: Person;
  readonly organisation: string | undefined;
  readonly live: LiveState;
}

export function PageHeader({ person, organisation, live }: PageHeaderProps) {
  const { t } = useTranslation();
  return (
    <header className={classes.bar}>
      <div className={classes.inside}>
        <Group gap="sm" wrap="nowrap" miw={0}>
          <img src={mark} width={34} height={34} alt="" />
          <div className={classes.names}>
            <Text fw={700} lh={1.15}>
              {t('app.name')}
            </Text>
            <Text fz="xs" c="dimmed" truncate>
              {organisation ?? t('app.tagline')}
            </Text>
          </div>
        </Group>
        <Group gap="md" wrap="nowrap">
          <span className={`${classes.live} ${live.isLive ? 'vx-good' : 'vx-bad'}`} role="status">
            <span className={live.isLive ? classes.dot : classes.cross} aria-hidden="true" />
            <span className={classes.liveWords}>{live.isLive ? t('live.on') : t('live.off')}</span>
          </span>
          <PersonMenu person={person} />
        </Group>
      </div>
    </header>
  );
}

const SCHEMES = ['light', 'dark', 'auto'] as const;

function PersonMenu({ person }: { person: Person }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const language = spokenLanguage();
  return (
    <Menu position="bottom-end" width={260} shadow="md" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<Sign name="person" />}
          aria-label={`${t('app.account')}: ${person.name}`}
        >
          <span className={classes.person}>{person.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={600} fz="sm">
            {person.name}
          </Text>
          <Text fz="xs" c="dimmed">
            {person.roles.map((role) => t(`role.${role}`)).join(', ')}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Label>{t('app.language')}</Menu.Label>
        {LANGUAGES.map(({ value, label }) => (
          <Menu.Item
            key={value}
            lang={value}
            role="menuitemradio"
            aria-checked={language === value}
            rightSection={language === value ? <Sign name="good" /> : null}
            onClick={() => void speak(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('app.appearance')}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            role="menuitemradio"
            aria-checked={colorScheme === scheme}
            rightSection={colorScheme === scheme ? <Sign name="good" /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`app.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>{t('app.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
