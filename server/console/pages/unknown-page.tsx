// An address that no page has: says so, and the way back.

import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function UnknownPage() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Title order={1} fz="h2">
        {t('unknown.title')}
      </Title>
      <Text>{t('unknown.what')}</Text>
      <Anchor component={Link} to="/" w="fit-content">
        {t('app.overview')}
      </Anchor>
    </Stack>
  );
}
