// The bar above every page: whose console this is, whether figures arrive live, and the person's own settings.

import { Button, Group, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../../content/model/api.ts';
import type { LiveState } from '../live.ts';
import { useSignOut } from '../queries.ts';
import { LANGUAGES, speak, spokenLanguage } from '../words.ts';
import mark from '../vong-xoay.svg';
import classes from './page-header.module.css';
import { hasRole, mayOrderUrgent } from '../person.ts';
import { Sign } from './sign.tsx';
import { TourContext } from './start/tour-state.ts';

interface PageHeaderProps {
  readonly person: Person;
  readonly organisation: string | undefined;
  readonly live: LiveState;
}

const LINE_LOOK = {
  connecting: { tone: 'vx-quiet', shape: 'waiting' },
  live: { tone: 'vx-good', shape: 'dot' },
  lost: { tone: 'vx-bad', shape: 'lost' },
} as const;

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
          <span className={`${classes.line} ${LINE_LOOK[live.line].tone}`} role="status">
            <span className={classes[LINE_LOOK[live.line].shape]} aria-hidden="true" />
            <span className={classes.lineWords}>{t(`live.${live.line}`)}</span>
          </span>
          {mayOrderUrgent(person) && (
            <Button
              color="red"
              size="sm"
              classNames={{ label: classes.urgent }}
              renderRoot={(props) => <Link {...props} to="/tin-khan" />}
            >
              {t('urgent.title')}
            </Button>
          )}
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
  const tour = useContext(TourContext);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={260} shadow="md" withinPortal withInitialFocusPlaceholder={false}>
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
        <Menu.RadioGroup
          value={spokenLanguage()}
          onChange={(value) => void speak(value === 'en' ? 'en' : 'vi')}
        >
          {LANGUAGES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value} lang={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('app.appearance')}</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
        >
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {t(`app.${scheme}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        {tour !== null && (
          <>
            <Menu.Divider />
            <Menu.Label>{t('tour.help')}</Menu.Label>
            <Menu.Item onClick={tour.start}>{t('tour.begin')}</Menu.Item>
            {hasRole(person, ['admin', 'operator']) && (
              <Menu.Item component={Link} to="/bat-dau">
                {t('start.title')}
              </Menu.Item>
            )}
          </>
        )}
        <Menu.Divider />
        <Menu.Item component={Link} to="/tai-khoan">
          {t('account.title')}
        </Menu.Item>
        <Menu.Item onClick={() => signOut.mutate()}>{t('app.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
